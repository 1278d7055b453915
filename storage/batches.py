"""A long list in pieces. PURE."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

NAMED_AT_ONCE = 500
"""So many ids or keys are named in one statement."""


def batched(found: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Cut into pieces of `size`, the last of what is left (`itertools.batched`, from Python 3.12 on)."""
    rest = iter(found)
    while some := tuple(islice(rest, size)):
        yield some
