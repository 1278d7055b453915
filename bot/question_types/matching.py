"""Which items a question means, and on which of their days. PURE."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answer import DueDay, DueItem, Mark
from bot.question import Standing, Timing
from bot.understanding.names import stem_of
from storage.plan import DeadlineKind, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from bot.question import Question
    from storage.plan import Period, PlanItem, PlanSummary

SOON = timedelta(days=7)
HELPING = ("配合", "协助", "协办", "参与", "支持")
"""How a measure begins that helps another department with its task."""
UNQUOTED = dict.fromkeys(map(ord, '“”‘’「」『』"'))
LONG_STEM = 4
"""Characters from which on a department's name without its ending is nothing but that department's matter."""


@dataclass(frozen=True)
class Entry:
    """An item with what questions ask of it, worked out once."""

    item: PlanItem
    due: tuple[date, ...]
    windows: tuple[tuple[date, date], ...]
    text: str
    order: int


@dataclass(frozen=True)
class PlanBook:
    """All loaded items in plan order, prepared for questions."""

    entries: tuple[Entry, ...]
    plans: tuple[PlanSummary, ...]
    by_code: Mapping[tuple[int, int] | str, PlanItem]
    reported: frozenset[int]
    """Years in whose plan anybody has reported anything."""
    stems: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The departments by what their long names begin with: 离退休干部 of 离退休干部部."""
    only: frozenset[str] | None = None
    """The departments whose items these are, where others' are left out."""

    @cached_property
    def of_department(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries that name a department, responsible or assisting."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for name in set(entry.item.departments):
                found[name].append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def of_month(self) -> Mapping[tuple[int, int], tuple[Entry, ...]]:
        """The entries with a due day in a month (year, month)."""
        found: dict[tuple[int, int], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for month in {(day.year, day.month) for day in entry.due}:
                found[month].append(entry)
        return {month: tuple(entries) for month, entries in found.items()}

    @cached_property
    def due_days(self) -> frozenset[date]:
        """The days on which anything is due."""
        return frozenset(day for entry in self.entries for day in entry.due)

    def limited_to(self, departments: frozenset[str]) -> PlanBook:
        """Return the part that concerns any of the departments."""
        entries = tuple(_naming(departments, self))
        return replace(
            self,
            entries=entries,
            by_code={code_key(entry.item.code): entry.item for entry in entries},
            only=departments,
        )


def prepare(items: Sequence[PlanItem], plans: Sequence[PlanSummary]) -> PlanBook:
    """Work out once what every question needs."""
    return PlanBook(
        entries=tuple(_entry(item, order) for order, item in enumerate(items)),
        plans=tuple(plans),
        by_code={code_key(item.code): item for item in items},
        reported=frozenset(item.year for item in items if item.status is not Status.OPEN),
        stems=_stems(items),
    )


def _naming(departments: Collection[str], book: PlanBook) -> Iterable[Entry]:
    """Return the entries that name any of the departments, in plan order."""
    found = {entry.order: entry for name in departments for entry in book.of_department.get(name, ())}
    return (found[order] for order in sorted(found))


def _stems(items: Sequence[PlanItem]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in {name for item in items for name in item.departments}:
        stem = fold(stem_of(name))
        if len(stem) >= LONG_STEM and not stem.isascii():
            found[stem].add(name)
    return {stem: frozenset(names) for stem, names in found.items()}


def _entry(item: PlanItem, order: int) -> Entry:
    deadline = item.deadline
    starts = (
        (occurrence.start or (None if occurrence.label else deadline.start), occurrence.due)
        for occurrence in deadline.occurrences
    )
    return Entry(
        item=item,
        due=item.due,
        windows=tuple((start, due) for start, due in starts if start),
        text="\n".join(fold(part) for part in searchable(item) if part),
        order=order,
    )


def searchable(item: PlanItem) -> tuple[str, ...]:
    """Return the texts in which a topic may be found, nearest to the matter first."""
    return (item.measure, item.group or "", item.work_point or "", item.deadline_text)


def fold(text: str) -> str:
    """Make spellings comparable: widths, case, blanks and quotation marks do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().translate(UNQUOTED).split())


def code_key(code: str) -> tuple[int, int] | str:
    """Read "2017-112" and "2017-0112" as the same code; any other text stands for itself.

    >>> code_key("2017-007")
    (2017, 7)
    """
    year, _, number = code.partition("-")
    if year.isdecimal() and number.isdecimal():
        return int(year), int(number)
    return code.casefold()


def matching(question: Question, book: PlanBook, today: date) -> list[Entry]:
    """Find the entries of the departments, topics and standing asked for, whenever they are due."""
    tests: list[Callable[[Entry], bool]] = []
    if narrower := _narrower(question):
        tests.append(narrower)
    if question.excluded:
        left_out = frozenset(question.excluded)
        tests.append(lambda entry: left_out.isdisjoint(entry.item.departments))
    if question.topics:
        topics = [(topic, book.stems.get(topic, frozenset())) for topic in map(fold, question.topics)]
        enough = any if question.either else all
        tests.append(lambda entry: enough(_tells(entry, topic, owners) for topic, owners in topics))
    if question.without:
        others = [(topic, book.stems.get(topic, frozenset())) for topic in map(fold, question.without)]
        tests.append(lambda entry: not any(_tells(entry, topic, owners) for topic, owners in others))
    if question.timing is not Timing.ANY:
        tests.append(TIMINGS[question.timing])
    if question.codes:
        codes = frozenset(code_key(code) for code in question.codes)
        tests.append(lambda entry: code_key(entry.item.code) in codes)
    if question.standing is not Standing.ANY:
        tests.append(lambda entry: _stands(entry, question.standing, today))
    named = bool(question.departments) and not question.helpers
    found = list(_naming(question.departments, book) if named else book.entries)
    for test in tests:
        found = [entry for entry in found if test(entry)]
    return found


def _narrower(question: Question) -> Callable[[Entry], bool] | None:
    """Say what an entry that names a department asked for must meet: all share it, or they only help."""
    asked = frozenset(question.departments)
    if question.helpers:
        return lambda entry: _is_helped(entry, asked)
    if question.joint and len(asked) > 1:
        return lambda entry: asked.issubset(entry.item.departments)
    if question.joint:
        return lambda entry: len(entry.item.departments) > 1
    if question.assisting:
        return lambda entry: not asked.isdisjoint(entry.item.assisting) or helps(entry.item)
    return None


def helps(item: PlanItem) -> bool:
    """Whether an item's measure is to help another department."""
    return item.measure.lstrip("0123456789.、（）() ").startswith(HELPING)


def _is_helped(entry: Entry, asked: frozenset[str]) -> bool:
    """Whether an entry names who helps the departments: beside them, or in its measure (配合条法司…)."""
    item = entry.item
    if item.assisting and not asked.isdisjoint(item.responsible):
        return True
    names = "|".join(re.escape(fold(name)) for name in asked - set(item.responsible))
    return (
        bool(names)
        and re.search(rf"(?:{'|'.join(HELPING)})[^,，。;；]{{0,8}}?(?:{names})", entry.text) is not None
    )


def _tells(entry: Entry, topic: str, owners: frozenset[str]) -> bool:
    return topic in entry.text or not owners.isdisjoint(entry.item.responsible)


def _is_undated(entry: Entry) -> bool:
    return not entry.due and entry.item.deadline.kind is DeadlineKind.UNDATED


def _is_dated(entry: Entry) -> bool:
    return bool(entry.due) and not is_year_round(entry)


def _stands(entry: Entry, standing: Standing, today: date) -> bool:
    done = entry.item.status is Status.DONE
    if standing is Standing.DONE:
        return done
    if standing is Standing.IN_TIME:
        return done or all(day >= today for day in entry.due)
    return not done and (standing is Standing.OPEN or any(day < today for day in entry.due))


def of_plan(entries: Iterable[Entry], question: Question, today: date) -> list[Entry]:
    """Keep the entries of the plan asked about; what is overdue is carried over from the year before."""
    if question.plan_year is None:
        return list(entries)
    years = {question.plan_year}
    if question.standing is Standing.OVERDUE and question.plan_year == today.year:
        years.add(today.year - 1)
    return [entry for entry in entries if entry.item.year in years]


def scope(entry: Entry, question: Question, today: date) -> list[date]:
    """Return the due days of an entry that the question asks about, in order."""
    days: Iterable[date] = entry.due
    if question.period is not None:
        times = question.times
        days = (day for day in days if any(time.includes(day) for time in times))
    if question.standing is Standing.OVERDUE:
        days = (day for day in days if day < today)
    return list(days)


def runs_in(entry: Entry, period: Period) -> bool:
    """Whether a year-round item's year touches the period."""
    return period.overlaps(date(entry.item.year, 1, 1), date(entry.item.year, 12, 31))


def is_year_round(entry: Entry) -> bool:
    return entry.item.deadline.kind is DeadlineKind.ONGOING


def covers_year(period: Period, year: int) -> bool:
    return period.includes(date(year, 1, 1)) and period.includes(date(year, 12, 31))


def by_day(entries: Iterable[Entry], question: Question, today: date) -> tuple[DueDay, ...]:
    """Group entries by due day: each under its next day in scope, or its last if all are past.

    Without a period the days ahead come first: they are what people look for.
    """
    groups: dict[date, list[DueItem]] = {}
    for entry in entries:
        days = scope(entry, question, today)
        if days:
            day = next((day for day in days if day >= today), days[-1])
            groups.setdefault(day, []).append(_due_item(entry, day, today, again=len(days) > 1))
    ahead_first = question.period is None
    in_order = sorted(groups, key=lambda day: (ahead_first and day < today, day))
    return tuple(DueDay(day, tuple(groups[day])) for day in in_order)


def _due_item(entry: Entry, day: date, today: date, *, again: bool) -> DueItem:
    occurrences = entry.item.deadline.occurrences
    own = any(occurrence.due == day and not occurrence.label for occurrence in occurrences)
    labels = [occurrence.label for occurrence in occurrences if occurrence.due == day and occurrence.label]
    return DueItem(
        item=entry.item,
        mark=mark_of(entry.item, day, today),
        label=None if own or not labels else "；".join(labels),
        again=again,
    )


def mark_of(item: PlanItem, day: date, today: date) -> Mark:
    """Say what today means for a due day; plans of long past years are left in peace."""
    if item.status is Status.DONE:
        return Mark.NONE
    if day < today:
        return Mark.OVERDUE if today.year <= item.year + 1 else Mark.NONE
    return Mark.DUE_SOON if day - today <= SOON else Mark.NONE


TIMINGS = {Timing.ONGOING: is_year_round, Timing.UNDATED: _is_undated, Timing.DATED: _is_dated}
