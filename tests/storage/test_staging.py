"""What others do while a large plan is written in pieces, and after its writer was killed, is as without it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from storage import staging
from storage.archive import write_archive
from storage.archive_restoring import restore
from storage.database import make_engine, migrate, reading
from storage.department_store import DepartmentStore
from storage.errors import PlanConflictError
from storage.plan import ItemFilter, Publication
from storage.plan_store import PlanStore
from storage.records import Author
from storage.tables import ITEM_CONTENTS, ITEMS, PLAN_FILES, PLAN_VERSIONS, PLANS
from tests.examples import NOW, YEAR, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from storage.plan import ParsedPlan

pytestmark = pytest.mark.parametrize("database_kind", ["file", "postgresql"], indirect=True)
BY = Author("terminal", NOW)
FEW = 20


def a_plan_about(subject: str, number: int) -> ParsedPlan:
    """Return a plan whose items are like no other subject's."""
    return a_plan(
        *(
            a_parsed_item(f"{subject}" * 3 + f"第{n}", due="2017-11-30", department=f"{subject}处")
            for n in range(number)
        )
    )


SMALL, LARGE = a_plan_about("校验", 12), a_plan_about("海图", 60)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("FEW", FEW), ("PIECE", 7), ("BREATH", 0.001)):
        monkeypatch.setattr(staging, name, value)


def between_pieces(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object], at: int = 4) -> None:
    """Let somebody do something when a plan's writer takes its breath for the fourth time."""
    breaths = 0

    def sleep(_seconds: float) -> None:
        nonlocal breaths
        breaths += 1
        if breaths == at:
            do()

    monkeypatch.setattr(staging, "time", SimpleNamespace(sleep=sleep))


def end_suddenly() -> None:
    raise KeyboardInterrupt


def publish(store: PlanStore, plan: ParsedPlan, expected: int | None = None) -> Publication:
    content = plan.items[0].measure.encode()
    return store.publish(plan, file_name="plan.csv", content=content, now=NOW, expected=expected)


def is_killed_while_publishing(store: PlanStore, plan: ParsedPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        between_pieces(patch, end_suddenly)
        with pytest.raises(KeyboardInterrupt):
            publish(store, plan)


def codes(store: PlanStore) -> list[str]:
    return [item.code for item in store.find(ItemFilter())]


def rows(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        tables = (PLANS, PLAN_VERSIONS, PLAN_FILES, ITEMS, ITEM_CONTENTS)
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


@pytest.mark.parametrize("before", [0, 1])
def test_a_small_plan_overtakes_a_large_one_of_which_nothing_stays(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    store = PlanStore(engine)
    if before:
        publish(store, a_plan_about("书库", 5))
    between_pieces(monkeypatch, lambda: publish(store, SMALL))
    with pytest.raises(PlanConflictError, match=f"published version {before + 1} of the plan {YEAR} mean"):
        publish(store, LARGE)
    assert codes(store) == [f"{YEAR}-{n + 5 * before}" for n in range(1, 13)]
    assert rows(engine) == [1, 1 + before, 1 + before, 12 + 5 * before, 12 + 5 * before]
    assert publish(store, LARGE).version == before + 2
    assert codes(store) == [f"{YEAR}-{n + 12 + 5 * before}" for n in range(1, 61)]


@pytest.mark.parametrize("expected", [0, None])
def test_of_two_large_plans_at_once_each_is_whole(
    engine: Engine, database_url: str, expected: int | None
) -> None:
    """Who has said what he has seen is told that another was first."""
    plans = (LARGE, a_plan_about("书库", 50))
    engines = [make_engine(database_url) for _ in plans]

    def try_to(own: Engine, plan: ParsedPlan) -> str:
        try:
            return f"version {publish(PlanStore(own), plan, expected).version}"
        except PlanConflictError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(try_to, engines, plans))
    for own in engines:
        own.dispose()
    store = PlanStore(engine)
    if expected is None:
        assert said == ["version 1", "version 2"]
        assert sorted(len(store.items_of(YEAR, number)) for number in (1, 2)) == [50, 60]
    else:
        assert (said[0].startswith("Someone else has published version 1"), said[1]) == (True, "version 1")
        assert len(store.versions(YEAR)) == 1
    assert len(codes(store)) == len(set(codes(store)))
    assert min(rows(engine)) >= 1


def test_codes_go_on_where_people_last_saw_them_after_a_killed_publish(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PlanStore(engine)
    is_killed_while_publishing(store, LARGE, monkeypatch)
    publish(store, SMALL)
    assert codes(store) == [f"{YEAR}-{n}" for n in range(1, 13)]
    is_killed_while_publishing(store, LARGE, monkeypatch)
    publish(store, a_plan(*SMALL.items, a_parsed_item("新增一项与前面全无关系的事")))
    assert codes(store)[-1] == f"{YEAR}-13"
    publish(store, LARGE)
    assert codes(store) == [f"{YEAR}-{n + 13}" for n in range(1, 61)]
    assert rows(engine)[:2] == [1, 3]


def test_departments_that_are_merged_meanwhile_are_merged_in_the_new_plan(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, names = PlanStore(engine), DepartmentStore(engine)
    publish(store, a_plan(*SMALL.items, a_parsed_item(department="海图处")))

    def merge() -> None:
        ids = {each.name: each.id for each in names.departments()}
        names.carry_out(names.plan_merge(ids["海图处"], ids["校验处"]), BY)

    between_pieces(monkeypatch, merge)
    publish(store, LARGE)
    assert {item.departments for item in store.find(ItemFilter())} == {("校验处",)}


def test_a_backup_restored_meanwhile_leaves_what_the_backup_held(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = PlanStore(engine)
    publish(store, SMALL)
    write_archive(engine, tmp_path / "a", NOW)
    between_pieces(monkeypatch, lambda: restore(engine, tmp_path / "a", BY, tmp_path))
    with pytest.raises(PlanConflictError):
        publish(store, LARGE)
    assert rows(engine) == [1, 1, 1, 12, 12]


@pytest.mark.parametrize("before", [0, 1])
def test_a_backup_holds_nothing_of_a_plan_that_is_half_written(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: int
) -> None:
    """Neither while it is written nor after its writer was killed; what is restored goes on as ever."""
    store = PlanStore(engine)
    if before:
        publish(store, SMALL)

    def back_up_and_end() -> None:
        write_archive(engine, tmp_path / "meanwhile", NOW)
        end_suddenly()

    between_pieces(monkeypatch, back_up_and_end)
    with pytest.raises(KeyboardInterrupt):
        publish(store, LARGE)
    write_archive(engine, tmp_path / "afterwards", NOW)
    assert rows(engine)[3] > 12 * before
    for name in ("meanwhile", "afterwards"):
        other = make_engine(f"sqlite:///{tmp_path}/{name}.db")
        migrate(other)
        restore(other, tmp_path / name, BY, tmp_path)
        assert rows(other) == [before, before, before, 12 * before, 12 * before]
        assert publish(PlanStore(other), LARGE).version == before + 1
        assert codes(PlanStore(other))[0] == f"{YEAR}-{12 * before + 1}"
        other.dispose()
