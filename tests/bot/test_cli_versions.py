"""Versions and going back from the command line."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest

from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind, Person
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from tests.bot.command_line import COMMAND, environment
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.command_line import Duban


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PlanStore]:
    """Load two versions of 2017, which is NOW's year, and two of the year after."""
    engine = make_engine(f"sqlite:///{tmp_path}/duban.db")
    migrate(engine)
    admin = Person(id=7, name="李雷")
    ChatStore(engine).see(Chat(id=7, kind=ChatKind.PRIVATE), admin)
    store = PlanStore(engine)
    for year in (2017, 2018):
        for measure in ("建数据库", "修订办法"):
            plan = a_plan(a_parsed_item(measure, due=f"{year}-06-30"), year=year)
            store.publish(plan, file_name="a.txt", content=measure.encode(), now=NOW, by=7)
    yield store
    engine.dispose()


def answered(folder: Path, answer: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command at a terminal of its own and type the answer."""
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**environment(), "LANGUAGE": "en", "DUBAN_NOW": "", "XDG_STATE_HOME": str(folder)},
        check=False,
        timeout=60,
    )
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), said)


def test_versions_name_who_published_them(duban: Duban, store: PlanStore) -> None:
    assert store.plans()
    done = duban("versions", "--year", "2017")
    assert done.stdout.count("李雷") == 2, done.stderr


def test_a_rollback_is_shown_and_asked_about_at_a_terminal(store: PlanStore, tmp_path: Path) -> None:
    no = answered(tmp_path, "n\n", "rollback", "1", "--year", "2017")
    assert "Back to version 1 of the plan 2017" in no.stderr
    assert "Nothing was changed." in no.stderr
    assert no.returncode == 2
    assert len(store.versions(2017)) == 2
    yes = answered(tmp_path, "y\n", "rollback", "1", "--year", "2017")
    assert yes.stdout.startswith("Plan 2017, version 3"), yes.stderr
    assert len(store.versions(2017)) == 3


def test_without_a_terminal_a_rollback_is_shown_and_refused(duban: Duban, store: PlanStore) -> None:
    refused = duban("rollback", "1", "--year", "2017")
    assert "Back to version 1 of the plan 2017" in refused.stderr
    assert "duban rollback 1 --year 2017 --yes" in refused.stderr
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(store.versions(2017)) == 2


@pytest.mark.slow
def test_without_a_year_the_plan_that_questions_mean_is_gone_back(duban: Duban, store: PlanStore) -> None:
    meant = duban("ask", "--json", "6月要完成什么")
    assert '"plan_year": 2018' in meant.stdout, meant.stdout[:300]
    done = duban("rollback", "1", "--yes")
    assert done.stdout.startswith("Plan 2018, version 3"), done.stderr
    assert len(store.versions(2017)) == 2
