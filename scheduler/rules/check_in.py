"""Check-in: year-round items on the last working day up to the 25th of each quarter's last month. PURE."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from scheduler.rules.span import RuleName, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.working_days import WorkCalendar
    from storage.subscription import Lead

UP_TO = 25


def spans(day: date, leads: Sequence[Lead], calendar: WorkCalendar) -> Iterator[Span]:  # noqa: ARG001 - a rule
    """Say whose year-round items are asked after on `day`."""
    limit = _next_limit(day)
    if calendar.is_working_day(day) and calendar.after(day) > limit:
        year = date(limit.year, 1, 1), date(limit.year, 12, 31)
        yield Span(RuleName.CHECK_IN, f"{limit:%Y-%m}", *year, year_round=True)


def _next_limit(day: date) -> date:
    """Return the next 25th of March, June, September or December, today's included."""
    months = -day.month % 3
    limit = day + relativedelta(months=months, day=UP_TO)
    return limit if limit >= day else day + relativedelta(months=months + 3, day=UP_TO)
