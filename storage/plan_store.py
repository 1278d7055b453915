"""What the office planned: published plans, asked by filter; one transaction for each method."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.canonical import storable
from storage.comparison import compare_versions
from storage.current_names import read_current_names
from storage.database import reading, writing
from storage.errors import DatabaseError
from storage.plan import ItemFilter, PlanVersion, Publication
from storage.plan_reading import (
    read_current,
    read_departments,
    read_items,
    read_plans,
    read_versions,
)
from storage.publishing import Upload, checked_plan, preview_plan, raise_revision, read_revision
from storage.rollback import find_version, read_rollback, read_version_plan
from storage.staging import publish
from storage.tables import ITEMS, PLAN_FILES, PLAN_VERSIONS, PLANS
from storage.upload_store import UploadStore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from storage.comparison import Decisions
    from storage.diff import PlanDiff
    from storage.plan import Department, ParsedPlan, PlanItem, PlanSummary, Preview, Status


class PlanStore:
    """Keeps every version of every plan; unless said otherwise, answers are of the current versions.

    `placeholders` are files, by their SHA-256, that only stand in for a plan: where one of them is all that
    a year has, another file takes its place as if it had never been there.
    """

    def __init__(self, engine: Engine, placeholders: Collection[str] = ()) -> None:
        self._engine = engine
        self.placeholders = frozenset(placeholders)

    def publish(  # noqa: PLR0913 - what a publish consists of, all by name
        self,
        plan: ParsedPlan,
        *,
        file_name: str,
        content: bytes,
        now: datetime,
        year: int | None = None,
        expected: int | None = None,
        decisions: Decisions | None = None,
        by: int | None = None,
    ) -> Publication:
        """Make `plan` its year's current version; all of it or nothing.

        `year` overrides the plan's own. A plan that says what the current version says changes nothing.
        `expected` is the version that the publisher has seen (0: none yet): if another one has come since,
        PlanConflictError. `decisions` are an admin's on which items are which, by place in `plan`, as the
        preview's doubtful ones are asked; `by` is that person.
        """
        plan, year = checked_plan(plan, year)
        upload = Upload(plan, year, storable(file_name), content, now, decisions or {}, by)
        return publish(self._engine, lambda _: upload, expected, self.placeholders, _nothing_more)

    def preview(
        self, plan: ParsedPlan, *, year: int | None = None, decisions: Decisions | None = None
    ) -> Preview:
        """Say what `publish` would do; nothing is written. Its `seen` is what `publish` may expect."""
        plan, year = checked_plan(plan, year)
        with reading(self._engine) as connection:
            return preview_plan(connection, plan, year, self.placeholders, decisions)

    def preview_rollback(self, year: int, version: int) -> Preview:
        """Say what `rollback` would do; nothing is written."""
        with reading(self._engine) as connection:
            return preview_plan(connection, read_version_plan(connection, year, version), year)

    def rollback(
        self, year: int, version: int, *, now: datetime, expected: int | None = None, by: int | None = None
    ) -> Publication:
        """Publish what an earlier version says as the next one: the same codes, today's statuses."""

        def read(connection: Connection) -> Upload:
            return read_rollback(connection, year, version, now, by)

        return publish(self._engine, read, expected, self.placeholders, _nothing_more)

    def changes_since(self, year: int, version: int) -> PlanDiff:
        """Say what has become of an earlier version's items in the current one."""
        with reading(self._engine) as connection:
            before, after = (
                read_items(connection, {find_version(connection, year, number): year})
                for number in (version, _current_number(connection, year))
            )
            later = select(ITEMS.c.code).join(PLANS).where(PLANS.c.year == year)
            fresh = connection.execute(later.where(ITEMS.c.created_in_version > version)).scalars()
            return compare_versions(before, after, set(fresh)).diff

    @property
    def uploads(self) -> UploadStore:
        """The plans that wait for an admin's decision."""
        return UploadStore(self._engine, self.placeholders)

    def revision(self) -> int:
        """Return a number that differs after every change of plans, aliases or an item's status."""
        with reading(self._engine) as connection:
            return read_revision(connection)

    def plans(self) -> tuple[PlanSummary, ...]:
        """Return what is loaded, by year."""
        with reading(self._engine) as connection:
            return read_plans(connection)

    def departments(self) -> tuple[Department, ...]:
        """Return whom the plans name, in the order in which they first do, with confirmed aliases."""
        with reading(self._engine) as connection:
            return read_departments(connection)

    def current_names(self) -> Mapping[str, str]:
        """Return the departments' names by their aliases and former names, folded."""
        with reading(self._engine) as connection:
            return read_current_names(connection)

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
            return read_items(connection, {find_version(connection, year, version): year})

    def file_of(self, year: int, version: int) -> bytes:
        """Return the file that a version was read from, byte for byte."""
        with reading(self._engine) as connection:
            version_id = find_version(connection, year, version)
            file = select(PLAN_FILES).join(PLAN_VERSIONS).where(PLAN_VERSIONS.c.id == version_id)
            row = connection.execute(file).one()
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            raise DatabaseError(
                f"The file of the plan {year}, version {version}, is damaged in the database."
            )
        return bytes(row.content)

    def set_status(self, code: str, status: Status, now: datetime) -> bool:
        """Set an item's status, which stays over reloads; say whether the plan has such an item."""
        current = (ITEMS.c.code == code, ITEMS.c.dropped_in_version.is_(None))
        with writing(self._engine) as connection:
            values = {"status": status.value, "status_at": now}
            found = bool(connection.execute(update(ITEMS).where(*current).values(**values)).rowcount)
            if found:
                raise_revision(connection)
            return found


def _current_number(connection: Connection, year: int) -> int:
    found = connection.execute(select(PLANS.c.current_version).where(PLANS.c.year == year)).scalar()
    return 0 if found is None else int(found)


def _nothing_more(_connection: Connection, _publication: Publication) -> None:
    """Do nothing besides."""
