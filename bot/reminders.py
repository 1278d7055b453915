"""What a reminder says: first what is overdue or due soon, then changes of the plan, then what is later.

PURE but for the catalogue. Within a day, items stand under their work point. Where a chat has more to be told
than its messages hold, the last items are named by their codes alone.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from bot.blocks import Heading, Line, Row, Title
from bot.change_news import (
    CHANGE_NAMES,
    change_groups,
    change_remarks,
    changed_plans,
    names_departments,
    news_lines,
)
from bot.html import MOST_ENTITIES, html_pages
from bot.question_types.sections import telling
from bot.rendering import blocks_text
from bot.wording import (
    count_text,
    day_text,
    joined,
    month_text,
    shorten,
    some_of,
    status_text,
    weekday_text,
)
from scheduler.rules.span import RuleName
from scheduler.sending import MOST_MESSAGES, is_late
from storage.plan import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.html import HtmlPage
    from scheduler.reminder import Reminder
    from scheduler.sending import Bundle
    from scheduler.working_days import WorkCalendar
    from storage.plan import PlanItem

NAMED_DEPARTMENTS = 3
WORK_POINT = 40
SOON = timedelta(days=7)
CODES_IN_A_LINE = 100


@dataclass(frozen=True)
class _Part:
    """Items under one heading."""

    heading: str
    reminders: Sequence[Reminder]


def reminder_text(bundle: Bundle, words: Catalogue, calendar: WorkCalendar) -> str:
    """Set a message as plain text, however long."""
    return blocks_text(reminder_blocks(bundle, words, calendar), words)


def reminder_pages(
    bundle: Bundle, words: Catalogue, calendar: WorkCalendar, most: int = MOST_MESSAGES
) -> tuple[HtmlPage, ...]:
    """Set a message in HTML, split only between items, into `most` parts at most.

    The last items are named by their codes alone where that is what fits; what is not even named is counted.
    """

    def pages(shown: int, named: int) -> tuple[HtmlPage, ...]:
        blocks = reminder_blocks(bundle, words, calendar, shown, named)
        return html_pages(blocks, words, rows=MOST_ENTITIES)

    number = len(_told(bundle))
    whole = pages(number, number)
    if len(whole) <= most:
        return whole
    named = _most_that(lambda many: len(pages(0, many)) <= most, number)
    shown = _most_that(lambda many: len(pages(many, number)) <= most, number) if named == number else 0
    return pages(shown, named)


def _most_that(fits: Callable[[int], bool], number: int) -> int:
    """Return the most of `number` that fits, where with one too many no more do."""
    return max(bisect_left(range(number + 1), True, key=lambda many: not fits(many)) - 1, 0)


def reminder_blocks(
    bundle: Bundle,
    words: Catalogue,
    calendar: WorkCalendar,
    shown: int | None = None,
    named: int | None = None,
) -> Iterator[Block]:
    """Say all of a message; or `shown` items in full, those up to `named` by code, and how many are left."""
    told = _told(bundle)
    parts = tuple(_parts(told, bundle.at.date(), words, calendar))
    full, others = _parted(parts, len(told) if shown is None else shown)
    brief, left = _parted(others, (len(told) if named is None else named) - _number(full))
    yield Title(_title(told, bundle, words))
    yield from news_lines(told, words)
    yield from _month_lines(told, bundle, words)
    for part in full:
        yield Heading(part.heading)
        yield from _rows(part.reminders, bundle, words)
    if brief:
        yield Heading(_brief_heading(_number(brief), words))
        for part in brief:
            yield from _code_lines(part, words)
    if left:
        yield Line(_left_out(_number(left), words))


def _parted(parts: Sequence[_Part], number: int) -> tuple[list[_Part], list[_Part]]:
    """Part the first so many reminders from the others."""
    first, others = [], []
    for part in parts:
        first.append(replace(part, reminders=part.reminders[: max(number, 0)]))
        others.append(replace(part, reminders=part.reminders[max(number, 0) :]))
        number -= len(part.reminders)
    return [each for each in first if each.reminders], [each for each in others if each.reminders]


def _number(parts: Iterable[_Part]) -> int:
    return sum(len(part.reminders) for part in parts)


def _brief_heading(number: int, words: Catalogue) -> str:
    return words.say_number(
        "{number} more, by its code (/ask and a code says all)",
        "{number} more, by their codes (/ask and a code says all)",
        number,
    )


def _left_out(number: int, words: Catalogue) -> str:
    return words.say_number(
        "{number} more comes on the next working day",
        "{number} more come on the next working day",
        number,
    )


def _code_lines(part: _Part, words: Catalogue) -> Iterator[Line]:
    """Name items by their codes; the year is said where it is another than before."""
    codes = [reminder.item.code for reminder in part.reminders]
    for start in range(0, len(codes), CODES_IN_A_LINE):
        line = codes[start : start + CODES_IN_A_LINE]
        short = line[:1]
        for before, code in pairwise(line):
            year, _, number = code.partition("-")
            short.append(number if year == before.partition("-")[0] else code)
        value = joined(short, words)
        label = words.say("{label}: {value}", label=part.heading, value=value) if not start else value
        yield Line(label, tuple(line))


# -- what is said, and under which headings -----------------------------------------------------------------


def _told(bundle: Bundle) -> list[Reminder]:
    """Return the reminders with each matter once: two subscriptions of a chat, or two rules, may share it."""
    told: dict[tuple[object, ...], Reminder] = {}
    for reminder in bundle.reminders:
        about = reminder.change or _is_overdue(reminder)
        key = (reminder.item.code, reminder.due, about)
        known = told.get(key)
        if known is None or known.rule is RuleName.OUTLOOK:
            told[key] = reminder
    return list(told.values())


def _is_overdue(reminder: Reminder) -> bool:
    return reminder.rule is RuleName.OVERDUE


def _title(told: Sequence[Reminder], bundle: Bundle, words: Catalogue) -> str:
    """Say what kind of message it is, to whom; where the plan has changed, that it has."""
    late = sum(is_late(each, bundle.at) for each in bundle.reminders)
    remarks = [words.say("sent late")] if late * 2 > len(bundle.reminders) else []
    plans = changed_plans(told, words)
    if plans and all(each.change for each in told):
        name = plans
    else:
        name = words.say("Reminder")
        remarks += [words.say("the plan has changed")] if plans else []
    if remarks:
        name = words.say("{name} ({remarks})", name=name, remarks=joined(remarks, words))
    return f"{name} · {_who(bundle, words)} · {day_text(bundle.at.date(), words)}"


def _who(bundle: Bundle, words: Catalogue) -> str:
    names: dict[str, None] = {}
    for reminder in bundle.reminders:
        departments = reminder.subscription.departments
        if departments is None:
            return words.say("All departments")
        names |= dict.fromkeys(departments)
    return some_of(tuple(names), NAMED_DEPARTMENTS, words)


def _month_lines(told: Iterable[Reminder], bundle: Bundle, words: Catalogue) -> Iterator[Line]:
    """Open a month's outlook with its name; with how much falls due in it, where that is on several days."""
    ahead = [each for each in told if each.rule in {RuleName.OUTLOOK, RuleName.LEAD} and each.due]
    months = {each.occasion for each in bundle.reminders if each.rule is RuleName.OUTLOOK}
    for month in sorted(months):
        due = [each for each in ahead if each.due and f"{each.due:%Y-%m}" == month]
        assert due[0].due
        name = month_text(due[0].due, words, year=due[0].due.year != bundle.at.year)
        if len({each.due for each in due}) > 1:
            yield Line(words.say("Due in {month}: {items}", month=name, items=count_text(due, words)))
        else:
            yield Line(words.say("Outlook: what falls due in {month}", month=name))


