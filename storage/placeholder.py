"""A plan that stands in until a real one comes, as the sample does: it makes way without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select

from storage.reminder_tables import REMINDERS, SUBSCRIBED_DEPARTMENTS
from storage.tables import (
    DEPARTMENT_ALIASES,
    DEPARTMENTS,
    ITEM_CONTENTS,
    ITEM_DEPARTMENTS,
    ITEMS,
    OCCURRENCES,
    PLAN_FILES,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def is_placeholder(connection: Connection, plan_id: int, placeholders: Collection[str]) -> bool:
    """Whether all that was ever published of a plan is one of these files, named by their SHA-256."""
    versions = select(PLAN_VERSIONS.c.sha256).where(
        PLAN_VERSIONS.c.plan_id == plan_id, PLAN_VERSIONS.c.number > 0
    )
    files = list(connection.execute(versions).scalars())
    return len(files) == 1 and files[0] in placeholders


def forget_plan(connection: Connection, plan_id: int) -> None:
    """Delete a plan and whatever nothing else needs, as if it had never been there.

    A department that has an alias or a subscription stays: nobody sees it until a plan names it again.
    """
    versions = select(PLAN_VERSIONS.c.id).where(PLAN_VERSIONS.c.plan_id == plan_id)
    for table in (OCCURRENCES, ITEM_DEPARTMENTS, ITEM_CONTENTS):
        connection.execute(delete(table).where(table.c.version_id.in_(versions)))
    codes = select(ITEMS.c.code).where(ITEMS.c.plan_id == plan_id)
    connection.execute(delete(REMINDERS).where(REMINDERS.c.code.in_(codes)))  # codes are given again
    for table in (ITEMS, PLAN_VERSIONS):
        connection.execute(delete(table).where(table.c.plan_id == plan_id))
    connection.execute(delete(PLANS).where(PLANS.c.id == plan_id))
    forget_needless_files(connection)
    named = exists().where(ITEM_DEPARTMENTS.c.department_id == DEPARTMENTS.c.id)
    aliased = exists().where(DEPARTMENT_ALIASES.c.department_id == DEPARTMENTS.c.id)
    subscribed = exists().where(SUBSCRIBED_DEPARTMENTS.c.department_id == DEPARTMENTS.c.id)
    connection.execute(delete(DEPARTMENTS).where(~named, ~aliased, ~subscribed))


def forget_needless_files(connection: Connection) -> None:
    """Delete the files that no version was read from."""
    needed = exists().where(PLAN_VERSIONS.c.sha256 == PLAN_FILES.c.sha256)
    connection.execute(delete(PLAN_FILES).where(~needed))
