"""How a database is opened, and what is said when it cannot be."""

from __future__ import annotations

import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, insert, make_url, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.database import make_engine, migrate, reading, writing
from storage.errors import DatabaseError
from storage.plan import ItemFilter
from storage.plan_store import PlanStore
from storage.tables import COUNTERS, DEPARTMENTS
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from pathlib import Path


def pragma(engine: Engine, name: str) -> object:
    with reading(engine) as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_files_let_readers_read_while_one_writes(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/duban.db")
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "busy_timeout") == 5000
    engine.dispose()


@pytest.mark.parametrize("database_kind", ["file", "postgresql"], indirect=True)
def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    """In memory there is one connection only: there the others wait."""
    store = PlanStore(engine)
    with reading(engine) as connection:
        count = select(COUNTERS.c.number)
        before = connection.execute(count).scalar()
        store.publish(a_plan(a_parsed_item()), file_name="a", content=b"a", now=NOW)
        assert connection.execute(count).scalar() == before
    assert store.revision() != before


def test_who_reads_and_then_writes_waits_for_the_other(engine: Engine, database_url: str) -> None:
    """Each adds one, often, after having read: none is lost, and nobody finds the database locked."""
    engines = [engine] * 4 if database_url == "sqlite://" else [make_engine(database_url) for _ in range(4)]
    together = Barrier(4)

    def count_up(own: Engine) -> None:
        together.wait()
        for _ in range(25):
            with writing(own) as connection:
                mine = COUNTERS.c.name == "plans"
                counted = select(COUNTERS.c.number).where(mine).with_for_update()
                number = connection.execute(counted).scalar_one()
                connection.execute(update(COUNTERS).where(mine).values(number=number + 1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, engines))
    assert PlanStore(engine).revision() == 100
    for own in engines:
        own.dispose()


def test_a_database_in_memory_serves_threads_one_at_a_time() -> None:
    engine = make_engine("sqlite://")
    migrate(engine)
    store = PlanStore(engine)

    def work(year: int) -> int:
        store.publish(a_plan(a_parsed_item(), year=year), file_name="a", content=b"a", now=NOW)
        return len(store.find(ItemFilter(years=(year,))))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(2001, 2041))) == [1] * 40
    assert len(store.plans()) == 40
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "pysqlite"),
        ("sqlite+pysqlite:///a.db", "pysqlite"),
        ("postgresql://u@h/d", "psycopg"),
        ("postgres://u@h/d", "psycopg"),
        ("postgresql+psycopg2://u@h/d", "psycopg"),
        (" postgresql+psycopg://u@h/d\n", "psycopg"),
    ],
)
def test_an_address_in_any_common_form_is_understood(url: str, driver: str) -> None:
    assert make_engine(url).driver == driver


@pytest.mark.parametrize(
    "url", ["", "duban.db", "mysql://u:geheim@h/d", "http://u:geheim@h", "postgresql://u:geheim@h:port/d"]
)
def test_an_address_that_is_none_is_said_so_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"write sqlite:///duban\.db or postgresql://") as caught:
        make_engine(url)
    assert "geheim" not in str(caught.value)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(
        DatabaseError, match=r"nowhere/duban\.db cannot be used: unable to open database file\."
    ):
        migrate(f"sqlite:///{tmp_path}/nowhere/duban.db")


def test_a_server_out_of_reach_is_said_so_without_the_password(caplog: pytest.LogCaptureFixture) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    caplog.set_level(logging.DEBUG)
    with pytest.raises(
        DatabaseError, match=rf"^The database 127.0.0.1:{port}/plans cannot be used: .*refused"
    ) as caught:
        migrate(f"postgresql://duban:geheim@127.0.0.1:{port}/plans")
    assert "geheim" not in f"{caught.value} {caught.value.__cause__} {caplog.text}"


def test_a_wrong_password_is_not_repeated(postgres_url: str) -> None:
    url = make_url(postgres_url).set(username="nobody_known", password="geheim")
    engine = make_engine(url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseError) as caught:
        migrate(engine)
    assert "geheim" not in str(caught.value)
    engine.dispose()


def test_a_database_without_tables_is_no_bug_of_the_reader(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/duban.db")
    with pytest.raises(DatabaseError, match="no such table"):
        PlanStore(engine).plans()
    engine.dispose()


def test_errors_do_not_tell_what_stands_in_the_rows(engine: Engine) -> None:
    row = {"key": "secret-name", "name": "secret-name"}
    with pytest.raises(IntegrityError) as caught, writing(engine) as connection:
        connection.execute(insert(DEPARTMENTS), [row, row])
    assert "parameters hidden" in str(caught.value)


def test_a_transaction_left_by_an_error_writes_nothing(engine: Engine) -> None:
    def write_and_fail() -> None:
        with writing(engine) as connection:
            connection.execute(update(COUNTERS).values(number=99))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT number FROM counters")).scalar() == 0
