"""Other ways to read a question, tried where the first finds nothing; and the next due day. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.question_types.matching import fold, matching, of_plan, scope
from bot.understanding.words import GENERIC
from storage.plan import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.question import Question
    from bot.question_types.matching import PlanBook

SHORTEST, LONGEST = 4, 10
"""Characters of a topic that may be two words of the plan standing apart."""


def at_next_day(question: Question, book: PlanBook, today: date) -> Question:
    """Ask for the next due day where that is what is asked; for all days ahead if there is none."""
    if not question.upcoming:
        return question
    anytime = replace(question, upcoming=False)
    entries = of_plan(matching(anytime, book, today), anytime, today)
    ahead = min(
        (day for entry in entries for day in scope(entry, anytime, today) if day >= today), default=None
    )
    return replace(anytime, period=Period(ahead or today, ahead), year_assumed=False)


def other_readings(question: Question, book: PlanBook, today: date) -> Iterator[Question]:
    """Read a year as part of the topic, a topic as words that stand apart, or leave out what says little."""
    years = _named_years(question)
    if years:
        yield replace(question, topics=(*years, *question.topics), period=None, parts=(), year_assumed=False)
    parted = _parted(question, book, today)
    if parted:
        yield replace(question, topics=parted)
    if question.departments and all(fold(topic) in GENERIC for topic in question.topics):
        yield replace(question, topics=(), not_considered=question.topics)


def _named_years(question: Question) -> tuple[str, ...]:
    """Give the whole year that is asked about, in the plan's words (2018年预算)."""
    period = question.period
    if period is None or question.year_assumed or period.first is None or period.last is None:
        return ()
    year = period.first.year
    return (f"{year}年",) if (period.first, period.last) == (date(year, 1, 1), date(year, 12, 31)) else ()


def _parted(question: Question, book: PlanBook, today: date) -> tuple[str, ...]:
    """Find two words that a topic is made of and that an item of those asked about holds apart."""
    if len(question.topics) != 1 or not (question.departments or question.period):
        return ()
    topic = fold(question.topics[0])
    if not SHORTEST <= len(topic) <= LONGEST or topic.isascii():
        return ()
    texts = [entry.text for entry in matching(replace(question, topics=()), book, today)]
    for cut in sorted(range(2, len(topic) - 1), key=lambda cut: abs(cut - len(topic) / 2)):
        if any(topic[:cut] in text and topic[cut:] in text for text in texts):
            return topic[:cut], topic[cut:]
    return ()
