"""What is sent now of all that waits, and as which messages. PURE.

A chat is told between its hour and the evening of a working day. What was missed goes out as soon as that is
so again: at once on the same day, else at the hour of the next working day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.rules.change import sum_of_changes
from scheduler.rules.span import RuleName
from scheduler.schedule import moment
from scheduler.working_days import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scheduler.reminder import Reminder, Reminders
    from scheduler.working_days import WorkCalendar
    from storage.subscription import Address, Subscription

EVENING = time(21)
"""Nothing is sent after it, or an hour after the subscription's own hour where that is later."""
GRACE = timedelta(hours=1)
LATE = timedelta(hours=12)
MOST_MESSAGES = 3
"""A chat a day."""


@dataclass(frozen=True)
class Bundle:
    """What one chat is told at one moment; `reminders` may be of several subscriptions of it."""

    address: Address
    at: datetime
    reminders: Reminders

    @property
    def is_late(self) -> bool:
        """Whether any of it is sent long after its time (补发)."""
        return any(is_late(reminder, self.at) for reminder in self.reminders)


@dataclass(frozen=True)
class Sending:
    """What becomes of waiting reminders: sent now, never sent (another one says it), or still waiting."""

    bundles: tuple[Bundle, ...]
    dropped: Reminders
    waiting: Reminders


def is_late(reminder: Reminder, at: datetime) -> bool:
    return at - reminder.at > LATE


def next_send_time(now: datetime, subscription: Subscription, calendar: WorkCalendar) -> datetime:
    """Return the first moment from `now` on at which the chat may be told something; `now`, if it may be."""
    local = now.astimezone(subscription.zone)
    today = local.date()
    if calendar.is_working_day(today):
        opens = moment(today, subscription)
        if _is_before(now, opens):
            return opens
        if not _is_before(closing(today, subscription), now):
            return local
    return moment(calendar.after(today), subscription)


def sort_out(waiting: Iterable[Reminder], now: datetime, calendar: WorkCalendar) -> Sending:
    """Decide what becomes of all that was queued and neither sent nor dropped.

    Hand in what falls due now, too: it tells which of the missed ones still need to be said.
    """
    ready: list[Reminder] = []
    later: list[Reminder] = []
    for reminder in waiting:
        time_has_come = not _is_before(now, reminder.at) and not _is_before(
            now, next_send_time(now, reminder.subscription, calendar)
        )
        (ready if time_has_come else later).append(reminder)
    said, dropped = _speaking(ready, now)
    return Sending(_bundled(said, now), tuple(dropped), tuple(later))


def _speaking(ready: list[Reminder], now: datetime) -> tuple[list[Reminder], list[Reminder]]:
    """Part the reminders that still speak from those that are past, or said better by another one."""
    best: dict[tuple[object, ...], Reminder] = {}
    net = {reminder.key: reminder for reminder in net_changes(ready)}
    told = [net.get(reminder.key) if reminder.change else reminder for reminder in ready]
    for reminder in filter(None, told):
        if not _is_past(reminder, now.astimezone(reminder.subscription.zone).date()):
            known = best.get(_matter(reminder))
            if known is None or _rank(reminder) > _rank(known):
                best[_matter(reminder)] = reminder
    speaking = {reminder.key for reminder in best.values()}
    said = [reminder for reminder in told if reminder and reminder.key in speaking]
    return said, [reminder for reminder in ready if reminder.key not in speaking]


def net_changes(reminders: Iterable[Reminder]) -> Iterator[Reminder]:
    """Put several reloads that nobody was told of yet into one: what was taken back is not worth a word."""
    by_item: dict[tuple[int, str], list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        if reminder.change:
            by_item[reminder.subscription.id, reminder.item.code].append(reminder)
    for several in by_item.values():
        several.sort(key=_version)
        last = several[-1]
        change = sum_of_changes([each.change for each in several if each.change], last.subscription)
        if change:
            yield replace(last, item=change.after or last.item, change=change)


def _version(reminder: Reminder) -> int:
    return reminder.change.version if reminder.change else 0


def _matter(reminder: Reminder) -> tuple[object, ...]:
    """Say what a reminder is about; of several about the same, one is enough."""
    own = reminder.occasion if reminder.rule is RuleName.CHANGE else None
    return (reminder.subscription.id, reminder.rule, reminder.item.code, reminder.due, own)


def _rank(reminder: Reminder) -> tuple[float, float]:
    """Order reminders about the same: the shortest lead is the best, else the latest."""
    lead = -reminder.lead.length if reminder.lead else 0.0
    return lead, reminder.at.timestamp()


def _is_past(reminder: Reminder, today: date) -> bool:
    """Whether the day has gone that a reminder looks ahead to; the overdue list has it now."""
    ahead = reminder.rule in {RuleName.LEAD, RuleName.OUTLOOK}
    return ahead and reminder.due is not None and reminder.due < today


def _bundled(reminders: Iterable[Reminder], now: datetime) -> tuple[Bundle, ...]:
    """Gather what goes to the same place."""
    by_place: dict[Address, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        by_place[reminder.subscription.address].append(reminder)
    return tuple(Bundle(address, now, tuple(told)) for address, told in by_place.items())


def closing(day: date, subscription: Subscription) -> datetime:
    """Return the last moment of a day of the chat's own at which it may be told something."""
    evening = datetime.combine(day, EVENING, subscription.zone)
    midnight = datetime.combine(day + ONE_DAY, time(0), subscription.zone) - timedelta(seconds=1)
    return min(max(evening, moment(day, subscription) + GRACE), midnight)


def _is_before(one: datetime, other: datetime) -> bool:
    """Compare moments, not the faces of clocks: two of the same zone are else compared as they show."""
    return one.astimezone(UTC) < other.astimezone(UTC)
