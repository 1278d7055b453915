"""SQLite as we use it: a log, so that readers and a writer go side by side, and transactions of our own.

A transaction takes the write lock at its start: one that begins by reading and then writes would fail
instead of waiting. Only those marked READ_ONLY do not.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

BUSY_TIMEOUT = 5  # seconds to wait for another writer
READ_ONLY = "duban_read_only"


def make_sqlite_engine(address: URL) -> Engine:
    """Open nothing yet: say how.

    A database in memory has one connection, handed from thread to thread: a second one would see another
    database, and two threads on it at once would mix their transactions.
    """
    alone = {"pool_size": 1, "max_overflow": 0} if _is_in_memory(address) else {}
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"),
        hide_parameters=True,
        poolclass=QueuePool,
        connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False},
        **alone,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def file_of(connection: Connection) -> Path | None:
    """Return where the database is; None for one in memory."""
    files = {name: file for _, name, file in connection.exec_driver_sql("PRAGMA database_list")}
    return Path(files["main"]) if files["main"] else None


def _is_in_memory(address: URL) -> bool:
    return address.database in (None, "", ":memory:") or address.query.get("mode") == "memory"


def _prepare(driver: sqlite3.Connection, _record: object) -> None:
    driver.isolation_level = None  # BEGIN is ours
    try:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT * 1000}")
        driver.execute("PRAGMA foreign_keys=ON")
        _use_log(driver)
    except sqlite3.Error:
        driver.close()
        raise


def _use_log(driver: sqlite3.Connection) -> None:
    """Readers and a writer side by side. The file remembers it, so only its first user has to ask."""
    if driver.execute("PRAGMA journal_mode").fetchone()[0] in ("wal", "memory"):
        return
    try:
        driver.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        # Another program is just doing the same, or the place allows no log: it works without.
        if "locked" not in str(error) and "readonly" not in str(error):
            raise


def _begin(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
