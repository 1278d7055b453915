"""Which departments have most to do in a period. Departments only: people are never ranked. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answer import DepartmentLoad
from bot.blocks import Line
from bot.question_types.due_in_period import as_answer, sort_out
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
    return replace(answer, loads=_loads(items, question.departments))


def _loads(items: tuple[PlanItem, ...], asked: tuple[str, ...]) -> tuple[DepartmentLoad, ...]:
    counts = Counter(name for item in items for name in item.responsible)
    if len(asked) > 1:
        counts = Counter({name: counts[name] for name in asked})
    numbers = sorted(counts.values(), reverse=True)
    ranked = ((numbers.index(number) + 1, name, number) for name, number in counts.most_common())
    return tuple(DepartmentLoad(rank, name, number) for rank, name, number in ranked if rank <= TOP)


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Name the first five and who ties with them."""
    for rank in sorted({load.rank for load in answer.loads}):
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
    if any(len(item.responsible) > 1 for item in answer.items):
        yield Line(words.say("A joint item counts for each of its departments."))
