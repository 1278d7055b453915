"""How many questions a second the whole bot answers, beside a bare echo bot on the same server in the same run.

Both run without a pace of their own. The echo bot is python-telegram-bot as it comes: one update after the
other. Other work on the machine slows both, so the bots take turns, and the ratio of their best rounds counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from itertools import cycle, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.asking import Asker
from bot.blocks import CHAT_PAGE
from bot.catalogue import catalogue
from bot.glance import Glance
from bot.html import html_pages
from bot.rendering import compose
from bot.telegram.transport import AiohttpRequest
from storage.database import make_engine, migrate
from storage.inbox import Inbox, Received, Settled
from storage.parsing import parse_plan
from storage.plan_store import PlanStore
from tests.telegram_server.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture
    from sqlalchemy import Engine

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
REAL_PLAN, REAL_QUESTIONS = SHARED / "plans/2017-work-plan.txt", SHARED / "questions/questions.jsonl"
SAMPLE = Path(str(files("bot").joinpath("samples", "sample-plan.txt")))
NOW = datetime(2017, 11, 20, 1, tzinfo=UTC)
CHATS, ROUNDS = 50, 3
ECHO, WHOLE = "bench.echo_bot", "bench.whole_bot"
WORDINGS = ("{0}{1}月的任务", "what does {0} owe in {2}", "{0}{1}月底前有几项任务", "{0} {1}月到期的")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
MONTHS += ("October", "November", "December")


def the_plan() -> Path:
    return REAL_PLAN if REAL_PLAN.exists() else SAMPLE


def asked_often() -> list[str]:
    """Take what people really asked, where that is known."""
    if REAL_QUESTIONS.exists():
        lines = REAL_QUESTIONS.read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["q"] for line in lines]
    return all_different()[:48]


def all_different() -> list[str]:
    """Make questions of which no two are the same: each department in each month, in several wordings."""
    plan = parse_plan(the_plan().read_bytes(), "plan.txt")
    names = dict.fromkeys(name for item in plan.items for name in item.departments)
    asked = product(WORDINGS, range(1, 13), names)
    return [wording.format(name, month, MONTHS[month - 1]) for wording, month, name in asked]


@contextmanager
def running(module: str, server: Remote, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a bot against the server; the people who ask are its admins, so they may."""
    environment = {
        **os.environ,
        "TELEGRAM_TOKEN": server.token,
        "TELEGRAM_API_URL": server.url,
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "PLAN_FILE": str(the_plan()),
        "LOG_LEVEL": "WARNING",
        "ADMIN_IDS": ",".join(str(5_000_000_000 + number) for number in range(4 * CHATS)),
    }
    with subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


def rate(module: str, questions: Sequence[str], number: int, latency: float, folder: Path) -> float:
    """Return the questions answered a second, once the bot is warm."""
    with Remote() as server, running(module, server, folder):
        server.feed(questions[:CHATS], 2 * CHATS, chats=CHATS)
        server.wait(2 * CHATS)
        wait_until_idle(server)
        server.set_latency(latency)
        server.feed(list(islice(cycle(questions[CHATS:]), number)), number, chats=CHATS)
        return number / server.wait(number)


def wait_until_idle(server: Remote) -> None:
    """Let a bot finish what it does once at its start, such as registering each admin's commands."""
    before, now = {"setMyCommands": -1}, server.counts()
    while before.get("setMyCommands") != now.get("setMyCommands"):
        time.sleep(0.3)
        before, now = now, server.counts()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("mix", "latency", "echoes", "answers", "target"),
    [
        ("asked often", 0.0, 1500, 1500, 1.0),
        ("all different", 0.0, 1500, 1500, None),
        ("asked often", 0.05, 60, 1500, 10.0),
    ],
    ids=["no latency", "no latency, all different", "50 ms"],
)
def test_answering_on_telegram(  # noqa: PLR0913, PLR0917 - a row of the table
    benchmark: BenchmarkFixture,
    tmp_path: Path,
    mix: str,
    latency: float,
    echoes: int,
    answers: int,
    target: float | None,
) -> None:
    questions = (asked_often if mix == "asked often" else all_different)()
    rates: dict[str, list[float]] = {ECHO: [], WHOLE: []}

    def one_round() -> None:
        for module, number in ((ECHO, echoes), (WHOLE, answers)):
            # A server that is new counts its updates anew, so the bot needs an inbox that is new.
            folder = tmp_path / f"{module}-{len(rates[module])}"
            folder.mkdir()
            rates[module].append(rate(module, questions * 2, number, latency, folder))

    benchmark.pedantic(one_round, rounds=ROUNDS)
    echo, whole = (max(rates[module]) for module in (ECHO, WHOLE))
    benchmark.extra_info |= {"echo/s": round(echo), "whole/s": round(whole), "ratio": round(whole / echo, 2)}
    print(
        f"\n  {mix}, {latency * 1000:.0f} ms: echo {echo:.0f}/s, Duban {whole:.0f}/s = {whole / echo:.2f} ×"
    )
    for module, found in rates.items():
        print(f"    {module}: {', '.join(f'{each:.0f}' for each in found)}")
    if target is not None:
        assert whole / echo >= target


