"""An office whose reminders run on a real database, with a clock that is set and a channel that remembers."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select

from scheduler.delivery import Deliverer
from scheduler.tick import Tick
from scheduler.working_days import china
from storage.database import make_engine, migrate, reading
from storage.delivery_store import DeliveryStore
from storage.plan_store import PlanStore
from storage.reminder_tables import REMINDERS
from storage.reminding import Page
from storage.subscription import Address, SubscriptionDraft
from storage.subscription_store import SubscriptionStore
from tests.examples import a_plan
from tests.fakes import FakeChannel, FakeClock
from tests.scheduler.plans import SHANGHAI

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from scheduler.composing import Render
    from scheduler.sending import Bundle
    from scheduler.tick import TickReport
    from scheduler.working_days import WorkCalendar
    from storage.plan import ParsedItem, Publication
    from storage.subscription import Subscription

CHANNEL = "test"
LINES = 10
"""On a page."""


def chat(number: int, thread: int | None = None) -> Address:
    return Address(CHANNEL, number, thread)


def pages(bundle: Bundle, most: int) -> list[Page]:
    """Write a line for each reminder: its key."""
    told = [str(each.key) for each in bundle.reminders]
    codes = [each.item.code for each in bundle.reminders]
    starts = range(0, len(told), LINES)
    written = [Page("\n".join(told[n : n + LINES]), tuple(codes[n : n + LINES])) for n in starts]
    return written[:most]


class Office:
    """Its scheduler runs only when it is told to: `work_at` ticks and sends all that can be sent."""

    def __init__(self, engine: Engine, now: datetime, calendar: WorkCalendar | None = None) -> None:
        self.engine = engine
        self.calendar = calendar or china()
        self.clock = FakeClock(now)
        self.channel = FakeChannel(self.clock)
        self.plans = PlanStore(engine)
        self.subscriptions = SubscriptionStore(engine)
        self.threads = ThreadPoolExecutor(1)
        self.render: Render = pages

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.threads.shutdown()

    def publish(self, *items: ParsedItem, year: int = 2017) -> Publication:
        content = repr(items).encode()
        return self.plans.publish(
            a_plan(*items, year=year), file_name="plan", content=content, now=self.clock()
        )

    def subscribe(self, address: Address, *departments: str, **fields: Any) -> Subscription:
        draft = SubscriptionDraft(
            address=address, departments=departments or None, zone=fields.pop("zone", SHANGHAI), **fields
        )
        return self.subscriptions.put(draft, now=self.clock()).subscription

    def tick(self) -> TickReport:
        """Tick as a program does that has just started."""
        return Tick(self.engine, self.render, self.calendar).run(self.clock())

    def deliver(self, **options: Any) -> None:
        """Send all that can be sent now."""
        asyncio.run(self.a_deliverer(**options).send_waiting())

    def a_deliverer(self, **options: Any) -> Deliverer:
        return Deliverer(self.engine, {CHANNEL: self.channel}, self.clock, self.threads, **options)

    def work(self) -> TickReport:
        report = self.tick()
        if DeliveryStore(self.engine, "office").next_attempt_at([CHANNEL]):
            self.deliver()
        return report

    def work_at(self, *moments: datetime) -> list[str]:
        """Work at each of these moments; return the lines that arrived by that."""
        before = len(self.channel.sent)
        for moment in moments:
            self.clock.set(moment)
            self.work()
        return [line for _, _, page in self.channel.sent[before:] for line in page.text.splitlines()]

    def states(self) -> dict[str, str]:
        """Return the state of each reminder by key."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(REMINDERS.c.key, REMINDERS.c.state))
            return {row.key: row.state for row in rows}


def whole(bundle: Bundle, _most: int) -> list[Page]:
    """Write all on one page."""
    return [Page("\n".join(str(each.key) for each in bundle.reminders))]


def memory_engine() -> Engine:
    """Open a new database in memory with all tables, in no time."""
    engine = make_engine("sqlite://")
    with engine.connect() as connection:
        _driver(connection).deserialize(_migrated())
    return engine


@cache
def _migrated() -> bytes:
    engine = make_engine("sqlite://")
    migrate(engine)
    with engine.connect() as connection:
        return _driver(connection).serialize()


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
