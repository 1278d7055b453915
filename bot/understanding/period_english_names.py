"""English dates by name: December 15, mid-March, Q4, the second half of, EOY, week 50. PURE."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understanding.period_calendar import iso_week, week_of
from bot.understanding.period_english import unit_of
from bot.understanding.period_numbers import read_english
from bot.understanding.period_parts import (
    Alone,
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
from bot.understanding.period_tokens import Kind, Meaning, Rule, said

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NO_NAME = _MONTH.replace("?P<month>", "?:")
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# "may" and "march" are verbs too: beside these words they are months.
_BEFORE_A_MONTH = re.compile(
    r"(?:\b(?:in|by|before|until|till|since|after|from|to|through|of|for|during|between|and|or|this|next|last|early|late|mid|end|"
    r"due|on|begin|start|around|beginning|when|every|each|\d{4}|than)|[-,/&(]|[^\x00-\x7f]) ?$"
)
_NEVER_BEHIND_A_MONTH = re.compile(
    r" (?:i|we|you|he|she|they|it|the|a|an|be|not|have|has|this|that|someone|anyone|"
    r"also|on|with|ahead|forward|out|up|past|along|into)\b"
)


def _named(match: re.Match[str], setting: Setting) -> Meaning:
    """Read a month with the days and the year around it: 15-20 December 2017, next March."""
    name = match["month"].rstrip(".")
    number = _MONTHS.index(name[:3]) + 1
    sure = said(match, "which", "first", "first_behind", "year", "short_year")
    if name in {"may", "march", "mar"} and not sure and not _is_month(match):
        return Kind.NOTHING
    year = int(said(match, "year") or 0) or (2000 + int(match["short_year"]) if match["short_year"] else None)
    if match["which"]:
        year = _year_of(number, match["which"].strip(), setting)
    months = Months(number, number)
    days = [int(re.sub(r"\D", "", said(match, *names) or "0")) for names in _DAY_GROUPS]
    if not days[0]:
        return Partial(year=year, months=months, year_behind=bool(said(match, "year", "short_year")))
    last = days[1] or days[0]
    if not 1 <= days[0] <= last <= 31:
        return Kind.UNCLEAR
    runs = ((days[0], days[0]), (last, last)) if said(match, "and", "and_behind") else ((days[0], last),)
    whole = Partial(year=year, months=months, point=True, year_behind=bool(year))
    return tuple(replace(whole, fine=Fine(FineKind.DAYS, *run)) for run in runs)


_DAY_GROUPS = (("first", "first_behind"), ("last", "last_behind"))


def _is_month(match: re.Match[str]) -> bool:
    text = match.string
    if _NEVER_BEHIND_A_MONTH.match(text, match.end()):
        return bool(
            re.search(
                r"\b(?:in|by|before|until|since|after|of|for|during) $",
                text[max(0, match.start() - 9) : match.start()],
            )
        )
    return match.start() == 0 or bool(
        _BEFORE_A_MONTH.search(text[max(0, match.start() - 12) : match.start()])
    )


def _year_of(month: int, which: str, setting: Setting) -> int:
    """Next March is the first one after this month, last March the one before it, this March this year's."""
    today = setting.today
    if which == "this":
        return today.year
    if which in {"last", "past", "previous"}:
        return today.year - (month >= today.month)
    return today.year + (month <= today.month)


def _ordinal(match: re.Match[str], _: Setting) -> Meaning:
    """Read a day of whichever month: the 15th."""
    day = int(match["day"])
    return Partial(fine=Fine(FineKind.DAYS, day, day), point=True) if 1 <= day <= 31 else Kind.NOTHING


def _quarter(match: re.Match[str], _: Setting) -> Meaning:
    word = said(match, "word", "digit", "digit_first", "digit_front", "digit_word")
    number = 4 if word in {"last", "final"} else read_english(word, several=0)
    if not number or number > 4:
        return Kind.UNCLEAR
    last = int(said(match, "to") or number)
    return (
        Partial(year=_year_behind(match), months=quarters(number, last)) if last >= number else Kind.UNCLEAR
    )


def _year_behind(match: re.Match[str]) -> int | None:
    digits = said(match, "year", "year_behind")
    return (int(digits) if len(digits) == 4 else 2000 + int(digits)) if digits else None


def _half(match: re.Match[str], _: Setting) -> Meaning:
    return Partial(year=_year_behind(match), months=half(int(said(match, "digit", "digit_first"))))


def _half_of(match: re.Match[str], _: Setting) -> Meaning:
    number = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "latter": 2, "last": 2}[match["which"]]
    return Partial(fine=Fine(FineKind.HALVES, number, number), point=True)


_PARTS = {"beginning": 1, "start": 1, "early": 1, "mid": 2, "middle": 2, "late": 3, "end": 3, "close": 3}


def _part_of(match: re.Match[str], _: Setting) -> Meaning:
    third = _PARTS[match["part"]]
    return Partial(fine=Fine(FineKind.THIRDS, third, third), point=True, alone=Alone.MEANS_NOTHING)


def _end_of(match: re.Match[str], setting: Setting) -> Meaning:
    """EOY, month end, end of quarter: of the time we are in; the year is the plan's."""
    word = said(match, "letters", "unit", "unit_of").removeprefix("eo")
    if word.endswith("day") or word == "d":
        return Partial(fixed=(setting.today, setting.today), point=True)
    if word[0] == "m":
        return thirds(3, 3)
    if word[0] == "y":
        return Partial(months=year_third(3), point=True)
    if word[0] == "w":
        return Partial(fixed=week_of(setting.today), fine=Fine(FineKind.WEEKDAYS, 4, 6), point=True)
    quarter = unit_of("this", "quarter", setting)
    last = quarter.months.last if quarter.months else 12
    return Partial(year=quarter.year, months=Months(last, last), point=True)


