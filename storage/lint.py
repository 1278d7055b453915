"""What in a plan an admin should look at before it is loaded: names, deadlines, measures, doubts. PURE.

`lint` gathers what the readers doubted and what does not fit together, each as a `Finding` that says which
cell of which item it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.canonical import fold
from storage.deadlines import NO_YEAR, day_doubts, is_deadline, read_deadline
from storage.department_names import NONE_LEADS
from storage.diff import Field
from storage.formats.grid import place_in_words
from storage.plan import DeadlineKind, PlanKind, Severity
from storage.similar_names import similar_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.plan import Department, ParsedItem, ParsedPlan

WHOLE = "the file"
"""Where a finding about the whole file stands."""
_ANY_YEAR = 2000
"""What deadlines are read for where the plan's year is still to be told."""
_SHORTEST_DOUBLED = 8
"""Characters; shorter measures are said again elsewhere for good reasons."""
_WORDS = re.compile(r"\w")
_NO_MEASURE = re.compile(
    r"\W*(?:暂?无(?:内容)?|空白?|略|待[定填补]充?|未[定填]|同[上前]|省略|none|nil|n/?a|tbd|todo)\W*",
    re.IGNORECASE,
)


class FindingKind(StrEnum):
    """What is wrong, in the order in which findings are told."""

    PROBLEM = "problem"
    DEPARTMENT = "department"
    DEADLINE = "deadline"
    MEASURE = "measure"
    DOUBLED = "doubled"
    DOUBT = "doubt"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something to look at. `item` is its place in the plan's items; None: it is about the whole file.

    `where` says in words where it stands, `message` is a whole sentence. `other` is the place of the item
    that stands there already, for one that is doubled.
    """

    kind: FindingKind
    where: str
    message: str
    item: int | None = None
    field: Field = Field.MEASURE
    severity: Severity = Severity.WARNING
    other: int | None = None


def doubled_message(where: str) -> str:
    """Say that an item stands in two places; `where` is the first."""
    return f"The same item stands here already: {where}."


def lint(plan: ParsedPlan, known: Iterable[Department] = ()) -> tuple[Finding, ...]:
    """Find what an admin should look at: of the whole file first, then item by item.

    `known` are the departments of the plans that are loaded; without any no name is called unknown.
    """
    found = [*_of_file(plan), *_doubts(plan), *_measures(plan), *_doubled(plan)]
    if plan.kind is PlanKind.TABLE:
        found += [*_missing_departments(plan), *_names(plan, tuple(known)), *_deadlines(plan)]
    return tuple(sorted(_said_once(found), key=_place))


def _place(finding: Finding) -> tuple[int, int]:
    return (-1 if finding.item is None else finding.item, list(Field).index(finding.field))


def _said_once(found: Iterable[Finding]) -> Iterable[Finding]:
    return {(each.item, each.field, each.message, each.where): each for each in found}.values()


def _of_item(plan: ParsedPlan, at: int, kind: FindingKind, field: Field, message: str) -> Finding:
    where = place_in_words(plan.items[at].source)
    return Finding(kind=kind, where=where, message=message, item=at, field=field)


# -- what the readers said --------------------------------------------------------------------------------

_DOUBTED = (
    (re.compile(r"^(?:The|No) deadline\b|^The plan is of a school year\b"), Field.DEADLINE),
    (re.compile(r"^(?:The|No) assisting department\b"), Field.ASSISTING),
    (
        re.compile(r"^(?:The|No) department\b|^Only assisting\b|\bdepartment cell\b|^The names\b"),
        Field.DEPARTMENTS,
    ),
    (re.compile(r"^The work point\b"), Field.WORK_POINT),
)


def _of_file(plan: ParsedPlan) -> Iterator[Finding]:
    for problem in plan.problems:
        yield Finding(
            kind=FindingKind.PROBLEM,
            where=problem.where,
            message=problem.message,
            severity=problem.severity,
        )
    if plan.year is None and not any(NO_YEAR in problem.message for problem in plan.problems):
        yield _of_whole("The file names no year.")
    if plan.kind is PlanKind.TABLE and plan.items:
        if not any(item.departments for item in plan.items):
            yield _of_whole("No item names a department.")
        if not any(_has_time(item) for item in plan.items):
            yield _of_whole("No item has a deadline.")


def _of_whole(message: str) -> Finding:
    return Finding(kind=FindingKind.PROBLEM, where=WHOLE, message=message)


def _doubts(plan: ParsedPlan) -> Iterator[Finding]:
    for at, item in enumerate(plan.items):
        for doubt in item.doubts:
            yield _of_item(plan, at, FindingKind.DOUBT, doubted_field(doubt), doubt)


def doubted_field(doubt: str) -> Field:
    """Say which cell a reader's doubt is about."""
    return next((field for words, field in _DOUBTED if words.search(doubt)), Field.MEASURE)


# -- measures ---------------------------------------------------------------------------------------------


