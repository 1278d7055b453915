"""A Bot API server of the tests, the library's bot on it, and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.telegram_server import Chat, Person, TelegramServer

if TYPE_CHECKING:
    from collections.abc import Iterator

from tests.bot.server.client import Client


@pytest.fixture(autouse=True)
def _no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the library for the newer kind of `retry_after`, so that it does not warn of the older."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture
def client(server: TelegramServer) -> Iterator[Client]:
    client = Client(server, server.token)
    yield client
    client.close()


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    return server.person("Anna", language="zh-hans", username="anna_li")


@pytest.fixture
def private(server: TelegramServer, anna: Person) -> Chat:
    return server.private(anna)


@pytest.fixture
def group(server: TelegramServer, anna: Person) -> Chat:
    return server.group("审协江苏中心", [anna, server.person("Bob")])
