"""The table of what Telegram has sent: kept before it is confirmed, handled from here."""

# SQLModel reads the annotations when the classes are made, so their types are imported at run time.
from __future__ import annotations

from datetime import datetime  # noqa: TC003
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from storage.tables import Row, UtcDateTime


class InboxRow(Row, table=True):
    """One update as it came. `seq` is the order of arrival and is never given twice.

    Update ids are a bot's own, so another token on the same database starts afresh. `body` is JSON in ASCII
    (PostgreSQL keeps neither NUL nor half a surrogate pair); once handled, it is emptied.
    """

    __tablename__ = "inbox"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("bot_id", "update_id"),
        Index(None, "bot_id", "state", "seq"),
        {"sqlite_autoincrement": True},
    )
    seq: int | None = Field(default=None, primary_key=True)
    bot_id: int = Field(sa_type=BigInteger)
    update_id: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)
    state: str
    tries: int
    error: str | None = Field(default=None, sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


INBOX = Row.metadata.tables["inbox"]
