"""The first line of an answer: how the question was understood, and how many were found. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks import Title
from bot.catalogue import mark
from bot.question import Intent, Standing, Timing
from bot.question_types.sections import overdue_number
from bot.wording import count_text, joined, period_text, quoted, some_of

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.catalogue import Catalogue
    from bot.question import Question

_OF_ALL = {Intent.LIST, Intent.COUNT, Intent.RANK}
STANDING_NAMES = {
    Standing.OPEN: mark("not yet done"),
    Standing.OVERDUE: mark("overdue"),
    Standing.DONE: mark("done"),
    Standing.IN_TIME: mark("not overdue"),
}


def title(answer: Answer, words: Catalogue) -> Title:
    """Say how the question was understood: departments · period · topic · count."""
    question = answer.question
    parts = []
    if question.departments:
        parts.append(some_of(question.departments, 4, words))
    elif question.intent in _OF_ALL and not question.topics and not question.idle:
        parts.append(words.say("All departments"))
    if question.excluded:
        parts.append(words.say("without {departments}", departments=some_of(question.excluded, 4, words)))
    parts += [words.say(name) for said, name in _narrowings(question) if said]
    parts.append(_limits(question, words))
    parts.append(_when_text(answer, words))
    if question.topics:
        parts.append(_topics_text(question, words))
    if question.without:
        parts.append(words.say("without {departments}", departments=quoted(question.without, words)))
    if question.standing is not Standing.ANY:
        parts.append(words.say(STANDING_NAMES[question.standing]))
    parts.append(_count(answer, words))
    if answer.overdue:
        late = count_text(overdue_number(answer), words)
        parts.append(words.say("overdue from before: {items}", items=late))
    return Title(" · ".join(part for part in parts if part))


def _narrowings(question: Question) -> tuple[tuple[bool, str], ...]:
    return (
        (question.assisting, mark("assisting only")),
        (question.joint, mark("in common")),
        (question.helpers, mark("who assists")),
        (question.timing is Timing.DATED, mark("not year-round")),
        (question.idle, mark("departments without any")),
        (question.timing is Timing.ONGOING, mark("year-round")),
        (question.timing is Timing.UNDATED, mark("without a date")),
        (question.fewest and question.intent is Intent.RANK, mark("fewest first")),
    )


def _topics_text(question: Question, words: Catalogue) -> str:
    if not question.either:
        return quoted(question.topics, words)
    *first, last = question.topics
    return words.say("{first} or {last}", first=quoted(first, words), last=quoted((last,), words))


def _limits(question: Question, words: Catalogue) -> str:
    if question.least is not None and question.least == question.most:
        return words.say("departments with {number}", number=question.least)
    if question.least is not None:
        return words.say("departments with {number} or more", number=question.least)
    if question.most is not None:
        return words.say("departments with {number} or fewer", number=question.most)
    return ""


def _when_text(answer: Answer, words: Catalogue) -> str:
    if answer.question.period is not None:
        return joined((period_text(time, words) for time in answer.question.times), words)
    return words.say("{year} plan", year=answer.plan_year) if answer.plan_year else ""


def _count(answer: Answer, words: Catalogue) -> str:
    if answer.question.idle:
        return words.say_number("{number} department", "{number} departments", len(answer.loads))
    if answer.question.period is None:
        number = len(answer.items) + len(answer.ongoing)
        return count_text(number, words) if number else words.say("nothing found")
    number = len(answer.items)
    if not number and answer.question.standing is Standing.DONE:
        return count_text(0, words)
    if not number:
        return words.say("nothing due")
    return words.say_number("{number} item due", "{number} items due", number)
