"""Bringing a database up to date, and refusing what is none of ours."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, inspect, text

from storage.database import MigrationReport, make_engine, migrate, reading
from storage.errors import DatabaseError
from storage.migrations import HISTORY, History, config, downgrade
from storage.plan import ItemFilter
from storage.plan_store import PlanStore
from storage.tables import Row
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = HISTORY.head
NEXT_STEP = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{HEAD}"


def upgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("motto", sa.Text(), nullable=False, server_default="勤"))
        plans.alter_column("title", nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.drop_column("motto")
        plans.alter_column("title", nullable=False)
"""
BROKEN_STEP = NEXT_STEP.replace("def downgrade", '    raise RuntimeError("broken step")\n\n\ndef downgrade')


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture(params=["memory", "file", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open a database without tables."""
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres_url")
    else:
        url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/duban.db"
    with opened(url) as engine:
        yield engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "duban.db"


def longer_history(folder: Path, step: str = NEXT_STEP) -> History:
    """Make the history that a coming version of the program may have."""
    shutil.copytree(HISTORY.folder, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / "vnext_motto.py").write_text(step, encoding="utf-8")
    return History(folder / "migrations", (*HISTORY.revisions, "next"))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def publish(engine: Engine, measure: str = "编制年度培训计划") -> None:
    plan = a_plan(a_parsed_item(measure, due="2017-03-31"))
    PlanStore(engine).publish(plan, file_name="a.txt", content=b"a", now=NOW)


def test_the_steps_written_down_are_the_steps_there_are() -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    with opened("sqlite://") as engine, engine.connect() as connection:
        steps = ScriptDirectory.from_config(config(connection)).walk_revisions()
        assert tuple(step.revision for step in steps)[::-1] == HISTORY.revisions


def test_the_steps_lead_to_the_tables(empty: Engine) -> None:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    assert migrate(empty) == MigrationReport(None, HEAD)
    with empty.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Row.metadata) == []


def test_the_steps_go_up_down_and_up_again(empty: Engine) -> None:
    migrate(empty)
    publish(empty)
    for revision in (*HISTORY.revisions[-2::-1], "base"):
        with empty.begin() as connection:
            downgrade(connection, revision)
    assert tables(empty) == {"alembic_version"}
    migrate(empty)
    publish(empty)
    assert len(PlanStore(empty).find(ItemFilter())) == 1


def test_there_is_nothing_to_do_twice(empty: Engine) -> None:
    migrate(empty)
    assert migrate(empty) == MigrationReport(HEAD, HEAD)


def test_nothing_to_do_is_quick_and_loads_no_alembic(file: Path) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    program = (
        f"import sys; from storage.database import migrate; migrate({url!r}); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    times = []
    for _ in range(5):
        begun = perf_counter()
        migrate(url)
        times.append(perf_counter() - begun)
    assert min(times) < 0.015


def test_an_older_database_keeps_its_data(empty: Engine, tmp_path: Path) -> None:
    migrate(empty)
    publish(empty)
    report = migrate(empty, longer_history(tmp_path))
    assert (report.before, report.after) == (HEAD, "next")
    with empty.connect() as connection:
        assert connection.execute(text("SELECT motto FROM plans")).scalars().all() == ["勤"]
    assert [item.code for item in PlanStore(empty).find(ItemFilter())] == ["2017-1"]


def test_an_older_file_is_copied_first_with_what_stands_in_its_log(file: Path, tmp_path: Path) -> None:
    with opened(f"sqlite:///{file}") as engine:
        migrate(engine)
        publish(engine)
        assert file.with_name("duban.db-wal").stat().st_size > 0
        report = migrate(engine, longer_history(tmp_path))
        assert report.copy == file.with_name(f"duban.db.backup-{HEAD}-1")
    copy = file.with_name("restored.db")
    shutil.copy(report.copy, copy)
    with opened(f"sqlite:///{copy}") as engine:
        assert migrate(engine) == MigrationReport(HEAD, HEAD)
        assert [item.code for item in PlanStore(engine).find(ItemFilter())] == ["2017-1"]


def test_no_copy_replaces_an_older_one(file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    first = file.with_name(f"duban.db.backup-{HEAD}-1")
    first.write_bytes(b"precious")
    report = migrate(url, longer_history(tmp_path))
    assert report.copy == file.with_name(f"duban.db.backup-{HEAD}-2")
    assert first.read_bytes() == b"precious"
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_copy_is_for_the_same_eyes_as_the_database(file: Path, tmp_path: Path) -> None:
    migrate(f"sqlite:///{file}")
    file.chmod(0o600)
    report = migrate(f"sqlite:///{file}", longer_history(tmp_path))
    assert report.copy
    assert report.copy.stat().st_mode & 0o777 == 0o600


def test_a_new_database_and_one_in_memory_need_no_copy(file: Path, tmp_path: Path) -> None:
    assert migrate(f"sqlite:///{file}").copy is None
    with opened("sqlite://") as engine:
        migrate(engine)
        assert migrate(engine, longer_history(tmp_path)).copy is None
    assert not list(tmp_path.glob("*.backup*"))


def test_a_step_that_breaks_off_leaves_the_database_as_it_was(empty: Engine, tmp_path: Path) -> None:
    migrate(empty)
    publish(empty)
    with pytest.raises(RuntimeError, match="broken step"):
        migrate(empty, longer_history(tmp_path, BROKEN_STEP))
    assert migrate(empty) == MigrationReport(HEAD, HEAD)
    assert "motto" not in {column["name"] for column in inspect(empty).get_columns("plans")}
    publish(empty, "完成档案数字化项目验收")


def test_foreign_keys_hold_after_a_migration(empty: Engine) -> None:
    migrate(empty)
    with pytest.raises(Exception, match=r"(?i)foreign key"), empty.begin() as connection:
        connection.execute(text("INSERT INTO department_aliases VALUES ('a', 'a', 99, true)"))


def test_a_newer_database_is_refused(empty: Engine, tmp_path: Path) -> None:
    migrate(empty, longer_history(tmp_path))
    with pytest.raises(DatabaseError, match=r"made by a newer Duban \(its revision is next"):
        migrate(empty)
    assert not list(tmp_path.glob("*.backup*"))


def test_another_programs_file_is_refused(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE songs (title)")
    before = file.read_bytes()[100:]
    with pytest.raises(DatabaseError, match="holds another program's tables"):
        migrate(f"sqlite:///{file}")
    assert file.read_bytes()[100:] == before


@pytest.mark.parametrize(
    "content", [b"this is a text, not a database. " * 200, b"SQLite format 3\0" + b"\1" * 5000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(DatabaseError, match="is no SQLite database"):
        migrate(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_several_who_migrate_at_once_do_it_once(empty: Engine) -> None:
    in_memory = empty.url.database is None
    engines = [empty if in_memory else make_engine(url_of(empty)) for _ in range(4)]
    together = Barrier(len(engines))

    def begin(engine: Engine) -> MigrationReport:
        together.wait()
        return migrate(engine)

    with ThreadPoolExecutor(len(engines)) as pool:
        reports = list(pool.map(begin, engines))
    for engine in engines:
        engine.dispose()
    assert [report.before for report in reports].count(None) == 1
    assert {report.after for report in reports} == {HEAD}


def test_several_programs_migrate_an_older_file_at_once(file: Path, tmp_path: Path) -> None:
    url, history = f"sqlite:///{file}", longer_history(tmp_path)
    migrate(url)
    program = (
        "import sys; from pathlib import Path; from storage.database import migrate;"
        "from storage.migrations import History;"
        f"print(migrate({url!r}, History(Path({str(history.folder)!r}), {history.revisions!r})).copy)"
    )
    command = [sys.executable, "-c", program]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "123"
    ]
    said = [process.communicate(timeout=60) for process in running]
    assert [error for _, error in said] == ["", "", ""]
    copies = [out.strip() for out, _ in said if out.strip() != "None"]
    assert copies == [str(file.with_name(f"duban.db.backup-{HEAD}-1"))]


def test_a_migration_waits_for_no_reader(file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    with opened(url) as engine, reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM plans")).scalar() == 0
        assert migrate(url, longer_history(tmp_path)).after == "next"
        assert connection.execute(text("SELECT count(*) FROM plans")).scalar() == 0


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
