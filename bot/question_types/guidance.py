"""Where no item is the answer: help, unknown departments, questions of another kind, unclear dates. PURE."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from bot.answer import Answer, Examples, NotUnderstood
from bot.blocks import Line
from bot.question import Talk
from bot.wording import month_text, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import Entry, PlanBook


TWO_WEEKS = timedelta(days=14)
LOOKED_AT = 500
"""So many entries are looked at for a topic: an example is not worth waiting for."""
QUOTED_TOPIC = re.compile(r"《([^《》“”]{3,10})》|“([^“”《》]{2,8})”")
"""A title or quoted word short enough to ask about: an example that a reader will know again."""


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """List nothing; find examples that fit the loaded plans."""
    year = question.plan_year
    return Answer(question=question, today=today, plan_year=year, examples=examples(book, year, today))


def find_unclear(question: Question, book: PlanBook, today: date) -> Answer:
    """List nothing where the dates were not understood: a wrong list looks like a right one."""
    answer = find(question, book, today)
    return replace(answer, notes=(NotUnderstood(question.unclear_dates, answered=False),))


def examples(book: PlanBook, plan_year: int | None, today: date) -> Examples:
    """Find a month with due items, a department that has most of them, a topic and a code in the plans."""
    month = _good_month(set(book.of_month), plan_year, today)
    entries = book.of_month[month] if month else book.entries
    names = Counter(name for entry in entries for name in entry.item.responsible)
    return Examples(
        department=names.most_common(1)[0][0] if names else None,
        month=date(*month, 1) if month else None,
        name_year=month is not None and month[0] != today.year,
        topic=next(filter(None, map(_topic, islice(chain(entries, book.entries), LOOKED_AT))), None),
        code=entries[0].item.code if entries else None,
        due_soon=any(today <= day <= today + TWO_WEEKS for day in book.due_days),
    )


def _good_month(months: set[tuple[int, int]], plan_year: int | None, today: date) -> tuple[int, int] | None:
    """Choose the next month of the plan's own year in which something is due; if that is over, its last one.

    What a plan has for the years after it is little: no good example.
    """
    own = {month for month in months if month[0] == plan_year} or months
    return min((month for month in own if month >= (today.year, today.month)), default=max(own, default=None))


def _topic(entry: Entry) -> str | None:
    match = QUOTED_TOPIC.search(entry.item.measure)
    return match and (match[1] or match[2])


def example_questions(answer: Answer, words: Catalogue) -> list[str]:
    """Word the examples, the most useful first."""
    found = answer.examples
    questions = []
    if found.department and found.month:
        month = month_text(found.month, words, year=found.name_year)
        questions.append(
            words.say("what does {department} owe in {month}", department=found.department, month=month)
        )
    if found.due_soon:
        questions.append(words.say("what is due in the next two weeks"))
    elif found.month:
        month = month_text(found.month, words, year=found.name_year)
        questions.append(words.say("what is due in {month}", month=month))
    if found.topic:
        questions.append(words.say("who is responsible for {topic}", topic=found.topic))
    if found.department:
        questions.append(words.say("how many items does {department} have", department=found.department))
    if found.code:
        questions.append(words.say("show {code}", code=found.code))
    return questions


def help_body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say what can be asked, by examples that work with the loaded plans."""
    del page
    yield Line(
        words.say("I know the office's work plan: who owes what, and by when. You can ask, for example:")
    )
    for question in example_questions(answer, words):
        yield Line("· " + question)
    yield Line(
        words.say("Then just go on: “and in November?” or another department. Reply “all” for a whole list.")
    )


def unknown_body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say which name no department has, and which names are near."""
    del page
    names = quoted(answer.question.unknown_departments, words)
    yield Line(words.say("The plan has no department named {names}.", names=names))
    if answer.question.nearest:
        yield Line(words.say("Did you mean {names}?", names=quoted(answer.question.nearest, words)))


def out_of_scope_body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say what the plan does not mention, and in one polite line what can be asked, with two examples."""
    del page
    some = quoted(example_questions(answer, words)[:2], words)
    if answer.question.talk is Talk.THANKS:
        yield Line(words.say("You are welcome. Just ask on, any time."))
        return
    if answer.question.talk is Talk.GREETING:
        yield Line(words.say("Hello! Ask me about the work plan, for example {examples}.", examples=some))
        return
    if answer.question.unmatched:
        left = quoted(answer.question.unmatched, words)
        yield Line(words.say("I do not find {words} in the plan.", words=left))
    yield Line(
        words.say("I can only answer questions about the work plan, for example {examples}.", examples=some)
    )
