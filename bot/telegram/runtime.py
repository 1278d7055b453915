"""The bot's life: get to know oneself, be the only one, take updates, handle them, stop in order."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import signal
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, TelegramError

from bot.telegram.application import build_application
from bot.telegram.dispatch import PLACES, Dispatcher
from bot.telegram.envelope import ALLOWED, Self
from bot.telegram.ledger import Ledger
from bot.telegram.notices import ask_for_patience
from bot.telegram.pacing import TELEGRAMS, Limits, Pacing
from bot.telegram.places import Places
from bot.telegram.polling import LONG_POLL, TokenRefusedError, poll
from bot.telegram.shares import QUESTIONS, Shares
from bot.telegram.stopping import Stop, StoppedError
from bot.telegram.webhook import webhook_address, webhook_server
from storage.errors import DatabaseError, DubanError
from storage.inbox import Inbox
from storage.lease import RUNNING, Leases, lease

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from sqlalchemy import Engine

    from bot.context import Services
    from bot.telegram.application import Application
    from bot.telegram.buckets import Rate
    from storage.lease import Lease

log = logging.getLogger(__name__)

LEASE_ASKED_EVERY, LEASE_CHECKED_EVERY = 1.0, 5.0
PRUNED_EVERY = 3600.0
TICK_EVERY = 30.0
FINISH_WITHIN = 10.0  # seconds; who stops a service usually waits 30, some 10


@dataclass(frozen=True)
class Manners:
    """How fast the bot writes and takes questions, how many it handles at once, how it polls."""

    pace: Limits = TELEGRAMS
    share: Rate | None = QUESTIONS
    places: int = PLACES
    long_poll: int = LONG_POLL
    finish_within: float = FINISH_WITHIN
    tick_every: float = TICK_EVERY


@dataclass(frozen=True)
class Conversation:
    """What the handlers' package gives: `register` adds them, `on_start` is awaited once the bot is known.

    `beside` works as long as the bot serves: how often it looks for something to do (seconds), and within how
    many it must end when it is cancelled, are handed in.
    """

    register: Callable[[Any], None]
    on_start: Callable[[Any], Awaitable[None]]
    beside: Callable[[Any, float, float], Coroutine[Any, Any, None]] | None = None


async def run_bot(
    services: Services, engine: Engine, conversation: Conversation, manners: Manners | None = None
) -> None:
    """Run the bot until SIGTERM or SIGINT; raise a `DubanError` if it cannot run at all."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # on Windows
            loop.add_signal_handler(number, stop.wish)
    await _Life(services, engine, conversation, manners or Manners(), stop).run()


def lease_of(engine: Engine, token: str) -> Lease:
    """Make the lease of the one program that runs this token's bot on a database that nobody restores."""
    bot = f"telegram-{hashlib.sha256(token.encode()).hexdigest()[:12]}"
    return Leases(lease(engine, bot), lease(engine, RUNNING, shared=True))


