"""Waiting that ends when someone asks the bot to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.telegram.failures import pause_before
from bot.telegram.polling import TokenRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0  # seconds


class StoppedError(Exception):
    """Someone asked the bot to stop while it waited for something else."""


class Stop:
    """The wish to stop; once wished, for good."""

    def __init__(self) -> None:
        self._wished = asyncio.Event()

    def wish(self) -> None:
        self._wished.set()

    @property
    def is_wished(self) -> bool:
        return self._wished.is_set()

    async def wait(self) -> None:
        await self._wished.wait()

    async def sleep(self, seconds: float) -> None:
        """Wait so long, or raise `StoppedError`."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wished.wait(), seconds)
            raise StoppedError

    async def persist(self, trouble: str, do: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Do something that needs the network, trying again until it works; a refused token is the end."""
        failures = 0
        while True:
            try:
                await self._unless_wished(do())
            except InvalidToken:
                raise TokenRefusedError from None
            except BadRequest:  # a NetworkError, too, but the same again tomorrow
                raise
            except (NetworkError, RetryAfter) as error:
                failures += 1
                pause = min(LONGEST_PAUSE, pause_before(failures))
                facts = {"failures": failures, "pause": pause, "error": f"{type(error).__name__}: {error}"}
                log.warning(trouble, extra=facts)
                await self.sleep(pause)
            else:
                return

    async def _unless_wished(self, doing: Coroutine[Any, Any, object]) -> None:
        task, wished = asyncio.ensure_future(doing), asyncio.ensure_future(self._wished.wait())
        try:
            await asyncio.wait({task, wished}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise StoppedError
            await task
        finally:
            for each in (task, wished):
                each.cancel()
            await asyncio.gather(task, wished, return_exceptions=True)
