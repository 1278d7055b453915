"""The scheduler's tests that need a database run on each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler.office import Office
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    """Open an office on a Monday morning in November 2017, with nothing in it."""
    with Office(engine, at("2017-11-20", "08:00")) as opened:
        yield opened
