"""What a message says, as values of our own: who, where, what. Reads telegram's objects; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import MessageEntity
from telegram.constants import ChatID, ChatType

from bot.addressing import Said
from bot.conversations import Place
from storage.chats import Chat, ChatKind, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import telegram

KINDS: dict[str, ChatKind] = {
    ChatType.PRIVATE: ChatKind.PRIVATE,
    ChatType.GROUP: ChatKind.GROUP,
    ChatType.SUPERGROUP: ChatKind.SUPERGROUP,
    ChatType.CHANNEL: ChatKind.CHANNEL,
}
STAND_INS = {ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT}
"""Accounts under which chats speak for themselves."""
LONGEST_QUESTION = 1000
"""Characters that are read of a message at most; questions are far shorter."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A message. `person` is None where a chat speaks for itself; `speaker_id` is whoever does."""

    chat: Chat
    person: Person | None
    speaker_id: int | None
    client_language: str | None
    thread_id: int | None
    message_id: int
    said: Said
    edited: bool
    replied_to: telegram.Message | None

    @property
    def place(self) -> Place:
        return Place(self.chat.id, self.thread_id, self.speaker_id)


def read_message(message: telegram.Message, me: int, *, edited: bool) -> Incoming | None:
    """Read a message; None where nobody's words are in it: bots', our own by way of someone, copies."""
    chat = read_chat(message.chat)
    if chat is None or message.via_bot or message.is_automatic_forward:
        return None
    user, in_its_name = message.from_user, message.sender_chat
    if user is not None and user.is_bot and user.id not in STAND_INS:
        return None
    speaks_itself = in_its_name is not None or user is None or user.id in STAND_INS
    person = None if speaks_itself else read_person(user)
    speaker_id = in_its_name.id if in_its_name else user.id if user else None
    return Incoming(
        chat=chat,
        person=person,
        speaker_id=speaker_id,
        client_language=user.language_code if user else None,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        message_id=message.message_id,
        said=_said(message, me, private=chat.kind is ChatKind.PRIVATE),
        edited=edited,
        replied_to=_replied_to(message),
    )


def read_chat(chat: telegram.Chat) -> Chat | None:
    """Name a chat as seen; None for a kind that we do not know."""
    kind = KINDS.get(chat.type)
    if kind is None:
        return None
    title = chat.full_name if kind is ChatKind.PRIVATE else chat.title
    return Chat(id=chat.id, kind=kind, title=title or "")


def read_person(user: telegram.User | None) -> Person | None:
    if user is None:
        return None
    return Person(id=user.id, name=user.full_name or "", username=user.username)


def _replied_to(message: telegram.Message) -> telegram.Message | None:
    """Return the message replied to; in a topic every message replies to the one that opened it."""
    replied = message.reply_to_message
    if replied is None or (message.is_topic_message and replied.message_id == message.message_thread_id):
        return None
    return replied


def _said(message: telegram.Message, me: int, *, private: bool) -> Said:
    text, entities = message.text or "", message.entities
    if not text:
        text, entities = message.caption or "", message.caption_entities
    text = text[:LONGEST_QUESTION]
    replied = _replied_to(message)
    return Said(
        text=text,
        private=private,
        replies_to_bot=bool(replied and replied.from_user and replied.from_user.id == me),
        mentions=_named(text, entities, lambda user: user.id == me),
        others=_named(text, entities, lambda user: user.id != me),
        quoted=_quoted(message, replied, me),
    )


def _quoted(message: telegram.Message, replied: telegram.Message | None, me: int) -> str:
    """Return what someone else said in the message replied to, or the part of it that is quoted."""
    if replied is None or (replied.from_user and replied.from_user.id == me):
        return ""
    quote = message.quote.text if message.quote else ""
    return (quote or replied.text or replied.caption or "")[:LONGEST_QUESTION]


def _named(
    text: str, entities: Sequence[MessageEntity], is_meant: Callable[[telegram.User], bool]
) -> tuple[tuple[int, int], ...]:
    """Give the spans in which people without a username are called by their names."""
    return tuple(
        _span(text, entity)
        for entity in entities
        if entity.type == MessageEntity.TEXT_MENTION and entity.user and is_meant(entity.user)
    )


def _span(text: str, entity: MessageEntity) -> tuple[int, int]:
    """Turn a span in UTF-16 units, as the messenger counts, into one in characters; any numbers will do."""
    raw = text.encode("utf-16-le", "surrogatepass")
    start, end = (max(0, at) * 2 for at in (entity.offset, entity.offset + entity.length))
    before, inside = (len(part.decode("utf-16-le", "replace")) for part in (raw[:start], raw[start:end]))
    return before, before + inside
