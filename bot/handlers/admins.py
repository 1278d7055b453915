"""What admins have besides: chats and people, and what each may do."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.admin_buttons import AdminPress, Screen, Wish
from bot.blocks import Line
from bot.catalogue import catalogue
from bot.handlers.approvals import admins_of, set_state, show_decision
from bot.handlers.desk import desk_of
from bot.handlers.gate import (
    author,
    is_admin,
    is_admin_in_private,
    named_departments,
    read_departments,
    say,
    show_screen,
)
from bot.handlers.menus import offer_menu
from bot.handlers.questions import back_to
from bot.handlers.reminder_limits import keep_to_role, keep_to_scope
from bot.handlers.sending import To, edit, notify, send, try_to_send
from bot.html import html_text
from bot.keyboards import ChatCard, ChatList
from bot.people_screens import (
    ROLES,
    changed_scope,
    chat_card,
    chat_list,
    people_list,
    person_card,
    person_picker,
    scope_picker,
)
from bot.question import Language
from bot.rights import Act, decide
from bot.roster import chat_line, person_line
from bot.sentences import say_sentence
from storage.chats import ChatKind, Person, Role
from storage.errors import NotAllowedError

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from storage.chats import Chat, Departments
    from storage.naming import NamedDepartment

log = logging.getLogger(__name__)

NUMBER = re.compile(r"-?[0-9]{1,18}")
ROLE_WORDS = {
    "admin": Role.ADMIN, "管理员": Role.ADMIN,
    "head": Role.HEAD, "负责人": Role.HEAD, "部门负责人": Role.HEAD, "领导": Role.HEAD,
    "member": Role.MEMBER, "成员": Role.MEMBER,
    "none": None, "无": None, "取消": None,
}  # fmt: skip
EVERYTHING = {"all", "全部", "所有"}


# -- /chats -------------------------------------------------------------------------------------------------


async def chats(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List the chats, each behind a button; in private, for the list names people."""
    del text
    if await is_admin_in_private(context, visit, incoming):
        await show_screen(context, visit, incoming, await _chat_list(context, visit, 0, 1))


async def on_card(context: Context, guest: Visit, query: CallbackQuery, wanted: ChatCard | ChatList) -> None:
    """Show the list or a chat of it; approve or refuse the chat first, if that was pressed."""
    if decide(Act.ADMINISTER, guest.rights) is not None or not guest.situation.is_private:
        await notify(query, guest.words.say("Only admins can decide this."), alert=True)
        return
    warning = ""
    chat = await _chat(context, wanted.chat_id) if isinstance(wanted, ChatCard) else None
    if chat and isinstance(wanted, ChatCard) and wanted.approved is not None:
        await set_state(context, chat, guest, approved=wanted.approved)
        chat = await _chat(context, chat.id)
        if chat and not wanted.approved and chat.kind is ChatKind.PRIVATE:
            warning = await _role_stays(context, guest, chat.id)
    page = wanted.page if isinstance(wanted, ChatList) else 1
    screen = chat_card(chat, guest.words) if chat else await _chat_list(context, guest, 0, page)
    if query.message is not None:
        text = html_text(screen.blocks, guest.words)
        await edit(context, guest.chat.id, query.message.message_id, text, screen.keyboard)
    await notify(query, warning, alert=bool(warning))


async def _role_stays(context: Context, guest: Visit, person_id: int) -> str:
    """Warn that a refusal changes little for somebody who has a role."""
    person = await _person(context, person_id)
    if person.role is None and person_id not in context.services.settings.admin_ids:
        return ""
    return guest.words.say("They have a role and may still ask; /admins takes it away.")


async def on_chats(context: Context, guest: Visit, press: AdminPress) -> Screen:
    """Turn a list of chats, or change what one may ask about."""
    if press.wish is Wish.CHATS:
        return await _chat_list(context, guest, press.number(), press.number(1))
    chat = await _chat(context, press.number())
    if chat is None:
        return await _chat_list(context, guest, 0, 1)
    found = await named_departments(context)
    if press.wish is Wish.SCOPE:
        return scope_picker(chat, found, press.number(1), guest.words)
    wanted = _picked(chat.departments, press, found)
    if wanted != chat.departments:
        await _limit(context, guest, chat.id, wanted)
    return scope_picker(replace(chat, departments=wanted), found, press.number(2), guest.words)


