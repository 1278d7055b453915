"""Reckoning with days, months and working days. PURE."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

Stretch = tuple[date, date]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Length:
    """How long something lasts; the unit stays apart, as a month is no fixed number of days."""

    months: int = 0
    days: int = 0
    workdays: int = 0


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """Find the same day of another month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift(day: date, length: Length, direction: int) -> date:
    """Go `length` from `day`: `direction` is 1 for later, -1 for earlier."""
    moved = add_months(day, direction * length.months) + direction * length.days * DAY
    for _ in range(length.workdays):
        moved += direction * DAY
        while not is_working_day(moved):
            moved += direction * DAY
    return moved


def is_working_day(day: date) -> bool:
    """China's official calendar where it is known, else Monday to Friday."""
    from chinese_calendar import is_workday  # noqa: PLC0415 - 20 ms that few questions need

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def week_of(day: date) -> Stretch:
    """Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return monday, monday + 6 * DAY


def iso_week(year: int, week: int) -> Stretch:
    return week_of(date.fromisocalendar(year, week, 1))


def months_of(year: int, first: int, last: int) -> Stretch:
    """From a month's first day to a month's last; a smaller `last` lies in the next year."""
    return date(year, first, 1), last_of_month(year + (last < first), last)


def touches(earlier: Stretch, later: Stretch) -> bool:
    """Whether no day lies between the two."""
    return later[0] <= earlier[1] + DAY and earlier[0] <= later[1] + DAY
