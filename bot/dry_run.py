"""What would be sent, without sending it: the rows of `duban remind`, and these as JSON.

PURE but for the catalogue.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import LCSseq

from bot.moments import read_moment
from bot.reminders import reminder_text
from bot.understanding.departments import find_departments
from bot.understanding.lexicon import build_lexicon
from scheduler.rules import RULES
from scheduler.schedule import reminders_between
from scheduler.sending import Bundle
from storage.errors import DubanError
from storage.subscription import Address, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.catalogue import Catalogue
    from scheduler.reminder import Reminder
    from scheduler.rules.span import RuleName
    from scheduler.working_days import WorkCalendar
    from storage.plan import Department, PlanItem

ORDER = tuple(RULES)
MONTH, LONGEST = timedelta(days=30), timedelta(days=3660)
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_NAMED = 10


@dataclass(frozen=True)
class DryRow:
    """What one department would be told at a moment for one reason about one due day."""

    at: datetime
    department: str
    rule: RuleName
    due: date | None
    reminders: tuple[Reminder, ...]

    @property
    def lead(self) -> str | None:
        lead = self.reminders[0].lead
        return str(lead) if lead else None


def wanted_days(first: str | None, last: str | None, *, today: date) -> tuple[date, date]:
    """Read the two days of a dry run: today and a month on, unless said otherwise."""
    start = _read_day(first) if first else today
    try:
        end = _read_day(last) if last else start + MONTH
    except OverflowError:
        raise DubanError(f"“{first}” is too far ahead.") from None
    if end < start:
        raise DubanError(f"The last day, {end}, is before the first, {start}.")
    if end - start > LONGEST:
        raise DubanError(f"From {start} to {end} is too long: {LONGEST.days} days are the most.")
    return start, end


def _read_day(text: str) -> date:
    day = read_moment(text, UTC).date()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DubanError(f"“{text}” is no day of a plan: years go from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def wanted_departments(asked: Sequence[str], known: Sequence[Department]) -> tuple[str, ...]:
    """Return the departments that are named, by any of their names; all of them where none is named."""
    if not asked:
        return tuple(department.name for department in known)
    lexicon = build_lexicon(known, (), ())
    found: dict[str, None] = {}
    for name in asked:
        if not name.strip():
            raise DubanError("A department is asked for, but its name is blank.")
        reading = find_departments(name, lexicon)
        if not reading.names:
            nearest = "、".join(_nearest(name, reading.nearest, lexicon.names)[:MOST_NAMED])
            there = f" There are: {nearest}." if nearest else ""
            raise DubanError(f"No plan names a department “{name}”.{there}")
        found |= dict.fromkeys(reading.names)
    return tuple(found)


def _nearest(asked: str, sounding: Sequence[str], names: Sequence[str]) -> list[str]:
    """Order by likeness the names that `asked` may mean: those that hold most of its letters in their order.

    `sounding` are those that sound or look like it. Without any like ones, all are named.
    """
    like = {name: LCSseq.similarity(asked, name) for name in names}
    close = [name for name in names if name in sounding or like[name] >= max(2, len(asked) / 2)]
    return sorted(close or names, key=lambda name: (-like[name], len(name)))


def dry_run(
    items: Iterable[PlanItem],
    departments: Sequence[str],
    days: tuple[date, date],
    calendar: WorkCalendar,
    zone: ZoneInfo,
) -> tuple[DryRow, ...]:
    """Return what each department's channel would get if it had the default subscription.

    From one day to another, both included; as if the plan came at the start of the first one.
    """
    subscriptions = default_subscriptions(departments, days[0], zone)
    return dry_rows(reminders_between(*days, items, subscriptions, calendar))


def default_subscriptions(
    departments: Sequence[str], first: date, zone: ZoneInfo
) -> tuple[Subscription, ...]:
    """Return the subscription that nobody changed, one for each department, as if made on `first`."""
    places = [(number, Address("dry run", number), name) for number, name in enumerate(departments, start=1)]
    start = datetime.combine(first, time(0), zone)
    return tuple(
        Subscription(id=number, address=place, departments=(name,), zone=zone, created=start)
        for number, place, name in places
    )


def dry_rows(reminders: Iterable[Reminder]) -> tuple[DryRow, ...]:
    """Gather reminders: a row for each moment, department, rule, lead and due day, in this order."""
    rows: dict[tuple[Any, ...], list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        rows[_place(reminder)].append(reminder)
    return tuple(
        DryRow(each[0].at, _department(each[0].subscription), each[0].rule, each[0].due, tuple(each))
        for _, each in sorted(rows.items(), key=lambda row: row[0])
    )


def _place(reminder: Reminder) -> tuple[Any, ...]:
    lead = reminder.lead.length if reminder.lead else 0
    due = reminder.due.toordinal() if reminder.due else 0
    return reminder.at, reminder.subscription.id, ORDER.index(reminder.rule), due, lead, reminder.occasion


def rows_json(rows: Iterable[DryRow], words: Catalogue, calendar: WorkCalendar) -> list[dict[str, object]]:
    """Return the rows as other tools read them; `text` is what a chat would show of this row."""
    return [_row_json(row, words, calendar) for row in rows]


def _row_json(row: DryRow, words: Catalogue, calendar: WorkCalendar) -> dict[str, object]:
    bundle = Bundle(row.reminders[0].subscription.address, row.at, row.reminders)
    due = row.due.isoformat() if row.due else None
    items = [each.item for each in row.reminders]
    return {
        "at": row.at.isoformat(),
        "department": row.department,
        "rule": row.rule.value,
        "lead": row.lead,
        "items": [{"code": item.code, "measure": item.measure, "due": due} for item in items],
        "text": reminder_text(bundle, words, calendar),
    }


def _department(subscription: Subscription) -> str:
    return "、".join(subscription.departments or ())
