"""A pressed button in; the message changed, or a polite word why not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.admin_buttons import AdminPress, read_admin_press
from bot.blocks import Line
from bot.conversations import NOTHING, Place
from bot.handlers import admins
from bot.handlers.admin_presses import on_admin_press
from bot.handlers.approvals import on_decision
from bot.handlers.commands import choose_language
from bot.handlers.desk import desk_of, visit
from bot.handlers.incoming import read_chat, read_person
from bot.handlers.plan_cards import on_upload_press
from bot.handlers.reminder_places import rules
from bot.handlers.reminder_presses import on_reminder_press
from bot.handlers.reminder_reports import on_report_page
from bot.handlers.sending import edit, notify
from bot.handlers.subscription_presses import on_subscription
from bot.handlers.versions import on_version_press
from bot.html import html_text
from bot.keyboards import ChatCard, ChatList, Decision, LanguageChoice, Move, read_press
from bot.reminder_buttons import ReminderPress, read_reminder_press
from bot.replies import read_view, show
from bot.report_buttons import DeliveriesPage, DryRunPage, read_report_page
from bot.rights import Act, decide
from bot.subscription_buttons import CardPress, read_card_press
from bot.upload_buttons import UploadPress, read_upload_press
from bot.version_card import VersionPress, read_version_press
from storage.chats import ChatKind, Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from telegram import CallbackQuery, Update

    from bot.context import Context
    from bot.handlers.desk import Desk, Visit
    from bot.question import Question
    from storage.chats import View

PATIENCE = 2.0
"""Seconds after which whoever pressed a button is told that it takes longer."""
READERS = (
    read_press,
    read_card_press,
    read_upload_press,
    read_version_press,
    read_reminder_press,
    read_report_page,
    read_admin_press,
)
"""Each reads what buttons of its own carry."""


async def on_press(update: Update, context: Context) -> None:
    """Do what a button says, if it is one of ours and whoever presses it may."""
    query = update.callback_query
    if query is None:
        return
    chat = read_chat(query.message.chat) if query.message else None
    if chat is None:  # a message sent by way of inline mode: ours have no buttons
        await notify(query)
        return
    guest = await visit(context, chat, read_person(query.from_user), query.from_user.language_code)
    data = query.data or ""
    press = next((found for read in READERS if (found := read(data))), None)
    answer = ANSWERS.get(type(press), _too_old)
    await answer(context, guest, query, press)


async def _too_old(_context: Context, guest: Visit, query: CallbackQuery, _press: object = None) -> None:
    await notify(query, guest.words.say("This button is no longer valid. Please ask again."), alert=True)


async def _move(context: Context, guest: Visit, query: CallbackQuery, move: Move) -> None:
    """Show what a move leads to, in place of what the message shows."""
    desk = desk_of(context)
    if decide(Act.ASK, guest.rights) is not None:
        await notify(query, guest.words.say("You may not ask here."), alert=True)
        return
    if guest.chat.kind is ChatKind.CHANNEL and not await _speaks_for(context, guest):
        said = guest.words.say("Here only the channel's admins turn pages. Ask me in our private chat.")
        await notify(query, said, alert=True)
        return
    view = await desk.views.find(move.key, guest.chat.id, guest.now)
    question = read_view(view.content) if view else None
    if view is None or question is None or query.message is None:
        await _too_old(context, guest, query)
        return
    shown = show(desk.services.asker, question, move, guest.rights, guest.now)
    if shown.answered:
        place = Place(guest.chat.id, view.thread_id, query.from_user.id)
        _remember(desk, place, view, shown.question, guest.now)
    message_id = query.message.message_id
    desk.conversations.shows(guest.chat.id, message_id, shown.question, answered=shown.answered)
    editing = asyncio.create_task(edit(context, guest.chat.id, message_id, shown.text, shown.keyboard))
    done, _ = await asyncio.wait({editing}, timeout=PATIENCE)
    await notify(query, "" if done else guest.words.say("One moment, please: many pages are being turned."))
    await editing


async def _speaks_for(context: Context, guest: Visit) -> bool:
    """Whether someone may change what a channel shows to all its readers."""
    if guest.rights.role in {Role.ADMIN, Role.HEAD}:
        return True
    return guest.person is not None and await rules(context, guest.chat, guest.person)


def _remember(desk: Desk, place: Place, view: View, question: Question, now: datetime) -> None:
    """Go on from a press, unless it was under another's answer in the midst of questions of one's own."""
    if view.person_id == place.speaker_id or desk.conversations.past(place, now) == NOTHING:
        desk.conversations.remember(place, question, now, None, answered=True)


async def _choose(context: Context, guest: Visit, query: CallbackQuery, language: str) -> None:
    if decide(Act.ASK, guest.rights) is not None:
        await notify(query, guest.words.say("You may not ask here."), alert=True)
        return
    said = await choose_language(context, guest, query.from_user.language_code, language)
    if guest.chat.id == query.from_user.id and query.message is not None:
        await edit(context, guest.chat.id, query.message.message_id, html_text([Line(said)], guest.words))
    await notify(query, said)


async def _on_language(context: Context, guest: Visit, query: CallbackQuery, wanted: LanguageChoice) -> None:
    await _choose(context, guest, query, wanted.language or "auto")


ANSWERS: dict[type, Callable[[Context, Visit, CallbackQuery, Any], Awaitable[None]]] = {
    Move: _move,
    Decision: on_decision,
    ChatCard: admins.on_card,
    ChatList: admins.on_card,
    AdminPress: on_admin_press,
    UploadPress: on_upload_press,
    VersionPress: on_version_press,
    CardPress: on_subscription,
    ReminderPress: on_reminder_press,
    DryRunPage: on_report_page,
    DeliveriesPage: on_report_page,
    LanguageChoice: _on_language,
}
"""What is done about a press, by its kind."""
