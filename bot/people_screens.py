"""Chats, people and their limits as admins see them: lists, cards, pickers. PURE but for the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin_buttons import Screen, Wish, back, button, turns
from bot.blocks import Heading, Line
from bot.catalogue import mark
from bot.keyboards import ChatCard
from bot.paging import in_lines, page_of, rows
from bot.roster import ROLE_NAMES, chat_line, chat_name, in_order, person_line, person_name, scope_text
from bot.wording import shorten
from storage.chats import ChatKind, ChatState, Role
from storage.reminding import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from storage.chats import Chat, Departments, Person
    from storage.naming import NamedDepartment

LONGEST_LINE = 250
ROLES = (Role.ADMIN, Role.HEAD, Role.MEMBER, None)
"""In the order of their buttons, which name them by place."""
KINDS: tuple[tuple[str, Callable[[Chat], bool]], ...] = (
    (mark("all"), lambda _: True),
    (mark("waiting"), lambda chat: chat.present and chat.state is ChatState.PENDING),
    (mark("approved"), lambda chat: chat.present and chat.state is ChatState.APPROVED),
    (mark("refused"), lambda chat: chat.present and chat.state is ChatState.REFUSED),
    (mark("left"), lambda chat: not chat.present),
)
"""What a list of chats can be cut to; buttons name them by place."""


# -- chats --------------------------------------------------------------------------------------------------


def chat_list(
    chats: Sequence[Chat], kind: int, wanted: int, words: Catalogue, admins: Collection[int] = ()
) -> Screen:
    """List the chats of a kind, each behind a button, with buttons to the other kinds.

    The private chats of `admins` wait for nothing: they may ask without having been approved.
    """
    chats = [chat for chat in chats if chat.id not in admins or chat.state is not ChatState.PENDING]
    if not chats:
        return Screen((Line(words.say("No chat has written to me yet.")),))
    kind = kind if 0 <= kind < len(KINDS) else 0
    found = [chat for chat in in_order(chats) if KINDS[kind][1](chat)]
    shown, cut = page_of(found, wanted)
    lines = [_numbered(n, chat_line(chat, words)) for n, chat in enumerate(shown, start=1)]
    numbers = [Button(str(n), str(ChatCard(chat.id))) for n, chat in enumerate(shown, start=1)]
    title = words.say("Chats") if not kind else f"{words.say('Chats')} · {words.say(KINDS[kind][0])}"
    kinds = [
        button(f"{words.say(name)} {sum(map(holds, chats))}", Wish.CHATS, place, 1)
        for place, (name, holds) in enumerate(KINDS)
        if place != kind and any(map(holds, chats))
    ]
    keyboard = (*in_lines(numbers, 4), turns(cut, Wish.CHATS, kind), *in_lines(kinds, 4))
    return Screen((Heading(title), *(lines or [Line(words.say("none"))])), rows(*keyboard))


def _numbered(number: int, text: str) -> Line:
    return Line(f"{number}. {shorten(text, LONGEST_LINE)}")


def chat_card(chat: Chat, words: Catalogue) -> Screen:
    """Show a chat, and what can be decided about it."""
    limit = words.say("To limit it: /scope {id} and departments, or “all”.", id=chat.id)
    revoke = words.say("Revoke") if chat.state is ChatState.APPROVED else words.say("Refuse")
    approve = Button("✅ " + words.say("Approve"), str(ChatCard(chat.id, approved=True)))
    refuse = Button("🚫 " + revoke, str(ChatCard(chat.id, approved=False)))
    decide = (
        *((approve,) if chat.state is not ChatState.APPROVED else ()),
        *((refuse,) if chat.state is not ChatState.REFUSED else ()),
    )
    more = [button(words.say("Departments…"), Wish.SCOPE, chat.id, 1)]
    if chat.kind is ChatKind.PRIVATE:
        more.append(button(words.say("Role…"), Wish.PERSON, chat.id))
    keyboard = (decide, tuple(more), back(words, Wish.CHATS, 0, 1))
    return Screen((Line(chat_line(chat, words)), Line(limit)), rows(*keyboard))


def scope_picker(chat: Chat, found: Sequence[NamedDepartment], page: int, words: Catalogue) -> Screen:
    """Let an admin pick what a chat may ask about."""
    title = words.say("{chat} may ask about: {scope}", chat=chat_name(chat, words), scope=_scope(chat, words))
    everything = (
        () if chat.departments is None else (button(words.say("all departments"), Wish.SCOPE_ALL, chat.id),)
    )
    wishes = Wish.SCOPE, Wish.SCOPE_WITH, Wish.SCOPE_WITHOUT
    picks = _picks(chat.id, found, chat.departments or (), page, wishes)
    home = (Button("‹ " + words.say("Back"), str(ChatCard(chat.id))),)
    return Screen((Line(title),), rows(*picks, everything, home))


def _scope(chat: Chat, words: Catalogue) -> str:
    return scope_text(chat.departments, words)


def _picks(
    of: int,
    found: Sequence[NamedDepartment],
    chosen: Collection[str],
    page: int,
    wishes: tuple[Wish, Wish, Wish],
) -> Keyboard:
    """Offer departments to add, and those that are chosen to take away."""
    turn, add, take = wishes
    shown, cut = page_of(found, page)
    picks = [
        button(f"☑ {each.name}", take, of, each.id, cut.number)
        if each.name in chosen
        else button(f"☐ {each.name}", add, of, each.id, cut.number)
        for each in shown
    ]
    return rows(*in_lines(picks, 2), turns(cut, turn, of))


def changed_scope(scope: Departments, name: str, *, wanted: bool) -> tuple[str, ...]:
    """Add a department to a limit or take it away; what was not limited is limited to it now."""
    others = tuple(each for each in scope or () if each != name)
    return (*others, name) if wanted else others


# -- people -------------------------------------------------------------------------------------------------


def people_list(
    fixed: Sequence[Person], others: Sequence[Person], wanted: int, usage: str, words: Catalogue
) -> Screen:
    """List the admins of the settings, and who else has a role, each of these behind a button."""
    blocks: list[Block] = [Heading(words.say("Admins by the settings (ADMIN_IDS)"))]
    blocks += [Line(person_line(person, words)) for person in fixed] or [Line(words.say("none"))]
    shown, cut = page_of(others, wanted)
    if shown:
        blocks.append(Heading(words.say("Roles")))
        blocks += [_numbered(n, person_line(person, words)) for n, person in enumerate(shown, start=1)]
    numbers = [button(str(n), Wish.PERSON, person.id) for n, person in enumerate(shown, start=1)]
    keyboard = (*in_lines(numbers, 4), turns(cut, Wish.PEOPLE))
    return Screen((*blocks, Line(""), Line(usage)), rows(*keyboard))


def person_card(person: Person, words: Catalogue, *, fixed: bool) -> Screen:
    """Show a person, and the roles that can be given."""
    home = back(words, Wish.PEOPLE, 1)
    if fixed:
        said = words.say("This admin is named in ADMIN_IDS; change it there.")
        return Screen((Line(person_name(person, words)), Line(said)), (home,))
    roles = [
        button(("● " if role is person.role else "") + _role_name(role, words), Wish.ROLE, person.id, place)
        for place, role in enumerate(ROLES)
    ]
    limited = person.role in {Role.HEAD, Role.MEMBER}
    more = (button(words.say("Departments…"), Wish.PERSON_DEPARTMENTS, person.id, 1),) if limited else ()
    return Screen((Line(person_line(person, words)),), rows(*in_lines(roles, 2), more, home))


def _role_name(role: Role | None, words: Catalogue) -> str:
    return words.say(ROLE_NAMES[role]) if role else words.say("no role")


def person_picker(person: Person, found: Sequence[NamedDepartment], page: int, words: Catalogue) -> Screen:
    """Let an admin pick the departments of a person."""
    wishes = Wish.PERSON_DEPARTMENTS, Wish.PERSON_WITH, Wish.PERSON_WITHOUT
    picks = _picks(person.id, found, person.departments, page, wishes)
    home = back(words, Wish.PERSON, person.id)
    return Screen((Line(person_line(person, words)),), rows(*picks, home))
