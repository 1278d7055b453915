"""How many items a department must have (超过10项的部门), and figures that are not worked out. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.normalise import lower
from bot.understanding.period_numbers import read_english, read_number

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

Spans = tuple[tuple[int, int], ...]

_N = r"(?P<n{}>\d{{1,4}}|[一二两三四五六七八九十百]{{1,4}}) ?(?:多)?[项个条件]"
_E = r"(?P<n{}>\d{{1,4}}|one|two|three|four|five|six|seven|eight|nine|ten)"
_ENGLISH_THING = r"(?: (?:tasks?|items?|deadlines?))(?: due)?\b"
_WORK = r"(?:任务|工作|事项)"
# What is added to the number: for the smallest that counts, and for the largest.
_MORE, _LEAST, _FEWER, _MOST, _EXACTLY = (1, None), (0, None), (None, -1), (None, 0), (0, 0)
_WAYS = (
    (_FEWER, rf"(?:少于|不到|低于|小于|不足|不满){_N.format(1)}"),
    (
        _MOST,
        rf"(?:不超过|不多于|不大于|不高于|最多|至多){_N.format(2)}|{_N.format(3)}(?:任务)?(?:及)?(?:以下|以内)",
    ),
    (
        _LEAST,
        rf"(?:不少于|不低于|不小于|至少|起码){_N.format(4)}|{_N.format(5)}(?:任务)?(?:及|或)?(?:以上|起)",
    ),
    (_MORE, rf"(?:超过|超出|多于|大于|高于|不止|超){_N.format(6)}"),
    (_EXACTLY, rf"(?:只有|仅有|就|刚好|正好|恰好|只){_N.format(7)}"),
    (_MOST, rf"\b(?:at most|no more than|not more than|up to) {_E.format(8)}{_ENGLISH_THING}"),
    (_LEAST, rf"\b(?:at least|no fewer than|no less than) {_E.format(9)}{_ENGLISH_THING}"),
    (_MORE, rf"\b(?:more than|over|above) {_E.format(10)}{_ENGLISH_THING}"),
    (_FEWER, rf"\b(?:fewer than|less than|under|below) {_E.format(11)}{_ENGLISH_THING}"),
    (_EXACTLY, rf"\b(?:exactly|only|just) {_E.format(12)}{_ENGLISH_THING}"),
)
_LIMITS = tuple(
    (way, re.compile(rf"{_WORK}?(?:数量?|量)?(?:有|是)?(?:{pattern})(?:的)?{_WORK}?(?:的)?"))
    for way, pattern in _WAYS
)
_SUBJECT = re.compile(
    r"谁|部门|单位|处室|科室|司局|(?:哪一?个|哪些|哪几个)(?:中心|司|处|科|部)|(?:中心|司|处|部)(?:有哪些|$)"
    r"|\b(?:who|departments?|offices?|units?|cent(?:er|re)s?|divisions?)\b"
)
_FIGURES = re.compile(
    r"人均|(?:按时)?(?:完成|办结|逾期|达标|及时)(?:率|比例|占比)|百分(?:比|之几)|占比|比例|同比|环比"
    r"|\b(?:on average|average|percent(?:age)?|(?:completion|success|overdue) rate|share of|ratio)\b"
)
_AVERAGE = re.compile(r"平均(?=[每各]|一个|有?多少|几|[^\n]{0,6}(?:部门|单位))")


@dataclass(frozen=True)
class Limits:
    """From `least` to `most` items, both included; `figures` are words for what is not worked out."""

    least: int | None = None
    most: int | None = None
    figures: tuple[str, ...] = ()
    spans: Spans = ()


def find_limits(text: str, lexicon: Lexicon) -> Limits:
    """Find how many items departments must have, and figures that are no words of the plan."""
    text = lower(text)
    figures = tuple(match.group() for match in _FIGURES.finditer(text) if not lexicon.mentions(match.group()))
    figures += tuple(match.group() for match in _AVERAGE.finditer(text))
    if figures or not _SUBJECT.search(text):
        return Limits(figures=figures)
    for (more, less), pattern in _LIMITS:
        match = pattern.search(text)
        number = _number(match) if match else None
        if match and number is not None:
            least = None if more is None else number + more
            most = None if less is None else number + less
            return Limits(least, most, spans=(match.span(),))
    return Limits()


def _number(match: re.Match[str]) -> int | None:
    said = next((value for value in match.groups() if value), None)
    return (read_number(said) or read_english(said, several=3)) if said else None
