"""A reminder: one item and due day of which one subscription is told, once. PURE values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scheduler.rules.span import RuleName
from storage.plan import Status
from storage.regrouping import AS_BEFORE, Regrouping

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.plan import PlanItem, PlanVersion
    from storage.subscription import Lead, Subscription


class ReminderKey(NamedTuple):
    """What makes a reminder the same one: never queued twice.

    It names no moment: another hour, zone or working-day calendar does not make it another reminder.
    """

    subscription: int
    code: str
    due: date | None
    occasion: str

    def __str__(self) -> str:
        """Write it in one line, for a column: "7 2017-112 2017-12-31 lead:30d"."""
        return f"{self.subscription} {self.code} {self.due or '-'} {self.occasion}"


class ChangeKind(StrEnum):
    """What a reload did to an item, as one subscription sees it; what matters most comes first."""

    EARLIER = "earlier"
    """It is due sooner than before."""
    ADDED = "added"
    RECEIVED = "received"
    """It was other departments' alone until now."""
    MOVED = "moved"
    HANDED_OVER = "handed_over"
    """It is other departments' alone from now on."""
    ROLES = "roles"
    """Others answer for it, or help; or the same ones the other way round."""
    REGROUPED = "regrouped"
    """It holds another item as well now, or has parted with some of it."""
    MERGED = "merged"
    """Another item says it now."""
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of an item by the plan `version`, beside the version `since`.

    `before` and `after` are what the two say of it, None where they do not have it. `published` is the
    version that `after` is of: a later one, where several came before anybody was told. `elsewhere` are the
    items that say now what this one said.
    """

    kind: ChangeKind
    year: int
    version: int
    since: int
    before: PlanItem | None = None
    after: PlanItem | None = None
    regrouping: Regrouping = AS_BEFORE
    elsewhere: tuple[PlanItem, ...] = ()
    published: PlanVersion | None = None


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """Something to tell at `at`, in the subscription's zone. Year-round items and changes have no due day."""

    subscription: Subscription
    rule: RuleName
    occasion: str
    at: datetime
    item: PlanItem
    due: date | None = None
    lead: Lead | None = None
    change: Change | None = None

    @property
    def key(self) -> ReminderKey:
        occasion = f"{self.rule.value}:{self.occasion}"
        return ReminderKey(self.subscription.id, self.item.code, self.due, occasion)


Reminders = tuple[Reminder, ...]


def is_open(item: PlanItem) -> bool:
    """Whether the item is to be reminded of; what is only claimed to be done is."""
    return item.status is not Status.DONE


def still_holds(reminder: Reminder, item: PlanItem | None) -> bool:
    """Whether a reminder queued earlier is still right; `item` is what the plan has now, if anything."""
    if reminder.rule is RuleName.CHANGE:
        return is_open(reminder.item)
    if item is None or not is_open(item) or not reminder.subscription.concerns(item):
        return False
    return reminder.due is None or reminder.due in item.due
