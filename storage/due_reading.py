"""Which items fall due when, and whom that concerns: read by index, so that the rest costs nothing."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import func, literal_column, select

from storage.batches import batched
from storage.plan_reading import current_versions, read_items
from storage.reminder_tables import IS_LIVE, SUBSCRIBED_DEPARTMENTS, SUBSCRIPTIONS
from storage.reminding import Concerned
from storage.subscription_rows import read_by_ids
from storage.tables import (
    ITEM_CONTENTS,
    ITEM_DEPARTMENTS,
    ITEMS,
    OCCURRENCES,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.plan import Period, PlanItem
    from storage.subscription import Subscription

    Place = tuple[int, int]  # version id, position

_FEW = 100  # so many places are read at once: of more, the reader would read the whole version


def read_concerned(
    connection: Connection, periods: Sequence[Period], years: Collection[int], slot_id: int
) -> Concerned:
    """Read what falls due in periods, year-round items of years, and the slot's subscriptions concerned."""
    versions = current_versions(connection)
    places = _places(connection, versions, periods, years)
    named = _departments_of(connection, places)
    wanted = {id_ for ids in named.values() for id_ in ids}
    told, everyone = _told_in(connection, slot_id, wanted) if places else ({}, set())
    concerned = sorted(place for place in places if everyone or named[place] & told.keys())
    ids = everyone.union(*told.values())
    return Concerned(
        read_places(connection, versions, concerned),
        read_by_ids(connection, ids, IS_LIVE, SUBSCRIPTIONS.c.suspended_at.is_(None)),
        first_imports(connection) if ids else {},
    )


def read_concerning(
    connection: Connection, periods: Sequence[Period], years: Collection[int], subscription: Subscription
) -> Concerned:
    """Read the same for one subscription."""
    versions = current_versions(connection)
    places = sorted(_places(connection, versions, periods, years))
    items = read_places(connection, versions, places)
    mine = tuple(item for item in items if subscription.concerns(item))
    return Concerned(mine, (subscription,), first_imports(connection))


def first_imports(connection: Connection) -> dict[int, datetime]:
    """Say when the first plan of each year came."""
    first = func.min(PLAN_VERSIONS.c.published_at)
    published = select(PLANS.c.year, first).join(PLAN_VERSIONS).where(PLAN_VERSIONS.c.number > 0)
    rows = connection.execute(published.group_by(PLANS.c.year))
    return {year: at for year, at in rows}  # noqa: C416 - rows are no pairs to mypy


def read_places(
    connection: Connection, versions: Mapping[int, int], places: Iterable[Place]
) -> tuple[PlanItem, ...]:
    """Read the items at some places, given in order, of versions given as version id -> year."""
    items: list[PlanItem] = []
    for version, group in groupby(places, key=lambda place: place[0]):
        positions = [position for _, position in group]
        for some in batched(positions, _FEW):
            few = ITEM_CONTENTS.c.position.in_(some)
            items += read_items(connection, {version: versions[version]}, only=few)
    return tuple(items)


def read_by_code(
    connection: Connection, codes: Iterable[str], versions: Mapping[int, int] | None = None
) -> dict[str, PlanItem]:
    """Read what versions (version id -> year), else the current ones, say of the items of some codes."""
    versions, wanted = current_versions(connection) if versions is None else versions, sorted(set(codes))
    places: list[Place] = []
    content = select(ITEM_CONTENTS.c.version_id, ITEM_CONTENTS.c.position)
    for some in batched(wanted, _FEW):
        few = ITEMS.c.code.in_(some)
        of_items = content.join(ITEMS, ITEMS.c.id == ITEM_CONTENTS.c.item_id).where(few)
        places += [(version, position) for version, position in connection.execute(of_items)]
    theirs = sorted(place for place in places if place[0] in versions)
    return {item.code: item for item in read_places(connection, versions, theirs)}


def _places(
    connection: Connection,
    versions: Mapping[int, int],
    periods: Sequence[Period],
    years: Collection[int],
) -> set[Place]:
    places: set[Place] = set()
    due = select(OCCURRENCES.c.version_id, OCCURRENCES.c.position)
    for version in versions:
        for period in periods:
            within = OCCURRENCES.c.due.between(period.first, period.last)
            rows = connection.execute(due.where(OCCURRENCES.c.version_id == version, within))
            places.update((row.version_id, row.position) for row in rows)
    ongoing = ITEM_CONTENTS.c.deadline_kind == literal_column("'ongoing'")
    content = select(ITEM_CONTENTS.c.version_id, ITEM_CONTENTS.c.position)
    for version in (version for version, year in versions.items() if year in years):
        rows = connection.execute(content.where(ITEM_CONTENTS.c.version_id == version, ongoing))
        places.update((row.version_id, row.position) for row in rows)
    return places


def _departments_of(connection: Connection, places: Collection[Place]) -> defaultdict[Place, set[int]]:
    named: defaultdict[Place, set[int]] = defaultdict(set)
    part = ITEM_DEPARTMENTS
    columns = select(part.c.version_id, part.c.position, part.c.department_id)
    for version, group in groupby(sorted(places), key=lambda place: place[0]):
        positions = [position for _, position in group]
        for some in batched(positions, _FEW):
            few = part.c.position.in_(some)
            for _, position, id_ in connection.execute(columns.where(part.c.version_id == version, few)):
                named[version, position].add(id_)
    return named


def _told_in(
    connection: Connection, slot_id: int, departments: Collection[int]
) -> tuple[dict[int, set[int]], set[int]]:
    """Return a slot's subscriptions by department, and those to all departments."""
    wished, wanted = SUBSCRIBED_DEPARTMENTS, sorted(departments)
    told: defaultdict[int, set[int]] = defaultdict(set)
    of_slot = select(wished.c.department_id, wished.c.subscription_id).where(wished.c.slot_id == slot_id)
    for some in batched(wanted, _FEW):
        few = wished.c.department_id.in_(some)
        for department, id_ in connection.execute(of_slot.where(few)):
            told[department].add(id_)
    everyone = connection.execute(of_slot.where(wished.c.department_id.is_(None)))
    return told, {row.subscription_id for row in everyone}
