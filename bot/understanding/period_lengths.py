"""Lengths of time in Chinese: 两周内, 未来半年, 过去三个月, 三天后, 前三个季度. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.period_calendar import Length, shift, week_of
from bot.understanding.period_numbers import read_loose, read_number
from bot.understanding.period_parts import Fine, FineKind, Grain, Months, Partial, Setting, rolling
from bot.understanding.period_tokens import Kind, Meaning, Rule, said

if TYPE_CHECKING:
    from datetime import date

_LENGTHS = {
    "天": Length(days=1), "日": Length(days=1), "周": Length(days=7), "星期": Length(days=7),
    "礼拜": Length(days=7), "月": Length(months=1), "季度": Length(months=3), "季": Length(months=3),
    "年": Length(months=12), "工作日": Length(workdays=1),
}  # fmt: skip
_HALVES = {"月": Length(days=15), "年": Length(months=6)}
_SEVERAL = {"天": 7, "日": 7}

_AHEAD = ("未来", "今后", "接下来", "接下去", "往后", "此后", "将来", "后续", "下")
_BACK = ("过去", "以往", "此前", "上", "前")
_EITHER = ("最近", "近", "这")
_FROM_START, _FROM_END = ("前", "头"), ("最后", "后", "末")
_DIRECTIONS = "|".join(sorted({*_AHEAD, *_BACK, *_EITHER, *_FROM_START, *_FROM_END}, key=len, reverse=True))
_NUMBER = (
    r"(?:\d{1,3} ?[-至到] ?)?\d{1,3}|[一二]两|一二|两三|三四|三五|十来|十几|若干|几|数|两|俩|"
    r"一百|[一二三四五六七八九十]{1,3}"
)
_MANY = rf"(?:(?P<number>{_NUMBER}) ?个?(?P<and_half>半)?|(?P<half>半)) ?个? ?"
_UNIT = r"工作日|天|周(?![末年边期岁围密])|星期|礼拜|季度|季(?!节)|年(?![度级会])|月(?![饼亮球刊薪])"
_BEHIND = (
    r"(?P<after_half>半)?(?:的?时间)?(?P<behind>之内|以内|内(?![部容外])|之间|以来|来(?![自源])|"
    r"之后|以后|后(?![续勤台备])|之前|以前|前(?![期往端后])|里(?!程))?"
)
# A lead, a delay, an interval: how long something takes is not when it is.
_NOT_BEHIND = r"(?<![\d.第一二三四五六七八九十两])"
_NO_TIME = "提前|逾期|超期|延期|推迟|延长|延后|超过|期限|为期|历时|满|耗时|不足|还剩|剩"


def _length(match: re.Match[str]) -> Length | None:
    unit = match["unit"]
    length = _LENGTHS[unit]
    if match["half"]:
        return _HALVES.get(unit)
    number = re.split(r"[-至到]", match["number"])[-1].strip()
    count = read_loose(number, several=_SEVERAL.get(unit, 3))
    if count is None:
        return None
    extra = _HALVES.get(unit, Length()) if said(match, "and_half", "after_half") else Length()
    return Length(
        count * length.months + extra.months, count * length.days + extra.days, count * length.workdays
    )


def _with_direction(match: re.Match[str], setting: Setting) -> Meaning:
    """Count from today on or back: 近三个月 are past, unless the question says that they are ahead (到期)."""
    length, direction, unit = _length(match), match["direction"], match["unit"]
    if length is None:
        return Kind.NOTHING
    if unit in {"月", "季度", "季"} and direction in {*_FROM_START, *_FROM_END}:
        return _of_the_year(length, from_start=direction in _FROM_START)
    if direction in {"头", "最后", "末"}:
        return Kind.NOTHING
    looks_back = setting.past or not setting.ahead
    back = direction in _BACK or (looks_back and direction in {"最近", "近"})
    return rolling(setting, length, back=back or (match["behind"] or "").endswith("来"))


def _of_the_year(length: Length, *, from_start: bool) -> Meaning:
    """前三个季度, 后三个月: counted from the year's start or end."""
    count = length.months
    if not 0 < count <= 12 or length.days:
        return Kind.NOTHING
    grain = Grain.MONTH if count % 3 else Grain.QUARTER
    return Partial(months=Months(1, count, grain) if from_start else Months(13 - count, 12, grain))


