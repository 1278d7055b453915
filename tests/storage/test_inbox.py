"""What was sent waits until it is settled; one program at a time works on it."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import make_engine, migrate
from storage.inbox import KEPT_WHEN_HANDLED, KEPT_WHEN_SET_ASIDE, Inbox, Received, Settled, State
from storage.lease import lease
from tests.examples import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

BOT, OTHER_BOT = 7_000_000_001, 7_000_000_002
LARGEST = 2**63 - 1


@pytest.fixture
def inbox(engine: Engine) -> Inbox:
    return Inbox(engine, BOT)


def receive(inbox: Inbox, *update_ids: int) -> None:
    inbox.write([Received(number, f'{{"update_id": {number}}}') for number in update_ids], [], NOW)


def waiting_ids(inbox: Inbox, after: int = 0) -> list[int]:
    return [each.update_id for each in inbox.waiting(after, 1000)]


def seqs(inbox: Inbox) -> dict[int, int]:
    return {each.update_id: each.seq for each in inbox.waiting(0, 1000)}


def settle(inbox: Inbox, *update_ids: int, state: State = State.HANDLED, error: str | None = None) -> None:
    known = seqs(inbox)
    inbox.write([], [Settled(known[number], state, error) for number in update_ids], NOW)


def test_what_came_waits_in_the_order_of_arrival(inbox: Inbox) -> None:
    receive(inbox, 900, 901)
    receive(inbox, 12)
    first = inbox.waiting(0, 1)[0]
    assert (first.update_id, first.body, first.tries) == (900, '{"update_id": 900}', 0)
    assert first.received_at == NOW
    assert waiting_ids(inbox) == [900, 901, 12]
    assert waiting_ids(inbox, after=first.seq) == [901, 12]


def test_an_update_that_comes_again_waits_once(inbox: Inbox) -> None:
    receive(inbox, 1, 2, 2)
    receive(inbox, 2, 3)
    assert waiting_ids(inbox) == [1, 2, 3]


def test_an_update_that_was_handled_and_comes_again_stays_handled(inbox: Inbox) -> None:
    receive(inbox, 1)
    settle(inbox, 1)
    receive(inbox, 1)
    assert inbox.counts() == {State.WAITING: 0, State.HANDLED: 1, State.SET_ASIDE: 0}


def test_two_bots_may_use_the_same_ids(engine: Engine, inbox: Inbox) -> None:
    other = Inbox(engine, OTHER_BOT)
    receive(inbox, 1)
    receive(other, 1, 2)
    settle(inbox, 1)
    assert waiting_ids(inbox) == []
    assert waiting_ids(other) == [1, 2]


def test_the_largest_id_fits(inbox: Inbox) -> None:
    receive(inbox, LARGEST)
    assert waiting_ids(inbox) == [LARGEST]


def test_what_comes_and_what_is_done_is_one_write(inbox: Inbox) -> None:
    receive(inbox, 1, 2)
    inbox.write([Received(3, "{}")], [Settled(seqs(inbox)[1])], NOW)
    assert waiting_ids(inbox) == [2, 3]


def test_a_failed_try_is_counted_and_waits(inbox: Inbox) -> None:
    receive(inbox, 1)
    settle(inbox, 1, state=State.WAITING, error="ValueError")
    assert [each.tries for each in inbox.waiting(0, 10)] == [1]


def test_what_is_set_aside_keeps_its_words_its_error_and_the_time(inbox: Inbox) -> None:
    receive(inbox, 1, 2)
    settle(inbox, 1, state=State.SET_ASIDE, error="ValueError: odd")
    assert waiting_ids(inbox) == [2]
    (aside,) = inbox.set_aside()
    assert (aside.update_id, aside.body, aside.error) == (1, '{"update_id": 1}', "ValueError: odd")
    assert aside.settled_at == NOW


def test_nobodys_words_are_kept_once_they_are_handled(engine: Engine, inbox: Inbox) -> None:
    inbox.write([Received(1, '{"text": "secret"}')], [], NOW)
    settle(inbox, 1)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM inbox").fetchall()
    assert "secret" not in str(rows)


def test_what_was_handled_is_forgotten_after_days_and_what_waits_never(inbox: Inbox) -> None:
    receive(inbox, 1, 2, 3)
    settle(inbox, 1)
    settle(inbox, 2, state=State.SET_ASIDE, error="odd")
    later = NOW + KEPT_WHEN_HANDLED
    assert inbox.prune(later) == 0
    assert inbox.prune(later + timedelta(seconds=1)) == 1
    assert inbox.prune(NOW + KEPT_WHEN_SET_ASIDE + timedelta(days=365)) == 1
    assert waiting_ids(inbox) == [3]


def test_a_place_in_the_order_is_never_given_twice(inbox: Inbox) -> None:
    receive(inbox, 1)
    before = seqs(inbox)[1]
    settle(inbox, 1)
    inbox.prune(NOW + timedelta(days=100))
    receive(inbox, 2)
    assert seqs(inbox)[2] > before


@pytest.mark.slow
@given(batches=st.lists(st.lists(st.integers(0, 30), max_size=10), max_size=10))
def test_each_id_waits_once_however_it_comes(batches: Iterable[list[int]]) -> None:
    engine = make_engine("sqlite://")
    migrate(engine)
    inbox = Inbox(engine, BOT)
    seen: dict[int, None] = {}
    for batch in batches:
        receive(inbox, *batch)
        seen |= dict.fromkeys(batch)
    assert waiting_ids(inbox) == list(seen)
    engine.dispose()


# -- the lease ----------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from storage.database import make_engine
from storage.lease import lease
held = lease(make_engine(sys.argv[1]), "telegram-1")
print(held.acquire(), flush=True)
time.sleep(60)
"""


@pytest.fixture(params=["file", "postgresql"])
def database_of_many(request: pytest.FixtureRequest, database_url: str) -> str:
    """Name a database that more than one program can open."""
    if request.param not in database_url.replace("sqlite:///", "file"):
        pytest.skip("another kind of database")
    return database_url


def test_only_one_holds_a_lease(database_of_many: str) -> None:
    engines = [make_engine(database_of_many) for _ in range(2)]
    migrate(engines[0])
    first, second = (lease(engine, "telegram-1") for engine in engines)
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert (first.is_held(), second.is_held()) == (True, False)
    another = lease(engines[1], "telegram-2")
    assert another.acquire()
    another.release()
    first.release()
    assert second.acquire()
    second.release()
    for engine in engines:
        engine.dispose()


def test_a_lease_ends_with_its_holder_however_that_ends(database_of_many: str) -> None:
    engine = make_engine(database_of_many)
    migrate(engine)
    mine = lease(engine, "telegram-1")
    command = [sys.executable, "-c", HOLD, database_of_many]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert not mine.acquire()
        holder.kill()
        holder.wait()
        while not mine.acquire():  # the server takes a moment to notice
            pass
    mine.release()
    engine.dispose()


def test_a_lease_that_the_server_forgot_is_not_held(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    mine = lease(engine, "telegram-1")
    assert mine.acquire()
    server = make_engine(postgres_url)
    with server.connect() as other:
        end_others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        other.exec_driver_sql(end_others)
    server.dispose()
    assert not mine.is_held()
    assert mine.acquire()
    mine.release()
    engine.dispose()


def test_a_database_in_memory_needs_no_lease() -> None:
    engine = make_engine("sqlite://")
    mine = lease(engine, "telegram-1")
    assert mine.acquire()
    assert mine.is_held()
    mine.release()
    engine.dispose()
