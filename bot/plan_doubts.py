"""One doubt at a time: what was read, why it is not certain, what can be said of it. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks import Fact, Heading, Line, Title
from bot.catalogue import mark
from bot.html import html_pages
from bot.sentences import say_sentence
from bot.upload_buttons import (
    DEADLINE_WORDS,
    date_keyboard,
    department_keyboard,
    match_keyboard,
    reading_keyboard,
)
from bot.wording import joined, shorten, status_text
from storage.formats.grid import place_in_words
from storage.identity import Reason
from storage.progress import has_progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from bot.plan_workup import Doubt, Workup
    from storage.diff import DoubtfulMatch
    from storage.plan import ParsedItem

MEASURE, MOST_REASONS = 500, 6
REASONS = {
    Reason.WORDS: mark("Much of the wording is different."),
    Reason.NUMBERS: mark("The words are the same but for a number or a date, as of two items of a series."),
    Reason.RIVAL: mark("Another item could be it almost as well."),
    Reason.PLACE: mark("The words are common in the plan, and stand elsewhere or with another department."),
    Reason.PROGRESS: mark("Progress was reported of other words than these."),
    Reason.SPLIT: mark("Progress was reported of the whole, of which this is the greater part."),
    Reason.MERGED: mark("Several items are one now, and not the same was reported of them."),
}


def doubt_from(work: Workup, place: int | None, *, match: bool) -> Doubt | None:
    """Return the next open doubt at or after a place, of one kind and then the other; the first again."""
    ordered = sorted(work.doubts, key=lambda doubt: (doubt.match is not None, doubt.place))
    here = (match, -1 if place is None else place)
    after = (doubt for doubt in ordered if (doubt.match is not None, doubt.place) >= here)
    return next(after, ordered[0] if ordered else None)


def doubt_card(work: Workup, doubt: Doubt, words: Catalogue) -> tuple[str, Keyboard]:
    """Show one doubt, and what can be decided about it."""
    if doubt.match is None:
        keyboard = reading_keyboard(work, doubt.place, words)
        blocks = _reading(work, doubt, words)
    else:
        keyboard = match_keyboard(work, doubt.place, doubt.match, words)
        blocks = _match(doubt.match, words)
    title = Title(words.say("Not certain, {number} left", number=len(work.doubts)))
    return html_pages([title, *blocks], words)[0].text, keyboard


def department_card(work: Workup, place: int, page: int, words: Catalogue) -> tuple[str, Keyboard]:
    """Let a department be chosen for an item."""
    _, keyboard = department_keyboard(work.upload.key, place, work.choices, page, words)
    title = Title(words.say("Which department is it?"))
    return html_pages([title, *_item(work.item(place), words)], words)[0].text, keyboard


def date_card(work: Workup, place: int, words: Catalogue) -> tuple[str, Keyboard]:
    """Let a deadline be chosen for an item."""
    title = Title(words.say("Until when?"))
    text = html_pages([title, *_item(work.item(place), words)], words)[0].text
    return text, date_keyboard(work.upload.key, place, words)


def _reading(work: Workup, doubt: Doubt, words: Catalogue) -> Iterator[Block]:
    item = work.item(doubt.place)
    yield Line(" · ".join(filter(None, (say_sentence(place_in_words(item.source), words), item.section))))
    yield from _item(item, words)
    yield Heading(words.say("Why it is not certain"))
    for finding in doubt.findings[:MOST_REASONS]:
        yield Line("? " + say_sentence(finding.message, words))


def _match(match: DoubtfulMatch, words: Catalogue) -> Iterator[Block]:
    yield Line(words.say(REASONS[match.reason]))
    until = mark("Dropped earlier: {code}") if match.returns else mark("Until now: {code}")
    for item in match.choices:
        yield Heading(words.say(until, code=item.code))
        yield from _item(item, words)
        yield Fact(words.say("status"), status_text(item, words))
    yield Heading(words.say("In this file"))
    yield from _item(match.after, words)
    yield Line(_undecided(match, words))


def _undecided(match: DoubtfulMatch, words: Catalogue) -> str:
    if not match.same:
        return words.say("Undecided, it is taken for a new item.")
    if not any(map(has_progress, match.choices)):
        return words.say("Undecided, it is taken for the same item.")
    return words.say(
        "Undecided, it is {code}: {status}.", code=match.before.code, status=status_text(match.before, words)
    )


def _item(item: ParsedItem, words: Catalogue) -> Iterator[Block]:
    yield Line(shorten(item.measure, MEASURE))
    department = joined(item.departments, words) or words.say("no department")
    yield Fact(words.say("department"), department)
    yield Fact(words.say("deadline"), item.deadline_text or "—")


def deadline_words(choice: int) -> str | None:
    """Return what a plan would print for a choice of date; None for none of them."""
    return f"{choice}月" if 1 <= choice <= 12 else DEADLINE_WORDS.get(choice)
