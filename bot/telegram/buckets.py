"""How often something may happen: so many times in any span of so many seconds. PURE."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """`most` times in any `seconds`."""

    most: int
    seconds: float


class Bucket:
    """Gives out turns; times are seconds of any clock that never goes back."""

    __slots__ = ("_seconds", "_turns")

    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds
        self._turns = deque([float("-inf")] * rate.most, maxlen=rate.most)

    def wait(self, now: float) -> float:
        """Return the seconds until the next turn, 0 for at once."""
        return max(0.0, self._turns[0] + self._seconds - now)

    def reserve(self, now: float) -> float:
        """Take the next turn; return the seconds until it comes."""
        wait = self.wait(now)
        self._turns.append(now + wait)
        return wait

    def is_idle(self, now: float) -> bool:
        """Whether it is as good as new."""
        return self._turns[-1] + self._seconds <= now
