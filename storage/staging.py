"""Publishing a large plan so that nobody has to wait for it: laid down in pieces, then made current at once.

On SQLite a transaction that writes keeps all other writers waiting, so the items of a large plan are written
in many short ones, under a version with a negative number, which no reader looks at. The last transaction
gives it its number and makes it current: before it everybody reads the old version, after it the new one.
What a sudden end leaves half written is swept away before the next large plan is published; a lease, which
its holder's end gives back, says that nobody is just writing it.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update

from storage.content_writing import item_ids, name_departments, write_part
from storage.current_names import with_current_names
from storage.database import reading, writing
from storage.errors import PlanConflictError
from storage.lease import lease
from storage.placeholder import is_placeholder
from storage.plan_reading import read_dropped, read_items
from storage.publishing import (
    Current,
    check_expected,
    compare,
    current_of,
    give_codes,
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
from storage.tables import ITEM_CONTENTS, ITEM_DEPARTMENTS, ITEMS, OCCURRENCES, PLAN_VERSIONS, PLANS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sqlalchemy import Connection, Engine

    from storage.comparison import Comparison
    from storage.plan import Publication
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
_STAGED = -1


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
        version_id = _stage(engine, prepared)
        try:
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
    upload, codes = prepared.upload, prepared.compared.codes
    with writing(engine) as connection:
        plan_id = prepared.current.plan_id or write_plan_row(connection, upload)
        version_id = write_version_row(connection, upload, plan_id, _STAGED)
        departments = name_departments(connection, upload.plan.items)
    with reading(engine) as connection:
        number = next_number(connection, plan_id)
        ids = item_ids(connection, plan_id)
        coded = give_codes(connection, plan_id, upload, codes)
    for first in range(0, len(coded), PIECE):
        time.sleep(BREATH)
        part = coded[first : first + PIECE]
        with writing(engine) as connection:
            new = [code for code, _ in part if code not in ids]
            write_identities(connection, plan_id, number, new)
            made = select(ITEMS.c.code, ITEMS.c.id).where(ITEMS.c.code.in_(new))
            ids |= {row.code: row.id for row in connection.execute(made)}
            write_part(connection, version_id, part, ids, departments, first=first + 1)
    return version_id


def _switch(connection: Connection, prepared: _Prepared, version_id: int) -> Publication:
    """Make a staged version current, unless another one has come meanwhile."""
    upload = prepared.upload
    wait_for_others(connection)
    current = current_of(connection, upload.year)
    check_expected(current, upload.year, prepared.current.number)
    staged = PLAN_VERSIONS.c.id == version_id
    plan_id = connection.execute(select(PLAN_VERSIONS.c.plan_id).where(staged)).scalar_one()
    number = next_number(connection, plan_id)
    connection.execute(update(PLAN_VERSIONS).where(staged).values(number=number))
    mark_dropped(connection, make_current(connection, upload, plan_id, number, version_id))
    raise_revision(connection)
    publication = publication_of(upload, number, prepared.compared)
    record(connection, upload, publication)
    return publication


def sweep(engine: Engine) -> None:
    """Delete what was staged and never made current. Whoever calls this holds the lease."""
    with reading(engine) as connection:
        left = select(PLAN_VERSIONS.c.id, PLAN_VERSIONS.c.plan_id, PLAN_VERSIONS.c.item_count)
        rows = connection.execute(left.where(PLAN_VERSIONS.c.number < 0)).all()
    for version_id, plan_id, items in rows:
        for last in range(PIECE, items + PIECE, PIECE):
            with writing(engine) as connection:
                for table in (OCCURRENCES, ITEM_DEPARTMENTS, ITEM_CONTENTS):
                    piece = (table.c.version_id == version_id, table.c.position <= last)
                    connection.execute(delete(table).where(*piece))
        with writing(engine) as connection:
            said = exists().where(ITEM_CONTENTS.c.item_id == ITEMS.c.id)
            connection.execute(delete(ITEMS).where(ITEMS.c.plan_id == plan_id, ~said))
            connection.execute(delete(PLAN_VERSIONS).where(PLAN_VERSIONS.c.id == version_id))
            connection.execute(delete(PLANS).where(PLANS.c.id == plan_id, PLANS.c.current_version == 0))
