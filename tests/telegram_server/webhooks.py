"""Updates posted to a webhook: each chat's in order, chats side by side, again and again until taken."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import aiohttp

from tests.telegram_server.calls import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.telegram_server.bots import BotAccount, Waiting, Webhook
    from tests.telegram_server.world import World

FORBIDDEN_REPLIES = {"deletewebhook", "setwebhook", "close", "logout"}


class Deliveries:
    """Posts one bot's updates. `first_delay` grows twofold with every failure; Telegram's is a second."""

    def __init__(self, world: World, bot: BotAccount, reply: Callable[[Call], object]) -> None:
        self.first_delay = 0.05
        self.patience = 10.0  # seconds for an answer; Telegram's is a minute
        self._world = world
        self._bot = bot
        self._reply = reply
        self._session: aiohttp.ClientSession | None = None
        self._busy: set[int] = set()  # chats with an update on its way
        self._tasks: set[asyncio.Task[None]] = set()

    def look(self) -> None:
        """Start what can start; call it in the server's loop whenever something was queued."""
        webhook = self._bot.webhook
        if webhook is None:
            return
        with self._world.changed:
            for waiting in list(self._bot.queue):
                if len(self._tasks) >= webhook.max_connections:
                    break
                key = waiting.chat or id(waiting)
                if key not in self._busy:
                    self._busy.add(key)
                    task = asyncio.get_running_loop().create_task(self._deliver(waiting, key))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, waiting: Waiting, key: int) -> None:
        delay = self.first_delay
        while (webhook := self._bot.webhook) is not None and waiting in self._bot.queue:
            error = await self._post(webhook, waiting)
            if error is None:
                break
            with self._world.changed:
                webhook.last_error, webhook.last_error_date = error, self._world.now()
            await asyncio.sleep(delay)
            delay = min(2 * delay, 64 * self.first_delay)
        with self._world.changed:
            if self._bot.webhook is not None and waiting in self._bot.queue:
                self._bot.queue.remove(waiting)
            self._world.changed.notify_all()
        self._busy.discard(key)
        asyncio.get_running_loop().call_soon(self.look)

    async def _post(self, webhook: Webhook, waiting: Waiting) -> str | None:
        """Post one update; return what went wrong, None if it was taken."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            async with self._session.post(
                webhook.url,
                data=json.dumps(waiting.update).encode(),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=self.patience),
            ) as response:
                if response.status // 100 == 2:
                    self._take_reply(await response.read())
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Webhook connection closed"

    def _take_reply(self, body: bytes) -> None:
        """Call the method that an answer may name; nobody is told how it went."""
        try:
            values = json.loads(body)
        except ValueError:
            return
        method = str(values.pop("method", "")) if isinstance(values, dict) else ""
        if method and method.lower() not in FORBIDDEN_REPLIES and not method.lower().startswith("get"):
            call = Call(self._bot, method, values)
            with self._world.changed:
                self._world.calls.append(call)
                self._world.counts[method.lower()] += 1
            self._reply(call)
