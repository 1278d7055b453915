"""From a text to a `Question`: cut out what is understood, piece by piece, and read the rest. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.question import Intent, Language, Question, Standing
from bot.understanding.codes import CodeReading, find_codes
from bot.understanding.department_reading import CUT, QUOTED, DepartmentReading, join
from bot.understanding.departments import find_named, find_own
from bot.understanding.followup import go_on, goes_on
from bot.understanding.intents import IntentReading, read_intent, read_whole
from bot.understanding.language import language_of
from bot.understanding.normalise import blank, normalise
from bot.understanding.periods import PeriodMatch, find_period
from bot.understanding.topics import TopicReading, find_rhythm, read_topics
from bot.understanding.unnamed import find_unnamed
from bot.understanding.words import is_about_the_plan

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

# A number that belongs to a word of the plan's (ISO9001, 中国制造2025) is no date.
_NUMBERED = re.compile(r"[\u4e00-\u9fffA-Za-z]{2} ?\d{2,4}(?![年月日号季./\d-])")
_WHOLE = re.compile(r"全部|所有|完整|列全|\b(?:all|everything|complete list|full list)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Parts:
    """A text's parts as found one after the other."""

    text: str
    departments: DepartmentReading
    codes: CodeReading
    period: PeriodMatch | None
    unclear: tuple[str, ...]
    intent: IntentReading
    topics: TopicReading
    own: bool
    whole: bool
    speaks_of_tasks: bool

    @property
    def asks(self) -> bool:
        """Whether the text has a question word of its own."""
        return self.intent.intent is not None


def understand(text: str, today: date, lexicon: Lexicon, previous: Question | None = None) -> Question:
    """Read a question. What cannot be read is `out_of_scope` or carries what is unclear; nothing is raised.

    `previous` is the last question of the same person in the same place, if it is recent: an elliptic
    question goes on from it.
    """
    text = normalise(text)
    year = lexicon.plan_year(today)
    if (whole := read_whole(text, lexicon.mentions)) is not None:
        return Question(intent=whole, language=language_of(text), plan_year=year)
    parts = _take_apart(text, today, year, lexicon)
    said = _put_together(parts, year, lexicon)
    if previous and goes_on(text, said, has_intent=parts.asks, speaks_of_tasks=parts.speaks_of_tasks):
        said = _go_on(parts, said, previous, today, lexicon)
    return (
        _nothing_but_scope(said)
        if said.intent is Intent.OUT_OF_SCOPE
        else _without_outline_period(said, lexicon)
    )


def _go_on(parts: _Parts, said: Question, previous: Question, today: date, lexicon: Lexicon) -> Question:
    before = previous.period.last if previous.period else None
    if before and before.year != lexicon.plan_year(today):
        # A month said after one of another year is a month of that year.
        parts = _take_apart(parts.text, today, before.year, lexicon)
        said = _put_together(parts, before.year, lexicon)
    language = _language(parts, previous.language)
    return go_on(previous, replace(said, language=language), has_intent=parts.asks)


def _put_together(parts: _Parts, year: int, lexicon: Lexicon) -> Question:
    intent = _intent(parts)
    departments, match = parts.departments, parts.period
    topics = () if intent is Intent.SHOW else parts.topics.topics
    if intent in (Intent.WHO, Intent.WHEN) and departments.unknown and not topics:
        # Who is asked for, so a word like 新闻中心 is rather what is asked about.
        topics, departments = departments.unknown, replace(departments, unknown=(), nearest=())
    if departments.unknown and not departments.names:
        intent = Intent.UNKNOWN_DEPARTMENT
    return Question(
        intent=intent,
        language=_language(parts, None),
        plan_year=_plan_year(parts, year, lexicon),
        departments=departments.names,
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
        unmatched=parts.topics.unmatched,
        parts=match.parts if match else (),
    )


def _take_apart(text: str, today: date, year: int, lexicon: Lexicon) -> _Parts:
    named = find_named(text, lexicon)
    nameless = rest = blank(text, named.spans, CUT)
    codes = find_codes(rest, year)
    rest = blank(rest, codes.spans, CUT)
    rhythm, rhythm_spans = find_rhythm(rest, lexicon)
    rest = blank(rest, rhythm_spans, CUT)
    reading = find_period(_dated_part(rest, lexicon), today, year)
    period = reading.match
    rest = blank(rest, period.spans if period else (), CUT)
    intent = read_intent(_unquoted(rest))
    rest = blank(rest, intent.spans, CUT)
    own = find_own(rest)
    rest = blank(rest, own, CUT)
    unnamed = find_unnamed(rest, lexicon)
    rest = blank(rest, unnamed.spans, CUT)
    topics = read_topics(rest, lexicon)
    if rhythm:
        topics = replace(topics, topics=(*topics.topics, rhythm), in_plan=True)
    return _Parts(
        text=text,
        departments=join(named, unnamed),
        codes=codes,
        period=period,
        unclear=reading.unclear,
        intent=intent,
        topics=topics,
        own=bool(own),
        whole=_WHOLE.search(nameless) is not None,
        speaks_of_tasks=is_about_the_plan(nameless),
    )


def _dated_part(rest: str, lexicon: Lexicon) -> str:
    """`rest` with blanks over what holds no date of the question: titles and numbered words of the plan."""
    numbered = (match.span() for match in _NUMBERED.finditer(rest) if lexicon.mentions(match.group()))
    return blank(_unquoted(rest), numbered).replace(CUT, " ")


def _unquoted(text: str) -> str:
    return blank(text, (match.span() for match in QUOTED.finditer(text)), CUT)


def _language(parts: _Parts, before: Language | None) -> Language:
    names = [parts.text[start:end] for start, end in parts.departments.spans]
    when = parts.period.text if parts.period else ""
    return language_of(parts.text, names, when, parts.topics.topics, before=before)


def _intent(parts: _Parts) -> Intent:
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


def _is_in_scope(parts: _Parts) -> bool:
    """Whether anything shows that the question is about the plan."""
    if parts.departments.names or parts.departments.unknown or parts.codes.codes or parts.topics.in_plan:
        return True
    if parts.intent.standing is not Standing.ANY or parts.speaks_of_tasks:
        return True
    if parts.intent.intent in (Intent.RANK, Intent.COUNT) and not parts.topics.topics:
        return True
    if not (parts.period or parts.unclear):
        return False
    # 今天 and its like stand in all kinds of talk; with an unknown topic they say nothing about the plan.
    is_day = parts.period is not None and parts.period.period.first == parts.period.period.last
    return not (parts.topics.topics and is_day)


def _plan_year(parts: _Parts, year: int, lexicon: Lexicon) -> int:
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


def _nothing_but_scope(said: Question) -> Question:
    return Question(
        intent=said.intent, language=said.language, plan_year=said.plan_year, unclear_dates=said.unclear_dates
    )


def _without_outline_period(said: Question, lexicon: Lexicon) -> Question:
    """Drop the period where an outline is asked for: it has no dates, so all of it is meant."""
    if said.period and said.plan_year and lexicon.is_outline(said.plan_year) and not said.departments:
        return replace(said, period=None, period_text=None)
    return said
