"""Telegram's own pace, where a test wants it: about 30 a second in all, 1 a second a chat, 20 a minute a group."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from time import monotonic

from tests.telegram_server.errors import ApiError, too_many_requests


@dataclass
class Limits:
    """Each limit is (messages, seconds); None is no limit. `hits` counts the refusals."""

    in_all: tuple[int, float] | None = (30, 1.0)
    per_chat: tuple[int, float] | None = (1, 1.0)
    per_group: tuple[int, float] | None = (20, 60.0)
    hits: int = 0
    _sent: defaultdict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat_id: int) -> ApiError | None:
        """Count a message to `chat_id` (a group's is below zero), or refuse it."""
        now = monotonic()
        rules = [("all", self.in_all), (chat_id, self.per_chat if chat_id > 0 else self.per_group)]
        wait = max(self._wait(key, rule, now) for key, rule in rules)
        if wait > 0:
            self.hits += 1
            return too_many_requests(max(1, math.ceil(wait)))
        for key, rule in rules:
            if rule is not None:
                self._sent[key].append(now)
        return None

    def _wait(self, key: object, rule: tuple[int, float] | None, now: float) -> float:
        if rule is None:
            return 0.0
        most, seconds = rule
        times = self._sent[key]
        while times and times[0] <= now - seconds:
            times.popleft()
        return times[0] + seconds - now if len(times) >= most else 0.0
