"""The notes of an answer in words: above the list what was assumed, below it where else to look. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import (
    AlsoUnknown,
    CutOff,
    Denied,
    Elsewhere,
    LeftAside,
    MayMean,
    Miscounted,
    NamedApart,
    Nearest,
    NoPlan,
    NotConsidered,
    NothingFound,
    NothingNamed,
    NothingReported,
    NotUnderstood,
    NotWorkedOut,
    OtherItems,
    OtherPlan,
    OutOfList,
    OwnUnknown,
    PlanMissing,
    SameTimeLater,
    Similar,
    TopicsApart,
    UnknownCodes,
    WithoutTopic,
    YearAssumed,
)
from bot.blocks import Heading, Line
from bot.question_types.sections import row
from bot.wording import count_text, day_text, joined, quoted, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.answer import Answer, Note
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from storage.plan import PlanItem


def above(answer: Answer, words: Catalogue) -> Iterator[Block]:
    """Say what was assumed, missing or not understood."""
    for note in answer.notes:
        text = _above(note, answer, words)
        if text:
            yield Line(text)


def _above(note: Note, answer: Answer, words: Catalogue) -> str:  # noqa: C901, PLR0911, PLR0912 - a case per note
    match note:
        case NoPlan():
            return words.say("No work plan is loaded yet. Please ask an admin to load one.")
        case PlanMissing(years, loaded):
            return _missing(years, loaded, answer, words)
        case YearAssumed(year):
            return words.say("No year was named; read as {year}, the year of the plan.", year=year)
        case NotUnderstood(unclear, answered=True):
            return words.say(
                "Not understood: {words}. The answer leaves it out.", words=quoted(unclear, words)
            )
        case NotUnderstood(unclear):
            return words.say(
                "I am not sure which time you mean by {words}. Please name a month or days,"
                " such as “December” or “1 to 10 December”.",
                words=quoted(unclear, words),
            )
        case AlsoUnknown(names):
            return words.say("The plan has no department named {names}.", names=quoted(names, words))
        case CutOff():
            return words.say("The question is long: only its beginning was read.")
        case MayMean(topic, departments):
            return words.say(
                "“{topic}” is taken as a word of the plan. The department is named so: {departments}.",
                topic=topic,
                departments=joined(departments, words),
            )
        case Miscounted(meant, number):
            return words.say(
                "You said {said}; these are the items of {number} departments.", said=meant, number=number
            )
        case LeftAside(left):
            return words.say("The plan does not say {words}; left aside.", words=quoted(left, words))
        case OwnUnknown():
            return words.say("Which department is yours? Please name it.")
        case NamedApart(departments):
            return words.say(
                "{departments} were named with a time each; please ask one after the other.",
                departments=joined(departments, words),
            )
        case Denied(said, answered=True):
            return words.say("You said {words}; this is what there is.", words=quoted(said, words))
        case Denied(said):
            return words.say(
                "I am not sure what {words} leaves out."
                " Please name the department, time or matter you want to see.",
                words=quoted(said, words),
            )
        case NotWorkedOut(said):
            return words.say(
                "I do not work out {words}. I can count: how many items, and which department has most.",
                words=quoted(said, words),
            )
        case NothingNamed():
            return words.say("Which item do you mean? Please name its code, or what it is about.")
        case OutOfList(codes):
            return words.say(
                "No list before has that place; read as the code {codes}.", codes=joined(codes, words)
            )
        case NotConsidered(left):
            return words.say("Nothing here says {words}; left aside.", words=quoted(left, words))
        case NothingReported(by_dates=True):
            return words.say("Nobody has reported progress yet; this goes by the dates alone.")
        case NothingReported():
            return words.say("Nobody has reported progress yet.")
        case NothingFound():
            return words.say("Perhaps in other words? Or ask by department or month.")
    return ""


def _missing(years: tuple[int, ...], loaded: tuple[int, ...], answer: Answer, words: Catalogue) -> str:
    asked, have = joined(map(str, years), words), joined(map(str, loaded), words)
    if answer.items:
        return words.say(
            "The plan of {asked} is not loaded; this comes from the plan of {loaded}.",
            asked=asked,
            loaded=have,
        )
    return words.say("The plan of {asked} is not loaded; loaded: {loaded}.", asked=asked, loaded=have)


def below(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say where else to look."""
    for note in answer.notes:
        yield from _below(note, answer, words, page)


def _below(  # noqa: C901 - a case per note
    note: Note, answer: Answer, words: Catalogue, page: Page
) -> Iterator[Block]:
    match note:
        case Nearest(day, items, after):
            yield Heading(_nearest(day, items, answer, words, after=after))
            yield from _few(items, answer, words, page)
        case WithoutTopic(items):
            yield Heading(
                words.say(
                    "Nothing matches {topics}. Without it: {items}",
                    topics=quoted(answer.question.topics, words),
                    items=count_text(items, words),
                )
            )
            yield from _few(items, answer, words, page)
        case SameTimeLater(day, items):
            yield Heading(
                words.say("Also on {day}: {items}", day=day_text(day, words), items=count_text(items, words))
            )
            yield from _few(items, answer, words, page)
        case Similar(items):
            yield Heading(words.say("Nothing says exactly that. Perhaps:"))
            yield from _few(items, answer, words, page)
        case TopicsApart(counts):
            parts = (
                words.say("“{name}”: {items}", name=name, items=count_text(number, words))
                for name, number in counts
            )
            yield Line(words.say("No item holds all of it; each alone: {parts}.", parts=joined(parts, words)))
        case Elsewhere(number, departments):
            yield Line(
                words.say(
                    "Other departments have {items} on this: {departments}",
                    items=count_text(number, words),
                    departments=some_of(departments, 4, words),
                )
            )
        case OtherPlan(year, number):
            yield Line(
                words.say(
                    "The plan of {year} has {items} on this.", year=year, items=count_text(number, words)
                )
            )
        case OtherItems(number):
            yield Line(
                words.say(
                    "{departments}: {items} in the plan altogether.",
                    departments=joined(answer.question.departments, words),
                    items=count_text(number, words),
                )
            )
        case UnknownCodes(codes, first, last):
            yield Line(words.say("No item has the code {codes}.", codes=joined(codes, words)))
            if first and last:
                yield Line(words.say("Codes run from {first} to {last}.", first=first, last=last))


def _nearest(day: date, items: Sequence[PlanItem], answer: Answer, words: Catalogue, *, after: bool) -> str:
    values = {"day": day_text(day, words), "items": count_text(items, words)}
    if after and day >= answer.today:
        return words.say("Next due: {day}, {items}", **values)
    if after:
        return words.say("The next after that: {day}, {items}", **values)
    return words.say("The last before that: {day}, {items}", **values)


def _few(items: Sequence[PlanItem], answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    shown = page.cut_few(len(items), alone=False)
    for item in items[:shown]:
        yield row(item, answer, words)
    if shown < len(items):
        yield Line(words.say_number("and {number} more", "and {number} more", len(items) - shown))
