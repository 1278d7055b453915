"""When to remind: one module a rule, each a function from a day to the due days it speaks of. PURE.

A rule never sees items: it says of which due days it reminds on a day (`Span`), so that whoever keeps the
items selects only those. `change` is the exception: it speaks after a reload, not on a day. May be imported
by `scheduler` and `bot`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scheduler.rules import check_in, lead, outlook, overdue
from scheduler.rules.span import RuleName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from scheduler.rules.span import Span
    from scheduler.working_days import WorkCalendar
    from storage.subscription import Lead


class Rule(Protocol):
    """What to remind of on a day. Of an item and due day in several spans, the first one speaks."""

    def __call__(self, day: date, leads: Sequence[Lead], calendar: WorkCalendar) -> Iterator[Span]: ...


RULES: Mapping[RuleName, Rule] = {
    RuleName.OVERDUE: overdue.spans,
    RuleName.LEAD: lead.spans,
    RuleName.OUTLOOK: outlook.spans,
    RuleName.CHECK_IN: check_in.spans,
}
"""In the order in which a message has them."""
