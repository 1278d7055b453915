"""The inbox beside the event loop: writes that come together are one transaction.

Who writes goes on when the transaction is committed. While one is being written the next gathers, so a busy
bot commits large ones and an idle bot small ones.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from scheduler.clock import Clock
    from storage.inbox import Inbox, Received, Settled, Waiting

Ts = TypeVarTuple("Ts")
R = TypeVar("R")


class Ledger:
    """Writes to one inbox, from one event loop."""

    def __init__(self, inbox: Inbox, threads: Executor, clock: Clock) -> None:
        self._inbox = inbox
        self._threads = threads
        self._clock = clock
        self._received: list[Received] = []
        self._settled: list[Settled] = []
        self._next: asyncio.Future[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self.arrived = asyncio.Event()
        """Set whenever something new may wait."""

    async def receive(self, updates: Sequence[Received]) -> None:
        """Keep what came; it is safe when this returns."""
        self._received += updates
        await self._written()
        self.arrived.set()

    async def settle(self, settled: Settled) -> None:
        """Note what became of an update."""
        self._settled.append(settled)
        await self._written()

    async def waiting(self, after: int, limit: int) -> tuple[Waiting, ...]:
        return await self._run(self._inbox.waiting, after, limit)

    async def prune(self) -> int:
        return await self._run(self._inbox.prune, self._clock())

    async def flush(self) -> None:
        """Wait for what is being written."""
        while self._writing is not None:
            with contextlib.suppress(Exception):
                await asyncio.shield(self._writing)

    async def _written(self) -> None:
        loop = asyncio.get_running_loop()
        if self._next is None:
            self._next = loop.create_future()
        mine = self._next
        if self._writing is None:
            self._writing = loop.create_task(self._write())
        await asyncio.shield(mine)

    async def _write(self) -> None:
        try:
            while self._next is not None:
                received, self._received = self._received, []
                settled, self._settled = self._settled, []
                written, self._next = self._next, None
                await self._commit(received, settled, self._clock(), written)
        finally:
            self._writing = None

    async def _commit(
        self,
        received: list[Received],
        settled: list[Settled],
        now: datetime,
        written: asyncio.Future[None],
    ) -> None:
        try:
            await self._run(self._inbox.write, received, settled, now)
        except Exception as error:  # noqa: BLE001 - it belongs to those who wait for this
            written.set_exception(error)
            written.exception()  # seen, even where nobody waits any more
        else:
            written.set_result(None)

    async def _run(self, call: Callable[[Unpack[Ts]], R], *args: *Ts) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *args)
