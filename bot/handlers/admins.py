"""What admins have besides: chats and people, and what each may do."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from bot.blocks import Heading, Line
from bot.handlers.approvals import set_state
from bot.handlers.desk import desk_of
from bot.handlers.menus import offer_menu
from bot.handlers.questions import back_to
from bot.handlers.sending import edit, notify, send
from bot.html import html_pages, html_text
from bot.keyboards import Button, ChatCard, ChatList
from bot.question import Language
from bot.rights import Act, decide
from bot.roster import chat_line, in_order, person_line
from bot.wording import quoted, shorten
from storage.chats import ChatKind, Person, Role

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.keyboards import Keyboard
    from storage.chats import Chat, Departments

log = logging.getLogger(__name__)

ON_A_PAGE = 8
NUMBER = re.compile(r"-?[0-9]{1,18}")
ROLES = {
    "admin": Role.ADMIN, "管理员": Role.ADMIN,
    "head": Role.HEAD, "负责人": Role.HEAD, "领导": Role.HEAD,
    "member": Role.MEMBER, "成员": Role.MEMBER,
    "none": None, "无": None, "取消": None,
}  # fmt: skip
EVERYTHING = {"all", "全部", "所有"}


# -- /chats -------------------------------------------------------------------------------------------------


async def chats(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List the chats, each behind a button; in private, for the list names people."""
    del text
    if not await _is_admin_in_private(context, visit, incoming):
        return
    shown, keyboard = await _chat_list(context, visit.words, 1)
    await send(context, back_to(visit, incoming), shown, keyboard)


async def on_card(context: Context, guest: Visit, query: CallbackQuery, wanted: ChatCard | ChatList) -> None:
    """Show the list or a chat of it; approve or refuse the chat first, if that was pressed."""
    if decide(Act.ADMINISTER, guest.rights) is not None or not guest.situation.is_private:
        await notify(query, guest.words.say("Only admins can decide this."), alert=True)
        return
    if isinstance(wanted, ChatCard):
        chat = await _chat(context, wanted.chat_id)
        if chat and wanted.approved is not None:
            await set_state(context, chat, guest, approved=wanted.approved)
            chat = await _chat(context, wanted.chat_id)
        shown, keyboard = _card(chat, guest.words) if chat else await _chat_list(context, guest.words, 1)
    else:
        shown, keyboard = await _chat_list(context, guest.words, wanted.page)
    if query.message is not None:
        await edit(context, guest.chat.id, query.message.message_id, shown, keyboard)
    await notify(query)


async def _chat(context: Context, chat_id: int) -> Chat | None:
    services = context.services
    return (await services.in_thread(services.chats.look_up, chat_id, None))[0]


