"""Which departments have nothing: none of the items that the question means. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answer import Answer, DepartmentLoad
from bot.blocks import Line
from bot.catalogue import mark
from bot.question import Standing
from bot.question_types.due_in_period import as_answer, sort_out
from bot.question_types.guidance import find_unclear
from bot.question_types.matching import of_plan
from bot.question_types.nearest import about_question
from bot.wording import count_text, joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import PlanBook


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Name the plan's departments, or those asked about, that have no part in any of the items.

    Year-round work is due on no day: where a time is named, it is counted beside the departments.
    """
    if question.unclear_dates and question.period is None:
        return find_unclear(question, book, today)
    # Who is left out may share an item with somebody else, who then has one.
    found = as_answer(sort_out(replace(question, excluded=()), book, today), question, today)
    items = found.items if question.period else found.items + found.ongoing
    busy = {name for item in items for name in item.departments}
    plan = of_plan(book.entries, question, today)
    everyone = dict.fromkeys(name for entry in plan for name in entry.item.departments)
    known = [name for name in question.departments or everyone if book.only is None or name in book.only]
    asked = [name for name in known if name not in question.excluded]
    ongoing = Counter(name for item in found.ongoing for name in item.departments)
    loads = tuple(DepartmentLoad(0, name, ongoing[name]) for name in asked if name not in busy)
    answer = Answer(question=question, today=today, plan_year=question.plan_year, loads=loads)
    return replace(answer, notes=tuple(about_question(answer, book)))


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Name them, and say what they have besides what is due."""
    del page
    if not answer.loads:
        yield Line(words.say("Every department has some."))
        return
    names = joined((load.department for load in answer.loads), words)
    yield Line(words.say(_sentence(answer.question), names=names))
    round_the_year = [load for load in answer.loads if load.items]
    if answer.question.period and round_the_year:
        named = (f"{load.department} {count_text(load.items, words)}" for load in round_the_year)
        yield Line(words.say("All year round they have: {names}", names=joined(named, words)))


def _sentence(question: Question) -> str:
    if question.standing is Standing.OVERDUE:
        return mark("These have nothing overdue: {names}")
    if question.period:
        return mark("These have nothing due then: {names}")
    return mark("These have none: {names}")
