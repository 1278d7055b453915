"""Departments as admins manage them: names, aliases, renaming, merging, and names that nobody has."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from bot.admin_buttons import AdminPress, Screen, Wish
from bot.blocks import Line
from bot.handlers.desk import desk_of
from bot.handlers.gate import (
    author,
    is_admin_in_private,
    named_departments,
    read_departments,
    say,
    show_screen,
)
from bot.naming_screens import (
    alias_key,
    choose_other,
    department_card,
    department_list,
    renaming_preview,
    repointing_preview,
    unknown_card,
    unknown_list,
)
from bot.sentences import say_sentence
from bot.understanding.reserved import is_reserved
from bot.views import new_key
from bot.wording import joined, quoted
from storage.chats import View
from storage.errors import DubanError, PlanConflictError
from storage.naming import NamedDepartment, Renaming

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from storage.naming import UnknownName

IS = re.compile(r"\s*(?:=>|->|[=＝→⇒])\s*")
NOTHING = {"", "none", "无", "没有", "删除"}
"""What stands behind an alias that is to be removed."""
PREVIEWED_FOR = timedelta(hours=1)
MOST_NEAREST = 4


async def departments(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List the departments with aliases and counts, each behind a button."""
    del text
    if await is_admin_in_private(context, visit, incoming):
        await show_screen(context, visit, incoming, await _list(context, visit, 1))