def _picked(scope: Departments, press: AdminPress, found: tuple[NamedDepartment, ...]) -> Departments:
    """Return the limit that a press asks for; a department that is gone changes nothing."""
    if press.wish is Wish.SCOPE_ALL:
        return None
    name = next((each.name for each in found if each.id == press.number(1)), None)
    wanted = press.wish in {Wish.SCOPE_WITH, Wish.PERSON_WITH}
    return scope if name is None else changed_scope(scope, name, wanted=wanted)


async def _chat(context: Context, chat_id: int) -> Chat | None:
    services = context.services
    return (await services.in_thread(services.chats.look_up, chat_id, None))[0]


async def _chat_list(context: Context, visit: Visit, kind: int, page: int) -> Screen:
    services = context.services
    found = await services.in_thread(services.chats.chats)
    return chat_list(found, kind, page, visit.words, await admins_of(context))


# -- /admins and /role --------------------------------------------------------------------------------------


async def admins(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List who has a role, and say how to give one."""
    del text
    if await is_admin_in_private(context, visit, incoming):
        await show_screen(context, visit, incoming, await _people_list(context, visit, 1))


async def on_people(context: Context, guest: Visit, press: AdminPress) -> Screen:
    """Turn the list of people, or give somebody a role or a department."""
    if press.wish is Wish.PEOPLE or press.number() <= 0:
        return await _people_list(context, guest, press.number())
    fixed = press.number() in context.services.settings.admin_ids
    person = await _person(context, press.number())
    if fixed or press.wish is Wish.PERSON:
        return person_card(person, guest.words, fixed=fixed)
    if press.wish is Wish.ROLE:
        given = replace(person, role=ROLES[press.number(1) % len(ROLES)])
        if given.role is not person.role:
            await _give(context, guest, given)
        person = await _person(context, person.id)
        if person.role is not Role.HEAD or person.departments:
            return person_card(person, guest.words, fixed=False)
    found = await named_departments(context)
    if press.wish in {Wish.PERSON_WITH, Wish.PERSON_WITHOUT}:
        wanted = _picked(person.departments, press, found) or ()
        if wanted != person.departments and person.role is not None:
            person = replace(person, departments=wanted)
            await _give(context, guest, person)
    page = press.number({Wish.PERSON_DEPARTMENTS: 1, Wish.ROLE: 9}.get(press.wish, 2))
    return person_picker(person, found, page, guest.words)


async def _people_list(context: Context, visit: Visit, page: int) -> Screen:
    services, fixed = context.services, context.services.settings.admin_ids
    people = await services.in_thread(services.chats.people)
    first = [replace(await _person(context, admin), role=Role.ADMIN) for admin in fixed]
    others = [person for person in people if person.id not in fixed]
    return people_list(first, others, page, _role_usage(visit.words), visit.words)


async def _person(context: Context, person_id: int) -> Person:
    services = context.services
    _, person = await services.in_thread(services.chats.look_up, person_id, person_id)
    return person or Person(id=person_id)


def _role_usage(words: Catalogue) -> str:
    return words.say(
        "To give a role: /role NUMBER admin, head, member or none, then departments."
        " Or the same without the number, in reply to a person."
    )


async def role(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Give a role: to the number named, or to whom the message replies to."""
    if not await is_admin(context, visit, incoming):
        return
    person_id, rest = _number(" ".join(text.split()))
    if person_id is None and rest.startswith("@"):
        at, _, rest = rest.partition(" ")
        person_id = await _person_called(context, at)
    person_id = person_id or _replied_person(incoming)
    name, _, departments = rest.partition(" ")
    if person_id is None or person_id <= 0 or name.lower() not in ROLE_WORDS:
        await say(context, visit, incoming, _role_usage(visit.words))
        return
    if person_id in context.services.settings.admin_ids:
        line = visit.words.say("This admin is named in ADMIN_IDS; change it there.")
        await say(context, visit, incoming, line)
        return
    names = await read_departments(context, visit, incoming, departments)
    if names is None:
        return
    given = Person(id=person_id, role=ROLE_WORDS[name.lower()], departments=names)
    if given.role is Role.HEAD and not names:
        await say(context, visit, incoming, visit.words.say("A head of department needs a department."))
        return
    try:
        person = await _give(context, visit, given)
    except NotAllowedError as error:
        await say(context, visit, incoming, say_sentence(str(error), visit.words))
    else:
        await say(context, visit, incoming, person_line(person, visit.words))


async def _give(context: Context, visit: Visit, given: Person) -> Person:
    """Give a role with departments, or take it away; return the person as they are now."""
    services = context.services
    departments = given.departments if given.role else ()
    await services.in_thread(
        services.chats.set_role,
        given.id,
        given.role,
        departments,
        by=author(visit),
        fixed=services.settings.admin_ids,
    )
    desk_of(context).forget()
    await keep_to_role(context, given.id, visit.now)
    log.info("a role was given", extra={"person": given.id, "role": given.role, "admin": author(visit).who})
    person = await _person(context, given.id)
    chosen = Language(person.language) if person.language else None
    await offer_menu(context, given.id, given.role, chosen)
    if given.role is not None and given.id != author(visit).who:
        await _tell_of_role(context, visit, person)
    return person


async def _tell_of_role(context: Context, visit: Visit, person: Person) -> None:
    """Tell somebody that they may ask now, and the admins that their request is settled by it."""
    services = context.services
    chat = await _chat(context, person.id)
    if chat is None:  # who never wrote cannot be written to
        return
    assert visit.person is not None
    if await services.in_thread(services.chats.settle_request, person.id, visit.person.id, visit.now):
        await show_decision(context, chat)
    language = person.language or chat.language or services.settings.language
    words = catalogue(Language(language))
    said = [
        words.say("An admin has given you a role: you may ask. /help shows how."),
        person_line(person, words),
    ]
    await try_to_send(context, To(chat), html_text(map(Line, said), words))


async def _person_called(context: Context, at: str) -> int | None:
    """Find whoever has written to the bot under a @name."""
    people = await context.services.in_thread(context.services.chats.people)
    name = at.removeprefix("@").lower()
    return next((each.id for each in people if (each.username or "").lower() == name), None)


def _replied_person(incoming: Incoming) -> int | None:
    replied = incoming.replied_to
    if replied is None or replied.sender_chat or replied.from_user is None or replied.from_user.is_bot:
        return None
    return replied.from_user.id


# -- /scope -------------------------------------------------------------------------------------------------


async def scope(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Limit what a chat may ask about: the chat named by its number, else this one."""
    if not await is_admin(context, visit, incoming):
        return
    words = visit.words
    number, rest = _number(text)
    chat_id = visit.chat.id if number is None else number
    chat = await _chat(context, chat_id)
    if not rest or chat is None:
        usage = words.say(
            "To limit a chat: /scope, the chat's number if it is not this one, then departments or “all”."
        )
        await say(context, visit, incoming, usage)
        return
    wanted: Departments = None
    if rest.lower() not in EVERYTHING:
        wanted = await read_departments(context, visit, incoming, rest)
        if not wanted:
            return
    await _limit(context, visit, chat_id, wanted)
    said = [Line(chat_line(await _chat(context, chat_id) or chat, words))]
    if chat.kind is ChatKind.PRIVATE:
        said.append(Line(words.say("What the person's role and groups allow comes on top.")))
    await send(context, back_to(visit, incoming), html_text(said, words))


async def _limit(context: Context, visit: Visit, chat_id: int, wanted: Departments) -> None:
    services = context.services
    await services.in_thread(services.chats.set_scope, chat_id, wanted, author(visit))
    await keep_to_scope(context, chat_id, wanted, visit.now)
    desk_of(context).forget()
    log.info("a chat was limited", extra={"chat": chat_id, "admin": author(visit).who})


def _number(text: str) -> tuple[int | None, str]:
    """Take a number off the front of a text."""
    first, _, rest = text.strip().partition(" ")
    return (int(first), rest.strip()) if NUMBER.fullmatch(first) else (None, text.strip())
