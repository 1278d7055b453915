"""How many items: the number, and how it spreads over kinds and months. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answer import MonthCount
from bot.blocks import Heading, Line
from bot.question_types.busiest import loads_of
from bot.question_types.due_in_period import as_answer, sort_out
from bot.question_types.matching import scope
from bot.wording import count_text, joined, month_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answer import Answer
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import Entry, PlanBook


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Count with the very query that the list is made by."""
    found = sort_out(question, book, today)
    answer = as_answer(found, question, today)
    items = answer.items if question.period else answer.items + answer.ongoing
    each = loads_of(items, question.departments) if len(question.departments) > 1 else ()
    return replace(answer, months=_months(found.due, question, today), loads=each)


def _months(entries: list[Entry], question: Question, today: date) -> tuple[MonthCount, ...]:
    counts = Counter(
        month
        for entry in entries
        for month in {(day.year, day.month) for day in scope(entry, question, today)}
    )
    return tuple(MonthCount(year, month, number) for (year, month), number in sorted(counts.items()))


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say the number in a sentence, its parts, and the months if there are several."""
    del page
    due = sum(len(day.items) for day in answer.days)
    if answer.question.period is None:
        yield Line(words.say_number("{number} item falls due.", "{number} items fall due.", due))
    aside = [
        words.say("{items} all year round", items=count_text(answer.ongoing, words))
        if answer.ongoing
        else "",
        words.say("{items} under way, due later", items=count_text(answer.overlapping, words))
        if answer.overlapping
        else "",
        words.say("{items} without a date", items=count_text((*answer.dateless, *answer.undated), words))
        if answer.dateless or answer.undated
        else "",
    ]
    if any(aside):
        yield Line(words.say("Besides: {parts}.", parts=joined((part for part in aside if part), words)))
    for load in answer.loads:
        name = load.department
        yield Line(words.say("{name}: {items}", name=name, items=count_text(load.items, words)))
    if len(answer.months) > 1:
        yield from _month_lines(answer, words, due)


def _month_lines(answer: Answer, words: Catalogue, due: int) -> Iterator[Block]:
    yield Heading(words.say("By month"))
    one_year = len({month.year for month in answer.months}) == 1
    for month in answer.months:
        name = month_text(date(month.year, month.month, 1), words, year=not one_year)
        yield Line(words.say("{name}: {items}", name=name, items=count_text(month.items, words)))
    if sum(month.items for month in answer.months) != due:
        yield Line(words.say("An item due in several months counts in each."))
