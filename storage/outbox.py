"""From reminders that wait to messages on their way; one transaction for each method.

A reminder goes into one message: whoever writes it first, in whichever process, has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.announcements import read_as_told
from storage.batches import NAMED_AT_ONCE, batched
from storage.database import reading, writing
from storage.delivery_rows import as_page_rows
from storage.holding import take_apart, wait_for_others
from storage.reminder_tables import (
    DELIVERIES,
    IS_LIVE,
    NO_THREAD,
    REMINDER_WAITS,
    REMINDERS,
    SUBSCRIPTIONS,
)
from storage.reminding import DeliveryState, QueuedReminder, ReminderState
from storage.subscription import Address
from storage.subscription_rows import read_by_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime, timedelta
    from typing import Any

    from sqlalchemy import ColumnElement, Connection, Engine

    from storage.reminding import AsTold, WrittenMessage
    from storage.subscription import Subscription

    Place = tuple[date, Address]

_COLUMNS = [REMINDERS.c[name] for name in QueuedReminder.__dataclass_fields__]


@dataclass(frozen=True)
class Ready:
    """Reminders whose time has come, of some chats: all that they have. What they are `about` is by key."""

    reminders: tuple[QueuedReminder, ...]
    subscriptions: Mapping[int, Subscription]
    about: Mapping[str, AsTold]


@dataclass(frozen=True)
class Settlement:
    """What becomes of reminders that were ready, by key: written, looked at again later, or never said."""

    messages: Sequence[WrittenMessage] = ()
    postponed: Mapping[str, datetime] | None = None
    dropped: Iterable[str] = ()


class Outbox:
    """What waits to be written down as messages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ready(self, now: datetime, chats: int = 100) -> Ready:
        """Return what some chats are to be told by `now`."""
        waiting = (REMINDER_WAITS, REMINDERS.c.ready_at <= now)
        with reading(self._engine) as connection:
            ids = _of_some_chats(connection, waiting, chats)
            theirs = select(*_COLUMNS).where(REMINDERS.c.subscription_id.in_(ids), *waiting)
            reminders = tuple(
                QueuedReminder(**row._mapping)  # noqa: SLF001 - a public part of the library's rows
                for row in connection.execute(theirs.order_by(REMINDERS.c.id))
            )
            told = {each.id: each for each in read_by_ids(connection, ids)}
            return Ready(reminders, told, read_as_told(connection, reminders))

    def said_on(self, places: Collection[Place]) -> dict[Place, int]:
        """Count the messages that addresses get, or have got, on a day."""
        with reading(self._engine) as connection:
            return _said_on(connection, places)

    def settle(self, settlement: Settlement, most: int) -> int:
        """Write messages down, and what becomes of the other reminders; say how many were written.

        A message whose reminders another process has written meanwhile is left out, and so is one that would
        be more than the `most` of its day.
        """
        messages = settlement.messages
        with writing(self._engine) as connection:
            wait_for_others(connection)
            _postpone(connection, settlement.postponed or {})
            _drop(connection, sorted(settlement.dropped))
            waiting = _waiting(connection, [key for message in messages for key in message.keys])
            said = _said_on(connection, {(message.day, message.address) for message in messages})
            fitting = [
                each
                for each in messages
                if waiting.issuperset(each.keys) and said[each.day, each.address] + len(each.pages) <= most
            ]
            _write(connection, fitting)
            return len(fitting)

    def take_back_expired(self, now: datetime) -> int:
        """Let reminders wait again whose messages were not sent in time; say how many messages that were."""
        with writing(self._engine) as connection:
            return take_apart(connection, now, DELIVERIES.c.expires_at < now)

    def prune(self, now: datetime, kept: timedelta) -> int:
        """Forget what was sent, or dropped, long ago; say how many messages that were."""
        waiting = [ReminderState.WAITING.value, ReminderState.HELD.value, ReminderState.BUNDLED.value]
        with writing(self._engine) as connection:
            old = (REMINDERS.c.at < now - kept, REMINDERS.c.state.not_in(waiting))
            connection.execute(delete(REMINDERS).where(*old))
            done = delete(DELIVERIES).where(DELIVERIES.c.finished_at < now - kept)
            return int(connection.execute(done).rowcount)


