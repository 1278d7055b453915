"""English words that count from today: next Friday, this month and next, within ten days. PURE."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from bot.understanding.period_calendar import DAY, Length, add_months, shift, week_of
from bot.understanding.period_lengths import whole_of
from bot.understanding.period_numbers import ENGLISH_NUMBERS, read_english
from bot.understanding.period_parts import (
    Alone,
    Fine,
    FineKind,
    Grain,
    Months,
    Partial,
    Setting,
    quarters,
    rolling,
)
from bot.understanding.period_relative import now, whole_year
from bot.understanding.period_tokens import Kind, Meaning, Rule, said

if TYPE_CHECKING:
    import re

_LENGTHS = {
    "day": Length(days=1), "week": Length(days=7), "fortnight": Length(days=14), "month": Length(months=1),
    "quarter": Length(months=3), "year": Length(months=12), "hour": Length(days=1),
    "workday": Length(workdays=1),
}  # fmt: skip
_NUMBER_WORDS = "|".join(
    word for word in ENGLISH_NUMBERS if word.isalpha() and word not in {"a", "an", "couple"}
)
_NUMBER = rf"\d{{1,3}}|(?:a )?couple(?: of)?|a few|few|several|some|{_NUMBER_WORDS}|an?"
_FOUR = "week|month|quarter|year"
_UNIT = rf"(?P<work>(?:calendar|business|working) )?(?P<unit>workday|hour|day|fortnight|{_FOUR})s?\b"
_NEXT, _LAST = "next|coming|following|upcoming", "past|last|previous|preceding"
_WHICH = "(?P<which>this|current|next|last|previous|coming|upcoming|following|past)"


def _is_back(match: re.Match[str]) -> bool:
    return said(match, "direction") in _LAST.split("|")


def _length(match: re.Match[str]) -> Length | None:
    unit = "workday" if (match["work"] or "").startswith(("business", "working")) else match["unit"]
    count = read_english(match["number"], several={"day": 7}.get(unit, 3))
    if count is None:
        return None
    if unit == "hour":
        count = -(-count // 24)
    length = _LENGTHS[unit]
    return Length(count * length.months, count * length.days, count * length.workdays)


def _rolling(match: re.Match[str], setting: Setting) -> Meaning:
    length = _length(match)
    if length is None:
        return Kind.NOTHING
    return rolling(setting, length, back=_is_back(match))


def _to_date(match: re.Match[str], setting: Setting) -> Meaning:
    """Year to date: from the first day of the year to today."""
    today = setting.today
    months = {"y": today.month - 1, "q": (today.month - 1) % 3, "m": 0}[
        said(match, "unit", "this", "short")[0]
    ]
    return Partial(fixed=(add_months(today.replace(day=1), -months), today), point=True)


def _half_rolling(match: re.Match[str], setting: Setting) -> Meaning:
    length = Length(months=6) if said(match, "unit", "plain_unit") == "year" else Length(days=15)
    return rolling(setting, length, back=_is_back(match))


def _first_months(match: re.Match[str], _: Setting) -> Meaning:
    """Count from a year's start or end: the first three months of, the last two quarters of."""
    count = read_english(match["number"], several=3)
    months = (count or 0) * (3 if match["unit"] == "quarter" else 1)
    if not 0 < months <= 12:
        return Kind.NOTHING
    grain = Grain.MONTH if months % 3 else Grain.QUARTER
    return Partial(
        months=Months(1, months, grain) if match["edge"] == "first" else Months(13 - months, 12, grain)
    )


def _step(which: str) -> int:
    return {"this": 0, "current": 0, "last": -1, "previous": -1, "past": -1}.get(which, 1)


