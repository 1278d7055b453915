"""Leases: one holder, or many that share one, on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import make_engine, migrate
from storage.lease import Leases, lease

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from storage.lease import Lease


@pytest.fixture
def kept(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """Give a database that others could open, too: not one in memory."""
    if engine.dialect.name == "postgresql":
        yield engine
        return
    opened = make_engine(f"sqlite:///{tmp_path}/kept.db")
    migrate(opened)
    yield opened
    opened.dispose()


def test_a_lease_is_one_programs_until_it_is_given_back(kept: Engine) -> None:
    one, other = lease(kept, "a"), lease(kept, "a")
    assert one.acquire()
    assert not other.acquire()
    assert soon_taken(lease(kept, "b"), keep=False)
    one.release()
    assert soon_taken(other)
    other.release()


def test_many_share_a_lease_that_nobody_has_alone(kept: Engine) -> None:
    first, second, alone = lease(kept, "a", shared=True), lease(kept, "a", shared=True), lease(kept, "a")
    assert first.acquire()
    assert second.acquire()
    first.release()
    assert not alone.acquire()
    second.release()
    assert soon_taken(alone)
    assert not first.acquire()
    alone.release()


def test_of_several_leases_all_are_held_or_none(kept: Engine) -> None:
    taken = lease(kept, "b")
    both = Leases(lease(kept, "a"), lease(kept, "b"))
    assert taken.acquire()
    assert not both.acquire()
    assert soon_taken(lease(kept, "a"), keep=False)
    taken.release()
    assert soon_taken(both)
    assert both.is_held()
    both.release()
    assert not both.is_held()


def soon_taken(mine: Lease, *, keep: bool = True) -> bool:
    """Take a lease as soon as it is free: a server needs a moment to see that a connection is gone."""
    taken = any(mine.acquire() for _ in range(500))
    if not keep:
        mine.release()
    return taken
