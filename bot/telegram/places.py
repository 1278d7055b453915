"""How many updates are handled at once; who only waits lends the place to others."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class _Place:
    """One place. `lent` counts the requests of its update that wait: a handler may make several at once."""

    lent = 0


_MINE: ContextVar[_Place | None] = ContextVar("_MINE", default=None)


class Places:
    """A number of places."""

    def __init__(self, number: int) -> None:
        self._free = asyncio.Semaphore(number)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Work inside with a place."""
        await self._free.acquire()
        place = _Place()
        token = _MINE.set(place)
        try:
            yield
        finally:
            _MINE.reset(token)
            if not place.lent:
                self._free.release()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[None]:
        """Wait inside without the place; if that is cut short, it is not taken back."""
        place = _MINE.get()
        if place is None:
            yield
            return
        if not place.lent:
            self._free.release()
        place.lent += 1
        yield
        place.lent -= 1
        if not place.lent:
            try:
                await self._free.acquire()
            except asyncio.CancelledError:
                place.lent += 1
                raise
