"""Publishing a large plan so that nobody has to wait for it: laid down in pieces, then made current at once.

On SQLite a transaction that writes keeps all other writers waiting, so the items of a large plan are written
in many short ones, under a version with a negative number, which no reader looks at; new items have negative
ordinals so long, so others who publish meanwhile do not count them. The last transaction gives version and
items their numbers and makes the plan current: before it everybody reads the old version, after it the new
one. What a sudden end leaves half written is swept away before the next large plan is published; a lease,
which its holder's end gives back, says that nobody is just writing it.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, delete, exists, select, update

from storage.content_writing import item_ids, name_departments, write_part
from storage.current_names import named_now, read_current_names, with_current_names
from storage.database import reading, writing
from storage.errors import PlanConflictError
from storage.lease import lease
from storage.placeholder import forget_needless_files, is_placeholder
from storage.plan_reading import read_dropped, read_items
from storage.publishing import (
    Current,
    check_expected,
    compare,
    current_of,
    give_codes,
    highest_ordinal,
    is_unchanged,
    make_current,
    mark_dropped,
    next_number,
    publication_of,
    raise_revision,
    record,
    wait_for_others,
    write_identities,
    write_plan,
    write_plan_row,
    write_version_row,
)
from storage.tables import (
    ITEM_CONTENTS,
    ITEM_DEPARTMENTS,
    ITEMS,
    OCCURRENCES,
    PLAN_FILES,
    PLAN_VERSIONS,
    PLANS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Engine

    from storage.comparison import Comparison
    from storage.plan import ParsedItem, Publication
    from storage.publishing import Upload

    Finish = Callable[[Connection, Publication], None]

PIECE = 40
"""Items that are written at once: some milliseconds."""
FEW = 1_000
"""So many are written in one transaction."""
BREATH = 0.015
"""Seconds between two pieces: who waits for the database gets it then."""
PATIENCE = 60.0
"""Seconds to wait while somebody else publishes a large plan."""
_CONTENTS = (OCCURRENCES, ITEM_DEPARTMENTS, ITEM_CONTENTS)
"""What a version says, those first that refer to others."""
_STAGED = -1
_VERSIONS = select(PLAN_VERSIONS.c.id).where(PLAN_VERSIONS.c.number > 0)
PUBLISHED: Mapping[str, ColumnElement[bool]] = {
    "plans": PLANS.c.current_version > 0,
    "plan_versions": PLAN_VERSIONS.c.number > 0,
    "plan_files": PLAN_FILES.c.sha256.in_(_VERSIONS.with_only_columns(PLAN_VERSIONS.c.sha256)),
    "items": ITEMS.c.ordinal > 0,
    **{table.name: table.c.version_id.in_(_VERSIONS) for table in _CONTENTS},
}
"""Which rows of a table belong to what was published: all others are staged."""


@dataclass(frozen=True)
class _Prepared:
    """What is to be written, and the version that it was compared with."""

    upload: Upload
    current: Current
    compared: Comparison


def publish(
    engine: Engine,
    read_upload: Callable[[Connection], Upload],
    expected: int | None,
    placeholders: Collection[str],
    finish: Finish,
) -> Publication:
    """Publish as `write_plan` does; `finish` is called in the transaction that makes the plan current."""
    with reading(engine) as connection:
        few = len(read_upload(connection).plan.items) <= FEW
    if few:
        return _publish_at_once(engine, read_upload, expected, placeholders, finish)
    with _alone(engine):
        sweep(engine)
        with reading(engine) as connection:
            prepared = _prepare(connection, read_upload(connection), expected, placeholders)
        if prepared is None:
            return _publish_at_once(engine, read_upload, expected, placeholders, finish)
        try:
            version_id = _stage(engine, prepared)
            with writing(engine) as connection:
                publication = _switch(connection, prepared, version_id)
                finish(connection, publication)
                return publication
        except PlanConflictError:
            sweep(engine)
            raise


def _publish_at_once(
    engine: Engine,
    read_upload: Callable[[Connection], Upload],
    expected: int | None,
    placeholders: Collection[str],
    finish: Finish,
) -> Publication:
    with writing(engine) as connection:
        publication = write_plan(connection, read_upload(connection), expected, placeholders)
        finish(connection, publication)
        return publication


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Wait until nobody else publishes a large plan, in this program or another."""
    mine, waited = lease(engine, "publishing"), 0.0
    while not mine.acquire():
        if waited >= PATIENCE:
            raise PlanConflictError("Someone else is publishing a plan just now: try again in a minute.")
        time.sleep(BREATH)
        waited += BREATH
    try:
        yield
    finally:
        mine.release()


def _prepare(
    connection: Connection, upload: Upload, expected: int | None, placeholders: Collection[str]
) -> _Prepared | None:
    """Compare; None where nothing is to be written in pieces."""
    upload = replace(upload, plan=with_current_names(connection, upload.plan))
    current = current_of(connection, upload.year)
    check_expected(current, upload.year, expected)
    if current.number and is_placeholder(connection, current.plan_id, placeholders):
        return None
    old = read_items(connection, {current.version_id: upload.year}) if current.number else ()
    if is_unchanged(current, upload.plan, old):
        return None
    gone = read_dropped(connection, current.plan_id, upload.year)
    return _Prepared(upload, current, compare(old, gone, upload.plan, upload.decisions))


