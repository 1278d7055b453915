"""Backups: made while others write, restored into either kind of database, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from storage.archive import LEFT_OUT, archived_tables, write_archive
from storage.archive_restoring import restore
from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind, Person, Role, View
from storage.database import make_engine, migrate, reading, writing
from storage.department_store import DepartmentStore
from storage.errors import ArchiveError
from storage.inbox_tables import INBOX
from storage.migrations import HISTORY, REVISIONS
from storage.plan import ItemFilter
from storage.plan_store import PlanStore
from storage.record_log import RecordLog
from storage.records import Author, Deed
from storage.subscription import Address, SubscriptionDraft
from storage.subscription_store import SubscriptionStore
from tests.examples import NOW, a_parsed_item, a_plan
from tests.storage.test_migrations import longer_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]
TEACHING, LIBRARY = "教务处", "图书馆"
BY = Author("terminal", NOW)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["file", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open a second database, of either kind, with all tables and nothing in them."""
    if request.param == "file":
        url = f"sqlite:///{tmp_path}/other.db"
    else:
        server = request.getfixturevalue("postgres")
        url = server.create(server.template)
    with opened(url) as engine:
        yield engine
    if request.param == "postgresql":
        server.drop(url)


def fill(engine: Engine) -> None:
    """Put something of everything into a database."""
    plan = a_plan(
        a_parsed_item("编制培训计划", due="2017-03-31", department=TEACHING),
        a_parsed_item("建数据库", due="2017-06-30", departments=(LIBRARY, TEACHING), assisting=(TEACHING,)),
    )
    store = PlanStore(engine)
    store.publish(plan, file_name="计划.txt", content=b"\x00\xffplan", now=NOW)
    store.publish(a_plan(plan.items[0]), file_name="b.txt", content=b"b", now=NOW)
    chats = ChatStore(engine)
    chats.see(Chat(id=-1_002_345_678_901, kind=ChatKind.GROUP, title="群"), Person(id=9, name="Bo"))
    chats.decide(-1_002_345_678_901, 7, NOW, approved=True)
    chats.set_scope(-1_002_345_678_901, (TEACHING,), BY)
    chats.set_role(9, Role.HEAD, (TEACHING,), BY)
    view = View(
        key="k" * 12, chat_id=9, thread_id=None, person_id=9, question_id=1, answer_id=2, content={"a": [1, None]},
        expires_at=NOW,
    )  # fmt: skip
    chats.views.keep([view])
    departments = DepartmentStore(engine)
    departments.set_alias("教务", TEACHING, BY)
    departments.note_unknown(["外联部"], NOW)
    draft = SubscriptionDraft(
        address=Address("telegram", 9), departments=(TEACHING,), zone=ZoneInfo("Asia/Shanghai")
    )
    SubscriptionStore(engine).put(draft, now=NOW)


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Read all that a backup holds, but for what a restore adds itself."""
    with reading(engine) as connection:
        return {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table)))
            for table in archived_tables()
            if table.name not in ("counters", "records")
        }


def log_of(engine: Engine) -> list[tuple[str, str]]:
    return [(entry.what, entry.about) for entry in reversed(RecordLog(engine).entries(99))]


# -- there and back -----------------------------------------------------------------------------------------


def test_a_backup_of_either_database_can_be_restored_into_either(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    fill(engine)
    file = tmp_path / "duban.backup"
    archived = write_archive(engine, file, NOW)
    assert (archived.size, file.stat().st_mode & 0o777) == (file.stat().st_size, 0o600)
    restored = restore(other, file, BY, tmp_path)
    assert (restored.made_at, restored.rows) == (NOW, archived.rows)
    assert content(other) == content(engine)
    assert log_of(other) == [*log_of(engine), (Deed.RESTORED, file.name)]
    assert PlanStore(other).file_of(2017, 1) == b"\x00\xffplan"


def test_a_restored_database_goes_on_where_the_backup_ended(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    fill(engine)
    write_archive(engine, tmp_path / "a", NOW)
    restore(other, tmp_path / "a", BY, tmp_path)
    store, departments = PlanStore(other), DepartmentStore(other)
    item = a_parsed_item("全新的事情", due="2017-09-30", department="新设处")
    done = store.publish(a_plan(*store.find(ItemFilter()), item), file_name="c", content=b"c", now=NOW)
    assert (done.version, done.added) == (3, 1)
    assert [found.code for found in store.find(ItemFilter())] == ["2017-1", "2017-3"]
    departments.note_unknown(["别的部"], NOW)
    departments.set_alias("新处", "新设处", BY)


def test_what_was_there_is_kept_and_can_be_restored_in_turn(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    write_archive(engine, tmp_path / "empty", NOW)
    fill(other)
    before = content(other)
    restored = restore(other, tmp_path / "empty", BY, tmp_path)
    assert PlanStore(other).plans() == ()
    assert restored.copy
    if restored.copy.name.startswith("other.db"):
        with opened(f"sqlite:///{restored.copy}") as kept:
            assert content(kept) == before
    else:
        restore(other, restored.copy, BY, tmp_path)
        assert content(other) == before


def test_the_log_outlives_a_restore(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    write_archive(engine, tmp_path / "a", NOW)
    RecordLog.note(engine, 7, Deed.ROLE_GIVEN, "later", NOW)
    before = log_of(engine)
    for _ in range(2):
        restore(engine, tmp_path / "a", BY, tmp_path)
    assert log_of(engine) == [*before, (Deed.RESTORED, "a"), (Deed.RESTORED, "a")]


def test_who_keeps_plans_in_mind_sees_that_they_are_others(engine: Engine, tmp_path: Path) -> None:
    store = PlanStore(engine)
    write_archive(engine, tmp_path / "a", NOW)
    fill(engine)
    before = store.revision()
    restore(engine, tmp_path / "a", BY, tmp_path)
    assert store.revision() > before


def test_what_the_messenger_has_sent_is_not_in_it_and_stays(engine: Engine, tmp_path: Path) -> None:
    row = {
        "bot_id": 1,
        "update_id": 5,
        "body": "secret words",
        "state": "waiting",
        "tries": 0,
        "received_at": NOW,
    }
    with writing(engine) as connection:
        connection.execute(insert(INBOX).values(**row))
    write_archive(engine, tmp_path / "a", NOW)
    assert b"secret" not in gzip.decompress((tmp_path / "a").read_bytes())
    restore(engine, tmp_path / "a", BY, tmp_path)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(INBOX)).scalar() == 1
    assert frozenset({"inbox"}) == LEFT_OUT


@pytest.mark.slow
def test_a_backup_of_an_older_program_is_brought_up_to_date(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine)
    write_archive(engine, tmp_path / "a", NOW)
    longer = longer_history(tmp_path)
    monkeypatch.setattr("storage.archive_restoring.REVISIONS", longer.revisions)
    monkeypatch.setattr("storage.archive_restoring.HISTORY", longer)
    monkeypatch.setattr(
        "storage.archive_restoring.migrate", lambda engine, history=longer: migrate(engine, history)
    )
    migrate(engine, longer)
    before = content(engine)
    assert restore(engine, tmp_path / "a", BY, tmp_path).rows > 0
    assert content(engine) == before


# -- what cannot be restored --------------------------------------------------------------------------------


def lines_of(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def sealed(lines: list[bytes]) -> bytes:
    """Pack lines with an end that fits them."""
    rows = sum(line.startswith(b"[") for line in lines)
    end = {"rows": rows, "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    return gzip.compress(b"".join((*lines, json.dumps(end).encode() + b"\n")))


def cut(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    return raw[: len(raw) // 2]


def flipped(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 0x10]) + raw[middle + 1 :]


def one_row_less(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    at = next(n for n, line in enumerate(lines) if line.startswith(b"["))
    return gzip.compress(b"".join(lines[:at] + lines[at + 1 :]))


def one_word_changed(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    return gzip.compress(b"".join(lines).replace(b'"2017-1"', b'"2017-7"'))


def without_end(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    return gzip.compress(b"".join(lines[:-1]))


def with_more_behind(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    return gzip.compress(b"".join((*lines, b"[]\n")))


def with_a_broken_reference(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    at = next(n for n, line in enumerate(lines) if line.startswith(b'{"table":"plans"'))
    return sealed([*lines[: at + 1], *lines[at + 2 : -1]])


def with_a_strange_table(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    return sealed([*lines[:-1], b'{"table":"no_such","columns":["a"]}\n', b"[1]\n"])


def with_a_strange_time(raw: bytes, lines: list[bytes]) -> bytes:  # noqa: ARG001
    changed = [line.replace(b"2017-11-20T01:30:00+00:00", b"yesterday") for line in lines[1:-1]]
    return sealed([lines[0], *changed])


DAMAGES = (
    cut, flipped, one_row_less, one_word_changed, without_end, with_more_behind, with_a_broken_reference,
    with_a_strange_table, with_a_strange_time,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_backup_is_refused_and_nothing_changes(
    engine: Engine, tmp_path: Path, damage: object
) -> None:
    fill(engine)
    file = tmp_path / "a"
    write_archive(engine, file, NOW)
    file.write_bytes(damage(file.read_bytes(), lines_of(file)))  # type: ignore[operator]
    before, log = content(engine), log_of(engine)
    with pytest.raises(ArchiveError, match="is damaged: nothing was restored"):
        restore(engine, file, BY, tmp_path)
    assert (content(engine), log_of(engine)) == (before, log)


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [b"", b"SQLite format 3\0", gzip.compress(b"hello"), gzip.compress(b'{"a": 1}\n'),
     gzip.compress(b'{"duban":"other","format":1,"revision":"0001","made_at":"2017-01-01T00:00:00+00:00"}\n'),
     gzip.compress(b"[]\n"), gzip.compress(b"x" * 100_000)],
    ids=["empty", "database", "text", "json", "other", "list", "long line"],
)  # fmt: skip
def test_another_file_is_refused(engine: Engine, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a").write_bytes(raw)
    with pytest.raises(ArchiveError, match="is no backup of Duban"):
        restore(engine, tmp_path / "a", BY, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"format": 2}, {"revision": "9999"}])
def test_a_newer_backup_is_refused(engine: Engine, tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "a"
    write_archive(engine, file, NOW)
    header, *lines = lines_of(file)
    file.write_bytes(sealed([json.dumps(json.loads(header) | change).encode() + b"\n", *lines[:-1]]))
    with pytest.raises(ArchiveError, match="was made by a newer Duban"):
        restore(engine, file, BY, tmp_path)


def test_a_file_that_is_not_there_or_already_there_is_said(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be read: No such file"):
        restore(engine, tmp_path / "none", BY, tmp_path)
    (tmp_path / "taken").write_bytes(b"mine")
    with pytest.raises(ArchiveError, match="is there already"):
        write_archive(engine, tmp_path / "taken", NOW)
    with pytest.raises(ArchiveError, match="cannot be written"):
        write_archive(engine, tmp_path / "no" / "folder", NOW)
    assert (tmp_path / "taken").read_bytes() == b"mine"
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_restore_that_fails_on_its_way_leaves_all_as_it_was(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine)
    write_archive(engine, tmp_path / "a", NOW)
    DepartmentStore(engine).set_alias("馆里", TEACHING, BY)
    before = content(engine)

    def fails(*_: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("storage.archive_restoring._add_records", fails)
    with pytest.raises(RuntimeError):
        restore(engine, tmp_path / "a", BY, tmp_path)
    assert content(engine) == before


# -- while others write -------------------------------------------------------------------------------------

WRITER = """
import sys
from tests.storage.test_archive import BY, TEACHING, opened
from storage.department_store import DepartmentStore
from storage.chat_store import ChatStore
from storage.chats import Role
with opened(sys.argv[1]) as engine:
    departments, chats, names = DepartmentStore(engine), ChatStore(engine), [TEACHING, "教学部"]
    chats.set_role(5, Role.HEAD, [TEACHING])
    print("writing", flush=True)
    while True:
        planned = departments.plan_rename(departments.departments()[0].id, names[1])
        departments.carry_out(planned, BY)
        names.reverse()
