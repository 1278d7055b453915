"""Dates in digits alone: 2017-12-15, 2017/12, 20171215, 12/2017, 12.15, 12/15, 2018. PURE."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.understanding.period_parts import Alone, Fine, FineKind, Months, Partial, Setting
from bot.understanding.period_tokens import Kind, Meaning, Rule

if TYPE_CHECKING:
    import re

_YEAR = r"(?P<year>20\d\d)"
_COUNTED = r"(?! ?(?:[件项个家人万亿元名次条份台套余多%‰]|patents?|cases?|people)|[.,]\d)"
# An item code (2017-112) is no date, and no year either.
_ENDS = r"(?![-./]?\d)"


def _month_day(year: int | None, month: int, day: int, alone: Alone) -> Meaning:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return Kind.UNCLEAR
    return Partial(
        year=year, months=Months(month, month), fine=Fine(FineKind.DAYS, day, day), point=True, alone=alone
    )


def _whole_day(match: re.Match[str], _: Setting) -> Meaning:
    return _month_day(int(match["year"]), int(match["month"]), int(match["day"]), Alone.MEANS_ITSELF)


def _month(match: re.Match[str], _: Setting) -> Meaning:
    month = int(match["month"])
    return Partial(year=int(match["year"]), months=Months(month, month)) if 1 <= month <= 12 else Kind.UNCLEAR


def _year(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(year=int(match["year"]))


def _dotted(match: re.Match[str], _: Setting) -> Meaning:
    """12.15 is a day, 2.0 a version, 12.1 a day only beside another date or a limit."""
    alone = Alone.MEANS_ITSELF if len(match["day"]) == 2 else Alone.NEEDS_A_LIMIT
    meaning = _month_day(None, int(match["month"]), int(match["day"]), alone)
    return meaning if isinstance(meaning, Partial) else Kind.NOTHING


def _slashed(match: re.Match[str], _: Setting) -> Meaning:
    """12/15 is a day; 12/5 and 15/12 need a date or a limit beside them, or a question back."""
    month, day = int(match["month"]), int(match["day"])
    return _month_day(None, month, day, Alone.MEANS_ITSELF if day > 12 else Alone.IS_UNCLEAR)


DIGIT_RULES = (
    Rule(
        rf"(?<![\d.-]){_YEAR}(?P<s>[-/.])(?P<month>\d{{1,2}})(?:[-/.])(?P<day>\d{{1,2}})(?![\d-])日?",
        _whole_day,
    ),
    Rule(rf"(?<![\d.-]){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)", _whole_day),
    Rule(rf"(?<![\d.-]){_YEAR}[-/.](?P<month>\d{{1,2}})(?:月份?)?{_ENDS}", _month),
    Rule(rf"(?<![\d.-]){_YEAR}(?P<month>0[1-9]|1[0-2])(?!\d)", _month),
    Rule(rf"(?<![\d./-])(?P<month>\d{{1,2}})[-/.]{_YEAR}(?!\d)", _month),
    # the year before a quarter or half (2018q1), or by itself
    Rule(rf"(?<![\d.a-z-]){_YEAR}(?=q[1-4]|h[12]|[1-4]q|[12]h)", _year),
    Rule(
        rf"(?<![\d.a-z-]|第 ){_YEAR}(?![a-z\d年]|[-./]\d{{1,3}}(?!\d)){_COUNTED}".replace("|第 )", ")"), _year
    ),
    Rule(rf"(?<=\d{{4}}-){_YEAR}(?![a-z\d]|[-./]\d)", _year),
    Rule(
        r"(?<![\d.a-z第/])(?P<month>1[0-2]|0?[1-9])\.(?P<day>[0-3]?\d)"
        r"(?![\d.%‰]|版|[万亿元倍个项米]|分|活动|行动|晚会|专项|宣传|主题| ?%)日?",
        _dotted,
    ),
    Rule(r"(?<![\d./a-z])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d./月]| ?[的个项%])", _slashed),
)