def _parts(
    told: Sequence[Reminder], today: date, words: Catalogue, calendar: WorkCalendar
) -> Iterator[_Part]:
    overdue = [each for each in told if _is_overdue(each)]
    for due, reminders in _by_due(overdue):
        yield _Part(_overdue_heading(due, today, words), reminders)
    ahead = list(_by_due(each for each in told if each.rule in {RuleName.LEAD, RuleName.OUTLOOK}))
    for due, reminders in ahead:
        if due <= today + SOON:
            yield _Part(due_heading(due, today, words, calendar), reminders)
    for kind, reminders in change_groups(told):
        name, items = words.say(CHANGE_NAMES[kind]), count_text(reminders, words)
        yield _Part(words.say("{name}: {items}", name=name, items=items), reminders)
    for due, reminders in ahead:
        if due > today + SOON:
            yield _Part(due_heading(due, today, words, calendar), reminders)
    year_round = [each for each in told if each.rule is RuleName.CHECK_IN]
    if year_round:
        items = count_text(year_round, words)
        heading = words.say("All year round: where does it stand? {items}", items=items)
        yield _Part(heading, year_round)


def _by_due(reminders: Iterable[Reminder]) -> Iterator[tuple[date, list[Reminder]]]:
    dated = [(each.due, each) for each in reminders if each.due]
    for due, group in groupby(sorted(dated, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        yield due, [reminder for _, reminder in group]


def due_heading(due: date, today: date, words: Catalogue, calendar: WorkCalendar) -> str:
    """Name a due day and how far ahead it is, in working days."""
    if due == today:
        return words.say("Due today, {day}", day=_named(due, today, words))
    named = words.say("Due {day}", day=_named(due, today, words))
    left = calendar.number_of(today, due)
    if not left:
        return f"{named} · " + words.say("today is the last working day before")
    return f"{named} · " + words.say_number("{number} working day left", "{number} working days left", left)


def _overdue_heading(due: date, today: date, words: Catalogue) -> str:
    named = words.say("Overdue: due {day}", day=_named(due, today, words))
    return f"{named} · " + words.say_number("{number} day ago", "{number} days ago", (today - due).days)


def _named(day: date, today: date, words: Catalogue) -> str:
    named = day_text(day, words, year=day.year != today.year)
    return words.say("{weekday} {day}", day=named, weekday=weekday_text(day, words))


# -- items --------------------------------------------------------------------------------------------------


def _rows(reminders: Sequence[Reminder], bundle: Bundle, words: Catalogue) -> Iterator[Block]:
    """Show items under their work points, these in the order in which they first come."""
    points: dict[str | None, list[Reminder]] = {}
    for reminder in reminders:
        points.setdefault(reminder.item.work_point, []).append(reminder)
    for point, under_it in points.items():
        if point:
            yield Line(f"▪ {shorten(point, WORK_POINT)}")
        for reminder in under_it:
            yield _row(reminder, bundle, words)


def _row(reminder: Reminder, bundle: Bundle, words: Catalogue) -> Row:
    item, departments = reminder.item, reminder.subscription.departments
    alone = departments is not None and len(departments) == 1
    names = (
        ""
        if alone or names_departments(reminder)
        else some_of(item.responsible or item.departments, 2, words)
    )
    said = replace(item, work_point=None)
    return Row(item.code, telling(said), names, tuple(_remarks(reminder, bundle, words)))


def _remarks(reminder: Reminder, bundle: Bundle, words: Catalogue) -> Iterator[str]:
    item, departments = reminder.item, reminder.subscription.departments
    for label in _labels(item, reminder.due):
        yield words.say("step: {label}", label=label)
    yield from filter(None, change_remarks(reminder, words))
    if item.status is not Status.OPEN:
        yield status_text(item, words)
    if departments is not None and _only_helps(reminder, departments):
        yield words.say("assisting")
    if is_late(reminder, bundle.at) and not all(is_late(each, bundle.at) for each in bundle.reminders):
        yield words.say("sent late")


def _only_helps(reminder: Reminder, departments: Iterable[str]) -> bool:
    """Whether the departments help, and no other remark says that they do so from now on."""
    own, item = set(departments), reminder.item
    before = reminder.change.before if reminder.change else None
    if before and not own.isdisjoint(before.responsible):
        return False
    return own.isdisjoint(item.responsible) and not own.isdisjoint(item.assisting)


def _labels(item: PlanItem, due: date | None) -> list[str]:
    """Return the milestones that a due day is; none where it is the item's own as well."""
    labels = [occurrence.label for occurrence in item.deadline.occurrences if occurrence.due == due]
    return [label for label in labels if label] if all(labels) else []
