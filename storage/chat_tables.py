"""The tables of chats, people, approvals and views; used only inside `storage`."""

# SQLModel reads the annotations when the classes are made, so their types are imported at run time.
from __future__ import annotations

from datetime import datetime  # noqa: TC003
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlmodel import Field

from storage.tables import Row, UtcDateTime

GIVEN = {"autoincrement": False}
"""For ids that the messenger gives."""


class ChatRow(Row, table=True):
    """A chat; `told_at` is when strangers in it were last told that they are."""

    __tablename__ = "chats"
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    kind: str
    title: str = Field(sa_type=Text)
    state: str
    departments: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    language: str | None = None
    present: bool
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PersonRow(Row, table=True):
    """A person who has written to the bot, or was given a role."""

    __tablename__ = "people"
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    name: str = Field(sa_type=Text)
    username: str | None = None
    role: str | None = None
    departments: list[str] = Field(sa_type=JSON)
    language: str | None = None


class MembershipRow(Row, table=True):
    """Whether a person is in a chat, as last seen."""

    __tablename__ = "memberships"
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    person_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    present: bool
    checked_at: datetime = Field(sa_type=UtcDateTime)


class ApprovalRequestRow(Row, table=True):
    """A chat's request, one in all; it stays when it is decided."""

    __tablename__ = "approval_requests"
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    key: str = Field(unique=True)
    asked_by: int | None = Field(default=None, sa_type=BigInteger)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    approved: bool | None = None
    decided_by: int | None = Field(default=None, sa_type=BigInteger)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApprovalNoticeRow(Row, table=True):
    """The message in which an admin was asked."""

    __tablename__ = "approval_notices"
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    admin_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs=GIVEN)
    message_id: int


class ViewRow(Row, table=True):
    """What stands behind a message's buttons."""

    __tablename__ = "views"
    __table_args__: ClassVar[Any] = (Index(None, "chat_id", "question_id"),)
    key: str = Field(primary_key=True)
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int | None = None
    person_id: int | None = Field(default=None, sa_type=BigInteger)
    question_id: int | None = None
    answer_id: int | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


CHATS = Row.metadata.tables["chats"]
PEOPLE = Row.metadata.tables["people"]
MEMBERSHIPS = Row.metadata.tables["memberships"]
APPROVAL_REQUESTS = Row.metadata.tables["approval_requests"]
APPROVAL_NOTICES = Row.metadata.tables["approval_notices"]
VIEWS = Row.metadata.tables["views"]
