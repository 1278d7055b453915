"""Getting messages there: several chats at a time, each chat's in order, a page noted as soon as it is sent.

At least once: a page whose sending was cut off is sent again. What cannot be sent by the evening is taken
back, and said anew the next working day.
"""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from scheduler.retry import next_attempt
from storage.delivery_store import DeliveryStore
from storage.errors import (
    AddressGoneError,
    BadMessageError,
    DatabaseError,
    DeliveryError,
    MovedError,
    TopicClosedError,
    TryLaterError,
)
from storage.subscription_store import SubscriptionStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor

    from sqlalchemy import Engine

    from scheduler.channels import Channel
    from scheduler.clock import Clock
    from storage.reminding import Delivery
    from storage.subscription import Address, Subscribed

log = logging.getLogger(__name__)
Result = TypeVar("Result")

OnGone = Callable[["Address", AddressGoneError, "tuple[Subscribed, ...]"], Awaitable[None]]
"""Told of a chat that is gone, why, and which of its subscriptions are suspended by that."""
OnMoved = Callable[[int, int], Awaitable[None]]
"""Told of a chat's old and new id."""

AT_ONCE = 16
"""Chats that are written to at the same time, at most."""
PATIENCE = 0.1  # seconds
"""How long one message may take before the next one is begun beside it.

So a slow chat holds no other up, and usually one message is under way, which a crash would repeat.
"""
LEASE = timedelta(minutes=3)
SEND_WITHIN = 100.0  # seconds: well within the lease
LOOK_EVERY = 5.0  # seconds
TRIES, AGAIN_AFTER = 60, 1.0  # times, seconds: to note something when the database is away


async def _ignore(*_: object) -> None:
    """Tell nobody."""


class Deliverer:
    """Sends what waits, through the channels by name; store calls go to `threads`."""

    def __init__(  # noqa: PLR0913 - all that it works with, by name
        self,
        engine: Engine,
        channels: Mapping[str, Channel],
        clock: Clock,
        threads: Executor | None = None,
        *,
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
        look_every: float = LOOK_EVERY,
        on_gone: OnGone = _ignore,
        on_moved: OnMoved = _ignore,
    ) -> None:
        self._store = DeliveryStore(engine, holder=uuid.uuid4().hex)
        self._subscriptions = SubscriptionStore(engine)
        self._channels = channels
        self._clock = clock
        self._threads = threads
        self._at_once = at_once
        self._patience = patience
        self._look_every = look_every
        self._on_gone = on_gone
        self._on_moved = on_moved
        self._sending: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look at once for something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Send until `stop`."""
        while not self._stopping:
            self._wake.clear()
            begun = False
            try:
                begun = await self._begin()
            except DatabaseError:
                log.exception("messages could not be looked for")
            await self._wait(self._patience if begun else self._look_every)

    async def send_waiting(self) -> None:
        """Send all that can be sent now."""
        while (begun := await self._begin()) or self._sending:
            await self._wait(self._patience if begun else self._look_every)

    async def stop(self, within: float = 10.0) -> None:
        """Start nothing more; let the pages on their way arrive, and give the rest back."""
        self._stopping = True
        self._wake.set()
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._in_thread(self._store.give_back_all)

    async def _wait(self, seconds: float) -> None:
        """Wait until something was sent, or may have come; for so long at most."""
        woken = asyncio.create_task(self._wake.wait())
        try:
            await asyncio.wait({woken, *self._sending}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()

    async def _begin(self) -> bool:
        """Begin to send one message, if there is any and room for it."""
        if len(self._sending) >= self._at_once or self._stopping:
            return False
        now = self._clock()
        claim = partial(self._store.claim, tuple(self._channels), 1, now, now + LEASE)
        for delivery in (claimed := await self._in_thread(claim)):
            task = asyncio.create_task(self._deliver(delivery))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return bool(claimed)

    # -- one message ----------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._send(delivery)
        except Exception:
            log.exception("a delivery is left until its lease ends", extra={"delivery": delivery.id})

    async def _send(self, delivery: Delivery) -> None:
        told = {"delivery": delivery.id, "chat": delivery.address.chat_id}
        try:
            if await self._send_pages(delivery):
                log.info("delivered", extra=told)
        except DeliveryError as error:
            log.info("not delivered", extra={**told, "error": type(error).__name__})
            await self._give_back(delivery, error)
        except DatabaseError:
            raise
        except Exception as error:
            log.exception("a delivery failed", extra=told)
            await self._give_back(delivery, TryLaterError(type(error).__name__))

    async def _send_pages(self, delivery: Delivery) -> bool:
        """Send what is left of a message; say whether it has been dealt with whole."""
        for page in delivery.pages[len(delivery.message_ids) :]:
            if self._stopping:
                return False
            if self._clock() > delivery.expires_at:
                await self._persist(partial(self._store.take_back, delivery.id, self._clock()))
                return False
            message_id, refused = None, None
            try:
                async with asyncio.timeout(SEND_WITHIN):
                    message_id = await self._channels[delivery.address.channel].send(delivery.address, page)
            except BadMessageError as error:
                refused = str(error)
            except TimeoutError:
                raise TryLaterError("No answer came in time.") from None
            now = self._clock()
            note = partial(self._store.note_page, delivery.id, message_id, now, now + LEASE, refused)
            if not await self._persist(note):
                return False
        return True

    async def _give_back(self, delivery: Delivery, error: DeliveryError) -> None:
        """Put a message off until it may go through, and do what lets it go another way."""
        now, address = self._clock(), delivery.address
        again = next_attempt(delivery.attempts + 1, error, now, random.random())  # noqa: S311 - no secret
        await self._persist(partial(self._store.put_off, delivery.id, str(error), again or now + LEASE))
        match error:
            case MovedError():
                await self._persist(partial(self._subscriptions.move_chat, address.chat_id, error.new_id))
                await self._on_moved(address.chat_id, error.new_id)
            case TopicClosedError():
                await self._persist(partial(self._subscriptions.close_topic, address))
            case AddressGoneError():
                place = (address.channel, address.chat_id)
                suspend = partial(self._subscriptions.suspend, *place, error.reason, now)
                await self._on_gone(address, error, await self._persist(suspend))
        self._wake.set()

    # -- the store ------------------------------------------------------------------------------------------

    async def _persist(self, act: Callable[[], Result]) -> Result:
        """Note what has happened; a database that is away may come back."""
        for _ in range(TRIES):
            try:
                return await self._in_thread(act)
            except DatabaseError:
                log.exception("what became of a message could not be noted yet")
                await asyncio.sleep(AGAIN_AFTER)
        return await self._in_thread(act)

    async def _in_thread(self, act: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act)
