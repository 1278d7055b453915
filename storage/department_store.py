"""Departments as admins manage them: names, aliases, and names that nobody has; one transaction a method."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from storage.canonical import canonical_name, fold
from storage.database import insert_into, reading, writing
from storage.department_writing import (
    check_one_name,
    checked_rename,
    department_id,
    drop_alias,
    is_in_plans,
    item_counts,
    limited_to,
    merge_departments,
    name_of,
    named_by_alias,
    put_alias,
    rename_department,
)
from storage.errors import DubanError, PlanConflictError
from storage.naming import NamedDepartment, Renaming, UnknownName
from storage.plan_reading import read_departments
from storage.publishing import raise_revision, read_revision
from storage.record_log import RecordLog
from storage.record_tables import UNKNOWN_NAMES
from storage.records import Deed
from storage.reminder_tables import IS_LIVE, SUBSCRIBED_DEPARTMENTS, SUBSCRIPTIONS
from storage.tables import DEPARTMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from storage.records import Author, Entry

MOST_UNKNOWN = 500
"""Names kept at most: of more, the one asked about least and longest ago makes way."""
LONGEST_UNKNOWN = 24
"""Characters; what is longer is no name but half a sentence."""


class DepartmentStore:
    """Keeps names; what is changed is noted in the log in the same transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def departments(self) -> tuple[NamedDepartment, ...]:
        """Return whom the current plans name, in their order, with aliases and counts."""
        with reading(self._engine) as connection:
            counts = item_counts(connection)
            rows = connection.execute(select(DEPARTMENTS.c.name, DEPARTMENTS.c.id))
            ids = {row.name: row.id for row in rows}
            return tuple(
                NamedDepartment(id=id_, name=each.name, aliases=each.aliases, items=counts[id_])
                for each in read_departments(connection)
                for id_ in (ids[each.name],)
            )

    # -- aliases --------------------------------------------------------------------------------------------

    def meant_by(self, alias: str) -> str | None:
        """Return the department that an alias names; None if it is no alias."""
        with reading(self._engine) as connection:
            return named_by_alias(connection, alias)

    def set_alias(self, alias: str, department: str, by: Author) -> None:
        """Let `alias` name `department` from now on, instead of what it named before."""
        with writing(self._engine) as connection:
            raise_revision(connection)
            check_one_name(alias)
            id_ = department_id(connection, department)
            if id_ is None:
                raise DubanError(f"No plan names a department “{department}”.")
            before = _let_name(connection, alias, id_)
            change = {"after": name_of(connection, id_)} | ({"before": before} if before else {})
            _note(connection, by, Deed.ALIAS_SET, canonical_name(alias), change)

    def remove_alias(self, alias: str, by: Author) -> bool:
        """Forget an alias; say whether there was one."""
        with writing(self._engine) as connection:
            before = drop_alias(connection, alias)
            if before is not None:
                raise_revision(connection)
                _note(connection, by, Deed.ALIAS_REMOVED, canonical_name(alias), {"before": before})
            return before is not None

    # -- renaming and merging -------------------------------------------------------------------------------

    def plan_rename(self, id_: int, name: str) -> Renaming:
        """Say what `carry_out` would do; what cannot be done is refused here already."""
        with reading(self._engine) as connection:
            return _renaming(connection, id_, checked_rename(connection, id_, name), None)

    def plan_merge(self, id_: int, into: int) -> Renaming:
        """Say what it would do to let one department be part of another."""
        if id_ == into:
            raise DubanError("A department cannot be merged with itself.")
        with reading(self._engine) as connection:
            return _renaming(connection, id_, name_of(connection, into), into)

    def carry_out(self, planned: Renaming, by: Author) -> None:
        """Rename or merge; PlanConflictError if plans or names have changed since it was planned."""
        with writing(self._engine) as connection:
            raise_revision(connection)
            if read_revision(connection) != planned.seen + 1:
                raise PlanConflictError("Plans or names have changed meanwhile: look again, then decide.")
            if planned.into is None:
                rename_department(connection, planned.id, planned.after)
            else:
                merge_departments(connection, planned.id, planned.into)
            deed = Deed.DEPARTMENT_RENAMED if planned.into is None else Deed.DEPARTMENTS_MERGED
            change = {"before": planned.before, "after": planned.after}
            _note(connection, by, deed, planned.after, change)

    def history(self, name: str) -> tuple[Entry, ...]:
        """Return how a department came by its name, the latest first."""
        deeds = (Deed.DEPARTMENT_RENAMED, Deed.DEPARTMENTS_MERGED)
        names, found = {name}, []
        for entry in RecordLog(self._engine).entries(1000, deeds=deeds):
            if entry.details.get("after") in names:
                names.add(str(entry.details.get("before")))
                found.append(entry)
        return tuple(found)

    # -- names that nobody has ------------------------------------------------------------------------------

    def note_unknown(self, names: Iterable[str], now: datetime) -> None:
        """Count names that were asked about and that no department has."""
        wanted = {fold(name): canonical_name(name) for name in names}
        wanted = {key: name for key, name in wanted.items() if 0 < len(name) <= LONGEST_UNKNOWN}
        if not wanted:
            return
        with writing(self._engine) as connection:
            for key, name in wanted.items():
                _count_unknown(connection, key, name, now)

    def unknown_names(self) -> tuple[UnknownName, ...]:
        """Return the names that nobody has and that no admin has set aside, the most asked about first."""
        order = (UNKNOWN_NAMES.c.times.desc(), UNKNOWN_NAMES.c.last_asked_at.desc(), UNKNOWN_NAMES.c.id)
        with reading(self._engine) as connection:
            named = ((each.name, *each.aliases) for each in read_departments(connection))
            known = set(map(fold, chain.from_iterable(named)))
            rows = connection.execute(select(UNKNOWN_NAMES).where(~UNKNOWN_NAMES.c.ignored).order_by(*order))
            return tuple(
                UnknownName(id=row.id, name=row.name, times=row.times, last_asked_at=row.last_asked_at)
                for row in rows
                if row.key not in known
            )

    def ignore(self, id_: int, by: Author) -> bool:
        """Set a name aside for good; say whether it is still there."""
        one = UNKNOWN_NAMES.c.id == id_
        with writing(self._engine) as connection:
            name = connection.execute(select(UNKNOWN_NAMES.c.name).where(one)).scalar()
            if name is None:
                return False
            connection.execute(update(UNKNOWN_NAMES).where(one).values(ignored=True))
            _note(connection, by, Deed.NAME_IGNORED, name, {})
            return True


