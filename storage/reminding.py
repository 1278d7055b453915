"""The nouns of the outbox: reminders that are queued, messages that are written, and what became of them.

PURE values. What a reminder means is the scheduler's; here it is kept under a key, once. Times are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

    from storage.plan import PlanItem, PlanVersion
    from storage.subscription import Address, Lead, Subscription


class ReminderState(StrEnum):
    """What became of a reminder."""

    WAITING = "waiting"
    HELD = "held"
    """Its subscription is suspended."""
    BUNDLED = "bundled"
    """It stands in a message that is on its way."""
    SENT = "sent"
    DROPPED = "dropped"
    """Another one says it better, or nothing is to be said any more."""
    FAILED = "failed"
    """The message was refused."""


class DeliveryState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """A page of it was refused."""
    DISSOLVED = "dissolved"
    """What was not sent of it was taken back, to be said anew."""


@dataclass(frozen=True)
class Button:
    """A button under a message: what it says, and what a press sends (64 bytes at most)."""

    label: str
    data: str


@dataclass(frozen=True)
class Page:
    """One message, ready to be sent: its text as the channel takes it, the codes of the items on it."""

    text: str
    codes: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Subscriptions that are told at the same moments; all up to `done_until` is queued."""

    id: int
    hour: time
    zone: ZoneInfo
    leads: tuple[Lead, ...]
    done_until: datetime


@dataclass(frozen=True)
class Concerned:
    """Items that may be spoken of, whom they may concern, and when the plan of each year came."""

    items: tuple[PlanItem, ...]
    subscriptions: tuple[Subscription, ...]
    loaded: Mapping[int, datetime]


@dataclass(frozen=True)
class Behind:
    """A subscription for which all since a moment is to be looked through."""

    subscription: Subscription
    since: datetime
    edition: int


@dataclass(frozen=True, kw_only=True)
class QueuedReminder:
    """A reminder as it is kept; `ready_at` is when to look at it next.

    `change` is what a reload did; its `year` and `since` name the plan version that it is compared with.
    """

    key: str
    subscription_id: int
    code: str
    due: date | None
    rule: str
    occasion: str
    lead: str | None
    change: Mapping[str, Any] | None
    at: datetime
    ready_at: datetime

    @property
    def since(self) -> tuple[int, int] | None:
        """The year and version that a change is beside; None where it is no change."""
        if self.change is None:
            return None
        version: int = self.change["version"]
        # What was queued before `since` was kept is beside the version before.
        return self.change["year"], self.change.get("since", version - 1)

    @property
    def others(self) -> tuple[str, ...]:
        """The codes of items that a change speaks of besides its own."""
        return tuple(self.change.get("elsewhere", ())) if self.change else ()


@dataclass(frozen=True, kw_only=True)
class AsTold:
    """What a reminder is about: the `item` as the plan says now, or said last.

    Of a change: what was said `before`, what is said `after`, and the `version` that says so, with `others`
    that say now what the item said, by code.
    """

    item: PlanItem
    before: PlanItem | None = None
    after: PlanItem | None = None
    others: Mapping[str, PlanItem] = field(default_factory=dict)
    version: PlanVersion | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenMessage:
    """A message to be sent, on a `day` of the chat's own, before `expires_at`; `keys` are its reminders'."""

    address: Address
    day: date
    composed_at: datetime
    expires_at: datetime
    pages: tuple[Page, ...]
    keys: tuple[str, ...]
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message on its way, or what became of it.

    `message_ids` has an entry for each page dealt with, None where it was refused.
    """

    id: int
    address: Address
    day: date
    composed_at: datetime
    expires_at: datetime
    pages: tuple[Page, ...]
    message_ids: tuple[int | None, ...] = ()
    late: bool = False
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    next_attempt_at: datetime
    lease_until: datetime | None = None
    last_error: str | None = None
    finished_at: datetime | None = None

    @property
    def pages_sent(self) -> int:
        return sum(message_id is not None for message_id in self.message_ids)