def _stage(engine: Engine, prepared: _Prepared) -> int:
    """Write all that nobody looks at yet; return the version's id."""
    upload = prepared.upload
    coded = give_codes(upload, prepared.compared.codes, count(-1, -1))
    with writing(engine) as connection:
        wait_for_others(connection)
        current = current_of(connection, upload.year)
        check_expected(current, upload.year, prepared.current.number)
        plan_id = current.plan_id or write_plan_row(connection, upload)
        version_id = write_version_row(connection, upload, plan_id, _STAGED)
        number = next_number(connection, plan_id)
        ids = item_ids(connection, plan_id)
    seen, departments = None, dict[str, int]()
    for first in range(0, len(coded), PIECE):
        time.sleep(BREATH)
        with writing(engine) as connection:
            revision = wait_for_others(connection)
            if revision != seen:
                _check_still_staged(connection, prepared, version_id)
                coded, seen = _renamed(connection, coded), revision
                departments = name_departments(connection, [item for _, item in coded])
            part = coded[first : first + PIECE]
            new = [code for code, _ in part if code not in ids]
            write_identities(connection, plan_id, number, new)
            made = select(ITEMS.c.code, ITEMS.c.id).where(ITEMS.c.code.in_(new))
            ids |= {row.code: row.id for row in connection.execute(made)}
            write_part(connection, version_id, part, ids, departments, first=first + 1)
    return version_id


def _renamed(connection: Connection, coded: Sequence[tuple[str, ParsedItem]]) -> list[tuple[str, ParsedItem]]:
    """Call departments by the names they have now: somebody may have changed some meanwhile."""
    current = read_current_names(connection)
    return [(code, named_now(item, current)) for code, item in coded]


def _check_still_staged(connection: Connection, prepared: _Prepared, version_id: int) -> None:
    """Refuse to go on where another version has come, or all that was there has gone."""
    year = prepared.upload.year
    check_expected(current_of(connection, year), year, prepared.current.number)
    staged = select(PLAN_VERSIONS.c.id).where(PLAN_VERSIONS.c.id == version_id, PLAN_VERSIONS.c.number < 0)
    if connection.execute(staged).first() is None:
        raise PlanConflictError("Plans or names have changed meanwhile: look again, then decide.")


def _switch(connection: Connection, prepared: _Prepared, version_id: int) -> Publication:
    """Make a staged version current, unless another one has come meanwhile."""
    upload = prepared.upload
    wait_for_others(connection)
    _check_still_staged(connection, prepared, version_id)
    staged = PLAN_VERSIONS.c.id == version_id
    plan_id = connection.execute(select(PLAN_VERSIONS.c.plan_id).where(staged)).scalar_one()
    number = next_number(connection, plan_id)
    connection.execute(update(PLAN_VERSIONS).where(staged).values(number=number))
    _give_ordinals(connection, plan_id, upload.year)
    mark_dropped(connection, make_current(connection, upload, plan_id, number, version_id))
    raise_revision(connection)
    publication = publication_of(upload, number, prepared.compared)
    record(connection, upload, publication)
    return publication


def _give_ordinals(connection: Connection, plan_id: int, year: int) -> None:
    """Give the items that are new their codes, in their order, behind those that others have."""
    ordinal = highest_ordinal(connection, plan_id) - ITEMS.c.ordinal
    code = f"{year}-" + cast(ordinal, String)
    new = update(ITEMS).where(ITEMS.c.plan_id == plan_id, ITEMS.c.ordinal < 0)
    connection.execute(new.values(ordinal=ordinal, code=code))


def sweep(engine: Engine) -> None:
    """Delete what was staged and never made current. Whoever calls this holds the lease."""
    with reading(engine) as connection:
        left = select(PLAN_VERSIONS.c.id, PLAN_VERSIONS.c.plan_id, PLAN_VERSIONS.c.item_count)
        rows = connection.execute(left.where(PLAN_VERSIONS.c.number < 0)).all()
    for version_id, plan_id, items in rows:
        for last in range(PIECE, items + PIECE, PIECE):
            with writing(engine) as connection:
                for table in _CONTENTS:
                    piece = (table.c.version_id == version_id, table.c.position <= last)
                    connection.execute(delete(table).where(*piece))
        with writing(engine) as connection:
            wait_for_others(connection)
            said = exists().where(ITEM_CONTENTS.c.item_id == ITEMS.c.id)
            connection.execute(delete(ITEMS).where(ITEMS.c.plan_id == plan_id, ~said))
            connection.execute(delete(PLAN_VERSIONS).where(PLAN_VERSIONS.c.id == version_id))
            connection.execute(delete(PLANS).where(PLANS.c.id == plan_id, PLANS.c.current_version == 0))
            forget_needless_files(connection)