async def alias(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Let a name mean a department, or nothing any more."""
    if not await is_admin_in_private(context, visit, incoming):
        return
    name, *meant = IS.split(text.strip(), maxsplit=1)
    if not name or not meant:
        usage = visit.words.say("To set an alias: /alias NAME = DEPARTMENT. To remove it: /alias NAME = none")
        await say(context, visit, incoming, usage)
    elif meant[0].lower() in NOTHING:
        await _remove(context, visit, incoming, name)
    elif (department := await _one(context, visit, incoming, meant[0])) is not None:
        await _set(context, visit, incoming, name, department)


async def _remove(context: Context, visit: Visit, incoming: Incoming, name: str) -> None:
    services, words = context.services, visit.words
    known = await services.in_thread(services.departments.remove_alias, name, author(visit))
    said = words.say("“{name}” is no alias any more.", name=name)
    await say(context, visit, incoming, said if known else words.say("“{name}” is no alias.", name=name))


async def _set(
    context: Context, visit: Visit, incoming: Incoming, name: str, department: NamedDepartment
) -> None:
    services, words = context.services, visit.words
    try:
        _check_name(name, visit)
        before = await services.in_thread(services.departments.meant_by, name)
        meant = (before,) if before else await _read_as(context, name)
        if meant not in ((), (department.name,)):
            content = {"alias": name, "before": before, "after": department.name}
            key = await _keep(context, visit, {"repointing": content})
            now = joined(meant, words)
            await show_screen(context, visit, incoming, repointing_preview(name, now, department, key, words))
            return
        await services.in_thread(services.departments.set_alias, name, department.name, author(visit))
    except DubanError as error:
        await say(context, visit, incoming, say_sentence(str(error), words))
        return
    await say(context, visit, incoming, _means(name, department.name, words))


async def _read_as(context: Context, name: str) -> tuple[str, ...]:
    """Return the departments that questions mean by a name which is no alias: a short form of theirs."""
    if any(each.name == name for each in await named_departments(context)):
        return ()  # a department's own name, which can be nobody else's
    return context.services.asker.departments_in(name).names


def _means(name: str, department: str, words: Catalogue) -> str:
    return words.say("“{name}” means {department} from now on.", name=name, department=department)


def _check_name(name: str, visit: Visit) -> None:
    """Refuse a name that questions need for something else."""
    if is_reserved(name, visit.now.date()):
        raise DubanError(
            visit.words.say(
                "“{name}” cannot be a department's name: in questions and commands it has another meaning.",
                name=name,
            )
        )


async def rename(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Show what calling a department something else would do."""
    if not await is_admin_in_private(context, visit, incoming):
        return
    before, *after = IS.split(text.strip(), maxsplit=1)
    if not before or not after or not after[0]:
        await say(context, visit, incoming, visit.words.say("To rename: /rename DEPARTMENT = NEW NAME"))
    elif (department := await _one(context, visit, incoming, before)) is not None:
        await _preview(context, visit, incoming, _planned_rename(context, visit, department.id, after[0]))


async def _planned_rename(context: Context, visit: Visit, id_: int, name: str) -> Renaming:
    _check_name(name, visit)
    services = context.services
    return await services.in_thread(services.departments.plan_rename, id_, name)


async def merge(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Show what making one department part of another would do."""
    if not await is_admin_in_private(context, visit, incoming):
        return
    before, *after = IS.split(text.strip(), maxsplit=1)
    if not before or not after or not after[0]:
        usage = visit.words.say(
            "To merge: /merge DEPARTMENT = DEPARTMENT; the first becomes part of the second."
        )
        await say(context, visit, incoming, usage)
        return
    one = await _one(context, visit, incoming, before)
    other = await _one(context, visit, incoming, after[0]) if one else None
    if one and other:
        services = context.services
        working = services.in_thread(services.departments.plan_merge, one.id, other.id)
        await _preview(context, visit, incoming, working)


async def _preview(context: Context, visit: Visit, incoming: Incoming, working: Awaitable[Renaming]) -> None:
    try:
        planned = await working
    except DubanError as error:
        await say(context, visit, incoming, say_sentence(str(error), visit.words))
        return
    await show_screen(context, visit, incoming, await _kept(context, visit, planned))


async def _kept(context: Context, visit: Visit, planned: Renaming) -> Screen:
    """Show a preview, and keep what its button will do."""
    key = await _keep(context, visit, {"renaming": asdict(planned)})
    return renaming_preview(planned, key, visit.words)


async def _keep(context: Context, visit: Visit, content: dict[str, Any]) -> str:
    """Keep what a button will do; return the key that it carries."""
    view = View(
        key=new_key(),
        chat_id=visit.chat.id,
        thread_id=None,
        person_id=visit.person.id if visit.person else None,
        question_id=None,
        answer_id=None,
        content=content,
        expires_at=visit.now + PREVIEWED_FOR,
    )
    await desk_of(context).views.keep(view, visit.now)
    return view.key


async def _one(context: Context, visit: Visit, incoming: Incoming, text: str) -> NamedDepartment | None:
    """Read the name of one department; None, and said so, where it is not just one."""
    found = await named_departments(context)
    exact = next((each for each in found if each.name == text.strip()), None)
    if exact is not None:
        return exact
    names = await read_departments(context, visit, incoming, text)
    if names is None:
        return None
    if len(names) == 1:
        return next((each for each in found if each.name == names[0]), None)
    words = visit.words
    await say(context, visit, incoming, words.say("Which one: {names}?", names=quoted(names, words)))
    return None


# -- buttons ------------------------------------------------------------------------------------------------


async def on_departments(context: Context, guest: Visit, press: AdminPress) -> Screen:
    """Show the list, a department, or what a press of its buttons leads to."""
    services, words = context.services, guest.words
    if press.wish is Wish.CARRY_OUT:
        return await _carry_out(context, guest, press.key)
    found = await named_departments(context)
    department = next((each for each in found if each.id == press.number(0, 0)), None)
    if press.wish is Wish.DEPARTMENTS or department is None:
        return await _list(context, guest, press.number())
    if press.wish is Wish.CHOOSE_OTHER:
        return choose_other(department, found, press.number(1), words)
    if press.wish is Wish.PLAN_MERGE:
        store = services.departments
        planned = await services.in_thread(store.plan_merge, department.id, press.number(1))
        return await _kept(context, guest, planned)
    if press.wish is Wish.UNALIAS:
        for each in department.aliases:
            if alias_key(each) == press.key:
                await services.in_thread(services.departments.remove_alias, each, author(guest))
        department = next(each for each in await named_departments(context) if each.id == department.id)
    history = await services.in_thread(services.departments.history, department.name)
    return department_card(department, history, press.number(1), words)


async def _carry_out(context: Context, guest: Visit, key: str) -> Screen:
    """Do what was shown, unless it has been too long, or done already."""
    services, words = context.services, guest.words
    view = await desk_of(context).views.find(key, guest.chat.id, guest.now)
    if view and isinstance(change := view.content.get("repointing"), dict):
        return await _repoint(context, guest, **change)
    content = view.content.get("renaming") if view else None
    if not isinstance(content, dict):
        return Screen((Line(words.say("This preview is too old: ask again.")),))
    planned = Renaming(**content)
    await services.in_thread(services.departments.carry_out, planned, author(guest))
    desk_of(context).forget()
    values = {"before": planned.before, "after": planned.after}
    if planned.into is None:
        return Screen((Line(words.say("“{before}” is called “{after}” from now on.", **values)),))
    return Screen((Line(words.say("“{before}” is part of “{after}” from now on.", **values)),))


async def _repoint(context: Context, guest: Visit, alias: str, before: str | None, after: str) -> Screen:
    """Let an alias mean another department, unless it has come to mean a third one meanwhile."""
    services, store = context.services, context.services.departments
    if await services.in_thread(store.meant_by, alias) not in (before, after):
        raise PlanConflictError("Plans or names have changed meanwhile: look again, then decide.")
    await services.in_thread(store.set_alias, alias, after, author(guest))
    return Screen((Line(_means(alias, after, guest.words)),))


async def on_unknown(context: Context, guest: Visit, press: AdminPress) -> Screen:
    """Show names that were asked about in vain; make one an alias, or set it aside."""
    services, store = context.services, context.services.departments
    name = await _unknown(context, press.number(0, 0)) if press.wish is not Wish.UNKNOWN_NAMES else None
    found = await named_departments(context)
    done: tuple[Line, ...] = ()
    if name is not None and press.wish is Wish.UNKNOWN_NAME:
        nearest = _nearest(context, name, found)
        return unknown_card(name, nearest, press.number(1), guest.words)
    if name is not None and press.wish is Wish.IGNORE:
        await services.in_thread(store.ignore, name.id, author(guest))
    if name is not None and press.wish is Wish.CALL:
        meant = next((each for each in found if each.id == press.number(1)), None)
        if meant is not None:
            _check_name(name.name, guest)
            await services.in_thread(store.set_alias, name.name, meant.name, author(guest))
            done = (Line(_means(name.name, meant.name, guest.words)),)
    page = press.number({Wish.UNKNOWN_NAMES: 0, Wish.CALL: 2}.get(press.wish, 1))
    screen = unknown_list(await services.in_thread(store.unknown_names), page, guest.words)
    return replace(screen, blocks=(*done, *screen.blocks))


async def _unknown(context: Context, id_: int) -> UnknownName | None:
    services = context.services
    names = await services.in_thread(services.departments.unknown_names)
    return next((name for name in names if name.id == id_), None)


def _nearest(context: Context, name: UnknownName, found: Sequence[NamedDepartment]) -> list[NamedDepartment]:
    """Return the departments that a name may mean: as an answer would name them, then those written alike."""
    reading = context.services.asker.departments_in(name.name)
    said = {form: each.name for each in found for form in (each.name, *each.aliases)}
    alike = process.extract(name.name, list(said), scorer=fuzz.ratio, limit=2 * MOST_NEAREST)
    names = dict.fromkeys((*reading.names, *reading.nearest, *(said[form] for form, _, _ in alike)))
    return [each for one in names for each in found if each.name == one][:MOST_NEAREST]


async def _list(context: Context, visit: Visit, page: int) -> Screen:
    services = context.services
    unknown = await services.in_thread(services.departments.unknown_names)
    return department_list(await named_departments(context), len(unknown), page, visit.words)
