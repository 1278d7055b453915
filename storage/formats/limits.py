"""How much of a file we are ready to read: what exceeds it is refused in words. PURE values.

A year's plan of a large office has some hundred rows on some fifty pages; all limits lie far above that, and
above a plan of 20,000 items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Sized


@dataclass(frozen=True)
class Limits:
    """Bounds for one file. Sizes are in bytes; `ratio` is unpacked to packed size."""

    file: int = 30_000_000
    plain: int = 10_000_000
    """Of a file of text without columns."""
    unpacked: int = 100_000_000
    text: int = 80_000_000
    """Of one part of a document that holds text, unpacked."""
    stream: int = 5_000_000
    """Of what one page of a PDF draws, unpacked."""
    ratio: int = 200
    parts: int = 5_000
    sheets: int = 300
    pages: int = 600
    rows: int = 30_000
    columns: int = 200
    cells: int = 300_000
    merged: int = 500_000
    """Places covered by merged cells."""
    page_objects: int = 60_000
    """Characters, and lines drawn, on one page."""
    objects: int = 3_000_000
    """The same, in the whole file."""


LIMITS = Limits()


def refuse_large(data: Sized, most: int) -> None:
    """Raise for a file of more than `most` bytes: it is larger than any plan."""
    if len(data) > most:
        raise UnreadableFileError(
            f"The file has {len(data) / 1_000_000:.1f} MB, and a plan at most {most // 1_000_000} MB. "
            "Send the plan alone, without pictures."
        )


def too_much(what: str) -> UnreadableFileError:
    """Make the error for a file that holds too much of something."""
    return UnreadableFileError(f"The file holds too much for a plan: {what}. Send the plan's table alone.")
