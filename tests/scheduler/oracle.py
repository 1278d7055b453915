"""The reminder rules once more, day by day and as slow as the sentences they are written from.

Nothing of the program is used but the nouns, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from storage.plan import DeadlineKind, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scheduler.reminder import Reminder
    from storage.plan import PlanItem
    from storage.subscription import Lead, Subscription

    IsWorked = Callable[[date], bool]

DAY = timedelta(days=1)


class Told(NamedTuple):
    """A subscription is told of an item on a day, and why."""

    day: date
    subscription: int
    rule: str
    lead: str | None
    code: str
    due: date | None


def as_told(reminder: Reminder) -> Told:
    return Told(
        reminder.at.date(),
        reminder.subscription.id,
        str(reminder.rule),
        str(reminder.lead) if reminder.lead else None,
        reminder.item.code,
        reminder.due,
    )


def expected(
    first: date,
    last: date,
    items: Sequence[PlanItem],
    subscriptions: Iterable[Subscription],
    is_worked: IsWorked,
) -> list[Told]:
    """Say all that is told from one day to another."""
    told = []
    for subscription in subscriptions:
        mine = [item for item in items if _is_mine(item, subscription) and item.status is not Status.DONE]
        dues = {due for item in mine for due in item.due}
        leads = {due: _lead_days(due, subscription.leads, is_worked) for due in dues}
        overdue = {due: list(_overdue_days(due, is_worked)) for due in dues}
        day = first
        while day <= last:
            for item in mine:
                told += [
                    Told(day, subscription.id, rule, lead, item.code, due)
                    for rule, lead, due in _reasons(day, item, leads, overdue, is_worked)
                    if _is_wanted(rule, subscription)
                ]
            day += DAY
    return told


def _is_mine(item: PlanItem, subscription: Subscription) -> bool:
    departments = subscription.departments
    return departments is None or any(name in departments for name in item.departments)


def _is_wanted(rule: str, subscription: Subscription) -> bool:
    return {"outlook": subscription.outlook, "check_in": subscription.check_in}.get(rule, True)


def _reasons(
    day: date,
    item: PlanItem,
    leads: dict[date, dict[date, Lead]],
    overdue: dict[date, list[date]],
    is_worked: IsWorked,
) -> Iterator[tuple[str, str | None, date | None]]:
    """Say for which rules, leads and due days an item is told on a day."""
    for due in set(item.due):
        if day in leads[due]:
            yield "lead", str(leads[due][day]), due
        if day in overdue[due]:
            yield "overdue", None, due
        this_month = (due.year, due.month) == (day.year, day.month)
        if this_month and due >= day and day == _month_opens(day, is_worked):
            yield "outlook", None, due
    if item.deadline.kind is DeadlineKind.ONGOING and day in _check_in_days(item.year, is_worked):
        yield "check_in", None, None


def _lead_days(due: date, leads: Iterable[Lead], is_worked: IsWorked) -> dict[date, Lead]:
    """On D − lead, moved back to the working day before if it is none. Two leads on one day: the shorter."""
    days: dict[date, Lead] = {}
    for lead in leads:
        day = due - timedelta(days=lead.number) if lead.unit == "d" else due
        if lead.unit == "wd":
            for _ in range(lead.number):
                day -= DAY
                while not is_worked(day):
                    day -= DAY
        while not is_worked(day):
            day -= DAY
        if day not in days or _shorter(lead, days[day]):
            days[day] = lead
    return days


def _shorter(one: Lead, other: Lead) -> bool:
    """Five working days are a week; of a week and five working days, the one that says days of five."""

    def length(lead: Lead) -> float:
        return lead.number * (7 / 5 if lead.unit == "wd" else 1)

    if abs(length(one) - length(other)) > 0.01:
        return length(one) < length(other)
    return one.unit == "d"


def _overdue_days(due: date, is_worked: IsWorked) -> Iterator[date]:
    """On the first working day after D, then on each week's first working day, four times at most."""
    day = due + DAY
    while not is_worked(day):
        day += DAY
    yield day
    times = 1
    week = day - day.weekday() * DAY
    while times < 4:
        week += 7 * DAY
        worked = [week + ahead * DAY for ahead in range(7) if is_worked(week + ahead * DAY)]
        if worked:
            yield worked[0]
            times += 1


def _month_opens(day: date, is_worked: IsWorked) -> date | None:
    """Each month's first working day."""
    first = day.replace(day=1)
    while first.month == day.month:
        if is_worked(first):
            return first
        first += DAY
    return None


def _check_in_days(year: int, is_worked: IsWorked) -> set[date]:
    """On the last working day up to the 25th of March, June, September and December."""
    days = set()
    for month in (3, 6, 9, 12):
        day = date(year, month, 25)
        while not is_worked(day):
            day -= DAY
        days.add(day)
    return days
