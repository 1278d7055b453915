"""What Telegram refuses a message for, by its texts. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram.error import TelegramError

TOPIC_TROUBLE = ("topic_closed", "topic_deleted", "thread not found", "topic_id_invalid")
NO_CHAT = ("chat not found", "user not found", "peer_id_invalid")
MAY_NOT_WRITE = (
    "not enough rights", "have no rights", "need administrator rights", "chat_write_forbidden",
    "chat_restricted",
)  # fmt: skip
BAD_MARKUP = ("can't parse entities", "entity_", "entities_", "button_data_invalid", "reply_markup")


def is_about(error: TelegramError, texts: tuple[str, ...]) -> bool:
    """Whether an error is one of these; Telegram's texts change their case."""
    said = str(error).lower()
    return any(text in said for text in texts)
