"""Who is told about each department, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from storage.plan_reading import read_departments
from storage.reminder_tables import IS_LIVE, SUBSCRIBED_DEPARTMENTS, SUBSCRIPTIONS
from storage.subscription import Coverage
from storage.tables import DEPARTMENTS

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_coverage(connection: Connection) -> tuple[Coverage, ...]:
    """Count the subscriptions that name each department of the plans; those to all are not among them."""
    named = SUBSCRIBED_DEPARTMENTS.join(SUBSCRIPTIONS).join(DEPARTMENTS)
    suspended = func.sum(case((SUBSCRIPTIONS.c.suspended_at.is_not(None), 1), else_=0))
    rows = connection.execute(
        select(DEPARTMENTS.c.name, func.count(), suspended, func.max(SUBSCRIPTIONS.c.last_sent_at))
        .select_from(named)
        .where(IS_LIVE)
        .group_by(DEPARTMENTS.c.name)
    )
    known = {
        name: Coverage(department=name, live=number - gone, suspended=gone, last_sent_at=last)
        for name, number, gone, last in rows
    }
    names = [department.name for department in read_departments(connection)]
    return tuple(known.get(name, Coverage(department=name)) for name in names)
