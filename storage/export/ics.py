"""The due days of items as a calendar file, for whatever calendar people use. PURE.

An all-day event for each occurrence. Its UID is made of the item's code, the label, and which of the days so
labelled it is, but not of the day: where a deadline is moved, loading the file anew moves the event.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from storage.export.table import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from storage.plan import Occurrence, Period, PlanItem

_LONGEST_SUMMARY = 60


def write_ics(
    items: Iterable[PlanItem],
    title: str,
    *,
    now: datetime,
    within: Sequence[Period] = (),
    versions: Mapping[int, int] | None = None,
) -> bytes:
    """Write an event for each occurrence, `within` any of the periods where some are given.

    `now` is when the file is made. What has no due day has no event. `versions` are the numbers of the plans'
    versions by year: of two files a calendar takes the events of the later version.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Duban//duban//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(title))
    for item in items:
        for uid, occurrence in _with_uids(item):
            if not within or any(period.includes(occurrence.due) for period in within):
                event = _event(item, occurrence, now)
                event.add("uid", uid)
                event.add("sequence", (versions or {}).get(item.year, 0))
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(item: PlanItem, occurrence: Occurrence, now: datetime) -> Event:
    event = Event()
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", occurrence.due)
    event.add("dtend", occurrence.due + timedelta(days=1))
    event.add("summary", _summary(plain(occurrence.label or item.measure), item.responsible))
    lines = (item.measure, item.work_point or "", "、".join(item.departments), item.deadline_text, item.code)
    event.add("description", "\n".join(filter(None, map(plain, lines))))
    if item.departments:
        event.add("categories", [plain(name) for name in item.departments])
    event.add("transp", "TRANSPARENT")  # a due day takes nobody's time
    return event


def _with_uids(item: PlanItem) -> Iterator[tuple[str, Occurrence]]:
    """Give each day its UID: the first of an item's own days has only the code, further ones are numbered."""
    seen: Counter[str | None] = Counter()
    for occurrence in item.deadline.occurrences:
        label = occurrence.label
        seen[label] += 1
        mark = f"-{sha256(label.encode(errors='replace')).hexdigest()[:8]}" if label else ""
        rank = f"-{seen[label]}" if seen[label] > 1 else ""
        yield f"{item.code}{mark}{rank}@duban", occurrence


def _summary(words: str, departments: Sequence[str]) -> str:
    short = words if len(words) <= _LONGEST_SUMMARY else f"{words[: _LONGEST_SUMMARY - 1]}…"
    return f"{short}（{plain('、'.join(departments))}）" if departments else short
