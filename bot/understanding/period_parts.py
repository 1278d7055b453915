"""Half-said dates: what one date word says, how two of them join, and which days they then mean. PURE.

「明年」 says a year, 「三季度」 months, 「15日」 a day of some month. A `Partial` keeps apart what was
said and what was not, so that 「2018年4月下旬至5月上旬」 can hand its year on and 「1-15日」 its month.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.understanding.period_calendar import DAY, Length, Stretch, last_of_month, months_of, shift, week_of
from bot.understanding.period_festivals import TURN_OF_THE_YEAR, Festival, festival


class Grain(StrEnum):
    """In which unit months were named: a quarter's end is its last month, a month's its last days."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"


@dataclass(frozen=True)
class Months:
    """From one month to another of a year, both included; a smaller `last` lies in the next year."""

    first: int
    last: int
    grain: Grain = Grain.MONTH


class FineKind(StrEnum):
    DAYS = "days"  # of a month, until its end if the last is 0
    THIRDS = "thirds"  # 上旬 is 1, also the start, middle and end of a longer time
    HALVES = "halves"
    WEEKS = "weeks"  # of a month; -1 is the last
    LAST_DAYS = "last_days"  # so many at the end of a month
    WEEKDAYS = "weekdays"  # 0 is Monday


@dataclass(frozen=True)
class Fine:
    """A part of a month, week, quarter or year, from `first` to `last` of its kind."""

    kind: FineKind
    first: int = 1
    last: int = 1


_WEEK_THIRDS = {
    1: Fine(FineKind.WEEKDAYS, 0, 1), 2: Fine(FineKind.WEEKDAYS, 2, 2), 3: Fine(FineKind.WEEKDAYS, 4, 6),
}  # fmt: skip


class Alone(StrEnum):
    """What becomes of a word that no other date word joins."""

    MEANS_ITSELF = "means itself"
    MEANS_NOTHING = "means nothing"  # "end", "the year"
    NEEDS_A_LIMIT = "needs a limit"  # 12.1 is a date in 12.1前, else a number
    IS_UNCLEAR = "is unclear"  # without a limit: 12/5


@dataclass(frozen=True, kw_only=True)
class Partial:
    """What one or more date words say. `fixed` days need no year; a `point` is included by what is 前 it."""

    year: int | None = None
    months: Months | None = None
    fine: Fine | None = None
    fixed: Stretch | None = None
    festival: str | None = None
    point: bool = False
    now: bool = False
    weekday: int | None = None  # said beside the date: 12月15日（周五）
    year_behind: bool = False
    alone: Alone = Alone.MEANS_ITSELF

    @property
    def year_open(self) -> bool:
        """Whether the words leave the year to the plan."""
        return (
            self.year is None
            and self.fixed is None
            and (self.months is not None or self.festival is not None)
        )

    @property
    def is_range(self) -> bool:
        """Whether one word said both ends: 1-15日, 2-3月."""
        if self.fine is not None:
            return self.fine.kind is FineKind.DAYS and self.fine.first != self.fine.last
        months = self.months
        return months is not None and months.grain is Grain.MONTH and months.first != months.last

    @property
    def only_fine(self) -> bool:
        return self.fine is not None and self.year is None and self.months is None and self.fixed is None

    @property
    def only_year(self) -> bool:
        return self.year is not None and self.months is None and self.fine is None and self.festival is None


@dataclass(frozen=True)
class Setting:
    """Against what words are read.

    `past` says that the question looks back ("what has been finished"), `ahead` that it looks ahead (到期).
    """

    today: date
    plan_year: int
    past: bool = False
    ahead: bool = False


def thirds(first: int, last: int) -> Partial:
    return Partial(fine=Fine(FineKind.THIRDS, first, last), point=True)


def year_third(third: int) -> Months:
    """年初 is January, 年中 June, 年底 December."""
    month = {1: 1, 2: 6, 3: 12}[third]
    return Months(month, month)


