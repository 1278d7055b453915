"""Who is reminded: subscriptions of chats, channels and topics; one transaction for each method.

Whatever an edit, a suspension or a move may have kept from being queued is looked through again by the next
tick (`behind_since`); keys see to it that nothing is said twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import ColumnElement, case, delete, insert, select, true, update

from storage.coverage import read_coverage
from storage.database import reading, writing
from storage.holding import drop, hold, look_again, release, take_apart, wait_for_others
from storage.reminder_tables import (
    DELIVERIES,
    DELIVERY_WAITS,
    IS_LIVE,
    NO_THREAD,
    REMINDER_SLOTS,
    SUBSCRIBED_DEPARTMENTS,
    SUBSCRIPTIONS,
)
from storage.subscription_rows import of_address, of_chat, read_subscribed, slot_for, write_departments

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Engine

    from storage.subscription import Address, Coverage, GoneReason, Subscribed, SubscriptionDraft

_IS_SUSPENDED = SUBSCRIPTIONS.c.suspended_at.is_not(None)


class SubscriptionStore:
    """Keeps subscriptions; an address has one at most."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- looking --------------------------------------------------------------------------------------------

    def find(self, address: Address) -> Subscribed | None:
        """Return the subscription that was made for an address."""
        return next(iter(self._read(of_address(address))), None)

    def of_chat(self, channel: str, chat_id: int) -> tuple[Subscribed, ...]:
        """Return a chat's own subscription and those of its topics."""
        return self._read(of_chat(channel, chat_id))

    def all(self) -> tuple[Subscribed, ...]:
        """Return all subscriptions, suspended ones too, oldest first."""
        return self._read(IS_LIVE)

    def coverage(self) -> tuple[Coverage, ...]:
        """Say of each department of the plans who is told about it."""
        with reading(self._engine) as connection:
            return read_coverage(connection)

    # -- changing -------------------------------------------------------------------------------------------

    def put(self, draft: SubscriptionDraft, *, now: datetime, by: int | None = None) -> Subscribed:
        """Make the address's subscription, or edit the one it has."""
        with writing(self._engine) as connection:
            wait_for_others(connection)
            slot_id, _ = slot_for(connection, draft.hour, draft.zone, draft.leads, now)
            known = connection.execute(select(SUBSCRIPTIONS).where(of_address(draft.address))).first()
            values = {
                "slot_id": slot_id,
                "language": draft.language,
                "outlook": draft.outlook,
                "check_in": draft.check_in,
            }
            if known is None:
                subscription_id = _insert(connection, draft, now, by, values)
            else:
                subscription_id = known.id
                since = min(_day_start(now, draft), _done_until(connection, known.slot_id))
                _look_back(connection, SUBSCRIPTIONS.c.id == subscription_id, since, **values)
                look_again(connection, [subscription_id], now)
            write_departments(connection, subscription_id, slot_id, draft.departments)
            return read_subscribed(connection, SUBSCRIPTIONS.c.id == subscription_id)[0]

    def end(self, address: Address, now: datetime) -> bool:
        """End the subscription of an address; say whether there was one. Nothing of it is sent any more."""
        with writing(self._engine) as connection:
            wait_for_others(connection)
            ended = read_subscribed(connection, of_address(address))
            for each in ended:
                _end(connection, each, now)
            return bool(ended)

    # -- chats that come and go -----------------------------------------------------------------------------

    def suspend(
        self, channel: str, chat_id: int, reason: GoneReason, now: datetime
    ) -> tuple[Subscribed, ...]:
        """Tell a chat and its topics nothing until it is resumed; return those that were told until now."""
        with writing(self._engine) as connection:
            wait_for_others(connection)
            theirs = read_subscribed(connection, of_chat(channel, chat_id))
            ids = [each.subscription.id for each in theirs if not each.is_suspended]
            gone = {"suspended_at": now, "suspended_for": reason.value}
            connection.execute(update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id.in_(ids)).values(**gone))
            _take_apart_of_chat(connection, channel, chat_id, now)
            hold(connection, [each.subscription.id for each in theirs])
            return read_subscribed(connection, SUBSCRIPTIONS.c.id.in_(ids))

    def resume(
        self, channel: str, chat_id: int, now: datetime, reasons: Collection[GoneReason] = ()
    ) -> tuple[Subscribed, ...]:
        """Tell a chat again, and what it missed that still matters; return the subscriptions resumed.

        `reasons` limits it to those suspended for one of these.
        """
        wanted = SUBSCRIPTIONS.c.suspended_for.in_([each.value for each in reasons]) if reasons else true()
        if not self._read(of_chat(channel, chat_id), _IS_SUSPENDED, wanted):
            return ()  # as mostly: nothing has to wait for anybody
        with writing(self._engine) as connection:
            wait_for_others(connection)
            back = read_subscribed(connection, of_chat(channel, chat_id), _IS_SUSPENDED, wanted)
            for each in back:
                assert each.suspended_at
                one = SUBSCRIPTIONS.c.id == each.subscription.id
                since = min(each.suspended_at, now)
                _look_back(connection, one, since, suspended_at=None, suspended_for=None)
            ids = [each.subscription.id for each in back]
            release(connection, ids, now)
            return read_subscribed(connection, SUBSCRIPTIONS.c.id.in_(ids))

    def move_chat(self, old_id: int, new_id: int) -> bool:
        """Keep everything of a group that has become a supergroup; say whether there was anything."""
        with writing(self._engine) as connection:
            return move_subscriptions(connection, old_id, new_id)

    def close_topic(self, address: Address) -> bool:
        """Let what goes to a topic go to its chat while the topic is closed; say whether that is new."""
        return self._set_topic(address, closed=True)

    def reopen_topic(self, address: Address) -> bool:
        """Let it go to the topic again."""
        return self._set_topic(address, closed=False)

    def _set_topic(self, address: Address, *, closed: bool) -> bool:
        new = SUBSCRIPTIONS.c.topic_closed != closed
        of_topic = SUBSCRIPTIONS.c.thread_id != NO_THREAD
        with writing(self._engine) as connection:
            if closed:
                _send_to_chat(connection, address)
            changed = update(SUBSCRIPTIONS).where(of_address(address), of_topic, new)
            return bool(connection.execute(changed.values(topic_closed=closed)).rowcount)

    def _read(self, *wanted: ColumnElement[bool]) -> tuple[Subscribed, ...]:
        with reading(self._engine) as connection:
            return read_subscribed(connection, *wanted)


