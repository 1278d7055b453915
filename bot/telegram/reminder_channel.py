"""Reminders to Telegram: one message sent, and what goes wrong said as the deliveries understand it."""

from __future__ import annotations

from html import unescape
from re import sub
from typing import TYPE_CHECKING

from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.telegram.markup import NO_PREVIEW, markup
from bot.telegram.pacing import PATIENCE
from bot.telegram.refusals import BAD_MARKUP, MAY_NOT_WRITE, NO_CHAT, TOPIC_TROUBLE, is_about
from storage.errors import (
    AddressGoneError,
    BadMessageError,
    DeliveryError,
    MovedError,
    TopicClosedError,
    TryLaterError,
)
from storage.subscription import GoneReason

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup

    from bot.context import Bot
    from storage.reminding import Page
    from storage.subscription import Address

SHORT_WAIT = 3.0
"""Seconds that one message waits for its chat here; for longer, the deliveries go on with other chats."""
REFUSED_TOKEN = 300.0


class TelegramChannel:
    """Sends reminders by a bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: Address, page: Page) -> int:
        """Send a message, and return its id."""
        waits = PATIENCE.set(SHORT_WAIT)
        try:
            return await self._send(address, page)
        except TelegramError as error:
            raise translated(error, address) from error
        finally:
            PATIENCE.reset(waits)

    async def _send(self, address: Address, page: Page) -> int:
        """Send it as it is; if its markup is refused, as plain text once more."""
        try:
            return await self._send_as(address, page.text, ParseMode.HTML, markup(page.buttons))
        except BadRequest as error:
            if not is_about(error, BAD_MARKUP):
                raise
            return await self._send_as(address, unescape(sub(r"</?\w+>", "", page.text)), None, None)

    async def _send_as(
        self, address: Address, text: str, mode: ParseMode | None, markup: InlineKeyboardMarkup | None
    ) -> int:
        message = await self._bot.send_message(
            address.chat_id,
            text,
            parse_mode=mode,
            link_preview_options=NO_PREVIEW,
            message_thread_id=address.thread_id,
            reply_markup=markup,
        )
        return message.message_id


def translated(error: TelegramError, address: Address) -> DeliveryError:
    """Say what an error means for a message to this address; `bot` puts it into words."""
    match error:
        case ChatMigrated():
            return MovedError("The group has become a supergroup.", error.new_chat_id)
        case Forbidden():
            return AddressGoneError(f"Telegram refuses: {error}.", _why_gone(error))
        case BadRequest():
            return _refused(error, address)
    return _put_off(error)


def _put_off(error: TelegramError) -> TryLaterError:
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = float(wait) if isinstance(wait, int | float) else wait.total_seconds()
            return TryLaterError("Telegram asks for patience.", seconds)
        case InvalidToken():  # its text may repeat the token
            return TryLaterError("Telegram refuses the token.", REFUSED_TOKEN)
        case NetworkError():
            return TryLaterError(f"Telegram could not be reached: {type(error).__name__}.")
    return TryLaterError(f"Telegram failed: {type(error).__name__}.")


def _refused(error: BadRequest, address: Address) -> DeliveryError:
    said = f"Telegram refuses: {error}."
    if address.thread_id is not None and is_about(error, TOPIC_TROUBLE):
        return TopicClosedError(said)
    if is_about(error, NO_CHAT):
        return AddressGoneError(said, GoneReason.DELETED)
    if is_about(error, (*MAY_NOT_WRITE, *TOPIC_TROUBLE)):
        return AddressGoneError(said, GoneReason.READ_ONLY)
    return BadMessageError(said)


def _why_gone(error: Forbidden) -> GoneReason:
    if is_about(error, ("blocked", "deactivated", "initiate conversation")):
        return GoneReason.BLOCKED
    return GoneReason.DELETED if is_about(error, ("deleted",)) else GoneReason.REMOVED