def join(one: Partial, other: Partial) -> Partial | None:
    """Both together, in whichever order they were said; None where they do not belong together."""
    if _is_mere_part(one) and (_is_day(other) or other.only_fine):
        return replace(other, point=True)  # the end of Friday is Friday
    if not _fit(one, other):
        return None
    year_behind = other.year is not None and one.year is None
    joined = Partial(
        year=one.year if other.year is None else other.year,
        months=one.months or other.months,
        fine=one.fine or other.fine,
        fixed=one.fixed or other.fixed,
        festival=one.festival or other.festival,
        point=one.point or other.point,
        year_behind=one.year_behind or other.year_behind or year_behind,
    )
    return _settled(joined)


def _settled(joined: Partial) -> Partial | None:
    """Make the end of a year or quarter a month; None for parts that cannot belong together."""
    fine, months = joined.fine, joined.months
    if fine is None:
        return joined
    if joined.fixed:
        return replace(joined, fine=_WEEK_THIRDS.get(fine.first)) if fine.kind is FineKind.THIRDS else joined
    if months is None:
        return joined if joined.year is None else _part_of_year(joined, fine)
    if months.first == months.last and months.grain is Grain.MONTH:
        return joined
    return _third_of_months(joined, months, fine)


def _part_of_year(joined: Partial, fine: Fine) -> Partial | None:
    if fine.kind is FineKind.THIRDS and fine.first == fine.last:
        return replace(joined, months=year_third(fine.first), fine=None)
    if fine.kind is FineKind.HALVES:
        return replace(joined, months=half(fine.first), fine=None, point=False)
    return joined if fine.kind is FineKind.DAYS else None  # "15 … 2017" waits for its month


