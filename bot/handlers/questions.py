"""Questions in, answers out; an edited question's answer is edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.desk import desk_of
from bot.handlers.sending import To, edit, send
from bot.keyboards import Move
from bot.replies import Listing, show
from bot.views import KEPT_FOR, new_key
from storage.chats import ChatKind, View

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.replies import Shown


def read_question(context: Context, visit: Visit, incoming: Incoming, text: str) -> Listing:
    """Understand a question, as going on from the one before it.

    A bare code or number is in no language: then the person's own is answered in.
    """
    desk = desk_of(context)
    previous = desk.conversations.previous(incoming.place, visit.now, incoming.message_id)
    question = desk.services.asker.read(text, now=visit.now, previous=previous)
    if not any(map(str.isalpha, text)):
        question = replace(question, language=visit.words.language)
    return Listing(question)


async def answer(context: Context, visit: Visit, incoming: Incoming, listing: Listing) -> None:
    """Answer, remember what was asked, and keep what stands behind the buttons."""
    desk = desk_of(context)
    key = new_key()
    shown = show(desk.services.asker, listing, Move(key), visit.rights, visit.now)
    desk.conversations.remember(incoming.place, shown.question, visit.now, incoming.message_id)
    answer_id = await _put(context, visit, incoming, shown)
    if answer_id is None:
        return
    view = View(
        key=key,
        chat_id=visit.chat.id,
        thread_id=incoming.thread_id,
        person_id=incoming.speaker_id,
        question_id=incoming.message_id,
        answer_id=answer_id,
        content=listing.as_json(),
        expires_at=visit.now + KEPT_FOR,
    )
    await desk.views.keep(view, visit.now)


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
