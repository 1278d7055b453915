"""Chinese words that count from today, and parts of a longer time: 明年, 周五, 上旬, 年底. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understanding.period_calendar import DAY, add_months, months_of, week_of
from bot.understanding.period_chinese import COUNTED
from bot.understanding.period_parts import (
    Fine,
    FineKind,
    Months,
    Partial,
    Setting,
    half,
    quarters,
    thirds,
    year_third,
)
from bot.understanding.period_tokens import Meaning, Rule, said

if TYPE_CHECKING:
    import re

_THIRDS = {
    "上旬": (1, 1), "中旬": (2, 2), "下旬": (3, 3), "上中旬": (1, 2), "中上旬": (1, 2), "中下旬": (2, 3),
    "初": (1, 1), "中": (2, 2), "底": (3, 3), "末": (3, 3), "尾": (3, 3), "终": (3, 3),
}  # fmt: skip
# 12月中要交 is the middle of December, 12月中国… is not.
_MIDDLE = r"中(?=$|[要有需应该须必得到前之以,。?!;、 的完交做哪还都是能截办至-]|左右)"
_START = r"初(?!审(?!协)|[步稿级任中衷次评选查试设创始验检])"
_END = r"(?:底(?![线层册稿数色座图])|末(?!端)|尾)"
_PART = rf"(?:{_START}|{_MIDDLE}|{_END})"


_YEARS = {
    "大前": -3,
    "前": -2,
    "去": -1,
    "上": -1,
    "今": 0,
    "本": 0,
    "这": 0,
    "该": 0,
    "明": 1,
    "来": 1,
    "下": 1,
    "后": 2,
    "大后": 3,
}


def _relative_year(match: re.Match[str], setting: Setting) -> Meaning:
    word = match["which"].replace("一", "").replace("个", "")
    if word in {"次", "翌"}:
        return Partial(year=setting.plan_year + 1)
    if word == "当":
        return Partial(year=setting.plan_year)
    return Partial(year=setting.today.year + _YEARS[word])


def _steps(word: str) -> int:
    """下下 and 再下 are two ahead, 上 one back, 本 none."""
    if word.startswith(("下", "次", "再")):
        return len(word)
    return -len(word) if word.startswith("上") else 0


def _relative_month(match: re.Match[str], setting: Setting) -> Meaning:
    day = add_months(setting.today.replace(day=1), _steps(match["which"]))
    return Partial(year=day.year, months=Months(day.month, day.month))


def _relative_quarter(match: re.Match[str], setting: Setting) -> Meaning:
    day = add_months(setting.today.replace(day=1), 3 * _steps(match["which"]))
    number = (day.month + 2) // 3
    return Partial(year=day.year, months=quarters(number, number))


_WEEKDAYS = (
    {char: place for place, char in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(n): n - 1 for n in range(1, 8)}
)


def _weekdays(word: str) -> Fine | None:
    if not word:
        return None
    if word in {"末", "六日"}:
        return Fine(FineKind.WEEKDAYS, 5, 6)
    return Fine(FineKind.WEEKDAYS, _WEEKDAYS[word], _WEEKDAYS[word])


def _relative_week(match: re.Match[str], setting: Setting) -> Meaning:
    monday, sunday = week_of(setting.today + 7 * _steps(match["which"]) * DAY)
    fine = _weekdays(match["weekday"] or "")
    return Partial(fixed=(monday, sunday), fine=fine, point=fine is not None)


def _weekday(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(fine=_weekdays(said(match, "weekday") or "末"), point=True)


_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "大后": 3}


def _relative_day(match: re.Match[str], setting: Setting) -> Meaning:
    day = setting.today + _DAYS[match["which"]] * DAY
    return Partial(fixed=(day, day), point=True)


def now(_: re.Match[str], setting: Setting) -> Meaning:
    return Partial(fixed=(setting.today, setting.today), point=True, now=True)


def _third(match: re.Match[str], _: Setting) -> Meaning:
    return thirds(*_THIRDS[said(match, "third", "of_week")])


def _of_this_year(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(months=year_third(_THIRDS[match["third"]][0]), point=True)


def _quarter_edge(match: re.Match[str], setting: Setting) -> Meaning:
    """季末 alone is this quarter's last month; behind 三季度 the quarter is known."""
    first = (setting.today.month - 1) // 3 * 3 + 1
    month = first if match["third"] == "初" else first + 2
    return Partial(year=setting.today.year, months=Months(month, month), point=True)


