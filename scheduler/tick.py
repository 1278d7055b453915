"""The tick: queue what has fallen due, write it down as messages. It may come twice, late, or be killed.

Each step reads, decides and writes by itself, and a step that fails keeps no other from its work.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from scheduler.announcing import announce
from scheduler.composing import Composed, Composer
from scheduler.queueing import as_queued
from scheduler.schedule import due_reminders, moments_between, relevant_on
from storage.announcements import Announcements
from storage.batches import batched
from storage.errors import DatabaseError
from storage.outbox import Outbox
from storage.reminder_queue import CLOCK_ERROR, ReminderQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Engine

    from scheduler.composing import Render
    from scheduler.working_days import WorkCalendar
    from storage.plan import Period
    from storage.reminding import Behind, Concerned, QueuedReminder, Slot
    from storage.subscription import Subscription

    ReadConcerned = Callable[[Sequence[Period], Collection[int]], Concerned]

log = logging.getLogger(__name__)
Result = TypeVar("Result")

AT_ONCE = 100
"""Subscriptions that are looked through by themselves in one transaction."""
KEPT = timedelta(days=400)
"""How long it is known what was sent."""


@dataclass(frozen=True)
class TickReport:
    """What a tick did: reminders queued and dropped, messages written and taken back unsent."""

    queued: int = 0
    dropped: int = 0
    written: int = 0
    taken_back: int = 0

    @property
    def did_something(self) -> bool:
        return self != TickReport()


class Tick:
    """What is done again and again."""

    def __init__(self, engine: Engine, render: Render, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._queue = ReminderQueue(engine)
        self._outbox = Outbox(engine)
        self._announcements = Announcements(engine)
        self._composer = Composer(self._outbox, render, calendar)

    def run(self, now: datetime) -> TickReport:
        """Do all that is to be done by `now`."""
        steps: Sequence[Callable[[datetime], int]] = (self._announce, self._slots, self._behind)
        queued = sum(_attempt(step, now) or 0 for step in steps)
        taken_back = _attempt(self._outbox.take_back_expired, now) or 0
        composed = _attempt(self._composer.run, now) or Composed()
        report = TickReport(queued, composed.dropped, composed.messages, taken_back)
        if report.did_something:
            log.info("tick done", extra=vars(report))
        return report

    def prune(self, now: datetime) -> int:
        """Forget what was sent long ago."""
        return self._outbox.prune(now, KEPT)

    def _announce(self, now: datetime) -> int:
        return announce(self._announcements, self._calendar, now)

    def _slots(self, now: datetime) -> int:
        slots = self._queue.due_slots(now)
        if any(slot.done_until > now + CLOCK_ERROR for slot in slots):
            log.warning("the clock was ahead: going back to what it says now")
            self._queue.forget_ahead(now)
        return sum(_attempt(partial(self._slot, slot), now) or 0 for slot in slots)

    def _slot(self, slot: Slot, now: datetime) -> int:
        return self._queue.finish_slot(slot, self._of_slot(slot, now), now)

    def _of_slot(self, slot: Slot, now: datetime) -> list[QueuedReminder]:
        return self._due(slot, partial(self._queue.concerned, slot), slot.done_until, now)

    def _behind(self, now: datetime) -> int:
        some = batched(self._queue.behind_ids(), AT_ONCE)
        return sum(self._catch_up(self._queue.behind(ids), now) for ids in some)

    def _catch_up(self, behind: Sequence[Behind], now: datetime) -> int:
        found = [(each, _attempt(partial(self._of_behind, each), now)) for each in behind]
        done = [each for each, reminders in found if reminders is not None]
        missed = [reminder for _, reminders in found for reminder in reminders or ()]
        return self._queue.finish_behind(done, missed) if done else 0

    def _of_behind(self, behind: Behind, now: datetime) -> list[QueuedReminder]:
        subscription = behind.subscription
        return self._due(subscription, partial(self._queue.concerning, subscription), behind.since, now)

    def _due(
        self, told: Slot | Subscription, read: ReadConcerned, since: datetime, now: datetime
    ) -> list[QueuedReminder]:
        """Return what falls due for those who are told at some moments; read only what may."""
        days = moments_between(since, now, told.hour, told.zone)
        if not days:
            return []
        relevant = relevant_on(days[0], days[-1], told.leads, self._calendar)
        concerned = read(relevant.due, relevant.year_round)
        reminders = due_reminders(
            concerned.items,
            concerned.subscriptions,
            self._calendar,
            since=since,
            until=now,
            loaded=concerned.loaded,
        )
        return [as_queued(each, now, self._calendar) for each in reminders]


def _attempt(step: Callable[[datetime], Result], now: datetime) -> Result | None:
    """Do a step; a fault in it is logged, and the next tick tries again. (No database: nothing goes on.)"""
    try:
        return step(now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("a step of the tick failed")
        return None