def _third_of_months(joined: Partial, months: Months, fine: Fine) -> Partial | None:
    if fine.kind is FineKind.HALVES and (months.first, months.last) == (1, 12):
        return replace(joined, months=half(fine.first), fine=None, point=False)
    if fine.kind is not FineKind.THIRDS or fine.first != fine.last:
        return None
    if months.grain is Grain.MONTH:
        return joined
    month = {1: months.first, 2: (months.first + months.last) // 2, 3: months.last}[fine.first]
    return replace(joined, months=Months(month, month), fine=None)


def with_weekday(one: Partial, other: Partial) -> Partial | None:
    """Join a day and its weekday, in either order: 12月15日（周五）, Friday, December 15."""
    for day, weekday in ((one, other), (other, one)):
        if weekday.only_fine and weekday.fine and weekday.fine.kind is FineKind.WEEKDAYS and _is_day(day):
            return replace(day, weekday=weekday.fine.first)
    return None


def _is_mere_part(partial: Partial) -> bool:
    return partial.only_fine and partial.alone is Alone.MEANS_NOTHING


def _is_day(partial: Partial) -> bool:
    if partial.fixed:
        return partial.fixed[0] == partial.fixed[1]
    return bool(partial.months and partial.fine and partial.fine.kind is FineKind.DAYS)


def _fit(one: Partial, other: Partial) -> bool:
    said = (
        (one.year is not None, other.year is not None),
        (one.months is not None, other.months is not None),
        (one.fine is not None, other.fine is not None),
        (one.fixed is not None, other.fixed is not None),
        (one.festival is not None, other.festival is not None),
    )
    if any(mine and theirs for mine, theirs in said) or one.now or other.now:
        return False
    fine, fixed = one.fine or other.fine, one.fixed or other.fixed
    if fixed:
        return _is_week(fixed) and fine is not None and fine.kind in {FineKind.WEEKDAYS, FineKind.THIRDS}
    if one.festival or other.festival:
        return one.year is not None or other.year is not None
    return fine is None or fine.kind is not FineKind.WEEKDAYS


def _is_week(stretch: Stretch) -> bool:
    return stretch[0].weekday() == 0 and stretch[1] - stretch[0] == 6 * DAY


def half(number: int) -> Months:
    return Months(1, 6, Grain.HALF) if number == 1 else Months(7, 12, Grain.HALF)


def quarters(first: int, last: int) -> Months:
    return Months(3 * first - 2, 3 * last, Grain.QUARTER)


def rolling(setting: Setting, length: Length, *, back: bool = False) -> Partial:
    """From today for so long, or so long until today."""
    there = shift(setting.today, length, -1 if back else 1)
    return Partial(fixed=(min(setting.today, there), max(setting.today, there)), point=True)


def resolve(partial: Partial, setting: Setting) -> Stretch | None:
    """Find the days that are meant, None if the words contradict each other.

    Raises ValueError or OverflowError for days that no calendar has.
    """
    stretch = _days_of(partial, setting)
    if stretch and partial.weekday is not None and stretch[0].weekday() != partial.weekday:
        return None
    return stretch


def _days_of(partial: Partial, setting: Setting) -> Stretch | None:
    if partial.festival:
        found = festival_of(partial, setting)
        return (found.first, found.last) if found else None
    if partial.fixed:
        return _of_week(partial.fixed, partial.fine) if partial.fine else partial.fixed
    if partial.months is None and partial.fine:
        return _of_now(partial.fine, partial.year, setting)
    year = setting.plan_year if partial.year is None else partial.year
    if partial.months is None:
        return months_of(year, 1, 12)
    months = partial.months
    return (
        _of_month(year, months, partial.fine) if partial.fine else months_of(year, months.first, months.last)
    )


def festival_of(partial: Partial, setting: Setting) -> Festival | None:
    """Find the festival: without a year the plan year's, at the turn of the year the nearest to today."""
    name = partial.festival or ""
    year = setting.plan_year if partial.year is None else partial.year
    found = festival(name, year)
    if partial.year is not None or name not in TURN_OF_THE_YEAR or setting.today.year not in (year, year + 1):
        return found
    following = festival(name, year + 1)
    if found and following and abs(following.day - setting.today) < abs(found.day - setting.today):
        return following
    return found


def _of_now(fine: Fine, year: int | None, setting: Setting) -> Stretch | None:
    """Place a part without its whole: 下旬 is this month's, 周五 the coming one."""
    today = setting.today
    if year is not None:
        return None
    if fine.kind is FineKind.WEEKDAYS:
        monday, sunday = week_of(today)
        if monday + fine.last * DAY < today:
            monday, sunday = monday + 7 * DAY, sunday + 7 * DAY
        return _of_week((monday, sunday), fine)
    if fine.kind is FineKind.HALVES:
        return months_of(setting.plan_year, half(fine.first).first, half(fine.first).last)
    return _of_month(today.year, Months(today.month, today.month), fine)


def _of_week(week: Stretch, fine: Fine) -> Stretch:
    return week[0] + fine.first * DAY, week[0] + fine.last * DAY


def _of_month(year: int, months: Months, fine: Fine) -> Stretch | None:
    end = last_of_month(year + (months.last < months.first), months.last)
    start = date(year, months.first, 1)
    if fine.kind is FineKind.LAST_DAYS:
        return end - (fine.first - 1) * DAY, end
    first, last = {
        FineKind.DAYS: (fine.first, fine.last or end.day),
        FineKind.THIRDS: (10 * fine.first - 9, 10 * fine.last if fine.last < 3 else end.day),
        FineKind.HALVES: (1, 15) if fine.first == 1 else (16, end.day),
        FineKind.WEEKS: (end.day - 6, end.day)
        if fine.first < 0
        else (7 * fine.first - 6, min(7 * fine.last, end.day)),
    }.get(fine.kind, (0, 0))
    if months.first != months.last:  # 1-3月初 goes from January's first to March's tenth
        return start, end.replace(day=last)
    return start.replace(day=first), end.replace(day=last)
