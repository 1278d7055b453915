"""What tests of the command share."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.bot.command_line import SAMPLE, duban_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.command_line import Duban


@pytest.fixture
def duban(tmp_path: Path) -> Duban:
    return duban_in(tmp_path)


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    done = duban_in(folder)("import", SAMPLE)
    assert done.returncode == 0, done.stderr
    return folder / "duban.db"


@pytest.fixture
def loaded(duban: Duban, sample_database: Path, tmp_path: Path) -> Duban:
    """Give the command in a folder where the sample plan is loaded."""
    shutil.copy(sample_database, tmp_path)
    return duban
