"""The parts that lists are made of: due days, rows, side lists, facts of an item. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Mark
from bot.blocks import Fact, Heading, Line, Row
from bot.wording import (
    MARK_NAMES,
    count_text,
    day_text,
    distance_text,
    joined,
    shorten,
    some_of,
    status_text,
    weekday_text,
)
from storage.plan import DeadlineKind, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.answer import Answer, DueDay, DueItem
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from storage.plan import PlanItem

TELLING = 14
"""Characters from which on a measure tells what it is about; shorter ones say "to be published in time"."""
MATTER = 22


# -- due days -----------------------------------------------------------------------------------------------


def day_sections(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Show items by due day; of a long list the first, and how to see the rest."""
    total = sum(len(day.items) for day in answer.days)
    left = page.cut(total)
    for day in answer.days:
        if left <= 0:
            break
        yield from _day_section(day, left, answer, words)
        left -= len(day.items)
    hidden = total - page.cut(total)
    if hidden:
        yield Line(more_hint(hidden, answer, words))


def overdue_section(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Show what was due before and is not done, where that is asked for: the latest first."""
    number = overdue_number(answer)
    if not number:
        return
    yield Heading(words.say("Overdue from before: {items}", items=count_text(number, words)))
    shown = page.cut(number)
    rows = [(day.day, due.item) for day in answer.overdue for due in day.items][:shown]
    for day, item in rows:
        due_on = day_text(day, words, year=day.year != plain_year(answer))
        yield row(item, answer, words, [words.say("due {deadline}", deadline=due_on)])
    if shown < number:
        yield Line(more_hint(number - shown, answer, words))


def overdue_number(answer: Answer) -> int:
    return sum(len(day.items) for day in answer.overdue)


def more_hint(hidden: int, answer: Answer, words: Catalogue) -> str:
    """Say how many are not shown, and what to do about it."""
    if answer.question.departments:
        return words.say_number(
            "{number} more: reply “all” for the whole list, or name a month.",
            "{number} more: reply “all” for the whole list, or name a month.",
            hidden,
        )
    return words.say_number(
        "{number} more: reply “all” for the whole list, or name a department.",
        "{number} more: reply “all” for the whole list, or name a department.",
        hidden,
    )


def _day_section(day: DueDay, left: int, answer: Answer, words: Catalogue) -> Iterator[Block]:
    marks = {due.mark for due in day.items}
    common = marks.pop() if len(marks) == 1 else Mark.NONE
    yield Heading(_day_heading(day, common, answer, words))
    for due in day.items[:left]:
        yield due_row(due, answer, words, said=common)


def _day_heading(day: DueDay, common: Mark, answer: Answer, words: Catalogue) -> str:
    named = words.say(
        "{weekday} {day}",
        day=day_text(day.day, words, year=day.day.year != plain_year(answer)),
        weekday=weekday_text(day.day, words),
    )
    parts = [named]
    if len(answer.days) > 1:
        parts.append(count_text(day.items, words))
    parts.append(distance_text(day.day, answer.today, words))
    if common is Mark.OVERDUE:
        parts.append(words.say("overdue (not reported done)"))
    elif common is Mark.DUE_SOON:
        parts.append(words.say(MARK_NAMES[common]))
    return " · ".join(part for part in parts if part)


def plain_year(answer: Answer) -> int | None:
    """Return the year that the first line names, which headings need not repeat."""
    period = answer.question.period
    if period is None:
        return answer.plan_year
    if period.first is None or period.last is None or period.first.year != period.last.year:
        return None
    return period.first.year


# -- rows ---------------------------------------------------------------------------------------------------


def due_row(due: DueItem, answer: Answer, words: Catalogue, *, said: Mark) -> Row:
    """Show an item under its due day; `said` is the mark that the heading has said for all."""
    remarks = []
    if due.mark not in {said, Mark.NONE}:
        remarks.append(words.say(MARK_NAMES[due.mark]))
    if due.label:
        remarks.append(words.say("step: {label}", label=due.label))
    if due.again and due.item.deadline_text:
        remarks.append(words.say("due {deadline}", deadline=due.item.deadline_text))
    return row(due.item, answer, words, remarks)


def row(item: PlanItem, answer: Answer, words: Catalogue, remarks: Sequence[str] = ()) -> Row:
    """Show an item in a list; its departments only where the question has not fixed a single one."""
    said = list(remarks)
    asked = answer.question.departments
    if item.status is not Status.OPEN:
        said.append(status_text(item, words))
    if len(asked) == 1 and asked[0] in item.assisting:
        said.append(words.say("assisting"))
    names = "" if len(asked) == 1 else some_of(item.responsible or item.departments, 2, words)
    return Row(item.code, telling(item), names, tuple(said))


def telling(item: PlanItem) -> str:
    """Return the measure; one too short to tell what it is about, with what it belongs to."""
    matter = item.group or item.work_point
    if len(item.measure) >= TELLING or not matter:
        return item.measure
    return f"{item.measure.rstrip('。')}〔{shorten(matter, MATTER)}〕"


def plain_section(
    heading: str, items: Sequence[PlanItem], answer: Answer, words: Catalogue, page: Page
) -> Iterator[Block]:
    """Show a side list: a few rows, and how to see the rest. Nothing where there is nothing."""
    if not items:
        return
    shown = page.cut_few(len(items), alone=not answer.days)
    yield Heading(heading)
    for item in items[:shown]:
        yield row(item, answer, words, _window(item, answer, words))
    if shown < len(items):
        hidden = len(items) - shown
        yield Line(words.say_number("{number} more: reply “all”", "{number} more: reply “all”", hidden))


def _window(item: PlanItem, answer: Answer, words: Catalogue) -> list[str]:
    """Name the next due day of an item that is under way, else its own words for an open date."""
    ahead = next((day for day in item.due if day >= answer.today), item.due[-1] if item.due else None)
    if ahead is not None:
        return [
            words.say(
                "due {deadline}", deadline=day_text(ahead, words, year=ahead.year != plain_year(answer))
            )
        ]
    undated = item.deadline.kind is DeadlineKind.UNDATED and item.deadline_text
    return [item.deadline_text] if undated else []


def side_sections(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Show what is not due but belongs to the question: year-round, under way, without a date."""
    ongoing = words.say("Year-round: {items}", items=count_text(answer.ongoing, words))
    overlapping = words.say("Under way, due later: {items}", items=count_text(answer.overlapping, words))
    dateless = (*answer.dateless, *answer.undated)
    undated = words.say("Without a date: {items}", items=count_text(dateless, words))
    yield from plain_section(ongoing, answer.ongoing, answer, words, page)
    yield from plain_section(overlapping, answer.overlapping, answer, words, page)
    yield from plain_section(undated, dateless, answer, words, page)


# -- facts of an item ---------------------------------------------------------------------------------------


def deadline_text(item: PlanItem, answer: Answer, words: Catalogue) -> str:
    """Say when an item is due, with the plan's own words beside it."""
    days = item.due
    printed = words.say("“{name}”", name=item.deadline_text) if item.deadline_text else ""
    if days:
        text = joined((day_text(day, words) for day in days), words)
        text += _distance(days, answer.today, words)
    elif item.deadline.kind is DeadlineKind.ONGOING:
        text = words.say("all year round, no day of its own")
    else:
        text = words.say("no date in the plan")
    return words.say("{deadline} (plan: {printed})", deadline=text, printed=printed) if printed else text


def _distance(days: Sequence[date], today: date, words: Catalogue) -> str:
    ahead = next((day for day in days if day >= today), None)
    return " · " + distance_text(ahead, today, words) if ahead and len(days) == 1 else ""


def who_facts(item: PlanItem, words: Catalogue, *, under_row: bool = False) -> Iterator[Fact]:
    """Name who answers for an item and who helps."""
    responsible = joined(item.responsible, words) or words.say("the plan names none")
    yield Fact(words.say("Responsible"), responsible, under_row)
    if item.assisting:
        yield Fact(words.say("Assisting"), joined(item.assisting, words), under_row)
