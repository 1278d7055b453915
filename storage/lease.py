"""One program at a time, or several and no other: a lease that its holder's end gives back at once.

On PostgreSQL it is a lock of one connection, on SQLite a lock on a file beside the database; a database in
memory belongs to one program anyway. So nothing has to be renewed, and no crash leaves a lease behind.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import is_postgresql, reading, writing
from storage.errors import DatabaseError
from storage.sqlite import file_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

KEEPALIVES = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
"""Seconds, and how often: a holder whose machine is gone is noticed within half a minute."""
RUNNING = "running"
"""The lease that all bots on a database share; who puts a backup in its place wants it alone."""


class Lease(Protocol):
    """The right to do what only one program may do."""

    def acquire(self) -> bool:
        """Take it, unless another program holds it."""
        ...

    def is_held(self) -> bool:
        """Whether it is still ours: a server that starts anew forgets it."""
        ...

    def release(self) -> None: ...


def lease(engine: Engine, name: str, *, shared: bool = False) -> Lease:
    """Make the lease of this name; it is not taken yet.

    Those who want it `shared` can hold it at the same time, while nobody holds it alone.
    """
    if is_postgresql(engine):
        return _ServerLease(engine, name, shared=shared)
    with reading(engine) as connection:
        file = file_of(connection)
    return _FileLease(file.with_name(f"{file.name}-{name}"), shared=shared) if file else _NoLease()


class Leases:
    """Several leases that are held all or none."""

    def __init__(self, *leases: Lease) -> None:
        self._leases = leases

    def acquire(self) -> bool:
        if all(each.acquire() for each in self._leases):
            return True
        self.release()
        return False

    def is_held(self) -> bool:
        return all(each.is_held() for each in self._leases)

    def release(self) -> None:
        for each in self._leases:
            each.release()


class _ServerLease:
    def __init__(self, engine: Engine, name: str, *, shared: bool) -> None:
        self._engine = engine
        self._lock = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        self._key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        if self.is_held():
            return True
        with writing(self._engine):  # says in words what is wrong with the server, if anything is
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        for setting, value in KEEPALIVES.items():
            connection.execute(text(f"SET {setting} = {value}"))
        taken = connection.execute(text(f"SELECT {self._lock}(:key)"), {"key": self._key}).scalar()
        if taken:
            self._connection = connection
        else:
            connection.close()
        return bool(taken)

    def is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Close the connection itself: what goes back to the pool would keep the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


class _FileLease:
    def __init__(self, file: Path, *, shared: bool) -> None:
        self._file = file
        # A reader's lock is taken by reading only.
        self._begin = "BEGIN; SELECT * FROM sqlite_master;" if shared else "BEGIN EXCLUSIVE;"
        self._connection: sqlite3.Connection | None = None

    def acquire(self) -> bool:
        if self._connection is not None:
            return True
        try:
            connection = sqlite3.connect(self._file, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise DatabaseError(f"The file {self._file} cannot be used: {error}.") from error
        try:
            connection.executescript(self._begin)
        except sqlite3.OperationalError as error:
            connection.close()
            if "locked" in str(error):
                return False
            raise DatabaseError(f"The file {self._file} cannot be used: {error}.") from error
        self._connection = connection
        return True

    def is_held(self) -> bool:
        return self._connection is not None

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with closing(connection):
                connection.rollback()


class _NoLease:
    def acquire(self) -> bool:
        return True

    def is_held(self) -> bool:
        return True

    def release(self) -> None:
        """Nothing to give back."""
