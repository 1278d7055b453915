"""From rows to nouns: what the current versions, or an older one, say. A few statements for many items."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, func, select, true, tuple_

from storage.canonical import fold
from storage.plan import (
    Deadline,
    DeadlineKind,
    Department,
    ItemFilter,
    Occurrence,
    PlanItem,
    PlanKind,
    PlanSummary,
    PlanVersion,
    Source,
    Status,
)
from storage.tables import (
    DEPARTMENT_ALIASES,
    DEPARTMENTS,
    IS_CURRENT,
    ITEM_CONTENTS,
    ITEM_DEPARTMENTS,
    ITEMS,
    OCCURRENCES,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    from sqlalchemy import Connection, Row, Table

    Place = tuple[int, int]  # version id, position
    Found = Row[*tuple[Any, ...]]  # a row of `read_items`: version id and position first

_KINDS = {kind.value: kind for kind in DeadlineKind}
_STATUSES = {status.value: status for status in Status}
_FEW = 100  # so many places are named one by one; of more items, the whole version is read
_EVERYTHING = ItemFilter()
_ALL = true()


def read_current(connection: Connection, wanted: ItemFilter = _EVERYTHING) -> tuple[PlanItem, ...]:
    """Read what the current versions hold of `wanted`: by year, then in plan order."""
    return read_items(connection, current_versions(connection, wanted.years), wanted)


def current_versions(connection: Connection, years: Collection[int] = ()) -> dict[int, int]:
    """Return the years of the current versions, by version id: of all plans, or those of some years."""
    statement = select(PLAN_VERSIONS.c.id, PLANS.c.year).join(PLANS, IS_CURRENT)
    if years:
        statement = statement.where(PLANS.c.year.in_(years))
    return {row.id: row.year for row in connection.execute(statement)}


def read_items(
    connection: Connection,
    years: Mapping[int, int],
    wanted: ItemFilter = _EVERYTHING,
    only: ColumnElement[bool] = _ALL,
) -> tuple[PlanItem, ...]:
    """Read the items of some versions, given as version id -> year, each in plan order."""
    if not years:
        return ()
    rows = connection.execute(
        select(
            ITEM_CONTENTS.c.version_id,
            ITEM_CONTENTS.c.position,
            ITEMS.c.code,
            ITEMS.c.status,
            ITEM_CONTENTS.c.section,
            ITEM_CONTENTS.c.work_point,
            ITEM_CONTENTS.c.group,
            ITEM_CONTENTS.c.measure,
            ITEM_CONTENTS.c.deadline_text,
            ITEM_CONTENTS.c.deadline_kind,
            ITEM_CONTENTS.c.deadline_start,
            ITEM_CONTENTS.c.source_line,
            ITEM_CONTENTS.c.source_place,
            ITEM_CONTENTS.c.doubts,
        )
        .join(ITEMS, ITEMS.c.id == ITEM_CONTENTS.c.item_id)
        .where(ITEM_CONTENTS.c.version_id.in_(years), *_conditions(wanted, years), only)
        .order_by(ITEM_CONTENTS.c.version_id, ITEM_CONTENTS.c.position)
    ).all()
    named = _departments_of(connection, years, rows)
    due = _occurrences_of(connection, years, rows)
    items = [_item(row, years[row[0]], named[row[0], row[1]], due[row[0], row[1]]) for row in rows]
    return tuple(sorted(items, key=lambda item: item.year))


def read_dropped(connection: Connection, plan_id: int, year: int) -> tuple[PlanItem, ...]:
    """Read the items that the current version no longer has, each as it was last: in the version before."""
    of_plan = PLAN_VERSIONS.c.plan_id == plan_id
    last = (ITEMS.c.plan_id == plan_id, ITEMS.c.dropped_in_version == PLAN_VERSIONS.c.number + 1)
    pairs = select(ITEMS.c.dropped_in_version, PLAN_VERSIONS.c.id).where(of_plan, *last).distinct()
    found = [tuple(pair) for pair in connection.execute(pairs)]
    dropped = tuple_(ITEMS.c.dropped_in_version, ITEM_CONTENTS.c.version_id).in_(found)
    return read_items(connection, {version_id: year for _, version_id in found}, only=dropped)


def read_plans(connection: Connection) -> tuple[PlanSummary, ...]:
    dated = exists().where(OCCURRENCES.c.version_id == PLAN_VERSIONS.c.id)
    rows = connection.execute(
        select(
            PLANS.c.year,
            PLANS.c.title,
            PLANS.c.kind,
            PLAN_VERSIONS.c.number,
            PLAN_VERSIONS.c.item_count,
            dated,
        )
        .join(PLANS, IS_CURRENT)
        .order_by(PLANS.c.year)
    )
    return tuple(
        PlanSummary(year, title, PlanKind(kind), number, items, bool(is_dated))
        for year, title, kind, number, items, is_dated in rows
    )


def read_versions(connection: Connection, year: int) -> tuple[PlanVersion, ...]:
    """Read a year's versions, oldest first; none where the year has no plan."""
    rows = connection.execute(
        select(PLAN_VERSIONS)
        .join(PLANS)
        .where(PLANS.c.year == year, PLAN_VERSIONS.c.number > 0)
        .order_by(PLAN_VERSIONS.c.number)
    )
    return tuple(
        PlanVersion(
            number=row.number,
            published_at=row.published_at,
            file_name=row.file_name,
            sha256=row.sha256,
            items=row.item_count,
            published_by=row.published_by,
            restored_from=row.restored_from,
        )
        for row in rows
    )


