"""Backups: all that the database holds as of one moment, in one file that either kind of database takes.

The file is JSON lines, packed: a header, then each table with its rows, then how many rows there were and
the SHA-256 of all lines before. What the messenger has sent and waits to be handled is left out: it belongs
to the moment. So is a plan that is just being written, or was when its writer ended: nobody has seen it yet.
Settings, and so secrets, are not in the database at all.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, true

from storage.database import reading
from storage.errors import ArchiveError
from storage.migrations import REVISIONS
from storage.schema import METADATA
from storage.staging import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table

FORMAT = 1
LEFT_OUT = frozenset({"inbox"})
AT_ONCE = 500
"""Rows held in memory."""


@dataclass(frozen=True)
class Archived:
    """A backup that was written: how many rows, how many bytes."""

    rows: int
    size: int


def archived_tables() -> list[Table]:
    """Return the tables that a backup holds, those first that others refer to."""
    return [table for table in METADATA.sorted_tables if table.name not in LEFT_OUT]


def write_archive(engine: Engine, file: Path, now: datetime) -> Archived:
    """Write a backup of one moment, whatever others write meanwhile; only who runs this may read it.

    The file gets its name when it is whole. One that is there already is not replaced.
    """
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.unfinished")
    try:
        with _written(unfinished) as out, reading(engine) as connection:
            rows = _write(out, connection, now)
        _name(unfinished, file)
    except OSError as error:
        raise ArchiveError(f"The file {file} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Archived(rows, file.stat().st_size)


@contextmanager
def _written(file: Path) -> Iterator[gzip.GzipFile]:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:  # noqa: PTH123
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6) as out:
            yield out
        raw.flush()
        os.fsync(raw.fileno())


def _name(unfinished: Path, file: Path) -> None:
    try:
        file.hardlink_to(unfinished)
    except FileExistsError:
        raise ArchiveError(f"The file {file} is there already: name another one.") from None
    except OSError:  # a file system without hard links
        if file.exists():
            raise ArchiveError(f"The file {file} is there already: name another one.") from None
        unfinished.rename(file)


def _write(out: gzip.GzipFile, connection: Connection, now: datetime) -> int:
    digest, rows = hashlib.sha256(), 0

    def put(value: object) -> None:
        line = json.dumps(value, default=_encoded, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        out.write(line)

    made_at = now.astimezone(UTC).isoformat()
    put({"duban": "backup", "format": FORMAT, "revision": REVISIONS[-1], "made_at": made_at})
    for table in archived_tables():
        put({"table": table.name, "columns": table.columns.keys()})
        wanted = select(table).where(PUBLISHED.get(table.name, true())).order_by(*table.primary_key)
        for row in connection.execute(wanted.execution_options(yield_per=AT_ONCE)):
            put(list(row))
            rows += 1
    put({"rows": rows, "sha256": digest.hexdigest()})
    return rows


def _encoded(value: object) -> str:
    """Write what JSON has no word for; the column's type says how to read it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    assert isinstance(value, date)
    return value.isoformat()
