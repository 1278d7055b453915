"""A question put together from the parts of a text. PURE."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.question import Intent, Language, Question, Standing, Timing
from bot.understanding.comparing import Limits
from bot.understanding.families import miscounted
from bot.understanding.language import language_of
from bot.understanding.lexicon import fold
from bot.understanding.names import head_of
from bot.understanding.nearby import nearest
from bot.understanding.negation import Denial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.department_reading import DepartmentReading
    from bot.understanding.lexicon import Lexicon
    from bot.understanding.parts import Parts

_LISTING = (Intent.LIST, Intent.COUNT, Intent.RANK)
_ABOUT = re.compile(
    r"关于|有关|相关|涉及|针对|[《“「『\"]|\b(?:about|regarding|concerning|related|on the topic)\b",
    re.IGNORECASE,
)

_NOBODY = re.compile(r"没有?人")
_DENIAL = re.compile(
    r"(?:不|没|未|无需)(?:用|必|需要?|要|该|能|可以?|由|归|是|在|有)*"
    r"(?:[做交办报管干弄搞写开]|完成|提交|牵头|负责|参与|参加|落实|推进|配合|组织|考虑|列|看)|不[用必需要]"
)


def put_together(parts: Parts, year: int, lexicon: Lexicon) -> Question:
    intent, match = _intent(parts), parts.period
    departments, topics, unmatched = _named(parts, intent, lexicon)
    if departments.unknown and not departments.names:
        intent = Intent.UNKNOWN_DEPARTMENT
    return Question(
        intent=intent,
        language=question_language(parts, None),
        plan_year=_plan_year(parts, year, lexicon),
        departments=_narrowed(departments.names, parts.ranking.among or parts.denial.among),
        period=match.period if match else None,
        period_text=match.text if match else None,
        topics=topics,
        either=parts.topics.either and len(topics) > 1,
        codes=parts.codes.codes,
        standing=parts.intent.standing if parts.denial.standing is Standing.ANY else parts.denial.standing,
        idle=parts.denial.idle,
        least=parts.limits.least,
        most=parts.limits.most,
        figures=parts.limits.figures,
        without=parts.denial.without,
        none=parts.denial.none,
        denied=_denied(parts, intent),
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
        helpers=parts.scope.helpers,
        of_progress=parts.asks_progress,
        fewest=parts.ranking.fewest,
        top=parts.ranking.top,
        upcoming=parts.scope.upcoming and match is None,
        timing=parts.scope.timing,
        apart=departments.names if parts.apart else (),
        miscounted=miscounted(parts.text, zip(departments.spans, departments.groups, strict=True)),
    )


def _named(
    parts: Parts, intent: Intent, lexicon: Lexicon
) -> tuple[DepartmentReading, tuple[str, ...], tuple[str, ...]]:
    """Tell departments, topics, and words that the plan has not, from one another by what is asked."""
    departments, unmatched = parts.departments, parts.topics.unmatched
    topics = () if intent is Intent.SHOW else parts.topics.topics
    if parts.subject and not departments.names and not parts.topics.in_plan and intent in _LISTING:
        within = tuple(_named_within((parts.subject,), lexicon))
        near = nearest(parts.subject, lexicon) if head_of(parts.subject) else within
        departments = replace(departments, unknown=(parts.subject,), nearest=near)
        topics = tuple(topic for topic in topics if lexicon.mentions(topic))
    elif _may_go_aside(parts, intent):
        if not departments.names and (near := tuple(_named_within(topics, lexicon))):
            # 江苏abc is rather a department that there is not than everybody.
            departments = replace(departments, unknown=(*departments.unknown, *topics), nearest=near)
        else:
            unmatched = (*topics, *unmatched)
        topics = ()
    if intent in (Intent.WHO, Intent.WHEN) and departments.unknown and not topics:
        # Who is asked for, so a word like 新闻中心 is rather what is asked about.
        topics, departments = departments.unknown, replace(departments, unknown=(), nearest=())
    return departments, topics, unmatched


def _named_within(topics: tuple[str, ...], lexicon: Lexicon) -> Iterator[str]:
    """Find the departments whose bare names stand in words that the plan does not have."""
    return (name for form, name in lexicon.bare.items() if any(form in fold(topic) for topic in topics))


def _denied(parts: Parts, intent: Intent) -> tuple[str, ...]:
    """Find words of which it is not clear what they deny: 不用交, or a month without tasks."""
    left = (*parts.topics.unmatched, *(() if parts.topics.in_plan else parts.topics.topics))
    unread = tuple(words for words in left if _DENIAL.match(words))
    none = parts.denial.none
    return unread or (none if intent is Intent.WHEN or any(map(_NOBODY.match, none)) else ())


def _may_go_aside(parts: Parts, intent: Intent) -> bool:
    """Whether words that the plan does not have may be left aside, with enough to go by without them."""
    return (
        bool(parts.topics.topics)
        and not parts.topics.in_plan
        and not parts.denial.idle
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
    return Intent.WHO if parts.scope.helpers else reading.intent or Intent.LIST


def _is_in_scope(parts: Parts) -> bool:
    """Whether anything shows that the question is about the plan."""
    if parts.departments.names or parts.departments.unknown or parts.codes.codes or parts.topics.in_plan:
        return True
    if parts.intent.standing is not Standing.ANY or parts.speaks_of_tasks or parts.excluded:
        return True
    narrowed = (parts.denial, parts.limits, parts.scope.timing) != (Denial(), Limits(), Timing.ANY)
    if narrowed or parts.scope.upcoming:
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
