"""The store's tests run on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import make_engine, migrate
from storage.plan_store import PlanStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

DATABASES = ("memory", "file", "postgresql")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a database with all tables; each test has one of its own."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/duban.db"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> PlanStore:
    return PlanStore(engine)
