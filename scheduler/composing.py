"""What becomes of the reminders whose time has come: written down as messages, put off, or dropped."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.queueing import as_reminder
from scheduler.reminder import still_holds
from scheduler.schedule import moment
from scheduler.sending import MOST_MESSAGES, closing, next_send_time, sort_out
from storage.outbox import Settlement
from storage.reminding import WrittenMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from typing import TypeAlias

    from scheduler.reminder import Reminder, Reminders
    from scheduler.sending import Bundle, Sending
    from scheduler.working_days import WorkCalendar
    from storage.outbox import Outbox, Ready
    from storage.reminding import Page

    Render: TypeAlias = Callable[[Bundle, int], Sequence[Page]]
    """Sets a message on so many pages at most; each names the codes that it speaks of, or none for all."""

log = logging.getLogger(__name__)

AFTER_A_FAULT = timedelta(minutes=15)
"""How long to leave reminders alone that could not be written down."""


@dataclass(frozen=True)
class Composed:
    """How many messages were written, and how many reminders dropped."""

    messages: int = 0
    dropped: int = 0


@dataclass
class _Decided:
    """What was decided so far of what is ready."""

    messages: list[WrittenMessage] = field(default_factory=list)
    postponed: dict[str, datetime] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def put_off(self, reminders: Iterable[Reminder], until: datetime) -> None:
        self.postponed |= {str(each.key): until.astimezone(UTC) for each in reminders}

    def drop(self, reminders: Iterable[Reminder]) -> None:
        self.dropped += [str(each.key) for each in reminders]


class Composer:
    """Writes messages down. `render` may read and write on its own: no transaction is open then."""

    def __init__(self, outbox: Outbox, render: Render, calendar: WorkCalendar) -> None:
        self._outbox = outbox
        self._render = render
        self._calendar = calendar

    def run(self, now: datetime) -> Composed:
        """Write down all that is to be said now, some chats at a time."""
        messages = dropped = 0
        while (ready := self._outbox.ready(now)).reminders:
            decided = self._decide(ready, now)
            settlement = Settlement(decided.messages, decided.postponed, decided.dropped)
            written = self._outbox.settle(settlement, MOST_MESSAGES)
            messages, dropped = messages + written, dropped + len(decided.dropped)
            if not (written or decided.postponed or decided.dropped):
                break  # another process is at the same ones
        return Composed(messages, dropped)

    def _decide(self, ready: Ready, now: datetime) -> _Decided:
        decided = _Decided()
        sending = self._sort_out(ready, now, decided)
        decided.drop(sending.dropped)
        for each in sending.waiting:
            later = next_send_time(max(now, each.at), each.subscription, self._calendar)
            decided.put_off([each], later)
        places = {
            bundle.address: (_day(bundle.reminders[0], now), bundle.address) for bundle in sending.bundles
        }
        said = self._outbox.said_on(set(places.values()))
        for bundle in sending.bundles:
            self._write(bundle, MOST_MESSAGES - said[places[bundle.address]], decided)
        return decided

    def _sort_out(self, ready: Ready, now: datetime, decided: _Decided) -> Sending:
        waiting = []
        for queued in ready.reminders:
            about = ready.about.get(queued.key)
            reminder = about and as_reminder(queued, ready.subscriptions[queued.subscription_id], about)
            if reminder and still_holds(reminder, reminder.item):
                waiting.append(reminder)
            else:
                decided.dropped.append(queued.key)
        return sort_out(waiting, now, self._calendar)

    def _write(self, bundle: Bundle, left: int, decided: _Decided) -> None:
        """Write one chat's message; one that cannot be written holds no other up."""
        day = _day(bundle.reminders[0], bundle.at)
        tomorrow = min(moment(self._calendar.after(day), each.subscription) for each in bundle.reminders)
        if left <= 0:
            decided.put_off(bundle.reminders, tomorrow)
            return
        try:
            pages = tuple(self._render(bundle, left))[:left]
        except Exception:
            log.exception("a message could not be written", extra={"chat": bundle.address.chat_id})
            decided.put_off(bundle.reminders, bundle.at + AFTER_A_FAULT)
            return
        told, unsaid = _told(bundle, pages)
        decided.messages.append(_message(replace(bundle, reminders=told), day, pages))
        decided.put_off(unsaid, tomorrow)


def _told(bundle: Bundle, pages: Iterable[Page]) -> tuple[Reminders, Reminders]:
    """Part the reminders that the pages speak of from those that found no room on them."""
    codes = {code for page in pages for code in page.codes}
    if not codes:
        return bundle.reminders, ()
    told = tuple(each for each in bundle.reminders if each.item.code in codes)
    return told, tuple(each for each in bundle.reminders if each.item.code not in codes)


def _message(bundle: Bundle, day: date, pages: tuple[Page, ...]) -> WrittenMessage:
    closings = [closing(_day(each, bundle.at), each.subscription) for each in bundle.reminders]
    return WrittenMessage(
        address=bundle.address,
        day=day,
        composed_at=bundle.at.astimezone(UTC),
        expires_at=min(each.astimezone(UTC) for each in closings),
        pages=pages,
        keys=tuple(str(each.key) for each in bundle.reminders),
        late=bundle.is_late,
    )


def _day(reminder: Reminder, now: datetime) -> date:
    """Return the day that it is where the chat is."""
    return now.astimezone(reminder.subscription.zone).date()