class _Life:
    def __init__(
        self,
        services: Services,
        engine: Engine,
        conversation: Conversation,
        manners: Manners,
        stop: Stop,
    ) -> None:
        token = services.settings.telegram_token
        if token is None:
            raise TokenRefusedError
        self._token = token.get_secret_value().strip()
        self._services = services
        self._engine = engine
        self._conversation = conversation
        self._manners = manners
        self._stop = stop
        self._places = Places(manners.places)
        self._app: Application = build_application(
            services,
            self._token,
            api_url=services.settings.telegram_api_url,
            pace=Pacing(manners.pace, self._places.lent),
        )

    async def run(self) -> None:
        self._conversation.register(self._app)
        mine = lease_of(self._engine, self._token)
        try:
            await self._get_to_know()
            while not self._stop.is_wished:
                await self._be_the_only_one(mine)
                await self._serve(mine)
        except StoppedError:
            pass
        finally:
            mine.release()
            await self._close()
        log.info("stopped")

    async def _get_to_know(self) -> None:
        """Ask Telegram who we are, as long as that takes."""
        await self._stop.persist("the bot cannot start yet: Telegram cannot be reached", self._app.initialize)
        log.info("started", extra={"bot": self._app.bot.id, "username": self._app.bot.username})

    async def _be_the_only_one(self, mine: Lease) -> None:
        """Wait until no other program works on this bot's inbox."""
        told = False
        while not await self._acquire(mine):
            if not told:
                log.warning("another Duban runs this bot on this database: waiting until it ends")
            told = True
            await self._stop.sleep(LEASE_ASKED_EVERY)

    async def _acquire(self, mine: Lease) -> bool:
        """Take the lease unless another has it; a database that is away comes back."""
        while True:
            try:
                return await self._services.in_thread(mine.acquire)
            except DatabaseError:
                log.exception("the lease could not be asked for")
                await self._stop.sleep(LEASE_CHECKED_EVERY)

    async def _serve(self, mine: Lease) -> None:
        """Take and handle updates until someone asks to stop, or the lease is lost."""
        bot = self._app.bot
        ledger = Ledger(Inbox(self._engine, bot.id), self._services.threads, self._services.clock)
        dispatcher = Dispatcher(
            ledger=ledger,
            handle=self._app.handle,
            bot=Self(bot.id, bot.username),
            notify=partial(ask_for_patience, bot, otherwise=self._services.settings.language),
            places=self._places,
            shares=Shares(self._manners.share),
        )
        if not self._app.running:
            await self._app.start()
        duties = [self._take_updates(ledger), dispatcher.run(), self._look_after(ledger, mine), self._greet()]
        duties += self._beside()
        try:
            await self._until_stopped([asyncio.create_task(duty) for duty in duties])
        finally:
            log.info("stopping", extra={"unsettled": dispatcher.in_memory})
            await dispatcher.stop(self._manners.finish_within)

    def _beside(self) -> list[Coroutine[Any, Any, None]]:
        beside, manners = self._conversation.beside, self._manners
        return [beside(self._app, manners.tick_every, manners.finish_within)] if beside else []

    async def _until_stopped(self, duties: list[asyncio.Task[None]]) -> None:
        """Wait for the wish to stop, for a lost lease, or for a duty that fails; end all duties."""
        stopped = asyncio.create_task(self._stop.wait())
        try:
            waiting: set[asyncio.Task[Any]] = {*duties, stopped}
            while not stopped.done():
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        except _LeaseLost:
            log.warning("the lease was lost, perhaps the database was started anew: taking it again")
        finally:
            for task in (stopped, *duties):
                task.cancel()
            await asyncio.gather(stopped, *duties, return_exceptions=True)

    async def _take_updates(self, ledger: Ledger) -> None:
        settings, bot = self._services.settings, self._app.bot
        if settings.webhook_url is None:
            await self._stop.persist(
                "updates cannot be fetched yet", partial(bot.delete_webhook, drop_pending_updates=False)
            )
            await poll(bot, ledger, long_poll=self._manners.long_poll)
            return
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
        address = webhook_address(settings.webhook_url, token=self._token, secret=secret, port=settings.port)
        async with webhook_server(address, ledger):
            say = partial(
                bot.set_webhook, address.url, secret_token=address.secret, allowed_updates=list(ALLOWED)
            )
            try:
                await self._stop.persist("Telegram was not told the webhook yet", say)
            except BadRequest as error:
                raise DubanError(f"Telegram refuses WEBHOOK_URL: {error}") from error
            await asyncio.Event().wait()

    async def _look_after(self, ledger: Ledger, mine: Lease) -> None:
        """See that we are still the only one, and forget what was handled long ago."""
        since_pruned = PRUNED_EVERY
        while await self._services.in_thread(mine.is_held):
            if since_pruned >= PRUNED_EVERY:
                since_pruned = 0.0
                try:
                    await ledger.prune()
                except DatabaseError:
                    log.exception("the inbox could not be pruned")
            await asyncio.sleep(LEASE_CHECKED_EVERY)
            since_pruned += LEASE_CHECKED_EVERY
        raise _LeaseLost

    async def _greet(self) -> None:
        """Let the handlers' package do what it does once; the bot answers without it, too."""
        try:
            await self._stop.persist("the commands are not registered yet", self._start_conversation)
        except TelegramError:
            log.exception("the commands could not be registered")

    async def _start_conversation(self) -> None:
        await self._conversation.on_start(self._app)

    async def _close(self) -> None:
        if self._app.running:
            await self._app.stop()
        with contextlib.suppress(Exception):
            await self._app.shutdown()
        for request in self._app.bot._request:  # noqa: SLF001 - open even where the bot never got to know itself
            await request.shutdown()


class _LeaseLost(Exception):  # noqa: N818 - an event
    """Another program may work on the inbox now."""
