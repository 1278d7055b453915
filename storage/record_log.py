"""The log of who did what: written in the transaction of what was done, read in pages, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, Row, func, insert, select

from storage.canonical import storable
from storage.chat_tables import PEOPLE
from storage.database import reading, writing
from storage.record_tables import RECORDS
from storage.records import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

LONGEST = 200
"""Characters of what a record is about, and of each text in its details."""


class RecordLog:
    """Reads the log of a database, the newest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @staticmethod
    def note(  # noqa: PLR0913, PLR0917 - who did what to what, when and how
        where: Connection | Engine,
        who: int | str,
        what: str,
        about: str,
        now: datetime,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Add a record: in the transaction of what is done (a connection), or in one of its own.

        `who` is a person's number, or a word such as "terminal"; `what` is a `Deed`. `details` are plain
        JSON values; "before" and "after" are shown as a change.
        """
        if isinstance(where, Engine):
            with writing(where) as connection:
                RecordLog.note(connection, who, what, about, now, details)
            return
        row = {
            "at": now,
            "who": storable(str(who)),
            "what": what,
            "about": _short(about),
            "details": {key: _plain(value) for key, value in (details or {}).items()},
        }
        where.execute(insert(RECORDS).values(**row))

    def count(self) -> int:
        """Return how many records there are."""
        with reading(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(RECORDS)).scalar_one())

    def entries(self, most: int, *, skip: int = 0, deeds: Collection[str] | None = None) -> tuple[Entry, ...]:
        """Return records, the newest first, of all deeds or some; `skip` the first so many."""
        found = select(RECORDS).order_by(RECORDS.c.at.desc(), RECORDS.c.id.desc()).limit(most).offset(skip)
        if deeds is not None:
            found = found.where(RECORDS.c.what.in_(deeds))
        with reading(self._engine) as connection:
            rows = connection.execute(found).all()
            names = _names(connection, {int(row.who) for row in rows if row.who.isdigit()})
        return tuple(_entry(row, names) for row in rows)


def _names(connection: Connection, people: Collection[int]) -> dict[int, str]:
    named = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(people))
    return {row.id: row.name for row in connection.execute(named)}


def _entry(row: Row[Any], names: Mapping[int, str]) -> Entry:
    who = int(row.who) if row.who.isdigit() else row.who
    name = names.get(who, "") if isinstance(who, int) else ""
    return Entry(
        number=row.id, at=row.at, who=who, name=name, what=row.what, about=row.about, details=row.details
    )


def _short(text: str) -> str:
    text = storable(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _plain(value: object) -> object:
    if isinstance(value, str):
        return _short(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
