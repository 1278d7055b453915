"""What is due: the list of a period, a topic, a department. PURE."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answer import Answer
from bot.question import Standing
from bot.question_types.matching import (
    by_day,
    covers_year,
    is_year_round,
    matching,
    of_plan,
    runs_in,
    scope,
)
from bot.question_types.sections import day_sections, overdue_section, side_sections
from bot.wording import ONE_DAY
from storage.plan import DeadlineKind, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answer import DueDay
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import Entry, PlanBook


@dataclass
class Found:
    """The entries of a list, sorted into what they are for it."""

    due: list[Entry] = field(default_factory=list)
    dateless: list[Entry] = field(default_factory=list)
    ongoing: list[Entry] = field(default_factory=list)
    overlapping: list[Entry] = field(default_factory=list)
    undated: list[Entry] = field(default_factory=list)


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Find what is due in the period, or without one all that match; what is overdue, if asked for."""
    found = as_answer(sort_out(question, book, today), question, today)
    return replace(found, overdue=overdue_before(question, book, today)) if question.with_overdue else found


def overdue_before(question: Question, book: PlanBook, today: date) -> tuple[DueDay, ...]:
    """Find what was due before the period, since last year began, and is not done: the latest first."""
    if question.period is None or question.period.first is None:
        return ()
    earlier = Period(date(today.year - 1, 1, 1), question.period.first - ONE_DAY)
    before = replace(question, standing=Standing.OVERDUE, period=earlier, parts=())
    return by_day(sort_out(before, book, today).due, before, today)[::-1]


def sort_out(question: Question, book: PlanBook, today: date) -> Found:
    """Sort the matching entries: due, without a day, year-round, under way, undated."""
    entries = matching(question, book, today)
    found = Found()
    if question.period is None:
        for entry in of_plan(entries, question, today):
            _place(entry, question, today, found)
    else:
        for entry in entries:
            _place_within(question.period, entry, question, today, found)
    return found


def _place(entry: Entry, question: Question, today: date, found: Found) -> None:
    if question.standing is Standing.OVERDUE:
        found.due += [entry] if scope(entry, question, today) else []
    elif is_year_round(entry):
        found.ongoing.append(entry)
    else:
        (found.due if entry.due else found.dateless).append(entry)


def _place_within(period: Period, entry: Entry, question: Question, today: date, found: Found) -> None:
    if scope(entry, question, today):
        found.due.append(entry)
    elif question.standing is Standing.OVERDUE:
        pass
    elif is_year_round(entry):
        found.ongoing += [entry] if runs_in(entry, period) else []
    elif any(period.overlaps(start, due) for start, due in entry.windows):
        found.overlapping.append(entry)
    elif entry.item.deadline.kind is DeadlineKind.UNDATED and covers_year(period, entry.item.year):
        found.undated += [] if entry.due else [entry]


def as_answer(found: Found, question: Question, today: date) -> Answer:
    """Put what was found into the order in which it is shown."""
    days = by_day(found.due, question, today)
    dateless = tuple(entry.item for entry in found.dateless)
    return Answer(
        question=question,
        today=today,
        plan_year=question.plan_year,
        items=tuple(due.item for day in days for due in day.items) + dateless,
        days=days,
        dateless=dateless,
        ongoing=tuple(entry.item for entry in found.ongoing),
        overlapping=tuple(entry.item for entry in found.overlapping),
        undated=tuple(entry.item for entry in found.undated),
    )


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Show the list by due day, then what runs all year, is under way, or has no date."""
    yield from day_sections(answer, words, page)
    yield from overdue_section(answer, words, page)
    yield from side_sections(answer, words, page)
