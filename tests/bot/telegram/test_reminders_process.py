"""The bot killed in the midst of sending reminders: none is lost, and few come twice."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from storage.subscription import Address, Lead, SubscriptionDraft
from storage.subscription_store import SubscriptionStore
from tests.bot.telegram.running import Running
from tests.examples import a_parsed_item, a_plan
from tests.telegram_server import TelegramServer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.telegram_server import Chat

CHATS, KILLS, AT_ONCE = 120, 6, 8
ZONE = ZoneInfo("Asia/Shanghai")
EVE = datetime(2017, 11, 22, 15, tzinfo=ZONE)
DUE_HOUR = datetime(2017, 11, 23, 9, 0, 5, tzinfo=ZONE)


class FlowBot(Running):
    """The bot of the flows, whose clock is a file."""

    def __init__(self, server: TelegramServer, folder: Path) -> None:
        self.clock = folder / "now"
        super().__init__(server, folder, LOG_LEVEL="INFO", CLOCK_FILE=str(self.clock))
        self._command = [sys.executable, "-m", "tests.bot.telegram.flow_bot"]

    def set_clock(self, now: datetime) -> None:
        moved = self.clock.with_suffix(".new")
        moved.write_text(now.isoformat())
        moved.replace(self.clock)


def prepare(folder: Path, chats: list[Chat]) -> None:
    """Publish a plan and subscribe chats to it, the day before something is to be said."""
    engine = make_engine(f"sqlite:///{folder}/duban.db")
    migrate(engine)
    plan = a_plan(a_parsed_item("完成古籍数据库一期建设。", due="2017-11-30", department="图书馆"))
    PlanStore(engine).publish(plan, file_name="plan.txt", content=b"plan", now=EVE)
    store = SubscriptionStore(engine)
    for chat in chats:
        address = Address("telegram", chat.id)
        draft = SubscriptionDraft(
            address=address, departments=("图书馆",), zone=ZONE, leads=(Lead(7),), hour=time(9)
        )
        store.put(draft, now=EVE)
    engine.dispose()


def reminders(chat: Chat) -> int:
    return sum("督办提醒 · 图书馆" in reply.text for reply in chat.replies)


@pytest.mark.slow
def test_every_chat_is_reminded_however_often_the_bot_is_killed(tmp_path: Path) -> None:
    chance = Random(4)
    with TelegramServer() as server:
        chats = [server.group(f"G{number}") for number in range(CHATS)]
        prepare(tmp_path, chats)
        bot = FlowBot(server, tmp_path)
        now = DUE_HOUR
        for _ in range(KILLS):
            bot.set_clock(now)
            goal = server.count("sendMessage") + chance.randrange(1, CHATS // KILLS)
            server.latency = 0.02
            bot.start()
            server.wait_until(lambda goal=goal: server.count("sendMessage") >= goal, timeout=60)  # type: ignore[misc]
            bot.kill()
            now += timedelta(minutes=15)  # so long a message is kept from others by who has died
        server.latency = 0
        bot.set_clock(now)
        bot.start()
        try:
            server.wait_until(lambda: all(map(reminders, chats)), timeout=60)
            assert bot.stop() == 0
        finally:
            if bot.process and bot.process.poll() is None:
                bot.kill()
        counts = Counter(map(reminders, chats))
        assert max(counts) <= 2, counts
        assert counts[2] <= KILLS * AT_ONCE
        assert "Traceback" not in bot.log
