"""Writing what a version says: the rows of all its items, in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from storage.canonical import fold, search_text
from storage.tables import DEPARTMENTS, ITEM_CONTENTS, ITEM_DEPARTMENTS, ITEMS, OCCURRENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from storage.plan import ParsedItem


def write_contents(
    connection: Connection, plan_id: int, version_id: int, items: Sequence[tuple[str, ParsedItem]]
) -> None:
    """Write the items of a version, each with its code, in plan order; who they name is made known."""
    departments = name_departments(connection, [item for _, item in items])
    write_part(connection, version_id, items, item_ids(connection, plan_id), departments)


def write_part(  # noqa: PLR0913 - what a part consists of
    connection: Connection,
    version_id: int,
    items: Sequence[tuple[str, ParsedItem]],
    ids: Mapping[str, int],
    departments: Mapping[str, int],
    *,
    first: int = 1,
) -> None:
    """Write items of a version that stand side by side from the position `first` on."""
    places = [({"version_id": version_id, "position": n}, *entry) for n, entry in enumerate(items, first)]
    contents = [{**at, "item_id": ids[code], **_content(item)} for at, code, item in places]
    named = [{**at, **row} for at, _, item in places for row in _named(item, departments)]
    due = [{**at, **row} for at, _, item in places for row in _due(item)]
    insert_all(connection, ITEM_CONTENTS, contents)
    insert_all(connection, ITEM_DEPARTMENTS, named)
    insert_all(connection, OCCURRENCES, due)


def item_ids(connection: Connection, plan_id: int) -> dict[str, int]:
    """Return the ids of a plan's items, those of all versions, by code."""
    codes = select(ITEMS.c.code, ITEMS.c.id).where(ITEMS.c.plan_id == plan_id)
    return {row.code: row.id for row in connection.execute(codes)}


def name_departments(connection: Connection, items: Iterable[ParsedItem]) -> dict[str, int]:
    """Return the id of each department by the key of its name, making those that are new."""
    names: dict[str, str] = {}
    for name in (name for item in items for name in item.departments):
        names.setdefault(fold(name), name)
    keys = select(DEPARTMENTS.c.key, DEPARTMENTS.c.id)
    known = {row.key: row.id for row in connection.execute(keys)}
    rows = [{"key": key, "name": name} for key, name in names.items() if key not in known]
    insert_all(connection, DEPARTMENTS, rows)
    return {row.key: row.id for row in connection.execute(keys)} if rows else known


def _content(item: ParsedItem) -> dict[str, object]:
    return {
        "section": item.section,
        "work_point": item.work_point,
        "group": item.group,
        "measure": item.measure,
        "deadline_text": item.deadline_text,
        "deadline_kind": item.deadline.kind.value,
        "deadline_start": item.deadline.start,
        "source_line": item.source.line,
        "source_place": item.source.place,
        "doubts": list(item.doubts),
        "search_text": search_text(item),
    }


def _named(item: ParsedItem, ids: Mapping[str, int]) -> Iterable[dict[str, object]]:
    for rank, name in enumerate(item.departments):
        yield {"rank": rank, "department_id": ids[fold(name)], "assisting": name in item.assisting}


def _due(item: ParsedItem) -> Iterable[dict[str, object]]:
    for rank, occurrence in enumerate(item.deadline.occurrences):
        yield {"rank": rank, "due": occurrence.due, "start": occurrence.start, "label": occurrence.label}


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert all rows at once; none is fine too."""
    if rows:
        connection.execute(insert(table), rows)
