"""Who answers for a matter: the departments, responsible and assisting. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from bot.answer import Answer
from bot.blocks import Fact, Line, Row
from bot.question_types.due_in_period import as_answer, sort_out
from bot.question_types.matching import Entry, fold, helps, matching, of_plan, searchable
from bot.question_types.sections import deadline_text, more_hint, row, side_sections, who_facts
from bot.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import PlanBook
    from storage.plan import PlanItem

EARLY = 15
"""Characters into a measure up to which a topic is what the measure is about."""
SHOWN = 6
"""Items set out with their facts; more would fill a phone's screen twice."""


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Find the items meant: here year-round work is an answer like any other.

    The items that say the topic in their own words come first, then those whose work point says it.
    """
    if question.period is not None:
        return as_answer(sort_out(question, book, today), question, today)
    entries = of_plan(matching(question, book, today), question, today)
    items = tuple(entry.item for entry in by_nearness(entries, question.topics))
    return Answer(question=question, today=today, plan_year=question.plan_year, items=items)


def by_nearness(entries: Iterable[Entry], topics: Sequence[str]) -> list[Entry]:
    """Order entries by where they say the topics: early in the measure, later in it, and so on.

    Measures that only help others with it come last.
    """
    folded = [fold(topic) for topic in topics]

    def distance(entry: Entry) -> tuple[bool, int, int]:
        parts = [fold(part) for part in searchable(entry.item)] if folded else []
        return helps(entry.item), max((_distance(topic, parts) for topic in folded), default=0), entry.order

    return sorted(entries, key=distance)


def _distance(topic: str, parts: Sequence[str]) -> int:
    for number, part in enumerate(parts):
        if topic in part:
            return number + 1 if number else int(part.index(topic) > EARLY)
    return len(parts) + 1


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Name the departments first, then the items with who answers for each."""
    if not answer.items:
        if answer.question.helpers:
            yield Line(words.say("The plan names nobody who assists them."))
        yield from side_sections(answer, words, page)
        return
    same = len({(item.departments, item.assisting) for item in answer.items}) == 1
    if same:
        yield from who_facts(answer.items[0], words)
    else:
        yield Fact(words.say("Responsible"), _all_named(answer.items, words, "responsible"))
        if any(item.assisting for item in answer.items):
            yield Fact(words.say("Assisting"), _all_named(answer.items, words, "assisting"))
    yield from item_facts(answer, words, page, names=not same)


def _with_names(item: PlanItem, answer: Answer, words: Catalogue) -> Row:
    assisting = joined(item.assisting, words)
    return row(item, answer, words, [words.say("assisting: {names}", names=assisting)] if assisting else [])


def _all_named(items: Sequence[PlanItem], words: Catalogue, part: Literal["responsible", "assisting"]) -> str:
    """Name all departments that have a part in any of the items, the most concerned first."""
    counts = Counter(name for item in items for name in getattr(item, part))
    if not counts:
        return words.say("the plan names none")
    return joined(
        (words.say("{name} ({number})", name=name, number=number) for name, number in counts.most_common()),
        words,
    )


def item_facts(answer: Answer, words: Catalogue, page: Page, *, names: bool) -> Iterator[Block]:
    """Set items out with their deadline and, if `names`, their departments."""
    number = len(answer.items)
    shown = number if page.whole or number <= SHOWN + 1 else SHOWN
    for item in answer.items[:shown]:
        yield _with_names(item, answer, words) if names else replace(row(item, answer, words), departments="")
        yield Fact(words.say("Due"), deadline_text(item, answer, words), under_row=True)
    if shown < number:
        yield Line(more_hint(number - shown, answer, words))