"""


@pytest.mark.parametrize("database_kind", ["file", "postgresql"], indirect=True)
def test_a_backup_made_while_another_program_writes_is_of_one_moment(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    fill(engine)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout
        assert writer.stdout.readline() == b"writing\n"
        for number in range(8):
            write_archive(engine, tmp_path / f"{number}.backup", NOW)
    finally:
        writer.kill()
        writer.communicate()
    seen = set()
    for number in range(8):
        held = tables_in(tmp_path / f"{number}.backup")
        name = held["departments"][0]["name"]
        head = next(person for person in held["people"] if person["id"] == 5)
        renames = [each["details"] for each in held["records"] if each["what"] == Deed.DEPARTMENT_RENAMED]
        assert head["departments"] == [name]
        assert (renames[-1]["after"] if renames else TEACHING) == name
        seen.add(len(renames))
    assert len(seen) > 1, "the other program wrote nothing meanwhile"


def tables_in(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Read what a backup holds, row by row."""
    held: dict[str, list[dict[str, Any]]] = {}
    for value in map(json.loads, lines_of(file)[1:-1]):
        if isinstance(value, dict):
            columns, rows = value["columns"], held.setdefault(value["table"], [])
        else:
            rows.append(dict(zip(columns, value, strict=True)))
    return held


def test_the_newest_revision_is_the_historys() -> None:
    assert REVISIONS[-1] == HISTORY.head
