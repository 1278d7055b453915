"""The buttons of admins' screens, and what a press of one asks for. PURE.

A press names what is to be, never "the other way round": the same press handled twice does no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.paging import page_turns
from bot.wording import shorten
from storage.reminding import Button

if TYPE_CHECKING:
    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from bot.paging import Cut

PRESS = re.compile(r"a:([a-z]{1,4})((?::-?[0-9]{1,16}){0,3})(?:\.([A-Za-z0-9_-]{1,16}))?")
LONGEST_LABEL = 24


class Wish(StrEnum):
    """What a button leads to, or does."""

    DEPARTMENTS = "d"
    DEPARTMENT = "do"
    UNALIAS = "dx"
    CHOOSE_OTHER = "dm"
    PLAN_MERGE = "dp"
    CARRY_OUT = "dy"
    UNKNOWN_NAMES = "u"
    UNKNOWN_NAME = "uo"
    CALL = "ua"
    IGNORE = "ui"
    LOG = "l"
    CHATS = "c"
    SCOPE = "cs"
    SCOPE_ALL = "ca"
    SCOPE_WITH = "cw"
    SCOPE_WITHOUT = "cx"
    PEOPLE = "p"
    PERSON = "po"
    ROLE = "pr"
    PERSON_DEPARTMENTS = "pd"
    PERSON_WITH = "pw"
    PERSON_WITHOUT = "px"


@dataclass(frozen=True)
class AdminPress:
    """What is wished for, of what (numbers as the wish has them), and a key where it needs one."""

    wish: Wish
    numbers: tuple[int, ...] = ()
    key: str = ""

    def __str__(self) -> str:
        numbers = "".join(f":{number}" for number in self.numbers)
        return f"a:{self.wish}{numbers}" + (f".{self.key}" if self.key else "")

    def number(self, at: int = 0, otherwise: int = 1) -> int:
        """Return a number, or what stands for one that is missing."""
        return self.numbers[at] if at < len(self.numbers) else otherwise


@dataclass(frozen=True)
class Screen:
    """What an admin sees: blocks, and buttons below."""

    blocks: tuple[Block, ...]
    keyboard: Keyboard = ()


def read_admin_press(data: str) -> AdminPress | None:
    """Read what a button carries; None for anything that none of ours does."""
    match = PRESS.fullmatch(data)
    if match is None or match[1] not in set(Wish):
        return None
    numbers = tuple(int(number) for number in match[2].split(":")[1:])
    return AdminPress(Wish(match[1]), numbers, match[3] or "")


def button(label: str, wish: Wish, *numbers: int, key: str = "") -> Button:
    return Button(shorten(label, LONGEST_LABEL), str(AdminPress(wish, numbers, key)))


def turns(cut: Cut, wish: Wish, *numbers: int, key: str = "") -> tuple[Button, ...]:
    """Make the buttons that turn pages; the page is the last of the numbers."""
    return page_turns(cut.number, cut.pages, lambda to: AdminPress(wish, (*numbers, to), key))


def back(words: Catalogue, wish: Wish, *numbers: int) -> tuple[Button, ...]:
    return (button("‹ " + words.say("Back"), wish, *numbers),)
