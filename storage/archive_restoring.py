"""Restoring a backup: made whole in a database aside, brought up to date there, and put in place at once."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count, islice
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, DateTime, LargeBinary, MetaData, delete, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from storage.archive import AT_ONCE, FORMAT, archived_tables, write_archive
from storage.backup import keep_copy
from storage.database import is_postgresql, make_engine, migrate, reading, writing
from storage.errors import ArchiveError
from storage.migrations import HISTORY, REVISIONS, History
from storage.record_log import RecordLog
from storage.record_tables import RECORDS
from storage.records import Deed
from storage.sqlite import file_of
from storage.tables import COUNTERS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table

    from storage.records import Author

LONGEST_HEADER = 10_000
DAMAGE = (EOFError, ValueError, LookupError, TypeError, OverflowError, SQLAlchemyError)
"""What a file that has been cut or changed leads to."""


@dataclass(frozen=True)
class Restored:
    """What was restored: a backup of when, how many rows; `copy` keeps what was there before."""

    made_at: datetime
    rows: int
    copy: Path | None


def restore(engine: Engine, file: Path, by: Author, keep_in: Path) -> Restored:
    """Put a backup in the place of all that the database holds; all of it or nothing.

    What was there is kept: beside an SQLite file, else as a backup in the folder `keep_in`. The log goes on:
    records that the backup has and the database has not are added to it.
    """
    with TemporaryDirectory(prefix="duban-") as folder:
        aside = make_engine(f"sqlite:///{folder}/restored.db")
        try:
            made_at, rows = _load(aside, file)
            migrate(aside)
            with reading(aside) as source, writing(engine) as target:
                copy = _replace(source, target, engine, by, keep_in)
                RecordLog.note(target, by.who, Deed.RESTORED, file.name, by.at, {"rows": rows})
        finally:
            aside.dispose()
    return Restored(made_at, rows, copy)


# -- the file -----------------------------------------------------------------------------------------------


def _load(aside: Engine, file: Path) -> tuple[datetime, int]:
    """Fill an empty database with what a backup holds; return when it was made, and how many rows it has."""
    with closing(_lines(file)) as lines:
        first = next(lines, b"")
        revision, made_at = _read_header(first, file)
        migrate(aside, History(HISTORY.folder, REVISIONS[: REVISIONS.index(revision) + 1]))
        tables = MetaData()
        tables.reflect(aside)
        with _damage_said(file), writing(aside) as connection:
            connection.execute(delete(tables.tables[COUNTERS.name]))  # the only rows of a new database
            return made_at, _load_rows(connection, tables, first, lines)


def _lines(file: Path) -> Generator[bytes, None, None]:
    try:
        with gzip.open(file, "rb") as packed:
            yield packed.readline(LONGEST_HEADER)
            yield from packed
    except gzip.BadGzipFile as error:
        if "gzipped" not in str(error):  # begins like none at all
            raise _damaged(file) from error
    except (zlib.error, EOFError) as error:
        raise _damaged(file) from error
    except OSError as error:
        raise ArchiveError(f"The file {file} cannot be read: {error.strerror}.") from error


def _read_header(line: bytes, file: Path) -> tuple[str, datetime]:
    try:
        header = json.loads(line)
        form, revision, made_at = header["format"], header["revision"], header["made_at"]
        if header["duban"] != "backup":
            raise LookupError(header["duban"])
        moment = datetime.fromisoformat(made_at)
    except DAMAGE as error:
        raise ArchiveError(f"The file {file.name} is no backup of Duban.") from error
    if form != FORMAT or revision not in REVISIONS:
        raise ArchiveError(f"The backup {file.name} was made by a newer Duban: install that one first.")
    return revision, moment


@contextmanager
def _damage_said(file: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        raise _damaged(file) from error


def _damaged(file: Path) -> ArchiveError:
    return ArchiveError(f"The backup {file.name} is damaged: nothing was restored.")


def _load_rows(connection: Connection, tables: MetaData, first: bytes, lines: Iterator[bytes]) -> int:
    """Load what comes after the header; the last line says what must have come before it."""
    digest, rows = hashlib.sha256(first), 0
    table: Table | None = None
    columns: list[str] = []
    waiting: list[dict[str, Any]] = []
    for line in lines:
        value = json.loads(line)
        if isinstance(value, dict) or len(waiting) == AT_ONCE:
            if table is not None and waiting:
                connection.execute(insert(table), waiting)
            waiting = []
        if isinstance(value, list):
            waiting.append(_row(table, columns, value))
            rows += 1
        elif "table" in value:
            table, columns = tables.tables[value["table"]], value["columns"]
        elif (value["rows"], value["sha256"]) == (rows, digest.hexdigest()) and next(lines, None) is None:
            return rows
        digest.update(line)
    raise EOFError


def _row(table: Table | None, columns: Sequence[str], values: Sequence[object]) -> dict[str, Any]:
    if table is None:
        raise LookupError
    named = zip(columns, values, strict=True)
    return {name: _decoded(table.columns[name].type, value) for name, value in named}


def _decoded(kind: object, value: Any) -> object:  # noqa: ANN401 - any JSON
    """Read a value as its column has it; times have no zone in the database aside."""
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


# -- the database -------------------------------------------------------------------------------------------


def _replace(
    source: Connection, target: Connection, engine: Engine, by: Author, keep_in: Path
) -> Path | None:
    """Empty the target and fill it from the source, after keeping a copy; return where that is."""
    _keep_others_out(target)
    copy = _keep(target, engine, by.at, keep_in)
    numbers = dict(_counters(target))
    tables = [table for table in archived_tables() if table is not RECORDS]
    for table in reversed(tables):
        target.execute(delete(table))
    for table in tables:
        _fill(source, target, table)
    _add_records(source, target)
    for name, number in _counters(target):
        # Whoever keeps something in mind sees by the number that it has changed.
        anew = max(number, numbers.get(name, 0)) + 1
        target.execute(update(COUNTERS).where(COUNTERS.c.name == name).values(number=anew))
    return copy


def _keep_others_out(target: Connection) -> None:
    """Let nobody write meanwhile; on SQLite nobody can anyway."""
    if is_postgresql(target):
        names = ", ".join(table.name for table in archived_tables())
        target.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def _keep(target: Connection, engine: Engine, now: datetime, keep_in: Path) -> Path | None:
    if is_postgresql(target):
        names = (keep_in / f"duban.backup-before-restore-{number}" for number in count(1))
        copy = next(name for name in names if not name.exists())
        write_archive(engine, copy, now)
        return copy
    file = file_of(target)
    return keep_copy(file, "before-restore") if file else None


def _counters(connection: Connection) -> Iterable[tuple[str, int]]:
    return [(row.name, row.number) for row in connection.execute(select(COUNTERS))]


def _fill(source: Connection, target: Connection, table: Table) -> None:
    rows = iter(source.execute(select(table).execution_options(yield_per=AT_ONCE)).mappings())
    while some := [dict(row) for row in islice(rows, AT_ONCE)]:
        target.execute(insert(table), some)
    number = table.autoincrement_column
    if number is not None and is_postgresql(target):
        highest = select(func.max(number)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        target.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _add_records(source: Connection, target: Connection) -> None:
    """Add to the log what it does not have; nothing in it is ever changed or lost."""
    columns = [column for column in RECORDS.columns if not column.primary_key]
    known = {_key(row) for row in target.execute(select(*columns)).mappings()}
    found = source.execute(select(*columns).order_by(RECORDS.c.id)).mappings()
    missing = [dict(row) for row in found if _key(row) not in known]
    if missing:
        target.execute(insert(RECORDS), missing)


def _key(row: Any) -> str:  # noqa: ANN401 - a row of the log
    return json.dumps([str(row[name]) if name == "at" else row[name] for name in sorted(row)], sort_keys=True)
