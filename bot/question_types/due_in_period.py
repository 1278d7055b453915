"""What is due: the list of a period, a topic, a department. PURE."""

from __future__ import annotations

from dataclasses import dataclass, field
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
from bot.question_types.sections import day_sections, side_sections
from storage.plan import DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import Entry, PlanBook
    from storage.plan import Period


@dataclass
class Found:
    """The entries of a list, sorted into what they are for it."""

    due: list[Entry] = field(default_factory=list)
    dateless: list[Entry] = field(default_factory=list)
    ongoing: list[Entry] = field(default_factory=list)
    overlapping: list[Entry] = field(default_factory=list)
    undated: list[Entry] = field(default_factory=list)


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Find what is due in the period, or without one all that match."""
    return as_answer(sort_out(question, book, today), question, today)


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
    yield from side_sections(answer, words, page)
