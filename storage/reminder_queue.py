"""What is to be said: times to look through, and reminders queued once; a transaction for each method.

A tick reads, decides, queues, and notes last how far it has come: one that is killed is done again, and
another one at the same time changes nothing.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, delete, or_, select, update

from storage.batches import NAMED_AT_ONCE, batched
from storage.database import insert_into, reading, writing
from storage.due_reading import read_concerned, read_concerning
from storage.holding import wait_for_others
from storage.reminder_tables import IS_LIVE, REMINDER_SLOTS, REMINDERS, SUBSCRIPTIONS
from storage.reminding import Behind, ReminderState, Slot
from storage.subscription_rows import leads_of, next_moment, read_by_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection, Engine

    from storage.plan import Period
    from storage.reminding import Concerned, QueuedReminder
    from storage.subscription import Subscription

AT_ONCE = 2000
"""Reminders to queue in one transaction."""
CLOCK_ERROR = timedelta(days=1)
"""A slot that is done until later than this from now was looked through by a clock that ran ahead."""
_IS_BEHIND = and_(SUBSCRIPTIONS.c.behind_since.is_not(None), SUBSCRIPTIONS.c.suspended_at.is_(None), IS_LIVE)


class ReminderQueue:
    """The reminders of all subscriptions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- slots ----------------------------------------------------------------------------------------------

    def due_slots(self, now: datetime) -> tuple[Slot, ...]:
        """Return the slots with a moment since they were looked through, or with a wrong clock's time."""
        slots = REMINDER_SLOTS
        wanted = or_(slots.c.next_at <= now, slots.c.done_until > now + CLOCK_ERROR)
        with reading(self._engine) as connection:
            rows = connection.execute(select(slots).where(wanted).order_by(slots.c.id)).all()
        return tuple(
            Slot(
                id=row.id,
                hour=time.fromisoformat(row.hour),
                zone=ZoneInfo(row.zone),
                leads=leads_of(row.leads),
                done_until=row.done_until,
            )
            for row in rows
        )

    def concerned(self, slot: Slot, periods: Sequence[Period], years: Collection[int]) -> Concerned:
        """Return items due in periods, year-round ones of years, and who of the slot is told of them."""
        with reading(self._engine) as connection:
            return read_concerned(connection, periods, years, slot.id)

    def finish_slot(self, slot: Slot, reminders: Sequence[QueuedReminder], until: datetime) -> int:
        """Queue what a slot has, then note that it is done; say how many reminders were new.

        Very many are queued in several transactions, so that nobody waits for long: queued twice is once.
        """
        slots = REMINDER_SLOTS
        done = {"done_until": until, "next_at": next_moment(until, slot.hour, slot.zone)}
        unchanged = (slots.c.id == slot.id, slots.c.done_until == slot.done_until)
        new = 0
        for some in batched(reminders, AT_ONCE):
            with writing(self._engine) as connection:
                new += queue(connection, some)
        with writing(self._engine) as connection:
            connection.execute(update(slots).where(*unchanged).values(**done))
        return new

    def forget_ahead(self, now: datetime) -> None:
        """Forget what a clock that ran ahead has queued and nobody was told: its time is still to come."""
        unsaid = [state.value for state in (ReminderState.WAITING, ReminderState.HELD, ReminderState.DROPPED)]
        ahead = (REMINDERS.c.at > now, REMINDERS.c.state.in_(unsaid), REMINDERS.c.change.is_(None))
        with writing(self._engine) as connection:
            connection.execute(delete(REMINDERS).where(*ahead))

    # -- subscriptions that are behind ----------------------------------------------------------------------

    def behind_ids(self) -> list[int]:
        """Name the subscriptions that are to be looked through by themselves."""
        with reading(self._engine) as connection:
            return sorted(connection.execute(select(SUBSCRIPTIONS.c.id).where(_IS_BEHIND)).scalars())

    def behind(self, ids: Sequence[int]) -> tuple[Behind, ...]:
        """Return those of some subscriptions that are behind still."""
        columns = (SUBSCRIPTIONS.c.id, SUBSCRIPTIONS.c.behind_since, SUBSCRIPTIONS.c.edition)
        wanted = select(*columns).where(SUBSCRIPTIONS.c.id.in_(ids), _IS_BEHIND)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(SUBSCRIPTIONS.c.id)).all()
            known = {each.id: each for each in read_by_ids(connection, [row.id for row in rows])}
        return tuple(Behind(known[row.id], row.behind_since, row.edition) for row in rows)

    def concerning(
        self, subscription: Subscription, periods: Sequence[Period], years: Collection[int]
    ) -> Concerned:
        """Return the same as `concerned` for one subscription."""
        with reading(self._engine) as connection:
            return read_concerning(connection, periods, years, subscription)

    def finish_behind(self, behind: Sequence[Behind], reminders: Sequence[QueuedReminder]) -> int:
        """Queue what subscriptions missed; they are behind no more, but for those changed meanwhile."""
        same = (SUBSCRIPTIONS.c.id == bindparam("of"), SUBSCRIPTIONS.c.edition == bindparam("seen"))
        rows = [{"of": each.subscription.id, "seen": each.edition} for each in behind]
        with writing(self._engine) as connection:
            new = queue(connection, reminders)
            connection.execute(update(SUBSCRIPTIONS).where(*same).values(behind_since=None), rows)
            return new


def queue(connection: Connection, reminders: Sequence[QueuedReminder]) -> int:
    """Queue reminders, each once, whoever does it; say how many were new.

    What is for a suspended subscription is held; what is for one that was ended meanwhile is left out.
    """
    if not reminders:
        return 0
    wait_for_others(connection)
    states = _states(connection, sorted({each.subscription_id for each in reminders}))
    rows = [_row(each, states[each.subscription_id]) for each in reminders if each.subscription_id in states]
    new = insert_into(connection, REMINDERS).on_conflict_do_nothing(index_elements=["key"])
    return len(connection.execute(new.returning(REMINDERS.c.id), rows).all()) if rows else 0


def _states(connection: Connection, ids: Sequence[int]) -> dict[int, ReminderState]:
    states: dict[int, ReminderState] = {}
    live = select(SUBSCRIPTIONS.c.id, SUBSCRIPTIONS.c.suspended_at).where(IS_LIVE)
    for some in batched(ids, NAMED_AT_ONCE):
        for id_, suspended_at in connection.execute(live.where(SUBSCRIPTIONS.c.id.in_(some))):
            states[id_] = ReminderState.HELD if suspended_at else ReminderState.WAITING
    return states


def _row(reminder: QueuedReminder, state: ReminderState) -> dict[str, Any]:
    return {
        "key": reminder.key,
        "subscription_id": reminder.subscription_id,
        "code": reminder.code,
        "due": reminder.due,
        "rule": reminder.rule,
        "occasion": reminder.occasion,
        "lead": reminder.lead,
        "change": reminder.change,
        "at": reminder.at,
        "ready_at": reminder.ready_at,
        "state": state.value,
    }
