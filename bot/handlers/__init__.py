"""Telegram updates in, replies out; no decisions: what may be done is decided in `bot.rights`.

`register` adds the handlers to an application whose `bot_data` holds the services (see `bot.context`);
`on_start` is awaited once the bot knows itself. Nothing but `bot.app` and tests imports this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.context import Services
from bot.handlers.buttons import on_press
from bot.handlers.errors import on_error
from bot.handlers.inline import on_inline
from bot.handlers.membership import on_members, on_my_place, on_service
from bot.handlers.menus import set_menus
from bot.handlers.messages import on_message, on_other, on_picture
from bot.handlers.plan_upload import on_document

if TYPE_CHECKING:
    AnyApplication = Application[Any, Any, Any, Any, Any, Any]

WORDS = filters.TEXT | filters.CAPTION
IN_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
NEW_OR_EDITED = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGES
PICTURES = (filters.PHOTO | filters.Document.IMAGE) & NEW_OR_EDITED
PLAN_FILES = filters.Document.ALL & NEW_OR_EDITED


def register(application: AnyApplication) -> None:
    """Add all handlers; each update is taken by one of them at most.

    One handler reads all messages: commands come in Chinese, in channels and edited, too, which
    `CommandHandler` would take wrongly or not at all.
    """
    application.add_handler(MessageHandler(PICTURES, on_picture))
    application.add_handler(MessageHandler(PLAN_FILES, on_document))
    application.add_handler(MessageHandler(WORDS, on_message))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, on_service))
    application.add_handler(MessageHandler(IN_PRIVATE, on_other))
    application.add_handler(CallbackQueryHandler(on_press))
    application.add_handler(InlineQueryHandler(on_inline))
    application.add_handler(ChatMemberHandler(on_my_place, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(ChatMemberHandler(on_members, ChatMemberHandler.CHAT_MEMBER))
    application.add_error_handler(on_error)


async def on_start(application: AnyApplication) -> None:
    """Register the commands that people are offered."""
    await set_menus(application.bot, application.bot_data[Services])
