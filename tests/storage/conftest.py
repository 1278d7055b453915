"""The store's tests run on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.department_store import DepartmentStore
from storage.plan_store import PlanStore

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture(params=["memory", "file", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name a kind of database; in memory, too."""
    return str(request.param)


@pytest.fixture
def store(engine: Engine) -> PlanStore:
    return PlanStore(engine)


@pytest.fixture
def departments(engine: Engine) -> DepartmentStore:
    return DepartmentStore(engine)
