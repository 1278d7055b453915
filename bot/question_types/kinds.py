"""Which departments there are: their names, and how many items each answers for. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.answer import Answer, DepartmentLoad
from bot.blocks import Line
from bot.question_types.matching import of_plan
from bot.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import PlanBook


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Name all departments of the plan, or those of the kind asked for, the busiest first."""
    entries = of_plan(book.entries, question, today)
    counts = Counter(name for entry in entries for name in entry.item.departments)
    wanted = question.departments or tuple(counts)
    loads = sorted((DepartmentLoad(0, name, counts[name]) for name in wanted), key=lambda load: -load.items)
    return Answer(question=question, today=today, plan_year=question.plan_year, loads=tuple(loads))


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say how many there are, then who."""
    del page
    number = len(answer.loads)
    yield Line(
        words.say_number(
            "The plan of {year} names {number} department:",
            "The plan of {year} names {number} departments:",
            number,
            year=answer.plan_year,
        )
    )
    names = (words.say("{name} ({number})", name=load.department, number=load.items) for load in answer.loads)
    yield Line(joined(names, words))
    yield Line(words.say("In brackets: how many items each has, helping included."))
