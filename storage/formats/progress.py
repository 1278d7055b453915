"""How the reading of a file gets on. PURE: whoever wants to know hands a function in.

It is told how many of how many pages are read; 0 of 0 where no pages are counted, but the reading goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    ShowPages = Callable[[int, int], None]


def say_nothing(_done: int, _total: int) -> None:
    """Take no notice."""
