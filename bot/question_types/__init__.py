"""One module per kind of question: which items answer it, and what is said about them. PURE.

To add one: write the module, list it in `QUESTION_TYPES`, show a question of its kind in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.question import Intent
from bot.question_types import (
    amount,
    busiest,
    details,
    due_in_period,
    guidance,
    idle,
    kinds,
    next_deadline,
    responsible,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from bot.answer import Answer
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import PlanBook


@dataclass(frozen=True)
class QuestionType:
    """How one intent is answered.

    `find` decides what the answer is; `body` says it. `of_items` is true where items are looked for: then the
    answer opens with how the question was understood, says what is nearest if nothing was found, and asks
    back if the dates were not understood.
    """

    find: Callable[[Question, PlanBook, date], Answer]
    body: Callable[[Answer, Catalogue, Page], Iterator[Block]]
    of_items: bool


DEPARTMENTS = QuestionType(kinds.find, kinds.body, of_items=False)
"""Asked with any intent: which departments there are."""


IDLE = QuestionType(idle.find, idle.body, of_items=False)
"""Asked with any intent about items: which departments have none of them."""


def type_of(question: Question) -> QuestionType:
    if question.of_departments:
        return DEPARTMENTS
    kind = QUESTION_TYPES[question.intent]
    return IDLE if question.idle and kind.of_items else kind


QUESTION_TYPES = {
    Intent.LIST: QuestionType(due_in_period.find, due_in_period.body, of_items=True),
    Intent.WHO: QuestionType(responsible.find, responsible.body, of_items=True),
    Intent.WHEN: QuestionType(next_deadline.find, next_deadline.body, of_items=True),
    Intent.COUNT: QuestionType(amount.find, amount.body, of_items=True),
    Intent.RANK: QuestionType(busiest.find, busiest.body, of_items=True),
    Intent.SHOW: QuestionType(details.find, details.body, of_items=False),
    Intent.HELP: QuestionType(guidance.find, guidance.help_body, of_items=False),
    Intent.UNKNOWN_DEPARTMENT: QuestionType(guidance.find, guidance.unknown_body, of_items=False),
    Intent.OUT_OF_SCOPE: QuestionType(guidance.find, guidance.out_of_scope_body, of_items=False),
}