def _days_of_a_month(match: re.Match[str], _: Setting) -> Meaning:
    """12月前两周, 本月最后三天."""
    length = _length(match)
    if length is None or not 0 < length.days <= 28:
        return Kind.NOTHING
    from_start = match["edge"] in {"前", "头"}
    fine = Fine(FineKind.DAYS, 1, length.days) if from_start else Fine(FineKind.LAST_DAYS, length.days)
    return Partial(fine=fine, point=True)


def _without_direction(match: re.Match[str], setting: Setting) -> Meaning:
    length, behind = _length(match), match["behind"] or ""
    if length is None or not behind:
        return Kind.NOTHING  # 三天, 两周: how long, not when
    if behind.endswith(("前", "后")):
        return whole_of(shift(setting.today, length, -1 if behind.endswith("前") else 1), length)
    return rolling(setting, length, back=behind.endswith("来"))


def whole_of(day: date, length: Length) -> Partial:
    """Find what 两个月后 points at: that month; 两周后, that week; 三天后, that day."""
    if length.months % 12 == 0 and length.months:
        return Partial(year=day.year)
    if length.months and not length.days:
        return Partial(year=day.year, months=Months(day.month, day.month))
    whole_weeks = length.days and length.days % 7 == 0 and not length.months
    return Partial(fixed=week_of(day) if whole_weeks else (day, day), point=True)


def _no_time(match: re.Match[str], _: Setting) -> Meaning:
    """提前7天, 逾期两周: how long, not when; 推迟12月 is left to the months."""
    return None if match["unit"] == "月" and "个" not in match[0] and not match["half"] else Kind.NOTHING


def _hours(match: re.Match[str], setting: Setting) -> Meaning:
    """48小时内 is two days."""
    hours = read_number(match["number"])
    return rolling(setting, Length(days=-(-hours // 24))) if hours else Kind.NOTHING


def _soon(_: re.Match[str], setting: Setting) -> Meaning:
    """近期 is the coming month, or the last where the question looks back."""
    return rolling(setting, Length(months=1), back=setting.past)


def _due_soon(_: re.Match[str], setting: Setting) -> Meaning:
    """临期: due within thirty days."""
    return rolling(setting, Length(days=30))


def _a_few_days(match: re.Match[str], setting: Setting) -> Meaning:
    """今明两天, 今明两年, 这两天, 明后天."""
    today, tomorrow = setting.today, shift(setting.today, Length(days=1), 1)
    if match["years"]:
        return Partial(year=today.year), Partial(year=today.year + 1)
    if match["later_years"]:
        return Partial(year=today.year + 1), Partial(year=today.year + 2)
    last = shift(tomorrow, Length(days=1), 1) if match["after"] else tomorrow
    return Partial(fixed=(tomorrow if match["after"] else today, last), point=True)


LENGTH_RULES = (
    Rule(
        r"今明(?P<years>两?年)|明后(?P<later_years>两?年)|今明(?:两天|两日|天)?|明(?P<after>后)(?:两天|两日|天|日)|这两天",
        _a_few_days,
    ),
    Rule(rf"(?:{_NO_TIME})(?:了|的)? ?{_MANY}(?P<unit>{_UNIT}|日){_BEHIND}", _no_time),
    Rule(
        rf"(?:(?<=[月份])|(?<=[月份]的))(?P<edge>前|头|后|最后){_MANY}(?P<unit>天|日|周|星期|礼拜)",
        _days_of_a_month,
    ),
    Rule(
        rf"(?<![提之以目此])(?P<direction>{_DIRECTIONS})(?:的)? ?{_MANY}"
        rf"(?P<unit>{_UNIT}|日(?![常报程])){_BEHIND}",
        _with_direction,
    ),
    Rule(rf"{_NOT_BEHIND}{_MANY}(?P<unit>{_UNIT}|日(?=之内|以内|内)){_BEHIND}", _without_direction),
    Rule(rf"{_NOT_BEHIND}(?P<number>\d{{1,3}}|[一二三四五六七八九十]{{1,3}}) ?个?小时(?:之|以)?内", _hours),
    Rule(
        r"临期|临近到期|(?:快要?|即将|马上就?要?|将要?|就要|近期)(?:到期|截止)|快到(?:期限|时限|时间)",
        _due_soon,
    ),
    Rule(r"近期|最近(?!的?(?:一次|一项|一个|期限|到期))|近来|近日|新近|不久(?:以?后|的将来)", _soon),
)
