"""getUpdates: what is not confirmed comes again, and of two long polls the older one loses."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.telegram_server.errors import ApiError, conflict
from tests.telegram_server.methods.account import take_allowed_updates

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount, Update
    from tests.telegram_server.calls import Call
    from tests.telegram_server.world import World

LONGEST_POLL = 50
MOST_UPDATES = 100
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"


class Polls:
    """The long polls that wait, one a bot at most."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[int, asyncio.Future[ApiError | None]] = {}

    async def fetch(self, call: Call) -> list[Update]:
        """Answer with updates at once, or wait for one as long as the request says."""
        bot = call.bot
        timeout = min(call.integer("timeout") or 0, LONGEST_POLL)
        limit = min(max(call.integer("limit") or MOST_UPDATES, 1), MOST_UPDATES)
        with self._world.changed:
            if bot.webhook is not None:
                raise conflict(WEBHOOK_ACTIVE)
            take_allowed_updates(call)
            bot.confirm(call.integer("offset") or 0)
            self._world.changed.notify_all()
            updates = bot.fetch(limit)
            if updates or not timeout:
                return updates
            waiting = self._wait(bot)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._rest(bot, waiting)
        with self._world.changed:
            return bot.fetch(limit)

    async def _rest(self, bot: BotAccount, waiting: asyncio.Future[ApiError | None]) -> None:
        try:
            refused = await waiting
        finally:
            if self._waiting.get(bot.id) is waiting:
                del self._waiting[bot.id]
        if refused is not None:
            raise refused

    def _wait(self, bot: BotAccount) -> asyncio.Future[ApiError | None]:
        self._end(bot, conflict(OTHER_POLL))
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[bot.id] = waiting
        return waiting

    def wake(self, bot: BotAccount) -> None:
        """Let a waiting poll look again; one that waits while a webhook is set has lost."""
        self._end(bot, conflict(WEBHOOK_SET) if bot.webhook else None)

    def _end(self, bot: BotAccount, error: ApiError | None) -> None:
        waiting = self._waiting.pop(bot.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(error)
