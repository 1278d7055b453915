"""When to send again what did not go through. PURE."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.errors import (
    AddressGoneError,
    BadMessageError,
    MovedError,
    TopicClosedError,
    TryLaterError,
)

if TYPE_CHECKING:
    from datetime import datetime

    from storage.errors import DeliveryError

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
MOST_DOUBLINGS = 8
AT_ONCE = 2
"""So often in a row a message goes another way without a pause."""


def next_attempt(attempts: int, error: DeliveryError, now: datetime, jitter: float) -> datetime | None:
    """Return when to try again after `attempts` tries in vain, this one counted; None is never.

    Pauses double up to a longest one. `jitter`, from 0 to 1, spreads them over their second half, so that
    those who failed together do not come back together. A time that the other side names is kept to.
    """
    if isinstance(error, AddressGoneError | BadMessageError):
        return None
    if isinstance(error, MovedError | TopicClosedError) and attempts <= AT_ONCE:
        return now
    if isinstance(error, TryLaterError) and error.retry_after is not None:
        return now + timedelta(seconds=error.retry_after) + FIRST_PAUSE * jitter / 5
    doublings = min(attempts - 1, MOST_DOUBLINGS)
    return now + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE) * (1 + jitter) / 2