# -- what each part costs -----------------------------------------------------------------------------------


def cost(call: Callable[[], object], times: int) -> float:
    """Return the milliseconds of processor time of one in `times`, the best of five."""
    spent = []
    for _ in range(5):
        begun = time.process_time()
        call()
        spent.append(time.process_time() - begun)
    return min(spent) / times * 1000


def test_what_each_part_costs(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'parts.db'}")
    migrate(engine)
    content = the_plan().read_bytes()
    PlanStore(engine).publish(
        parse_plan(content, "p.txt"), file_name="p", content=content, now=NOW, year=2017
    )
    questions = all_different()[:200]
    parts: dict[str, float] = {}

    def measure() -> None:
        parts.clear()
        parts.update(_costs_of_answering(engine, questions))
        parts["keep, hand out, settle an update"] = _cost_of_inbox(Inbox(engine, 1), len(questions))
        parts["read an update"] = _cost_of_reading(len(questions))
        parts["send a message"] = _cost_of_sending()

    benchmark.pedantic(measure, rounds=1)
    benchmark.extra_info |= {name: round(spent, 3) for name, spent in parts.items()}
    print()
    for name, spent in parts.items():
        print(f"  {name:40} {spent:.3f} ms")
    engine.dispose()


def _costs_of_answering(engine: Engine, questions: list[str]) -> dict[str, float]:
    asker = Asker(Glance(PlanStore(engine), time.monotonic))
    asker.ask("help", now=NOW)
    loaded = asker._load()  # noqa: SLF001 - to forget what it remembers

    def understand() -> list[Any]:
        loaded.readings.clear()
        return [asker.read(text, now=NOW) for text in questions]

    asked = understand()

    def answer() -> list[Any]:
        loaded.answers.clear()
        return [asker.answer(question, now=NOW) for question in asked]

    answers = answer()
    words = [catalogue(found.question.language) for found in answers]

    def render() -> None:
        for found, said in zip(answers, words, strict=True):
            html_pages(compose(found, said, CHAT_PAGE), said)

    number = len(questions)
    return {
        "understand a question": cost(understand, number),
        "find its answer": cost(answer, number),
        "put it into words": cost(render, number),
    }


def _an_update(number: int) -> dict[str, Any]:
    anna = {"id": 5_000_000_003, "first_name": "Anna", "is_bot": False, "language_code": "zh-hans"}
    message = {"message_id": number, "date": 1_500_000_000, "chat": {**anna, "type": "private"}, "from": anna}
    return {"update_id": number, "message": {**message, "text": "协调司12月要完成什么"}}


def _cost_of_inbox(inbox: Inbox, number: int) -> float:
    """Take them as a busy bot does: a hundred come at once, and a few are settled together."""
    ids = iter(range(1, 10**6))

    def pass_through() -> None:
        for _ in range(number // 100):
            updates = [_an_update(next(ids)) for _ in range(100)]
            inbox.write([Received(each["update_id"], json.dumps(each)) for each in updates], [], NOW)
            rows = inbox.waiting(0, 200)
            for first in range(0, 100, 5):
                inbox.write([], [Settled(row.seq) for row in rows[first : first + 5]], NOW)

    return cost(pass_through, number)


def _cost_of_reading(number: int) -> float:
    bot = ExtBot("1:bench")
    updates = [_an_update(each) for each in range(1, number + 1)]
    return cost(lambda: [Update.de_json(each, bot) for each in updates], number)


def _cost_of_sending() -> float:
    async def send(server: Remote, number: int) -> float:
        transport = AiohttpRequest()
        await transport.initialize()
        bot = ExtBot(server.token, base_url=f"{server.url}/bot", request=transport)
        server.feed(["hello"], 1, chats=1)
        chat = (await bot.do_api_request("get__updates"))[0]["message"]["chat"]["id"]
        text = "2017年12月 · 4 项到期\n" * 20
        begun = time.process_time()
        for _ in range(number // 10):
            await asyncio.gather(*(bot.send_message(chat, text) for _ in range(10)))
        spent = time.process_time() - begun
        await transport.shutdown()
        return spent / number * 1000

    with Remote() as server:
        return asyncio.run(send(server, 500))
