"""A moment as people write it for a command: a date, or date and time. PURE."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from storage.errors import DubanError

if TYPE_CHECKING:
    from datetime import tzinfo


class UnclearMomentError(DubanError):
    """A text names no moment."""


def read_moment(text: str, zone: tzinfo) -> datetime:
    """Read an ISO date or datetime; without a zone of its own it is in `zone`, and so is the result.

    A date alone is its first moment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except (ValueError, OverflowError):
        raise UnclearMomentError(
            f"“{text}” is no date: write it like 2017-11-20 or 2017-11-20T09:00."
        ) from None
