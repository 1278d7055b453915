"""Chats that the bot may write in again: nobody tells it so, and it finds out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.reminder_channels import CHANNEL
from storage.subscription import GoneReason

if TYPE_CHECKING:
    from bot.context import Context


async def note_written(context: Context, chat_id: int) -> None:
    """Let the reminders of a chat that could not be written in go on: a message has gone through."""
    services = context.services
    only = (GoneReason.READ_ONLY,)
    await services.in_thread(services.subscriptions.resume, CHANNEL, chat_id, services.clock(), only)


async def try_again(context: Context) -> None:
    """Ask of every chat that could not be written in whether it can be by now."""
    services = context.services
    subscriptions = await services.in_thread(services.subscriptions.all)
    resting = {each.home.chat_id for each in subscriptions if each.suspended_for is GoneReason.READ_ONLY}
    for chat_id in sorted(resting):
        if await _may_write(context, chat_id):
            await note_written(context, chat_id)


async def _may_write(context: Context, chat_id: int) -> bool:
    """Ask in a way that nobody sees more of than that the bot is typing."""
    try:
        return await context.bot.send_chat_action(chat_id, ChatAction.TYPING)
    except TelegramError:
        return False
