"""When a matter is due: its days, and the plan's own words for them. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.blocks import Fact
from bot.question_types import responsible
from bot.question_types.responsible import SHOWN, item_facts
from bot.question_types.sections import side_sections
from bot.wording import day_text, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answer import Answer
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue

find = responsible.find


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Set the items out with their due days."""
    if answer.items:
        if len(answer.items) > SHOWN + 1:
            yield Fact(words.say("Due"), _all_days(answer, words))
        yield from item_facts(answer, words, page, names=True)
    else:
        yield from side_sections(answer, words, page)


def _all_days(answer: Answer, words: Catalogue) -> str:
    """Name all due days of a long list, with how many items each."""
    counts = Counter(day for item in answer.items for day in item.due)
    if not counts:
        return words.say("no date in the plan")
    named = ((day_text(day, words), number) for day, number in sorted(counts.items()))
    return joined((words.say("{name} ({number})", name=name, number=number) for name, number in named), words)
