"""The tables, as SQLModel classes; used only inside `storage`, which hands out nouns, never rows.

A publish writes a plan's whole content anew under the next version and then moves `plans.current_version`,
so what a version held never changes. An item's identity (`items`: its code, its status) outlives versions.
Rows of a version are keyed by (version, position): position is the item's place in that version, from 1.
"""

# SQLModel reads the annotations when the classes are made, so their types are imported at run time.
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect


CONTENT_KEY = ("item_contents.version_id", "item_contents.position")
_ONGOING = text("deadline_kind = 'ongoing'")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept and given back in UTC: SQLite forgets zones, so naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime needs its zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Row(SQLModel):
    """What all tables share: one metadata whose constraints have names, so that a migration can drop them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PlanRow(Row, table=True):
    """One year's plan, as of its current version."""

    __tablename__ = "plans"
    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(unique=True)
    title: str = Field(sa_type=Text)
    kind: str
    current_version: int


class PlanFileRow(Row, table=True):
    """A plan file itself; a file published twice is kept once."""

    __tablename__ = "plan_files"
    sha256: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class PlanVersionRow(Row, table=True):
    """One publish of a plan; `published_by` is a person, `restored_from` an earlier version's number."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plans.id")
    number: int
    title: str = Field(sa_type=Text)
    kind: str
    published_at: datetime = Field(sa_type=UtcDateTime)
    file_name: str = Field(sa_type=Text)
    sha256: str = Field(foreign_key="plan_files.sha256")
    item_count: int
    published_by: int | None = Field(default=None, sa_type=BigInteger)
    restored_from: int | None = None


class ItemRow(Row, table=True):
    """An item's identity: it stays when the wording, the place or the deadline changes, or the item goes.

    `ordinal` is never used again within its plan. The versions are numbers of the plan's versions.
    """

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("plan_id", "ordinal"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plans.id")
    ordinal: int
    code: str = Field(unique=True)
    status: str
    status_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_in_version: int
    dropped_in_version: int | None = None


class ItemContentRow(Row, table=True):
    """What one version says of an item. `search_text` is what topics are looked for in, folded."""

    __tablename__ = "item_contents"
    __table_args__: ClassVar[Any] = (
        Index("ix_item_contents_ongoing", "version_id", sqlite_where=_ONGOING, postgresql_where=_ONGOING),
    )
    version_id: int = Field(primary_key=True, foreign_key="plan_versions.id")
    position: int = Field(primary_key=True)
    item_id: int = Field(foreign_key="items.id", index=True)
    section: str = Field(sa_type=Text)
    work_point: str | None = Field(default=None, sa_type=Text)
    group: str | None = Field(default=None, sa_type=Text)
    measure: str = Field(sa_type=Text)
    deadline_text: str = Field(sa_type=Text)
    deadline_kind: str
    deadline_start: date | None = None
    source_line: int | None = None
    source_place: str | None = Field(default=None, sa_type=Text)
    doubts: list[str] = Field(sa_type=JSON)
    search_text: str = Field(sa_type=Text)


class OccurrenceRow(Row, table=True):
    """One day on which an item of a version falls due."""

    __tablename__ = "occurrences"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["version_id", "position"], CONTENT_KEY),
        Index(None, "version_id", "due"),
    )
    version_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    rank: int = Field(primary_key=True)
    due: date
    start: date | None = None
    label: str | None = Field(default=None, sa_type=Text)


class DepartmentRow(Row, table=True):
    """A department under the name first seen; names with the same key are the same department."""

    __tablename__ = "departments"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str


class DepartmentAliasRow(Row, table=True):
    """Another way to name a department; only confirmed ones count."""

    __tablename__ = "department_aliases"
    key: str = Field(primary_key=True)
    alias: str
    department_id: int = Field(foreign_key="departments.id", index=True)
    confirmed: bool


class ItemDepartmentRow(Row, table=True):
    """A department that a version names for an item, in the plan's order."""

    __tablename__ = "item_departments"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["version_id", "position"], CONTENT_KEY),
        Index(None, "department_id", "version_id"),
    )
    version_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    rank: int = Field(primary_key=True)
    department_id: int = Field(foreign_key="departments.id")
    assisting: bool


class CounterRow(Row, table=True):
    """A number that grows with every change of what it names; writers take its row as their lock."""

    __tablename__ = "counters"
    name: str = Field(primary_key=True)
    number: int


# For statements: rows are written in bulk and read as columns, never as objects.
PLANS = Row.metadata.tables["plans"]
PLAN_FILES = Row.metadata.tables["plan_files"]
PLAN_VERSIONS = Row.metadata.tables["plan_versions"]
ITEMS = Row.metadata.tables["items"]
ITEM_CONTENTS = Row.metadata.tables["item_contents"]
OCCURRENCES = Row.metadata.tables["occurrences"]
DEPARTMENTS = Row.metadata.tables["departments"]
DEPARTMENT_ALIASES = Row.metadata.tables["department_aliases"]
ITEM_DEPARTMENTS = Row.metadata.tables["item_departments"]
COUNTERS = Row.metadata.tables["counters"]
IS_CURRENT = and_(PLAN_VERSIONS.c.plan_id == PLANS.c.id, PLAN_VERSIONS.c.number == PLANS.c.current_version)
"""Joins each plan to its version in force."""
