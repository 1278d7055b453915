"""Messages on their way, and what became of them; one transaction for each method.

Who claims a message has it for the time of a lease, alone; of each chat only the oldest can be claimed, so
that what a chat reads is in order. Every page that was sent is noted at once.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, update

from storage.canonical import storable
from storage.database import reading, writing
from storage.delivery_rows import as_delivery
from storage.holding import take_apart
from storage.reminder_tables import DELIVERIES, DELIVERY_WAITS, REMINDERS, SUBSCRIPTIONS
from storage.reminding import DeliveryState, ReminderState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, Row

    from storage.reminding import Delivery

LONGEST_ERROR = 500
_LOOKED_AT = 50  # messages at a time


class DeliveryStore:
    """The messages on their way. `holder` names who claims here: no other process or object has the name."""

    def __init__(self, engine: Engine, holder: str) -> None:
        self._engine = engine
        self._holder = holder

    def claim(
        self, channels: Collection[str], limit: int, now: datetime, until: datetime
    ) -> tuple[Delivery, ...]:
        """Take messages that may be sent now, until the lease ends; the oldest first."""
        free = or_(DELIVERIES.c.lease_until.is_(None), DELIVERIES.c.lease_until <= now)
        wanted = and_(DELIVERY_WAITS, DELIVERIES.c.next_attempt_at <= now, free)
        leased = {"lease_until": until, "leased_by": self._holder}
        with writing(self._engine) as connection:
            ids = _first_in_line(connection, wanted & DELIVERIES.c.channel.in_(channels), limit)
            if not ids:
                return ()
            mine = update(DELIVERIES).where(DELIVERIES.c.id.in_(ids), wanted).values(**leased)
            rows = connection.execute(mine.returning(*DELIVERIES.c)).all()
        return tuple(sorted(map(as_delivery, rows), key=lambda each: each.id))

    def next_attempt_at(self, channels: Collection[str]) -> datetime | None:
        """Say when the next message may be sent, or the next lease ends."""
        first = select(DELIVERIES.c.next_attempt_at).where(DELIVERY_WAITS, DELIVERIES.c.channel.in_(channels))
        with reading(self._engine) as connection:
            return connection.execute(first.order_by(DELIVERIES.c.next_attempt_at).limit(1)).scalar()

    def note_page(
        self, id_: int, message_id: int | None, now: datetime, until: datetime, error: str | None = None
    ) -> bool:
        """Note that the next page was sent, or refused (no message id); after the last one, all is done.

        If the lease was lost, or the message taken back, it is not ours to note anything: say so.
        """
        with writing(self._engine) as connection:
            row = self._mine(connection, id_)
            if row is None:
                return False
            message_ids = [*row.message_ids, message_id]
            values: dict[str, Any] = {"message_ids": message_ids, "lease_until": until, "attempts": 0}
            if error:
                values["last_error"] = _short(error)
            if len(message_ids) == len(row.pages):
                values |= _ending(message_ids, now)
            connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == id_).values(**values))
            if "state" in values:
                _settle(connection, id_, values["state"], now)
            return True

    def put_off(self, id_: int, error: str, next_attempt_at: datetime) -> None:
        """Give a message back after an attempt in vain, to be sent from a later moment on."""
        with writing(self._engine) as connection:
            row = self._mine(connection, id_)
            if row is not None:
                values = {"attempts": row.attempts + 1, "last_error": _short(error)}
                later = {"next_attempt_at": next_attempt_at, "lease_until": None, "leased_by": None}
                given_back = update(DELIVERIES).where(DELIVERIES.c.id == id_)
                connection.execute(given_back.values(**values, **later))

    def take_back(self, id_: int, now: datetime) -> None:
        """Let what was not sent of a message be said anew when its time comes."""
        with writing(self._engine) as connection:
            if self._mine(connection, id_) is not None:
                take_apart(connection, now, DELIVERIES.c.id == id_)

    def give_back_all(self) -> None:
        """End our leases, so that whoever comes next need not wait."""
        mine = update(DELIVERIES).where(DELIVERY_WAITS, DELIVERIES.c.leased_by == self._holder)
        with writing(self._engine) as connection:
            connection.execute(mine.values(lease_until=None, leased_by=None))

    def _mine(self, connection: Connection, id_: int) -> Row[Any] | None:
        claimed = and_(DELIVERIES.c.id == id_, DELIVERIES.c.leased_by == self._holder, DELIVERY_WAITS)
        return connection.execute(select(DELIVERIES).where(claimed).with_for_update()).first()


def _first_in_line(connection: Connection, wanted: ColumnElement[bool], limit: int) -> list[int]:
    """Return messages that are wanted and the oldest of their chats.

    Two plain questions in turn: a database that knows no statistics yet answers one of both slowly.
    """
    place = (DELIVERIES.c.channel, DELIVERIES.c.chat_id)
    columns = select(DELIVERIES.c.id, *place).where(wanted)
    ordered = columns.order_by(DELIVERIES.c.next_attempt_at, DELIVERIES.c.id)
    oldest = select(*place, func.min(DELIVERIES.c.id)).where(DELIVERY_WAITS).group_by(*place)
    found: list[int] = []
    for start in count(0, _LOOKED_AT):
        rows = connection.execute(ordered.limit(_LOOKED_AT).offset(start)).all()
        chats = DELIVERIES.c.chat_id.in_({row.chat_id for row in rows})
        first = {id_ for _, _, id_ in connection.execute(oldest.where(chats))} if rows else set()
        found += [row.id for row in rows if row.id in first]
        if len(found) >= limit or len(rows) < _LOOKED_AT:
            break
    return found[:limit]


def _ending(message_ids: list[int | None], now: datetime) -> dict[str, Any]:
    sent = sum(message_id is not None for message_id in message_ids)
    state = DeliveryState.SENT if sent == len(message_ids) else DeliveryState.FAILED
    return {"state": state.value, "messages": sent, "finished_at": now, "lease_until": None}


def _settle(connection: Connection, delivery_id: int, state: str, now: datetime) -> None:
    """Note what became of a message's reminders, and when its subscriptions last got one."""
    of_delivery = REMINDERS.c.delivery_id == delivery_id
    sent = state == DeliveryState.SENT
    became = ReminderState.SENT if sent else ReminderState.FAILED
    connection.execute(update(REMINDERS).where(of_delivery).values(state=became.value))
    if sent:
        told = select(REMINDERS.c.subscription_id).where(of_delivery)
        subscriptions = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id.in_(told))
        connection.execute(subscriptions.values(last_sent_at=now))


def _short(error: str) -> str:
    return storable(error)[:LONGEST_ERROR]