def read_departments(connection: Connection) -> tuple[Department, ...]:
    """Read who stands in the current versions, in the order in which the plans first name them."""
    firsts = (
        select(
            ITEM_DEPARTMENTS.c.department_id,
            PLANS.c.year,
            # Position and rank in one number, as in reading order; no item names a thousand departments.
            func.min(ITEM_DEPARTMENTS.c.position * 1000 + ITEM_DEPARTMENTS.c.rank).label("place"),
        )
        .join(PLAN_VERSIONS, PLAN_VERSIONS.c.id == ITEM_DEPARTMENTS.c.version_id)
        .join(PLANS, IS_CURRENT)
        .group_by(ITEM_DEPARTMENTS.c.department_id, PLANS.c.year)
        .subquery()
    )
    rows = connection.execute(
        select(DEPARTMENTS.c.id, DEPARTMENTS.c.name)
        .join(firsts, firsts.c.department_id == DEPARTMENTS.c.id)
        .order_by(firsts.c.year, firsts.c.place)
    )
    names = {row.id: row.name for row in rows}  # a dict keeps the first place of a repeated department
    aliases = _aliases(connection)
    return tuple(Department(name, tuple(aliases[key])) for key, name in names.items())


def _aliases(connection: Connection) -> defaultdict[int, list[str]]:
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    statement = select(DEPARTMENT_ALIASES.c.department_id, DEPARTMENT_ALIASES.c.alias)
    confirmed = statement.where(DEPARTMENT_ALIASES.c.confirmed).order_by(DEPARTMENT_ALIASES.c.key)
    for department, alias in connection.execute(confirmed):
        aliases[department].append(alias)
    return aliases


def _conditions(wanted: ItemFilter, versions: Iterable[int]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        ITEM_CONTENTS.c.search_text.contains(fold(topic), autoescape=True) for topic in wanted.topics
    ]
    if wanted.codes:
        conditions.append(ITEMS.c.code.in_(wanted.codes))
    if wanted.departments:
        keys = [fold(name) for name in wanted.departments]
        ids = select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.key.in_(keys))
        conditions.append(_has(ITEM_DEPARTMENTS, versions, ITEM_DEPARTMENTS.c.department_id.in_(ids)))
    if wanted.period:
        first, last = wanted.period.first, wanted.period.last
        after = [OCCURRENCES.c.due >= first] if first else []
        before = [OCCURRENCES.c.due <= last] if last else []
        conditions.append(_has(OCCURRENCES, versions, *after, *before))
    return conditions


def _has(part: Table, versions: Iterable[int], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    places = select(part.c.version_id, part.c.position).where(part.c.version_id.in_(versions), *conditions)
    return tuple_(ITEM_CONTENTS.c.version_id, ITEM_CONTENTS.c.position).in_(places)


def _within(part: Table, versions: Iterable[int], rows: Sequence[Found]) -> ColumnElement[bool]:
    """Restrict `part` to the items read; to a little more where that is quicker."""
    inside = part.c.version_id.in_(versions)
    return and_(inside, part.c.position.in_([row[1] for row in rows])) if len(rows) <= _FEW else inside


def _departments_of(
    connection: Connection, versions: Iterable[int], rows: Sequence[Found]
) -> defaultdict[Place, list[tuple[str, bool]]]:
    named: defaultdict[Place, list[tuple[str, bool]]] = defaultdict(list)
    part = ITEM_DEPARTMENTS
    statement = select(part.c.version_id, part.c.position, DEPARTMENTS.c.name, part.c.assisting)
    statement = statement.join(DEPARTMENTS).where(_within(part, versions, rows))
    order = (part.c.version_id, part.c.position, part.c.rank)
    for version, position, name, assisting in connection.execute(statement.order_by(*order)):
        named[version, position].append((name, assisting))
    return named


def _occurrences_of(
    connection: Connection, versions: Iterable[int], rows: Sequence[Found]
) -> defaultdict[Place, list[Occurrence]]:
    due: defaultdict[Place, list[Occurrence]] = defaultdict(list)
    part = OCCURRENCES
    statement = select(part.c.version_id, part.c.position, part.c.due, part.c.start, part.c.label)
    order = (part.c.version_id, part.c.position, part.c.rank)
    for version, position, day, start, label in connection.execute(
        statement.where(_within(part, versions, rows)).order_by(*order)
    ):
        due[version, position].append(Occurrence(day, start, label))
    return due


def _item(row: Found, year: int, named: list[tuple[str, bool]], due: list[Occurrence]) -> PlanItem:
    _, _, code, status, section, work_point, group, measure, text, kind, start, line, place, doubts = row
    return PlanItem(
        code=code,
        year=year,
        status=_STATUSES[status],
        section=section,
        work_point=work_point,
        group=group,
        measure=measure,
        departments=tuple([name for name, _ in named]),
        assisting=tuple([name for name, assisting in named if assisting]),
        deadline_text=text,
        deadline=Deadline(_KINDS[kind], start, tuple(due)),
        source=Source(line, place),
        doubts=tuple(doubts),
    )
