"""From a question to its answer. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answer, Denied, NamedApart, NoPlan, NothingNamed, NotWorkedOut, OwnUnknown
from bot.question import Intent, Standing, Timing
from bot.question_types import type_of
from bot.question_types.guidance import find_unclear
from bot.question_types.matching import prepare
from bot.question_types.nearest import look_around
from bot.question_types.rereading import at_next_day, other_readings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.answer import Note
    from bot.question import Question
    from bot.question_types import QuestionType
    from bot.question_types.matching import PlanBook
    from storage.plan import PlanItem, PlanSummary

ABOUT_SOMETHING = {Intent.WHO, Intent.WHEN}
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
    kind = type_of(question)
    if not kind.of_items:
        return kind.find(question, book, today)
    if question.unclear_dates and question.period is None:
        return find_unclear(question, book, today)
    return _answer_with_items(kind, question, book, today)


def leads_on(answer: Answer) -> bool:
    """Whether the next question may go on from this one: it was about departments and items there are."""
    if answer.intent is Intent.SHOW:
        return bool(answer.items)
    return answer.intent is not Intent.UNKNOWN_DEPARTMENT


def _answer_with_items(kind: QuestionType, question: Question, book: PlanBook, today: date) -> Answer:
    if (asks_back := _asks_back(question)) is not None:
        return Answer(question=question, today=today, plan_year=question.plan_year, notes=(asks_back,))
    return look_around(_first_that_finds(kind, at_next_day(question, book, today), book, today), book)


def _first_that_finds(kind: QuestionType, question: Question, book: PlanBook, today: date) -> Answer:
    """Answer the question as read, or where that finds nothing as it may be read else."""
    found = kind.find(question, book, today)
    if found.items or found.ongoing or not question.topics:
        return found
    others = (kind.find(other, book, today) for other in other_readings(question, book, today))
    return next((other for other in others if other.items or other.ongoing), found)


def _asks_back(question: Question) -> Note | None:
    """Ask where any answer would be a guess: whose department, of which item, or which time for whom."""
    if question.asks_own and not question.departments:
        return OwnUnknown()
    if names_nothing(question):
        return NothingNamed()
    if question.figures:
        return NotWorkedOut(question.figures)
    if question.denied:
        return Denied(question.denied, answered=False)
    return NamedApart(question.apart) if question.apart else None


def names_nothing(question: Question) -> bool:
    """Whether a question asks who or when, and says by nothing which items it is about."""
    return question.intent in ABOUT_SOMETHING and not (
        question.departments
        or question.period
        or question.topics
        or question.codes
        or question.excluded
        or question.upcoming
        or question.asks_own
        or question.standing is not Standing.ANY
        or question.timing is not Timing.ANY
    )
