"""A long list on pages, and buttons in lines. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from storage.batches import batched
from storage.reminding import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.keyboards import Keyboard

T = TypeVar("T")

ON_A_PAGE = 8


@dataclass(frozen=True)
class Cut:
    """A page of a list: its number (from 1), how many there are, where it starts."""

    number: int
    pages: int
    start: int


def cut_at(wanted: int, length: int, on_a_page: int = ON_A_PAGE) -> Cut:
    """Say where the wanted page of a list of so many is, or the nearest page that there is."""
    pages = max(1, -(-length // on_a_page))
    number = min(max(wanted, 1), pages)
    return Cut(number, pages, (number - 1) * on_a_page)


def page_of(found: Sequence[T], wanted: int, on_a_page: int = ON_A_PAGE) -> tuple[Sequence[T], Cut]:
    """Cut out the wanted page, or the nearest that there is."""
    cut = cut_at(wanted, len(found), on_a_page)
    return found[cut.start : cut.start + on_a_page], cut


def page_turns(page: int, pages: int, press: Callable[[int], object]) -> tuple[Button, ...]:
    """Make the buttons to the pages before and after; `press` is what the button of a page carries."""
    return tuple(
        Button(label, str(press(to)))
        for label, to in ((f"‹ {page - 1}/{pages}", page - 1), (f"{page + 1}/{pages} ›", page + 1))
        if 1 <= to <= pages
    )


def in_lines(buttons: Iterable[Button], in_a_line: int) -> Keyboard:
    """Lay buttons out in lines."""
    return tuple(batched(buttons, in_a_line))


def rows(*lines: tuple[Button, ...]) -> Keyboard:
    """Leave out lines without buttons."""
    return tuple(line for line in lines if line)
