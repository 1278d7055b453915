"""The scheduler at work: one APScheduler job, the tick, and the deliverer beside it.

No reminder lives in memory: whatever is missed while nothing runs, the next tick finds.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Executor

    from scheduler.clock import Clock
    from scheduler.delivery import Deliverer
    from scheduler.tick import Tick, TickReport

log = logging.getLogger(__name__)

EVERY = 30.0  # seconds from tick to tick
PRUNED_EVERY = timedelta(days=1)


async def _nothing(_: datetime) -> None:
    """Do nothing more."""


class Runner:
    """Ticks and delivers until it is cancelled. `after_tick` is awaited with the tick's time."""

    def __init__(  # noqa: PLR0913 - all that it works with, by name
        self,
        tick: Tick,
        deliverer: Deliverer,
        clock: Clock,
        threads: Executor | None = None,
        *,
        every: float = EVERY,
        after_tick: Callable[[datetime], Awaitable[None]] = _nothing,
    ) -> None:
        self._tick = tick
        self._deliverer = deliverer
        self._clock = clock
        self._threads = threads
        self._every = every
        self._after_tick = after_tick
        self._pruned_at: datetime | None = None
        self._ticking: asyncio.Future[TickReport] | None = None

    async def run(self, finish_within: float = 10.0) -> None:
        """Work until cancelled; then let the tick and the messages on their way come to an end."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - a slow import

        scheduler = AsyncIOScheduler(timezone=UTC)
        once = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler.add_job(self._job, "interval", seconds=self._every, **once)
        first = asyncio.create_task(self._job())
        try:
            scheduler.start()
            await self._deliverer.run()
        finally:
            scheduler.shutdown(wait=False)
            first.cancel()
            if self._ticking is not None:
                await asyncio.gather(self._ticking, return_exceptions=True)
            await self._deliverer.stop(finish_within)

    async def _job(self) -> None:
        """Tick; that the scheduler ends in the midst of it is no fault."""
        with suppress(asyncio.CancelledError):
            await self.tick()

    async def tick(self) -> None:
        """Tick once, unless one is under way; what goes wrong is logged, and the next one tries again."""
        if self._ticking is not None and not self._ticking.done():
            return
        now = self._clock()
        try:
            report = await self._in_thread(now)
            if report.written:
                self._deliverer.wake()
            await self._after_tick(now)
        except Exception:
            log.exception("the tick failed")

    async def _in_thread(self, now: datetime) -> TickReport:
        """Tick in a thread that nothing cuts off in the middle."""
        work = partial(self._work, now)
        self._ticking = asyncio.get_running_loop().run_in_executor(self._threads, work)
        return await asyncio.shield(self._ticking)

    def _work(self, now: datetime) -> TickReport:
        report = self._tick.run(now)
        if self._pruned_at is None or now - self._pruned_at >= PRUNED_EVERY:
            self._tick.prune(now)
            self._pruned_at = now
        return report
