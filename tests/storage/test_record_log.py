"""The log of who did what, on each kind of database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind, Person
from storage.database import writing
from storage.record_log import LONGEST, RecordLog
from storage.record_tables import RECORDS
from storage.records import Deed
from tests.examples import NOW

if TYPE_CHECKING:
    from sqlalchemy import Engine

ANNA = 6_000_000_001


@pytest.fixture
def log(engine: Engine) -> RecordLog:
    return RecordLog(engine)


def test_a_record_says_who_did_what_to_what_and_when(engine: Engine, log: RecordLog) -> None:
    ChatStore(engine).see(Chat(id=ANNA, kind=ChatKind.PRIVATE), Person(id=ANNA, name="Anna"))
    RecordLog.note(engine, ANNA, Deed.ALIAS_SET, "督导", NOW, {"after": "督导室"})
    (entry,) = log.entries(10)
    assert (entry.at, entry.who, entry.name, entry.what) == (NOW, ANNA, "Anna", Deed.ALIAS_SET)
    assert (entry.about, entry.details) == ("督导", {"after": "督导室"})


def test_a_record_of_what_is_undone_is_undone_with_it(engine: Engine, log: RecordLog) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:  # noqa: PT012 - both in one transaction
        RecordLog.note(connection, 1, Deed.ROLE_GIVEN, "Bo", NOW)
        raise RuntimeError
    assert log.count() == 0


def test_the_newest_come_first_page_by_page(engine: Engine, log: RecordLog) -> None:
    for number in range(5):
        RecordLog.note(engine, "terminal", "deed", str(number), NOW + timedelta(minutes=number // 2))
    assert [entry.about for entry in log.entries(3)] == ["4", "3", "2"]
    assert [entry.about for entry in log.entries(3, skip=3)] == ["1", "0"]
    assert log.entries(1)[0].who == "terminal"
    assert log.count() == 5


def test_some_deeds_can_be_asked_for(engine: Engine, log: RecordLog) -> None:
    for deed in (Deed.ALIAS_SET, Deed.ROLE_GIVEN):
        RecordLog.note(engine, 1, deed, "x", NOW)
    assert [entry.what for entry in log.entries(9, deeds=[Deed.ROLE_GIVEN])] == [Deed.ROLE_GIVEN]
    assert log.entries(9, deeds=[]) == ()


def test_long_texts_are_cut_and_what_no_database_takes_is_dropped(engine: Engine, log: RecordLog) -> None:
    RecordLog.note(engine, 1, "deed", "长" * 999, NOW, {"before": "a\0b", "names": ["\ud800c"], "items": 3})
    (entry,) = log.entries(1)
    assert len(entry.about) == LONGEST
    assert entry.details == {"before": "ab", "names": ["c"], "items": 3}


@pytest.mark.parametrize(
    "statement",
    [
        update(RECORDS).values(about="nothing"),
        update(RECORDS).where(RECORDS.c.id == 1).values(who="1"),
        delete(RECORDS),
        delete(RECORDS).where(RECORDS.c.id == 1),
    ],
    ids=["change all", "change one", "delete all", "delete one"],
)
def test_the_database_refuses_to_change_a_record(engine: Engine, log: RecordLog, statement: object) -> None:
    RecordLog.note(engine, 1, "deed", "x", NOW)
    before = log.entries(9)
    with pytest.raises((IntegrityError, DatabaseError), match="never changed"), writing(engine) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert log.entries(9) == before


def test_postgresql_refuses_to_empty_the_log_at_once(engine: Engine, log: RecordLog) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    RecordLog.note(engine, 1, "deed", "x", NOW)
    with pytest.raises(DatabaseError, match="never changed"), writing(engine) as connection:
        connection.execute(text("TRUNCATE records"))
    assert log.count() == 1
