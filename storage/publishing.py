"""Writing a plan version: all in the caller's transaction, in bulk, with the codes of the items that stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, select, update

from storage.canonical import canonical_plan, says_the_same
from storage.comparison import compare_plans, compare_versions
from storage.content_writing import insert_all, item_ids, write_contents
from storage.current_names import with_current_names
from storage.deadlines import dated
from storage.errors import PlanConflictError, PlanFileError
from storage.placeholder import forget_plan, is_placeholder
from storage.plan import PlanItem, PlanKind, Preview, Publication, Status
from storage.plan_reading import read_dropped, read_items
from storage.record_log import RecordLog
from storage.records import Deed
from storage.tables import (
    COUNTERS,
    ITEM_CONTENTS,
    ITEMS,
    PLAN_FILES,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from storage.comparison import Comparison, Decisions
    from storage.plan import ParsedItem, ParsedPlan

LONGEST_NAME = 200  # characters of a department's name: longer ones are no names, and no index takes them


@dataclass(frozen=True)
class Upload:
    """A checked plan, the file that it was read from, when it is published, and what an admin decided.

    `by` is the person who publishes, `restores` the earlier version that the plan's items are of.
    """

    plan: ParsedPlan
    year: int
    file_name: str
    content: bytes
    at: datetime
    decisions: Decisions = field(default_factory=dict)
    by: int | None = None
    restores: int | None = None


@dataclass(frozen=True)
class Current:
    """The version that is to be replaced; without a plan of the year, number 0."""

    plan_id: int
    number: int = 0
    title: str = ""
    kind: str = ""
    version_id: int = 0


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
    wait_for_others(connection)
    upload = replace(upload, plan=with_current_names(connection, upload.plan))
    current = current_of(connection, upload.year)
    check_expected(current, upload.year, expected)
    old = read_items(connection, {current.version_id: upload.year}) if current.number else ()
    if is_unchanged(current, upload.plan, old):
        return Publication(year=upload.year, version=current.number, items=len(old), unchanged=True)
    if current.number and is_placeholder(connection, current.plan_id, placeholders):
        forget_plan(connection, current.plan_id)
        current, old = Current(plan_id=0), ()
    publication = _write_version(connection, upload, current, old)
    record(connection, upload, publication)
    return publication


def check_expected(current: Current, year: int, expected: int | None) -> None:
    """Refuse what was compared with another version than the current one."""
    if expected is not None and expected != current.number:
        raise PlanConflictError(
            f"Someone else has published version {current.number} of the plan {year} meanwhile: "
            "look at it, then publish yours again."
        )


def record(connection: Connection, upload: Upload, publication: Publication) -> None:
    deed = Deed.PLAN_PUBLISHED if upload.restores is None else Deed.PLAN_ROLLED_BACK
    about = f"{publication.year} v{publication.version} · {upload.file_name}"
    changes = f"+{publication.added} ~{publication.changed} −{publication.dropped}"
    who = "terminal" if upload.by is None else upload.by
    RecordLog.note(connection, who, deed, about, upload.at, {"changes": changes})


def preview_plan(
    connection: Connection,
    plan: ParsedPlan,
    year: int,
    placeholders: Collection[str] = (),
    decisions: Decisions | None = None,
) -> Preview:
    """Say what `write_plan` would do with a checked plan, and write nothing."""
    plan = with_current_names(connection, plan)
    current = current_of(connection, year)
    makes_way = bool(current.number) and is_placeholder(connection, current.plan_id, placeholders)
    if not current.number or makes_way:
        return Preview(year=year, seen=current.number, items=len(plan.items))
    old = read_items(connection, {current.version_id: year})
    gone = read_dropped(connection, current.plan_id, year)
    diff = compare(old, gone, plan, decisions or {}).diff
    return Preview(
        year=year,
        seen=current.number,
        items=len(plan.items),
        items_before=len(old),
        dropped=len(diff.dropped),
        becomes_outline=(current.kind, plan.kind) == (PlanKind.TABLE.value, PlanKind.OUTLINE),
        unchanged=is_unchanged(current, plan, old),
        diff=diff,
    )


def raise_revision(connection: Connection) -> None:
    """Tell everyone who keeps something in mind that plans or names are no longer the same."""
    plans = COUNTERS.c.name == "plans"
    connection.execute(update(COUNTERS).where(plans).values(number=COUNTERS.c.number + 1))


def read_revision(connection: Connection, *, lock: bool = False) -> int:
    """Return the number that `raise_revision` raises; with `lock` nobody else does so meanwhile."""
    number = select(COUNTERS.c.number).where(COUNTERS.c.name == "plans")
    return int(connection.execute(number.with_for_update() if lock else number).scalar_one())


def wait_for_others(connection: Connection) -> int:
    """Publish one at a time; return the revision. (SQLite has one writer anyway, and knows no FOR UPDATE.)"""
    return read_revision(connection, lock=True)


def current_of(connection: Connection, year: int) -> Current:
    row = connection.execute(select(PLANS).where(PLANS.c.year == year)).one_or_none()
    if row is None or not row.current_version:
        return Current(plan_id=row.id if row else 0)
    version = and_(PLAN_VERSIONS.c.plan_id == row.id, PLAN_VERSIONS.c.number == row.current_version)
    version_id = connection.execute(select(PLAN_VERSIONS.c.id).where(version)).scalar_one()
    return Current(row.id, row.current_version, row.title, row.kind, version_id)


def is_unchanged(current: Current, plan: ParsedPlan, old: Sequence[PlanItem]) -> bool:
    return (
        (current.title, current.kind) == (plan.title, plan.kind.value)
        and all(item.code == before.code for item, before in zip(_published(plan), old, strict=False))
        and len(old) == len(plan.items)
        and all(map(says_the_same, old, plan.items))
    )


def compare(
    old: Sequence[PlanItem],
    gone: Sequence[PlanItem],
    plan: ParsedPlan,
    decisions: Decisions,
) -> Comparison:
    if restored := _published(plan):
        return compare_versions(old, restored)
    return compare_plans(old, gone, plan.items, decisions)


def _published(plan: ParsedPlan) -> tuple[PlanItem, ...]:
    """Return the items if they are those of an earlier version, which keep their codes."""
    items = tuple(item for item in plan.items if isinstance(item, PlanItem))
    return items if len(items) == len(plan.items) else ()


def _write_version(
    connection: Connection, upload: Upload, current: Current, old: Sequence[PlanItem]
) -> Publication:
    gone = read_dropped(connection, current.plan_id, upload.year)
    compared = compare(old, gone, upload.plan, upload.decisions)
    version = _write_heads(connection, upload, current)
    ordinals = count(highest_ordinal(connection, version.plan_id) + 1)
    coded = give_codes(upload, compared.codes, ordinals)
    known = item_ids(connection, version.plan_id)
    write_identities(
        connection, version.plan_id, version.number, [code for code, _ in coded if code not in known]
    )
    write_contents(connection, version.plan_id, version.version_id, coded)
    mark_dropped(connection, version)
    raise_revision(connection)
    return publication_of(upload, version.number, compared)


def publication_of(upload: Upload, number: int, compared: Comparison) -> Publication:
    return Publication(
        year=upload.year,
        version=number,
        items=len(compared.codes),
        added=len(compared.diff.added),
        changed=len(compared.diff.changed),
        dropped=len(compared.diff.dropped),
    )


def _write_heads(connection: Connection, upload: Upload, current: Current) -> Current:
    """Write the rows of the plan, its new version and the file; return them as what is current now."""
    plan_id = current.plan_id or write_plan_row(connection, upload)
    number = next_number(connection, plan_id)
    version_id = write_version_row(connection, upload, plan_id, number)
    return make_current(connection, upload, plan_id, number, version_id)


def write_plan_row(connection: Connection, upload: Upload) -> int:
    """Write a year's plan that has no version yet: nobody sees it."""
    head = {"title": upload.plan.title, "kind": upload.plan.kind.value}
    return insert_one(connection, PLANS, **head, year=upload.year, current_version=0)


