"""Entries of a table to items: paragraphs, departments and deadlines of one row. PURE."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from storage.deadlines import is_deadline, item_deadline, spelled
from storage.department_names import (
    DepartmentCell,
    department_likeness,
    doubtful_names,
    read_departments,
)
from storage.formats.flattened.numbering import is_numbering
from storage.formats.flattened.pieces import join_lines
from storage.formats.grid_rows import WORDS, Entry
from storage.headings import Role
from storage.plan import ParsedItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OFFICES = {Role.DEPARTMENT, Role.ASSISTING}
_OF_TITLE = "No column names departments: the one in the title above the table is taken."
_UNDIVIDED = "The department cell does not say who leads: all names in it are taken as responsible."
_TITLE_MARKS = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|(?:责任|牵头)(?:单位|部门)[：:])\s*"
)
_SHORTEST_NAME = 3
_IN_BRACKETS = re.compile(r"[（(][^（()）]+[)）][。；;]?")
_PERSON = re.compile("[一-鿿]{2,4}")
_NO_END = ("、", "-", "－", "—", "至", "和", "及", "，", ",")


def make_items(
    entries: Iterable[Entry], year: int, roles: frozenset[Role], *, first_leads: bool = False
) -> Iterator[ParsedItem]:
    """Make an item of each paragraph. `roles` are those that the plan's tables have.

    `first_leads`: of several departments the first is responsible and the others assist.
    """
    for entry in entries:
        cell = _departments(entry)
        owner = _owner(entry)
        if owner:
            cell = DepartmentCell((owner,), ())
        if first_leads and len(cell.names) > 1 and not cell.assisting:
            cell = DepartmentCell(cell.names, cell.names[1:])
        measures = tuple(_paragraphs(entry.measures))
        texts, doubts = _deadline_texts(entry, len(measures))
        for measure, text in zip(measures, texts, strict=True):
            yield ParsedItem(
                section=entry.section,
                work_point=entry.work_point,
                group=entry.group,
                measure=measure,
                departments=cell.names,
                assisting=cell.assisting,
                deadline_text=text,
                deadline=item_deadline(text, measure, year),
                source=entry.source,
                doubts=(
                    *entry.doubts,
                    *doubts,
                    *_doubts(cell, text, roles),
                    *_beside_blanks(entry),
                    *((_OF_TITLE,) if owner else ()),
                    *((_UNDIVIDED,) if _is_undivided(entry, cell) else ()),
                ),
            )


def join_rows(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Make one entry of rows that share a measure: beside several departments, or several deadlines."""
    held: Entry | None = None
    for entry in entries:
        if held is None or held.cell is not entry.cell:
            if held is not None:
                yield held
            held = entry
            continue
        joined = _joined(held, entry)
        if joined is None:
            yield held
            held = entry
        else:
            held = joined
    if held is not None:
        yield held


def _joined(first: Entry, second: Entry) -> Entry | None:
    """Put two rows of one measure together; None where departments and deadlines differ, both."""
    differing = [role for role in first.labels if first.labels[role] != second.labels.get(role, ())]
    if Role.DEADLINE in differing and len(differing) > 1:
        return None
    labels = {role: (*first.labels[role], *second.labels.get(role, ())) for role in differing}
    return replace(first, labels={**first.labels, **labels})


def _paragraphs(measures: Iterable[str]) -> Iterator[str]:
    """Yield paragraphs; a number alone goes with the next one, what is all in brackets with the last."""
    held = ""
    for text in measures:
        if held and (is_numbering(held) or (_IN_BRACKETS.fullmatch(text) and not is_numbering(text))):
            held += text
            continue
        if held:
            yield held
        held = text
    if held:
        yield held


