"""Methods about the bot itself: who it is, its commands and texts, its webhook, its files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.telegram_server.bots import Webhook
from tests.telegram_server.errors import bad_request
from tests.telegram_server.methods.places import find_chat

if TYPE_CHECKING:
    from tests.telegram_server.calls import Call
    from tests.telegram_server.world import World

SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
MOST_COMMANDS = 100
COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(_world: World, call: Call) -> dict[str, Any]:
    return call.bot.me()


def done(_world: World, _call: Call) -> bool:
    """Accept what has no effect that people could see."""
    return True


def get_file(world: World, call: Call) -> dict[str, Any]:
    file = world.files.downloadable(call.text("file_id"))
    return {**file.to_dict(), "file_path": file.path}


def set_my_commands(world: World, call: Call) -> bool:
    commands = call.json("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_place(world, call)] = commands
    return True


def get_my_commands(world: World, call: Call) -> list[dict[str, str]]:
    return call.bot.commands.get(_place(world, call), [])


def delete_my_commands(world: World, call: Call) -> bool:
    call.bot.commands.pop(_place(world, call), None)
    return True


def _place(world: World, call: Call) -> tuple[str, str]:
    """Name a scope and a language; a scope's chat must be one that the bot can reach."""
    scope = call.json("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    language = call.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    if "chat_id" in scope:
        call.values["chat_id"] = scope["chat_id"]
        find_chat(world, call).check_reading(call.bot)
    return scope_key(**scope), language


def scope_key(**scope: Any) -> str:
    return json.dumps({key: str(value) for key, value in scope.items()}, sort_keys=True)


def set_my_text(_world: World, call: Call) -> bool:
    """Set name, description or short description, whichever the method names."""
    field = _field(call)
    text = call.text(field)
    if len(text) > LONGEST[field]:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    call.bot.texts[field, call.text("language_code")] = text
    return True


def get_my_text(_world: World, call: Call) -> dict[str, str]:
    field = _field(call)
    texts = call.bot.texts
    default = call.bot.name if field == "name" else ""
    return {field: texts.get((field, call.text("language_code"))) or texts.get((field, "")) or default}


def _field(call: Call) -> str:
    method = call.method.lower()
    if method.endswith("shortdescription"):
        return "short_description"
    return "description" if method.endswith("description") else "name"


def set_chat_menu_button(_world: World, call: Call) -> bool:
    call.bot.menu_buttons[call.integer("chat_id")] = call.json("menu_button") or {"type": "default"}
    return True


def get_chat_menu_button(_world: World, call: Call) -> dict[str, Any]:
    buttons = call.bot.menu_buttons
    return buttons.get(call.integer("chat_id")) or buttons.get(None) or {"type": "commands"}


def set_webhook(world: World, call: Call) -> bool:
    """Set the address for updates; an empty one takes it away. Plain HTTP is allowed, as on a server of one's own."""
    url = call.text("url")
    if not url:
        return delete_webhook(world, call)
    if not re.match(r"https?://[^/\s]+", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token") or None
    if secret is not None and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    take_allowed_updates(call)
    call.bot.webhook = Webhook(url, secret, call.integer("max_connections") or 40)
    _drop_pending(call)
    call.bot.wake()
    return True


def delete_webhook(_world: World, call: Call) -> bool:
    call.bot.webhook = None
    _drop_pending(call)
    call.bot.wake()
    return True


def _drop_pending(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        call.bot.queue.clear()


def get_webhook_info(_world: World, call: Call) -> dict[str, Any]:
    bot, webhook = call.bot, call.bot.webhook
    shown: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
    }
    if bot.allowed:
        shown["allowed_updates"] = bot.allowed
    if webhook is not None:
        shown |= {"url": webhook.url, "max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
        if webhook.last_error is not None:
            shown |= {"last_error_message": webhook.last_error, "last_error_date": webhook.last_error_date}
    return shown


def take_allowed_updates(call: Call) -> None:
    """Keep the list of wanted updates until another comes; an empty one means the usual ones."""
    wanted = call.json("allowed_updates")
    if isinstance(wanted, list):
        call.bot.allowed = [str(kind) for kind in wanted] or None
