"""What is to be said on a day, or between two moments. PURE.

Cutting time into windows any way gives the same reminders: a reminder belongs to the one window that its
moment falls in, and what was queued before is left out by its key, so windows may overlap as well.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.reminder import Reminder, ReminderKey, is_open
from scheduler.rules import RULES
from scheduler.rules.span import RuleName
from scheduler.working_days import ONE_DAY
from storage.plan import DeadlineKind, Period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import time
    from zoneinfo import ZoneInfo

    from scheduler.reminder import Reminders
    from scheduler.rules.span import Span
    from scheduler.working_days import WorkCalendar
    from storage.plan import PlanItem
    from storage.subscription import Lead, Subscription

NEVER: Mapping[int, datetime] = MappingProxyType({})


@dataclass(frozen=True)
class Relevant:
    """What can matter: items with a due day in one of the periods, and year-round items of the years."""

    due: tuple[Period, ...]
    year_round: tuple[int, ...]


@dataclass(frozen=True)
class _Call:
    """An item that a rule speaks of on a day."""

    order: int
    span: Span
    item: PlanItem
    due: date | None


def reminders_on(
    day: date, items: Iterable[PlanItem], subscriptions: Iterable[Subscription], calendar: WorkCalendar
) -> Reminders:
    """Return all that is said on a day of each subscription's zone, in the order of a message."""
    return reminders_between(day, day, items, subscriptions, calendar)


def reminders_between(
    first: date,
    last: date,
    items: Iterable[PlanItem],
    subscriptions: Iterable[Subscription],
    calendar: WorkCalendar,
) -> Reminders:
    """Return all that is said from one day to another, both included, by day."""
    schedule, wanted = _Schedule(items, calendar), tuple(subscriptions)
    return tuple(
        reminder
        for day in _days(first, last)
        for subscription in wanted
        for reminder in schedule.reminders(day, subscription)
    )


def due_reminders(  # noqa: PLR0913 - all that it depends on, by name
    items: Iterable[PlanItem],
    subscriptions: Iterable[Subscription],
    calendar: WorkCalendar,
    *,
    since: datetime,
    until: datetime,
    queued: Collection[ReminderKey] = frozenset(),
    loaded: Mapping[int, datetime] = NEVER,
) -> Reminders:
    """Return what falls after `since` up to `until` and is not among the keys `queued`.

    `loaded` says when a year's plan was first imported: what fell before is past, and never said. Reach back
    some days with `since` and hand in what was queued, and a change of hour or zone, or a clock set back,
    loses nothing.
    """
    schedule = _Schedule(items, calendar)
    return tuple(
        reminder
        for subscription in subscriptions
        for reminder in _within(schedule, subscription, max(since, subscription.created), until)
        if reminder.key not in queued and _is_news(reminder, loaded)
    )


def _within(
    schedule: _Schedule, subscription: Subscription, since: datetime, until: datetime
) -> Iterator[Reminder]:
    for day in moments_between(since, until, subscription.hour, subscription.zone):
        yield from schedule.reminders(day, subscription)


def moments_between(since: datetime, until: datetime, hour: time, zone: ZoneInfo) -> list[date]:
    """Return the days whose `hour` in `zone` falls after `since` up to `until`, in order."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    return [day for day in _days(first, last) if since < datetime.combine(day, hour, zone) <= until]


def _is_news(reminder: Reminder, loaded: Mapping[int, datetime]) -> bool:
    known = loaded.get(reminder.item.year)
    return known is None or known < reminder.at


def relevant_on(first: date, last: date, leads: Iterable[Lead], calendar: WorkCalendar) -> Relevant:
    """Say which items can matter on the days from `first` to `last`, for the leads that anybody has.

    Items outside need not be looked at: their number costs nothing.
    """
    wanted = tuple(set(leads))
    spans = [span for day in _days(first, last) for span in _spans(day, wanted, calendar)]
    years = {span.first.year for span in spans if span.year_round}
    return Relevant(_merged(span for span in spans if not span.year_round), tuple(sorted(years)))


def moment(day: date, subscription: Subscription) -> datetime:
    """Return the subscription's moment of a day."""
    return datetime.combine(day, subscription.hour, subscription.zone)


def _spans(day: date, leads: Sequence[Lead], calendar: WorkCalendar) -> Iterator[Span]:
    for rule in RULES.values():
        yield from rule(day, leads, calendar)


def _merged(spans: Iterable[Span]) -> tuple[Period, ...]:
    merged: list[tuple[date, date]] = []
    for first, last in sorted((span.first, span.last) for span in spans):
        if merged and first <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(Period(first, last) for first, last in merged)


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


class _Schedule:
    """The open items by due day; what the rules call up on a day is worked out once for equal leads."""

    def __init__(self, items: Iterable[PlanItem], calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._items = tuple(item for item in items if is_open(item))
        dues = ((due, order) for order, item in enumerate(self._items) for due in item.due)
        self._by_due = sorted(dues)
        self._calls: dict[tuple[date, tuple[Lead, ...]], Mapping[str | None, list[_Call]]] = {}

    def reminders(self, day: date, subscription: Subscription) -> Iterator[Reminder]:
        at = moment(day, subscription)
        for call in self._calls_for(day, subscription):
            if _is_wanted(call.span.rule, subscription):
                yield Reminder(
                    subscription=subscription,
                    rule=call.span.rule,
                    occasion=call.span.occasion,
                    at=at,
                    item=call.item,
                    due=call.due,
                    lead=call.span.lead,
                )

    def _calls_for(self, day: date, subscription: Subscription) -> Iterable[_Call]:
        calls = self._calls_on(day, subscription.leads)
        if subscription.departments is None:
            return calls.get(None, ())
        concerned = {
            call.order: call for name in set(subscription.departments) for call in calls.get(name, ())
        }
        return (concerned[order] for order in sorted(concerned))

    def _calls_on(self, day: date, leads: tuple[Lead, ...]) -> Mapping[str | None, list[_Call]]:
        """Return a day's calls by department, and all of them under None."""
        if (day, leads) not in self._calls:
            self._calls[day, leads] = self._call(day, leads)
        return self._calls[day, leads]

    def _call(self, day: date, leads: tuple[Lead, ...]) -> Mapping[str | None, list[_Call]]:
        calls: dict[str | None, list[_Call]] = defaultdict(list)
        seen: set[tuple[RuleName, date | None, int]] = set()
        for span in _spans(day, leads, self._calendar):
            for due, place in self._within(span):
                if (span.rule, due, place) not in seen:
                    seen.add((span.rule, due, place))
                    call = _Call(len(seen), span, self._items[place], due)
                    for name in {None, *call.item.departments}:
                        calls[name].append(call)
        return calls

    def _within(self, span: Span) -> Iterable[tuple[date | None, int]]:
        if span.year_round:
            return (
                (None, place)
                for place, item in enumerate(self._items)
                if item.deadline.kind is DeadlineKind.ONGOING
                and span.first.year <= item.year <= span.last.year
            )
        first = bisect_left(self._by_due, (span.first, 0))
        return self._by_due[first : bisect_right(self._by_due, (span.last, len(self._items)))]


def _is_wanted(rule: RuleName, subscription: Subscription) -> bool:
    if rule is RuleName.OUTLOOK:
        return subscription.outlook
    return rule is not RuleName.CHECK_IN or subscription.check_in
