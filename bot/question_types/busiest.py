"""Which departments have most to do in a period. Departments only: people are never ranked. PURE."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answer import DepartmentLoad
from bot.blocks import Line
from bot.question_types.due_in_period import as_answer, sort_out
from bot.question_types.matching import of_plan
from bot.wording import count_text, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.answer import Answer
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import PlanBook
    from storage.plan import PlanItem

TOP = 5
TIED = 5
"""Departments named at one rank; more are counted only."""


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Count the items each department is responsible for; a joint item counts for each of its departments."""
    answer = as_answer(sort_out(question, book, today), question, today)
    items = answer.items if question.period else answer.items + answer.ongoing
    asked = question.departments
    if (question.fewest or question.most is not None) and len(asked) < 2:
        # Who has nothing at all to do then has fewest.
        plan = of_plan(book.entries, question, today)
        asked = tuple(dict.fromkeys(name for entry in plan for name in entry.item.responsible))
        asked = tuple(name for name in asked if name not in question.excluded)
        asked = tuple(name for name in asked if book.only is None or name in book.only)
    loads = loads_of(items, asked, fewest=question.fewest)
    return replace(answer, loads=_within(loads, question) if limits(question) else loads)


def limits(question: Question) -> bool:
    """Whether only departments with so many items are meant."""
    return question.least is not None or question.most is not None


def _within(loads: tuple[DepartmentLoad, ...], question: Question) -> tuple[DepartmentLoad, ...]:
    """Keep the departments with as many items as asked for, ranked among themselves."""
    least = question.least or 0
    most = math.inf if question.most is None else question.most
    kept = [load for load in loads if least <= load.items <= most]
    numbers = [load.items for load in kept]
    return tuple(replace(load, rank=numbers.index(load.items) + 1) for load in kept)


def loads_of(
    items: tuple[PlanItem, ...], asked: tuple[str, ...], *, fewest: bool = False
) -> tuple[DepartmentLoad, ...]:
    """Rank departments by their items; equal counts share a rank."""
    counts = Counter(name for item in items for name in item.responsible)
    if len(asked) > 1:
        counts = Counter({name: counts[name] for name in asked})
    in_order = sorted(counts.items(), key=lambda one: one[1] if fewest else -one[1])
    numbers = [number for _, number in in_order]
    return tuple(DepartmentLoad(numbers.index(number) + 1, name, number) for name, number in in_order)


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Name the first five, or as many as were asked for, and who ties with them."""
    if answer.items and not answer.loads:
        yield Line(words.say("No department has so many."))
        return
    page = replace(page, whole=page.whole or limits(answer.question))
    none = sum(not load.items for load in answer.loads)
    first = answer.question.top or TOP + none * answer.question.fewest
    most = len(answer.loads) if page.whole else first
    for rank in sorted({load.rank for load in answer.loads if load.rank <= most}):
        tied = [load for load in answer.loads if load.rank == rank]
        names = [load.department for load in tied]
        yield Line(
            words.say(
                "{rank}. {names}: {items}",
                rank=rank,
                names=some_of(names, len(names) if page.whole else TIED, words),
                items=count_text(tied[0].items, words),
            )
        )
    left = sum(load.rank > most for load in answer.loads)
    if left:
        yield Line(
            words.say_number(
                "{number} more department: reply “all”", "{number} more departments: reply “all”", left
            )
        )
    if any(len(item.responsible) > 1 for item in answer.items):
        yield Line(words.say("A joint item counts for each of its departments."))
