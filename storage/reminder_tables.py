"""The tables of reminding: who is told, what waits to be said, what was said; used only inside `storage`.

What the tick and the deliveries look for has partial indexes, so that finding it costs nothing for all that
is done: their conditions are literal, for SQLite takes such an index only where it reads the same words.
"""

# SQLModel reads the annotations when the classes are made, so their types are imported at run time.
from __future__ import annotations

from datetime import date, datetime  # noqa: TC003
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint, literal_column, text
from sqlmodel import Field

from storage.tables import Row, UtcDateTime

NO_THREAD = 0
"""Stands for the chat itself where a topic's number would be, so that addresses can be compared."""


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class ReminderSlotRow(Row, table=True):
    """Subscriptions with the same hour, zone and leads; all that fell up to `done_until` is queued.

    `next_at` is the first moment after that.
    """

    __tablename__ = "reminder_slots"
    __table_args__ = (UniqueConstraint("hour", "zone", "leads"),)
    id: int | None = Field(default=None, primary_key=True)
    hour: str
    zone: str
    leads: str
    done_until: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SubscriptionRow(Row, table=True):
    """A subscription; one that was ended stays, since reminders tell of it.

    What fell since `behind_since` is to be looked through for it alone. `edition` grows with each change, so
    that whoever looked through an older one knows.
    """

    __tablename__ = "subscriptions"
    __table_args__: ClassVar[Any] = (
        Index("ix_subscriptions_address", "channel", "chat_id", "thread_id", unique=True,
              **_where("ended_at IS NULL")),
        Index("ix_subscriptions_behind", "behind_since", **_where("behind_since IS NOT NULL")),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int
    topic_closed: bool
    slot_id: int = Field(foreign_key="reminder_slots.id")
    language: str
    outlook: bool
    check_in: bool
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = Field(default=None, sa_type=BigInteger)
    edition: int
    behind_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    suspended_for: str | None = None
    last_sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SubscribedDepartmentRow(Row, table=True):
    """A department that a subscription names; None is all of them. `slot_id` is the subscription's."""

    __tablename__ = "subscribed_departments"
    __table_args__: ClassVar[Any] = (Index(None, "department_id", "slot_id"),)
    subscription_id: int = Field(primary_key=True, foreign_key="subscriptions.id")
    rank: int = Field(primary_key=True)
    department_id: int | None = Field(default=None, foreign_key="departments.id")
    slot_id: int = Field(foreign_key="reminder_slots.id")


class ReminderRow(Row, table=True):
    """A reminder, queued once under its key. While it waits, nothing is to be done before `ready_at`.

    `change` is what a reload did, as JSON, with the plan version that the item is read from.
    """

    __tablename__ = "reminders"
    __table_args__: ClassVar[Any] = (
        Index("ix_reminders_waiting", "ready_at", "subscription_id", **_where("state = 'waiting'")),
        Index(None, "subscription_id", "state"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    subscription_id: int = Field(foreign_key="subscriptions.id")
    code: str
    due: date | None = None
    rule: str
    occasion: str
    lead: str | None = None
    change: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    ready_at: datetime = Field(sa_type=UtcDateTime)
    state: str
    delivery_id: int | None = Field(default=None, index=True)


class DeliveryRow(Row, table=True):
    """Messages to one chat, written and on their way, or sent.

    `message_ids` has an entry for each page dealt with: None where it was refused. `messages` is how many it
    is, or was in the end. Nothing is sent after `expires_at`. Who holds the lease alone may send.
    """

    __tablename__ = "deliveries"
    __table_args__: ClassVar[Any] = (
        Index("ix_deliveries_waiting", "next_attempt_at", **_where("state = 'waiting'")),
        Index("ix_deliveries_line", "channel", "chat_id", "id", **_where("state = 'waiting'")),
        Index(None, "channel", "chat_id", "day"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int
    day: date
    composed_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    pages: list[dict[str, Any]] = Field(sa_type=JSON)
    message_ids: list[int | None] = Field(sa_type=JSON)
    messages: int
    late: bool
    state: str
    attempts: int
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_by: str | None = None
    last_error: str | None = Field(default=None, sa_type=Text)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class PlanAnnouncementRow(Row, table=True):
    """The version of a year's plan up to which everyone was told what changed."""

    __tablename__ = "plan_announcements"
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int


REMINDER_SLOTS = Row.metadata.tables["reminder_slots"]
SUBSCRIPTIONS = Row.metadata.tables["subscriptions"]
SUBSCRIBED_DEPARTMENTS = Row.metadata.tables["subscribed_departments"]
REMINDERS = Row.metadata.tables["reminders"]
DELIVERIES = Row.metadata.tables["deliveries"]
PLAN_ANNOUNCEMENTS = Row.metadata.tables["plan_announcements"]

REMINDER_WAITS = REMINDERS.c.state == literal_column("'waiting'")
DELIVERY_WAITS = DELIVERIES.c.state == literal_column("'waiting'")
IS_LIVE = SUBSCRIPTIONS.c.ended_at.is_(None)
