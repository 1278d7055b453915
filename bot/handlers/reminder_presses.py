"""Buttons under reminders: what they ask is answered by a message of its own, so the reminder stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversations import Place
from bot.handlers.desk import desk_of
from bot.handlers.sending import LONGEST_NOTICE, To, notify, send
from bot.keyboards import Move
from bot.reminder_buttons import nothing_there
from bot.reminder_channels import CHANNEL
from bot.rendering import render_text
from bot.replies import show, view_content
from bot.rights import Act, decide, limited
from bot.views import KEPT_FOR, new_key
from bot.wording import shorten
from storage.chats import ChatKind, View
from storage.subscription import Address

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.question import Question
    from bot.reminder_buttons import ReminderPress


async def on_reminder_press(
    context: Context, guest: Visit, query: CallbackQuery, press: ReminderPress
) -> None:
    """Answer with a message below the reminder; in a channel, over the button, for whoever pressed it."""
    if decide(Act.ASK, guest.rights) is not None:
        await notify(query, guest.words.say("You may not ask here."), alert=True)
        return
    thread_id = getattr(query.message, "message_thread_id", None)
    if not getattr(query.message, "is_topic_message", False):
        thread_id = None
    question = press.question(await _departments(context, guest, thread_id))
    if nothing := _nothing_there(context, guest, press, question):
        await notify(query, nothing, alert=True)
        return
    if guest.chat.kind is ChatKind.CHANNEL:
        await notify(query, _short_answer(context, guest, question), alert=True)
        return
    await _answer_below(context, guest, query, question, thread_id)
    await notify(query)


async def _departments(context: Context, guest: Visit, thread_id: int | None) -> tuple[str, ...]:
    """Return the departments that this place is reminded of."""
    services = context.services
    found = await services.in_thread(services.subscriptions.find, Address(CHANNEL, guest.chat.id, thread_id))
    return (found.subscription.departments or ()) if found else (guest.chat.departments or ())


def _nothing_there(context: Context, guest: Visit, press: ReminderPress, question: Question) -> str:
    """Say that there is nothing to show, to whoever may know; else nothing."""
    asker = desk_of(context).services.asker
    cut = limited(question, guest.rights)
    if cut.question is None or asker.hides(question.codes, guest.rights.scope):
        return ""
    return nothing_there(press, asker.answer(cut.question, now=guest.now, scope=guest.rights.scope))


def _short_answer(context: Context, guest: Visit, question: Question) -> str:
    asker = desk_of(context).services.asker
    cut = limited(question, guest.rights)
    if cut.question is None or asker.hides(question.codes, guest.rights.scope):
        return guest.words.say("You may not ask here.")
    text = render_text(asker.answer(cut.question, now=guest.now, scope=guest.rights.scope))
    return shorten(text, LONGEST_NOTICE - 4)


async def _answer_below(
    context: Context, guest: Visit, query: CallbackQuery, question: Question, thread_id: int | None
) -> None:
    desk, key = desk_of(context), new_key()
    shown = show(desk.services.asker, question, Move(key), guest.rights, guest.now)
    reminder_id = query.message.message_id if query.message else None
    answer_id = await send(context, To(guest.chat, thread_id, reminder_id), shown.text, shown.keyboard)
    if answer_id is None:
        return
    person_id = query.from_user.id
    place = Place(guest.chat.id, thread_id, person_id)
    desk.conversations.remember(place, shown.question, guest.now, None, answered=shown.answered)
    view = View(
        key=key,
        chat_id=guest.chat.id,
        thread_id=thread_id,
        person_id=person_id,
        question_id=None,
        answer_id=answer_id,
        content=view_content(question),
        expires_at=guest.now + KEPT_FOR,
    )
    await desk.views.keep(view, guest.now)