def _measures(plan: ParsedPlan) -> Iterator[Finding]:
    for at, item in enumerate(plan.items):
        if not _WORDS.search(item.measure):
            yield _of_item(plan, at, FindingKind.MEASURE, Field.MEASURE, "The measure is empty.")
        elif _NO_MEASURE.fullmatch(item.measure):
            message = f"The measure says nothing: {item.measure}."
            yield _of_item(plan, at, FindingKind.MEASURE, Field.MEASURE, message)


def _doubled(plan: ParsedPlan) -> Iterator[Finding]:
    """Find items that stand there already: under the same work point, or anywhere if they say enough."""
    first: dict[tuple[object, ...], int] = {}
    for at, item in enumerate(plan.items):
        measure = fold(item.measure)
        said = (measure, frozenset(map(fold, item.departments)), fold(item.deadline_text))
        above = () if len(measure) >= _SHORTEST_DOUBLED else (item.section, item.work_point, item.group)
        before = first.setdefault((*said, *above), at)
        if before != at and _WORDS.search(measure):
            message = doubled_message(place_in_words(plan.items[before].source))
            finding = _of_item(plan, at, FindingKind.DOUBLED, Field.MEASURE, message)
            yield replace(finding, other=before)


# -- departments ------------------------------------------------------------------------------------------


def _missing_departments(plan: ParsedPlan) -> Iterator[Finding]:
    some = any(item.departments for item in plan.items)
    for at, item in enumerate(plan.items):
        if not item.departments:
            if some and not any(doubt.startswith("No department") for doubt in item.doubts):
                yield _of_item(plan, at, FindingKind.DEPARTMENT, Field.DEPARTMENTS, "No department is named.")
        elif not item.responsible and NONE_LEADS not in item.doubts:
            yield _of_item(plan, at, FindingKind.DEPARTMENT, Field.DEPARTMENTS, NONE_LEADS)


def _names(plan: ParsedPlan, known: tuple[Department, ...]) -> Iterator[Finding]:
    """Find names that no plan so far has, and names that may be slips for another one.

    A plan most of whose names are unknown is another office's: then none is called unknown.
    """
    counts = Counter(name for item in plan.items for name in item.departments)
    folded = {fold(name) for department in known for name in (department.name, *department.aliases)}
    familiar = frozenset(name for name in counts if fold(name) in folded)
    if len(familiar) * 2 >= len(counts):
        official = familiar | {department.name for department in known}
        reasons: dict[str, str | None] = {
            name: _unknown(name, counts, official) for name in counts.keys() - familiar
        }
    else:
        reasons = {name: _similar(name, counts) for name in counts}
    for at, item in enumerate(plan.items):
        for name in item.departments:
            if message := reasons.get(name):
                field = Field.ASSISTING if name in item.assisting else Field.DEPARTMENTS
                yield _of_item(plan, at, FindingKind.DEPARTMENT, field, message)


def _unknown(name: str, counts: Counter[str], official: frozenset[str]) -> str:
    like = similar_name(name, Counter(official) + counts, official)
    if like is None:
        return f"No plan so far names the department {name}."
    return f"No plan so far names the department {name}: is it {like}?"


def _similar(name: str, counts: Counter[str]) -> str | None:
    like = similar_name(name, counts)
    return like and f"The department {name} is written like {like}: are they the same?"


# -- deadlines --------------------------------------------------------------------------------------------


def _deadlines(plan: ParsedPlan) -> Iterator[Finding]:
    some = any(map(_has_time, plan.items))
    for at, item in enumerate(plan.items):
        deadline = item.deadline if plan.year is not None else read_deadline(item.deadline_text, _ANY_YEAR)
        if not deadline.occurrences and deadline.kind is DeadlineKind.UNDATED:
            message = _why_undated(item, some=some)
            if message:
                yield _of_item(plan, at, FindingKind.DEADLINE, Field.DEADLINE, message)
        for doubt in day_doubts(item, plan.year):
            if doubt not in item.doubts:
                yield _of_item(plan, at, FindingKind.DEADLINE, doubted_field(doubt), doubt)
        if plan.year is not None:
            yield from _outside(plan, at, plan.year)


def _has_time(item: ParsedItem) -> bool:
    return bool(item.deadline_text or item.deadline.occurrences)


def _why_undated(item: ParsedItem, *, some: bool) -> str | None:
    text = item.deadline_text
    if not text:
        return "No deadline is given." if some else None
    if is_deadline(text):
        return f"The deadline {text} names no day."
    return f"The deadline {text} is not one that we can read."


def _outside(plan: ParsedPlan, at: int, year: int) -> Iterator[Finding]:
    """Find days outside the plan's year: of the deadline, or set by the measure for a part of it."""
    item = plan.items[at]
    own = {each.due for each in read_deadline(item.deadline_text, year).occurrences}
    for day in sorted({each.due for each in item.deadline.occurrences if each.due.year != year}):
        field = Field.DEADLINE if day in own else Field.MEASURE
        message = f"{day.isoformat()} is outside the year of the plan, {year}."
        yield _of_item(plan, at, FindingKind.DEADLINE, field, message)
