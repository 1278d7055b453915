"""A plan with the names that its departments have now, whatever its file still calls them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from storage.canonical import fold
from storage.tables import DEPARTMENT_ALIASES, DEPARTMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from storage.plan import ParsedItem, ParsedPlan


def with_current_names(connection: Connection, plan: ParsedPlan) -> ParsedPlan:
    """Call departments by the names they have now, where a plan uses an alias or a former name."""
    current = read_current_names(connection)
    return replace(plan, items=tuple(named_now(item, current) for item in plan.items)) if current else plan


def read_current_names(connection: Connection) -> dict[str, str]:
    """Return the departments' names by what else means them, folded.

    A name that is a department's own means that one, whatever else it is an alias of.
    """
    own = exists().where(DEPARTMENTS.c.key == DEPARTMENT_ALIASES.c.key).correlate(DEPARTMENT_ALIASES)
    named = select(DEPARTMENT_ALIASES.c.key, DEPARTMENTS.c.name).join_from(DEPARTMENT_ALIASES, DEPARTMENTS)
    found = connection.execute(named.where(DEPARTMENT_ALIASES.c.confirmed, ~own))
    return {row.key: row.name for row in found}


def named_now(item: ParsedItem, current: Mapping[str, str]) -> ParsedItem:
    """Rename in one item. Who answers for it under any of its names does not only help."""
    if not any(fold(name) in current for name in item.departments):
        return item
    names = {name: current.get(fold(name), name) for name in item.departments}
    leading = {names[name] for name in item.responsible}
    departments = tuple(dict.fromkeys(names.values()))
    helping = {names[name] for name in item.assisting} - leading
    return replace(
        item, departments=departments, assisting=tuple(name for name in departments if name in helping)
    )
