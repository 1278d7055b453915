"""The views behind buttons: kept in memory as well as in the database, written many at a time."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.errors import DatabaseError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Services
    from storage.chats import View

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=14)
SWEEP_EVERY = timedelta(hours=1)
MOST = 5_000
GATHERING = 0.01
"""Seconds to wait for others before writing: the answer has been sent, so nobody waits for it."""


def new_key() -> str:
    """Make a key that cannot be guessed: 72 random bits in 12 characters."""
    return secrets.token_urlsafe(9)


class Views:
    """Who keeps a view waits until it is written; all who wait meanwhile are written together."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._store = services.chats.views
        self._recent: OrderedDict[str, View] = OrderedDict()
        self._answers: OrderedDict[tuple[int, int | None], View] = OrderedDict()
        self._waiting: list[View] = []
        self._writing: asyncio.Task[None] | None = None
        self._swept: datetime | None = None

    async def keep(self, view: View, now: datetime) -> None:
        """Keep a view. That it cannot be written costs its buttons after a restart, no more."""
        self._remember(view)
        self._waiting.append(view)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_soon(now))
        await asyncio.shield(self._writing)

    async def find(self, key: str, chat_id: int, now: datetime) -> View | None:
        """Return the view of a key if it belongs to this chat and has not expired."""
        view = self._recent.get(key) or await self._services.in_thread(self._store.find, key)
        return view if view and view.chat_id == chat_id and now < view.expires_at else None

    async def find_answer(self, chat_id: int, question_id: int) -> View | None:
        """Return what a message was last answered with."""
        view = self._answers.get((chat_id, question_id))
        return view or await self._services.in_thread(self._store.find_answer, chat_id, question_id)

    async def find_shown(self, chat_id: int, answer_id: int) -> View | None:
        """Return what a message of ours answered."""
        return await self._services.in_thread(self._store.find_shown, chat_id, answer_id)

    def forget(self) -> None:
        """Believe the database alone: chats have changed their ids."""
        self._recent.clear()
        self._answers.clear()

    def _remember(self, view: View) -> None:
        self._recent[view.key] = view
        self._answers[view.chat_id, view.question_id] = view
        for memory in (self._recent, self._answers):
            if len(memory) > MOST:
                memory.popitem(last=False)

    async def _write_soon(self, now: datetime) -> None:
        """Write what has gathered after a moment; what comes meanwhile is written next."""
        await asyncio.sleep(GATHERING)
        views, self._waiting, self._writing = self._waiting, [], None
        await self._write(views, now)

    async def _write(self, views: list[View], now: datetime) -> None:
        try:
            await self._services.in_thread(self._store.keep, views)
            if self._swept is None or now - self._swept > SWEEP_EVERY:
                self._swept = now
                await self._services.in_thread(self._store.drop_expired, now)
        except DatabaseError:
            log.warning("views could not be written", extra={"views": len(views)})
