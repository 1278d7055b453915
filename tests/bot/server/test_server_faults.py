"""Faults, webhooks and what can be watched on the Bot API server of the tests, asked by the real library over real HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.bot.server.client import Client, keyboard, send
from tests.telegram_server import Chat, Limits, Person, TelegramServer, faults
from tests.telegram_server.remote import Remote

# -- faults ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "error", "arrives"),
    [
        (faults.too_many(7), RetryAfter, False),
        (faults.SERVER_ERROR, NetworkError, False),
        (faults.after_effect(faults.SERVER_ERROR), NetworkError, True),
        (faults.BAD_GATEWAY, NetworkError, False),
        (faults.GARBAGE, TelegramError, True),
        (faults.HANG_BEFORE, TimedOut, False),
        (faults.HANG_AFTER, TimedOut, True),
        (faults.CLOSE_BEFORE, NetworkError, False),
        (faults.CLOSE_AFTER, NetworkError, True),
        (faults.BLOCKED, Forbidden, False),
        (faults.TOPIC_CLOSED, BadRequest, False),
        (faults.chat_migrated(-1001), ChatMigrated, False),
        (faults.UNAUTHORIZED, InvalidToken, False),
    ],
    ids=lambda value: getattr(value, "name", None) or getattr(value, "__name__", str(value)),
)
def test_each_fault_strikes_once_and_is_gone(
    server: TelegramServer,
    client: Client,
    private: Chat,
    kind: faults.Kind,
    error: type[Exception],
    *,
    arrives: bool,
) -> None:
    fault = server.faults.add(kind=kind, method="sendMessage", chat=private)
    with pytest.raises(error) as struck:
        send(client, private, read_timeout=0.2)
    assert struck.type is error
    assert len(private.replies) == arrives
    send(client, private)
    assert (len(private.replies), fault.hits) == (1 + arrives, 1)


def test_a_fault_spares_other_chats_and_other_methods(
    server: TelegramServer, client: Client, private: Chat, group: Chat
) -> None:
    server.faults.add(kind=faults.BLOCKED, method="sendMessage", chat=private, times=None, after=1)
    send(client, private)
    send(client, group)
    client(client.bot.send_chat_action(private.id, "typing"))
    for _ in range(3):
        with pytest.raises(Forbidden):
            send(client, private)


def test_a_fault_by_chance_strikes_some(server: TelegramServer, client: Client, private: Chat) -> None:
    fault = server.faults.add(kind=faults.SERVER_ERROR, times=None, probability=0.5)
    failed = 0
    for _ in range(40):
        try:
            send(client, private)
        except NetworkError:
            failed += 1
    assert 5 < failed == fault.hits < 35


def test_telegrams_pace_can_be_had(
    server: TelegramServer, client: Client, private: Chat, group: Chat
) -> None:
    limits = server.limit(Limits(in_all=None, per_chat=(1, 60), per_group=(2, 60)))
    send(client, private)
    send(client, group)
    send(client, group)
    for chat in (private, group):
        with pytest.raises(RetryAfter):
            send(client, chat)
    assert limits.hits == 2
    client(client.bot.send_chat_action(group.id, "typing"))


def test_latency_is_added_to_each_request(server: TelegramServer, client: Client, private: Chat) -> None:
    server.latency = 0.1
    send(client, private)
    call = server.calls("sendMessage")[0]
    assert server.world.last_activity - call.at >= 0.1


def test_unknown_tokens_methods_and_bodies_are_refused(server: TelegramServer) -> None:
    bot = f"{server.url}/bot{server.token}"
    assert httpx.get(f"{server.url}/bot1:unknown/getMe").status_code == 401
    assert httpx.get(f"{server.url}/botnonsense/getMe").status_code == 404
    assert httpx.get(f"{bot}/noSuchMethod").json()["description"] == "Not Found: method not found"
    assert httpx.post(f"{bot}/GETME").json()["ok"]
    assert (
        httpx.post(
            f"{bot}/sendMessage", content="{", headers={"content-type": "application/json"}
        ).status_code
        == 400
    )
    refused = httpx.post(f"{bot}/sendMessage", json={"text": "x"})
    assert refused.json() == {"ok": False, "error_code": 400, "description": "Bad Request: chat_id is empty"}


def test_a_server_that_went_away_comes_back_with_everything(anna: Person) -> None:
    server = TelegramServer()
    with server:
        url = server.url
        anna = server.person("Anna")
        anna.says(anna.private(), "before")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with server:
        assert server.url == url
        assert len(httpx.get(f"{url}/bot{server.token}/getUpdates").json()["result"]) == 1


# -- webhooks -------------------------------------------------------------------------------------------


class Receiver:
    """A webhook that answers with the statuses given, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.reply: dict[str, Any] = {}

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.split(": ", 1) for line in head.lower().splitlines()[1:] if line)
        update = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.got.append((headers.get("x-telegram-bot-api-secret-token"), update))
        status = self.statuses.pop(0) if self.statuses else 200
        body = json.dumps(self.reply)
        writer.write(
            f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()


def test_a_webhook_gets_each_update_with_the_secret_until_it_takes_it(
    server: TelegramServer, client: Client, anna: Person, private: Chat
) -> None:
    receiver = Receiver(500, 502)
    receiver.reply = {"method": "sendMessage", "chat_id": private.id, "text": "in the answer"}

    async def receive() -> None:
        listening = await asyncio.start_server(receiver.handle, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        await client.bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
        with pytest.raises(Conflict, match="while webhook is active"):
            await client.bot.get_updates()
        for text in ("one", "two"):
            anna.says(private, text)
        await asyncio.to_thread(server.wait_until, lambda: not server.pending)
        info = await client.bot.get_webhook_info()
        assert info.pending_update_count == 0
        assert info.last_error_message == "Wrong response from the webhook: 502 X"
        await client.bot.delete_webhook()
        listening.close()

    client(receive())
    assert [secret for secret, _ in receiver.got] == ["s3cret"] * 4
    assert [update["message"]["text"] for _, update in receiver.got] == ["one", "one", "one", "two"]
    assert [message.text for message in private.replies] == ["in the answer"] * 2
    anna.says(private, "three")
    assert len(client.updates()) == 1


# -- a process of its own -------------------------------------------------------------------------------


def test_a_server_in_its_own_process_feeds_and_times_a_bench() -> None:
    with Remote() as remote:
        remote.set_latency(0.001)
        remote.feed(["江苏中心12月", "/due"], 30, chats=3)
        with httpx.Client(base_url=f"{remote.url}/bot{remote.token}") as http:
            for update in http.get("/getUpdates").json()["result"]:
                message = update["message"]
                http.post("/sendMessage", data={"chat_id": message["chat"]["id"], "text": message["text"]})
        assert remote.wait(30) > 0
        assert remote.counts() == {"getupdates": 1, "sendmessage": 30}
        with pytest.raises(TimeoutError, match="30 of 31"):
            remote.wait(31, timeout=0.01)


# -- watching -------------------------------------------------------------------------------------------


def test_waiting_looks_only_at_what_came_after_the_last_thing_played(
    client: Client, anna: Person, private: Chat
) -> None:
    send(client, private)
    anna.says(private, "again")
    with pytest.raises(AssertionError, match="waited"):
        private.wait_for("x", timeout=0.05)
    send(client, private)
    assert private.wait_for("x") is private.last


def test_quiet_is_when_all_is_confirmed_and_nothing_is_asked(
    server: TelegramServer, client: Client, anna: Person, private: Chat
) -> None:
    anna.says(private, "x")
    with pytest.raises(AssertionError, match="1 updates wait"):
        server.wait_quiet(idle=0.02, timeout=0.1)
    client.updates(offset=client.updates()[-1].update_id + 1)
    server.wait_quiet(idle=0.02)


def test_calls_are_kept_with_their_parameters(server: TelegramServer, client: Client, private: Chat) -> None:
    client(client.bot.send_message(private.id, "12", reply_markup=keyboard("a")))
    (call,) = server.calls("sendMessage")
    assert call.parameters["chat_id"] == private.id
    assert call["text"] == "12"
    assert call["reply_markup"]["inline_keyboard"][0][0]["text"] == "a"
    assert call.status == 200
