"""Messages out: what Telegram refuses for a known reason is put right, or is nobody's fault."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.handlers.desk import desk_of
from bot.handlers.reminder_returns import note_written
from bot.telegram.markup import NO_PREVIEW, markup
from bot.telegram.refusals import MAY_NOT_WRITE, NO_CHAT, TOPIC_TROUBLE, is_about
from storage.chats import Chat, ChatKind

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.context import Context
    from bot.keyboards import Keyboard

log = logging.getLogger(__name__)

NO_PLACE = (*NO_CHAT, *MAY_NOT_WRITE)
NO_LONGER = ("message to edit not found", "message can't be edited", "message_id_invalid")
LONGEST_NOTICE = 200
"""Characters that a notice over a pressed button may have."""


@dataclass(frozen=True)
class To:
    """Where a message goes, and which message it answers."""

    chat: Chat
    thread_id: int | None = None
    reply_to: int | None = None


async def send(context: Context, to: To, text: str, keyboard: Keyboard = ()) -> int | None:
    """Send HTML; return the message's id, None where the chat takes no message from us (any more)."""
    try:
        sent = await _send(context, to, text, keyboard)
    except ChatMigrated as error:
        await move_chat(context, to.chat.id, error.new_chat_id)
        moved = replace(to.chat, id=error.new_chat_id, kind=ChatKind.SUPERGROUP)
        return await _send(context, To(moved), text, keyboard)
    except Forbidden:
        await set_present(context, replace(to.chat, present=False))
        return None
    except BadRequest as error:
        if is_about(error, TOPIC_TROUBLE) and to.thread_id is not None:
            return await send(context, To(to.chat), text, keyboard)
        if is_about(error, NO_PLACE):
            log.warning("a message was not taken", extra={"chat": to.chat.id, "error": str(error)})
            return None
        raise
    if to.chat.kind is not ChatKind.PRIVATE:
        await note_written(context, to.chat.id)
    return sent


async def _send(context: Context, to: To, text: str, keyboard: Keyboard) -> int:
    reply = ReplyParameters(to.reply_to, allow_sending_without_reply=True) if to.reply_to else None
    message = await context.bot.send_message(
        to.chat.id,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=to.thread_id,
        reply_parameters=reply,
        reply_markup=markup(keyboard),
    )
    return message.message_id


async def edit(context: Context, chat_id: int, message_id: int, text: str, keyboard: Keyboard = ()) -> bool:
    """Change a message of ours; say whether it is there to be changed."""
    try:
        await context.bot.edit_message_text(
            text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=markup(keyboard),
        )
    except ChatMigrated as error:
        await move_chat(context, chat_id, error.new_chat_id)
        return False
    except Forbidden:
        return False
    except BadRequest as error:
        if is_about(error, ("message is not modified",)):
            return True
        if is_about(error, NO_LONGER) or is_about(error, NO_PLACE):
            return False
        raise
    return True


async def notify(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Answer a press; one that has waited too long needs no answer."""
    try:
        await query.answer(text[:LONGEST_NOTICE] or None, show_alert=alert)
    except BadRequest as error:
        log.info("a press was not answered", extra={"error": str(error)})


async def try_to_send(context: Context, to: To, text: str, keyboard: Keyboard = ()) -> int | None:
    """Send what is no answer to anybody waiting; whatever goes wrong is logged and no more."""
    try:
        return await send(context, to, text, keyboard)
    except TelegramError as error:
        log.warning("a message was not sent", extra={"chat": to.chat.id, "error": type(error).__name__})
        return None


async def move_chat(context: Context, old_id: int, new_id: int) -> None:
    """Keep everything of a group under its new id."""
    desk = desk_of(context)
    if await desk.services.in_thread(desk.services.chats.migrate, old_id, new_id):
        log.info("a group became a supergroup", extra={"chat": old_id, "new_chat": new_id})
    desk.directory.note_move(old_id, new_id)
    desk.views.forget()
    desk.forget()


async def set_present(context: Context, chat: Chat) -> None:
    """Note whether the bot is in a chat."""
    desk = desk_of(context)
    await desk.services.in_thread(desk.services.chats.set_present, chat)
    desk.forget()
