"""After a reload: whom to tell what became of their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.queueing import as_queued
from scheduler.rules.change import PlanChange, changes
from scheduler.sending import next_send_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.working_days import WorkCalendar
    from storage.announcements import Announcements, News
    from storage.reminding import QueuedReminder
    from storage.subscription import Subscription


def announce(announcements: Announcements, calendar: WorkCalendar, now: datetime) -> int:
    """Queue what is said of all reloads since the last time; return how many reminders that are."""
    return sum(_announce(announcements, news, calendar, now) for news in announcements.due())


def _announce(announcements: Announcements, news: News, calendar: WorkCalendar, now: datetime) -> int:
    queued: list[QueuedReminder] = []
    if news.before is not None and news.is_reload:
        before, after = announcements.items(news)
        change = PlanChange(year=news.year, since=news.before, version=news.after, before=before, after=after)
        names = {name for items in change.touched for item in items for name in item.departments}
        for subscription in announcements.subscriptions(names) if any(change.touched) else ():
            queued += _changes(change, subscription, calendar, now)
    return announcements.finish(news, queued)


def _changes(
    change: PlanChange, subscription: Subscription, calendar: WorkCalendar, now: datetime
) -> Iterator[QueuedReminder]:
    """Say it at the next moment at which the chat may be told something: it is not late then."""
    at = next_send_time(now, subscription, calendar)
    for reminder in changes(change, subscription, at):
        yield as_queued(reminder, now, calendar)