def _half_year(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(months=half(1 if match["which"] in "上前头" else 2))


def _this_half(_: re.Match[str], setting: Setting) -> Meaning:
    return Partial(year=setting.today.year, months=half(1 if setting.today.month < 7 else 2))


def _half_month(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(fine=Fine(FineKind.DAYS, *((1, 15) if match["which"] in "上前" else (16, 0))), point=True)


def whole_year(_: re.Match[str], setting: Setting) -> Meaning:
    return Partial(fixed=months_of(setting.plan_year, 1, 12))


def _within(match: re.Match[str], setting: Setting) -> Meaning:
    """年内, 月内, 周内: the year (the plan's), month or week that we are in."""
    today = setting.today
    if match["unit"] == "年":
        return Partial(months=Months(1, 12))
    if match["unit"] == "月":
        return Partial(year=today.year, months=Months(today.month, today.month))
    if match["unit"].startswith("季"):
        number = (today.month + 2) // 3
        return Partial(year=today.year, months=quarters(number, number))
    return Partial(fixed=week_of(today))


_WEEK = "(?:周|星期|礼拜)"
_WEEKDAY = rf"(?:六日|[一二三四五六天末1-7](?![\d十]| ?{COUNTED})|日(?!常))(?![共些直样定同般致切])"
_NOT_A_WEEK = "(?![年期岁围密边转])"
_WHICH = r"(?:(?<!以)(?<!如)(?:再?下{1,4}|上{1,4})|这|本|该|当|次)"

RELATIVE_RULES = (
    Rule(r"(?:全|整|一整)年(?!龄)度?|一年到头", whole_year),
    Rule(
        r"(?<![以之])(?P<which>大前|大后|前|去|今|本|明|来|后|次|翌|当|(?:上|下|这)一?个?|该) ?"
        r"年度?(?![会级轻龄])"
        r"(?<!以前年)(?<!之后年)",
        _relative_year,
    ),
    Rule(rf"(?P<which>{_WHICH})(?:一个|个|一)? ?月(?:份儿?)?(?![饼亮球刊薪])", _relative_month),
    Rule(rf"(?P<which>{_WHICH})(?:一个|个|一)? ?季(?:度)?(?![节刊])", _relative_quarter),
    Rule(
        rf"(?<![日号])(?P<which>{_WHICH})(?:一个|个|一)? ?{_WEEK}{_NOT_A_WEEK}"
        rf"(?:{_WEEK}?(?P<weekday>{_WEEKDAY}))?",
        _relative_week,
    ),
    Rule(rf"(?<![一二两三四五六七八九十\d几数每半]){_WEEK}(?P<weekday>{_WEEKDAY})|双休日", _weekday),
    Rule(
        r"(?<![以之])(?P<which>大前|大后|[前后昨今明])(?:天(?![然天])|日(?![常报])|晚|早|夜)", _relative_day
    ),
    Rule(r"目前|现在|当前|此刻|眼下|即日|今(?=为止)|(?<=[至迄])今(?![年天日晚早后明])", now),
    Rule(r"[本这]个?半年(?:内|之内|以内)?", _this_half),
    Rule(r"(?P<which>[上下前后头])半年", _half_year),
    Rule(r"(?P<which>[上下前后])半个?月", _half_month),
    Rule(r"(?P<third>上中旬|中上旬|中下旬|[上中下]旬)", _third),
    Rule(rf"(?<=[月份年季度])(?P<third>{_PART})|(?<=[周期拜])(?P<of_week>初|中(?=前|之|以|$))", _third),
    Rule(rf"月(?P<third>{_PART})", _third),
    Rule(rf"(?:季度?)(?P<third>{_START}|{_END})", _quarter_edge),
    Rule(
        rf"(?<![\d一二两三四五六七八九十半几])[年岁](?P<third>{_PART}|终(?!总结|考核|奖|述职|测评|评|决算|检查|慰问|报告))",
        _of_this_year,
    ),
    Rule(r"(?<![\d一二两三四五六七八九十半几个])(?P<unit>年|月|季度?|周)(?:度)?(?:之内|以内|内)", _within),
)
