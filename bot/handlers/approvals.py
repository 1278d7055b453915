"""Strangers: one polite line, one request to the admins, and what they decide."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.blocks import Line
from bot.catalogue import catalogue
from bot.handlers.desk import desk_of
from bot.handlers.questions import back_to
from bot.handlers.reminder_limits import keep_to_decision
from bot.handlers.sending import To, edit, notify, try_to_send
from bot.html import html_text
from bot.keyboards import decision_keyboard
from bot.question import Language
from bot.rights import Act, decide
from bot.roster import decision_line, request_line, stranger_line
from bot.views import new_key
from storage.chats import Chat, ChatKind, ChatState, Role

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.keyboards import Decision
    from storage.chats import Person

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
MOST_REQUESTS = 5
"""Chats that one person may bring up a day; the admins find further ones in /chats."""


async def turn_away(context: Context, guest: Visit, incoming: Incoming) -> None:
    """Tell a chat that it may not ask, once a day, and ask the admins, once."""
    await ask_admins(context, guest)
    await tell(context, guest, back_to(guest, incoming))


async def tell(context: Context, guest: Visit, to: To) -> None:
    """Say the polite line, if the chat has not heard it today."""
    services = context.services
    if await services.in_thread(services.chats.tell_once, guest.chat.id, guest.now):
        some = bool(await admins_of(context))
        line = Line(stranger_line(guest.chat, guest.words, admins=some))
        await try_to_send(context, to, html_text([line], guest.words))


async def ask_admins(context: Context, guest: Visit) -> None:
    """Ask every admin who can be reached to decide about a chat; nobody is asked twice."""
    if guest.chat.state is not ChatState.PENDING:
        return
    services, chats = context.services, context.services.chats
    asked_by = guest.person.id if guest.person else None
    request = await services.in_thread(chats.request, guest.chat.id, asked_by, guest.now, new_key())
    if request is None:
        return
    log.info("a chat asks to be approved", extra={"chat": guest.chat.id, "person": asked_by})
    if await _asks_too_much(context, guest):
        log.warning("the admins are not asked: see /chats", extra={"person": asked_by})
        return
    if guest.chat.language is None:
        await services.in_thread(chats.set_chat_language, guest.chat.id, guest.words.language.value)
    for admin, language in (await admins_of(context)).items():
        words = catalogue(language)
        text = html_text([Line(request_line(guest.chat, guest.person, words))], words)
        to = To(Chat(id=admin, kind=ChatKind.PRIVATE))
        message_id = await try_to_send(context, to, text, decision_keyboard(request.key, words))
        if message_id is not None:
            await services.in_thread(chats.note_request, guest.chat.id, admin, message_id)
    await show_decision(context, guest.chat)  # where an admin was quicker than this


async def _asks_too_much(context: Context, guest: Visit) -> bool:
    """Whether a person has brought up so many chats today that the admins should be left in peace."""
    if guest.person is None or guest.rights.role is Role.ADMIN:
        return False
    services, since = context.services, guest.now - DAY
    return await services.in_thread(services.chats.requests_of, guest.person.id, since) > MOST_REQUESTS


async def admins_of(context: Context) -> dict[int, Language]:
    """Return the admins with their languages."""
    services = context.services
    people = list(await services.in_thread(services.chats.people))
    otherwise = services.settings.language
    found = dict.fromkeys(services.settings.admin_ids, otherwise)
    for admin in found:  # who is one by the settings needs no role
        _, person = await services.in_thread(services.chats.look_up, admin, admin)
        people += [person] if person else []
    for person in people:
        if person.role is Role.ADMIN or person.id in found:
            found[person.id] = Language(person.language) if person.language else otherwise
    return found


async def on_decision(context: Context, guest: Visit, query: CallbackQuery, decision: Decision) -> None:
    """Let an admin decide about a request; the first decision counts."""
    services, chats = context.services, context.services.chats
    if decide(Act.ADMINISTER, guest.rights) is not None:
        await notify(query, guest.words.say("Only admins can decide this."), alert=True)
        return
    request = await services.in_thread(chats.find_request, key=decision.key)
    asking = (await services.in_thread(chats.look_up, request.chat_id, None))[0] if request else None
    if request is None or asking is None or guest.person is None:
        await notify(query, guest.words.say("This button is no longer valid."), alert=True)
    elif await services.in_thread(
        chats.decide_request, decision.key, guest.person.id, guest.now, approved=decision.approved
    ):
        await _announce(context, asking, guest, approved=decision.approved)
        await notify(query)
    else:
        await notify(query, guest.words.say("This has been decided already."), alert=True)
        await show_decision(context, asking)


async def set_state(context: Context, chat: Chat, admin: Visit, *, approved: bool) -> None:
    """Approve or refuse a chat, tell all admins who were asked, and an approved chat itself."""
    services = context.services
    assert admin.person is not None
    decided = await services.in_thread(
        services.chats.decide, chat.id, admin.person.id, admin.now, approved=approved
    )
    if decided:
        await _announce(context, chat, admin, approved=approved)


async def _announce(context: Context, chat: Chat, admin: Visit, *, approved: bool) -> None:
    services = context.services
    assert admin.person is not None
    desk_of(context).forget()
    log.info(
        "a chat was decided about", extra={"chat": chat.id, "admin": admin.person.id, "approved": approved}
    )
    await keep_to_decision(context, chat.id, admin.now, approved=approved)
    await show_decision(context, chat)
    if approved and chat.present and chat.kind is not ChatKind.CHANNEL and chat.id != admin.chat.id:
        language = Language(chat.language) if chat.language else services.settings.language
        words = catalogue(language)
        line = Line(words.say("An admin has approved this chat: ask away. /help shows how."))
        await try_to_send(context, To(chat), html_text([line], words))


async def show_decision(context: Context, chat: Chat) -> None:
    """Write into every admin's request what became of it."""
    services, chats = context.services, context.services.chats
    request = await services.in_thread(chats.find_request, chat_id=chat.id)
    if request is None or request.approved is None:
        return
    admin: Person | None = None
    if request.decided_by is not None:
        _, admin = await services.in_thread(chats.look_up, request.decided_by, request.decided_by)
    languages = await admins_of(context)
    for admin_id, message_id in request.notices.items():
        words = catalogue(languages.get(admin_id, services.settings.language))
        line = Line(decision_line(chat, admin, words, approved=request.approved))
        await edit(context, admin_id, message_id, html_text([line], words))
