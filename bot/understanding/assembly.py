"""A question put together from the parts of a text. PURE."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.question import Intent, Language, Question, Standing, Timing
from bot.understanding.families import miscounted
from bot.understanding.language import language_of
from bot.understanding.names import head_of
from bot.understanding.nearby import nearest

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon
    from bot.understanding.parts import Parts

_LISTING = (Intent.LIST, Intent.COUNT, Intent.RANK)
_ABOUT = re.compile(
    r"关于|有关|相关|涉及|针对|[《“「『\"]|\b(?:about|regarding|concerning|related|on the topic)\b",
    re.IGNORECASE,
)


def put_together(parts: Parts, year: int, lexicon: Lexicon) -> Question:
    intent = _intent(parts)
    departments, match = parts.departments, parts.period
    topics = () if intent is Intent.SHOW else parts.topics.topics
    unmatched = parts.topics.unmatched
    if parts.subject and not departments.names and not parts.topics.in_plan and intent in _LISTING:
        near = nearest(parts.subject, lexicon) if head_of(parts.subject) else ()
        departments = replace(departments, unknown=(parts.subject,), nearest=near)
        topics = tuple(topic for topic in topics if lexicon.mentions(topic))
    elif _may_go_aside(parts, intent):
        topics, unmatched = (), (*topics, *unmatched)
    if intent in (Intent.WHO, Intent.WHEN) and departments.unknown and not topics:
        # Who is asked for, so a word like 新闻中心 is rather what is asked about.
        topics, departments = departments.unknown, replace(departments, unknown=(), nearest=())
    if departments.unknown and not departments.names:
        intent = Intent.UNKNOWN_DEPARTMENT
    return Question(
        intent=intent,
        language=question_language(parts, None),
        plan_year=_plan_year(parts, year, lexicon),
        departments=_narrowed(departments.names, parts.ranking.among),
        period=match.period if match else None,
        period_text=match.text if match else None,
        topics=topics,
        codes=parts.codes.codes,
        standing=parts.intent.standing,
        unknown_departments=departments.unknown,
        nearest=departments.nearest,
        unclear_dates=parts.unclear,
        year_assumed=match is not None and not match.year_said,
        whole=parts.whole,
        asks_own=parts.own and not departments.names,
        unmatched=unmatched,
        parts=match.parts if match else (),
        excluded=parts.excluded,
        assisting=parts.scope.assisting,
        joint=parts.scope.joint,
        fewest=parts.ranking.fewest,
        top=parts.ranking.top,
        upcoming=parts.scope.upcoming and match is None,
        timing=parts.scope.timing,
        apart=departments.names if parts.apart else (),
        miscounted=miscounted(parts.text, zip(departments.spans, departments.groups, strict=True)),
    )


def _may_go_aside(parts: Parts, intent: Intent) -> bool:
    """Whether words that the plan does not have may be left aside, with enough to go by without them."""
    return (
        bool(parts.topics.topics)
        and not parts.topics.in_plan
        and intent in _LISTING
        and bool(parts.departments.names or parts.period or parts.scope.upcoming)
        and not _ABOUT.search(parts.text)
    )


def _narrowed(names: tuple[str, ...], among: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the departments of the kind that is ranked; where none is named, all of that kind."""
    if not among or not names:
        return among or names
    return tuple(name for name in names if name in among) or names


def _intent(parts: Parts) -> Intent:
    reading, topics = parts.intent, parts.topics.topics
    if not _is_in_scope(parts):
        return Intent.OUT_OF_SCOPE
    if parts.codes.codes:
        return Intent.SHOW
    if reading.intent is Intent.WHEN and not topics and parts.period:
        return Intent.LIST
    if reading.intent in (None, Intent.LIST) and reading.asks_deadline and topics:
        return Intent.WHEN
    return reading.intent or Intent.LIST


def _is_in_scope(parts: Parts) -> bool:
    """Whether anything shows that the question is about the plan."""
    if parts.departments.names or parts.departments.unknown or parts.codes.codes or parts.topics.in_plan:
        return True
    if parts.intent.standing is not Standing.ANY or parts.speaks_of_tasks or parts.excluded:
        return True
    if parts.scope.upcoming or parts.scope.timing is not Timing.ANY:
        return True
    if parts.intent.intent in (Intent.RANK, Intent.COUNT) and not parts.topics.topics:
        return True
    if not (parts.period or parts.unclear):
        return False
    # 今天 and its like stand in all kinds of talk; with an unknown topic they say nothing about the plan.
    is_day = parts.period is not None and parts.period.period.first == parts.period.period.last
    return not (parts.topics.topics and is_day)


def _plan_year(parts: Parts, year: int, lexicon: Lexicon) -> int:
    """Give the year of the plan asked about: that of the period if there is such a plan."""
    if not parts.period:
        return year
    period = parts.period.period
    years = {day.year for day in (period.first, period.last) if day}
    if len(years) == 1:
        asked = years.pop()
        if lexicon.is_dated(asked) or (
            _is_whole_year(period.first, period.last) and lexicon.is_outline(asked)
        ):
            return asked
    return year


def _is_whole_year(first: date | None, last: date | None) -> bool:
    if not first or not last:
        return False
    return (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))


def question_language(parts: Parts, before: Language | None) -> Language:
    names = [parts.text[start:end] for start, end in parts.departments.spans]
    when = parts.period.text if parts.period else ""
    return language_of(parts.text, names, when, parts.topics.topics, before=before)
