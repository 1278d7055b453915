"""A publish that ends at any moment leaves the old plan or the new one, whole, with codes and progress."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from storage import staging
from storage.errors import PlanConflictError
from storage.plan import Status
from storage.plan_store import PlanStore
from storage.uploads import PlanUpload, UploadState
from tests.examples import NOW, YEAR, a_parsed_item, a_plan

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.plan import ParsedPlan

pytestmark = pytest.mark.parametrize("database_kind", ["file", "postgresql"], indirect=True)
ROOT = Path(__file__).parents[2]
AT_ONCE, IN_PIECES = 200, 1_200
_keys = count(1)

Said = tuple[tuple[str, str, Status], ...]


def two_plans(number: int) -> tuple[ParsedPlan, ParsedPlan]:
    """Return a plan of so many items, and one with other dates, some gone, some new, in another order."""
    draw = Random(number)
    words = [
        "".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(20)) for _ in range(number + number // 20)
    ]
    first = [a_parsed_item(text, due="2017-11-30") for text in words[:number]]
    second = [
        a_parsed_item(text, due="2017-11-30" if place % 10 else "2017-12-31")
        for place, text in enumerate(words)
        if place >= number or place % 25
    ]
    draw.shuffle(second)
    return a_plan(*first), a_plan(*second)


def keep(store: PlanStore, plan: ParsedPlan) -> str:
    key = f"key-{next(_keys):08}"
    versions = store.versions(YEAR)
    upload = PlanUpload(
        key=key,
        person_id=1,
        year=YEAR,
        file_name="plan.csv",
        sha256=str(len(plan.items)),
        created_at=NOW,
        expires_at=NOW + timedelta(hours=1),
        seen=versions[-1].number if versions else 0,
    )
    return store.uploads.keep(upload, key.encode(), plan).key


def said(store: PlanStore) -> Said:
    items = store.items_of(YEAR, store.versions(YEAR)[-1].number)
    return tuple((item.code, item.measure, item.status) for item in items)


class Publisher:
    """A process that publishes an upload."""

    def __init__(self, url: str, key: str) -> None:
        command = [sys.executable, "-m", "tests.storage.killed_publisher", url, key]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe)
        assert self._process.stdout
        assert self._process.stdout.readline() == b"ready\n"

    def _go(self) -> None:
        assert self._process.stdin
        self._process.stdin.write(b"go\n")
        self._process.stdin.flush()

    def takes(self) -> float:
        """Let it publish; return the seconds."""
        begun = time.perf_counter()
        self._go()
        self._process.communicate(timeout=60)
        assert self._process.returncode == 0
        return time.perf_counter() - begun

    def is_killed_after(self, seconds: float) -> None:
        self._go()
        time.sleep(seconds)
        self._process.kill()
        self._process.communicate(timeout=60)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("number", [AT_ONCE, IN_PIECES])
def test_a_publish_killed_at_any_of_25_moments_leaves_the_old_plan_or_the_new_one(
    database_url: str, engine: Engine, number: int
) -> None:
    store, plans = PlanStore(engine), two_plans(number)
    for plan in (*plans, *plans):  # twice: from then on dropped items only come back
        store.publish(plan, file_name="plan.csv", content=b"first", now=NOW)
    for code in said(store)[:: number // 10]:
        store.set_status(code[0], Status.IN_PROGRESS, NOW)
    wholes = []
    for plan in plans:
        taken = Publisher(database_url, keep(store, plan)).takes()
        wholes.append(said(store))
    draw, outcomes = Random(number), [0, 0]
    for turn in range(25):
        old, new = wholes[(turn + 1) % 2], wholes[turn % 2]
        key = keep(store, plans[turn % 2])
        before = len(store.versions(YEAR))
        Publisher(database_url, key).is_killed_after(draw.uniform(0, 1.2 * taken))
        upload, after = store.uploads.find(key), len(store.versions(YEAR))
        assert upload
        published = upload.state is UploadState.PUBLISHED
        assert (after - before, said(store)) == ((1, new) if published else (0, old))
        outcomes[published] += 1
        again = store.uploads.publish(key, NOW)  # as a handler does that gets the press a second time
        assert again.version == store.versions(YEAR)[-1].number
        assert (len(store.versions(YEAR)), said(store)) == (before + 1, new)
    print(f"\n  {number} items: {outcomes[0]} times the old plan, {outcomes[1]} times the new one")
    assert outcomes[0]


@pytest.mark.parametrize("number", [30, 90])
def test_a_plan_written_in_pieces_is_as_one_written_at_once(
    engine: Engine, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish_both() -> tuple[Said, Said]:
        store, found = PlanStore(engine), []
        for plan in two_plans(number):
            store.publish(plan, file_name="plan.csv", content=b"x", now=NOW, year=YEAR)
            found.append(said(store))
        return found[0], found[1]

    monkeypatch.setattr(staging, "BREATH", 0)
    at_once = publish_both()
    monkeypatch.setattr(staging, "FEW", 0)
    monkeypatch.setattr(staging, "PIECE", 7)
    assert publish_both() == at_once


def test_what_a_sudden_end_left_half_written_is_swept_away(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody ever sees it, and no code is lost by it."""
    store, (first, second) = PlanStore(engine), two_plans(60)
    monkeypatch.setattr(staging, "FEW", 0)
    monkeypatch.setattr(staging, "PIECE", 7)
    monkeypatch.setattr(staging, "BREATH", 0)

    def end_suddenly(*_: object) -> None:
        raise KeyboardInterrupt

    for plan in (first, second):
        with monkeypatch.context() as patch:
            patch.setattr(staging, "_switch", end_suddenly)
            with pytest.raises(KeyboardInterrupt):
                store.publish(plan, file_name="plan.csv", content=b"x", now=NOW)
        assert len(store.plans()) == len(store.versions(YEAR)) == (plan is second)
        store.publish(plan, file_name="plan.csv", content=b"x", now=NOW)
    highest = max(int(code.partition("-")[2]) for code, _, _ in said(store))
    assert highest == 60 + 60 // 20
    assert [version.number for version in store.versions(YEAR)] == [1, 2]


def test_who_is_overtaken_while_writing_in_pieces_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, (first, second) = PlanStore(engine), two_plans(60)
    store.publish(first, file_name="plan.csv", content=b"x", now=NOW)
    stage = staging._stage

    def overtaken(engine: Engine, prepared: staging._Prepared) -> int:
        version_id = stage(engine, prepared)
        monkeypatch.setattr(staging, "FEW", 1_000)
        store.publish(a_plan(*first.items[:50]), file_name="other.csv", content=b"y", now=NOW)
        return version_id

    monkeypatch.setattr(staging, "FEW", 0)
    monkeypatch.setattr(staging, "BREATH", 0)
    monkeypatch.setattr(staging, "_stage", overtaken)
    with pytest.raises(PlanConflictError):
        store.publish(second, file_name="plan.csv", content=b"x", now=NOW)
    assert len(said(store)) == 50
    assert [version.number for version in store.versions(YEAR)] == [1, 2]
