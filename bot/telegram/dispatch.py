"""From the inbox to the handlers: the updates of a chat in their order, different chats side by side.

An update holds one of a few places while it is handled and settled, so after a sudden end no more than that
many are handled again. What it takes to handle one is handed in as `handle`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.telegram.envelope import asks, read_envelope
from bot.telegram.failures import Verdict, judge, pause_before
from bot.telegram.jobs import Job, UnreadableError, describe, name_of, parse, report
from bot.telegram.places import Places
from bot.telegram.shares import Shares
from storage.errors import DatabaseError
from storage.inbox import Settled, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Hashable

    from bot.telegram.envelope import Envelope, Self
    from bot.telegram.ledger import Ledger
    from storage.inbox import Waiting

log = logging.getLogger(__name__)

PLACES = 32
BATCH = 200
MOST_IN_MEMORY = 2000
"""Updates taken from the inbox and not settled; the rest stays there until there is room."""
LONGEST_HANDLING = 600.0  # seconds, waiting for Telegram's pace included
PAUSE_WITHOUT_DATABASE = 2.0


class Handle(Protocol):
    """Handle an update; raise what it fails with. `tries` counts this one, too: the last may apologise."""

    def __call__(self, update: dict[str, Any], tries: int) -> Awaitable[None]: ...


class Notify(Protocol):
    """Tell someone that a question waits its turn, or that it is left unanswered (`dropped`)."""

    def __call__(self, envelope: Envelope, *, dropped: bool) -> Awaitable[None]: ...


@dataclass
class _Lane:
    jobs: deque[Job] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Dispatcher:
    """Handles what waits in an inbox until it is stopped."""

    def __init__(  # noqa: PLR0913 - its parts, all by name
        self,
        *,
        ledger: Ledger,
        handle: Handle,
        bot: Self,
        notify: Notify,
        places: Places | None = None,
        shares: Shares | None = None,
    ) -> None:
        self._ledger = ledger
        self._handle = handle
        self._bot = bot
        self._notify = notify
        self._places = places or Places(PLACES)
        self._shares = shares or Shares()
        self._lanes: dict[Hashable, _Lane] = {}
        self._notices: set[asyncio.Task[None]] = set()
        self._in_memory = 0
        self._room = asyncio.Event()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Take what waits, as long as this is not cancelled."""
        taken = 0
        while True:
            self._ledger.arrived.clear()
            rows = await self._read(taken)
            for row in rows:
                taken = row.seq
                self._take(row)
            if len(rows) < BATCH:
                await self._ledger.arrived.wait()
            while self._in_memory > MOST_IN_MEMORY:
                self._room.clear()
                await self._room.wait()

    async def stop(self, within: float) -> None:
        """Begin nothing more; give what has begun so many seconds, then leave it for the next start."""
        self._stopping.set()
        running = {lane.task for lane in self._lanes.values() if lane.task} | self._notices
        if running:
            _, late = await asyncio.wait(running, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._ledger.flush()

    @property
    def in_memory(self) -> int:
        """How many updates were taken and are not settled."""
        return self._in_memory

    async def _read(self, after: int) -> tuple[Waiting, ...]:
        while True:
            try:
                return await self._ledger.waiting(after, BATCH)
            except DatabaseError:
                log.exception("the inbox could not be read")
                await asyncio.sleep(PAUSE_WITHOUT_DATABASE)

    def _take(self, row: Waiting) -> None:
        """Put an update into its chat's lane, or into its person's where that one has asked too much."""
        update = parse(row.body)
        job = Job(row, update, read_envelope(update), row.tries)
        self._in_memory += 1
        key: Hashable = job.envelope.lane
        if asks(job.envelope, self._bot):
            turn = self._shares.turn(job.envelope.person, _now())
            if turn.notice:
                self._start_notice(job.envelope, dropped=turn.dropped)
            if not turn.at_once:
                job.put_off, job.dropped = not turn.dropped, turn.dropped
                key = ("put off", job.envelope.person, turn.dropped)
        lane = self._lanes.setdefault(key, _Lane())
        lane.jobs.append(job)
        if lane.task is None:
            lane.task = asyncio.create_task(self._run_lane(key, lane))

    def _start_notice(self, envelope: Envelope, *, dropped: bool) -> None:
        task = asyncio.create_task(self._send_notice(envelope, dropped=dropped))
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _send_notice(self, envelope: Envelope, *, dropped: bool) -> None:
        try:
            await self._notify(envelope, dropped=dropped)
        except Exception as error:  # noqa: BLE001 - a courtesy, nothing more
            log.warning("a notice was not sent", extra={"chat": envelope.chat, "error": name_of(error)})

    async def _run_lane(self, key: Hashable, lane: _Lane) -> None:
        try:
            while lane.jobs and not self._stopping.is_set():
                await self._finish(lane.jobs.popleft())
        except _StoppedError:
            pass
        finally:
            self._lanes.pop(key, None)

    async def _finish(self, job: Job) -> None:
        """Handle an update until it is settled; one that cannot be settled waits for the next start."""
        try:
            await self._put_off(job)
            while (pause := await self._attempt(job)) is not None:
                await self._sleep(pause)
        except _StoppedError:
            raise
        except Exception:
            log.exception("an update was not settled", extra={"update": job.row.update_id})
        finally:
            self._in_memory -= 1
            self._room.set()

    async def _put_off(self, job: Job) -> None:
        person = job.envelope.person
        if job.put_off and person is not None:
            await self._sleep(self._shares.wait(person, _now()))
            self._shares.done(person)

    async def _attempt(self, job: Job) -> float | None:
        """Handle and settle an update; return None, or the seconds after which to try again."""
        async with self._places.taken():
            if self._stopping.is_set():
                raise _StoppedError
            begun = _now()
            error = await self._try(job)
            verdict = judge(error, job.tries + 1, job.pauses) if error else None
            if isinstance(error, UnreadableError):
                verdict = Verdict.SET_ASIDE
            report(job, verdict, error, _now() - begun)
            return await self._settle(job, verdict, error)

    async def _try(self, job: Job) -> Exception | None:
        if job.update is None:
            return UnreadableError("no JSON object")
        if job.dropped:
            return None
        try:
            async with asyncio.timeout(LONGEST_HANDLING):
                await self._handle(job.update, job.tries + 1)
        except Exception as error:  # noqa: BLE001 - judged by the caller
            return error
        return None

    async def _settle(self, job: Job, verdict: Verdict | None, error: Exception | None) -> float | None:
        seq = job.row.seq
        if verdict is Verdict.LATER:
            job.pauses += 1
            return pause_before(job.pauses)
        if verdict is Verdict.AGAIN:
            job.tries += 1
            await self._write(Settled(seq, State.WAITING, describe(error)))
            return 0.0
        if verdict is Verdict.SET_ASIDE:
            await self._write(Settled(seq, State.SET_ASIDE, describe(error)))
        else:
            await self._write(Settled(seq))
        return None

    async def _write(self, settled: Settled) -> None:
        """Note what became of an update; without a database, as soon as there is one again."""
        while True:
            try:
                await self._ledger.settle(settled)
            except DatabaseError:
                log.exception("the inbox could not be written")
                await self._sleep(PAUSE_WITHOUT_DATABASE)
            else:
                return

    async def _sleep(self, seconds: float) -> None:
        """Wait, unless there is nothing more to wait for."""
        if self._stopping.is_set():
            raise _StoppedError
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)
                raise _StoppedError


class _StoppedError(Exception):
    """What has not begun is left for the next start."""


def _now() -> float:
    return asyncio.get_running_loop().time()