async def _chat_list(context: Context, words: Catalogue, page: int) -> tuple[str, Keyboard]:
    services = context.services
    found = in_order(await services.in_thread(services.chats.chats))
    if not found:
        return html_text([Line(words.say("No chat has written to me yet."))], words), ()
    pages = -(-len(found) // ON_A_PAGE)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    lines = [Line(f"{number}. {chat_line(chat, words)}") for number, chat in enumerate(shown, start=1)]
    buttons = tuple(Button(str(number), str(ChatCard(chat.id))) for number, chat in enumerate(shown, start=1))
    turns = tuple(
        Button(label, str(ChatList(to)))
        for label, to in ((f"‹ {page - 1}/{pages}", page - 1), (f"{page + 1}/{pages} ›", page + 1))
        if 1 <= to <= pages
    )
    text = html_text([Heading(words.say("Chats")), *lines], words)
    return text, tuple(row for row in (buttons[:4], buttons[4:], turns) if row)


def _card(chat: Chat, words: Catalogue) -> tuple[str, Keyboard]:
    limit = words.say("To limit it: /scope {id} and departments, or “all”.", id=chat.id)
    text = html_text([Line(chat_line(chat, words)), Line(limit)], words)
    decide_row = (
        Button("✅ " + words.say("Approve"), str(ChatCard(chat.id, approved=True))),
        Button("🚫 " + words.say("Refuse"), str(ChatCard(chat.id, approved=False))),
    )
    return text, (decide_row, (Button("‹ " + words.say("Back"), str(ChatList())),))


# -- /admins and /role --------------------------------------------------------------------------------------


async def admins(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List who has a role, and say how to give one."""
    del text
    if not await _is_admin_in_private(context, visit, incoming):
        return
    services, words = context.services, visit.words
    people = {person.id: person for person in await services.in_thread(services.chats.people)}
    first = [await _first_admin(context, admin) for admin in services.settings.admin_ids]
    blocks: list[Block] = [Heading(words.say("Admins by the settings (ADMIN_IDS)"))]
    blocks += [Line(person_line(person, words)) for person in first] or [Line(words.say("none"))]
    others = [person for person in people.values() if person.id not in services.settings.admin_ids]
    if others:
        blocks += [Heading(words.say("Roles")), *(Line(person_line(person, words)) for person in others)]
    blocks += [Line(""), Line(_role_usage(words))]
    for page in html_pages(blocks, words):
        await send(context, back_to(visit, incoming), page.text)


async def _first_admin(context: Context, admin: int) -> Person:
    services = context.services
    _, person = await services.in_thread(services.chats.look_up, admin, admin)
    return Person(id=admin, name=person.name if person else "", role=Role.ADMIN)


def _role_usage(words: Catalogue) -> str:
    return words.say(
        "To give a role: /role NUMBER admin, head, member or none, then departments."
        " Or the same without the number, in reply to a person."
    )


async def role(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Give a role: to the number named, or to whom the message replies to."""
    if not await _is_admin(context, visit, incoming):
        return
    person_id, rest = _number(text)
    person_id = person_id or _replied_person(incoming)
    name, _, departments = rest.partition(" ")
    if person_id is None or person_id <= 0 or name.lower() not in ROLES:
        await _say(context, visit, incoming, _role_usage(visit.words))
        return
    if person_id in context.services.settings.admin_ids:
        await _say(
            context, visit, incoming, visit.words.say("This admin is named in ADMIN_IDS; change it there.")
        )
        return
    names = await _departments(context, visit, incoming, departments)
    if names is not None:
        await _set_role(
            context, visit, incoming, Person(id=person_id, role=ROLES[name.lower()], departments=names)
        )


async def _set_role(context: Context, visit: Visit, incoming: Incoming, given: Person) -> None:
    services = context.services
    departments = given.departments if given.role else ()
    await services.in_thread(services.chats.set_role, given.id, given.role, departments)
    desk_of(context).forget()
    log.info("a role was given", extra={"person": given.id, "role": given.role, "admin": _id(visit)})
    _, person = await services.in_thread(services.chats.look_up, given.id, given.id)
    chosen = Language(person.language) if person and person.language else None
    await offer_menu(context, given.id, given.role, chosen)
    await _say(context, visit, incoming, person_line(person or given, visit.words))


def _replied_person(incoming: Incoming) -> int | None:
    replied = incoming.replied_to
    if replied is None or replied.sender_chat or replied.from_user is None or replied.from_user.is_bot:
        return None
    return replied.from_user.id


# -- /scope -------------------------------------------------------------------------------------------------


async def scope(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Limit what a chat may ask about: the chat named by its number, else this one."""
    if not await _is_admin(context, visit, incoming):
        return
    services, words = context.services, visit.words
    number, rest = _number(text)
    chat_id = visit.chat.id if number is None else number
    chat = await _chat(context, chat_id)
    if not rest or chat is None:
        usage = words.say(
            "To limit a chat: /scope, the chat's number if it is not this one, then departments or “all”."
        )
        await _say(context, visit, incoming, usage)
        return
    wanted: Departments = None
    if rest.lower() not in EVERYTHING:
        wanted = await _departments(context, visit, incoming, rest)
        if not wanted:
            return
    await services.in_thread(services.chats.set_scope, chat_id, wanted)
    desk_of(context).forget()
    log.info("a chat was limited", extra={"chat": chat_id, "admin": _id(visit)})
    changed = await _chat(context, chat_id)
    await _say(context, visit, incoming, chat_line(changed or chat, words))


async def _departments(
    context: Context, visit: Visit, incoming: Incoming, text: str
) -> tuple[str, ...] | None:
    """Read names of departments; None, and said so, where one is none."""
    if not text.strip():
        return ()
    asker, words = desk_of(context).services.asker, visit.words
    question = asker.read(text, now=visit.now)
    if question.departments and not question.unknown_departments:
        return question.departments
    unknown = question.unknown_departments or (shorten(text, 60),)
    said = words.say("The plan has no department named {names}.", names=quoted(unknown, words))
    if question.nearest:
        said += " " + words.say("Did you mean {names}?", names=quoted(question.nearest, words))
    await _say(context, visit, incoming, said)
    return None


# -- for all of them ----------------------------------------------------------------------------------------


async def _is_admin(context: Context, visit: Visit, incoming: Incoming) -> bool:
    """Whether an admin asks; everybody else is told that only admins can."""
    if decide(Act.ADMINISTER, visit.rights) is None:
        return True
    await _say(context, visit, incoming, visit.words.say("Only admins can do this."))
    return False


async def _is_admin_in_private(context: Context, visit: Visit, incoming: Incoming) -> bool:
    if not await _is_admin(context, visit, incoming):
        return False
    if visit.chat.kind is ChatKind.PRIVATE:
        return True
    await _say(context, visit, incoming, visit.words.say("Please ask me this in private."))
    return False


def _number(text: str) -> tuple[int | None, str]:
    """Take a number off the front of a text."""
    first, _, rest = text.strip().partition(" ")
    return (int(first), rest.strip()) if NUMBER.fullmatch(first) else (None, text.strip())


def _id(visit: Visit) -> int | None:
    return visit.person.id if visit.person else None


async def _say(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    await send(context, back_to(visit, incoming), html_text([Line(text)], visit.words))
