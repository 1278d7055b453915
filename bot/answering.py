"""From a question to its answer. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answer, NoPlan
from bot.question import Intent
from bot.question_types import QUESTION_TYPES
from bot.question_types.guidance import find_unclear
from bot.question_types.matching import prepare
from bot.question_types.nearest import look_around

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.question import Question
    from bot.question_types.matching import PlanBook
    from storage.plan import PlanItem, PlanSummary

UNTOUCHED_BY_PLANS = {Intent.HELP, Intent.OUT_OF_SCOPE}


def answer(
    question: Question, items: Sequence[PlanItem], plans: Sequence[PlanSummary], today: date
) -> Answer:
    """Answer from all loaded items (in plan order) and plans.

    Who answers many questions about the same plans prepares them once and calls `answer_from`.
    """
    return answer_from(question, prepare(items, plans), today)


def answer_from(question: Question, book: PlanBook, today: date) -> Answer:
    """Answer from prepared plans."""
    if not book.entries and question.intent not in UNTOUCHED_BY_PLANS:
        return Answer(question=question, today=today, notes=(NoPlan(),))
    kind = QUESTION_TYPES[question.intent]
    if not kind.of_items:
        return kind.find(question, book, today)
    if question.unclear_dates and question.period is None:
        return find_unclear(question, book, today)
    return look_around(kind.find(question, book, today), book)