def write_version_row(connection: Connection, upload: Upload, plan_id: int, number: int) -> int:
    return insert_one(
        connection,
        PLAN_VERSIONS,
        title=upload.plan.title,
        kind=upload.plan.kind.value,
        plan_id=plan_id,
        number=number,
        published_at=upload.at,
        file_name=upload.file_name,
        sha256=write_file(connection, upload.content),
        item_count=len(upload.plan.items),
        published_by=upload.by,
        restored_from=upload.restores,
    )


def make_current(
    connection: Connection, upload: Upload, plan_id: int, number: int, version_id: int
) -> Current:
    """Let a version that is written be the one that everybody reads."""
    head = {"title": upload.plan.title, "kind": upload.plan.kind.value}
    own = update(PLANS).where(PLANS.c.id == plan_id)
    connection.execute(own.values(**head, current_version=number))
    return Current(plan_id, number, **head, version_id=version_id)


def next_number(connection: Connection, plan_id: int) -> int:
    numbers = select(func.max(PLAN_VERSIONS.c.number)).where(PLAN_VERSIONS.c.plan_id == plan_id)
    return max(0, connection.execute(numbers).scalar() or 0) + 1


def insert_one(connection: Connection, table: Table, **values: object) -> int:
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    return int(key[0]) if key else 0


def write_file(connection: Connection, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    known = select(PLAN_FILES.c.sha256).where(PLAN_FILES.c.sha256 == sha256)
    if connection.execute(known).first() is None:
        connection.execute(insert(PLAN_FILES).values(sha256=sha256, content=content))
    return sha256


def highest_ordinal(connection: Connection, plan_id: int) -> int:
    """Return the number that was given last; those of items that are just being staged do not count."""
    highest = select(func.max(ITEMS.c.ordinal)).where(ITEMS.c.plan_id == plan_id, ITEMS.c.ordinal > 0)
    return connection.execute(highest).scalar() or 0


def give_codes(
    upload: Upload, codes: Iterable[str | None], ordinals: Iterator[int]
) -> list[tuple[str, ParsedItem]]:
    """Pair each item with its code; those that have none yet get the next ones."""
    return [
        (code or f"{upload.year}-{next(ordinals)}", item)
        for code, item in zip(codes, upload.plan.items, strict=True)
    ]


def write_identities(connection: Connection, plan_id: int, number: int, codes: Iterable[str]) -> None:
    """Write the identities of items that have none yet, created in the version of this number."""
    rows = [
        {
            "plan_id": plan_id,
            "ordinal": int(code.partition("-")[2]),
            "code": code,
            "status": Status.OPEN.value,
            "created_in_version": number,
        }
        for code in codes
    ]
    insert_all(connection, ITEMS, rows)


def mark_dropped(connection: Connection, version: Current) -> None:
    """Mark the items that this version no longer has, and take the mark from those that it has again."""
    present = ITEMS.c.id.in_(
        select(ITEM_CONTENTS.c.item_id).where(ITEM_CONTENTS.c.version_id == version.version_id)
    )
    items = update(ITEMS).where(ITEMS.c.plan_id == version.plan_id, ITEMS.c.ordinal > 0)
    mark = ITEMS.c.dropped_in_version
    connection.execute(items.where(mark.is_(None), ~present).values(dropped_in_version=version.number))
    connection.execute(items.where(mark.is_not(None), present).values(dropped_in_version=None))
