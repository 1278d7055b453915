"""Each person's share of the bot, so that nobody starves the others. PURE but for what it remembers."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.telegram.buckets import Bucket, Rate

QUESTIONS = Rate(20, seconds=60)
MOST_PUT_OFF = 60
"""Questions of one person that wait for their turn; what comes beyond is left unanswered."""
NOTICE_AGAIN = 600.0
"""Seconds before a person is told again."""
MOST_KNOWN = 5000


@dataclass(frozen=True)
class Turn:
    """When a question is handled: at once, in turn after the person's others, or not at all."""

    at_once: bool
    dropped: bool = False
    notice: bool = False
    """The person should be told."""


AT_ONCE = Turn(at_once=True)


@dataclass
class _Share:
    bucket: Bucket
    put_off: int = 0
    told_at: dict[bool, float] = field(default_factory=dict)
    """When the person was told: of waiting (False), of questions left out (True)."""

    def is_idle(self, now: float) -> bool:
        told = any(self.was_told(now, dropped=dropped) for dropped in self.told_at)
        return not self.put_off and self.bucket.is_idle(now) and not told

    def was_told(self, now: float, *, dropped: bool) -> bool:
        told_at = self.told_at.get(dropped)
        return told_at is not None and told_at + NOTICE_AGAIN > now


class Shares:
    """Counts questions by person; times are seconds of a clock that never goes back."""

    def __init__(self, rate: Rate | None = QUESTIONS, most_put_off: int = MOST_PUT_OFF) -> None:
        self._rate = rate
        self._most_put_off = most_put_off
        self._shares: dict[int, _Share] = {}

    def turn(self, person: int | None, now: float) -> Turn:
        """Count a question of this person, and say when it is handled."""
        if person is None or self._rate is None:
            return AT_ONCE
        share = self._share(person, self._rate, now)
        if not share.put_off and share.bucket.wait(now) == 0:
            share.bucket.reserve(now)
            return AT_ONCE
        dropped = share.put_off >= self._most_put_off
        notice = not share.was_told(now, dropped=dropped)
        if notice:
            share.told_at[dropped] = now
        share.put_off += not dropped
        return Turn(at_once=False, dropped=dropped, notice=notice)

    def wait(self, person: int, now: float) -> float:
        """Take the turn of a question that was put off; return the seconds until it comes."""
        return self._shares[person].bucket.reserve(now)

    def done(self, person: int) -> None:
        """Note that a question that was put off has had its turn."""
        self._shares[person].put_off -= 1

    def _share(self, person: int, rate: Rate, now: float) -> _Share:
        if person not in self._shares:
            if len(self._shares) >= MOST_KNOWN:
                self._shares = {who: each for who, each in self._shares.items() if not each.is_idle(now)}
            self._shares[person] = _Share(Bucket(rate))
        return self._shares[person]
