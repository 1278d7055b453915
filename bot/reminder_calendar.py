"""A dry run as a calendar to read: who would be told how much on which day. PURE but for the catalogue."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from bot.catalogue import mark
from bot.terminal import columns_of, pad, wrap
from bot.wording import count_text, day_text, joined, month_text, period_text, weekday_text
from scheduler.rules.span import RuleName
from storage.plan import Period
from storage.subscription import LeadUnit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bot.catalogue import Catalogue
    from bot.dry_run import DryRow
    from storage.subscription import Lead

RULE_NAMES = {
    RuleName.OVERDUE: mark("overdue"),
    RuleName.OUTLOOK: mark("month's outlook"),
    RuleName.CHECK_IN: mark("year-round check-in"),
    RuleName.CHANGE: mark("changes of the plan"),
}
BUSIEST = 3
DAY_COLUMNS = 4


def reminder_calendar(
    rows: Sequence[DryRow], days: tuple[date, date], words: Catalogue, width: int, *, alone: bool
) -> str:
    """Lay out rows by month and day; of a department `alone`, with what each day is about."""
    lines = [line for text in _head(rows, days, words) for line in wrap(text, width)]
    for _, months in groupby(rows, key=lambda row: (row.at.year, row.at.month)):
        month = tuple(months)
        lines += ["", f"{month_text(month[0].at.date(), words)} · {_count(month, words)}"]
        for _, group in groupby(month, key=lambda row: row.at.date()):
            day = tuple(group)
            lines += _reasons(day, words, width) if alone else _loads(day, words, width)
    return "\n".join([*lines, *_tail(rows, words, width, alone=alone)])


def _head(rows: Sequence[DryRow], days: tuple[date, date], words: Catalogue) -> Iterator[str]:
    period = period_text(Period(*days), words)
    yield words.say("Reminders · {period} · nothing is sent", period=period)
    if not rows:
        yield words.say("Nothing to remind of.")
        return
    messages, names = len({(row.at, row.department) for row in rows}), {row.department for row in rows}
    number = words.say_number("{number} department", "{number} departments", len(names))
    yield words.say(
        "{messages} · {items} · {departments}",
        messages=words.say_number("{number} message", "{number} messages", messages),
        items=_count(rows, words),
        departments=number if len(names) > 1 else joined(names, words),
    )


def _tail(rows: Sequence[DryRow], words: Catalogue, width: int, *, alone: bool) -> Iterator[str]:
    """Close with the busiest days, and with each department's share."""
    by_day: Counter[date] = Counter()
    by_department: Counter[str] = Counter()
    for row in rows:
        by_day[row.at.date()] += len(row.reminders)
        by_department[row.department] += len(row.reminders)
    if len(by_day) > BUSIEST:
        most = (
            words.say("{name} ({number})", name=day_text(day, words), number=number)
            for day, number in by_day.most_common(BUSIEST)
        )
        yield ""
        yield from _hanging(words.say("Busiest days: "), most, words, width)
    if not alone and by_department:
        shares = (f"{name} {number}" for name, number in by_department.most_common())
        yield from _hanging(words.say("By department: "), shares, words, width)


def _count(rows: Iterable[DryRow], words: Catalogue) -> str:
    return count_text(sum(len(row.reminders) for row in rows), words)


def _day(rows: Sequence[DryRow], words: Catalogue) -> str:
    day = rows[0].at.date()
    named = words.say(
        "{weekday} {day}", day=day_text(day, words, year=False), weekday=weekday_text(day, words)
    )
    total = sum(len(row.reminders) for row in rows)
    return f"  {pad(named, max(14, columns_of(named)))} {total:>{DAY_COLUMNS}}  "


def _loads(rows: Sequence[DryRow], words: Catalogue, width: int) -> list[str]:
    """One day: how many items each department is told of, most first."""
    loads: Counter[str] = Counter()
    for row in rows:
        loads[row.department] += len(row.reminders)
    told = (f"{name} {number}" for name, number in loads.most_common())
    return _hanging(_day(rows, words), told, words, width)


def _reasons(rows: Sequence[DryRow], words: Catalogue, width: int) -> list[str]:
    """One day of one department: why it is told, of which due day, and of which items."""
    day = _day(rows, words)
    lines: list[str] = []
    for row in rows:
        first = day if not lines else " " * columns_of(day)
        lines.append(first + words.say("{label}:", label=_reason(row, words)))
        indent = " " * (columns_of(day) + 2)
        lines += _hanging(indent, (each.item.code for each in row.reminders), words, width)
    return lines


def _reason(row: DryRow, words: Catalogue) -> str:
    lead = row.reminders[0].lead
    reason = lead_text(lead, words) if lead else words.say(RULE_NAMES[row.rule])
    if lead and not lead.number and row.due != row.at.date():
        reason = words.say("last working day before")
    if row.due is None:
        return reason
    year = row.due.year != row.at.year
    return words.say("{reason}, due {day}", reason=reason, day=day_text(row.due, words, year=year))


def lead_text(lead: Lead, words: Catalogue) -> str:
    """Name a lead: "7 days ahead", "1 working day ahead", "on the due day"."""
    if not lead.number:
        return words.say("on the due day")
    if lead.unit is LeadUnit.WORKING_DAYS:
        length = words.say_number("{number} working day", "{number} working days", lead.number)
    else:
        length = words.say_number("{number} day", "{number} days", lead.number)
    return words.say("{lead} ahead", lead=length)


def _hanging(first: str, parts: Iterable[str], words: Catalogue, width: int) -> list[str]:
    """List parts after `first`; further lines go under its end, and none breaks inside a part."""
    indent = columns_of(first)
    comma = words.say(", ")
    lines = [first]
    for part in parts:
        fresh = columns_of(lines[-1]) <= indent
        if not fresh and columns_of(lines[-1] + comma + part + comma.rstrip()) > width:
            lines[-1] += comma.rstrip()
            lines.append(" " * indent)
            fresh = True
        lines[-1] += part if fresh else comma + part
    return lines