def unit_of(which: str, unit: str, setting: Setting) -> Partial:
    """Find this, next or last week, month and so on; the coming and the past one roll from today."""
    today, step = setting.today, _step(which)
    if which in {"coming", "past", "upcoming"}:
        return rolling(setting, _LENGTHS[unit], back=which == "past")
    if unit == "year":
        return Partial(year=today.year + step)
    if unit == "month":
        day = add_months(today.replace(day=1), step)
        return Partial(year=day.year, months=Months(day.month, day.month))
    if unit == "quarter":
        day = add_months(today.replace(day=1), 3 * step)
        return Partial(year=day.year, months=quarters((day.month + 2) // 3, (day.month + 2) // 3))
    return Partial(fixed=week_of(today + 7 * step * DAY))


def _one(match: re.Match[str], setting: Setting) -> Meaning:
    if match["unit"] in {"weekend", "weekday"}:
        first, last = (5, 6) if match["unit"] == "weekend" else (0, 4)
        week = week_of(setting.today + 7 * _step(match["which"].replace("coming", "this")) * DAY)
        return Partial(fixed=week, fine=Fine(FineKind.WEEKDAYS, first, last), point=True)
    return unit_of(match["which"], match["unit"], setting)


def _two(match: re.Match[str], setting: Setting) -> Meaning:
    """Read two in one: this month and next, this and next month."""
    unit = said(match, "unit", "unit_behind")
    return unit_of(match["which"], unit, setting), unit_of(match["other"], unit, setting)


def _after_next(match: re.Match[str], setting: Setting) -> Meaning:
    there = shift(
        setting.today.replace(day=1) if match["unit"] == "month" else setting.today,
        _LENGTHS[match["unit"]],
        1,
    )
    return unit_of("next", match["unit"], Setting(there, setting.plan_year))


def _the(match: re.Match[str], setting: Setting) -> Meaning:
    """Of the month, of the week: the one we are in; of the year: the plan's."""
    if match["unit"] == "year":
        return Partial(months=Months(1, 12, Grain.HALF), alone=Alone.MEANS_NOTHING)
    partial = unit_of("this", match["unit"], setting)
    return Partial(year=partial.year, months=partial.months, fixed=partial.fixed, alone=Alone.MEANS_NOTHING)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _weekday(match: re.Match[str], setting: Setting) -> Meaning:
    number = _WEEKDAYS.index(said(match, "day", "short_day")[:3])
    which = said(match, "which", "which_short")
    fine = Fine(FineKind.WEEKDAYS, number, number)
    if which in {"next", "following"}:
        return Partial(fixed=week_of(setting.today + 7 * DAY), fine=fine, point=True)
    if which == "this":
        return Partial(fixed=week_of(setting.today), fine=fine, point=True)
    if which in {"last", "past", "previous"}:
        day = setting.today - ((setting.today.weekday() - number - 1) % 7 + 1) * DAY
        return Partial(fixed=(day, day), point=True)
    return Partial(fine=fine, point=True)


_DAYS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}


def _day(match: re.Match[str], setting: Setting) -> Meaning:
    word = "tomorrow" if match["word"] in {"tmr", "tmrw"} else match["word"]
    day = setting.today + _DAYS[word] * DAY
    return Partial(fixed=(day, day), point=True)


def _soon(match: re.Match[str], setting: Setting) -> Meaning:
    return rolling(setting, Length(months=1), back=bool(match["back"]))


def _ago(match: re.Match[str], setting: Setting) -> Meaning:
    """Three weeks ago, a month from now: the day is dateparser's, as wide as the unit that was said."""
    from dateparser import parse  # noqa: PLC0415 - 90 ms that few questions need

    words = match["number"] if match["number"].isdecimal() else str(read_english(match["number"], several=3))
    unit = {"fortnight": "week", "workday": "day", "quarter": "month"}.get(match["unit"], match["unit"])
    factor = {"fortnight": 2, "quarter": 3}.get(match["unit"], 1)
    found = parse(
        f"{int(words) * factor} {unit}s {'ago' if match['ago'] == 'ago' else 'from now'}",
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.combine(setting.today, time()),
            "PREFER_DATES_FROM": "future",
            "PREFER_DAY_OF_MONTH": "first",
        },
    )
    return whole_of(found.date(), _LENGTHS[match["unit"]]) if found else Kind.UNCLEAR


