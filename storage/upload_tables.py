"""The table of plans that wait for a decision; used only inside `storage`."""

# SQLModel reads the annotations when the classes are made, so their types are imported at run time.
from __future__ import annotations

from datetime import datetime  # noqa: TC003
from typing import Any

from sqlalchemy import JSON, BigInteger, LargeBinary, Text
from sqlmodel import Field

from storage.tables import Row, UtcDateTime


class PlanUploadRow(Row, table=True):
    """A plan with its card. `content` is the file, `plan` what was read of it, until it is decided."""

    __tablename__ = "plan_uploads"
    key: str = Field(primary_key=True)
    person_id: int = Field(sa_type=BigInteger, index=True)
    message_id: int | None = None
    year: int | None = None
    file_name: str = Field(sa_type=Text)
    sha256: str = Field(index=True)
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    plan: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    seen: int
    state: str
    restores: int | None = None
    watched: bool
    decisions: dict[str, Any] = Field(sa_type=JSON)
    awaited: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    outcome: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


PLAN_UPLOADS = Row.metadata.tables["plan_uploads"]
