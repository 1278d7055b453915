"""From a text to a `Question`: cut out what is understood, piece by piece, and read the rest. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.question import Intent, Language, Question, Standing, Talk, Timing
from bot.understanding.codes import CodeReading, find_codes
from bot.understanding.department_reading import CUT, QUOTED, DepartmentReading, join
from bot.understanding.departments import find_named, find_own
from bot.understanding.exclusion import find_exclusion, without_mistaken
from bot.understanding.families import miscounted
from bot.understanding.followup import go_on, goes_on, goes_on_from
from bot.understanding.intents import IntentReading, read_intent, read_talk, read_whole
from bot.understanding.language import language_of
from bot.understanding.leftovers import (
    find_digits,
    find_event_limits,
    find_numeral,
    find_subject,
    find_whole_office,
    without_opening,
)
from bot.understanding.names import head_of
from bot.understanding.nearby import nearest
from bot.understanding.normalise import blank, normalise
from bot.understanding.periods import PeriodMatch, PeriodReading, find_period
from bot.understanding.scoping import Ranking, Scope, asks_departments, find_scope, read_ranking
from bot.understanding.topics import TopicReading, find_rhythm, read_topics
from bot.understanding.unnamed import find_unnamed
from bot.understanding.words import is_about_the_plan

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

# A number that belongs to a word of the plan's (ISO9001, 中国制造2025) is no date.
_NUMBERED = re.compile(r"[\u4e00-\u9fffA-Za-z]{2} ?\d{2,4}(?![年月日号季./\d-])")
# Somebody who is called to the question (@张三): no part of it.
_COLLEAGUE = re.compile(r"(?<![\w.])@ ?[\u4e00-\u9fff·]{1,8}(?=[ ,:;、。!?\n]|$)")
_MAY_BEHIND_NAME = re.compile(
    r"\n{2}(?:'s)? ?\s(?=(?:may|mar|march)(?:\b(?=\s*(?:$|\n|[?,.!;/&-]|\d|[\u4e00-\u9fff]|and\b|or\b|to\b"
    r"|tasks?\b|items?\b|deadlines?\b|due\b|plan\b|please\b|pls\b|list\b|report\b|work\b))))",
    re.IGNORECASE,
)
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
    excluded: tuple[str, ...]
    scope: Scope
    ranking: Ranking
    subject: str | None
    apart: bool

    @property
    def asks(self) -> bool:
        """Whether the text has a question word of its own."""
        return self.intent.intent is not None


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
    parts: _Parts | None = None


def read_alone(text: str, today: date, lexicon: Lexicon) -> Reading:
    """Read a text, whatever was asked before: the part of understanding that takes time."""
    text = normalise(text)
    year = lexicon.plan_year(today)
    if (whole := read_whole(text, lexicon.mentions)) is not None:
        talk = read_talk(text) if whole is Intent.OUT_OF_SCOPE else Talk.NONE
        return Reading(text, Question(intent=whole, language=language_of(text), plan_year=year, talk=talk))
    if (among := asks_departments(text, lexicon)) is not None:
        return Reading(text, _about_departments(text, among, year))
    meant = without_opening(without_mistaken(text, today, year, lexicon))
    parts = _take_apart(meant, today, year, lexicon)
    return Reading(text, _put_together(parts, year, lexicon), parts)


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


def _go_on(parts: _Parts, said: Question, previous: Question, today: date, lexicon: Lexicon) -> Question:
    before = previous.period.last if previous.period else None
    if before and before.year != lexicon.plan_year(today):
        # A month said after one of another year is a month of that year.
        parts = _take_apart(parts.text, today, before.year, lexicon)
        said = replace(_put_together(parts, before.year, lexicon), year_assumed=False)
    language = _language(parts, previous.language)
    return go_on(previous, replace(said, language=language), has_intent=parts.asks)


def _put_together(parts: _Parts, year: int, lexicon: Lexicon) -> Question:
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
        language=_language(parts, None),
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


_LISTING = (Intent.LIST, Intent.COUNT, Intent.RANK)
_ABOUT = re.compile(
    r"关于|有关|相关|涉及|针对|[《“「『\"]|\b(?:about|regarding|concerning|related|on the topic)\b",
    re.IGNORECASE,
)


def _may_go_aside(parts: _Parts, intent: Intent) -> bool:
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


def _take_apart(text: str, today: date, year: int, lexicon: Lexicon) -> _Parts:
    exclusion = find_exclusion(text, find_named(text, lexicon), lexicon)
    named = exclusion.named
    nameless = rest = blank(text, (*named.spans, *exclusion.spans), CUT)
    codes = find_codes(rest, year)
    rest = blank(rest, codes.spans, CUT)
    scope = find_scope(_unquoted(rest), len(named.names))
    rest = blank(rest, scope.spans, CUT)
    rhythm, rhythm_spans = find_rhythm(rest, lexicon)
    rest = blank(rest, rhythm_spans, CUT)
    reading = find_period(_dated_part(rest, lexicon), today, year)
    period, unclear = _sure(reading, named, rest)
    rest = blank(rest, period.spans if period else (), CUT)
    ranking = read_ranking(_unquoted(rest), read_intent(_unquoted(rest)).intent, lexicon)
    rest = blank(rest, ranking.spans, CUT)
    intent = read_intent(_unquoted(rest))
    if ranking.spans:
        intent = replace(intent, intent=Intent.RANK)
    rest = blank(rest, intent.spans, CUT)
    rest = blank(rest, find_whole_office(rest), CUT)
    own = find_own(rest)
    rest = blank(rest, own, CUT)
    unclear = (*unclear, *(rest[start:end] for start, end in find_event_limits(rest, lexicon)))
    unnamed = find_unnamed(rest, lexicon)
    rest = blank(rest, unnamed.spans, CUT)
    rest = blank(rest, (match.span() for match in _COLLEAGUE.finditer(rest)), CUT)
    for words in unclear:
        rest = rest.replace(words, CUT * len(words), 1)
    topics = read_topics(rest, lexicon)
    if rhythm:
        topics = replace(topics, topics=(*topics.topics, rhythm), in_plan=True)
    return _Parts(
        text=text,
        departments=join(named, unnamed),
        codes=codes,
        period=period,
        unclear=unclear,
        intent=intent,
        topics=topics,
        own=bool(own),
        whole=_WHOLE.search(nameless) is not None,
        speaks_of_tasks=is_about_the_plan(nameless),
        excluded=exclusion.excluded,
        scope=scope,
        ranking=ranking,
        subject=find_subject(text, rest, (*topics.topics, *topics.unmatched), lexicon),
        apart=_are_apart(named.spans, period),
    )


def _sure(
    reading: PeriodReading, named: DepartmentReading, rest: str
) -> tuple[PeriodMatch | None, tuple[str, ...]]:
    """Give the time that is certain, and what is like a date and is not.

    Digits right behind a department may be a month, or not (江苏中心 12): ask. What touches the time that
    was found and was not understood makes that time uncertain, too (12月32日, 2017年12).
    """
    period, unclear = reading.match, reading.unclear
    taken = period.spans if period else ()
    open_text = blank(rest, taken, CUT)
    ends = (*(end for _, end in named.spans), *(end for _, end in taken))
    digits = [span for span in find_digits(open_text, ends) if not _is_read(rest[slice(*span)], unclear)]
    unclear = (*unclear, *(rest[slice(*span)].strip() for span in digits))
    if cut_off := find_numeral(rest, named.spans, taken):
        return None, (*unclear, rest[slice(*cut_off)])
    for start, end in taken:
        if any(rest[end:].lstrip(" 的").startswith(words) for words in unclear):
            touching = next(words for words in unclear if rest[end:].lstrip(" 的").startswith(words))
            together = rest[start : rest.index(touching, end) + len(touching)]
            return None, tuple(dict.fromkeys(together if words == touching else words for words in unclear))
    return period, unclear


def _is_read(digits: str, unclear: tuple[str, ...]) -> bool:
    return any(digits in words for words in unclear)


def _around(start: int, end: int, names: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Cut the span of a time where departments stand in it."""
    inside = sorted(name for name in names if start < name[0] < end)
    edges = [start, *(edge for name in inside for edge in name), end]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last]


def _are_apart(names: tuple[tuple[int, int], ...], period: PeriodMatch | None) -> bool:
    """Whether departments and times take turns: 江苏中心12月，广东中心11月."""
    if not period or len(names) < 2 or not period.parts:
        return False
    times = [span for start, end in period.spans for span in _around(start, end, names)]
    turns = sorted([(start, "name") for start, _ in names] + [(start, "time") for start, _ in times])
    kinds = [kind for _, kind in turns]
    return kinds in (["name", "time"] * (len(kinds) // 2), ["time", "name"] * (len(kinds) // 2))


def _dated_part(rest: str, lexicon: Lexicon) -> str:
    """`rest` with blanks over what holds no date of the question: titles and numbered words of the plan."""
    numbered = (match.span() for match in _NUMBERED.finditer(rest) if lexicon.mentions(match.group()))
    text = blank(_unquoted(rest), numbered)
    # Beside a department, may and march are months.
    text = _MAY_BEHIND_NAME.sub(lambda match: match[0][:-1].replace(CUT, " ")[:-2] + "in ", text)
    return text.replace(CUT, " ")


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
