"""Reminders in a terminal: today's at the start, others as they fall due; nothing is kept of it."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.app import running_clock
from bot.catalogue import catalogue
from bot.question import Language
from bot.settings import Settings
from bot.terminal_reminders import TerminalReminders
from scheduler.working_days import china
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from tests.bot.command_line import SAMPLE, duban_in
from tests.examples import a_parsed_item, a_plan
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2017, 11, 23, 8, 0, tzinfo=ZONE)


@pytest.fixture
def store(tmp_path: Path) -> PlanStore:
    engine = make_engine(f"sqlite:///{tmp_path}/duban.db")
    migrate(engine)
    found = PlanStore(engine)
    plan = a_plan(a_parsed_item("完成古籍数据库一期建设。", due="2017-11-30", department="图书馆"))
    found.publish(plan, file_name="plan.txt", content=b"plan", now=START)
    return found


def test_todays_are_said_at_the_start_and_others_at_their_hour(store: PlanStore) -> None:
    clock = FakeClock(START)
    reminders = TerminalReminders(store, clock, ZONE, catalogue(Language.CHINESE), china())
    assert reminders.news(80) is None
    clock.advance(hours=1)
    said = reminders.news(80)
    assert said
    assert "督办提醒 · 全部部门 · 2017年11月23日" in said
    assert "还有 5 个工作日" in said
    assert reminders.news(80) is None
    clock.advance(days=7)
    assert (reminders.news(80) or "").count("督办提醒") == 2  # the working day before, and the day itself
    clock.advance(days=-3)
    assert reminders.news(80) is None


def test_who_starts_later_in_the_day_sees_what_was_to_be_said(store: PlanStore) -> None:
    clock = FakeClock(START.replace(hour=17))
    reminders = TerminalReminders(store, clock, ZONE, catalogue(Language.ENGLISH), china())
    assert "Reminder · All departments · 23 Nov 2017" in (reminders.news(80) or "")


@pytest.mark.parametrize(
    ("now", "hour"), [("2017-11-24", 9), ("2017-11-24T07:30", 7), ("2017-11-24T00:00", 0)]
)
def test_another_day_begins_at_nine_unless_it_is_said_when(now: str, hour: int) -> None:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert running_clock(settings, now)().hour == hour


@pytest.mark.skipif(sys.platform == "win32", reason="runs the installed command")
@pytest.mark.slow
def test_the_command_tries_another_day_and_keeps_nothing_of_it(tmp_path: Path) -> None:
    done = duban_in(tmp_path)("run", "--plan", SAMPLE, "--now", "2017-12-29")
    assert "Reminder · All departments · 29 Dec 2017" in done.stdout
    assert duban_in(tmp_path)("deliveries", "--failed", "--json").stdout == "[]\n"
    refused = duban_in(tmp_path)("run", "--now", "2017-12-29", TELEGRAM_TOKEN="1:x")
    assert refused.returncode == 2
    assert "terminal only" in refused.stderr
