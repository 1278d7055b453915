"""Lead: on D − lead, or the working day before if it is none; of two on one day, only the shorter. PURE."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.rules.span import RuleName, Span
from scheduler.working_days import ONE_DAY
from storage.subscription import LeadUnit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.working_days import WorkCalendar
    from storage.subscription import Lead


def spans(day: date, leads: Sequence[Lead], calendar: WorkCalendar) -> Iterator[Span]:
    """Say which due days each lead reminds of on `day`, the shortest lead first."""
    if calendar.is_working_day(day):
        for lead in sorted(set(leads)):
            first, last = _due_days(day, lead, calendar)
            yield Span(RuleName.LEAD, str(lead), first, last, lead)


def _due_days(day: date, lead: Lead, calendar: WorkCalendar) -> tuple[date, date]:
    """Return the first and the last due day for which the lead falls on the working day `day`.

    The days off after it fall back on it, too.
    """
    if lead.unit is LeadUnit.DAYS or not lead.number:
        ahead = timedelta(days=lead.number)
        return day + ahead, calendar.after(day) - ONE_DAY + ahead
    before = day
    for _ in range(lead.number - 1):
        before = calendar.after(before)
    return before + ONE_DAY, calendar.after(before)
