"""The tables of what admins look back at: the log, and names in questions that nobody has."""

# SQLModel reads the annotations when the classes are made, so their types are imported at run time.
from __future__ import annotations

from datetime import datetime  # noqa: TC003
from typing import Any

from sqlalchemy import JSON, Text
from sqlmodel import Field

from storage.tables import Row, UtcDateTime


class RecordRow(Row, table=True):
    """What somebody has done. Triggers refuse to change or delete a row.

    `who` is the number of a person in digits, or a word such as "terminal".
    """

    __tablename__ = "records"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    who: str = Field(sa_type=Text)
    what: str = Field(index=True)
    about: str = Field(sa_type=Text)
    details: dict[str, Any] = Field(sa_type=JSON)


class UnknownNameRow(Row, table=True):
    """A department's name that was asked about and that no department has; who asked is not kept."""

    __tablename__ = "unknown_names"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    times: int
    last_asked_at: datetime = Field(sa_type=UtcDateTime)
    ignored: bool


RECORDS = Row.metadata.tables["records"]
UNKNOWN_NAMES = Row.metadata.tables["unknown_names"]
