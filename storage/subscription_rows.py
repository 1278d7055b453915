"""Subscriptions from rows to nouns and back, in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, delete, insert, select

from storage.batches import NAMED_AT_ONCE, batched
from storage.canonical import canonical_name, fold
from storage.database import insert_into
from storage.reminder_tables import (
    IS_LIVE,
    NO_THREAD,
    REMINDER_SLOTS,
    SUBSCRIBED_DEPARTMENTS,
    SUBSCRIPTIONS,
)
from storage.subscription import Address, GoneReason, Subscribed, Subscription, read_lead
from storage.tables import DEPARTMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from storage.chats import Departments
    from storage.subscription import Lead

_COLUMNS = (*SUBSCRIPTIONS.c, REMINDER_SLOTS.c.hour, REMINDER_SLOTS.c.zone, REMINDER_SLOTS.c.leads)


def of_chat(channel: str, chat_id: int) -> ColumnElement[bool]:
    """Name the live subscriptions of a chat and its topics."""
    return IS_LIVE & (SUBSCRIPTIONS.c.channel == channel) & (SUBSCRIPTIONS.c.chat_id == chat_id)


def of_address(address: Address) -> ColumnElement[bool]:
    """Name the live subscription that was made for an address."""
    thread = SUBSCRIPTIONS.c.thread_id == (address.thread_id or NO_THREAD)
    return of_chat(address.channel, address.chat_id) & thread


# -- reading ------------------------------------------------------------------------------------------------


def read_subscribed(connection: Connection, *wanted: ColumnElement[bool]) -> tuple[Subscribed, ...]:
    """Read subscriptions, by id."""
    statement = select(*_COLUMNS).join(REMINDER_SLOTS).where(*wanted).order_by(SUBSCRIPTIONS.c.id)
    rows = connection.execute(statement).all()
    names = read_departments_of(connection, [row.id for row in rows])
    return tuple(_subscribed(row, _wished(names[row.id])) for row in rows)


def read_by_ids(
    connection: Connection, ids: Iterable[int], *wanted: ColumnElement[bool]
) -> tuple[Subscription, ...]:
    """Read subscriptions that are known by their ids, by id; also suspended and ended ones."""
    return tuple(
        each.subscription
        for some in batched(sorted(set(ids)), NAMED_AT_ONCE)
        for each in read_subscribed(connection, SUBSCRIPTIONS.c.id.in_(some), *wanted)
    )


def read_departments_of(connection: Connection, ids: Sequence[int]) -> defaultdict[int, list[str | None]]:
    """Read what subscriptions name, in their order; None stands for all departments."""
    names: defaultdict[int, list[str | None]] = defaultdict(list)
    wished = SUBSCRIBED_DEPARTMENTS
    statement = select(wished.c.subscription_id, DEPARTMENTS.c.name).join(DEPARTMENTS, isouter=True)
    for some in batched(ids, NAMED_AT_ONCE):
        chosen = statement.where(wished.c.subscription_id.in_(some)).order_by(wished.c.rank)
        for id_, name in connection.execute(chosen):
            names[id_].append(name)
    return names


def _wished(names: list[str | None]) -> Departments:
    return None if None in names else tuple(name for name in names if name is not None)


def _subscribed(row: Row[Any], departments: Departments) -> Subscribed:
    home = Address(row.channel, row.chat_id, row.thread_id or None)
    subscription = Subscription(
        id=row.id,
        address=Address(row.channel, row.chat_id) if row.topic_closed else home,
        departments=departments,
        zone=ZoneInfo(row.zone),
        created=row.created_at,
        leads=leads_of(row.leads),
        hour=time.fromisoformat(row.hour),
        language=row.language,
        outlook=row.outlook,
        check_in=row.check_in,
    )
    return Subscribed(
        subscription=subscription,
        home=home,
        created_by=row.created_by,
        suspended_at=row.suspended_at,
        suspended_for=row.suspended_for and GoneReason(row.suspended_for),
        last_sent_at=row.last_sent_at,
    )


def leads_of(text: str) -> tuple[Lead, ...]:
    return tuple(map(read_lead, text.split()))


# -- writing ------------------------------------------------------------------------------------------------


def slot_for(
    connection: Connection, hour: time, zone: ZoneInfo, leads: Iterable[Lead], now: datetime
) -> tuple[int, datetime]:
    """Return the slot of these times, made if there is none yet, and until when it is done."""
    written = " ".join(map(str, sorted(set(leads), reverse=True)))
    key = {"hour": f"{hour:%H:%M}", "zone": zone.key, "leads": written}
    next_at = next_moment(now, hour, zone)
    new = insert_into(connection, REMINDER_SLOTS).values(**key, done_until=now, next_at=next_at)
    connection.execute(new.on_conflict_do_nothing())
    found = select(REMINDER_SLOTS.c.id, REMINDER_SLOTS.c.done_until)
    slot_id, done_until = connection.execute(found.filter_by(**key)).one()
    return slot_id, done_until


def next_moment(after: datetime, hour: time, zone: ZoneInfo) -> datetime:
    """Return the first moment after `after` at which it is `hour` in `zone`, in UTC."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, hour, zone).astimezone(UTC)
        if moment > after:
            return moment
        day += timedelta(days=1)


def write_departments(
    connection: Connection, subscription_id: int, slot_id: int, departments: Departments
) -> None:
    """Write what a subscription names, instead of what it named before."""
    wished = SUBSCRIBED_DEPARTMENTS
    connection.execute(delete(wished).where(wished.c.subscription_id == subscription_id))
    ids = [None] if departments is None else department_ids(connection, departments)
    rows = [
        {"subscription_id": subscription_id, "rank": rank, "department_id": id_, "slot_id": slot_id}
        for rank, id_ in enumerate(ids)
    ]
    if rows:
        connection.execute(insert(wished), rows)


def department_ids(connection: Connection, names: Iterable[str]) -> list[int]:
    """Return the ids of departments, each once; who is not known yet may come with the next plan."""
    by_key = {fold(name): canonical_name(name) for name in names}
    if not by_key:
        return []
    rows = [{"key": key, "name": name} for key, name in by_key.items()]
    connection.execute(insert_into(connection, DEPARTMENTS).on_conflict_do_nothing(), rows)
    known = select(DEPARTMENTS.c.key, DEPARTMENTS.c.id).where(DEPARTMENTS.c.key.in_(by_key))
    ids = {key: id_ for key, id_ in connection.execute(known)}  # noqa: C416 - rows are no pairs to mypy
    return [ids[key] for key in by_key]
