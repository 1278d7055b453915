"""The scheduler's tests that need a database run on each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import make_engine, migrate
from tests.scheduler.office import Office
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture(params=["file", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name an empty database."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/duban.db"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    """Open an office on a Monday morning in November 2017, with nothing in it."""
    with Office(engine, at("2017-11-20", "08:00")) as opened:
        yield opened
