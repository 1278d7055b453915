"""How a plan follows another: versions, codes, and all or nothing. Runs on each kind of database."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select

from storage.database import make_engine, migrate
from storage.errors import PlanConflictError, PlanFileError
from storage.plan import ItemFilter, PlanKind, Preview, Publication, Source, Status
from storage.plan_store import PlanStore
from storage.tables import Row
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from storage.plan import ParsedItem, ParsedPlan

MEASURES = (
    "编制年度培训计划并组织实施",
    "完成档案数字化项目验收",
    "开展校园安全隐患排查整治",
    "召开全系统工作会议部署任务",
    "修订完善内部控制管理制度",
)
ITEMS = tuple(a_parsed_item(measure, due=f"2017-{n:02}-28") for n, measure in enumerate(MEASURES, 1))


def publish(
    store: PlanStore, *items: ParsedItem, year: int = 2017, expected: int | None = None
) -> Publication:
    name = f"plan-{len(items)}.txt"
    return store.publish(
        a_plan(*items, year=year), file_name=name, content=name.encode(), now=NOW, expected=expected
    )


def coded(store: PlanStore) -> dict[str, str]:
    return {item.measure: item.code for item in store.find(ItemFilter())}


def test_the_first_version_numbers_the_items_as_they_stand(store: PlanStore) -> None:
    assert publish(store, *ITEMS) == Publication(year=2017, version=1, items=5, added=5)
    assert list(coded(store).values()) == [f"2017-{n}" for n in range(1, 6)]


def test_the_same_plan_again_changes_nothing(store: PlanStore) -> None:
    publish(store, *ITEMS)
    before = (store.revision(), store.versions(2017), store.find(ItemFilter()))
    again = store.publish(a_plan(*ITEMS), file_name="other name.txt", content=b"other bytes", now=NOW)
    assert again == Publication(year=2017, version=1, items=5, unchanged=True)
    assert (store.revision(), store.versions(2017), store.find(ItemFilter())) == before


def test_the_same_plan_read_from_other_lines_changes_nothing(store: PlanStore) -> None:
    publish(store, *ITEMS)
    assert publish(store, *(replace(item, source=Source(99, "page 3")) for item in ITEMS)).unchanged


@pytest.mark.parametrize(
    "other",
    [
        a_plan(*ITEMS, title="另一个题目"),
        a_plan(*ITEMS, kind=PlanKind.OUTLINE),
        a_plan(*reversed(ITEMS)),
        a_plan(replace(ITEMS[0], doubts=("不确定",)), *ITEMS[1:]),
        a_plan(replace(ITEMS[0], assisting=("教务处",)), *ITEMS[1:]),
        a_plan(replace(ITEMS[0], deadline=ITEMS[1].deadline), *ITEMS[1:]),
    ],
)
def test_whatever_a_plan_says_differently_makes_a_version(store: PlanStore, other: ParsedPlan) -> None:
    publish(store, *ITEMS)
    published = store.publish(other, file_name="a", content=b"a", now=NOW)
    assert (published.version, published.added, published.dropped, published.unchanged) == (2, 0, 0, False)
    assert {item.measure: item.code for item in store.find(ItemFilter())} == {
        measure: f"2017-{n}" for n, measure in enumerate(MEASURES, 1)
    }


def test_a_reload_tells_what_is_new_different_and_gone(store: PlanStore) -> None:
    publish(store, *ITEMS)
    moved = a_parsed_item(MEASURES[3], due="2017-12-31", department="办公室")
    reworded = replace(ITEMS[1], measure=f"{MEASURES[1]}和移交")
    new = a_parsed_item("新增一项与前面全无关系的事")
    published = publish(store, new, moved, ITEMS[0], reworded)
    assert published == Publication(year=2017, version=2, items=4, added=1, changed=2, dropped=2)
    assert list(coded(store).values()) == ["2017-6", "2017-4", "2017-1", "2017-2"]


def test_a_number_once_given_is_never_given_again(store: PlanStore) -> None:
    publish(store, *ITEMS)
    publish(store, *ITEMS[:4])
    publish(store, *ITEMS[:4], a_parsed_item("新增一项与前面全无关系的事"))
    assert list(coded(store).values()) == ["2017-1", "2017-2", "2017-3", "2017-4", "2017-6"]


def test_an_item_that_comes_back_has_its_code_and_status_back(store: PlanStore) -> None:
    """As when half a file was loaded by mistake, and then the whole one again."""
    publish(store, *ITEMS)
    store.set_status("2017-5", Status.DONE, NOW)
    publish(store, *ITEMS[:2])
    publish(store, *ITEMS[:1])
    assert publish(store, *ITEMS) == Publication(year=2017, version=4, items=5, added=4)
    assert list(coded(store).values()) == [f"2017-{n}" for n in range(1, 6)]
    returned = store.item("2017-5")
    assert returned
    assert returned.status is Status.DONE
    assert publish(store, *ITEMS[:4]).dropped == 1
    assert store.item("2017-5") is None


def test_what_has_changed_since_tells_what_is_back_from_what_is_new(store: PlanStore) -> None:
    for items in (ITEMS[:3], ITEMS[:2], ITEMS[:4]):
        publish(store, *items)
    told = {version: store.changes_since(2017, version).added for version in (1, 2)}
    assert [(each.code, each.back is None) for each in told[1]] == [("2017-4", True)]
    assert [(each.code, each.back is None) for each in told[2]] == [("2017-3", False), ("2017-4", True)]


def test_an_outline_is_followed_by_its_table(store: PlanStore) -> None:
    outline = a_plan(a_parsed_item("（一）全文", departments=()), year=2018, kind=PlanKind.OUTLINE)
    store.publish(outline, file_name="points.txt", content=b"1", now=NOW)
    published = publish(store, *ITEMS, year=2018)
    assert published == Publication(year=2018, version=2, items=5, added=5, dropped=1)
    (plan,) = store.plans()
    assert (plan.kind, plan.version, plan.items, plan.dated) == (PlanKind.TABLE, 2, 5, True)


def test_a_former_version_can_still_be_read(store: PlanStore) -> None:
    publish(store, *ITEMS)
    publish(store, *ITEMS[:2])
    assert [item.measure for item in store.items_of(2017, 1)] == list(MEASURES)
    assert [item.code for item in store.items_of(2017, 2)] == ["2017-1", "2017-2"]


def test_years_do_not_touch_each_other(store: PlanStore) -> None:
    publish(store, *ITEMS)
    publish(store, *ITEMS[:1], year=2018)
    publish(store, *ITEMS[1:2], year=2018)
    assert len(store.find(ItemFilter(years=(2017,)))) == 5
    assert [item.code for item in store.find(ItemFilter(years=(2018,)))] == ["2018-2"]


@pytest.mark.parametrize(
    ("plan", "year", "message"),
    [
        (a_plan(*ITEMS, year=None), None, "--year"),
        (a_plan(*ITEMS, year=17), None, "--year"),
        (a_plan(*ITEMS), 0, "--year"),
        (a_plan(), None, "No item was found"),
        (a_plan(a_parsed_item(department="很" * 300)), None, "very long name"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(
    store: PlanStore, plan: ParsedPlan, year: int | None, message: str
) -> None:
    with pytest.raises(PlanFileError, match=message):
        store.publish(plan, file_name="a", content=b"a", now=NOW, year=year)
    assert store.plans() == ()


def test_the_year_given_wins_over_the_plans(store: PlanStore) -> None:
    store.publish(a_plan(*ITEMS, year=None), file_name="a", content=b"a", now=NOW, year=2019)
    store.publish(a_plan(*ITEMS), file_name="a", content=b"a", now=NOW, year=2020)
    assert [plan.year for plan in store.plans()] == [2019, 2020]


def test_who_has_not_seen_the_current_version_does_not_overwrite_it(store: PlanStore) -> None:
    publish(store, *ITEMS, expected=0)
    publish(store, *ITEMS[:4], expected=1)
    with pytest.raises(PlanConflictError, match="version 2 of the plan 2017"):
        publish(store, *ITEMS[:3], expected=1)
    assert len(store.find(ItemFilter())) == 4


@pytest.mark.parametrize("table", ["plan_versions", "item_contents", "item_departments", "occurrences"])
def test_a_publish_that_breaks_off_leaves_the_old_plan(engine: Engine, store: PlanStore, table: str) -> None:
    publish(store, *ITEMS[:3])
    before = (store.plans(), store.find(ItemFilter()), store.departments(), store.revision())

    def break_off(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"INSERT INTO {table}"):
            raise RuntimeError("broken off")

    event.listen(engine, "before_cursor_execute", break_off)
    with pytest.raises(RuntimeError, match="broken off"):
        publish(store, *ITEMS)
    event.remove(engine, "before_cursor_execute", break_off)
    assert (store.plans(), store.find(ItemFilter()), store.departments(), store.revision()) == before
    assert publish(store, *ITEMS).version == 2


def test_two_who_publish_at_once_do_so_one_after_the_other(database_url: str, engine: Engine) -> None:
    """Each version is one of the two plans, whole; a reader meanwhile sees no mixture."""
    plans = {
        name: tuple(a_parsed_item(f"{name}{measure}", department=name) for measure in MEASURES * 8)
        for name in ("甲处", "乙处")
    }
    in_memory = database_url == "sqlite://"
    engines = [engine if in_memory else make_engine(database_url) for _ in range(3)]
    together = Barrier(3)

    def publish_often(own: Engine, name: str) -> list[Publication]:
        together.wait()
        items = plans[name]
        return [publish(PlanStore(own), *items[: len(items) - n]) for n in range(5)]

    def read_often(own: Engine) -> list[set[str]]:
        together.wait()
        seen = [PlanStore(own).find(ItemFilter()) for _ in range(20)]
        return [{item.measure[:2] + item.departments[0] for item in items} for items in seen]

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(publish_often, own, name) for own, name in zip(engines, plans, strict=False)]
        reader = pool.submit(read_often, engines[2])
        published = [publication for writer in writers for publication in writer.result()]
        assert all(seen in (set(), {"甲处甲处"}, {"乙处乙处"}) for seen in reader.result())
    assert sorted(publication.version for publication in published) == list(range(1, 11))
    store = PlanStore(engine)
    for publication in published:
        items = store.items_of(2017, publication.version)
        assert len(items) == publication.items
        assert len({item.departments for item in items}) == 1
        assert len({item.code for item in items}) == len(items)
    for own in engines:
        own.dispose()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    versions=st.lists(
        st.lists(
            st.tuples(st.sampled_from(MEASURES), st.sampled_from(["教务处", "办公室"])),
            min_size=1,
            max_size=8,
        ),
        min_size=2,
        max_size=4,
    )
)
@pytest.mark.slow
def test_codes_are_unique_and_stay_with_what_does_not_change(versions: list[list[tuple[str, str]]]) -> None:
    engine = make_engine("sqlite://")
    migrate(engine)
    store, former = PlanStore(engine), dict[tuple[str, str], list[str]]()
    for version in versions:
        publish(store, *(a_parsed_item(measure, department=name) for measure, name in version))
        now: dict[tuple[str, str], list[str]] = {}
        for item in store.find(ItemFilter()):
            now.setdefault((item.measure, item.departments[0]), []).append(item.code)
        codes = [code for each in now.values() for code in each]
        assert len(codes) == len(set(codes)) == len(version)
        for said, kept in now.items():
            stayed = set(kept) & set(former.get(said, []))
            assert len(stayed) == min(len(kept), len(former.get(said, [])))
        former = now
    engine.dispose()


# -- a plan that only stands in -----------------------------------------------------------------------------

STANDS_IN = b"a sample"


def stand_in(engine: Engine) -> PlanStore:
    """Give a store where all that 2017 has is a placeholder's plan."""
    store = PlanStore(engine, placeholders=[hashlib.sha256(STANDS_IN).hexdigest()])
    sample = a_plan(*(replace(item, departments=("样例部门",)) for item in ITEMS))
    store.publish(sample, file_name="sample.txt", content=STANDS_IN, now=NOW)
    return store


