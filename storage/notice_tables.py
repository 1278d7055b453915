"""The table of what the admins were told; used only inside `storage`."""

# SQLModel reads the annotations when the class is made, so their types are imported at run time.
from __future__ import annotations

from datetime import datetime  # noqa: TC003

from sqlmodel import Field

from storage.tables import Row, UtcDateTime


class NoticeRow(Row, table=True):
    """Something that the admins were told, and need not hear again as long as it stays so."""

    __tablename__ = "notices"
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    told_at: datetime = Field(sa_type=UtcDateTime)


NOTICES = Row.metadata.tables["notices"]
