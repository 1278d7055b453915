"""Subscriptions and random plans, leads and calendars for the tests of reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scheduler.working_days import WorkCalendar
from storage.plan import Status
from storage.subscription import Address, Lead, LeadUnit, Subscription
from tests.examples import a_day, an_item

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from storage.plan import PlanItem

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DEPARTMENTS = ("教务处", "图书馆", "校医院")
SPRING = date(2017, 2, 1)


def a_subscription(number: int = 1, *departments: str, **fields: Any) -> Subscription:
    """Return a subscription to some departments (none named: to all) that exists since long ago."""
    filled = {
        "id": number,
        "address": Address("test", number),
        "departments": departments or None,
        "zone": SHANGHAI,
        "created": LONG_AGO,
    }
    return Subscription(**{**filled, **fields})


def at(day: str | date, hour: str = "09:00", zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.combine(a_day(day), time.fromisoformat(hour), zone)


def wd(number: int) -> Lead:
    return Lead(number, LeadUnit.WORKING_DAYS)


def spring_days(days: int = 100) -> SearchStrategy[date]:
    return st.integers(0, days).map(lambda ahead: SPRING + timedelta(days=ahead))


def calendars() -> SearchStrategy[WorkCalendar]:
    """Weeks off, single days off, weekends that are worked."""
    weeks = spring_days(120).flatmap(
        lambda first: st.integers(1, 12).map(lambda days: [first + timedelta(days=n) for n in range(days)])
    )
    free = st.lists(st.one_of(weeks, spring_days(120).map(lambda day: [day])), max_size=8)
    return st.builds(
        lambda off, on: WorkCalendar(
            free=frozenset(day for days in off for day in days), worked=frozenset(on), first=2017, last=2017
        ),
        free,
        st.sets(spring_days(120).filter(lambda day: day.weekday() > 4), max_size=10),
    )


def leads() -> SearchStrategy[tuple[Lead, ...]]:
    one = st.builds(Lead, st.integers(0, 40), st.sampled_from(LeadUnit))
    return st.lists(one, min_size=1, max_size=5).map(tuple)


def items() -> SearchStrategy[list[PlanItem]]:
    """Plans of a few items around spring, some due several times, year-round, finished, or without a day."""
    dues = st.one_of(st.none(), st.lists(spring_days(), min_size=1, max_size=3))
    one = st.builds(
        lambda due, departments, ongoing, status: (due, tuple(departments), ongoing, status),
        dues,
        st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=2, unique=True),
        st.booleans(),
        st.sampled_from([Status.OPEN, Status.OPEN, Status.IN_PROGRESS, Status.DONE]),
    )
    return st.lists(one, max_size=6).map(
        lambda rows: [
            an_item(code=f"2017-{number}", due=due, departments=names, ongoing=ongoing, status=status)
            for number, (due, names, ongoing, status) in enumerate(rows, start=1)
        ]
    )


def subscriptions() -> SearchStrategy[list[Subscription]]:
    one = st.builds(
        lambda names, leads, hour, switches: (tuple(names), leads, hour, switches),
        st.lists(st.sampled_from(DEPARTMENTS), max_size=2, unique=True),
        leads(),
        st.integers(0, 23),
        st.tuples(st.booleans(), st.booleans()),
    )
    return st.lists(one, min_size=1, max_size=3).map(
        lambda rows: [
            a_subscription(number, *names, leads=leads, hour=time(hour), outlook=outlook, check_in=check_in)
            for number, (names, leads, hour, (outlook, check_in)) in enumerate(rows, start=1)
        ]
    )