_BARE = r"(?P<which>this|next|coming|following|upcoming|last|past|previous)"
_BARE_SHORT = _BARE.replace("which", "which_short")
_FULL_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SHORT_DAY = "(?:mon|tues?|wed|thur?s?|fri|sat|sun)"
_BEHIND = r"(?:'? time)?"

ENGLISH_RULES = (
    Rule(
        r"\b(?:all|(?:throughout )?the (?:whole|entire|full)|throughout the|whole|entire|full)"
        r"(?: of the)? year\b",
        whole_year,
    ),
    Rule(rf"\b(?:in )?(?P<number>{_NUMBER}) {_UNIT}{_BEHIND} (?P<ago>ago|from now|from today|hence)\b", _ago),
    Rule(
        rf"\b(?P<edge>first|last|final) (?P<number>{_NUMBER}) (?P<unit>month|quarter)s(?= of)", _first_months
    ),
    Rule(
        rf"\b(?:(?:in|within|over|during|for|inside)(?: the)? |the )?(?P<direction>{_NEXT}|{_LAST}) "
        rf"(?P<number>{_NUMBER}) {_UNIT}",
        _rolling,
    ),
    Rule(rf"\b(?:in|within|inside)(?: the)? (?P<number>{_NUMBER}) {_UNIT}{_BEHIND}", _rolling),
    Rule(
        rf"\b(?:(?:in|within|inside|over|for|the)(?: the)? )?(?P<direction>{_NEXT}|{_LAST}) "
        r"(?:half a|half)[ -](?P<unit>month|year)\b|"
        r"\b(?:in|within|inside) (?:half an?|half)[ -](?P<plain_unit>month|year)\b",
        _half_rolling,
    ),
    Rule(
        rf"\b{_WHICH} (?:and|or|&) (?:the )?(?P<other>this|next|last|following) (?P<unit>{_FOUR})\b",
        _two,
    ),
    Rule(
        rf"\b{_WHICH} (?P<unit>{_FOUR}) (?:and|or|&) (?:the )?(?P<other>next|last|following|previous)"
        r"(?: one)?\b(?! (?:week|month|quarter|year|(?:[a-z]+ )?(?:days|weeks|months)|[a-z]+day))",
        _two,
    ),
    Rule(r"\b(?:the )?(?P<unit>week|month|quarter|year) after next\b", _after_next),
    Rule(
        r"\b(?P<unit>year|quarter|month)(?:[ -])to(?:[ -])date\b"
        r"|\bso far this (?P<this>year|quarter|month)\b|\b(?P<short>[yqm])td\b",
        _to_date,
    ),
    Rule(rf"\b(?!last (?:week|quarter) of\b){_WHICH} (?P<unit>week(?:end|day)?|month|quarter|year)\b", _one),
    Rule(
        r"(?:(?<=of the )|(?<=in the )|(?<=for the )|(?<=during the )|(?<=mid-)|(?<=end ))"
        rf"(?P<unit>{_FOUR})\b(?! (?:of|plan))",
        _the,
    ),
    Rule(
        r"\b(?:the )?"
        r"(?P<word>day after tomorrow|day before yesterday|today|tonight|tomorrow|tmrw?|yesterday)\b",
        _day,
    ),
    Rule(r"\b(?:soon|shortly|upcoming|coming up|in the near future|(?P<back>recent(?:ly)?|lately))\b", _soon),
    Rule(r"\b(?:right )?now\b|\bcurrently\b", now),
    Rule(
        rf"\b(?:{_BARE} )?(?P<day>{_FULL_DAY})\b|"
        rf"(?:\b{_BARE_SHORT} |(?<=\bon )|(?<=\bby ))(?P<short_day>{_SHORT_DAY})\b",
        _weekday,
    ),
)
