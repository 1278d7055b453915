"""Everything that is true on the server, under one lock, and the two things that happen there:
a message is posted, a place in a chat changes. Bots are told of both as they may know.
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import count
from threading import Condition, RLock
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.telegram_server.chats import Chat, ChatKind, Member
from tests.telegram_server.entities import find_entities
from tests.telegram_server.files import FileShelf
from tests.telegram_server.messages import Edition, Message
from tests.telegram_server.visibility import sees

if TYPE_CHECKING:
    from scheduler.clock import Clock
    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.calls import Call
    from tests.telegram_server.queries import InlineQuery, Press
    from tests.telegram_server.users import User

ITS_OWN_ID = -1  # the thread of a message that opens one


class World:
    """`changed` is the one lock, and rings whenever a bot did something."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.changed = Condition(RLock())
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}  # by bot and person
        self.bots: dict[str, BotAccount] = {}
        self.sent: list[Message] = []
        self.calls: deque[Call] = deque()
        self.counts: Counter[str] = Counter()  # of the calls, by method
        self.files = FileShelf()
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.inline_cache: dict[tuple[int, str, str, int | None], tuple[float, dict[str, Any]]] = {}
        self.active = 0  # requests being answered, waiting polls left out
        self.last_activity = monotonic()
        self._changes = count(1)
        self._account_messages = count(1)
        self._numbers = count(1)

    def now(self) -> int:
        return int(self.clock().timestamp())

    def number(self) -> int:
        """Return a number never given before: part of every id that needs one."""
        return next(self._numbers)

    def change(self) -> int:
        return next(self._changes)

    def post(
        self,
        chat: Chat,
        author: User | None,
        *,
        shown_as: User | None = None,
        text: str | None = None,
        entities: list[dict[str, Any]] | None = None,
        service: bool = False,
        thread: int | None = None,
        **fields: Any,
    ) -> Message:
        """Put a message into a chat and tell the bots that may see it."""
        number = self._message_id(chat)
        if entities is None and text:
            entities = find_entities(text)
        message = Message(
            chat=chat,
            id=number,
            date=self.now(),
            changed=self.change(),
            author=author,
            sender=None if chat.kind == ChatKind.CHANNEL else shown_as or author,
            text_or_none=text,
            entities=entities,
            service=service,
            thread=number if thread == ITS_OWN_ID else thread,
            **fields,
        )
        if chat.kind == ChatKind.CHANNEL:
            message.sender_chat = chat
        chat.by_id[message.id] = message
        if message.from_bot:
            if not service:
                chat.last_bot = author
                self.sent.append(message)
        else:
            chat.mark = message.changed
        self.tell_of(message)
        self.changed.notify_all()
        return message

    def tell_of(self, message: Message, *, edited: bool = False) -> None:
        """Queue the update for each bot that sees the message."""
        kind = "channel_post" if message.chat.kind == ChatKind.CHANNEL else "message"
        kind = f"edited_{kind}" if edited else kind
        if message.from_bot and not message.service:
            return
        for bot in self.bots.values():
            if sees(bot, message):
                bot.put(kind, message.to_dict(), message.chat.id)

    def edit(self, message: Message, **fields: Any) -> None:
        """Change a message in place; what it was goes into its history."""
        message.history.append(Edition(message.text, message.buttons))
        for name, value in fields.items():
            setattr(message, name, value)
        message.edited = self.now()
        message.changed = self.change()
        self.changed.notify_all()

    def seat(self, chat: Chat, member: Member, by: User) -> None:
        """Give somebody a place in a chat, or take it; bots hear of their own, admin bots of others'."""
        old = chat.member(member.user)
        chat.members[member.user.id] = member
        chat.mark = self.change()
        change = {
            "chat": chat.to_dict(),
            "from": by.to_dict(),
            "date": self.now(),
            "old_chat_member": old.to_dict(chat.kind),
            "new_chat_member": member.to_dict(chat.kind),
        }
        for bot in self.bots.values():
            if bot is member.user:
                bot.put("my_chat_member", change, chat.id)
            elif chat.member(bot).is_admin:
                bot.put("chat_member", change, chat.id)

    def _message_id(self, chat: Chat) -> int:
        """Supergroups and channels count on their own; all other chats share the account's count."""
        if chat.kind in {ChatKind.SUPERGROUP, ChatKind.CHANNEL}:
            return next(reversed(chat.by_id), 0) + 1
        return next(self._account_messages)