def rows_of(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Row.metadata.sorted_tables
            if table.name != "counters"
        }


def test_a_placeholder_makes_way_as_if_it_had_never_been_there(engine: Engine) -> None:
    store, other = stand_in(engine), a_plan(a_parsed_item("某项新的工作任务要完成"), *ITEMS[:2])
    before = store.revision()
    published = store.publish(other, file_name="real.txt", content=b"real", now=NOW)
    assert published == Publication(year=2017, version=1, items=3, added=3)
    assert [item.code for item in store.find(ItemFilter())] == ["2017-1", "2017-2", "2017-3"]
    assert "样例部门" not in [department.name for department in store.departments()]
    assert [version.file_name for version in store.versions(2017)] == ["real.txt"]
    assert store.revision() > before
    counts = rows_of(engine)
    assert (counts["plans"], counts["plan_versions"], counts["plan_files"], counts["items"]) == (1, 1, 1, 3)
    assert (counts["item_contents"], counts["departments"]) == (3, 1)


def test_a_placeholder_that_was_followed_stays_in_the_history(engine: Engine) -> None:
    store = stand_in(engine)
    PlanStore(engine).publish(a_plan(*ITEMS), file_name="real.txt", content=b"real", now=NOW)
    assert store.publish(a_plan(*ITEMS[:4]), file_name="c", content=b"c", now=NOW).version == 3


