"""Names of departments as they change: aliases, renaming, merging; all in the caller's transaction.

A department's id stays with it, so plan versions and subscriptions follow; a name that it had becomes an
alias, so questions and plans that use it are still understood. Limits of chats and people hold names and are
rewritten here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, insert, select, update

from storage.canonical import canonical_name, fold
from storage.chat_tables import CHATS, PEOPLE
from storage.errors import DubanError
from storage.publishing import LONGEST_NAME
from storage.record_tables import UNKNOWN_NAMES
from storage.reminder_tables import SUBSCRIBED_DEPARTMENTS
from storage.tables import (
    DEPARTMENT_ALIASES,
    DEPARTMENTS,
    IS_CURRENT,
    ITEM_DEPARTMENTS,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

NAMED_BY = {
    ITEM_DEPARTMENTS: ("version_id", "position"),
    SUBSCRIBED_DEPARTMENTS: ("subscription_id",),
}
"""Tables that name departments, each with the columns of what names a department once."""
SEPARATORS = re.compile(r"[、,，;；/／\n]")
LIMITED = (CHATS, PEOPLE)
"""Tables whose `departments` are lists of names."""


# -- aliases ------------------------------------------------------------------------------------------------


def checked_name(name: str) -> str:
    """Write a name as it is stored; refuse what is none."""
    name = canonical_name(name).strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise DubanError("An alias needs at least one character, and no more than a name has.")
    return name


def check_one_name(name: str) -> None:
    """Refuse what plans and questions would take for several names."""
    if SEPARATORS.search(name):
        raise DubanError(f"“{name}” are several names, not one.")


def department_id(connection: Connection, name: str) -> int | None:
    return connection.execute(select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.key == fold(name))).scalar()


def name_of(connection: Connection, id_: int) -> str:
    """Return a department's name; refuse one that is gone."""
    name = connection.execute(select(DEPARTMENTS.c.name).where(DEPARTMENTS.c.id == id_)).scalar()
    if name is None:
        raise DubanError("This department is no longer there.")
    return str(name)


def put_alias(connection: Connection, alias: str, id_: int) -> str | None:
    """Let `alias` name the department from now on; return which one it named before, if any."""
    name = checked_name(alias)
    if department_id(connection, name) is not None:
        raise DubanError(f"“{name}” is itself a department's name.")
    before = drop_alias(connection, name)
    row = {"key": fold(name), "alias": name, "department_id": id_, "confirmed": True}
    connection.execute(insert(DEPARTMENT_ALIASES).values(**row))
    connection.execute(delete(UNKNOWN_NAMES).where(UNKNOWN_NAMES.c.key == fold(name)))
    return before


def drop_alias(connection: Connection, alias: str) -> str | None:
    """Forget an alias; return which department it named, None if there was none."""
    before = named_by_alias(connection, alias)
    connection.execute(delete(DEPARTMENT_ALIASES).where(DEPARTMENT_ALIASES.c.key == fold(alias)))
    return before


def named_by_alias(connection: Connection, alias: str) -> str | None:
    """Return the department that an alias names."""
    named = select(DEPARTMENTS.c.name).join(DEPARTMENT_ALIASES)
    return connection.execute(named.where(DEPARTMENT_ALIASES.c.key == fold(alias))).scalar()


# -- renaming and merging -----------------------------------------------------------------------------------


def checked_rename(connection: Connection, id_: int, name: str) -> str:
    """Write the name as it would be stored; refuse one that is another's."""
    check_one_name(name)
    before, name = name_of(connection, id_), checked_name(name)
    if name == before:
        raise DubanError(f"“{name}” is called that already.")
    other = department_id(connection, name)
    if other not in (None, id_) and is_in_plans(connection, other):
        raise DubanError(f"“{name}” is a department already: merge the two instead.")
    aliased = named_by_alias(connection, name)
    if aliased not in (None, before):
        raise DubanError(f"“{name}” is an alias of “{aliased}”: remove that first.")
    return name


def rename_department(connection: Connection, id_: int, name: str) -> None:
    """Give a department another name; the one it had becomes an alias.

    A department of the new name that only former versions have is taken in.
    """
    before, name = name_of(connection, id_), checked_rename(connection, id_, name)
    other = department_id(connection, name)
    if other is not None and other != id_:
        merge_departments(connection, other, id_)
    drop_alias(connection, name)
    connection.execute(update(DEPARTMENTS).where(DEPARTMENTS.c.id == id_).values(key=fold(name), name=name))
    if fold(before) != fold(name):
        put_alias(connection, before, id_)
    rewrite_limits(connection, before, name)


def merge_departments(connection: Connection, id_: int, into: int) -> None:
    """Let what names a department, in plans of all versions and in subscriptions, name another; it is gone.

    Its name and its aliases become the other's.
    """
    before, after = name_of(connection, id_), name_of(connection, into)
    _lead_for(connection, id_, into)
    for table, columns in NAMED_BY.items():
        both = table.alias()
        same = and_(both.c.department_id == into, *(both.c[name] == table.c[name] for name in columns))
        gone = (table.c.department_id == id_, exists().where(same).correlate(table))
        connection.execute(delete(table).where(*gone))
    for table in (*NAMED_BY, DEPARTMENT_ALIASES):
        connection.execute(update(table).where(table.c.department_id == id_).values(department_id=into))
    connection.execute(delete(DEPARTMENTS).where(DEPARTMENTS.c.id == id_))
    put_alias(connection, before, into)
    rewrite_limits(connection, before, after)


def _lead_for(connection: Connection, id_: int, into: int) -> None:
    """Where one of the two answers for an item that the other helps with, the one that stays answers."""
    table, leading = ITEM_DEPARTMENTS, ITEM_DEPARTMENTS.alias()
    place = (leading.c.version_id == table.c.version_id, leading.c.position == table.c.position)
    leads = exists().where(leading.c.department_id == id_, ~leading.c.assisting, *place).correlate(table)
    helps = (table.c.department_id == into, table.c.assisting, leads)
    connection.execute(update(table).where(*helps).values(assisting=False))


def rewrite_limits(connection: Connection, before: str, after: str) -> None:
    """Write a name anew wherever a chat or a person is limited to it."""
    for table in LIMITED:
        for row_id, names in list(_limited_to(connection, table, before)):
            anew = list(dict.fromkeys(after if fold(name) == fold(before) else name for name in names))
            connection.execute(update(table).where(table.c.id == row_id).values(departments=anew))


def limited_to(connection: Connection, name: str) -> int:
    """Count the chats and people that are limited to a department."""
    return sum(len(list(_limited_to(connection, table, name))) for table in LIMITED)


def _limited_to(connection: Connection, table: Table, name: str) -> Iterator[tuple[int, list[str]]]:
    for row in connection.execute(select(table.c.id, table.c.departments)):
        if row.departments and any(fold(each) == fold(name) for each in row.departments):
            yield row.id, row.departments


# -- counting -----------------------------------------------------------------------------------------------


def item_counts(connection: Connection) -> dict[int, int]:
    """Count, for each department, the items of the current versions that name it."""
    counted = (
        select(ITEM_DEPARTMENTS.c.department_id, func.count())
        .join(PLAN_VERSIONS, PLAN_VERSIONS.c.id == ITEM_DEPARTMENTS.c.version_id)
        .join(PLANS, IS_CURRENT)
        .group_by(ITEM_DEPARTMENTS.c.department_id)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def is_in_plans(connection: Connection, id_: int | None) -> bool:
    """Whether a current version names the department."""
    return id_ in item_counts(connection)
