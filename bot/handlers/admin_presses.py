"""A press on an admin's screen in; the screen that it leads to, in place of the one that was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers import admins, departments, records
from bot.handlers.sending import edit, notify
from bot.html import html_text
from bot.rights import Act, decide
from bot.sentences import say_sentence
from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import CallbackQuery

    from bot.admin_buttons import AdminPress, Screen
    from bot.context import Context
    from bot.handlers.desk import Visit

    Answer = Callable[[Context, Visit, AdminPress], Awaitable[Screen]]

ANSWERS: dict[str, Answer] = {
    "d": departments.on_departments,
    "u": departments.on_unknown,
    "l": records.on_log,
    "c": admins.on_chats,
    "p": admins.on_people,
}
"""By the first letter of a wish."""


async def on_admin_press(context: Context, guest: Visit, query: CallbackQuery, press: AdminPress) -> None:
    """Do what an admin pressed in private; whoever else presses is told that only admins can."""
    if decide(Act.ADMINISTER, guest.rights) is not None or not guest.situation.is_private:
        await notify(query, guest.words.say("Only admins can decide this."), alert=True)
        return
    try:
        screen = await ANSWERS[press.wish.value[0]](context, guest, press)
    except DubanError as error:
        await notify(query, say_sentence(str(error), guest.words), alert=True)
        return
    if query.message is not None:
        text = html_text(screen.blocks, guest.words)
        await edit(context, guest.chat.id, query.message.message_id, text, screen.keyboard)
    await notify(query)
