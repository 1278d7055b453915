"""Changes: after a reload, what was added, dropped or moved in a subscription's departments. PURE.

An item that went from one department to another was dropped for one and added for the other. A first import
changes nothing, and neither does what is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.reminder import Change, ChangeKind, Reminder, is_open
from scheduler.rules.span import RuleName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from storage.plan import PlanItem
    from storage.subscription import Subscription


@dataclass(frozen=True, kw_only=True)
class PlanChange:
    """What a year's plan said before a reload and says since; `version` is the new one."""

    year: int
    version: int
    before: tuple[PlanItem, ...]
    after: tuple[PlanItem, ...]

    @cached_property
    def touched(self) -> tuple[tuple[PlanItem, ...], tuple[PlanItem, ...]]:
        """Return what can be news: not what is due on the same days, for the same departments, as before."""
        said = [{item.code: _news(item) for item in items} for items in (self.before, self.after)]
        before = tuple(item for item in self.before if said[1].get(item.code) != _news(item))
        return before, tuple(item for item in self.after if said[0].get(item.code) != _news(item))


def changes(change: PlanChange, subscription: Subscription, at: datetime) -> Iterator[Reminder]:
    """Say what a reload means for a subscription: what is new first, then what moved, then what is gone."""
    if not change.before:
        return
    before, after = (_concerned(items, subscription) for items in change.touched)
    found = [(kind, item) for code, item in after.items() if (kind := _kind(before.get(code), item))]
    found += [(ChangeKind.DROPPED, item) for code, item in before.items() if code not in after]
    for kind in ChangeKind:
        for item in (item for of_kind, item in found if of_kind is kind and is_open(item)):
            days = (_days(each.get(item.code)) for each in (before, after))
            yield Reminder(
                subscription=subscription,
                rule=RuleName.CHANGE,
                occasion=f"{kind.value}:{change.year}v{change.version}",
                at=at,
                item=item,
                change=Change(kind, change.year, change.version, *days),
            )


def _news(item: PlanItem) -> tuple[object, ...]:
    return item.due, frozenset(item.departments)


def _concerned(items: tuple[PlanItem, ...], subscription: Subscription) -> dict[str, PlanItem]:
    return {item.code: item for item in items if subscription.concerns(item)}


def _kind(before: PlanItem | None, after: PlanItem) -> ChangeKind | None:
    if before is None:
        return ChangeKind.ADDED
    return ChangeKind.MOVED if before.due != after.due else None


def _days(item: PlanItem | None) -> tuple[date, ...]:
    return () if item is None else item.due
