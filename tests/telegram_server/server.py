"""The server that tests start, and the people and chats that they ask it for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from scheduler.clock import system_clock
from tests.telegram_server.faults import Faults
from tests.telegram_server.limits import Limits
from tests.telegram_server.watching import Watching
from tests.telegram_server.web import LARGEST_BODY, Site
from tests.telegram_server.webhooks import Deliveries

if TYPE_CHECKING:
    from types import TracebackType

    from scheduler.clock import Clock
    from tests.telegram_server.bots import BotAccount


class TelegramServer(Watching):
    """A Bot API on loopback, in a thread of its own; `with` starts and stops it. The world outlives a stop."""

    def __init__(self, *, clock: Clock = system_clock, privacy: bool = True, port: int = 0) -> None:
        self.faults = Faults()
        self._port = port
        self._latency = 0.0
        self._site: Site | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deliveries: dict[int, Deliveries] = {}
        super().__init__(clock, privacy=privacy)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        ready = Event()
        self._thread = Thread(target=self._run, args=(ready,), name="telegram", daemon=True)
        self._thread.start()
        ready.wait()
        if self._loop is None:
            raise OSError(f"cannot listen on port {self._port}")

    def stop(self) -> None:
        """Cut every connection, as a server does that goes away."""
        loop, site = self._loop, self._site
        if loop is not None and site is not None:
            loop.call_soon_threadsafe(site.stopping.set)
            self._thread.join()

    @property
    def url(self) -> str:
        """What TELEGRAM_API_URL is set to."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def token(self) -> str:
        return self.bot.token

    @property
    def latency(self) -> float:
        return self._latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._latency = seconds
        if self._site is not None:
            self._site.latency = seconds

    def limit(self, limits: Limits | None = None) -> Limits:
        """Hold the bot to Telegram's pace from now on."""
        self.bot.limits = limits or Limits()
        return self.bot.limits

    def _run(self, ready: Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        finally:
            self._loop = None
            ready.set()

    async def _serve(self, ready: Event) -> None:
        site = Site(self.world, self.faults)
        site.latency = self._latency
        server = web.Server(site.answer, request_factory=_request)
        runner = web.ServerRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port, reuse_address=True).start()
            self._port = runner.addresses[0][1]
            self._site, self._loop = site, asyncio.get_running_loop()
            self._deliveries = {b.id: Deliveries(self.world, b, site.call) for b in self.world.bots.values()}
            for bot in self.world.bots.values():
                self._wake(bot)
            ready.set()
            await site.stopping.wait()
        finally:
            self._loop = self._site = None
            await asyncio.gather(*(deliveries.close() for deliveries in self._deliveries.values()))
            await runner.cleanup()

    def _wake(self, bot: BotAccount) -> None:
        loop, site = self._loop, self._site
        if loop is None or site is None:
            return
        with suppress(RuntimeError):  # the loop may have ended just now
            if bot.webhook is not None:
                loop.call_soon_threadsafe(self._deliveries[bot.id].look)
            loop.call_soon_threadsafe(site.polls.wake, bot)


def _request(*parts: Any) -> web.BaseRequest:
    """Make a request that may be as large as an upload is."""
    message, payload, protocol, writer, task = parts
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)
