"""Festivals and the days off around them. PURE.

The days of the lunar festivals are a table, since no library among ours knows them; the days off are the
official calendar's where that is known, else the usual number of days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

_FIRST_YEAR = 2004
_LUNAR = {
    "春节": (
        "0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 "
        "0210 0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 "
        "0130 0217 0206 0126 0214 0202 0123"
    ),
    "端午": (
        "0622 0611 0531 0619 0608 0528 0616 0606 0623 0612 0602 0620 0609 0530 0618 0607 0625 0614 0603 0622 "
        "0610 0531 0619 0609 0528 0616 0605 0624 0612 0601 0620 0610 0530 0618 0607 0527 0614 0603 0622 0611 "
        "0531 0619 0608 0529 0615 0604 0623"
    ),
    "中秋": (
        "0928 0918 1006 0925 0914 1003 0922 0912 0930 0919 0908 0927 0915 1004 0924 0913 1001 0921 0910 0929 "
        "0917 1006 0925 0915 1003 0922 0912 1001 0919 0908 0927 0916 1004 0924 0913 1002 0920 0910 0928 0917 "
        "1005 0925 0915 1004 0922 0911 0930"
    ),
    "重阳": (
        "1022 1011 1030 1019 1007 1026 1016 1005 1023 1013 1002 1021 1009 1028 1017 1007 1025 1014 1004 1023 "
        "1011 1029 1018 1008 1026 1016 1005 1024 1012 1001 1020 1009 1027 1017 1007 1026 1014 1003 1022 1011 "
        "1029 1018 1008 1027 1016 1005 1024"
    ),
}
_SOLAR = {
    "元旦": (1, 1), "妇女节": (3, 8), "五一": (5, 1), "青年节": (5, 4), "儿童节": (6, 1), "建党节": (7, 1),
    "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "圣诞": (12, 25),
}  # fmt: skip
# Days reckoned from another festival: 除夕 is the eve of 春节, 元宵 its fifteenth day.
_FROM_NEW_YEAR = {"除夕": -1, "元宵": 14}
_HOLIDAYS = {
    "元旦": "New Year's Day", "春节": "Spring Festival", "清明": "Tomb-sweeping Day", "五一": "Labour Day",
    "端午": "Dragon Boat Festival", "中秋": "Mid-autumn Festival", "国庆": "National Day",
}  # fmt: skip
_USUAL_DAYS_OFF = {"春节": 7, "国庆": 7, "五一": 3, "元旦": 1, "清明": 1, "端午": 1, "中秋": 1}
# At a year's end people mean the coming one of these: 元旦前 in November is not last January.
TURN_OF_THE_YEAR = frozenset({"元旦", "春节", "除夕", "元宵"})


class Festival(NamedTuple):
    """The day itself, and the first and last of the days off around it."""

    day: date
    first: date
    last: date


def festival(name: str, year: int) -> Festival | None:
    """When `name` is in `year`; None where the tables end."""
    day = _day(name, year)
    if day is None:
        return None
    off = _days_off(name, day)
    if not off:
        off = {day + timedelta(days=n) for n in range(_USUAL_DAYS_OFF.get(name, 1))}
    return Festival(day, min(off | {day}), max(off | {day}))


def _day(name: str, year: int) -> date | None:
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name == "清明":
        # The usual formula for this solar term, good for the years 2000 to 2099.
        return (
            date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4) if 2000 <= year < 2100 else None
        )
    if name in _FROM_NEW_YEAR:
        new_year = _day("春节", year)
        return new_year + timedelta(days=_FROM_NEW_YEAR[name]) if new_year else None
    days = _LUNAR[name].split()
    if not _FIRST_YEAR <= year < _FIRST_YEAR + len(days):
        return None
    month_day = days[year - _FIRST_YEAR]
    return date(year, int(month_day[:2]), int(month_day[2:]))


def _days_off(name: str, day: date) -> set[date]:
    """Look up the official days off within ten days of the festival; empty beyond the calendar's years."""
    from chinese_calendar.constants import holidays  # noqa: PLC0415 - 20 ms that few questions need

    near = (day + timedelta(days=n) for n in range(-10, 11))
    return {one for one in near if holidays.get(one) == _HOLIDAYS.get(name, "")}
