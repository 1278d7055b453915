"""Whose deadlines nobody is told of. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.reminder import is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from storage.plan import PlanItem
    from storage.subscription import Subscribed


def unheard(
    items: Iterable[PlanItem], subscriptions: Iterable[Subscribed], first: date, last: date
) -> Mapping[str, int]:
    """Count the open deadlines from one day to another of each department that nobody is told of."""
    heard = [each.subscription.departments for each in subscriptions if not each.is_suspended]
    if None in heard:
        return {}
    told = {name for names in heard for name in names or ()}
    due: Counter[str] = Counter()
    for item in filter(is_open, items):
        days = sum(first <= day <= last for day in item.due)
        if days:
            due.update({name: days for name in item.responsible if name not in told})
    return due
