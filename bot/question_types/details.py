"""All that the plan says about an item, asked by its code. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answer, OutOfList, UnknownCodes
from bot.blocks import Fact, Heading, Line
from bot.question_types.matching import code_key, mark_of
from bot.question_types.sections import who_facts
from bot.sentences import say_sentence
from bot.wording import MARK_NAMES, day_text, distance_text, status_text, weekday_text
from storage.plan import DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.answer import Note
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from bot.question_types.matching import PlanBook
    from storage.plan import Occurrence, PlanItem


def find(question: Question, book: PlanBook, today: date) -> Answer:
    """Find the items of the codes named; codes that none has are noted."""
    found = {code: book.by_code.get(code_key(code)) for code in question.codes}
    items = tuple(dict.fromkeys(item for item in found.values() if item is not None))
    unknown = tuple(code for code, item in found.items() if item is None)
    year = items[0].year if items else question.plan_year
    notes: list[Note] = [OutOfList(question.codes)] if question.out_of_list else []
    if unknown or not found:
        notes.append(_unknown(unknown, book, year))
    return Answer(question=question, today=today, plan_year=year, items=items, notes=tuple(notes))


def _unknown(codes: tuple[str, ...], book: PlanBook, year: int | None) -> UnknownCodes:
    keys = {code_key(entry.item.code): entry.item.code for entry in book.entries if entry.item.year == year}
    numbered = sorted(key for key in keys if isinstance(key, tuple))
    if not numbered:
        return UnknownCodes(codes, None, None)
    return UnknownCodes(codes, keys[numbered[0]], keys[numbered[-1]])


def body(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Set every item out whole."""
    del page
    for item in answer.items:
        yield Heading(item.code)
        yield Line(item.measure)
        yield from who_facts(item, words)
        yield from _when_facts(item, answer.today, words)
        yield from _where_facts(item, words)


def _when_facts(item: PlanItem, today: date, words: Catalogue) -> Iterator[Fact]:
    printed = words.say("“{name}”", name=item.deadline_text) if item.deadline_text else words.say("none")
    yield Fact(words.say("Deadline in the plan"), printed)
    understood = "\n".join(_occurrence_text(each, item, today, words) for each in item.deadline.occurrences)
    yield Fact(words.say("Due"), understood or _no_day(item, words))
    yield Fact(words.say("Status"), status_text(item, words))


def _no_day(item: PlanItem, words: Catalogue) -> str:
    if item.deadline.kind is DeadlineKind.ONGOING:
        return words.say("all year round, no day of its own")
    return words.say("no date in the plan")


def _occurrence_text(each: Occurrence, item: PlanItem, today: date, words: Catalogue) -> str:
    day = words.say("{weekday} {day}", day=day_text(each.due, words), weekday=weekday_text(each.due, words))
    begun = words.say("from {day} on", day=day_text(each.start, words)) if each.start else ""
    name = MARK_NAMES.get(mark_of(item, each.due, today))
    parts = (day, begun, each.label, distance_text(each.due, today, words), words.say(name) if name else "")
    return " · ".join(part for part in parts if part)


def _where_facts(item: PlanItem, words: Catalogue) -> Iterator[Fact]:
    yield Fact(words.say("Section"), item.section)
    if item.work_point:
        yield Fact(words.say("Work point"), item.work_point)
    if item.group:
        yield Fact(words.say("Group"), item.group)
    place = say_sentence(item.source.place or "", words)
    if not place and item.source.line:
        place = words.say("line {line}", line=item.source.line)
    if place:
        yield Fact(words.say("In the file"), place)
    if item.doubts:
        yield Fact(words.say("Not certain"), "\n".join(say_sentence(doubt, words) for doubt in item.doubts))
