"""What the office planned: published plans, asked by filter; one transaction for each method."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from storage.canonical import canonical_name, fold
from storage.database import reading, writing
from storage.errors import DatabaseError, DubanError
from storage.plan import ItemFilter, PlanVersion, Publication
from storage.plan_reading import (
    read_current,
    read_departments,
    read_items,
    read_plans,
    read_versions,
)
from storage.publishing import LONGEST_NAME, checked, checked_plan, preview_plan, raise_revision, write_plan
from storage.tables import COUNTERS, DEPARTMENT_ALIASES, DEPARTMENTS, ITEMS, PLAN_FILES, PLAN_VERSIONS, PLANS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from storage.plan import Department, ParsedPlan, PlanItem, PlanSummary, Preview, Status

__all__ = ["PlanStore", "PlanVersion", "Publication"]


class PlanStore:
    """Keeps every version of every plan; unless said otherwise, answers are of the current versions.

    `placeholders` are files, by their SHA-256, that only stand in for a plan: where one of them is all that
    a year has, another file takes its place as if it had never been there.
    """

    def __init__(self, engine: Engine, placeholders: Collection[str] = ()) -> None:
        self._engine = engine
        self._placeholders = frozenset(placeholders)

    def publish(  # noqa: PLR0913 - what a publish consists of, all by name
        self,
        plan: ParsedPlan,
        *,
        file_name: str,
        content: bytes,
        now: datetime,
        year: int | None = None,
        expected: int | None = None,
    ) -> Publication:
        """Make `plan` its year's current version; all of it or nothing.

        `year` overrides the plan's own. A plan that says what the current version says changes nothing.
        `expected` is the version that the publisher has seen (0: none yet): if another one has come since,
        PlanConflictError.
        """
        upload = checked(plan, year, file_name, content, now)
        with writing(self._engine) as connection:
            return write_plan(connection, upload, expected, self._placeholders)

    def preview(self, plan: ParsedPlan, *, year: int | None = None) -> Preview:
        """Say what `publish` would do; nothing is written. Its `seen` is what `publish` may expect."""
        plan, year = checked_plan(plan, year)
        with reading(self._engine) as connection:
            return preview_plan(connection, plan, year, self._placeholders)

    def revision(self) -> int:
        """Return a number that differs after every change of plans or aliases (not of a status)."""
        with reading(self._engine) as connection:
            counter = select(COUNTERS.c.number).where(COUNTERS.c.name == "plans")
            return int(connection.execute(counter).scalar_one())

    def plans(self) -> tuple[PlanSummary, ...]:
        """Return what is loaded, by year."""
        with reading(self._engine) as connection:
            return read_plans(connection)

    def departments(self) -> tuple[Department, ...]:
        """Return whom the plans name, in the order in which they first do, with confirmed aliases."""
        with reading(self._engine) as connection:
            return read_departments(connection)

    def find(self, wanted: ItemFilter) -> tuple[PlanItem, ...]:
        """Return the items wanted, by year, then in plan order. A department that is none finds nothing."""
        with reading(self._engine) as connection:
            return read_current(connection, wanted)

    def item(self, code: str) -> PlanItem | None:
        """Return the item of this code, unless there is none or the plan no longer has it."""
        return next(iter(self.find(ItemFilter(codes=(code,)))), None)

    def versions(self, year: int) -> tuple[PlanVersion, ...]:
        """Return a year's versions, oldest first."""
        with reading(self._engine) as connection:
            return read_versions(connection, year)

    def items_of(self, year: int, version: int) -> tuple[PlanItem, ...]:
        """Return what a version says, also a former one; statuses are today's."""
        with reading(self._engine) as connection:
            return read_items(connection, {_version_id(connection, year, version): year})

    def file_of(self, year: int, version: int) -> bytes:
        """Return the file that a version was read from, byte for byte."""
        with reading(self._engine) as connection:
            version_id = _version_id(connection, year, version)
            file = select(PLAN_FILES).join(PLAN_VERSIONS).where(PLAN_VERSIONS.c.id == version_id)
            row = connection.execute(file).one()
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            raise DatabaseError(
                f"The file of the plan {year}, version {version}, is damaged in the database."
            )
        return bytes(row.content)

    def add_alias(self, alias: str, department: str) -> None:
        """Let `alias` name `department` from now on, instead of what it named before."""
        key, name = fold(alias), canonical_name(alias)
        if not 0 < len(name) <= LONGEST_NAME:
            raise DubanError("An alias needs at least one character, and no more than a name has.")
        with writing(self._engine) as connection:
            department_id = _department_id(connection, department)
            if department_id is None:
                raise DubanError(f"No plan names a department “{department}”.")
            if _department_id(connection, name) is not None:
                raise DubanError(f"“{name}” is itself a department's name.")
            connection.execute(delete(DEPARTMENT_ALIASES).where(DEPARTMENT_ALIASES.c.key == key))
            row = {"key": key, "alias": name, "department_id": department_id, "confirmed": True}
            connection.execute(insert(DEPARTMENT_ALIASES).values(**row))
            raise_revision(connection)

    def remove_alias(self, alias: str) -> bool:
        """Forget an alias; say whether there was one."""
        with writing(self._engine) as connection:
            gone = connection.execute(
                delete(DEPARTMENT_ALIASES).where(DEPARTMENT_ALIASES.c.key == fold(alias))
            )
            if gone.rowcount:
                raise_revision(connection)
            return bool(gone.rowcount)

    def set_status(self, code: str, status: Status, now: datetime) -> bool:
        """Set an item's status, which stays over reloads; say whether the plan has such an item."""
        current = (ITEMS.c.code == code, ITEMS.c.dropped_in_version.is_(None))
        with writing(self._engine) as connection:
            values = {"status": status.value, "status_at": now}
            return bool(connection.execute(update(ITEMS).where(*current).values(**values)).rowcount)


def _version_id(connection: Connection, year: int, number: int) -> int:
    version = (
        select(PLAN_VERSIONS.c.id).join(PLANS).where(PLANS.c.year == year, PLAN_VERSIONS.c.number == number)
    )
    found = connection.execute(version).scalar()
    if found is None:
        raise DubanError(f"The plan {year} has no version {number}.")
    return int(found)


def _department_id(connection: Connection, name: str) -> int | None:
    return connection.execute(select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.key == fold(name))).scalar()
