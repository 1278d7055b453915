"""What a tick costs: it should grow with what is due, not with what is stored.

500 reminders are due among 10,000 subscriptions and 100,000 occurrences, then among ten times as many. Beside
it, one APScheduler job a reminder in its SQLAlchemy job store, among 10,000 and 100,000 jobs.
"""

from __future__ import annotations

import pickle
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from threading import Event
from typing import TYPE_CHECKING

import pytest
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import delete, insert, update

from scheduler.schedule import relevant_on
from scheduler.tick import Tick
from scheduler.working_days import china
from storage.database import make_engine, migrate, writing
from storage.reminder_tables import DELIVERIES, REMINDER_SLOTS, REMINDERS
from storage.subscription import DEFAULT_LEADS
from storage.tables import (
    DEPARTMENTS,
    ITEM_CONTENTS,
    ITEM_DEPARTMENTS,
    ITEMS,
    OCCURRENCES,
    PLAN_FILES,
    PLAN_VERSIONS,
    PLANS,
)
from tests.scheduler.crowd import subscribe_many
from tests.scheduler.office import pages
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture
    from sqlalchemy import Connection, Engine

DUE = 500
CHATS_A_DEPARTMENT = 5
OCCURRENCES_AN_ITEM = 10
ROUNDS = 15
MOST_GROWTH = 1.3
BEFORE, NOW = at("2017-11-22", "10:00"), at("2017-11-23", "09:00")
DUE_DAY = date(2017, 11, 30)
FIRST_DAY, YEARS = date(2008, 1, 1), range(2008, 2018)
SIZES = {"small": (10_000, 100_000), "large": (100_000, 1_000_000)}
JOBS = {"small": 10_000, "large": 100_000}
taken: dict[str, float] = {}


# -- ours -------------------------------------------------------------------------------------------------


def quiet_days() -> Iterator[date]:
    """Go round the days of which the tick does not speak."""
    periods = relevant_on(NOW.date(), NOW.date(), DEFAULT_LEADS, china()).due
    days = [FIRST_DAY + timedelta(days=n) for n in range(3650)]
    quiet = [day for day in days if not any(period.includes(day) for period in periods)]
    while True:
        yield from quiet


