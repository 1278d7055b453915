"""Reminders in a terminal, as they fall due: all departments, and nothing of it is kept."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.reminders import reminder_blocks
from bot.terminal import set_blocks
from scheduler.schedule import due_reminders, moments_between
from scheduler.sending import Bundle
from storage.plan import ItemFilter
from storage.subscription import DEFAULT_HOUR, Address, Subscription

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from bot.catalogue import Catalogue
    from scheduler.reminder import Reminders
    from scheduler.working_days import WorkCalendar
    from storage.plan_store import PlanStore

A_MOMENT = timedelta(seconds=1)


class TerminalReminders:
    """Says what has fallen due since it was last asked; at first, today."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it works with
        self,
        store: PlanStore,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        words: Catalogue,
        calendar: WorkCalendar,
        hour: time = DEFAULT_HOUR,
    ) -> None:
        self._store = store
        self._clock = clock
        self._words = words
        self._calendar = calendar
        self._since = datetime.combine(clock().astimezone(zone).date(), time(0), zone) - A_MOMENT
        self._subscription = Subscription(
            id=0,
            address=Address("terminal", 0),
            departments=None,
            zone=zone,
            created=self._since,
            hour=hour,
            language=words.language.value,
        )

    def news(self, width: int) -> str | None:
        """Set what is to be said in `width` columns; None where there is nothing."""
        found = self._due()
        if not found:
            return None
        messages = (tuple(group) for _, group in groupby(found, key=lambda each: each.at))
        return "\n\n".join(self._message(message, width) for message in messages)

    def _due(self) -> Reminders:
        since, now = self._since, self._clock()
        self._since = max(since, now)
        if not moments_between(since, now, self._subscription.hour, self._subscription.zone):
            return ()
        items = self._store.find(ItemFilter())
        return due_reminders(items, [self._subscription], self._calendar, since=since, until=now)

    def _message(self, reminders: Reminders, width: int) -> str:
        bundle = Bundle(self._subscription.address, reminders[0].at, reminders)
        return set_blocks(list(reminder_blocks(bundle, self._words, self._calendar)), width, self._words)