def _departments(entry: Entry) -> DepartmentCell:
    names: list[str] = []
    assisting: list[str] = []
    for role in (Role.DEPARTMENT, Role.ASSISTING):
        for paragraphs in entry.labels.get(role, ()):
            cell = _read_cell(paragraphs, assisting=role is Role.ASSISTING)
            if entry.joined and role is Role.DEPARTMENT:
                cell = _led(paragraphs) or cell
            assisting += [name for name in cell.assisting if name not in names]
            names += [name for name in cell.names if name not in names]
    names = [name for name in names if not _is_blank(name)]
    return DepartmentCell(tuple(names), tuple(name for name in assisting if name in names))


def _is_undivided(entry: Entry, cell: DepartmentCell) -> bool:
    """Whether a column for who leads and who helps has several names without a word on who leads."""
    cells = entry.labels.get(Role.DEPARTMENT, ())
    return entry.joined and len(cell.names) > 1 and not cell.assisting and not any(map(_led, cells))


@lru_cache(maxsize=4096)
def _read_cell(paragraphs: tuple[str, ...], *, assisting: bool) -> DepartmentCell:
    return read_departments(list(map(_parted, paragraphs)), assisting=assisting)


def _led(paragraphs: tuple[str, ...]) -> DepartmentCell | None:
    """Read a cell of who leads and who helps where it names who leads: then all others help."""
    cell = _read_cell(paragraphs, assisting=True)
    return cell if len(cell.assisting) < len(cell.names) else None


def _owner(entry: Entry) -> str:
    """Return the department that a title names, where the table has no column for them: a table for each."""
    if not _OFFICES.isdisjoint(entry.labels):
        return ""
    title = _TITLE_MARKS.sub("", entry.section)
    return title if department_likeness(title) == 1.0 and len(read_departments([title]).names) == 1 else ""


def _parted(paragraph: str) -> str:
    """Part names that stand a blank apart, if each is a whole one: 「办公室 人事处」, not 「办 公 室」."""
    names = paragraph.split()
    whole = all(len(name) >= _SHORTEST_NAME and department_likeness(name) == 1.0 for name in names)
    return "、".join(names) if whole else paragraph


def _beside_blanks(entry: Entry) -> Iterator[str]:
    """Doubt a name with somebody's own behind it: 「办公室 张三」."""
    for role in _OFFICES & entry.labels.keys():
        for text in (text for paragraphs in entry.labels[role] for text in paragraphs):
            first, _, rest = text.partition(" ")
            if (
                _PERSON.fullmatch(rest)
                and department_likeness(first) == 1.0
                and department_likeness(rest) != 1.0
            ):
                yield f"The department {text} may be more than a name."


def _is_blank(text: str) -> bool:
    """Whether a cell's words only say that there is nothing: 「/」「—」「无」."""
    return re.fullmatch(r"[-—－–/／\\×✕*·.]*|无", text) is not None


def _deadline_texts(entry: Entry, count: int) -> tuple[list[str], tuple[str, ...]]:
    """Give each paragraph of a measures cell its deadline: the row's, or its own line of several."""
    lines = [line for paragraphs in entry.labels.get(Role.DEADLINE, ()) for line in paragraphs]
    if count > 1 and len(lines) == count and all(map(is_deadline, lines)) and len(set(lines)) > 1:
        return lines, ("The deadline is the line of its cell that stands beside this paragraph.",)
    return [_deadline_text(lines)] * count, ()


def _deadline_text(lines: list[str]) -> str:
    """Join the lines of a deadline cell: wrapped text, or one deadline a line."""
    if len(lines) > 1 and all(map(is_deadline, lines)) and not any(line.endswith(_NO_END) for line in lines):
        return "、".join(dict.fromkeys(lines))
    text = join_lines(lines)
    return "" if _is_blank(text) else text


def _doubts(cell: DepartmentCell, deadline: str, roles: frozenset[Role]) -> Iterator[str]:
    if Role.DEPARTMENT in roles and not cell.names:
        yield f"No {WORDS[Role.DEPARTMENT]} was found for this measure."
    for name in doubtful_names(cell.names):
        yield f"The department {name} may be more than a name."
    if deadline and not is_deadline(spelled(deadline)):
        yield f"The deadline {deadline} is not one that we can read."
