"""Which commands a person sees in a chat: the narrowest list that the bot has set, as the documentation ranks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.telegram_server.chats import ChatKind
from tests.telegram_server.methods.account import scope_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.chats import Chat
    from tests.telegram_server.users import User


def menu(bot: BotAccount, chat: Chat, person: User) -> dict[str, str]:
    """Return the commands that a client shows, with their descriptions."""
    language = (person.language or "")[:2]
    for scope in _scopes(chat, person):
        for key in ((scope, language), (scope, "")):
            if bot.commands.get(key):
                return {one["command"].lstrip("/"): one["description"] for one in bot.commands[key]}
    return {}


def _scopes(chat: Chat, person: User) -> Iterator[str]:
    here = {"chat_id": chat.id}
    if chat.kind == ChatKind.PRIVATE:
        yield scope_key(type="chat", **here)
        yield scope_key(type="all_private_chats")
    else:
        admin = chat.member(person).is_admin
        yield scope_key(type="chat_member", user_id=person.id, **here)
        if admin:
            yield scope_key(type="chat_administrators", **here)
        yield scope_key(type="chat", **here)
        if admin:
            yield scope_key(type="all_chat_administrators")
        yield scope_key(type="all_group_chats")
    yield scope_key(type="default")
