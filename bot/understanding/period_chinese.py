"""Chinese date words with a number in them: 2018年, 三、四季度, 1-3月, 15日, 第二周. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.period_calendar import iso_week
from bot.understanding.period_numbers import read_neighbours, read_number, read_year
from bot.understanding.period_parts import Alone, Fine, FineKind, Months, Partial, Setting, quarters
from bot.understanding.period_tokens import Kind, Meaning, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE = "一二三四五六七八九十"
# A numeral of the other kind belongs to another word: 李三12月, 协调司二12月.
_FREE = rf"(?<![\d.])(?:(?=\d)|(?<![{_CHINESE}百千]))"
_NUMBER = rf"(?:\d{{1,2}}|[{_CHINESE}]{{1,3}})"
_DAY_NUMBER = rf"(?:\d{{1,2}}|[廿卅]?[{_CHINESE}]{{1,3}}|廿|卅)"
_SEPARATOR = r" ?(?:-{1,2}|[、,和及与跟至到或~/]) ?"
# What is counted: in 下周三项任务 the three belongs to the items, not to the week.
COUNTED = "[项个条件次批份家名位篇期场种部处所套台只款万亿元%章节段组户人类把轮届级点时分]"
_MONTH_END = r"月(?:份儿?)?(?![饼亮球刊薪嫂台光色票租均]|革命)"
_DAY_END = r"(?:日(?![常报程均益志本语])|号(?![楼文院线机馆厅门位令函]))"


def _runs(text: str) -> Iterator[tuple[int, int]] | None:
    """Read the numbers of a list with ranges in it: 1-3、5 is (1, 3) and (5, 5)."""
    parts = re.findall(rf"[-至到~]|{_DAY_NUMBER}", text)
    runs: list[tuple[int, int]] = []
    joined = False
    for part in parts:
        if part in "-至到~":
            joined = bool(runs)
            continue
        numbers = read_neighbours(part)
        if not numbers:
            return None
        if joined:
            runs[-1] = (runs[-1][0], numbers[-1])
        else:
            runs.extend((number, number) for number in numbers)
        joined = False
    return iter(runs)


def _months(match: re.Match[str], _: Setting) -> Meaning:
    runs = list(_runs(match["numbers"].replace("九十", "九、十")) or ())
    if not runs or any(not 1 <= number <= 12 for run in runs for number in run):
        return Kind.UNCLEAR
    return tuple(Partial(months=Months(first, last)) for first, last in runs)


def _first_month(_: re.Match[str], __: Setting) -> Meaning:
    return Partial(months=Months(1, 1))


def _days(match: re.Match[str], _: Setting) -> Meaning:
    runs = list(_runs(match["numbers"]) or ())
    if not runs or any(not 1 <= number <= 31 for run in runs for number in run):
        return Kind.UNCLEAR
    if any(first > last for first, last in runs):
        return Kind.UNCLEAR
    return tuple(Partial(fine=Fine(FineKind.DAYS, first, last), point=True) for first, last in runs)


def _quarters(match: re.Match[str], _: Setting) -> Meaning:
    runs = list(_runs(match["numbers"]) or ())
    if not runs or any(not 1 <= first <= last <= 4 for first, last in runs):
        return Kind.UNCLEAR
    return tuple(Partial(months=quarters(first, last)) for first, last in runs)


def _edge_quarter(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(months=quarters(1, 1) if match[0].startswith("首") else quarters(4, 4))


def _year(match: re.Match[str], _: Setting) -> Meaning:
    year = read_year(match["year"])
    return Partial(year=year) if year and 1900 <= year <= 2199 else Kind.UNCLEAR


def _near_year(match: re.Match[str], setting: Setting) -> Meaning:
    """18年 alone is a year only near the plan's: 20年 is a length of time."""
    year = read_year(match["year"])
    return Partial(year=year) if year and abs(year - setting.plan_year) <= 1 else Kind.NOTHING


