"""Questions in, answers out; an edited question's answer is edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversations import NOTHING, Past
from bot.handlers.desk import desk_of
from bot.handlers.sending import To, edit, send
from bot.handlers.unknown_names import note_unknown
from bot.keyboards import Move
from bot.question import Intent
from bot.replies import read_view, show, view_content
from bot.views import KEPT_FOR, new_key
from storage.chats import ChatKind, View

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.question import Question
    from bot.replies import Shown


async def read_question(
    context: Context, visit: Visit, incoming: Incoming, text: str, *, after: Past | None = None
) -> Question:
    """Understand a question, as going on from the one before it: what it replies to, or was asked last.

    A command starts afresh: it names what it goes on from. A bare code or number is in no language.
    """
    past = after or await _past(context, visit, incoming)
    question = desk_of(context).services.asker.read(
        text, now=visit.now, previous=past.previous, in_vain=past.in_vain, scope=visit.rights.scope
    )
    if any(map(str.isalpha, text)):
        return question
    before = past.previous or past.in_vain
    return replace(question, language=before.language if before else visit.words.language)


async def _past(context: Context, visit: Visit, incoming: Incoming) -> Past:
    """Find what a message goes on from: the answer or words that it replies to, else what was asked last."""
    desk, replied = desk_of(context), incoming.replied_to
    if replied is not None and incoming.said.replies_to_bot:
        past = await _past_of(context, visit, replied.message_id)
    else:
        past = _told(desk.services.asker.read(incoming.said.quoted, now=visit.now))
    if past == NOTHING:
        return desk.conversations.past(incoming.place, visit.now, incoming.message_id)
    return past


async def _past_of(context: Context, visit: Visit, answer_id: int) -> Past:
    """Find what a message of ours shows: as it was moved since, or as it was first asked."""
    desk = desk_of(context)
    past = desk.conversations.past_of(visit.chat.id, answer_id)
    if past != NOTHING:
        return past
    view = await desk.views.find_shown(visit.chat.id, answer_id)
    question = read_view(view.content) if view else None
    return _told(question) if question else NOTHING


def _told(question: Question) -> Past:
    """Go on from what somebody's words, or a message of long ago, ask."""
    return NOTHING.then(question, answered=question.intent is not Intent.UNKNOWN_DEPARTMENT)


async def answer(context: Context, visit: Visit, incoming: Incoming, question: Question) -> None:
    """Answer, remember what was asked, and keep what stands behind the buttons."""
    desk = desk_of(context)
    key = new_key()
    shown = show(desk.services.asker, question, Move(key), visit.rights, visit.now)
    desk.conversations.remember(
        incoming.place, shown.question, visit.now, incoming.message_id, answered=shown.answered
    )
    answer_id = await _put(context, visit, incoming, shown)
    if answer_id is None:
        return
    desk.conversations.shows(visit.chat.id, answer_id, shown.question, answered=shown.answered)
    view = View(
        key=key,
        chat_id=visit.chat.id,
        thread_id=incoming.thread_id,
        person_id=incoming.speaker_id,
        question_id=incoming.message_id,
        answer_id=answer_id,
        content=view_content(question),
        expires_at=visit.now + KEPT_FOR,
    )
    await desk.views.keep(view, visit.now)
    if not incoming.edited:
        await note_unknown(context, question, visit.now)


async def _put(context: Context, visit: Visit, incoming: Incoming, shown: Shown) -> int | None:
    """Edit the answer that an edited question has; else send one."""
    if incoming.edited:
        old = await desk_of(context).views.find_answer(visit.chat.id, incoming.message_id)
        answer_id = old.answer_id if old else None
        if answer_id and await edit(context, visit.chat.id, answer_id, shown.text, shown.keyboard):
            return answer_id
    return await send(context, back_to(visit, incoming), shown.text, shown.keyboard)


def back_to(visit: Visit, incoming: Incoming) -> To:
    """Say where a reply to a message goes: where it came from, and outside of private chats as a reply."""
    quotes = visit.chat.kind is not ChatKind.PRIVATE
    return To(visit.chat, incoming.thread_id, incoming.message_id if quotes else None)