def _nth_week(match: re.Match[str], _: Setting) -> Meaning:
    number = -1 if match["which"] in {"last", "final"} else read_english(match["which"], several=0)
    return Partial(fine=Fine(FineKind.WEEKS, number or 1, number or 1), point=True, alone=Alone.IS_UNCLEAR)


def _edge_day(match: re.Match[str], _: Setting) -> Meaning:
    fine = Fine(FineKind.LAST_DAYS) if match["which"] != "first" else Fine(FineKind.DAYS)
    return Partial(fine=fine, point=True, alone=Alone.MEANS_NOTHING)


def _week_number(match: re.Match[str], setting: Setting) -> Meaning:
    number = int(said(match, "number", "short"))
    return Partial(fixed=iso_week(setting.plan_year, number)) if 1 <= number <= 52 else Kind.UNCLEAR


def _fiscal(match: re.Match[str], _: Setting) -> Meaning:
    """China's fiscal year is the calendar's."""
    year = int(match["year"])
    return Partial(year=year if year >= 100 else 2000 + year)


_OF_A_TIME = (
    r"(?! of (?!the (?:year|month|current|next|last|following)\b|this|next|last|current|20\d\d|fy|"
    rf"{_NO_NAME}))"
)
_YEAR_BEHIND = r"(?: ?[/-] ?| ?')(?P<year_behind>20\d\d|(?<=')\d\d)(?!\d)"  # Q1/2018, Q1'18
_SHORT_YEAR = r"(?:'?(?P<year>20\d\d|\d\d)(?!\d))?"  # 4Q17
_MORE_DAYS = r"(?: ?(?:-{1,2}|to|(?P<and>and|&)|through|until) ?(?:the )?"
_MORE_DAYS_BEHIND = _MORE_DAYS.replace("<and>", "<and_behind>")

NAMED_RULES = (
    Rule(
        rf"(?<![\d.])(?:(?P<first>{_DAY}){_MORE_DAYS}(?P<last>{_DAY}))? (?:of )?(?:the )?|"
        r"(?P<which>\bthis |\bnext |\blast |\bcoming |\bprevious )|\b)"
        rf"{_MONTH}"
        rf"(?: ?(?:the )?(?P<first_behind>{_DAY})(?![\d:]|(?: of)? {_NO_NAME})(?! ?[ap]m\b)"
        rf"{_MORE_DAYS_BEHIND}(?P<last_behind>{_DAY})(?![\d:]| (?:of )?{_NO_NAME}))?)?"
        r"(?:,? ?(?P<year>20\d\d)(?!\d)|,? ?'(?P<short_year>\d\d)(?!\d))?",
        _named,
    ),
    Rule(
        rf"\bthe (?P<day>\d{{1,2}})(?:st|nd|rd|th)\b"
        r"(?! (?!of\b|to\b|and\b|or\b|for\b|in\b|at\b|please)[a-z]{2,})"
        rf"(?! of (?!{_NO_NAME}|the month|this|next|last))",
        _ordinal,
    ),
    Rule(
        r"\b(?P<word>first|second|third|fourth|1st|2nd|3rd|4th) quarter\b|"
        r"\b(?P<digit_first>last|final) quarter(?= of)|"
        rf"(?<![a-z])q ?(?P<digit>[1-9])(?![\da-z])(?: ?[-/&] ?(?P<to>[1-4])(?![\d./-])|{_YEAR_BEHIND})?|"
        rf"(?<![\d.a-z])(?P<digit_front>[1-4])q(?![a-z]){_SHORT_YEAR}|\bquarter (?P<digit_word>[1-4])\b",
        _quarter,
    ),
    Rule(
        rf"(?<![a-z])h ?(?P<digit>[12])(?![\da-z])|(?<![\d.a-z])(?P<digit_first>[12])h(?![a-z]){_SHORT_YEAR}",
        _half,
    ),
    Rule(rf"\b(?:the )?(?P<which>first|second|1st|2nd|latter|last) half\b{_OF_A_TIME}", _half_of),
    Rule(
        r"\b(?P<letters>eo[ymqwd])\b|\b(?P<unit>year|month|quarter)(?:'?s)?[ -]end\b|"
        r"\bend of (?P<unit_of>year|month|quarter|week|day|the day)\b",
        _end_of,
    ),
    Rule(
        r"\b(?:the )?(?:very )?"
        r"(?P<part>beginning|start|early|middle|mid|late|end|close(?! of business))\b(?:-| in)?",
        _part_of,
    ),
    Rule(
        r"\b(?:the )?"
        r"(?P<which>first|second|third|fourth|fifth|last|final|1st|2nd|3rd|4th|5th) week(?= (?:of|in)\b)",
        _nth_week,
    ),
    Rule(r"\b(?:the )?(?P<which>first|last|final) day(?= of)", _edge_day),
    Rule(
        r"\b(?:week|wk)(?: no\.?| number)? ?(?P<number>\d{1,2})\b|(?<![a-z\d])w(?P<short>[0-5]\d)(?![a-z\d])",
        _week_number,
    ),
    Rule(r"\bfy ?'?(?P<year>20\d\d|\d\d)\b", _fiscal),
)