def _let_name(connection: Connection, alias: str, id_: int) -> str | None:
    """Make a name an alias; a department of that name which only former versions have is taken in."""
    other = department_id(connection, alias)
    if other in (None, id_) or is_in_plans(connection, other):
        return put_alias(connection, alias, id_)
    assert other is not None
    merge_departments(connection, other, id_)
    return None


def _renaming(connection: Connection, id_: int, after: str, into: int | None) -> Renaming:
    before = name_of(connection, id_)
    live = select(func.count()).select_from(SUBSCRIBED_DEPARTMENTS).join(SUBSCRIPTIONS)
    live = live.where(IS_LIVE, SUBSCRIBED_DEPARTMENTS.c.department_id == id_)
    return Renaming(
        id=id_,
        before=before,
        after=after,
        into=into,
        items=item_counts(connection).get(id_, 0),
        subscriptions=connection.execute(live).scalar_one(),
        limits=limited_to(connection, before),
        seen=read_revision(connection),
    )


def _count_unknown(connection: Connection, key: str, name: str, now: datetime) -> None:
    row = {"key": key, "name": name, "times": 1, "last_asked_at": now, "ignored": False}
    again = {"times": UNKNOWN_NAMES.c.times + 1, "last_asked_at": now}
    asked = insert_into(connection, UNKNOWN_NAMES).values(**row)
    connection.execute(asked.on_conflict_do_update(index_elements=["key"], set_=again))
    others = select(UNKNOWN_NAMES.c.id).where(UNKNOWN_NAMES.c.key != key)
    order = (UNKNOWN_NAMES.c.ignored, UNKNOWN_NAMES.c.times, UNKNOWN_NAMES.c.last_asked_at)
    least = others.order_by(*(column.desc() for column in order)).offset(MOST_UNKNOWN - 1)
    connection.execute(delete(UNKNOWN_NAMES).where(UNKNOWN_NAMES.c.id.in_(least)))


def _note(connection: Connection, by: Author, deed: Deed, about: str, details: dict[str, str]) -> None:
    RecordLog.note(connection, by.who, deed, about, by.at, details)