def test_a_placeholder_stays_beside_another_years_plan(engine: Engine) -> None:
    store = stand_in(engine)
    publish(store, *ITEMS, year=2018)
    assert [plan.year for plan in store.plans()] == [2017, 2018]


def test_a_publish_that_breaks_off_leaves_the_placeholder(engine: Engine) -> None:
    store = stand_in(engine)
    before = (store.plans(), store.find(ItemFilter()), rows_of(engine))

    def break_off(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO item_contents"):
            raise RuntimeError("broken off")

    event.listen(engine, "before_cursor_execute", break_off)
    with pytest.raises(RuntimeError, match="broken off"):
        publish(store, *ITEMS)
    event.remove(engine, "before_cursor_execute", break_off)
    assert (store.plans(), store.find(ItemFilter()), rows_of(engine)) == before


# -- what a publish would do --------------------------------------------------------------------------------


def test_a_preview_tells_what_would_be_lost_and_writes_nothing(store: PlanStore) -> None:
    assert store.preview(a_plan(*ITEMS)) == Preview(year=2017, seen=0, items=5)
    publish(store, *ITEMS)
    before = (store.revision(), store.versions(2017), store.find(ItemFilter()))
    loss = store.preview(a_plan(*ITEMS[:2]))
    assert (loss.seen, loss.items, loss.items_before, loss.dropped) == (1, 2, 5, 3)
    assert store.preview(a_plan(*ITEMS)).dropped == 0
    assert store.preview(a_plan(*ITEMS, kind=PlanKind.OUTLINE)).becomes_outline
    assert store.preview(a_plan(*ITEMS), year=2018) == Preview(year=2018, seen=0, items=5)
    assert (store.revision(), store.versions(2017), store.find(ItemFilter())) == before


def test_a_preview_tells_what_publishing_then_does(store: PlanStore) -> None:
    publish(store, *ITEMS)
    new = (
        replace(ITEMS[0], measure=f"{MEASURES[0]}和考核"),
        *ITEMS[2:],
        a_parsed_item("新增一项与前面全无关系的事"),
    )
    diff = store.preview(a_plan(*new)).diff
    assert diff is not None
    published = publish(store, *new)
    assert (published.added, published.changed, published.dropped) == (
        len(diff.added),
        len(diff.changed),
        len(diff.dropped),
    )
    assert coded(store)[f"{MEASURES[0]}和考核"] == "2017-1"


def test_an_admin_decides_which_item_is_which(store: PlanStore) -> None:
    publish(store, *ITEMS)
    store.set_status("2017-2", Status.DONE, NOW)
    decisions = {0: None, 1: "2017-2"}
    new = (ITEMS[0], a_parsed_item("新增一项与前面全无关系的事"), *ITEMS[2:])
    diff = store.preview(a_plan(*new), decisions=decisions).diff
    assert diff is not None
    assert [dropped.item.code for dropped in diff.dropped] == ["2017-1"]
    store.publish(a_plan(*new), file_name="a", content=b"a", now=NOW, expected=1, decisions=decisions)
    items = store.find(ItemFilter())
    assert [item.code for item in items] == ["2017-6", "2017-2", "2017-3", "2017-4", "2017-5"]
    assert items[1].status is Status.DONE


def test_a_decision_on_an_item_that_is_gone_is_refused_and_nothing_is_written(store: PlanStore) -> None:
    publish(store, *ITEMS)
    with pytest.raises(PlanConflictError):
        store.publish(a_plan(*ITEMS[:3]), file_name="a", content=b"a", now=NOW, decisions={0: "2017-77"})
    assert [version.number for version in store.versions(2017)] == [1]


def test_nothing_of_a_placeholder_is_missed(engine: Engine) -> None:
    assert stand_in(engine).preview(a_plan(ITEMS[0])) == Preview(year=2017, seen=1, items=1)
