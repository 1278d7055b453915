"""The buttons of a plan's card, and what a press of one asks for. PURE.

What a button carries is never trusted: it is read strictly and names an upload kept with us; whoever presses
must be the one who sent the file, and still an admin. A press names what is to be, so twice does no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.keyboards import KEY
from bot.paging import in_lines, page_of, page_turns, rows
from bot.wording import MONTHS, shorten, status_text
from storage.canonical import fold
from storage.reminding import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from bot.plan_workup import Workup
    from storage.diff import DoubtfulMatch

PRESS = re.compile(rf"u:({KEY}):([a-z]{{1,2}}):([0-9]{{0,5}}):([0-9]{{0,12}})")
YEARS = range(1990, 2101)
"""What a plan's year may be."""
IN_A_LINE = 2
ONGOING, UNDATED = 13, 14
DEADLINE_WORDS = {ONGOING: "全年", UNDATED: "待定"}
"""As a plan prints them; a month is its number with 月."""
LONGEST_LABEL = 18


class Deed(StrEnum):
    """What a button does."""

    PUBLISH = "p"
    PUBLISH_SURELY = "ps"
    CANCEL = "x"
    CARD = "c"
    YEAR = "y"
    DOUBTS = "d"
    MATCH = "m"
    KEEP = "k"
    DROP = "r"
    DEPARTMENTS = "dl"
    DEPARTMENT = "ds"
    WRITE_DEPARTMENT = "dw"
    DATES = "tl"
    DATE = "ts"
    WRITE_DATE = "tw"
    SAME = "ms"
    NEW = "mn"
    UNDO = "z"
    UNDO_LAST = "zl"


@dataclass(frozen=True)
class UploadPress:
    """Do something about the upload `key`: at a place in its plan, with a choice among what is offered."""

    key: str
    deed: Deed
    place: int | None = None
    choice: int | None = None

    def __str__(self) -> str:
        place = "" if self.place is None else self.place
        choice = "" if self.choice is None else self.choice
        return f"u:{self.key}:{self.deed}:{place}:{choice}"


def name_number(name: str) -> int:
    """Return the choice that a department's name is on a button, whatever is listed before it."""
    return int.from_bytes(sha256(fold(name).encode()).digest()) % 10**12


def read_upload_press(data: str) -> UploadPress | None:
    """Read what a button carries; None for anything that none of ours does."""
    match = PRESS.fullmatch(data)
    if match is None or match[2] not in set(Deed):
        return None
    place, choice = (int(digits) if digits else None for digits in match.group(3, 4))
    return UploadPress(match[1], Deed(match[2]), place, choice)


def card_keyboard(work: Workup, words: Catalogue) -> Keyboard:
    """Offer to publish, to look at what is doubtful, to cancel."""
    key, decided, steps = work.upload.key, work.upload.decisions.number, work.upload.decisions.steps
    publish = words.say("Publish") if work.upload.restores is None else words.say("Roll back")
    look = words.say("Look at the doubts ({number})", number=len(work.doubts))
    undo = words.say("Undo all decisions ({number})", number=decided)
    lines: tuple[Sequence[Button], ...] = (
        [] if work.preview.unchanged else [_button("✅ " + publish, key, Deed.PUBLISH)],
        [_button("🔍 " + look, key, Deed.DOUBTS)] if work.doubts else [],
        _undo_last(work, words),
        [_button("↩ " + undo, key, Deed.UNDO)] if decided > 1 or decided > len(steps) else [],
        [_button("🚫 " + words.say("Cancel"), key, Deed.CANCEL)],
    )
    return rows(*map(tuple, lines))


def _undo_last(work: Workup, words: Catalogue) -> tuple[Button, ...]:
    """Offer to take one decision back, by how many are left then: pressed twice, it is still one."""
    steps = work.upload.decisions.steps
    if not steps:
        return ()
    label = "↩ " + words.say("Undo the last decision")
    return (_button(label, work.upload.key, Deed.UNDO_LAST, steps[-1].place, len(steps) - 1),)


