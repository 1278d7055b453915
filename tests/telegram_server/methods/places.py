"""Finding what a request is about: a chat, a topic, a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.telegram_server.chats import Chat, ChatKind
from tests.telegram_server.errors import bad_request
from tests.telegram_server.people import private_chat

if TYPE_CHECKING:
    from tests.telegram_server.calls import Call
    from tests.telegram_server.messages import Message
    from tests.telegram_server.world import World


def find_chat(world: World, call: Call, name: str = "chat_id") -> Chat:
    """Find the chat that a request names; a bot knows only chats that it has met."""
    value = call.text(name)
    if not value:
        raise bad_request(f"{name} is empty")
    chat = _by_username(world, value) if value.startswith("@") else _by_number(world, call, value)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def _by_username(world: World, value: str) -> Chat | None:
    return next((chat for chat in world.chats.values() if chat.username == value[1:]), None)


def _by_number(world: World, call: Call, value: str) -> Chat | None:
    try:
        number = int(value)
    except ValueError:
        return None
    bot = call.bot
    if number < 0:
        chat = world.chats.get(number)
        return chat if chat is not None and bot.id in chat.members else None
    if (bot.id, number) in world.private:
        return world.private[bot.id, number]
    person = world.people.get(number)
    met = any(bot.id in chat.members and number in chat.members for chat in world.chats.values())
    return private_chat(bot, person) if person is not None and met else None


def writable_chat(world: World, call: Call) -> tuple[Chat, int | None]:
    """Find the chat and the topic to send to, and check that the bot may."""
    chat = find_chat(world, call)
    chat.check_writing(call.bot)
    thread = call.integer("message_thread_id")
    chat.check_thread(call.bot, thread)
    return chat, thread


def find_message(chat: Chat, call: Call, missing: str, name: str = "message_id") -> Message:
    number = call.integer(name)
    if number is None:
        raise bad_request("message identifier is not specified")
    message = chat.by_id.get(number)
    if message is None or message.deleted:
        raise bad_request(missing)
    return message


def replied_message(world: World, call: Call, chat: Chat) -> Message | None:
    """Find the message that a new one answers; a lost one is an error unless the request says otherwise."""
    wish = call.json("reply_parameters") or {}
    number = wish.get("message_id") or call.integer("reply_to_message_id")
    if number is None:
        return None
    other = wish.get("chat_id")
    place = chat if other is None else world.chats.get(int(other), chat)
    message = place.by_id.get(int(number))
    if message is not None and not message.deleted:
        return message
    if wish.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def is_private(chat: Chat) -> bool:
    return chat.kind == ChatKind.PRIVATE
