"""The due days of items as a calendar file, for whatever calendar people use. PURE.

An all-day event for each occurrence. Its UID stays with code, day and label, so that loading the file anew
changes events and does not double them.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from storage.export.table import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from storage.plan import Occurrence, Period, PlanItem

_LONGEST_SUMMARY = 60


def write_ics(
    items: Iterable[PlanItem], title: str, *, now: datetime, within: Sequence[Period] = ()
) -> bytes:
    """Write an event for each occurrence, `within` any of the periods where some are given.

    `now` is when the file is made. What has no due day has no event.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Duban//duban//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(title))
    for item in items:
        for occurrence in item.deadline.occurrences:
            if not within or any(period.includes(occurrence.due) for period in within):
                calendar.add_component(_event(item, occurrence, now))
    return bytes(calendar.to_ical())


def _event(item: PlanItem, occurrence: Occurrence, now: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(item.code, occurrence))
    event.add("dtstamp", now)
    event.add("dtstart", occurrence.due)
    event.add("dtend", occurrence.due + timedelta(days=1))
    event.add("summary", _summary(plain(occurrence.label or item.measure), item.responsible))
    lines = (item.measure, item.work_point or "", "、".join(item.departments), item.deadline_text, item.code)
    event.add("description", "\n".join(filter(None, map(plain, lines))))
    if item.departments:
        event.add("categories", [plain(name) for name in item.departments])
    event.add("transp", "TRANSPARENT")  # a due day takes nobody's time
    return event


def _uid(code: str, occurrence: Occurrence) -> str:
    label = occurrence.label
    mark = f"-{sha256(label.encode(errors='replace')).hexdigest()[:8]}" if label else ""
    return f"{code}-{occurrence.due:%Y%m%d}{mark}@duban"


def _summary(words: str, departments: Sequence[str]) -> str:
    short = words if len(words) <= _LONGEST_SUMMARY else f"{words[: _LONGEST_SUMMARY - 1]}…"
    return f"{short}（{plain('、'.join(departments))}）" if departments else short
