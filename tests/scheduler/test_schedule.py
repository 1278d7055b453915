"""The schedule equals the oracle, however time is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import RULES
from scheduler.rules.span import RuleName
from scheduler.schedule import due_reminders, relevant_on, reminders_between, reminders_on
from scheduler.working_days import WorkCalendar, china
from storage.parsing import parse_plan
from storage.plan import DeadlineKind, PlanItem, Status
from storage.subscription import DEFAULT_LEADS, Lead
from tests.examples import an_item
from tests.scheduler.oracle import as_told, expected
from tests.scheduler.plans import (
    SPRING,
    a_subscription,
    at,
    calendars,
    items,
    leads,
    spring_days,
    subscriptions,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.reminder import ReminderKey, Reminders
    from storage.subscription import Subscription

DUE = date(2017, 11, 30)
SUMMER = date(2017, 7, 10)
"""Nothing of a random plan is said after it."""


@pytest.fixture(scope="module")
def real_items(shared: Path) -> list[PlanItem]:
    path = shared / "plans" / "2017-work-plan.txt"
    parsed = parse_plan(path.read_bytes(), path.name).items
    fields = [{name: getattr(item, name) for name in item.__dataclass_fields__} for item in parsed]
    return [PlanItem(**each, code=f"2017-{n}", year=2017) for n, each in enumerate(fields, start=1)]


# -- the oracle -------------------------------------------------------------------------------------------


def test_the_real_plan_is_reminded_of_as_the_oracle_says(real_items: list[PlanItem]) -> None:
    names = dict.fromkeys(name for item in real_items for name in item.departments)
    wanted = [a_subscription(number, name) for number, name in enumerate(names, start=1)]
    wanted.append(a_subscription(999, leads=(Lead(14), Lead(3))))
    days = date(2017, 1, 1), date(2018, 12, 31)
    found = [as_told(reminder) for reminder in reminders_between(*days, real_items, wanted, china())]
    told = expected(*days, real_items, wanted, china().is_working_day)
    assert len(found) > 2000
    assert sorted(found, key=str) == sorted(told, key=str)


@given(items(), subscriptions(), calendars())
def test_any_plan_is_reminded_of_as_the_oracle_says(
    plan: list[PlanItem], wanted: list[Subscription], calendar: WorkCalendar
) -> None:
    days = SPRING - timedelta(days=60), SPRING + timedelta(days=160)
    found = [as_told(reminder) for reminder in reminders_between(*days, plan, wanted, calendar)]
    assert sorted(found, key=str) == sorted(expected(*days, plan, wanted, calendar.is_working_day), key=str)


@given(items(), subscriptions(), calendars())
def test_nothing_is_said_on_a_day_off_or_twice_or_ahead_of_a_day_that_is_past(
    plan: list[PlanItem], wanted: list[Subscription], calendar: WorkCalendar
) -> None:
    days = SPRING - timedelta(days=60), SPRING + timedelta(days=160)
    found = reminders_between(*days, plan, wanted, calendar)
    assert all(calendar.is_working_day(reminder.at.date()) for reminder in found)
    assert len({reminder.key for reminder in found}) == len(found)
    for reminder in found:
        past = reminder.due is not None and reminder.due < reminder.at.date()
        assert past == (reminder.rule is RuleName.OVERDUE)
        assert reminder.item.status is not Status.DONE


# -- time in pieces ---------------------------------------------------------------------------------------


def _ticked(
    plan: list[PlanItem],
    wanted: list[Subscription],
    calendar: WorkCalendar,
    ticks: list[tuple[datetime, datetime]],
) -> tuple[list[ReminderKey], set[ReminderKey]]:
    """Queue window after window as a scheduler does that remembers only what it has queued."""
    queued: list[ReminderKey] = []
    for since, until in ticks:
        new = due_reminders(plan, wanted, calendar, since=since, until=until, queued=frozenset(queued))
        queued += [reminder.key for reminder in new]
    return queued, set(queued)


moments = st.datetimes(
    datetime(2017, 1, 20), datetime(2017, 7, 10), timezones=st.just(UTC)  # noqa: DTZ001 - `timezones` has it
)  # fmt: skip


@given(
    items(),
    subscriptions(),
    calendars(),
    st.lists(moments, max_size=12),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), min_size=14, max_size=14),
)
def test_ticks_and_restarts_at_any_time_queue_the_same(
    plan: list[PlanItem],
    wanted: list[Subscription],
    calendar: WorkCalendar,
    cuts: list[datetime],
    back: list[timedelta],
) -> None:
    """A window may reach back over the ones before: a restart, a second process, a clock set back."""
    first, last = at(SPRING - timedelta(days=20)), at(SUMMER)
    whole = due_reminders(plan, wanted, calendar, since=first, until=last)
    ends = [first, *sorted(cuts), last]
    windows = [
        (max(first, since - reach), until) for since, until, reach in zip(ends, ends[1:], back, strict=False)
    ]
    queued, keys = _ticked(plan, wanted, calendar, windows)
    assert len(queued) == len(keys)
    assert keys == {reminder.key for reminder in whole}


@given(items(), subscriptions(), calendars())
def test_what_falls_between_two_moments_is_what_falls_on_their_days(
    plan: list[PlanItem], wanted: list[Subscription], calendar: WorkCalendar
) -> None:
    by_days = reminders_between(SPRING, SUMMER, plan, wanted, calendar)
    start, end = at(SPRING, "00:00") - timedelta(seconds=1), at(SUMMER, "23:59")
    by_moments = due_reminders(plan, wanted, calendar, since=start, until=end)
    assert {each.key for each in by_days} == {each.key for each in by_moments}


def _keys(reminders: Reminders) -> list[str]:
    return [str(reminder.key) for reminder in reminders]


def test_the_end_of_a_window_belongs_to_it_and_its_start_does_not() -> None:
    plan, wanted = [an_item(due=DUE, code="2017-1")], [a_subscription()]

    def queued(since: datetime, until: datetime) -> list[str]:
        return _keys(due_reminders(plan, wanted, china(), since=since, until=until))

    assert queued(at(DUE, "08:00"), at(DUE)) == ["1 2017-1 2017-11-30 lead:0d"]
    assert queued(at(DUE), at(DUE, "10:00")) == []


def test_a_clock_set_back_queues_nothing() -> None:
    plan, wanted = [an_item(due=DUE)], [a_subscription()]
    assert due_reminders(plan, wanted, china(), since=at(DUE, "09:30"), until=at(DUE, "08:30")) == ()


def test_the_hour_is_the_subscriptions_own() -> None:
    wanted = [
        a_subscription(1, hour=time(16, 30)),
        a_subscription(2, zone=ZoneInfo("Europe/Berlin")),
    ]
    said = reminders_on(DUE, [an_item(due=DUE)], wanted, china())
    assert [reminder.at.isoformat() for reminder in said] == [
        "2017-11-30T16:30:00+08:00",
        "2017-11-30T09:00:00+01:00",
    ]


def test_a_change_of_zone_or_hour_neither_repeats_nor_loses() -> None:
    plan, before = [an_item(due=DUE)], a_subscription()
    since, noon = at(DUE, "00:00"), at(DUE, "12:00")
    queued = {each.key for each in due_reminders(plan, [before], china(), since=since, until=noon)}
    evening = at(DUE, "23:59")
    for after in (replace(before, hour=time(15)), replace(before, zone=ZoneInfo("Europe/Berlin"))):
        assert due_reminders(plan, [after], china(), since=since, until=evening, queued=queued) == ()
    later = replace(before, hour=time(15))
    assert due_reminders(plan, [later], china(), since=since, until=noon) == ()
    assert len(due_reminders(plan, [before], china(), since=since, until=evening)) == 1


# -- what is new ------------------------------------------------------------------------------------------


def test_a_first_import_sends_no_past_reminders() -> None:
    plan, wanted = [an_item(due=DUE, code="2017-1")], [a_subscription()]
    loaded = {2017: at("2017-11-23", "09:01")}
    said = due_reminders(plan, wanted, china(), since=at("2017-10-01"), until=at(DUE), loaded=loaded)
    assert [str(reminder.lead) for reminder in said] == ["1wd", "0d"]


def test_a_subscription_is_told_nothing_from_before_it() -> None:
    wanted = [a_subscription(created=at("2017-11-29", "09:00").astimezone(UTC))]
    said = due_reminders([an_item(due=DUE)], wanted, china(), since=at("2017-10-01"), until=at(DUE))
    assert [str(reminder.lead) for reminder in said] == ["0d"]


def test_a_moved_deadline_is_reminded_of_again() -> None:
    item, wanted = an_item(due=DUE, code="2017-1"), [a_subscription()]
    queued = {each.key for each in reminders_on(DUE, [item], wanted, china())}
    moved = an_item(due="2017-12-07", code="2017-1")
    said = due_reminders(
        [moved], wanted, china(), since=at("2017-11-29"), until=at(DUE, "12:00"), queued=queued
    )
    assert _keys(said) == ["1 2017-1 2017-12-07 lead:7d"]


def test_an_item_of_two_departments_is_told_once_to_who_subscribed_both() -> None:
    item = an_item(due=DUE, departments=("教务处", "图书馆"), assisting=("图书馆",))
    both = a_subscription(1, "图书馆", "教务处")
    assert len(reminders_on(DUE, [item], [both, a_subscription(2, "图书馆")], china())) == 2
    assert reminders_on(DUE, [item], [a_subscription(3, "校医院")], china()) == ()


def test_the_order_is_that_of_a_message() -> None:
    plan = [
        an_item(due="2017-12-29", code="2017-1"),
        an_item(due=DUE, code="2017-2"),
        an_item(due="2017-12-31", code="2017-3"),
    ]
    said = reminders_on(date(2017, 12, 1), plan, [a_subscription()], china())
    assert [(each.rule.value, each.item.code) for each in said] == [
        ("overdue", "2017-2"),
        ("lead", "2017-3"),
        ("outlook", "2017-1"),
        ("outlook", "2017-3"),
    ]


# -- what need not be looked at ---------------------------------------------------------------------------


@given(items(), leads(), calendars(), spring_days(), st.integers(0, 9))
def test_items_that_are_not_relevant_say_nothing(
    plan: list[PlanItem], wished: tuple[Lead, ...], calendar: WorkCalendar, first: date, more: int
) -> None:
    last = first + timedelta(days=more)
    relevant = relevant_on(first, last, wished, calendar)

    def can_matter(item: PlanItem) -> bool:
        year_round = item.deadline.kind is DeadlineKind.ONGOING and item.year in relevant.year_round
        return year_round or any(period.includes(due) for period in relevant.due for due in item.due)

    wanted = [a_subscription(leads=wished)]
    few = reminders_between(first, last, filter(can_matter, plan), wanted, calendar)
    assert few == reminders_between(first, last, plan, wanted, calendar)


def test_on_a_common_day_few_due_days_are_relevant() -> None:
    relevant = relevant_on(date(2017, 11, 22), date(2017, 11, 22), DEFAULT_LEADS, china())
    days = sum(
        (period.last - period.first).days + 1 for period in relevant.due if period.first and period.last
    )
    assert days <= 8
    assert relevant.year_round == ()


def test_a_day_off_has_nothing_relevant() -> None:
    assert relevant_on(date(2017, 11, 25), date(2017, 11, 26), DEFAULT_LEADS, china()).due == ()


def test_every_rule_has_a_name_and_its_test(request: pytest.FixtureRequest) -> None:
    assert {*RULES, RuleName.CHANGE} == set(RuleName)
    for name in RuleName:
        assert (request.path.parent / "rules" / f"test_rule_{name.value}.py").exists()


@pytest.mark.parametrize("sunday", [date(2017, 3, 26), date(2017, 10, 29)])
def test_when_clocks_change_an_hour_that_is_skipped_or_comes_twice_reminds_once(sunday: date) -> None:
    berlin, calendar = ZoneInfo("Europe/Berlin"), WorkCalendar(worked=frozenset({sunday}))
    wanted = [a_subscription(zone=berlin, hour=time(2, 30))]
    midnight = datetime.combine(sunday, time(0), UTC) - timedelta(hours=6)
    said = [
        str(each.lead)
        for quarter in range(4 * 36)
        for each in due_reminders(
            [an_item(due=sunday)],
            wanted,
            calendar,
            since=midnight + timedelta(minutes=15 * quarter),
            until=midnight + timedelta(minutes=15 * (quarter + 1)),
        )
        if each.lead
    ]
    assert said == ["0d"]
