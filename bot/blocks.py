"""What an answer says before it is laid out: a chat and a terminal each set these blocks their way. PURE."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Title:
    """The first line: how the question was understood."""

    text: str


@dataclass(frozen=True)
class Heading:
    """Opens a group of rows."""

    text: str


@dataclass(frozen=True)
class Line:
    """A sentence, set in full; `codes` are of items that it names."""

    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """An item in a list; a layout may shorten `measure`, nothing else."""

    code: str
    measure: str
    departments: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One labelled value, set in full. `under_row` says that it belongs to the row above it."""

    label: str
    value: str
    under_row: bool = False


Block = Title | Heading | Line | Row | Fact


@dataclass(frozen=True)
class Page:
    """How much of a list is shown at once: above `limit` rows, only `shown`; of a side list, a `few`."""

    limit: int
    shown: int
    few: int = 3
    whole: bool = False

    def cut(self, number: int) -> int:
        """Return how many of so many rows to show."""
        return number if self.whole or number <= self.limit else self.shown

    def cut_few(self, number: int, *, alone: bool) -> int:
        """Return how many rows of a side list to show.

        More where nothing else is shown; never hiding just one or two.
        """
        few = self.shown if alone else self.few
        return number if self.whole or number <= few + 2 else few


CHAT_PAGE = Page(limit=30, shown=20)
TERMINAL_PAGE = Page(limit=40, shown=30)
