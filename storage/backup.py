"""A copy of an SQLite database, kept before something may go wrong with it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def keep_copy(database: Path, revision: str) -> Path:
    """Copy `database` to `<its name>.backup-<revision>-<n>` beside it, n being the first number free.

    Goes through SQLite, so what still stands in its write-ahead log is in the copy too. The copy gets its
    name only when it is whole, and no copy ever replaces another.
    """
    unfinished = database.with_name(f"{database.name}.backup-{revision}.{os.getpid()}.unfinished")
    try:
        _copy(database, unfinished)
        return _name(unfinished, database, revision)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(database: Path, to: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        # One file that opens anywhere, also from a read-only place: no log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
    shutil.copymode(database, to)


def _name(unfinished: Path, database: Path, revision: str) -> Path:
    for number in count(1):
        kept = database.with_name(f"{database.name}.backup-{revision}-{number}")
        try:
            kept.hardlink_to(unfinished)
        except FileExistsError:
            continue
        except OSError:  # a file system without hard links
            if kept.exists():
                continue
            unfinished.rename(kept)
        return kept
    raise AssertionError("unreachable")
