"""Changes: after a reload, what became of a subscription's items. PURE.

An item that goes from one department to another stays in the plan: it is received by the one and handed over
by the other. A first import changes nothing, and neither does what is finished.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.reminder import Change, ChangeKind, Reminder, is_open
from scheduler.rules.span import RuleName
from storage.plan import DeadlineKind
from storage.regrouping import AS_BEFORE, Regrouping, regroupings, sum_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from storage.plan import PlanItem
    from storage.subscription import Subscription

ORDER = tuple(ChangeKind)


@dataclass(frozen=True, kw_only=True)
class PlanChange:
    """What a year's plan said in the version `since`, and says in the new one."""

    year: int
    since: int
    version: int
    before: tuple[PlanItem, ...]
    after: tuple[PlanItem, ...]

    @cached_property
    def regrouped(self) -> Mapping[str, Regrouping]:
        return regroupings(self.before, self.after)

    @cached_property
    def touched(self) -> tuple[tuple[PlanItem, ...], tuple[PlanItem, ...]]:
        """Return what can be news, before and after: not what is the same departments' on the same days."""
        was, now = ({item.code: _news(item) for item in items} for items in (self.before, self.after))
        codes = {code for code in was.keys() | now.keys() if was.get(code) != now.get(code)}
        codes |= self.regrouped.keys()
        before, after = (
            tuple(item for item in items if item.code in codes) for items in (self.before, self.after)
        )
        return before, after


def changes(change: PlanChange, subscription: Subscription, at: datetime) -> Iterator[Reminder]:
    """Say what a reload means for a subscription: what matters most first."""
    if not change.before:
        return
    before, after = ({item.code: item for item in items} for items in change.touched)
    found = [
        Change(
            kind=kind,
            year=change.year,
            version=change.version,
            since=change.since,
            before=before.get(code),
            after=after.get(code),
            regrouping=grouping,
            elsewhere=tuple(after[other] for other in grouping.elsewhere),
        )
        for code in dict.fromkeys((*after, *before))
        if (grouping := change.regrouped.get(code, AS_BEFORE))
        and (kind := change_kind(before.get(code), after.get(code), subscription, grouping))
    ]
    for each in sorted(found, key=lambda one: ORDER.index(one.kind)):
        item = each.after or each.before
        if item and is_open(item):
            yield Reminder(
                subscription=subscription,
                rule=RuleName.CHANGE,
                occasion=f"{each.kind.value}:{change.year}v{change.version}",
                at=at,
                item=item,
                change=each,
            )


def change_kind(
    before: PlanItem | None, after: PlanItem | None, subscription: Subscription, regrouping: Regrouping
) -> ChangeKind | None:
    """Say what a change is to a subscription; None where it is no news."""
    was_its = before is not None and subscription.concerns(before)
    is_its = after is not None and subscription.concerns(after)
    if not was_its and not is_its:
        return None
    if before is None:
        return ChangeKind.ADDED
    if after is None:
        return ChangeKind.MERGED if regrouping.merged_into else ChangeKind.DROPPED
    if was_its and is_its:
        return _kind_of_same(before, after, regrouping)
    return ChangeKind.RECEIVED if is_its else ChangeKind.HANDED_OVER


def _kind_of_same(before: PlanItem, after: PlanItem, regrouping: Regrouping) -> ChangeKind | None:
    if _time(before) != _time(after):
        return ChangeKind.EARLIER if _is_earlier(before, after) else ChangeKind.MOVED
    if _roles(before) != _roles(after):
        return ChangeKind.ROLES
    return ChangeKind.REGROUPED if regrouping.is_whole else None


def sum_of_changes(changes: Sequence[Change], subscription: Subscription) -> Change | None:
    """Put changes of one item, in order of versions, into one; None where nothing is left to say."""
    first, last = changes[0], changes[-1]
    regrouping = sum_of(each.regrouping for each in changes)
    kind = change_kind(first.before, last.after, subscription, regrouping)
    if kind is None:
        return None
    elsewhere = {item.code: item for each in changes for item in each.elsewhere}
    return replace(
        last,
        kind=kind,
        since=first.since,
        before=first.before,
        regrouping=regrouping,
        elsewhere=tuple(elsewhere.values()),
    )


def _news(item: PlanItem) -> tuple[object, ...]:
    return *_time(item), *_roles(item)


def _time(item: PlanItem) -> tuple[object, ...]:
    return item.due, item.deadline.kind is DeadlineKind.ONGOING


def _roles(item: PlanItem) -> tuple[object, ...]:
    return frozenset(item.responsible), frozenset(item.assisting)


def _is_earlier(before: PlanItem, after: PlanItem) -> bool:
    """Whether the first day that differs is a new one, of an item that had days already."""
    was, now = set(before.due), set(after.due)
    return bool(was) and was != now and min(was ^ now) in now
