"""Outlook: on each month's first working day, what falls due in the rest of it. PURE.

What fell due on the days off before is overdue by then, and said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from scheduler.rules.span import RuleName, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.working_days import WorkCalendar
    from storage.subscription import Lead


def spans(day: date, leads: Sequence[Lead], calendar: WorkCalendar) -> Iterator[Span]:  # noqa: ARG001 - a rule
    """Say of which due days the month's outlook on `day` tells."""
    if calendar.is_first_of_month(day):
        yield Span(RuleName.OUTLOOK, f"{day:%Y-%m}", day, day + relativedelta(day=31))
