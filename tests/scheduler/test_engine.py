"""The whole engine on a database equals the oracle, however time is cut into ticks and restarts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.working_days import WorkCalendar, china
from storage.database import make_engine
from storage.parsing import parse_plan
from storage.plan import ItemFilter, Status
from storage.subscription import DEFAULT_LEADS, Lead
from tests.examples import a_parsed_item
from tests.scheduler.crowd import subscribe_many
from tests.scheduler.office import CHANNEL, Office, chat, memory_engine, pages, whole
from tests.scheduler.oracle import Told, expected
from tests.scheduler.plans import SPRING, a_subscription, at, calendars, items, subscriptions

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from storage.plan import ParsedItem, PlanItem
    from storage.subscription import Subscription

_ALL = ItemFilter()
BEFORE, END = SPRING - timedelta(days=20), date(2017, 9, 6)
"""No random plan has anything to say on the last day, a Wednesday far behind all holidays."""


_Life = Callable[[Office], object]
_LIVES: list[_Life] = [Office.work, Office.work, Office.tick, Office.deliver]


def _opened(calendar: WorkCalendar, plan: list[PlanItem], wanted: list[Subscription]) -> Office:
    """Open an office on a database in memory, with a plan and subscriptions from the day before all."""
    office = Office(memory_engine(), at(BEFORE, "00:00") - timedelta(seconds=1), calendar)
    if plan:
        office.publish(*plan)
    for item in plan:
        if item.status is not Status.OPEN:
            office.plans.set_status(item.code, item.status, office.clock())
    for each in wanted:
        office.subscribe(
            chat(each.id),
            *(each.departments or ()),
            leads=each.leads,
            hour=each.hour,
            outlook=each.outlook,
            check_in=each.check_in,
        )
    return office


def _key(told: Told) -> str:
    """Write what the oracle tells as a reminder's key; overdue ones and the like without their number."""
    occasion = told.lead or "*"
    return f"{told.subscription} {told.code} {told.due or '-'} {told.rule}:{occasion}"


def _unnumbered(key: str) -> str:
    rule, _, occasion = key.rpartition(":")
    return f"{rule}:{occasion if rule.endswith('lead') else '*'}"


def _numbered_plan(plan: list[PlanItem]) -> list[PlanItem]:
    return [replace(item, measure=f"办好第{n}件事") for n, item in enumerate(plan)]


@settings(max_examples=12)
@given(
    items(),
    subscriptions(),
    calendars(),
    st.lists(
        st.tuples(st.timedeltas(timedelta(minutes=1), timedelta(days=20)), st.sampled_from(_LIVES)),
        max_size=12,
    ),
)
def test_each_reminder_is_queued_once_and_ends_sent_or_better_said_by_another(
    plan: list[PlanItem],
    wanted: list[Subscription],
    calendar: WorkCalendar,
    lives: list[tuple[timedelta, _Life]],
) -> None:
    """Every tick is one of a program that has just started, and that may end before anything is sent."""
    with _opened(calendar, _numbered_plan(plan), wanted) as office:
        for pause, live in lives:
            office.clock.set(min(office.clock() + pause, at(END, "00:00").astimezone(UTC)))
            live(office)
        office.work_at(*(at(END, f"{hour:02}:00") for hour in range(24)))
        told = expected(BEFORE, END, plan, wanted, calendar.is_working_day)
        states = office.states()
        assert sorted(map(_unnumbered, states)) == sorted(map(_key, told))
        assert set(states.values()) <= {"sent", "dropped"}
        sent = [key for key, state in states.items() if state == "sent"]
        assert sorted(office.channel.lines) == sorted(sent)
        assert all(calendar.is_working_day(moment.astimezone(at(END).tzinfo).date())
                   for moment, _, _ in office.channel.sent)  # fmt: skip
        office.engine.dispose()


@settings(max_examples=8)
@given(items(), subscriptions(), calendars())
def test_when_nothing_is_late_all_is_sent_as_the_oracle_says(
    plan: list[PlanItem], wanted: list[Subscription], calendar: WorkCalendar
) -> None:
    with _opened(calendar, _numbered_plan(plan), wanted) as office:
        told = expected(BEFORE, END, plan, wanted, calendar.is_working_day)
        hours = {each.id: each.hour for each in wanted}
        moments = sorted({datetime.combine(each.day, hours[each.subscription]) for each in told})
        sent = {moment: office.work_at(at(moment.date(), f"{moment:%H:%M}")) for moment in moments}
        by_moment = {
            moment: [
                _key(each) for each in told if datetime.combine(each.day, hours[each.subscription]) == moment
            ]
            for moment in moments
        }
        assert {moment: sorted(map(_unnumbered, lines)) for moment, lines in sent.items()} == {
            moment: sorted(keys) for moment, keys in by_moment.items()
        }
        office.engine.dispose()


@pytest.fixture(scope="module")
def real_items(shared: Path) -> tuple[ParsedItem, ...]:
    path = shared / "plans" / "2017-work-plan.txt"
    return parse_plan(path.read_bytes(), path.name).items


