"""What was sent to whom when, what failed and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, func, or_, select

from storage.canonical import fold
from storage.database import reading
from storage.delivery_rows import as_delivery
from storage.reminder_tables import DELIVERIES, REMINDERS, SUBSCRIBED_DEPARTMENTS
from storage.reminding import DeliveryState
from storage.tables import DEPARTMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from storage.reminding import Delivery


@dataclass(frozen=True, kw_only=True)
class DeliveryFilter:
    """Which messages to look at; empty fields do not restrict.

    `department` is one that a subscription names; those to all departments concern each. `since` is when a
    message was written.
    """

    states: tuple[DeliveryState, ...] = ()
    chat_id: int | None = None
    department: str | None = None
    since: datetime | None = None
    troubled: bool = False
    """Only those with an error, also if they were sent in the end."""


@dataclass(frozen=True)
class DeliveryRecord:
    """A message, and the codes of all items that it was about."""

    delivery: Delivery
    codes: tuple[str, ...]


EVERYTHING = DeliveryFilter()


class DeliveryHistory:
    """The messages that were written, the latest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(
        self, wanted: DeliveryFilter = EVERYTHING, *, limit: int = 20, offset: int = 0
    ) -> tuple[DeliveryRecord, ...]:
        chosen = select(DELIVERIES).where(*_conditions(wanted)).order_by(DELIVERIES.c.id.desc())
        with reading(self._engine) as connection:
            found = [as_delivery(row) for row in connection.execute(chosen.limit(limit).offset(offset))]
            codes = _codes(connection, [each.id for each in found])
        return tuple(DeliveryRecord(each, tuple(codes[each.id]) or _on_pages(each)) for each in found)

    def counts(self, wanted: DeliveryFilter = EVERYTHING) -> dict[DeliveryState, int]:
        """Count the messages in each state."""
        number = select(DELIVERIES.c.state, func.count()).where(*_conditions(wanted))
        with reading(self._engine) as connection:
            rows = connection.execute(number.group_by(DELIVERIES.c.state))
            found = {DeliveryState(state): count for state, count in rows}
        return {state: found.get(state, 0) for state in DeliveryState}


def _conditions(wanted: DeliveryFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(DELIVERIES.c.state.in_([state.value for state in wanted.states]))
    if wanted.chat_id is not None:
        conditions.append(DELIVERIES.c.chat_id == wanted.chat_id)
    if wanted.since is not None:
        conditions.append(DELIVERIES.c.composed_at >= wanted.since)
    if wanted.troubled:
        conditions.append(DELIVERIES.c.last_error.is_not(None))
    if wanted.department is not None:
        conditions.append(_tells(wanted.department))
    return conditions


def _tells(department: str) -> ColumnElement[bool]:
    wished = SUBSCRIBED_DEPARTMENTS
    named = select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.key == fold(department))
    return exists().where(
        REMINDERS.c.delivery_id == DELIVERIES.c.id,
        wished.c.subscription_id == REMINDERS.c.subscription_id,
        or_(wished.c.department_id.in_(named), wished.c.department_id.is_(None)),
    )


def _on_pages(delivery: Delivery) -> tuple[str, ...]:
    """Return the items on a message's pages: its reminders leave it when it is taken back."""
    return tuple(dict.fromkeys(code for page in delivery.pages for code in page.codes))


def _codes(connection: Connection, ids: Sequence[int]) -> defaultdict[int, dict[str, None]]:
    codes: defaultdict[int, dict[str, None]] = defaultdict(dict)
    columns = select(REMINDERS.c.delivery_id, REMINDERS.c.code)
    of_deliveries = columns.where(REMINDERS.c.delivery_id.in_(ids)).order_by(REMINDERS.c.id)
    for delivery_id, code in connection.execute(of_deliveries):
        codes[delivery_id][code] = None
    return codes
