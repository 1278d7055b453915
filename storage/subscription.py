"""The nouns of reminding: who is told, how long before, in which chat, at what hour. PURE values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import total_ordering
from typing import TYPE_CHECKING

from storage.errors import DubanError

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from storage.chats import Departments
    from storage.plan import ParsedItem

LONGEST_LEAD = 366
MOST_LEADS = 10
_LEAD = re.compile(
    r"(\d{1,4})\s*(d|days?|天|日|wd|working\s+days?|workdays?|个?工作日)(?:前)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"[,;，；、]+|\s+(?=\d)")


class UnclearLeadError(DubanError):
    """A text names no lead."""


class LeadUnit(StrEnum):
    """What a lead counts."""

    DAYS = "d"
    WORKING_DAYS = "wd"


@total_ordering
@dataclass(frozen=True)
class Lead:
    """How long before a due day to remind; the shorter one sorts first."""

    number: int
    unit: LeadUnit = LeadUnit.DAYS

    def __str__(self) -> str:
        return f"{self.number}{self.unit.value}"

    def __lt__(self, other: Lead) -> bool:
        return (self.length, self.unit.value) < (other.length, other.unit.value)

    @property
    def length(self) -> int:
        """Return a length to compare, in fifths of a day: five working days are as long as a week."""
        return self.number * (5 if self.unit is LeadUnit.DAYS else 7)


def read_leads(text: str) -> tuple[Lead, ...]:
    """Read leads as people write them ("30d, 7d, 1wd", 提前7天、1个工作日); longest first, each once."""
    parts = [part for part in _BETWEEN.split(text.strip().removeprefix("提前")) if part.strip()]
    leads = {read_lead(part) for part in parts}
    if not 0 < len(leads) <= MOST_LEADS:
        raise UnclearLeadError(f"Name one to {MOST_LEADS} leads, like 30d, 7d, 1wd, 0d.")
    return tuple(sorted(leads, reverse=True))


def read_lead(text: str) -> Lead:
    """Read one lead: "7d" is seven days, "1wd" one working day."""
    found = _LEAD.fullmatch(text.strip().removeprefix("提前").strip())
    if found is None:
        raise UnclearLeadError(f"“{text.strip()}” is no lead: write it like 7d (days) or 1wd (working days).")
    if int(found[1]) > LONGEST_LEAD:
        raise UnclearLeadError(f"“{text.strip()}” is too long before: {LONGEST_LEAD} days are the most.")
    working = found[2].lower().startswith("w") or found[2].endswith("工作日")
    return Lead(int(found[1]), LeadUnit.WORKING_DAYS if working else LeadUnit.DAYS)


DEFAULT_LEADS = (Lead(30), Lead(7), Lead(1, LeadUnit.WORKING_DAYS), Lead(0))
DEFAULT_HOUR = time(9)


@dataclass(frozen=True)
class Address:
    """A place that messages go to: a chat of a channel, or one topic in it."""

    channel: str
    chat_id: int
    thread_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an address is told, and when: `departments` None is all, `hour` a time of day in `zone`."""

    address: Address
    departments: Departments
    zone: ZoneInfo
    leads: tuple[Lead, ...] = DEFAULT_LEADS
    hour: time = DEFAULT_HOUR
    language: str = "zh"
    outlook: bool = True
    check_in: bool = True


@dataclass(frozen=True, kw_only=True)
class SubscriptionDraft(Terms):
    """What a person wishes for an address; the store makes it a subscription."""


@dataclass(frozen=True, kw_only=True)
class Subscription(Terms):
    """One chat's wish to be reminded; nothing that fell before `created` (in UTC) is sent."""

    id: int
    created: datetime

    def concerns(self, item: ParsedItem) -> bool:
        """Whether the item is one of its departments', responsible or assisting."""
        return self.departments is None or not set(self.departments).isdisjoint(item.departments)


class GoneReason(StrEnum):
    """Why a chat cannot be written to, or may not be."""

    BLOCKED = "blocked"
    """A person blocked the bot, or is no more."""
    REMOVED = "removed"
    """The bot is no longer in the group or channel."""
    DELETED = "deleted"
    """There is no such chat any more."""
    READ_ONLY = "read_only"
    """The bot may not write there."""
    REFUSED = "refused"
    """The admins do not allow it."""


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    """A subscription and how it fares.

    `home` is the address that it was made for; its own is where it goes, which is the chat itself while the
    topic is closed. Times are in UTC.
    """

    subscription: Subscription
    home: Address
    created_by: int | None = None
    suspended_at: datetime | None = None
    suspended_for: GoneReason | None = None
    last_sent_at: datetime | None = None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Who is told about a department: how many subscriptions that name it, alive and suspended.

    Those to all departments are not among them. `last_sent_at` is the last success of any that name it.
    """

    department: str
    live: int = 0
    suspended: int = 0
    last_sent_at: datetime | None = None
