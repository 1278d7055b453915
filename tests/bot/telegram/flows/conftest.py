"""One bot, a process of its own, and the Telegram that it talks to: flows are played on it by people."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.chat_store import ChatStore
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from tests.bot.telegram.flows.uploads import SECOND_ADMIN, Uploader, uploaders
from tests.examples import NOW, a_parsed_item, a_plan
from tests.telegram_server import TelegramServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from storage.plan import ParsedPlan
    from tests.telegram_server import Chat, Message, Person

ROOT = Path(__file__).parents[4]
ADMIN = 4_000_000_001
TEACHING, LIBRARY, FINANCE = "教务处", "图书馆", "财务处"
UNASKED = ("但没有任何提醒", "and nobody is told")
"""What admins are told at any moment, so no reply to what was just said."""
_numbers = count(1)


def the_plan() -> ParsedPlan:
    """Return a plan of 2017: on 20 November some is overdue, some due this month; December is long."""
    many = [
        a_parsed_item(f"完成第{number}批课程大纲的修订工作。", due="2017-12-31", department=TEACHING)
        for number in range(1, 31)
    ]
    return a_plan(
        a_parsed_item("编制年度培训计划，报领导小组审定。", due="2017-10-31", department=TEACHING),
        a_parsed_item("组织期中教学检查并通报结果。", due="2017-11-30", department=TEACHING),
        a_parsed_item("完成古籍数据库一期建设 <试点> & 验收。", due="2017-11-30", department=LIBRARY),
        a_parsed_item("开展读者满意度调查。", due="2017-12-15", departments=(LIBRARY, TEACHING)),
        a_parsed_item("修订差旅报销办法。", due="2017-09-30", department=FINANCE),
        a_parsed_item("编制明年预算草案。", due="2017-12-31", department=FINANCE),
        *many,
    )


@dataclass
class Play:
    """The stage: a server, the bot's database, the bot's time."""

    server: TelegramServer
    admin: Person
    engine: Engine
    clock_file: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def chats(self) -> ChatStore:
        return ChatStore(self.engine)

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.clock_file.read_text())

    def passes(self, **span: float) -> None:
        """Let time pass for the bot, which may read its clock at any moment."""
        moved = self.clock_file.with_suffix(".new")
        moved.write_text((self.now + timedelta(**span)).isoformat())
        moved.replace(self.clock_file)

    def person(self, language: str | None = "zh-hans", name: str | None = None) -> Person:
        """Bring somebody whom the bot has never seen."""
        return self.server.person(name or f"P{next(_numbers)}", language=language)

    def group(self, *members: Person, departments: tuple[str, ...] | None = None) -> Chat:
        """Found a group that is approved, for some departments only if they are named."""
        group = self.server.group(f"G{next(_numbers)}", members=list(members))
        self.approve(group, departments)
        return group

    def approve(self, chat: Chat, departments: tuple[str, ...] | None = None) -> None:
        """Have the admin approve a chat, by the buttons that they get."""
        asking = next(iter(member.user for member in chat.members.values() if not member.user.is_bot), None)
        if chat.kind == "channel":
            self.admin.posts(chat, "/help@duban_bot")
        else:
            asking.says(chat, "/help@duban_bot")  # type: ignore[union-attr]
        asked = self.admins_chat.wait_for(
            lambda message: str(chat.id) in message.text and "批准" in message.labels[0]
        )
        self.admin.presses(asked, asked.labels[0]).wait()
        self.server.wait_until(lambda: not asked.labels)
        if departments is not None:
            self.says_admin(f"/scope {chat.id} {'、'.join(departments)}")
        self.settle(chat)

    @property
    def admins_chat(self) -> Chat:
        return self.server.private(self.admin)

    def says_admin(self, text: str) -> Message:
        """Let the admin say something in private; return the reply."""
        return self.asks(self.admin, text, self.admins_chat)

    def asks(self, person: Person, text: str, chat: Chat | None = None) -> Message:
        """Let somebody ask, in private if no chat is named; return the reply."""
        place = chat or self.server.private(person)
        person.says(place, text)
        return place.wait_for(lambda message: not any(words in message.text for words in UNASKED))

    def is_silent(self, chat: Chat) -> bool:
        """Whether the bot says nothing here about what was last done."""
        mark = chat.mark
        settled = self.settle(chat)
        return [reply for reply in chat.replies if reply.changed > mark] == [settled]

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what nobody is told; the admin asks who they are so often meanwhile."""
        for _ in range(200):
            if holds():
                return
            self.settle(self.admins_chat)
        raise AssertionError("waited in vain")

    def settle(self, chat: Chat) -> Message:
        """Wait until all that was done in a chat is dealt with: a chat's updates are handled in order."""
        if chat.person is not None:
            someone = self.server.world.people[chat.person.id]
        else:
            people = self.server.world.people
            someone = next(
                people[key] for key, member in chat.members.items() if key in people and member.present
            )
        someone.says(chat, "/whoami@duban_bot")
        return chat.wait_for(str(someone.id) if chat.kind != "channel" else str(chat.id))


@pytest.fixture
def play(stage: Play) -> Play:
    """Set the bot's clock back to where every test begins."""
    stage.passes(seconds=(NOW - stage.now).total_seconds())
    return stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with a_stage(tmp_path_factory.mktemp("flows")) as play:
        yield play


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Start a bot of its own with two admins: other flows ask about plans that stay as they are."""
    with two_admins(tmp_path_factory.mktemp("uploads")) as play:
        yield play


@pytest.fixture
def uploading(desk: Play) -> Play:
    desk.passes(seconds=(NOW - desk.now).total_seconds())
    return desk


@pytest.fixture
def at(uploading: Play) -> dict[str, Uploader]:
    return uploaders(uploading)


@contextmanager
def two_admins(folder: Path, **settings: str) -> Iterator[Play]:
    """Start a bot of its own, with an admin for each language."""
    with a_stage(folder, ADMIN_IDS=f"{ADMIN},{SECOND_ADMIN}", **settings) as play:
        second = play.server.person("Ben", language="en", number=SECOND_ADMIN)
        second.says(second.starts(), "/lang en")
        second.private().wait_for("From now on")
        yield play


@contextmanager
def a_stage(folder: Path, **settings: str) -> Iterator[Play]:
    """Start a server and a bot with a database of its own; `settings` are added to its environment."""
    url = f"sqlite:///{folder}/duban.db"
    engine = make_engine(url)
    migrate(engine)
    PlanStore(engine).publish(the_plan(), file_name="plan.txt", content=b"plan", now=NOW)
    clock_file, log = folder / "now", folder / "log"
    clock_file.write_text(NOW.isoformat())
    with TelegramServer(privacy=False) as server, log.open("wb") as out:
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")},
            "TELEGRAM_TOKEN": server.token,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": url,
            "ADMIN_IDS": str(ADMIN),
            "CLOCK_FILE": str(clock_file),
            "LOG_LEVEL": "INFO",
            "PYTHONPATH": str(ROOT),
            **settings,
        }
        admin = server.person("Ada", language="zh-hans", number=ADMIN)
        server.private(admin)
        command = [sys.executable, "-m", "tests.bot.telegram.flow_bot"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
        try:
            server.wait_until(lambda: "chats" in server.menu(server.private(admin), admin), timeout=60)
            server.private(admin).wait_for("没有任何提醒")  # the first thing that a bot says to its admins
            yield Play(server, admin, engine, clock_file, process, log)
        finally:
            process.terminate()
            process.wait(timeout=20)
            engine.dispose()
    said = log.read_text()
    assert "Traceback" not in said, said
    assert server.token not in said
