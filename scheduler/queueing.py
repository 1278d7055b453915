"""A reminder as it is kept, and back. PURE."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from scheduler.reminder import Change, ChangeKind, Reminder
from scheduler.rules.span import RuleName
from scheduler.sending import next_send_time
from storage.regrouping import Regrouping
from storage.reminding import QueuedReminder
from storage.subscription import read_lead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.working_days import WorkCalendar
    from storage.reminding import AsTold
    from storage.subscription import Subscription


def as_queued(reminder: Reminder, now: datetime, calendar: WorkCalendar) -> QueuedReminder:
    ready_at = next_send_time(max(now, reminder.at), reminder.subscription, calendar)
    return QueuedReminder(
        key=str(reminder.key),
        subscription_id=reminder.subscription.id,
        code=reminder.item.code,
        due=reminder.due,
        rule=reminder.rule.value,
        occasion=reminder.occasion,
        lead=str(reminder.lead) if reminder.lead else None,
        change=_written(reminder.change) if reminder.change else None,
        at=reminder.at.astimezone(UTC),
        ready_at=ready_at.astimezone(UTC),
    )


def as_reminder(queued: QueuedReminder, subscription: Subscription, told: AsTold) -> Reminder:
    return Reminder(
        subscription=subscription,
        rule=RuleName(queued.rule),
        occasion=queued.occasion,
        at=queued.at.astimezone(subscription.zone),
        item=told.item,
        due=queued.due,
        lead=read_lead(queued.lead) if queued.lead else None,
        change=_read(queued.change, queued.since, told) if queued.change and queued.since else None,
    )


def _written(change: Change) -> dict[str, Any]:
    """Write what the versions do not say by themselves."""
    return {
        "kind": change.kind.value,
        "year": change.year,
        "version": change.version,
        "since": change.since,
        "elsewhere": change.regrouping.elsewhere,
        "regrouping": {name: value for name, value in vars(change.regrouping).items() if value},
    }


def _read(change: Mapping[str, Any], since: tuple[int, int], told: AsTold) -> Change:
    grouping = change.get("regrouping", {})
    return Change(
        kind=ChangeKind(change["kind"]),
        year=since[0],
        version=change["version"],
        since=since[1],
        before=told.before,
        after=told.after,
        regrouping=Regrouping(
            part_of=grouping.get("part_of"),
            merged_into=grouping.get("merged_into"),
            holds=tuple(grouping.get("holds", ())),
            parted=tuple(grouping.get("parted", ())),
        ),
        elsewhere=tuple(told.others.values()),
        published=told.version,
    )
