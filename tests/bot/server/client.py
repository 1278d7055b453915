"""The library's bot as these tests use it, and what they send."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.telegram_server import Chat, TelegramServer

Result = TypeVar("Result")
EMOJI = "\N{SPIRAL CALENDAR PAD}"  # two in UTF-16


class Client:
    """The library's bot, used step by step from a test that is not async."""

    def __init__(self, server: TelegramServer, token: str) -> None:
        self._runner = asyncio.Runner()
        request, polling = HTTPXRequest(read_timeout=5), HTTPXRequest(connection_pool_size=4)
        self.bot = Bot(
            token,
            base_url=f"{server.url}/bot",
            base_file_url=f"{server.url}/file/bot",
            request=request,
            get_updates_request=polling,
        )
        self(self.bot.initialize())

    def __call__(self, step: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(step)

    def updates(self, **options: Any) -> tuple[Update, ...]:
        return self(self.bot.get_updates(**options))

    def close(self) -> None:
        self(self.bot.shutdown())
        self._runner.close()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"do:{label}") for label in labels]]
    )


def kinds(updates: tuple[Update, ...]) -> list[str]:
    return [next(name for name in update.to_dict() if name != "update_id") for update in updates]


def send(client: Client, chat: Chat, **options: Any) -> Any:
    return client(client.bot.send_message(chat.id, "x", **options))