def _nth_week(match: re.Match[str], setting: Setting) -> Meaning:
    """第三周 of a month, or with a number beyond five of the plan's year."""
    if match["number"] is None:
        return Partial(fine=Fine(FineKind.WEEKS, -1, -1), point=True, alone=Alone.IS_UNCLEAR)
    number = read_number(match["number"])
    if number is None or not 1 <= number <= 53:
        return Kind.UNCLEAR
    if number > 5:
        return Partial(fixed=iso_week(setting.plan_year, number))
    return Partial(fine=Fine(FineKind.WEEKS, number, number), point=True, alone=Alone.IS_UNCLEAR)


def _numbers(number: str) -> str:
    return rf"{_FREE}(?P<numbers>{number}(?:{_SEPARATOR}{number}){{0,7}})"


_LUNAR = r"(?:农历|阴历|旧历|腊月|正月|冬月)[一二三四五六七八九十初廿〇\d年月日]{0,8}"
_SHORT = r"\d\d|[一二三][〇一二三四五六七八九]"
_MORE = rf"(?=的? ?(?:{_NUMBER} ?月|第?[一二三四1-4] ?季|[上下]半年|[底初末]|年[底初末]|全年|q[1-4]))"
_NOT_A_LENGTH = r"(?![内来前后间以之里期多级度]|的?经验|计划|规划|左右)"
_DIGIT = "[1-9一二三四五六七八九]"
_TEENS = "十[一二三四五六七八九]?|[二三]十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?"

NUMBERED_RULES = (
    # 三月三, 二月二: feasts of the old calendar, known by their names and meant as topics
    Rule("|".join(rf"{n}月{n}(?![日号十]|{COUNTED})" for n in "二三五六七九"), Kind.NOTHING),
    Rule(_LUNAR, Kind.UNCLEAR),
    Rule(rf"[{_CHINESE}]{{1,2}}月初[{_CHINESE}]{{1,2}}(?![日号]|{COUNTED})", Kind.UNCLEAR),
    Rule(r"(?<!\d)(?P<year>(?:19|20|21)\d\d|[一二][〇一二三四五六七八九]{3}) ?年度?", _year),
    Rule(rf"(?<!\d)(?P<year>{_SHORT}) ?年{_MORE}", _year),
    Rule(rf"{_FREE}(?<![近满超第每])(?P<year>{_SHORT}) ?年{_NOT_A_LENGTH}", _near_year),
    Rule(rf"{_numbers(_NUMBER)} ?{_MONTH_END}", _months),
    Rule(r"元月份?", _first_month),
    Rule(rf"{_numbers(_DAY_NUMBER)} ?{_DAY_END}(?!之内|以内|内)", _days),
    # 12月15前, 十二月十五: people leave the 日 away
    Rule(
        rf"(?<=月)(?P<numbers>\d{{1,2}}(?:{_SEPARATOR}\d{{1,2}})?)(?![\d.:年天周月-]|[、和]\d| ?{COUNTED})",
        _days,
    ),
    Rule(rf"(?<=月)(?P<numbers>{_TEENS})(?![大多几余十一二三四五六七八九]| ?{COUNTED})", _days),
    Rule(r"第(?P<numbers>[1-9一二三四五六七八九]) ?个?季(?:度|(?![节刊]))", _quarters),
    Rule(rf"第?(?P<numbers>{_FREE}{_DIGIT}(?:(?:{_SEPARATOR})?第?{_DIGIT}){{0,3}}) ?季度", _quarters),
    Rule(r"(?:首|末|最后[一1])个?季度?(?!节)", _edge_quarter),
    Rule(
        rf"第 ?(?P<number>{_NUMBER}) ?个?(?:周(?![年期岁])|星期|礼拜)|最后(?P<last>一)个?(?:周|星期|礼拜)",
        _nth_week,
    ),
)
