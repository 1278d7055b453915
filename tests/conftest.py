"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from storage.database import make_engine, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.postgres import Server

SHARED = Path(__file__).parents[2] / "shared"
IN_CI = os.environ.get("CI") == "true"

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "here")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real plans and gold beside the project; skip where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not there")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Run a PostgreSQL; where none can run, skip, but fail in CI."""
    from tests.postgres import NoServerError, running_server  # noqa: PLC0415 - only for who asks for it

    try:
        with running_server() as server:
            yield server
    except NoServerError as error:
        (pytest.fail if IN_CI else pytest.skip)(f"no PostgreSQL: {error}")


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """Make a PostgreSQL database with all tables and nothing in them."""
    url = postgres.create(postgres.template)
    yield url
    postgres.drop(url)


@pytest.fixture
def empty_postgres_url(postgres: Server) -> Iterator[str]:
    """Make a PostgreSQL database without tables."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["file", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name a kind of database."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> str:
    """Name an empty database; each test has one of its own."""
    if database_kind == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "sqlite://" if database_kind == "memory" else f"sqlite:///{tmp_path}/duban.db"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Open a database with all tables and nothing in them."""
    engine = make_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()
