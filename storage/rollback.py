"""An earlier version as a plan that can be published again; its items keep their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.errors import DubanError
from storage.plan import ParsedPlan, PlanKind
from storage.plan_reading import read_items
from storage.publishing import Upload
from storage.tables import PLAN_FILES, PLAN_VERSIONS, PLANS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def find_version(connection: Connection, year: int, number: int) -> int:
    """Return the id of a version; an error that says so where there is none."""
    version = (
        select(PLAN_VERSIONS.c.id).join(PLANS).where(PLANS.c.year == year, PLAN_VERSIONS.c.number == number)
    )
    found = connection.execute(version).scalar()
    if found is None:
        raise DubanError(f"The plan {year} has no version {number}.")
    return int(found)


def read_version_plan(connection: Connection, year: int, number: int) -> ParsedPlan:
    """Read what a version said. Its items are `PlanItem`s: they are published under their own codes."""
    version_id = find_version(connection, year, number)
    said = select(PLAN_VERSIONS.c.title, PLAN_VERSIONS.c.kind).where(PLAN_VERSIONS.c.id == version_id)
    title, kind = connection.execute(said).one()
    return ParsedPlan(year, title, PlanKind(kind), read_items(connection, {version_id: year}))


def read_rollback(connection: Connection, year: int, number: int, now: datetime, by: int | None) -> Upload:
    """Make an upload of an earlier version, with the file that it was read from."""
    plan = read_version_plan(connection, year, number)
    of_version = PLAN_VERSIONS.c.id == find_version(connection, year, number)
    file = select(PLAN_VERSIONS.c.file_name, PLAN_FILES.c.content).join(PLAN_FILES).where(of_version)
    name, content = connection.execute(file).one()
    return Upload(plan, year, name, content, now, by=by, restores=number)
