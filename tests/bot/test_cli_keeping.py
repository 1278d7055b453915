"""The log, backups and restoring from the command line."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bot.telegram.runtime import lease_of
from storage.archive import write_archive
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from storage.record_log import RecordLog
from storage.records import Deed
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.bot.command_line import Duban

TOKEN = "123456:secret-of-the-bot"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Open the database of the folder that the command runs in."""
    opened = make_engine(f"sqlite:///{tmp_path}/duban.db")
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def loaded(duban: Duban, engine: Engine) -> Duban:
    PlanStore(engine).publish(a_plan(a_parsed_item()), file_name="plan.txt", content=b"plan", now=NOW)
    return duban


@pytest.mark.slow
def test_a_backup_is_restored_and_what_was_there_is_kept(
    loaded: Duban, engine: Engine, tmp_path: Path
) -> None:
    done = loaded("backup", "a.backup", TELEGRAM_TOKEN=TOKEN)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("a.backup: ")
    assert TOKEN.encode() not in gzip.decompress((tmp_path / "a.backup").read_bytes())
    PlanStore(engine).publish(a_plan(a_parsed_item("x")), file_name="b", content=b"b", now=NOW)
    done = loaded("restore", "a.backup", TELEGRAM_TOKEN=TOKEN)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Restored: ")
    assert "What was there before is kept in" in done.stdout
    assert len(PlanStore(engine).versions(2017)) == 1
    assert (tmp_path / "duban.db.backup-before-restore-1").exists()
    lines = loaded("log").stdout.splitlines()
    assert [line.split(" · ")[2] for line in lines] == [
        "restored a backup: a.backup",
        "made a backup: a.backup",
        "published a plan: 2017 v2",
        "published a plan: 2017 v1",
    ]
    assert all("in the terminal" in line for line in lines)


def test_a_backup_has_a_name_of_its_own_and_replaces_no_file(loaded: Duban, tmp_path: Path) -> None:
    assert loaded("backup").returncode == 0
    (named,) = tmp_path.glob("duban-*.backup")
    assert named.stat().st_mode & 0o777 == 0o600
    (tmp_path / "mine").write_text("mine")
    done = loaded("backup", "mine")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.slow
def test_a_restore_is_refused_while_the_bot_runs_unless_asked(
    loaded: Duban, engine: Engine, tmp_path: Path
) -> None:
    write_archive(engine, tmp_path / "a.backup", NOW)
    held = lease_of(engine, TOKEN)
    assert held.acquire()
    try:
        refused = loaded("restore", "a.backup", TELEGRAM_TOKEN=TOKEN)
        without_token = loaded("restore", "a.backup")
        done = loaded("restore", "a.backup", "--while-running", TELEGRAM_TOKEN=TOKEN)
    finally:
        held.release()
    assert refused.returncode == 2
    assert without_token.stderr == refused.stderr
    assert refused.stderr == "The bot runs on this database: stop it first, or say --while-running.\n"
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nonsense", "文件 a.backup 不是督办的备份。"),
        (None, "文件 a.backup 无法读取：没有这个文件或文件夹。"),
    ],
)
def test_what_is_no_backup_is_refused_in_a_sentence(
    loaded: Duban, engine: Engine, tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "a.backup").write_bytes(content)
    done = loaded("restore", "a.backup", LANGUAGE="zh")
    assert (done.returncode, done.stderr) == (2, said + "\n")
    assert len(PlanStore(engine).plans()) == 1


def test_the_log_can_be_cut_and_read_by_programs(loaded: Duban, engine: Engine) -> None:
    RecordLog.note(engine, 7, Deed.ALIAS_SET, "馆里", NOW, {"after": "图书馆"})
    (entry,) = json.loads(loaded("log", "--json", "--most", "1").stdout)
    assert (entry["who"], entry["what"], entry["about"]) == (7, "alias_set", "馆里")
    assert entry["details"] == {"after": "图书馆"}


def test_an_empty_log_says_so(duban: Duban) -> None:
    assert duban("log").stdout == "Nothing has been recorded yet.\n"
