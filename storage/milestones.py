"""Dates of its own inside a measure: 「召开现场会（2月）」「3-5 月：启动…」「6月底前完成初稿」. PURE.

Most dates in a measure tell a story. Only three forms set a day for the work: a bracket that holds
nothing but a date at the end of a clause, a date and a colon that open a paragraph or sentence, and
a date with 前 before a verb that brings something to an end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage.deadline_dates import Clause, Grain, read_clauses
from storage.deadline_text import PHASE, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.plan import Occurrence

_LONGEST_LABEL = 30
_END = r"(?=\s*(?:[。;,、!.]|$))"
_BRACKET = re.compile(rf"\(([^()\n]{{1,40}})\){_END}", re.MULTILINE)
_NUMBERING = r"(?:\(?[\d一二三四五六七八九十]{1,3}[).、]|[①-⑳]|第[一二三四五六七八九十]步[,:]?)"
_OPENING = re.compile(
    rf"(?:^|(?<=[。;\n]))[ \t　]{{0,8}}(?:{_NUMBERING})?[ \t　]{{0,8}}"
    r"([\d一二三四五六七八九十上下第年每本次明][^:。;!?\n]{0,29}):",
    re.MULTILINE,
)
_UNTIL = re.compile(
    r"((?:(?:\d{2,4}|本|今|次|明)[ \t]{0,3}年[ \t]{0,3})?(?:\d{1,2}|(?<!\d)年|[上下]半年"
    r"|第?[一二三四1-4][ \t]{0,3}季度)"
    r"[ \t]{0,3}(?:月份?[ \t]{0,3}(?:\d{1,2}[ \t]{0,3}[日号]|[底末])?|[底末]|度?末)?[ \t]{0,3}(?:之|以)?前)"
    r"(?=[ \t]{0,3}(?:基本|全部|全面|力争|确保|要|须|应|正式)?"
    r"(?:完成|印发|出台|报送|上报|提交|建成|办结|实现|发布|上线|竣工|交付|启动|形成|召开|投入|达到|整改|落实)(?!的|后|时))"
)
_SENTENCE_END = re.compile(r"[。;!?\n]")
_COMMA = re.compile(r"[，,]")
_NUMBERED = re.compile(rf"^\s*(?:{_NUMBERING})\s*")


def find_milestones(measure: str, year: int) -> tuple[Occurrence, ...]:
    """List the days that a measure sets for parts of its work, each labelled with that part's words."""
    text = plain(measure)
    found = [*_in_brackets(measure, text, year), *_opening(measure, text, year), *_until(measure, text, year)]
    known = {(each.due, each.label): each for each in found}
    return tuple(sorted(known.values(), key=lambda each: (each.due, each.label or "")))


def _in_brackets(measure: str, text: str, year: int) -> Iterator[Occurrence]:
    done = 0
    for match in _BRACKET.finditer(text):
        start = _sentence_start(text, match.start(), done)
        dates = tuple(_due(match[1], year, _label(measure[start : match.start()])))
        done = match.end() if dates else done
        yield from dates


def _opening(measure: str, text: str, year: int) -> Iterator[Occurrence]:
    for match in _OPENING.finditer(text):
        end = _SENTENCE_END.search(text, match.end(), match.end() + 200)
        words = measure[match.end() : end.start() if end else match.end() + 200]
        yield from _due(match[1], year, _label(words))


def _until(measure: str, text: str, year: int) -> Iterator[Occurrence]:
    for match in _UNTIL.finditer(text):
        end = re.compile(r"[。;!?\n,]").search(text, match.end(), match.end() + 80)
        words = measure[match.end() : end.start() if end else match.end() + 80]
        yield from _due(match[1], year, _label(words))


def _due(text: str, year: int, label: str | None) -> Iterator[Occurrence]:
    """Read `text` as dates for the work; nothing when it holds anything else, or tells of past years."""
    clauses = read_clauses(text, year)
    if not clauses or not all(_is_plain_date(clause) for clause in clauses):
        return
    for clause in clauses:
        for span in clause.spans:
            if span.last.year >= year:
                yield span.occurrence(label)


def _is_plain_date(clause: Clause) -> bool:
    words = clause.words.strip(",;、- ")
    fine = clause.spans and all(span.grain is not Grain.YEAR for span in clause.spans)
    return bool(fine) and not clause.odd and (not words or PHASE.fullmatch(words) is not None)


def _sentence_start(text: str, end: int, since: int) -> int:
    """Where the words before `end` begin: after the last sentence end, or after `since`."""
    since = max(since, end - 300)
    return max((text.rfind(sign, since, end) + 1 for sign in "。;!?\n"), default=0) or since


def _label(words: str) -> str | None:
    """Shorten to whole clauses from the first on: it says what is done, the last ones what for."""
    words = _NUMBERED.sub("", words.strip(" \t\n\r　，,、；;。：:"))
    if len(words) <= _LONGEST_LABEL:
        return words or None
    cuts = [match.start() for match in _COMMA.finditer(words, 1, _LONGEST_LABEL + 1)]
    return words[: cuts[-1]] if cuts else words[: _LONGEST_LABEL - 1] + "…"