def move_subscriptions(connection: Connection, old_id: int, new_id: int) -> bool:
    """Let a chat's subscriptions and messages go to its new id; what is already there gives way."""
    wait_for_others(connection)
    moving = read_subscribed(connection, IS_LIVE, SUBSCRIPTIONS.c.chat_id == old_id)
    places = {(each.home.channel, each.home.thread_id) for each in moving}
    for each in read_subscribed(connection, IS_LIVE, SUBSCRIPTIONS.c.chat_id == new_id):
        if (each.home.channel, each.home.thread_id) in places:
            _end(connection, each, each.subscription.created)  # as if it had never been
    for table in (SUBSCRIPTIONS, DELIVERIES):
        connection.execute(update(table).where(table.c.chat_id == old_id).values(chat_id=new_id))
    return bool(moving)


def _insert(
    connection: Connection,
    draft: SubscriptionDraft,
    now: datetime,
    by: int | None,
    values: dict[str, object],
) -> int:
    """Make a subscription. It is looked through once by itself: a tick may be under way without it."""
    address = draft.address
    row = {
        "channel": address.channel,
        "chat_id": address.chat_id,
        "thread_id": address.thread_id or NO_THREAD,
        "topic_closed": False,
        "created_at": now,
        "created_by": by,
        "edition": 1,
        "behind_since": now,
    }
    key = connection.execute(insert(SUBSCRIPTIONS).values(**row, **values)).inserted_primary_key
    assert key
    return int(key[0])


def _look_back(connection: Connection, one: ColumnElement[bool], since: datetime, **values: object) -> None:
    """Change a subscription, and have all since a moment looked through for it."""
    known = SUBSCRIPTIONS.c.behind_since
    earliest = case((known < since, known), else_=since)
    edition = SUBSCRIPTIONS.c.edition + 1
    connection.execute(
        update(SUBSCRIPTIONS).where(one).values(behind_since=earliest, edition=edition, **values)
    )


def _day_start(now: datetime, draft: SubscriptionDraft) -> datetime:
    """Return the last moment before the day that it is where the subscription is."""
    midnight = datetime.combine(now.astimezone(draft.zone).date(), time(0), draft.zone)
    return midnight.astimezone(UTC) - timedelta(seconds=1)


def _done_until(connection: Connection, slot_id: int) -> datetime:
    slot = select(REMINDER_SLOTS.c.done_until).where(REMINDER_SLOTS.c.id == slot_id)
    return cast("datetime", connection.execute(slot).scalar_one())


def _send_to_chat(connection: Connection, address: Address) -> None:
    """Let what is on its way to a topic go to its chat."""
    of_topic = (
        DELIVERIES.c.channel == address.channel,
        DELIVERIES.c.chat_id == address.chat_id,
        DELIVERIES.c.thread_id == (address.thread_id or NO_THREAD),
    )
    connection.execute(update(DELIVERIES).where(DELIVERY_WAITS, *of_topic).values(thread_id=NO_THREAD))


def _end(connection: Connection, subscribed: Subscribed, now: datetime) -> None:
    subscription = subscribed.subscription
    address = subscription.address
    _take_apart_of_chat(connection, address.channel, address.chat_id, now)
    drop(connection, [subscription.id])
    ended = {"ended_at": now, "behind_since": None}
    connection.execute(update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == subscription.id).values(**ended))
    named = SUBSCRIBED_DEPARTMENTS.c.subscription_id == subscription.id
    connection.execute(delete(SUBSCRIBED_DEPARTMENTS).where(named))


def _take_apart_of_chat(connection: Connection, channel: str, chat_id: int, now: datetime) -> None:
    take_apart(connection, now, DELIVERIES.c.channel == channel, DELIVERIES.c.chat_id == chat_id)
