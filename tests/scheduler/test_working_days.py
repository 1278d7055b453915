"""Working days, moved ones included."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from scheduler.working_days import WEEKENDS_ONLY, WorkCalendar, china
from tests.examples import a_day
from tests.scheduler.plans import calendars, spring_days


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param("2017-11-30", True, id="a Thursday"),
        pytest.param("2017-12-02", False, id="a Saturday"),
        pytest.param("2017-10-02", False, id="a holiday"),
        pytest.param("2017-10-06", False, id="a day off moved there"),
        pytest.param("2017-09-30", True, id="a Saturday worked for it"),
        pytest.param("2017-01-22", True, id="a Sunday worked before the Spring Festival"),
        pytest.param("2018-02-16", False, id="the Spring Festival"),
        pytest.param("2090-10-03", True, id="beyond the calendar, a Tuesday in October"),
        pytest.param("2090-10-07", False, id="beyond the calendar, a Saturday"),
        pytest.param("1999-10-01", True, id="before the calendar, a Friday"),
    ],
)
def test_the_official_calendar_says_which_days_are_worked(day: str, worked: bool) -> None:
    assert china().is_working_day(a_day(day)) is worked


def test_the_library_agrees_on_every_day_that_it_knows() -> None:
    import chinese_calendar  # noqa: PLC0415

    known = china()
    assert known.first is not None
    assert known.last is not None
    for ordinal in range(date(known.first, 1, 1).toordinal(), date(known.last, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        assert known.is_working_day(day) == chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("today", "lacks"),
    [
        ("2019-11-30", False),
        ("2019-12-01", True),
        ("2019-12-31", True),
        ("2020-01-01", False),
        ("2018-12-05", False),
    ],
)
def test_in_december_it_shows_that_next_years_calendar_is_missing(today: str, lacks: bool) -> None:
    calendar = WorkCalendar(first=2004, last=2019)
    assert calendar.lacks_next_year(a_day(today)) is lacks
    assert WEEKENDS_ONLY.lacks_next_year(date(2026, 12, 1))


@given(calendars(), spring_days())
def test_going_back_and_forth_meets_every_working_day_once(calendar: WorkCalendar, day: date) -> None:
    before, after = calendar.before(day), calendar.after(day)
    assert calendar.is_working_day(before)
    assert calendar.is_working_day(after)
    between = [date.fromordinal(n) for n in range(before.toordinal() + 1, after.toordinal())]
    assert [each for each in between if calendar.is_working_day(each)] == (
        [day] if calendar.is_working_day(day) else []
    )
    assert calendar.after(before) == (day if calendar.is_working_day(day) else after)


@given(calendars(), spring_days())
def test_each_week_and_month_has_one_first_working_day_at_most(calendar: WorkCalendar, day: date) -> None:
    week = [date.fromordinal(day.toordinal() - day.weekday() + n) for n in range(7)]
    firsts = [each for each in week if calendar.is_first_of_week(each)]
    assert firsts == [each for each in week if calendar.is_working_day(each)][:1]
    month = [day.replace(day=n) for n in range(1, 29)]
    opens = [each for each in month if calendar.is_first_of_month(each)]
    assert opens == [each for each in month if calendar.is_working_day(each)][:1]


def test_the_number_of_working_days_leaves_out_the_first_and_counts_the_last() -> None:
    calendar = china()
    assert calendar.number_of(date(2017, 11, 23), date(2017, 11, 30)) == 5
    assert calendar.number_of(date(2017, 11, 30), date(2017, 11, 30)) == 0
    assert calendar.number_of(date(2017, 12, 29), date(2017, 12, 31)) == 0
    assert calendar.number_of(date(2017, 9, 29), date(2017, 10, 9)) == 2
    assert calendar.number_of(date(2017, 12, 1), date(2017, 11, 1)) == 0
