"""A reminder as it is kept, and back. PURE."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from scheduler.reminder import Change, ChangeKind, Reminder
from scheduler.rules.span import RuleName
from scheduler.sending import next_send_time
from storage.reminding import QueuedReminder
from storage.subscription import read_lead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.working_days import WorkCalendar
    from storage.plan import PlanItem
    from storage.subscription import Subscription


def as_queued(
    reminder: Reminder, now: datetime, calendar: WorkCalendar, version: int | None = None
) -> QueuedReminder:
    """Make a reminder what is kept of it; `version` is that of the plan in which a changed item stands."""
    ready_at = next_send_time(max(now, reminder.at), reminder.subscription, calendar)
    return QueuedReminder(
        key=str(reminder.key),
        subscription_id=reminder.subscription.id,
        code=reminder.item.code,
        due=reminder.due,
        rule=reminder.rule.value,
        occasion=reminder.occasion,
        lead=str(reminder.lead) if reminder.lead else None,
        change={**_written(reminder.change), "of": version} if reminder.change else None,
        at=reminder.at.astimezone(UTC),
        ready_at=ready_at.astimezone(UTC),
    )


def as_reminder(queued: QueuedReminder, subscription: Subscription, item: PlanItem) -> Reminder:
    return Reminder(
        subscription=subscription,
        rule=RuleName(queued.rule),
        occasion=queued.occasion,
        at=queued.at.astimezone(subscription.zone),
        item=item,
        due=queued.due,
        lead=read_lead(queued.lead) if queued.lead else None,
        change=_read(queued.change) if queued.change else None,
    )


def _written(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "year": change.year,
        "version": change.version,
        "before": [day.isoformat() for day in change.before],
        "after": [day.isoformat() for day in change.after],
    }


def _read(change: Mapping[str, Any]) -> Change:
    before, after = (tuple(map(date.fromisoformat, change[name])) for name in ("before", "after"))
    return Change(ChangeKind(change["kind"]), change["year"], change["version"], before, after)