def _of_some_chats(connection: Connection, waiting: tuple[ColumnElement[bool], ...], chats: int) -> set[int]:
    """Return subscriptions with something that waits, and the others of the same chats.

    Step by step, each by an index: joined, it would be looked for in all that is stored.
    """
    some = select(REMINDERS.c.subscription_id).where(*waiting).distinct().limit(chats)
    ids = set(connection.execute(some).scalars())
    place = select(SUBSCRIPTIONS.c.channel, SUBSCRIPTIONS.c.chat_id).where(SUBSCRIPTIONS.c.id.in_(ids))
    places = connection.execute(place).all()
    of_chats = (
        SUBSCRIPTIONS.c.channel.in_({channel for channel, _ in places}),
        SUBSCRIPTIONS.c.chat_id.in_({chat_id for _, chat_id in places}),
    )
    beside = select(SUBSCRIPTIONS.c.id).where(IS_LIVE, *of_chats)
    return ids.union(connection.execute(beside).scalars())


def _postpone(connection: Connection, postponed: Mapping[str, datetime]) -> None:
    of_key = update(REMINDERS).where(REMINDERS.c.key == bindparam("of"), REMINDER_WAITS)
    rows = [{"of": key, "until": ready_at} for key, ready_at in postponed.items()]
    if rows:
        connection.execute(of_key.values(ready_at=bindparam("until")), rows)


def _drop(connection: Connection, keys: Sequence[str]) -> None:
    for some in batched(keys, NAMED_AT_ONCE):
        gone = update(REMINDERS).where(REMINDERS.c.key.in_(some), REMINDER_WAITS)
        connection.execute(gone.values(state=ReminderState.DROPPED.value))


def _waiting(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return those of the keys whose reminders wait still."""
    waiting: set[str] = set()
    for some in batched(keys, NAMED_AT_ONCE):
        of_keys = select(REMINDERS.c.key).where(REMINDERS.c.key.in_(some), REMINDER_WAITS)
        waiting.update(connection.execute(of_keys).scalars())
    return waiting


def _said_on(connection: Connection, places: Collection[Place]) -> dict[Place, int]:
    place = (DELIVERIES.c.day, DELIVERIES.c.channel, DELIVERIES.c.chat_id, DELIVERIES.c.thread_id)
    days, addresses = {day for day, _ in places}, {address for _, address in places}
    rows = connection.execute(
        select(*place, func.sum(DELIVERIES.c.messages))
        .where(
            DELIVERIES.c.channel.in_({address.channel for address in addresses}),
            DELIVERIES.c.chat_id.in_({address.chat_id for address in addresses}),
            DELIVERIES.c.day.in_(days),
        )
        .group_by(*place)
    )
    said = {
        (day, Address(channel, chat, thread or None)): int(number)
        for day, channel, chat, thread, number in rows
    }
    return {each: said.get(each, 0) for each in places}


def _write(connection: Connection, messages: Sequence[WrittenMessage]) -> None:
    if not messages:
        return
    new = insert(DELIVERIES).returning(DELIVERIES.c.id, sort_by_parameter_order=True)
    ids = list(connection.execute(new, [_row(message) for message in messages]).scalars())
    rows = [
        {"of": key, "into": id_} for id_, message in zip(ids, messages, strict=True) for key in message.keys
    ]
    of_key = update(REMINDERS).where(REMINDERS.c.key == bindparam("of"))
    bundled = of_key.values(state=ReminderState.BUNDLED.value, delivery_id=bindparam("into"))
    connection.execute(bundled, rows)


def _row(message: WrittenMessage) -> dict[str, Any]:
    return {
        "channel": message.address.channel,
        "chat_id": message.address.chat_id,
        "thread_id": message.address.thread_id or NO_THREAD,
        "day": message.day,
        "composed_at": message.composed_at,
        "expires_at": message.expires_at,
        "pages": as_page_rows(message.pages),
        "message_ids": [],
        "messages": len(message.pages),
        "late": message.late,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "next_attempt_at": message.composed_at,
    }