@pytest.mark.slow
def test_two_years_of_the_real_plan_arrive_as_the_oracle_says(real_items: tuple[ParsedItem, ...]) -> None:
    with Office(memory_engine(), at("2016-12-31")) as office:
        office.render = whole
        office.publish(*real_items)
        names = [department.name for department in office.plans.departments()]
        for number, name in enumerate(names, start=1):
            office.subscribe(chat(number), name)
        first, last = date(2017, 1, 1), date(2018, 12, 31)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        arrived = {day: office.work_at(at(day)) for day in days}
        wanted = [a_subscription(number, name) for number, name in enumerate(names, start=1)]
        plan = office.plans.find(_ALL)
        told = expected(first, last, plan, wanted, china().is_working_day)
        by_day = {day: sorted(_key(each) for each in told if each.day == day) for day in days}
        assert {day: sorted(map(_unnumbered, lines)) for day, lines in arrived.items()} == by_day
        assert sum(map(len, arrived.values())) > 2000
        office.engine.dispose()


# -- two schedulers ---------------------------------------------------------------------------------------


def test_two_schedulers_at_once_say_each_reminder_once(engine: Engine) -> None:
    """Two programs by mistake: each ticks and sends on its own, as fast as it can."""
    with Office(engine, at("2017-11-20", "08:00")) as office:
        office.publish(
            *(a_parsed_item(f"第{n}号档案", due="2017-11-30", department=f"第{n}处") for n in range(3))
        )
        for number in range(1, 61):
            office.subscribe(chat(number), *([f"第{number % 3}处"] if number % 2 else []))
        together = Barrier(2)

        def work(_: int) -> None:
            twin = make_engine(engine.url.render_as_string(hide_password=False))
            with Office(twin, at("2017-11-20", "08:00")) as other:
                other.channel = office.channel
                for day in (23, 29, 30):
                    other.clock.set(at(f"2017-11-{day}", "09:00"))
                    together.wait()
                    other.work()
                    together.wait()
            twin.dispose()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(2)))
        lines = Counter(office.channel.lines)
        told = 30 * 3 + 30
        assert len(lines) == 3 * told
        assert set(lines.values()) == {1}
        assert set(office.states().values()) == {"sent"}


def test_two_ticks_at_once_queue_and_write_each_reminder_once(engine: Engine) -> None:
    from scheduler.tick import Tick  # noqa: PLC0415

    with Office(engine, at("2017-11-20", "08:00")) as office:
        office.publish(*(a_parsed_item(f"第{n}号档案", due="2017-11-30") for n in range(5)))
        for number in range(1, 61):
            office.subscribe(chat(number), leads=DEFAULT_LEADS if number % 2 else (Lead(7),), hour=time(9))
        office.clock.set(at("2017-11-23", "09:00"))
        together = Barrier(4)

        def work(_: int) -> int:
            twin = make_engine(engine.url.render_as_string(hide_password=False))
            together.wait()
            report = Tick(twin, pages, china()).run(office.clock())
            twin.dispose()
            return report.written

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(work, range(4))) == 60
        office.deliver()
        assert set(Counter(office.channel.lines).values()) == {1}
        assert len(office.channel.lines) == 300


def test_very_many_reminders_are_queued_in_several_transactions(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import reminder_queue  # noqa: PLC0415

    monkeypatch.setattr(reminder_queue, "AT_ONCE", 7)
    with Office(engine, at("2017-11-20", "08:00")) as office:
        office.publish(a_parsed_item(due="2017-11-30"))
        subscribe_many(engine, ((number, None) for number in range(1, 31)), office.clock())
        assert len(set(office.work_at(at("2017-11-23", "09:00")))) == 30
        assert office.work_at(at("2017-11-23", "09:01")) == []


def test_the_runner_ticks_sends_and_stops_in_order(engine: Engine) -> None:
    from scheduler.runner import Runner  # noqa: PLC0415
    from scheduler.tick import Tick  # noqa: PLC0415

    with Office(engine, at("2017-11-20", "08:00")) as office:
        office.publish(a_parsed_item(due="2017-11-30"))
        office.subscribe(chat(1))
        ticked: list[datetime] = []

        async def a_morning() -> None:
            enough = asyncio.Event()

            async def after_tick(now: datetime) -> None:
                ticked.append(now)
                office.clock.set(at("2017-11-23", "09:00"))
                if len(ticked) > 2 and office.channel.sent:
                    enough.set()

            tick, deliverer = Tick(engine, pages, china()), office.a_deliverer()
            runner = Runner(tick, deliverer, office.clock, office.threads, every=0.05, after_tick=after_tick)
            running = asyncio.create_task(runner.run())
            await asyncio.wait_for(enough.wait(), 20)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        asyncio.run(a_morning())
        assert office.channel.lines == ["1 2017-1 2017-11-30 lead:7d"]
        assert office.channel.sent[0][1].channel == CHANNEL