def sure_keyboard(key: str, words: Catalogue) -> Keyboard:
    """Ask once more before something is lost."""
    return (
        (_button("⚠️ " + words.say("Publish all the same"), key, Deed.PUBLISH_SURELY),),
        (_button("‹ " + words.say("Back"), key, Deed.CARD),),
    )


def year_keyboard(key: str, years: Sequence[int], words: Catalogue) -> Keyboard:
    """Ask which year a plan is for."""
    chosen = tuple(Button(str(year), str(UploadPress(key, Deed.YEAR, None, year))) for year in years)
    return (chosen, (_button("🚫 " + words.say("Cancel"), key, Deed.CANCEL),))


def reading_keyboard(work: Workup, place: int, words: Catalogue) -> Keyboard:
    """Offer what can be said of a reading that is not certain."""
    key = work.upload.key
    lines = (
        (_button("✓ " + words.say("Keep as read"), key, Deed.KEEP, place),),
        (
            _button("👥 " + words.say("Set department"), key, Deed.DEPARTMENTS, place, 1),
            _button("📅 " + words.say("Set date"), key, Deed.DATES, place),
        ),
        (_button("✗ " + words.say("Leave out"), key, Deed.DROP, place),),
    )
    return (*lines, *_way_on(work, Deed.DOUBTS, place, words))


def match_keyboard(work: Workup, place: int, match: DoubtfulMatch, words: Catalogue) -> Keyboard:
    """Ask whether two items are the same, or which of several an item is."""
    key, new = work.upload.key, "＋ " + words.say("A new item")
    if not match.others:
        same = _button("= " + words.say("The same item"), key, Deed.SAME, place)
        return ((same, _button(new, key, Deed.NEW, place)), *_way_on(work, Deed.MATCH, place, words))
    which = tuple(
        (_button(f"= {item.code} · {status_text(item, words)}", key, Deed.SAME, place, number),)
        for number, item in enumerate(match.choices)
    )
    return (*which, (_button(new, key, Deed.NEW, place),), *_way_on(work, Deed.MATCH, place, words))


def _way_on(work: Workup, deed: Deed, place: int, words: Catalogue) -> Keyboard:
    key = work.upload.key
    back = _button("‹ " + words.say("To the card"), key, Deed.CARD)
    later = _button(words.say("Later") + " ›", key, deed, place + 1)
    undo = _undo_last(work, words)
    ways = (back, later) if len(work.doubts) > 1 else (back,)
    return (undo, ways) if undo else (ways,)


def department_keyboard(
    key: str, place: int, names: Sequence[str], page: int, words: Catalogue
) -> tuple[int, Keyboard]:
    """Offer a page of departments; return which page it is."""
    shown, cut = page_of(names, page)
    buttons = [
        _button(shorten(name, LONGEST_LABEL), key, Deed.DEPARTMENT, place, name_number(name))
        for name in shown
    ]
    turns = page_turns(cut.number, cut.pages, lambda to: UploadPress(key, Deed.DEPARTMENTS, place, to))
    ways = _other_ways(key, place, Deed.WRITE_DEPARTMENT, words)
    return cut.number, rows(*in_lines(buttons, IN_A_LINE), turns, ways)


def date_keyboard(key: str, place: int, words: Catalogue) -> Keyboard:
    """Offer the months, and what is no month."""
    months = [
        _button(words.say(name), key, Deed.DATE, place, number) for number, name in enumerate(MONTHS, start=1)
    ]
    others = (
        _button(words.say("all year round"), key, Deed.DATE, place, ONGOING),
        _button(words.say("to be fixed"), key, Deed.DATE, place, UNDATED),
    )
    return (*in_lines(months, 3), others, _other_ways(key, place, Deed.WRITE_DATE, words))


def _other_ways(key: str, place: int, write: Deed, words: Catalogue) -> tuple[Button, ...]:
    return (
        _button("‹ " + words.say("Back"), key, Deed.DOUBTS, place, 0),
        _button("✎ " + words.say("Write it"), key, write, place),
    )


def _button(label: str, key: str, deed: Deed, place: int | None = None, choice: int | None = None) -> Button:
    return Button(label, str(UploadPress(key, deed, place, choice)))
