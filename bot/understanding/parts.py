"""A text taken apart: what is understood is cut out, piece by piece, and the rest is read. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.question import Intent
from bot.understanding.codes import CodeReading, find_codes
from bot.understanding.comparing import Limits, find_limits
from bot.understanding.department_reading import CUT, QUOTED, DepartmentReading, join
from bot.understanding.departments import find_named, find_own
from bot.understanding.exclusion import find_exclusion
from bot.understanding.intents import IntentReading, read_intent
from bot.understanding.leftovers import (
    find_digits,
    find_event_limits,
    find_numeral,
    find_subject,
    find_whole_office,
)
from bot.understanding.negation import Denial, find_denial
from bot.understanding.normalise import blank
from bot.understanding.period_without import find_time
from bot.understanding.scoping import Ranking, Scope, find_scope, read_ranking
from bot.understanding.topics import TopicReading, find_rhythm, read_topics
from bot.understanding.unnamed import find_unnamed
from bot.understanding.words import is_about_the_plan

if TYPE_CHECKING:
    from datetime import date

    from bot.understanding.lexicon import Lexicon
    from bot.understanding.periods import PeriodMatch, PeriodReading

# A number that belongs to a word of the plan's (ISO9001, 中国制造2025) is no date.
_NUMBERED = re.compile(r"[\u4e00-\u9fffA-Za-z]{2} ?\d{2,4}(?![年月日号季./\d-])")
# Somebody who is called to the question (@张三): no part of it.
_COLLEAGUE = re.compile(r"(?<![\w.])@ ?[\u4e00-\u9fff·]{1,8}(?=[ ,:;、。!?\n]|$)")
_MAY_BEHIND_NAME = re.compile(
    r"\n{2}(?:'s)? ?\s(?=(?:may|mar|march)(?:\b(?=\s*(?:$|\n|[?,.!;/&-]|\d|[\u4e00-\u9fff]|and\b|or\b|to\b"
    r"|tasks?\b|items?\b|deadlines?\b|due\b|plan\b|please\b|pls\b|list\b|report\b|work\b))))",
    re.IGNORECASE,
)
_PROGRESS = re.compile(
    r"(?:完成|办结|落实|推进|执行)(?:的)?(?:情况|进度|率)|进展|进度|(?:完成|办结|做完|办完|落实)了?(?:吗|没有?\W*$)"
    r"|(?:完成|办结|做完|办完)了?(?:多少|几)|\b(?:progress|status|how far|done yet|finished yet)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"全部|所有|完整|列全|\b(?:all|everything|complete list|full list)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
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
    denial: Denial
    limits: Limits
    subject: str | None
    apart: bool
    asks_progress: bool

    @property
    def asks(self) -> bool:
        """Whether the text has a question word of its own."""
        return self.intent.intent is not None


def take_apart(text: str, today: date, year: int, lexicon: Lexicon) -> Parts:
    exclusion = find_exclusion(text, find_named(text, lexicon), lexicon)
    named = exclusion.named
    nameless = rest = blank(text, (*named.spans, *exclusion.spans), CUT)
    codes = find_codes(rest, year)
    rest = blank(rest, codes.spans, CUT)
    scope = find_scope(_unquoted(rest), len(named.names))
    rest = blank(rest, scope.spans, CUT)
    rhythm, rhythm_spans = find_rhythm(rest, lexicon)
    rest = blank(rest, rhythm_spans, CUT)
    reading = find_time(_dated_part(rest, lexicon), today, year)
    period, unclear = _sure(reading, named, rest)
    rest = blank(rest, period.spans if period else (), CUT)
    denial = find_denial(_unquoted(rest), lexicon)
    rest = blank(rest, denial.spans, CUT)
    limits = find_limits(_unquoted(rest), lexicon)
    rest = blank(rest, limits.spans, CUT)
    ranking = read_ranking(_unquoted(rest), read_intent(_unquoted(rest)).intent, lexicon)
    rest = blank(rest, ranking.spans, CUT)
    intent = read_intent(_unquoted(rest))
    if ranking.spans or limits.spans:
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
    return Parts(
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
        denial=denial,
        limits=limits,
        subject=find_subject(text, rest, (*topics.topics, *topics.unmatched), lexicon),
        apart=_are_apart(named.spans, period),
        asks_progress=_PROGRESS.search(nameless) is not None,
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
