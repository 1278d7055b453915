"""How fast requests go out, and which are sent again.

Telegram allows about 30 messages a second in all, one a second to a chat (a few at once are fine) and 20 a
minute to a group. Who sends or edits waits for its turn in its chat, then in its group, then in all; other
requests are not held. A chat that is told to wait (429) waits alone.

What is sent again:

| what happened | which requests |
|---|---|
| 429 | all, after the time it names |
| no connection; the server failed (5xx) | all, after a moment |
| no answer in time, a broken connection, a garbled answer | those that do no harm when served twice |

A message whose answer was lost may have arrived: the error goes to the caller, who knows whether twice is
better than never.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.ext import BaseRateLimiter

from bot.telegram.buckets import Bucket, Rate
from bot.telegram.transport import LostAnswerError, NotSentError, ServerTroubleError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

log = logging.getLogger(__name__)

PACED = ("send", "copy", "forward", "edit", "stop")
UNPACED = frozenset({"sendChatAction"})
TWICE_IS_ONCE = ("get", "set", "edit", "delete", "answer", "pin", "unpin", "sendChatAction")
MOST_WAITS = 5
"""How often one request waits for a 429."""
LONGEST_WAIT = 300
"""Seconds; who is told to wait longer gives up and leaves it to the caller."""
PATIENCE: ContextVar[float] = ContextVar("PATIENCE", default=LONGEST_WAIT)
"""The same for callers who have other things to do meanwhile, and say so."""
PAUSES = (0.5, 1.0, 2.0)
"""Seconds before each further try."""
MOST_IDLE = 5000
"""Buckets to keep before idle ones are dropped."""


@dataclass(frozen=True)
class Limits:
    """How often messages may be sent: to one chat, to one group, and in all; None: no limit."""

    chat: Rate | None
    group: Rate | None
    overall: Rate | None


TELEGRAMS = Limits(chat=Rate(3, seconds=3), group=Rate(20, seconds=60), overall=Rate(30, seconds=1))
UNLIMITED = Limits(None, None, None)


class Pacing(BaseRateLimiter[None]):
    """Our pace. `waiting` makes a context in which a request waits: there its place can be lent to others."""

    def __init__(
        self,
        limits: Limits = TELEGRAMS,
        waiting: Callable[[], AbstractAsyncContextManager[object]] = nullcontext,
    ) -> None:
        self._limits = limits
        self._waiting = waiting
        self._buckets: dict[Hashable, Bucket] = {}
        self._held_until: dict[Hashable, float] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002
    ) -> Any:  # noqa: ANN401
        """Send a request when its turn has come, and again where that is safe."""
        chat = _chat_of(data)
        paced = chat is not None and is_paced(endpoint)
        pauses, waits = iter(PAUSES), 0
        while True:
            if chat is not None:
                await self._turn(chat, paced=paced)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                waits += 1
                seconds = _seconds(error)
                await self._hold(chat, seconds, endpoint)
                if waits > MOST_WAITS or seconds > PATIENCE.get():
                    raise
            except NetworkError as error:
                pause = next(pauses, None)
                if pause is None or not may_repeat(endpoint, error):
                    raise
                await self._pause(pause)

    async def _turn(self, chat: Hashable, *, paced: bool) -> None:
        """Wait until the chat may be written to."""
        while (held := self._held_until.get(chat, 0.0) - _now()) > 0:
            if held > PATIENCE.get():
                raise RetryAfter(int(held) + 1)
            await self._pause(held)
        if not paced:
            return
        limits = self._limits
        turns = (
            (("chat", chat), limits.chat),
            (("group", chat), limits.group if _is_group(chat) else None),
            (("all",), limits.overall),
        )
        for key, rate in turns:
            if rate is not None:
                await self._pause(self._bucket(key, rate).reserve(_now()))

    async def _hold(self, chat: Hashable | None, seconds: float, endpoint: str) -> None:
        log.warning("told to wait", extra={"chat": chat, "endpoint": endpoint, "seconds": seconds})
        if chat is None:
            await self._pause(min(seconds, LONGEST_WAIT))
        else:
            self._held_until[chat] = max(self._held_until.get(chat, 0.0), _now() + seconds)

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            async with self._waiting():
                await asyncio.sleep(seconds)

    def _bucket(self, key: Hashable, rate: Rate) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= MOST_IDLE:
                self._drop_idle()
            bucket = self._buckets[key] = Bucket(rate)
        return bucket

    def _drop_idle(self) -> None:
        now = _now()
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_idle(now)}
        self._held_until = {chat: until for chat, until in self._held_until.items() if until > now}


def is_paced(endpoint: str) -> bool:
    """Whether a request of this kind counts as a message to its chat."""
    return endpoint.startswith(PACED) and endpoint not in UNPACED


def may_repeat(endpoint: str, error: NetworkError) -> bool:
    """Whether a request may be sent again after this error (see above)."""
    if isinstance(error, NotSentError | ServerTroubleError):
        return True
    return isinstance(error, TimedOut | LostAnswerError) and endpoint.startswith(TWICE_IS_ONCE)


def _chat_of(data: dict[str, Any]) -> Hashable | None:
    """Find the chat; an id may come as a number or as its digits, and a channel by its @name."""
    chat = data.get("chat_id")
    if isinstance(chat, str) and chat.lstrip("-").isdecimal():
        return int(chat)
    return chat if isinstance(chat, int | str) else None


def _is_group(chat: Hashable) -> bool:
    """Whether it is a group or a channel: their ids are negative."""
    return isinstance(chat, str) or (isinstance(chat, int) and chat < 0)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()
