"""The one place where an exception becomes a sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import Forbidden, NetworkError, TelegramError

from bot.blocks import Line
from bot.catalogue import catalogue
from bot.handlers.incoming import read_chat
from bot.handlers.sending import To, try_to_send
from bot.html import html_text
from bot.menus import menu_language
from storage.chats import ChatKind

if TYPE_CHECKING:
    from bot.context import Context

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log a failure whole, and tell whoever asked in private that it was not their fault."""
    error = context.error
    if isinstance(error, Forbidden):
        return
    if isinstance(error, NetworkError | TelegramError):
        log.warning("telegram failed", extra={"error": type(error).__name__})
        return
    log.error("an update failed", exc_info=error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    chat = read_chat(update.effective_chat)
    if chat is None or chat.kind is not ChatKind.PRIVATE:
        return
    user = update.effective_user
    language = menu_language(None, user.language_code if user else None, context.services.settings.language)
    words = catalogue(language)
    line = Line(words.say("Something went wrong. Please ask in other words."))
    await try_to_send(context, To(chat), html_text([line], words))
