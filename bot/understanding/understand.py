"""From a text to a `Question`. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.question import Intent, Question, Talk
from bot.understanding.assembly import put_together, question_language
from bot.understanding.exclusion import without_mistaken
from bot.understanding.followup import go_on, goes_on, goes_on_from, of_others, without_unknown
from bot.understanding.intents import read_talk, read_whole
from bot.understanding.language import language_of
from bot.understanding.leftovers import without_opening
from bot.understanding.normalise import MAX_LENGTH, normalise
from bot.understanding.parts import Parts, take_apart
from bot.understanding.scoping import asks_departments

if TYPE_CHECKING:
    from datetime import date

    from bot.understanding.lexicon import Lexicon

_LONGEST_TOPIC = 24
"""Longer than that it is talk, and no topic that the plan might have had."""


def understand(
    text: str,
    today: date,
    lexicon: Lexicon,
    previous: Question | None = None,
    in_vain: Question | None = None,
) -> Question:
    """Read a question. What cannot be read is `out_of_scope` or carries what is unclear; nothing is raised.

    `previous` is the last question of the same person in the same place that was answered, if it is recent:
    an elliptic question goes on from it. `in_vain` was asked after it and was not answered.
    """
    return read_on(read_alone(text, today, lexicon), today, lexicon, previous, in_vain)


@dataclass(frozen=True)
class Reading:
    """A text as it reads by itself; without `parts` it goes on from nothing."""

    text: str
    said: Question
    parts: Parts | None = None


def read_alone(text: str, today: date, lexicon: Lexicon) -> Reading:
    """Read a text, whatever was asked before: the part of understanding that takes time."""
    cut = len(text.strip()) > MAX_LENGTH
    text = normalise(text)
    year = lexicon.plan_year(today)
    if (whole := read_whole(text, lexicon.mentions)) is not None:
        talk = read_talk(text) if whole is Intent.OUT_OF_SCOPE else Talk.NONE
        return Reading(text, Question(intent=whole, language=language_of(text), plan_year=year, talk=talk))
    if (among := asks_departments(text, lexicon)) is not None:
        return Reading(text, _about_departments(text, among, year))
    meant = without_opening(without_mistaken(text, today, year, lexicon))
    parts = take_apart(meant, today, year, lexicon)
    return Reading(text, replace(put_together(parts, year, lexicon), cut=cut), parts)


def read_on(
    reading: Reading,
    today: date,
    lexicon: Lexicon,
    previous: Question | None,
    in_vain: Question | None = None,
) -> Question:
    """Say what a reading means after `previous`, and after what was asked `in_vain` since."""
    text, said, parts = reading.text, reading.said, reading.parts
    if parts is None:
        return said
    if (previous or in_vain) and goes_on(
        text, said, has_intent=parts.asks, speaks_of_tasks=parts.speaks_of_tasks
    ):
        before = goes_on_from(text, said, previous, in_vain)
        said = _go_on(parts, said, before, today, lexicon) if before else said
    return (
        _nothing_but_scope(said)
        if said.intent is Intent.OUT_OF_SCOPE
        else _without_outline_period(said, lexicon)
    )


def _about_departments(text: str, among: tuple[str, ...], year: int) -> Question:
    counts = re.search(r"多少|几个|how many", text, re.IGNORECASE) is not None
    return Question(
        intent=Intent.COUNT if counts else Intent.LIST,
        language=language_of(text),
        plan_year=year,
        departments=among,
        of_departments=True,
    )


def _go_on(parts: Parts, said: Question, previous: Question, today: date, lexicon: Lexicon) -> Question:
    before = previous.period.last if previous.period else None
    if before and before.year != lexicon.plan_year(today):
        # A month said after one of another year is a month of that year.
        parts = take_apart(parts.text, today, before.year, lexicon)
        said = replace(put_together(parts, before.year, lexicon), year_assumed=False)
    if said.intent is Intent.OUT_OF_SCOPE and parts.intent.intent and previous.intent is not Intent.RANK:
        said = replace(said, intent=parts.intent.intent)  # 列出来: out of scope only by itself
    said = of_others(parts.text, without_unknown(said, previous, in_plan=parts.topics.in_plan), previous)
    language = question_language(parts, previous.language)
    return go_on(previous, replace(said, language=language), has_intent=parts.asks)


def _nothing_but_scope(said: Question) -> Question:
    return Question(
        intent=said.intent,
        language=said.language,
        plan_year=said.plan_year,
        unclear_dates=said.unclear_dates,
        unmatched=tuple(topic for topic in said.topics if len(topic) <= _LONGEST_TOPIC),
    )


def _without_outline_period(said: Question, lexicon: Lexicon) -> Question:
    """Drop the period where an outline is asked for: it has no dates, so all of it is meant."""
    if said.period and said.plan_year and lexicon.is_outline(said.plan_year) and not said.departments:
        return replace(said, period=None, period_text=None)
    return said
