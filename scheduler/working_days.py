"""Working days: weekdays without holidays, and the weekend days worked to make up for those. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
DECEMBER = 12


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. Outside the years it knows (`first` to `last`), weekends alone are free."""

    free: frozenset[date] = frozenset()
    """Weekdays off."""
    worked: frozenset[date] = frozenset()
    """Weekend days on."""
    first: int | None = None
    last: int | None = None

    def is_working_day(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.free)

    def knows(self, year: int) -> bool:
        """Whether the official calendar of a year is in here."""
        return self.first is not None and self.last is not None and self.first <= year <= self.last

    def lacks_next_year(self, today: date) -> bool:
        """Whether it is December and next year's calendar is missing: the admins should be told."""
        return today.month == DECEMBER and not self.knows(today.year + 1)

    # -- going from day to day ------------------------------------------------------------------------------

    def at_or_before(self, day: date) -> date:
        """Return the day itself, or the last working day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def at_or_after(self, day: date) -> date:
        """Return the day itself, or the next working day."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def before(self, day: date) -> date:
        return self.at_or_before(day - ONE_DAY)

    def after(self, day: date) -> date:
        return self.at_or_after(day + ONE_DAY)

    def is_first_of_month(self, day: date) -> bool:
        """Whether the day is the first working day of its month."""
        return self.is_working_day(day) and self.before(day).month != day.month

    def is_first_of_week(self, day: date) -> bool:
        """Whether the day is the first working day of its week, Monday to Sunday."""
        return self.is_working_day(day) and self.before(day) < monday(day)

    def number_of(self, after: date, until: date) -> int:
        """Count the working days after one day up to another, which is included."""
        days = (after + timedelta(days=ahead) for ahead in range(1, (until - after).days + 1))
        return sum(map(self.is_working_day, days))


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


WEEKENDS_ONLY = WorkCalendar()


@cache
def china() -> WorkCalendar:
    """Return China's official calendar, moved days off and on included, as far as it is published."""
    from chinese_calendar import constants  # noqa: PLC0415 - not every command needs it

    return WorkCalendar(
        free=frozenset(constants.holidays),
        worked=frozenset(constants.workdays),
        first=min(constants.holidays).year,
        last=max(constants.holidays).year,
    )
