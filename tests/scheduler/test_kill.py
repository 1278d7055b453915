"""`kill -9` at any moment loses nothing, and repeats what was just under way at most."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.examples import a_parsed_item
from tests.scheduler.crowd import subscribe_many
from tests.scheduler.office import Office
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_killed_at_fifty_moments_while_a_thousand_chats_are_served(engine: Engine, tmp_path: Path) -> None:
    _killed(engine, tmp_path, kills=50, chats=1000)


@pytest.mark.slow
def test_killed_at_a_few_moments(engine: Engine, tmp_path: Path) -> None:
    _killed(engine, tmp_path, kills=5, chats=60)


def _killed(engine: Engine, folder: Path, kills: int, chats: int) -> None:
    with Office(engine, at("2017-11-20", "08:00")) as office:
        office.publish(a_parsed_item(due="2017-11-30"))
        subscribe_many(engine, ((number, None) for number in range(1, chats + 1)), office.clock())
        journal = folder / "journal"
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.scheduler.killing", url, str(journal)]
        options = [str(kills), "7"]
        done = subprocess.run([*command, *options], cwd=ROOT, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        print(f"{done.stdout.strip()} of {kills} killed at work")
        states = office.states()
    assert set(states.values()) == {"sent"}
    _check(journal.read_text(), set(states))


def _check(journal: str, keys: set[str]) -> None:
    """Every message arrived; of each life, the one comes again that was under way at its end, at most."""
    lives = [
        [line[2:] for line in life.splitlines() if line.startswith("= ")] for life in journal.split("! ")
    ]
    assert {key for life in lives for key in life} == keys
    assert all(len(set(life)) == len(life) for life in lives)
    again = [
        len({key for later in lives[n:] for key in later} & set(life)) for n, life in enumerate(lives, 1)
    ]
    print(f"{sum(again)} repeated of {len(keys)}; {sum(map(bool, lives))} lives sent something")
    assert max(again) <= 1
