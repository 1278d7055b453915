"""Departments and their names as admins see them: lists, cards, previews. PURE but for the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from bot.admin_buttons import Screen, Wish, back, button, turns
from bot.blocks import Heading, Line
from bot.paging import in_lines, page_of, rows
from bot.wording import count_text, joined, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from storage.naming import NamedDepartment, Renaming, UnknownName
    from storage.records import Entry

MOST_ALIASES = 12
"""Buttons on a card; who has more takes them away by writing."""
MOST_HISTORY = 8
LONGEST_ALIASES = 200


def alias_key(alias: str) -> str:
    """Name an alias in a button, which has no room for the alias itself."""
    return f"{crc32(alias.encode()):08x}"


def department_list(found: Sequence[NamedDepartment], unknown: int, wanted: int, words: Catalogue) -> Screen:
    """List departments with aliases and counts, each behind a button."""
    if not found:
        return Screen((Line(words.say("No plan with departments is loaded.")),))
    shown, cut = page_of(found, wanted)
    lines = [Line(f"{n}. {department_line(each, words)}") for n, each in enumerate(shown, start=1)]
    heading = Heading(words.say("Departments: {number}", number=len(found)))
    numbers = [button(str(n), Wish.DEPARTMENT, each.id, cut.number) for n, each in enumerate(shown, start=1)]
    names = words.say("Unknown names: {number}", number=unknown)
    more = (button(names, Wish.UNKNOWN_NAMES, 1),) if unknown else ()
    usage = Line(
        words.say("/alias NAME = DEPARTMENT · /rename DEPARTMENT = NAME · /merge DEPARTMENT = DEPARTMENT")
    )
    keyboard = (*in_lines(numbers, 4), turns(cut, Wish.DEPARTMENTS), more)
    return Screen((heading, *lines, Line(""), usage), rows(*keyboard))


def department_line(department: NamedDepartment, words: Catalogue) -> str:
    said = f"{department.name} · {count_text(department.items, words)}"
    if not department.aliases:
        return said
    names = shorten(joined(department.aliases, words), LONGEST_ALIASES)
    return words.say("{text} · also {names}", text=said, names=names)


def department_card(
    department: NamedDepartment, history: Sequence[Entry], page: int, words: Catalogue
) -> Screen:
    """Show a department with how it came by its name, and what can be done."""
    blocks: list[Block] = [Line(department_line(department, words))]
    if history:
        blocks.append(Heading(words.say("History of the name")))
        blocks += [
            Line(f"{entry.at:%Y-%m-%d} · {shorten(change_text(entry.details), LONGEST_ALIASES)}")
            for entry in history[:MOST_HISTORY]
        ]
    blocks.append(Line(words.say("To rename it: /rename {name} = new name", name=department.name)))
    removals = [
        button(f"✕ {alias}", Wish.UNALIAS, department.id, page, key=alias_key(alias))
        for alias in department.aliases[:MOST_ALIASES]
    ]
    merge = (button("⇢ " + words.say("Merge into another…"), Wish.CHOOSE_OTHER, department.id, 1),)
    keyboard = (*in_lines(removals, 2), merge, back(words, Wish.DEPARTMENTS, page))
    return Screen(tuple(blocks), rows(*keyboard))


def change_text(details: object) -> str:
    """Say what became of what."""
    assert isinstance(details, dict)
    return f"{details.get('before')} → {details.get('after')}"


def choose_other(
    department: NamedDepartment, found: Sequence[NamedDepartment], wanted: int, words: Catalogue
) -> Screen:
    """Offer the departments that one may be merged into."""
    shown, cut = page_of([each for each in found if each.id != department.id], wanted)
    line = Line(words.say("“{name}” becomes part of which department?", name=department.name))
    buttons = [button(each.name, Wish.PLAN_MERGE, department.id, each.id) for each in shown]
    keyboard = (
        *in_lines(buttons, 2),
        turns(cut, Wish.CHOOSE_OTHER, department.id),
        back(words, Wish.DEPARTMENT, department.id, 1),
    )
    return Screen((line,), rows(*keyboard))


def renaming_preview(planned: Renaming, key: str, words: Catalogue) -> Screen:
    """Say what a rename or a merge would do, before it is done."""
    values = {"before": planned.before, "after": planned.after}
    if planned.into is None:
        title = words.say("“{before}” will be called “{after}”.", **values)
    else:
        title = words.say("“{before}” will be part of “{after}”, also in earlier versions.", **values)
    lines = (
        title,
        words.say("Items that follow: {number}", number=planned.items),
        words.say("Subscriptions that follow: {number}", number=planned.subscriptions),
        words.say("Chats and people limited to it: {number}", number=planned.limits),
        words.say(
            "“{before}” stays an alias, and plans that still use it mean the same department.", **values
        ),
    )
    confirm = words.say("Rename") if planned.into is None else words.say("Merge")
    buttons = (
        button("✅ " + confirm, Wish.CARRY_OUT, key=key),
        button("✕ " + words.say("Cancel"), Wish.DEPARTMENT, planned.id, 1),
    )
    return Screen(tuple(map(Line, lines)), (buttons,))


def repointing_preview(
    alias: str, before: str, department: NamedDepartment, key: str, words: Catalogue
) -> Screen:
    """Say what a name means now, before it means another department."""
    lines = (
        words.say("“{name}” means {department} now.", name=alias, department=before),
        words.say(
            "Shall it mean {department} from now on, in questions and in plan files?",
            department=department.name,
        ),
    )
    buttons = (
        button("✅ " + words.say("Change"), Wish.CARRY_OUT, key=key),
        button("✕ " + words.say("Cancel"), Wish.DEPARTMENT, department.id, 1),
    )
    return Screen(tuple(map(Line, lines)), (buttons,))


# -- names that nobody has ----------------------------------------------------------------------------------


def unknown_list(found: Sequence[UnknownName], wanted: int, words: Catalogue) -> Screen:
    """List the names that were asked about in vain."""
    if not found:
        line = Line(words.say("Nobody has asked about a department that there is not."))
        return Screen((line,), (back(words, Wish.DEPARTMENTS, 1),))
    shown, cut = page_of(found, wanted)
    lines = [Line(f"{n}. {unknown_line(each, words)}") for n, each in enumerate(shown, start=1)]
    numbers = [
        button(str(n), Wish.UNKNOWN_NAME, each.id, cut.number) for n, each in enumerate(shown, start=1)
    ]
    keyboard = (*in_lines(numbers, 4), turns(cut, Wish.UNKNOWN_NAMES), back(words, Wish.DEPARTMENTS, 1))
    return Screen((Heading(words.say("Asked about in vain")), *lines), rows(*keyboard))


def unknown_line(name: UnknownName, words: Catalogue) -> str:
    times = words.say_number("asked {number} time", "asked {number} times", name.times)
    return f"{name.name} · {times} · {name.last_asked_at:%Y-%m-%d}"


def unknown_card(
    name: UnknownName, nearest: Sequence[NamedDepartment], page: int, words: Catalogue
) -> Screen:
    """Offer to make a name an alias of a department like it, or to set it aside."""
    lines = (
        Line(unknown_line(name, words)),
        Line(words.say("Whom does it mean? Another one: /alias {name} = department", name=name.name)),
    )
    buttons = [button(f"= {each.name}", Wish.CALL, name.id, each.id, page) for each in nearest]
    ignore = (button("🚫 " + words.say("Ignore"), Wish.IGNORE, name.id, page),)
    keyboard = (*in_lines(buttons, 1), ignore, back(words, Wish.UNKNOWN_NAMES, page))
    return Screen(lines, rows(*keyboard))
