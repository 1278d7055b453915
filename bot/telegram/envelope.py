"""What can be told of an update before it is read as one: its kind, whose it is, and whether it asks. PURE.

Updates come as anybody's JSON. Nothing here fails on an odd one: what is not there is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")
ALLOWED = (*MESSAGES, "callback_query", "inline_query", "my_chat_member", "chat_member")
"""The kinds of updates that we ask for; Telegram remembers the last wish, so it is always named."""
LARGEST_ID = 2**63 - 1
Json = dict[str, Any]


@dataclass(frozen=True)
class Envelope:
    """`chat` is where it belongs to (a person's own id where there is no chat); `person` who sent it.

    For who writes as a chat (anonymous admins, channels), `person` is that chat's id. `language` is the
    language code of the person's own menus.
    """

    update_id: int | None
    kind: str
    chat: int | None = None
    person: int | None = None
    thread: int | None = None
    language: str | None = None
    content: Mapping[str, Any] | None = None

    @property
    def lane(self) -> int:
        """Updates of one lane are handled in their order: those of a chat, else each is on its own."""
        return self.chat if self.chat is not None else -(self.update_id or 0)


@dataclass(frozen=True)
class Self:
    """Who the bot is."""

    id: int
    username: str


def read_envelope(update: object) -> Envelope:
    """Look at an update from outside."""
    if not isinstance(update, dict):
        return Envelope(None, "unknown")
    update_id = valid_id(update)
    kind = next((str(name) for name in update if name != "update_id"), "empty")
    content = _part(update, kind)
    about = _part(content, "message") if kind == "callback_query" else content
    sender = _part(content, "from") or _part(content, "user")
    writes_as = _part(content, "sender_chat")
    chat, person = _id(_part(about, "chat")), _id(writes_as) or _id(sender)
    language = sender.get("language_code")
    return Envelope(
        update_id,
        kind,
        chat if chat is not None else person,
        person if person is not None else chat,
        _number(about.get("message_thread_id")) if about.get("is_topic_message") is True else None,
        language if isinstance(language, str) else None,
        content,
    )


def valid_id(update: Json) -> int | None:
    """Return the update's id, if it has one that can be one."""
    number = _number(update.get("update_id"))
    return number if number is not None and 0 <= number <= LARGEST_ID else None


def asks(envelope: Envelope, bot: Self) -> bool:
    """Whether the bot is likely to answer: what a person's share is counted by.

    Group chatter that only passes by must not count, so this errs on the side of no.
    """
    content = envelope.content or {}
    if envelope.kind == "callback_query":
        return True
    if envelope.kind not in MESSAGES:
        return False
    if _part(content, "chat").get("type") == "private":
        return True
    return _calls(content, bot) or _replies(content, bot)


def _calls(message: Mapping[str, Any], bot: Self) -> bool:
    text = message.get("text") or message.get("caption")
    if not isinstance(text, str):
        return False
    name = f"@{bot.username}".lower()
    if name in text.lower():
        return True
    if text.startswith("/"):
        return "@" not in text.split(maxsplit=1)[0]
    return any(_id(_part(entity, "user")) == bot.id for entity in _entities(message))


def _replies(message: Mapping[str, Any], bot: Self) -> bool:
    return _id(_part(_part(message, "reply_to_message"), "from")) == bot.id


def _entities(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("entities", "caption_entities"):
        listed = message.get(name)
        if isinstance(listed, list):
            yield from (each for each in listed if isinstance(each, dict))


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = content.get(name)
    return part if isinstance(part, dict) else {}


def _id(content: Mapping[str, Any]) -> int | None:
    return _number(content.get("id"))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
