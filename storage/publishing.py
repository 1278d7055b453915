"""Writing a plan version: all in the caller's transaction, in bulk, with the codes of the items that stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, select, tuple_, update

from storage.canonical import canonical_plan, says_the_same, storable
from storage.content_writing import insert_all, write_contents
from storage.deadlines import dated
from storage.errors import PlanConflictError, PlanFileError
from storage.identity import match_items, match_returned
from storage.placeholder import forget_plan, is_placeholder
from storage.plan import ParsedItem, PlanItem, PlanKind, Preview, Publication, Status
from storage.plan_reading import read_items
from storage.tables import (
    COUNTERS,
    ITEM_CONTENTS,
    ITEMS,
    PLAN_FILES,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from storage.plan import ParsedPlan

LONGEST_NAME = 200  # characters of a department's name: longer ones are no names, and no index takes them


@dataclass(frozen=True)
class Upload:
    """A plan for a year, the file that it was read from, and when it is published."""

    plan: ParsedPlan
    year: int
    file_name: str
    content: bytes
    at: datetime


@dataclass(frozen=True)
class _Current:
    """The version that is to be replaced; without a plan of the year, number 0."""

    plan_id: int
    number: int = 0
    title: str = ""
    kind: str = ""
    version_id: int = 0


@dataclass(frozen=True)
class _Coded:
    """An item and its code. `old` is what it said before; None for one that is new or comes back."""

    item: ParsedItem
    code: str
    old: PlanItem | None = None


def checked(plan: ParsedPlan, year: int | None, file_name: str, content: bytes, at: datetime) -> Upload:
    """Make a plan and its file ready to be stored, under `year` or its own; refuse what is no plan."""
    plan, year = checked_plan(plan, year)
    return Upload(plan, year, storable(file_name), content, at)


def checked_plan(plan: ParsedPlan, year: int | None) -> tuple[ParsedPlan, int]:
    """Make a plan ready to be stored, and say under which year."""
    year = plan.year if year is None else year
    if year is None:
        raise PlanFileError("The plan does not say which year it is for: name the year with --year.")
    if not 1900 <= year <= 2999:
        raise PlanFileError(f"{year} is no year of a plan: name the year with --year.")
    if not plan.items:
        raise PlanFileError("No item was found in the plan file, so nothing was stored.")
    plan = canonical_plan(plan)
    for name in (name for item in plan.items for name in item.departments):
        if len(name) > LONGEST_NAME:
            raise PlanFileError(f"The plan names a department with a very long name: “{name[:40]}…”.")
    if plan.year != year:
        plan = dated(plan, year)
    return plan, year


def write_plan(
    connection: Connection, upload: Upload, expected: int | None, placeholders: Collection[str] = ()
) -> Publication:
    """Publish a checked plan, or find that the current version says the same.

    `expected` is the version that the publisher has seen (0: none). A plan of a `placeholders` file that is
    its year's only version makes way.
    """
    _wait_for_others(connection)
    year, current = upload.year, _current(connection, upload.year)
    if expected is not None and expected != current.number:
        raise PlanConflictError(
            f"Someone else has published version {current.number} of the plan {year} meanwhile: "
            "look at it, then publish yours again."
        )
    old = read_items(connection, {current.version_id: year}) if current.number else ()
    if _is_unchanged(current, upload.plan, old):
        return Publication(year=year, version=current.number, items=len(old), unchanged=True)
    if current.number and is_placeholder(connection, current.plan_id, placeholders):
        forget_plan(connection, current.plan_id)
        return _write_version(connection, upload, _Current(plan_id=0), ())
    return _write_version(connection, upload, current, old)


def preview_plan(
    connection: Connection, plan: ParsedPlan, year: int, placeholders: Collection[str] = ()
) -> Preview:
    """Say what `write_plan` would do with a checked plan, and write nothing."""
    current = _current(connection, year)
    makes_way = bool(current.number) and is_placeholder(connection, current.plan_id, placeholders)
    old = read_items(connection, {current.version_id: year}) if current.number else ()
    if _is_unchanged(current, plan, old) or not current.number or makes_way:
        return Preview(year=year, seen=current.number, items=len(plan.items))
    return Preview(
        year=year,
        seen=current.number,
        items=len(plan.items),
        items_before=len(old),
        dropped=len(match_items(old, plan.items).dropped),
        becomes_outline=(current.kind, plan.kind) == (PlanKind.TABLE.value, PlanKind.OUTLINE),
    )


def raise_revision(connection: Connection) -> None:
    """Tell everyone who keeps something in mind that plans or names are no longer the same."""
    plans = COUNTERS.c.name == "plans"
    connection.execute(update(COUNTERS).where(plans).values(number=COUNTERS.c.number + 1))


def _wait_for_others(connection: Connection) -> None:
    """Publish one at a time. (SQLite has only one writer anyway, and knows no FOR UPDATE.)"""
    connection.execute(select(COUNTERS.c.number).where(COUNTERS.c.name == "plans").with_for_update())


def _current(connection: Connection, year: int) -> _Current:
    row = connection.execute(select(PLANS).where(PLANS.c.year == year)).one_or_none()
    if row is None:
        return _Current(plan_id=0)
    version = and_(PLAN_VERSIONS.c.plan_id == row.id, PLAN_VERSIONS.c.number == row.current_version)
    version_id = connection.execute(select(PLAN_VERSIONS.c.id).where(version)).scalar_one()
    return _Current(row.id, row.current_version, row.title, row.kind, version_id)


def _is_unchanged(current: _Current, plan: ParsedPlan, old: Sequence[PlanItem]) -> bool:
    return (
        (current.title, current.kind) == (plan.title, plan.kind.value)
        and len(old) == len(plan.items)
        and all(map(says_the_same, old, plan.items))
    )


def _write_version(
    connection: Connection, upload: Upload, current: _Current, old: Sequence[PlanItem]
) -> Publication:
    version = _write_heads(connection, upload, current)
    items = _give_codes(connection, version.plan_id, upload, old)
    _write_identities(connection, version, items)
    write_contents(
        connection, version.plan_id, version.version_id, [(entry.code, entry.item) for entry in items]
    )
    _mark_dropped(connection, version)
    raise_revision(connection)
    kept = [entry for entry in items if entry.old is not None]
    return Publication(
        year=upload.year,
        version=version.number,
        items=len(items),
        added=len(items) - len(kept),
        changed=sum(not says_the_same(entry.old, entry.item) for entry in kept if entry.old),
        dropped=len(old) - len(kept),
    )


def _write_heads(connection: Connection, upload: Upload, current: _Current) -> _Current:
    """Write the rows of the plan, its new version and the file; return them as what is current now."""
    head = {"title": upload.plan.title, "kind": upload.plan.kind.value}
    plan_id, number = current.plan_id, _next_number(connection, current.plan_id)
    if plan_id:
        changed = update(PLANS).where(PLANS.c.id == plan_id)
        connection.execute(changed.values(**head, current_version=number))
    else:
        plan_id = _insert(connection, PLANS, **head, year=upload.year, current_version=number)
    version_id = _insert(
        connection,
        PLAN_VERSIONS,
        **head,
        plan_id=plan_id,
        number=number,
        published_at=upload.at,
        file_name=upload.file_name,
        sha256=_write_file(connection, upload.content),
        item_count=len(upload.plan.items),
    )
    return _Current(plan_id, number, **head, version_id=version_id)


def _next_number(connection: Connection, plan_id: int) -> int:
    numbers = select(func.max(PLAN_VERSIONS.c.number)).where(PLAN_VERSIONS.c.plan_id == plan_id)
    return (connection.execute(numbers).scalar() or 0) + 1


def _insert(connection: Connection, table: Table, **values: object) -> int:
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    return int(key[0]) if key else 0


def _write_file(connection: Connection, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    known = select(PLAN_FILES.c.sha256).where(PLAN_FILES.c.sha256 == sha256)
    if connection.execute(known).first() is None:
        connection.execute(insert(PLAN_FILES).values(sha256=sha256, content=content))
    return sha256


def _give_codes(
    connection: Connection, plan_id: int, upload: Upload, old: Sequence[PlanItem]
) -> list[_Coded]:
    """Give each item the code of the old one that it is, of the dropped one that it was, or the next."""
    new, year = upload.plan.items, upload.year
    matching = match_items(old, new)
    known = {j: _Coded(new[j], old[i].code, old[i]) for i, j in matching.pairs}
    gone = _read_dropped(connection, plan_id, year) if matching.added else ()
    unknown = [new[j] for j in matching.added]
    for i, j in match_returned(gone, unknown).pairs:
        known[matching.added[j]] = _Coded(unknown[j], gone[i].code)
    highest = select(func.max(ITEMS.c.ordinal)).where(ITEMS.c.plan_id == plan_id)
    ordinals = count((connection.execute(highest).scalar() or 0) + 1)
    return [
        known[place] if place in known else _Coded(item, f"{year}-{next(ordinals)}")
        for place, item in enumerate(new)
    ]


def _read_dropped(connection: Connection, plan_id: int, year: int) -> tuple[PlanItem, ...]:
    """Read the items that the current version no longer has, each as it was last: in the version before."""
    of_plan = PLAN_VERSIONS.c.plan_id == plan_id
    last = (ITEMS.c.plan_id == plan_id, ITEMS.c.dropped_in_version == PLAN_VERSIONS.c.number + 1)
    pairs = select(ITEMS.c.dropped_in_version, PLAN_VERSIONS.c.id).where(of_plan, *last).distinct()
    found = [tuple(pair) for pair in connection.execute(pairs)]
    dropped = tuple_(ITEMS.c.dropped_in_version, ITEM_CONTENTS.c.version_id).in_(found)
    return read_items(connection, {version_id: year for _, version_id in found}, only=dropped)


def _write_identities(connection: Connection, version: _Current, items: Iterable[_Coded]) -> None:
    known = set(connection.execute(select(ITEMS.c.code).where(ITEMS.c.plan_id == version.plan_id)).scalars())
    rows = [
        {
            "plan_id": version.plan_id,
            "ordinal": int(entry.code.partition("-")[2]),
            "code": entry.code,
            "status": Status.OPEN.value,
            "created_in_version": version.number,
        }
        for entry in items
        if entry.code not in known
    ]
    insert_all(connection, ITEMS, rows)


def _mark_dropped(connection: Connection, version: _Current) -> None:
    """Mark the items that this version no longer has, and take the mark from those that it has again."""
    present = ITEMS.c.id.in_(
        select(ITEM_CONTENTS.c.item_id).where(ITEM_CONTENTS.c.version_id == version.version_id)
    )
    items = update(ITEMS).where(ITEMS.c.plan_id == version.plan_id)
    mark = ITEMS.c.dropped_in_version
    connection.execute(items.where(mark.is_(None), ~present).values(dropped_in_version=version.number))
    connection.execute(items.where(mark.is_not(None), present).values(dropped_in_version=None))