def fill(engine: Engine, subscriptions: int, occurrences: int) -> None:
    """Write plans and subscriptions in bulk; 500 reminders are due at `NOW`."""
    departments = [f"第{n}处" for n in range(subscriptions // CHATS_A_DEPARTMENT)]
    days, items = quiet_days(), occurrences // OCCURRENCES_AN_ITEM
    with writing(engine) as connection:
        connection.execute(insert(PLAN_FILES).values(sha256="0" * 64, content=b"plan"))
        connection.execute(insert(DEPARTMENTS), [{"key": name, "name": name} for name in departments])
        for plan_id, year in enumerate(YEARS, start=1):
            _write_heads(connection, plan_id, year, items // len(YEARS))
            numbers = range((plan_id - 1) * items // len(YEARS) + 1, plan_id * items // len(YEARS) + 1)
            _write_items(connection, plan_id, numbers, len(departments), days)
        # So many items of the last plan fall due in a week, each of a department that some chats want.
        moved = (OCCURRENCES.c.version_id == len(YEARS), OCCURRENCES.c.rank == 0)
        few = OCCURRENCES.c.position <= DUE // CHATS_A_DEPARTMENT
        connection.execute(update(OCCURRENCES).where(*moved, few).values(due=DUE_DAY))
    wishes = ((number, [departments[number // CHATS_A_DEPARTMENT]]) for number in range(subscriptions))
    subscribe_many(engine, wishes, BEFORE)


def _write_heads(connection: Connection, plan_id: int, year: int, items: int) -> None:
    plan = {"id": plan_id, "year": year, "title": str(year), "kind": "table", "current_version": 1}
    connection.execute(insert(PLANS).values(**plan))
    version = {"id": plan_id, "plan_id": plan_id, "number": 1, "title": str(year), "kind": "table"}
    file = {"published_at": datetime(2007, 1, 1, tzinfo=UTC), "file_name": "plan", "sha256": "0" * 64}
    connection.execute(insert(PLAN_VERSIONS).values(**version, **file, item_count=items))


def _write_items(
    connection: Connection, plan_id: int, numbers: range, departments: int, days: Iterator[date]
) -> None:
    year = YEARS[plan_id - 1]
    places = [
        (number, {"version_id": plan_id, "position": place}) for place, number in enumerate(numbers, start=1)
    ]
    identity = {"plan_id": plan_id, "status": "open", "created_in_version": 1}
    words = {
        "section": "一、",
        "deadline_text": "每月",
        "deadline_kind": "by",
        "doubts": [],
        "search_text": "",
    }
    connection.execute(
        insert(ITEMS),
        [
            {**identity, "id": n, "ordinal": at["position"], "code": f"{year}-{at['position']}"}
            for n, at in places
        ],
    )
    connection.execute(
        insert(ITEM_CONTENTS),
        [{**at, **words, "item_id": n, "measure": f"办好第{n}件事"} for n, at in places],
    )
    connection.execute(
        insert(ITEM_DEPARTMENTS),
        [
            {**at, "rank": 0, "assisting": False, "department_id": at["position"] % departments + 1}
            for _, at in places
        ],
    )
    connection.execute(
        insert(OCCURRENCES),
        [
            {**at, "rank": rank, "due": day}
            for _, at in places
            for rank, day in enumerate(islice(days, OCCURRENCES_AN_ITEM))
        ],
    )


def begin_anew(engine: Engine) -> None:
    """Forget that the tick has come."""
    with writing(engine) as connection:
        connection.execute(delete(REMINDERS))
        connection.execute(delete(DELIVERIES))
        connection.execute(update(REMINDER_SLOTS).values(done_until=BEFORE, next_at=NOW))


@pytest.mark.parametrize("size", SIZES)
def test_a_tick_with_500_due(benchmark: BenchmarkFixture, tmp_path: Path, size: str) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/duban.db")
    migrate(engine)
    fill(engine, *SIZES[size])
    tick = Tick(engine, pages, china())
    tick.run(BEFORE)  # notes that the plans are there
    report = benchmark.pedantic(
        tick.run, args=(NOW,), setup=lambda: begin_anew(engine), rounds=ROUNDS, warmup_rounds=1
    )
    assert (report.queued, report.written) == (DUE, DUE)
    idle = min(_timed(lambda: tick.run(NOW + timedelta(minutes=1))) for _ in range(ROUNDS))
    _tell("ours", size, benchmark.stats.stats.min, f"{SIZES[size][0]:,} subscriptions")
    print(f"  a tick with nothing due: {idle * 1000:.1f} ms")
    engine.dispose()
    if "ours large" in taken and "ours small" in taken:
        assert taken["ours large"] <= MOST_GROWTH * taken["ours small"]


# -- APScheduler's job store --------------------------------------------------------------------------------

ran = Event()
runs: list[int] = []


def job(number: int) -> None:
    """Stand for sending."""
    runs.append(number)
    if len(runs) == DUE:
        ran.set()


@pytest.mark.parametrize("size", JOBS)
def test_500_due_among_one_job_a_reminder(benchmark: BenchmarkFixture, tmp_path: Path, size: str) -> None:
    files = (f"sqlite:///{tmp_path}/{number}.db" for number in count())

    def ready() -> tuple[tuple[BackgroundScheduler], dict[str, object]]:
        return (stored_jobs(next(files), JOBS[size]),), {}

    benchmark.pedantic(run_jobs, setup=ready, rounds=2)
    _tell("jobs", size, benchmark.stats.stats.min, f"{JOBS[size]:,} jobs")


def run_jobs(scheduler: BackgroundScheduler) -> None:
    """Run what is due, until all of it has."""
    scheduler.resume()
    ran.wait(120)
    scheduler.shutdown()
    assert len(runs) == DUE


def stored_jobs(url: str, number: int) -> BackgroundScheduler:
    """Store jobs in bulk, 500 of them due, in a scheduler that rests."""
    store = SQLAlchemyJobStore(url)
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    past, far = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
    model = scheduler.add_job(job, "date", run_date=far, misfire_grace_time=None, id="0", args=(0,))
    scheduler.remove_job("0")
    rows = []
    for n in range(number):
        due = past if n < DUE else far
        state = {**model.__getstate__(), "id": str(n), "next_run_time": due, "args": (n,)}
        rows.append({"id": str(n), "next_run_time": due.timestamp(), "job_state": pickle.dumps(state)})
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)
    runs.clear()
    ran.clear()
    return scheduler


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _tell(what: str, size: str, seconds: float, among: str) -> None:
    taken[f"{what} {size}"] = seconds
    print(f"\n  {DUE} due among {among}: {seconds * 1000:.0f} ms")
    if size == "large" and f"{what} small" in taken:
        print(f"  ten times as many take ×{seconds / taken[f'{what} small']:.2f}")
