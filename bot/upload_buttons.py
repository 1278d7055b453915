"""The buttons of a plan's card, and what a press of one asks for. PURE.

What a button carries is never trusted: it is read strictly and names an upload kept with us; whoever presses
must be the one who sent the file, and still an admin. A press names what is to be, so twice does no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.keyboards import KEY, Button
from bot.wording import MONTHS, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from bot.plan_workup import Workup

PRESS = re.compile(rf"u:({KEY}):([a-z]{{1,2}}):([0-9]{{0,5}}):([0-9]{{0,4}})")
IN_A_LINE, ON_A_PAGE = 2, 8
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


def read_upload_press(data: str) -> UploadPress | None:
    """Read what a button carries; None for anything that none of ours does."""
    match = PRESS.fullmatch(data)
    if match is None or match[2] not in set(Deed):
        return None
    place, choice = (int(digits) if digits else None for digits in match.group(3, 4))
    return UploadPress(match[1], Deed(match[2]), place, choice)


def card_keyboard(work: Workup, words: Catalogue) -> Keyboard:
    """Offer to publish, to look at what is doubtful, to cancel."""
    key, decided = work.upload.key, work.upload.decisions.number
    publish = words.say("Publish") if work.upload.restores is None else words.say("Roll back")
    look = words.say("Look at the doubts ({number})", number=len(work.doubts))
    undo = words.say("Undo my decisions ({number})", number=decided)
    rows = (
        [] if work.preview.unchanged else [_button("✅ " + publish, key, Deed.PUBLISH)],
        [_button("🔍 " + look, key, Deed.DOUBTS)] if work.doubts else [],
        [_button("↩ " + undo, key, Deed.UNDO)] if decided else [],
        [_button("🚫 " + words.say("Cancel"), key, Deed.CANCEL)],
    )
    return tuple(tuple(row) for row in rows if row)


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


def reading_keyboard(key: str, place: int, words: Catalogue, *, more: bool) -> Keyboard:
    """Offer what can be said of a reading that is not certain."""
    rows = (
        (_button("✓ " + words.say("Keep as read"), key, Deed.KEEP, place),),
        (
            _button("👥 " + words.say("Set department"), key, Deed.DEPARTMENTS, place, 1),
            _button("📅 " + words.say("Set date"), key, Deed.DATES, place),
        ),
        (_button("✗ " + words.say("Leave out"), key, Deed.DROP, place),),
    )
    return (*rows, *_way_on(key, Deed.DOUBTS, place, words, more=more))


def match_keyboard(key: str, place: int, words: Catalogue, *, more: bool) -> Keyboard:
    """Ask whether two items are the same."""
    row = (
        _button("= " + words.say("The same item"), key, Deed.SAME, place),
        _button("＋ " + words.say("A new item"), key, Deed.NEW, place),
    )
    return (row, *_way_on(key, Deed.MATCH, place, words, more=more))


def _way_on(key: str, deed: Deed, place: int, words: Catalogue, *, more: bool) -> Keyboard:
    back = _button("‹ " + words.say("To the card"), key, Deed.CARD)
    later = _button(words.say("Later") + " ›", key, deed, place + 1)
    return ((back, later) if more else (back,),)


def department_keyboard(
    key: str, place: int, names: Sequence[str], page: int, words: Catalogue
) -> tuple[int, Keyboard]:
    """Offer a page of departments, by their place in `names`; return which page it is."""
    pages = max(1, -(-len(names) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * ON_A_PAGE
    buttons = [
        _button(shorten(name, LONGEST_LABEL), key, Deed.DEPARTMENT, place, first + index)
        for index, name in enumerate(names[first : first + ON_A_PAGE])
    ]
    rows = [tuple(buttons[at : at + IN_A_LINE]) for at in range(0, len(buttons), IN_A_LINE)]
    turns = tuple(
        _button(label, key, Deed.DEPARTMENTS, place, to)
        for label, to in ((f"‹ {page - 1}/{pages}", page - 1), (f"{page + 1}/{pages} ›", page + 1))
        if 1 <= to <= pages
    )
    return page, (*rows, *((turns,) if turns else ()), _other_ways(key, place, Deed.WRITE_DEPARTMENT, words))


def date_keyboard(key: str, place: int, words: Catalogue) -> Keyboard:
    """Offer the months, and what is no month."""
    months = [
        _button(words.say(name), key, Deed.DATE, place, number) for number, name in enumerate(MONTHS, start=1)
    ]
    rows = [tuple(months[at : at + 3]) for at in range(0, 12, 3)]
    others = (
        _button(words.say("all year round"), key, Deed.DATE, place, ONGOING),
        _button(words.say("to be fixed"), key, Deed.DATE, place, UNDATED),
    )
    return (*rows, others, _other_ways(key, place, Deed.WRITE_DATE, words))


def _other_ways(key: str, place: int, write: Deed, words: Catalogue) -> tuple[Button, ...]:
    return (
        _button("‹ " + words.say("Back"), key, Deed.DOUBTS, place, 0),
        _button("✎ " + words.say("Write it"), key, write, place),
    )


def _button(label: str, key: str, deed: Deed, place: int | None = None, choice: int | None = None) -> Button:
    return Button(label, str(UploadPress(key, deed, place, choice)))
