"""The first day, as the docs tell it: `duban run`, /whoami, ADMIN_IDS, `duban run` again, ask."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from storage.chat_store import ChatStore
from storage.chats import Role
from storage.database import make_engine, migrate
from tests.bot.telegram.flows.conftest import ROOT
from tests.telegram_server import TelegramServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def duban_run(server: TelegramServer, folder: Path, **more: str) -> Iterator[None]:
    """Start the bot as a user does, and stop it as a service manager does."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
    settings = {"TELEGRAM_TOKEN": server.token, "TELEGRAM_API_URL": server.url, "PYTHONPATH": str(ROOT)}
    before = server.count("setMyCommands")
    command = [sys.executable, "-m", "bot", "run"]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**kept, **settings, **more}, stdout=log, stderr=log
        )
        try:
            server.wait_until(lambda: server.count("setMyCommands") > before, timeout=60)
            yield
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0


def test_whoever_starts_the_bot_becomes_its_first_admin_until_another_is_named(tmp_path: Path) -> None:
    with TelegramServer() as server:
        ada = server.person("Ada")
        chat = server.private(ada)
        with duban_run(server, tmp_path):
            ada.says(chat, "/start")
            assert "/whoami" in chat.wait_for("还没有设置管理员").text
            ada.says(chat, "/whoami")
            assert "ADMIN_IDS" in chat.wait_for(str(ada.id)).text
        with duban_run(server, tmp_path, ADMIN_IDS=str(ada.id)):
            ada.says(chat, "/start")
            said = chat.wait_for("您好！我是督办助手。").text
            example = next(line.removeprefix("· ") for line in said.splitlines() if line.startswith("· "))
            ada.says(chat, example)
            assert "项到期" in chat.wait_for("2017年").text
            server.wait_until(lambda: "chats" in server.menu(chat, ada))
        with duban_run(server, tmp_path, ADMIN_IDS=str(ada.id + 1)):
            ada.says(chat, "/log")
            server.wait_until(lambda: "chats" not in server.menu(chat, ada))
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert server.token not in log


def test_an_admin_by_role_alone_is_not_told_that_there_is_none(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/duban.db")
    migrate(engine)
    with TelegramServer() as server:
        ada = server.person("Ada")
        chat = server.private(ada)
        ChatStore(engine).set_role(ada.id, Role.ADMIN)
        engine.dispose()
        with duban_run(server, tmp_path):
            ada.says(chat, "/whoami")
            assert "ADMIN_IDS" not in chat.wait_for(str(ada.id)).text


@pytest.mark.slow
def test_with_privacy_mode_on_commands_arrive_and_mentions_do_once_the_bot_is_an_admin(
    tmp_path: Path,
) -> None:
    with TelegramServer(privacy=True) as server:
        ada = server.person("Ada")
        server.private(ada)
        group = server.supergroup("办公室", members=[ada])
        with duban_run(server, tmp_path, ADMIN_IDS=str(ada.id)):
            ada.says(group, "/ask@duban_bot 2017年12月要完成什么")
            request = ada.private().wait_for(str(group.id))
            ada.presses(request, "✅ 批准").wait()
            group.wait_for("管理员已批准")
            ada.says(group, "/ask@duban_bot 2017年12月要完成什么")
            reply = group.wait_for("2017年12月")
            ada.says(group, "@duban_bot 2017年11月要完成什么")  # is not told to the bot
            ada.replies(reply, "那10月呢")
            assert "2017年10月" in group.wait_for().text
            ada.promotes(server.bot, group)
            ada.says(group, "@duban_bot 2017年11月要完成什么")
            group.wait_for("2017年11月")
