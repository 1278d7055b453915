"""The database: how to open it, read it, write it, and bring it up to date.

SQLite is the default, PostgreSQL the larger one. Every transaction on SQLite takes the write lock at its
start (one that begins by reading and then writes would fail instead of waiting), unless it is a `reading`.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import DatabaseError as DamageError

from storage.backup import keep_copy
from storage.errors import DatabaseError
from storage.migrations import HISTORY, History, upgrade
from storage.sqlite import READ_ONLY, file_of, make_sqlite_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL, Table

CONNECT_TIMEOUT = 5  # seconds to wait for a server
MIGRATION_LOCK = 20_170_112  # any number, the same in all programs that may migrate at once
_NO_PRIVILEGE = "42501"


@dataclass(frozen=True)
class MigrationReport:
    """From which revision (None: no tables) to which; `copy` is the older SQLite file as it was."""

    before: str | None
    after: str
    copy: Path | None = None


def make_engine(url: str) -> Engine:
    """Open nothing yet: say how. Errors carry no data of rows and no password."""
    address = _read_url(url)
    if address.get_backend_name() == "postgresql":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_TIMEOUT},
        )
    return make_sqlite_engine(address)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One view of the database for all statements inside, whatever others publish meanwhile."""
    options = {"isolation_level": "REPEATABLE READ"} if is_postgresql(engine) else {READ_ONLY: True}
    with _said_in_words(engine), engine.connect() as connection:
        connection.execution_options(**options)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it or nothing."""
    with _said_in_words(engine), engine.begin() as connection:
        yield connection


def migrate(target: Engine | str, history: History = HISTORY) -> MigrationReport:
    """Make the tables, or bring an older database to the newest; quick when there is nothing to do.

    Several programs may do it at once: one does, the others wait and find it done.
    """
    if isinstance(target, str):
        with _closing(make_engine(target)) as engine:
            return migrate(engine, history)
    with reading(target) as connection:
        before = _stored_revision(connection)
    if before == history.head:
        return MigrationReport(before, before)
    with _said_in_words(target), target.connect() as connection:
        return _migrate_alone(connection, history)


@contextmanager
def _closing(engine: Engine) -> Iterator[Engine]:
    """Close all connections at the end."""
    try:
        yield engine
    finally:
        engine.dispose()


def _migrate_alone(connection: Connection, history: History) -> MigrationReport:
    if not is_postgresql(connection):
        return _migrate_sqlite(connection, history)
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        return _upgrade(connection, history)


def _migrate_sqlite(connection: Connection, history: History) -> MigrationReport:
    """Run with foreign keys off: a table that is made anew is gone for a moment. BEGIN takes the lock."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            report = _upgrade(connection, history)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken:
                raise DatabaseError(f"The migration would break references in the table {broken[0]}.")
            return report
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection, history: History) -> MigrationReport:
    before = _stored_revision(connection)
    if before == history.head:
        return MigrationReport(before, before)
    _refuse_unknown(connection, before, history)
    file = None if is_postgresql(connection) else file_of(connection)
    copy = keep_copy(file, before) if file and before else None
    upgrade(connection, history)
    return MigrationReport(before, history.head, copy)


def _stored_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_unknown(connection: Connection, before: str | None, history: History) -> None:
    name = _describe(connection.engine)
    if before is not None and before not in history.revisions:
        raise DatabaseError(
            f"The database {name} was made by a newer Duban (its revision is {before}, this one knows up to "
            f"{history.head}). Install the newer Duban, or name another database in DATABASE_URL."
        )
    if before is None and _others_tables(connection):
        raise DatabaseError(
            f"The database {name} holds another program's tables. Name another one in DATABASE_URL."
        )


def _others_tables(connection: Connection) -> set[str]:
    """Return the tables that are in the way: any in a file, those with our names on a server."""
    from storage.schema import METADATA  # noqa: PLC0415 - needed for a new database only

    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return tables & set(METADATA.tables) if is_postgresql(connection) else tables


def _read_url(url: str) -> URL:
    try:
        address = make_url(url.strip().replace("postgres://", "postgresql://", 1))
        known = address.get_backend_name() in ("sqlite", "postgresql")
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise DatabaseError(
            "DATABASE_URL names no database that Duban knows; "
            "write sqlite:///duban.db or postgresql://user:password@host/name."
        )
    return address


def is_postgresql(bind: Engine | Connection) -> bool:
    return bind.dialect.name == "postgresql"


def insert_into(bind: Engine | Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that may say what to do where a key is taken already."""
    return postgresql.insert(table) if is_postgresql(bind) else sqlite.insert(table)


@contextmanager
def _said_in_words(engine: Engine) -> Iterator[None]:
    """Turn what is not this program's fault into a `DatabaseError`; a wrong statement stays a bug."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseError(_sentence(engine, error.orig)) from error
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(_sentence(engine, error)) from error
    except DamageError as error:
        if type(error) is not DamageError and getattr(error.orig, "sqlstate", None) != _NO_PRIVILEGE:
            raise
        raise DatabaseError(_sentence(engine, error.orig)) from error


def _sentence(engine: Engine, error: BaseException | None) -> str:
    reason = next(iter(str(error).splitlines()), "").strip().rstrip(".")
    password = engine.url.password
    if password:
        reason = reason.replace(str(password), "***")
    if "not a database" in reason:
        return f"{_describe(engine)} is no SQLite database. Name another file in DATABASE_URL."
    return f"The database {_describe(engine)} cannot be used: {reason}."


def _describe(engine: Engine) -> str:
    """Where the database is, without user and password."""
    url = engine.url
    place = f"{url.host or 'localhost'}{f':{url.port}' if url.port else ''}/"
    return f"{place if is_postgresql(engine) else ''}{url.database or 'in memory'}"
