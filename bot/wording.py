"""Shared wording: days, periods, names and items in the reader's language. PURE but for the catalogue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.answer import Mark
from bot.catalogue import mark
from storage.plan import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.catalogue import Catalogue
    from storage.plan import Period, PlanItem

MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"),
    mark("July"), mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip
SHORT_MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip
WEEKDAYS = (
    mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"),
)  # fmt: skip
STATUS_NAMES = {
    Status.OPEN: mark("no report yet"),
    Status.IN_PROGRESS: mark("in progress"),
    Status.BLOCKED: mark("in difficulty"),
    Status.DONE_CLAIMED: mark("reported done, to be confirmed"),
    Status.DONE: mark("done"),
    Status.POSTPONED: mark("postponed"),
}
MARK_NAMES = {Mark.OVERDUE: mark("overdue"), Mark.DUE_SOON: mark("due soon")}
NAMED_SPANS = {
    (1, 12): mark("{year}"),
    (1, 6): mark("first half of {year}"),
    (7, 6): mark("second half of {year}"),
    (1, 3): mark("Q1 {year}"),
    (4, 3): mark("Q2 {year}"),
    (7, 3): mark("Q3 {year}"),
    (10, 3): mark("Q4 {year}"),
}
"""First month and number of months of the spans that have a name."""
ONE_DAY = timedelta(days=1)
SOFT_STOPS = "，、；：。！？,;:.!? "


# -- days and periods ---------------------------------------------------------------------------------------


def day_text(day: date, words: Catalogue, *, year: bool = True) -> str:
    """Name a day: "31 Dec 2017", 2017年12月31日; without the year where it is plain."""
    short = words.say(SHORT_MONTHS[day.month - 1])
    if year:
        return words.say("{day} {short} {year}", day=day.day, month=day.month, short=short, year=day.year)
    return words.say("{day} {short}", day=day.day, month=day.month, short=short)


def month_text(day: date, words: Catalogue, *, year: bool = True) -> str:
    """Name the month of a day: "December 2017", 2017年12月."""
    name = words.say(MONTHS[day.month - 1])
    return words.say("{name} {year}", name=name, year=day.year) if year else name


def weekday_text(day: date, words: Catalogue) -> str:
    return words.say(WEEKDAYS[day.weekday()])


def distance_text(day: date, today: date, words: Catalogue) -> str:
    """Say how far ahead a day is; nothing for days past."""
    ahead = (day - today).days
    if ahead < 0:
        return ""
    if ahead < 2:
        return words.say("tomorrow") if ahead else words.say("today")
    return words.say_number("in {number} day", "in {number} days", ahead)


def period_text(period: Period, words: Catalogue) -> str:
    """Name a period, always with its year, as shortly as its ends allow."""
    first, last = period.first, period.last
    if first is None and last is None:
        return words.say("any time")
    if first is None or last is None:
        return _open_text(first, last, words)
    if first == last:
        return day_text(first, words)
    if first.day == 1 and (last + ONE_DAY).day == 1:
        return _months_text(first, last, words)
    if first.year != last.year:
        return words.say("{first} – {last}", first=day_text(first, words), last=day_text(last, words))
    return words.say(
        "{first} – {last} {year}",
        first=day_text(first, words, year=False),
        last=day_text(last, words, year=False),
        year=first.year,
    )


def _open_text(first: date | None, last: date | None, words: Catalogue) -> str:
    if first is not None:
        return words.say("from {day} on", day=day_text(first, words))
    assert last is not None
    return words.say("until {day}", day=day_text(last, words))


def _months_text(first: date, last: date, words: Catalogue) -> str:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 1:
        return month_text(first, words)
    if first.year != last.year:
        return words.say("{first} – {last}", first=month_text(first, words), last=month_text(last, words))
    if (first.month, months) in NAMED_SPANS:
        return words.say(NAMED_SPANS[first.month, months], year=first.year)
    return words.say(
        "{first} – {last} {year}",
        first=month_text(first, words, year=False),
        last=month_text(last, words, year=False),
        year=first.year,
    )


# -- names --------------------------------------------------------------------------------------------------


def joined(names: Iterable[str], words: Catalogue) -> str:
    return words.say(", ").join(names)


def quoted(names: Iterable[str], words: Catalogue) -> str:
    return joined((words.say("“{name}”", name=name) for name in names), words)


def no_department_text(unknown: Iterable[str], nearest: Iterable[str], words: Catalogue) -> str:
    """Say that there is no such department, and which may be meant."""
    said = words.say("The plan has no department named {names}.", names=quoted(unknown, words))
    near = quoted(nearest, words)
    return f"{said} " + words.say("Did you mean {names}?", names=near) if near else said


def some_of(names: Sequence[str], most: int, words: Catalogue) -> str:
    """Join departments; of more than `most` (and one over), only the first and how many there are."""
    return _some(names, most, mark("{names} and {more} more"), words)


def some_items(names: Sequence[str], most: int, words: Catalogue) -> str:
    """Join what stands for items, as `some_of` does departments."""
    return _some(names, most, mark("{names} and {more} more items"), words)


def _some(names: Sequence[str], most: int, said: str, words: Catalogue) -> str:
    if len(names) <= most + 1:
        return joined(names, words)
    return words.say(said, names=joined(names[:most], words), more=len(names) - most, all=len(names))


def count_text(items: Sequence[object] | int, words: Catalogue) -> str:
    number = items if isinstance(items, int) else len(items)
    return words.say_number("{number} item", "{number} items", number)


def size_text(size: int) -> str:
    """Say how large a file of so many bytes is: "34 KB", "1.2 MB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


# -- items --------------------------------------------------------------------------------------------------


def shorten(text: str, limit: int) -> str:
    """Cut a text to about `limit` characters, at a pause if one is near; a few over are let pass."""
    if len(text) <= limit + 3:
        return text
    cut = text[: limit - 1]
    pause = max(cut.rfind(stop) for stop in SOFT_STOPS)
    if pause >= limit * 3 // 4:
        cut = cut[:pause]
    return cut.rstrip(SOFT_STOPS) + "…"


def status_text(item: PlanItem, words: Catalogue) -> str:
    return words.say(STATUS_NAMES[item.status])
