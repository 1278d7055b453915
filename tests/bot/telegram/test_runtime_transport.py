"""Requests over real HTTP: files whole, errors in their classes, and no token in any of their texts."""

from __future__ import annotations

import asyncio
import socket
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from telegram import InputFile
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.telegram.transport import (
    AiohttpRequest,
    LostAnswerError,
    NotSentError,
    ServerTroubleError,
)
from tests.telegram_server import TelegramServer, faults

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

TOKEN = "7:secret-token"
TEXT = "督办 · <b>&</b> 🙂 % + = ; \n\t" * 20


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


def with_bot(url: str, token: str, use: Callable[[ExtBot[None]], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        transport = AiohttpRequest()
        bot = ExtBot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=transport)
        await transport.initialize()
        try:
            return await use(bot)
        finally:
            await transport.shutdown()

    return asyncio.run(run())


def test_a_text_arrives_as_it_was_written(server: TelegramServer) -> None:
    chat = server.person("Anna").starts()
    sent = with_bot(server.url, server.token, lambda bot: bot.send_message(chat.id, TEXT))
    assert sent.text == TEXT.strip()
    assert str(chat.last.text).strip() == TEXT.strip()


def test_half_a_character_becomes_a_question_mark(server: TelegramServer) -> None:
    chat = server.person("Anna").starts()
    with_bot(server.url, server.token, lambda bot: bot.send_message(chat.id, "half \ud83d of it"))
    assert chat.last.text == "half ? of it"


@pytest.mark.parametrize("size", [0, 1, 1_000_000], ids=["empty", "a byte", "a megabyte"])
def test_a_file_arrives_whole_under_its_name_with_its_caption(server: TelegramServer, size: int) -> None:
    chat = server.person("Anna").starts()
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[:size]

    async def use(bot: ExtBot[None]) -> bytes:
        document = InputFile(content, filename='计划 "2017".txt')
        message = await bot.send_document(chat.id, document, caption="计划 & \ud83d")
        assert message.document is not None
        file = await message.document.get_file()
        return bytes(await file.download_as_bytearray())

    if size == 0:
        with pytest.raises(BadRequest):
            with_bot(server.url, server.token, use)
        return
    assert with_bot(server.url, server.token, use) == content
    upload = server.calls("sendDocument")[0].files
    assert [each.name for each in upload.values()] == ['计划 "2017".txt']
    assert server.calls("sendDocument")[0].text("caption") == "计划 & ?"


REFUSED = faults.refusal(faults.ApiError(401, "Unauthorized"))
CONFLICT = faults.refusal(faults.ApiError(409, "Conflict: terminated by other getUpdates request"))
NOT_JSON = faults.Kind("403 page", status=403, body=b"<html>/bot1:abc/sendMessage</html>")
MOVED = faults.Kind("301", status=301, body=b"")
NO_OBJECT = faults.Kind("a list", status=200, body=b"[]")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (faults.SERVER_ERROR, ServerTroubleError),
        (faults.BAD_GATEWAY, ServerTroubleError),
        (faults.GARBAGE, LostAnswerError),
        (NO_OBJECT, LostAnswerError),
        (faults.CLOSE_BEFORE, LostAnswerError),
        (faults.CLOSE_AFTER, LostAnswerError),
        (faults.HANG_BEFORE, TimedOut),
        (faults.HANG_AFTER, TimedOut),
        (faults.BLOCKED, Forbidden),
        (NOT_JSON, Forbidden),
        (faults.CHAT_NOT_FOUND, BadRequest),
        (faults.too_many(3), RetryAfter),
        (REFUSED, InvalidToken),
        (CONFLICT, Conflict),
        (MOVED, TelegramError),
    ],
    ids=lambda value: getattr(value, "name", getattr(value, "__name__", value)),
)
def test_what_goes_wrong_has_its_error_and_no_token_in_its_words(
    server: TelegramServer, kind: faults.Kind, error: type[TelegramError]
) -> None:
    chat = server.person("Anna").starts()
    server.faults.add(kind=kind, method="sendMessage")
    with pytest.raises(error) as caught:
        with_bot(server.url, server.token, lambda bot: bot.send_message(chat.id, "hello", read_timeout=0.2))
    told = "".join(traceback.format_exception(caught.value))
    assert server.token not in told
    assert "1:abc" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://[bad", "nothing"]
)
def test_what_has_certainly_not_arrived_says_so(url: str) -> None:
    with pytest.raises(NotSentError) as caught:
        with_bot(url, TOKEN, lambda bot: bot.send_message(1, "hello"))
    assert "secret-token" not in "".join(traceback.format_exception(caught.value))


def test_a_connection_that_is_not_made_in_time_has_certainly_not_arrived() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        with pytest.raises(TimedOut) as caught:
            with_bot(
                f"http://127.0.0.1:{port}", "7:t", lambda bot: bot.send_message(1, "x", connect_timeout=0.1)
            )
        for each in waiting:
            each.close()
    assert isinstance(caught.value, NotSentError)


def test_many_requests_go_side_by_side(server: TelegramServer) -> None:
    chats = [server.person(f"Person {number}").starts() for number in range(100)]
    server.latency = 0.2

    async def use(bot: ExtBot[None]) -> float:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.gather(*(bot.send_message(chat.id, "hello") for chat in chats[:60]))
        return loop.time() - begun

    assert with_bot(server.url, server.token, use) < 3
