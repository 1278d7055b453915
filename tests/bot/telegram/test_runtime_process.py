"""The bot as a process against a Bot API: nothing is lost, nothing leaks, it stops and starts in order."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from storage.database import make_engine
from tests.bot.telegram.running import PATIENCE, running
from tests.telegram_server import TelegramServer, faults

pytestmark = pytest.mark.slow  # a process a test: `make test-all`

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.telegram.running import Running

PLACES = 32


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


def answered(server: TelegramServer) -> Counter[str]:
    """Count the answers to each question: an answer begins with the question."""
    return Counter(str(message.text).split("\n", 1)[0] for message in server.sent)


def wait_log(server: TelegramServer, bot: Running, words: str, timeout: float = PATIENCE) -> None:
    end = monotonic() + timeout
    while words not in bot.log:
        assert monotonic() < end, f"“{words}” was never logged"
        assert bot.process is not None
        with server.world.changed:
            server.world.changed.wait(0.02)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_of_500_questions_none_is_lost_when_the_bot_is_killed(
    server: TelegramServer, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    settings = {"LOG_LEVEL": "WARNING"}
    if database == "postgresql":
        settings["DATABASE_URL"] = str(request.getfixturevalue("postgres_url"))
    people = [server.person(f"Person {number}") for number in range(50)]
    questions = [(person, f"{number} 12月的任务") for number in range(10) for person in people]
    for number, (person, text) in enumerate(questions):
        person.says(person.private(), f"{number}: {text}")
    asked = {f"{number}: {text}" for number, (_, text) in enumerate(questions)}
    with running(server, tmp_path, "fast", **settings) as bot:
        kills = 0
        for enough in (60, 200, 350):
            server.wait_until(lambda enough=enough: len(server.sent) >= enough, PATIENCE)
            bot.kill()
            kills += 1
            bot.start()
        server.wait_until(lambda: asked <= set(answered(server)), PATIENCE)
        server.wait_quiet()
        assert bot.stop() == 0
    counts = answered(server)
    assert set(counts) == asked
    assert max(counts.values()) <= 1 + kills
    assert sum(counts.values()) - 500 <= kills * PLACES


def test_who_asks_to_stop_gets_what_has_begun_finished_and_the_rest_after_the_next_start(
    server: TelegramServer, tmp_path: Path
) -> None:
    anna = server.person("Anna")
    with running(server, tmp_path, "fast") as bot:
        anna.says(anna.private(), "who is there")
        anna.private().wait_for("who is there", timeout=PATIENCE)
        for number in range(3):
            anna.says(anna.private(), f"slow {number}")
        server.wait_until(lambda: not server.pending)
        begun = monotonic()
        assert bot.stop() == 0
        assert monotonic() - begun < 5
        assert answered(server)["slow 0"] == 1
        assert answered(server)["slow 2"] == 0
        bot.start()
        anna.private().wait_for("slow 2\n", timeout=PATIENCE)
        assert bot.stop() == 0
    assert set(answered(server).values()) == {1}


def test_odd_updates_are_set_aside_repeated_ones_ignored_and_the_rest_answered(
    server: TelegramServer, tmp_path: Path
) -> None:
    anna = server.person("Anna")
    chat = anna.private()
    anna.says(chat, "first")
    original = server.pending[0]
    message = original["message"]
    server.feed(
        {"message": {"message_id": "odd"}},
        {"message": {**message, "date": "never"}},
        {"message": {**message, "text": "\ud800 \u0000 half a character"}},
        {"of_a_kind_to_come": {"depth": [[[{}]]]}},
        {"message": None},
        {},
    )
    anna.says(chat, "crash")
    anna.says(chat, "crash once")
    server.repeat(original)
    anna.says(chat, "last")
    with running(server, tmp_path, "fast", "sorry") as bot:
        chat.wait_for("last\n", timeout=PATIENCE)
        server.repeat(original)
        anna.says(chat, "very last")
        chat.wait_for("very last\n", timeout=PATIENCE)
        assert bot.stop() == 0
        counts = answered(server)
        assert (counts["first"], counts["crash once"], counts["crash"]) == (1, 1, 0)
        assert counts["Sorry."] == 1
        assert bot.rows("set_aside") == 3
        assert bot.rows("waiting") == 0
    assert "half a character" not in bot.log


def test_a_second_bot_on_the_same_database_waits_until_the_first_ends(
    server: TelegramServer, tmp_path: Path
) -> None:
    anna = server.person("Anna")
    chat = anna.private()
    with running(server, tmp_path, "fast") as first:
        anna.says(chat, "one")
        chat.wait_for("one\n", timeout=PATIENCE)
        with running(server, tmp_path, "fast") as second:
            wait_log(server, second, "waiting until it ends")
            for number in range(10):
                anna.says(chat, f"to the first {number}")
            chat.wait_for("to the first 9\n", timeout=PATIENCE)
            first.kill()
            anna.says(chat, "to the second")
            chat.wait_for("to the second\n", timeout=PATIENCE)
            assert second.stop() == 0
        assert "another program fetches" not in first.log + second.log
    counts = answered(server)
    assert counts.pop("to the first 9") <= 2  # it was in hand when the first ended
    assert set(counts.values()) == {1}


def test_another_program_on_the_same_token_is_named(server: TelegramServer, tmp_path: Path) -> None:
    conflict = faults.refusal(faults.ApiError(409, "Conflict: terminated by other getUpdates request"))
    server.faults.add(kind=conflict, method="getUpdates", times=2)
    anna = server.person("Anna")
    anna.says(anna.private(), "still there?")
    with running(server, tmp_path, "fast") as bot:
        anna.private().wait_for("still there?\n", timeout=PATIENCE)
        wait_log(server, bot, "another program fetches this bot's updates")
        wait_log(server, bot, "updates come again")


def test_one_chats_429_holds_no_other_chat(server: TelegramServer, tmp_path: Path) -> None:
    anna, bob = server.person("Anna"), server.person("Bob")
    with running(server, tmp_path) as bot:
        bob.says(bob.private(), "hello")
        bob.private().wait_for("hello\n", timeout=PATIENCE)
        server.faults.add(kind=faults.too_many(3), method="sendMessage", chat=anna.private())
        anna.says(anna.private(), "held")
        server.wait_calls("sendMessage", 2)
        begun = monotonic()
        bob.says(bob.private(), "free")
        bob.private().wait_for("free\n", timeout=PATIENCE)
        assert monotonic() - begun < 2
        assert answered(server)["held"] == 0
        anna.private().wait_for("held\n", timeout=PATIENCE)
        assert bot.stop() == 0
    assert set(answered(server).values()) == {1}


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (faults.SERVER_ERROR, 1),
        (faults.BAD_GATEWAY, 1),
        (faults.CLOSE_BEFORE, 1),
        (faults.CLOSE_AFTER, 2),
        (faults.GARBAGE, 2),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_an_answer_that_did_not_arrive_is_given_again(
    server: TelegramServer, tmp_path: Path, kind: faults.Kind, answers: int
) -> None:
    anna = server.person("Anna")
    server.faults.add(kind=kind, method="sendMessage")
    with running(server, tmp_path, "fast") as bot:
        anna.says(anna.private(), "trouble")
        anna.says(anna.private(), "after")
        anna.private().wait_for("after\n", timeout=PATIENCE)
        assert bot.stop() == 0
    assert answered(server) == {"trouble": answers, "after": 1}


def test_the_bot_starts_without_a_network_as_soon_as_there_is_one(
    server: TelegramServer, tmp_path: Path
) -> None:
    anna = server.person("Anna")
    anna.says(anna.private(), "at last")
    server.stop()
    with running(server, tmp_path, "fast") as bot:
        wait_log(server, bot, "the bot cannot start yet: Telegram cannot be reached")
        server.start()
        anna.private().wait_for("at last\n", timeout=PATIENCE)
        server.stop()
        wait_log(server, bot, "update handled")
        wait_log(server, bot, "polling: Telegram cannot be reached")
        server.start()
        anna.says(anna.private(), "again")
        anna.private().wait_for("again\n", timeout=PATIENCE)
        assert bot.stop() == 0


def test_without_a_network_the_bot_still_stops(server: TelegramServer, tmp_path: Path) -> None:
    server.stop()
    with running(server, tmp_path) as bot:
        wait_log(server, bot, "cannot start yet")
        assert bot.stop() == 0


def test_a_refused_token_ends_the_bot_with_a_sentence(server: TelegramServer, tmp_path: Path) -> None:
    wrong = f"{server.token[:-3]}xyz"
    with running(server, tmp_path, TELEGRAM_TOKEN=wrong) as bot:
        assert bot.process is not None
        assert bot.process.wait(PATIENCE) == 2
        assert "Telegram refuses the token: check TELEGRAM_TOKEN" in bot.log
        assert "Traceback" not in bot.log
        assert_holds_no_part_of(wrong, bot.log)


def assert_holds_no_part_of(token: str, log: str) -> None:
    assert token not in log
    assert token.replace(":", "%3A") not in log
    assert token.partition(":")[2] not in log


def test_neither_the_token_nor_what_people_write_is_logged(server: TelegramServer, tmp_path: Path) -> None:
    anna = server.person("Anna")
    chat = anna.private()
    for kind in (faults.BAD_GATEWAY, faults.GARBAGE, faults.CLOSE_AFTER):
        server.faults.add(kind=kind, method="sendMessage")
        server.faults.add(kind=kind, method="getUpdates")
    secret_words = "Sesame opens"
    with running(server, tmp_path, "fast", "sorry", LOG_LEVEL="DEBUG") as bot:
        anna.says(chat, f"{secret_words} 1")
        anna.says(chat, "crash")
        server.stop()
        wait_log(server, bot, "cannot be reached")
        server.start()
        anna.says(chat, f"{secret_words} 2")
        chat.wait_for(f"{secret_words} 2\n", timeout=PATIENCE)
        assert bot.stop() == 0
        assert_holds_no_part_of(server.token, bot.log)
        assert "Sesame" not in bot.log
        line = re.search(r"update handled update_id=\d+ chat=\d+ person=\d+ kind=message ms=\d+\n", bot.log)
        assert line is not None


# -- a webhook ----------------------------------------------------------------------------------------------


@pytest.fixture
def port() -> int:
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post(url: str, body: bytes, secret: str | None = None) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_telegram_brings_updates_to_a_webhook(server: TelegramServer, tmp_path: Path, port: int) -> None:
    anna = server.person("Anna")
    chat = anna.private()
    base = f"http://127.0.0.1:{port}"
    options = {"WEBHOOK_URL": f"{base}/duban/", "WEBHOOK_SECRET": "open-Sesame_17"}
    with running(server, tmp_path, "fast", **options) as bot:
        anna.says(chat, "by webhook")
        chat.wait_for("by webhook\n", timeout=PATIENCE)
        hook = server.bot.webhook
        assert hook is not None
        assert hook.secret == "open-Sesame_17"
        assert urllib.request.urlopen(f"{base}/healthz", timeout=10).status == 200
        body = b'{"update_id": 1, "message": {}}'
        assert post(hook.url, body) == 403
        assert post(hook.url, body, "wrong") == 403
        assert post(hook.url, body, "wröng") == 403
        assert post(f"{base}/telegram/guess", body, "open-Sesame_17") == 404
        assert post(hook.url, b"no JSON", "open-Sesame_17") == 400
        assert post(hook.url, b'{"update_id": "x"}', "open-Sesame_17") == 400
        assert post(hook.url, b" " * 2_000_000, "open-Sesame_17") == 413
        assert post(hook.url.replace("/duban", ""), b'{"update_id": 2}', "open-Sesame_17") == 200
        assert post(hook.url, b'{"update_id": 2}', "open-Sesame_17") == 200
        bot.kill()
        anna.says(chat, "while away")
        bot.start()
        chat.wait_for("while away\n", timeout=PATIENCE)
        assert bot.stop() == 0
        assert bot.rows("handled") == 3
        assert_holds_no_part_of(server.token, bot.log)
        assert "Sesame" not in bot.log
    with running(server, tmp_path, "fast") as bot:
        anna.says(chat, "by polling again")
        chat.wait_for("by polling again\n", timeout=PATIENCE)
        assert server.bot.webhook is None
    assert set(answered(server).values()) == {1}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WEBHOOK_URL", "bot.example.org", "WEBHOOK_URL is not valid"),
        ("WEBHOOK_SECRET", "with blanks", "WEBHOOK_SECRET is not valid"),
    ],
)
def test_a_webhook_that_cannot_be_meant_is_told(
    server: TelegramServer, tmp_path: Path, name: str, value: str, words: str
) -> None:
    settings = {"WEBHOOK_URL": "http://127.0.0.1:1", name: value}
    with running(server, tmp_path, **settings) as bot:
        assert bot.process is not None
        assert bot.process.wait(PATIENCE) == 2
        assert words in bot.log
        assert "Traceback" not in bot.log


def test_the_lease_is_taken_again_when_the_database_forgot_it(
    server: TelegramServer, tmp_path: Path, postgres_url: str
) -> None:
    anna = server.person("Anna")
    chat = anna.private()
    with running(server, tmp_path, "fast", DATABASE_URL=postgres_url) as bot:
        anna.says(chat, "before")
        chat.wait_for("before\n", timeout=PATIENCE)
        engine = make_engine(postgres_url)
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        engine.dispose()
        wait_log(server, bot, "the lease was lost")
        anna.says(chat, "after")
        chat.wait_for("after\n", timeout=PATIENCE)
        assert bot.stop() == 0
