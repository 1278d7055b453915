"""Taking back what was to be said, in the caller's transaction.

A delivery that is taken apart leaves no trace but what of it was sent: reminders that stand on a page sent
are said, the others wait again and are written anew when their time comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.reminder_tables import DELIVERIES, DELIVERY_WAITS, REMINDERS
from storage.reminding import DeliveryState, ReminderState
from storage.tables import COUNTERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

_PENDING = (ReminderState.WAITING, ReminderState.HELD)


def wait_for_others(connection: Connection) -> None:
    """Change subscriptions, and write messages, one at a time. (SQLite has only one writer anyway.)"""
    connection.execute(select(COUNTERS.c.number).where(COUNTERS.c.name == "reminders").with_for_update())


def take_apart(connection: Connection, now: datetime, *wanted: ColumnElement[bool]) -> int:
    """Take deliveries apart that are on their way; say how many that were."""
    columns = (DELIVERIES.c.id, DELIVERIES.c.pages, DELIVERIES.c.message_ids)
    rows = connection.execute(select(*columns).where(DELIVERY_WAITS, *wanted).with_for_update()).all()
    for row in rows:
        unsent = row.pages[len(row.message_ids) :]
        _let_wait(connection, row.id, None if unsent == row.pages else _codes(unsent), now)
        sent = sum(message_id is not None for message_id in row.message_ids)
        gone = {"state": DeliveryState.DISSOLVED.value, "finished_at": now, "lease_until": None}
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == row.id).values(messages=sent, **gone))
    return len(rows)


def _codes(pages: Iterable[dict[str, list[str]]]) -> set[str]:
    return {code for page in pages for code in page["codes"]}


def _let_wait(connection: Connection, delivery_id: int, codes: set[str] | None, now: datetime) -> None:
    """Let the reminders of a delivery wait again: those of some items, or all of them."""
    of_delivery = update(REMINDERS).where(REMINDERS.c.delivery_id == delivery_id)
    if codes is not None:
        said = of_delivery.where(REMINDERS.c.code.not_in(codes))
        connection.execute(said.values(state=ReminderState.SENT.value))
        of_delivery = of_delivery.where(REMINDERS.c.code.in_(codes))
    again = {"state": ReminderState.WAITING.value, "ready_at": now, "delivery_id": None}
    connection.execute(of_delivery.values(**again))


def hold(connection: Connection, ids: Iterable[int]) -> None:
    """Let what waits for some subscriptions wait until they are resumed."""
    _change(connection, ids, (ReminderState.WAITING,), state=ReminderState.HELD.value)


def look_again(connection: Connection, ids: Iterable[int], now: datetime) -> None:
    """Look at what waits for some subscriptions from `now` on, not only when its time would have come."""
    _change(connection, ids, (ReminderState.WAITING,), ready_at=now)


def release(connection: Connection, ids: Iterable[int], now: datetime) -> None:
    """Let what was held for some subscriptions wait again."""
    _change(connection, ids, _PENDING, state=ReminderState.WAITING.value, ready_at=now)


def drop(connection: Connection, ids: Iterable[int]) -> None:
    """Never say what waits for some subscriptions or is held."""
    _change(connection, ids, _PENDING, state=ReminderState.DROPPED.value)


def _change(
    connection: Connection, ids: Iterable[int], states: Iterable[ReminderState], **values: object
) -> None:
    theirs = REMINDERS.c.subscription_id.in_(tuple(ids))
    in_state = REMINDERS.c.state.in_([state.value for state in states])
    connection.execute(update(REMINDERS).where(theirs, in_state).values(**values))
