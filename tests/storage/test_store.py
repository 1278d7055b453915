"""What a store holds after a publish, and how it is asked. Runs on each kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from storage.errors import DubanError
from storage.plan import (
    Deadline,
    DeadlineKind,
    Department,
    ItemFilter,
    Occurrence,
    Period,
    PlanKind,
    PlanSummary,
    Source,
    Status,
)
from storage.records import Author
from storage.tables import PLAN_FILES
from tests.examples import NOW, a_parsed_item, a_period, a_plan

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.department_store import DepartmentStore
    from storage.plan import ParsedItem, ParsedPlan, PlanItem, Publication
    from storage.plan_store import PlanStore

BY = Author(7, NOW)
EVERYTHING = ItemFilter()
RICH = a_parsed_item(
    "组织全区教师业务考核（3 月、9 月）。",
    section="二、提升质量",
    work_point="1. 考核",
    group="师资",
    departments=("人事处", "教务处", "督导室"),
    assisting=("督导室",),
    deadline_text="3 月、9-10 月",
    deadline=Deadline(
        DeadlineKind.WINDOW,
        date(2017, 9, 1),
        (Occurrence(date(2017, 3, 31)), Occurrence(date(2017, 10, 31), date(2017, 9, 1), "复核")),
    ),
    source=Source(12, "Sheet1!B7"),
    doubts=("两处日期不一致", "责任单位可能是下一行的"),
)


def publish(
    store: PlanStore, plan: ParsedPlan, *, name: str = "plan.txt", year: int | None = None
) -> Publication:
    return store.publish(plan, file_name=name, content=name.encode(), now=NOW, year=year)


def as_parsed(item: PlanItem) -> ParsedItem:
    fields = {name: getattr(item, name) for name in RICH.__dataclass_fields__}
    return replace(RICH, **fields)


def codes(items: tuple[PlanItem, ...]) -> list[str]:
    return [item.code for item in items]


def test_a_new_store_holds_nothing(store: PlanStore) -> None:
    assert (store.plans(), store.departments(), store.find(EVERYTHING)) == ((), (), ())
    assert store.versions(2017) == ()
    assert store.item("2017-1") is None


def test_what_was_parsed_comes_back_whole(store: PlanStore) -> None:
    publish(store, a_plan(RICH, a_parsed_item("无期限", departments=())))
    first, second = store.find(EVERYTHING)
    assert as_parsed(first) == RICH
    assert (first.code, first.year, first.status) == ("2017-1", 2017, Status.OPEN)
    assert second.departments == ()
    assert store.item("2017-1") == first


def test_items_come_in_plan_order_of_one_year_after_the_other(store: PlanStore) -> None:
    for year in (2018, 2016, 2017):
        publish(store, a_plan(*(a_parsed_item(f"{name}项") for name in "丙甲乙"), year=year))
    found = store.find(EVERYTHING)
    assert codes(found) == [f"{year}-{n}" for year in (2016, 2017, 2018) for n in (1, 2, 3)]
    assert [item.measure for item in found[:3]] == ["丙项", "甲项", "乙项"]


def test_a_plan_is_summed_up(store: PlanStore) -> None:
    outline = a_plan(a_parsed_item(), year=2018, title="要点", kind=PlanKind.OUTLINE)
    publish(store, a_plan(RICH, a_parsed_item()))
    publish(store, outline)
    assert store.plans() == (
        PlanSummary(2017, "年度工作计划", PlanKind.TABLE, 1, 2, dated=True),
        PlanSummary(2018, "要点", PlanKind.OUTLINE, 1, 1, dated=False),
    )


def test_departments_come_in_the_order_in_which_the_plans_name_them(store: PlanStore) -> None:
    publish(store, a_plan(a_parsed_item(department="教务处"), a_parsed_item(department="财务处"), year=2018))
    publish(store, a_plan(a_parsed_item(departments=("人事处", "教务处")), RICH))
    assert [department.name for department in store.departments()] == ["人事处", "教务处", "督导室", "财务处"]


def test_a_department_that_left_the_plan_is_not_listed(store: PlanStore) -> None:
    publish(store, a_plan(a_parsed_item(department="教务处"), a_parsed_item(department="财务处")))
    publish(store, a_plan(a_parsed_item(department="财务处")))
    assert store.departments() == (Department("财务处"),)


@pytest.mark.parametrize("spelling", ["PCT 处", "ＰＣＴ处", "pct处", " PCT处\n"])
def test_spellings_of_a_department_are_one_department(store: PlanStore, spelling: str) -> None:
    publish(store, a_plan(a_parsed_item("一", department="PCT处"), a_parsed_item("二", department=spelling)))
    assert store.departments() == (Department("PCT处"),)
    assert len(store.find(ItemFilter(departments=(spelling,)))) == 2


def test_a_department_named_twice_for_an_item_counts_once(store: PlanStore) -> None:
    publish(
        store, a_plan(a_parsed_item(departments=("教务处", "教 务 处", ""), assisting=("教 务 处", "督导室")))
    )
    (item,) = store.find(EVERYTHING)
    assert (item.departments, item.assisting) == (("教务处", "督导室"), ("教务处", "督导室"))


FOUND = [
    (ItemFilter(), "1 2 3 4"),
    (ItemFilter(years=(2017,)), "1 2 3 4"),
    (ItemFilter(years=(2016,)), ""),
    (ItemFilter(departments=("督导室",)), "1 4"),
    (ItemFilter(departments=("督导室", "财务处")), "1 2 4"),
    (ItemFilter(departments=("督导",)), ""),
    (ItemFilter(departments=("没有的处",)), ""),
    (ItemFilter(codes=("2017-3", "2017-1", "2017-99")), "1 3"),
    (ItemFilter(period=a_period("2017-10-31", "2017-10-31")), "1"),
    (ItemFilter(period=a_period("2017-09-01", "2017-10-30")), ""),
    (ItemFilter(period=a_period("2017-03-31", "2017-06-30")), "1 2"),
    (ItemFilter(period=a_period(None, "2017-06-30")), "1 2"),
    (ItemFilter(period=a_period("2017-07-01", None)), "1 3"),
    (ItemFilter(period=Period(None, None)), "1 2 3"),
    (ItemFilter(topics=("考核",)), "1"),
    (ItemFilter(topics=("师资",)), "1"),
    (ItemFilter(topics=("9-10 月",)), "1"),
    (ItemFilter(topics=("pct申请",)), "2"),
    (ItemFilter(topics=("PCT 申请", "100%")), "2"),
    (ItemFilter(topics=("PCT", "考核")), ""),
    (ItemFilter(topics=("100_",)), ""),
    (ItemFilter(topics=("提升质量",)), ""),  # a section is no topic
    (ItemFilter(departments=("财务处",), period=a_period("2017-06-01", "2017-06-30"), topics=("受理",)), "2"),
]


@pytest.mark.parametrize(("wanted", "found"), FOUND)
def test_items_are_found(store: PlanStore, wanted: ItemFilter, found: str) -> None:
    plan = a_plan(
        RICH,
        a_parsed_item("ＰＣＴ申请受理率达到100%", department="财务处", due="2017-06-30"),
        a_parsed_item("次年事项", due="2018-01-31"),
        a_parsed_item("常年事项", ongoing=True, departments=("教务处", "督导室")),
    )
    publish(store, plan)
    assert " ".join(item.code.removeprefix("2017-") for item in store.find(wanted)) == found


def test_an_item_found_has_all_its_days_and_departments(store: PlanStore) -> None:
    publish(store, a_plan(a_parsed_item("别的"), RICH))
    wanted = ItemFilter(departments=("督导室",), period=a_period("2017-03-01", "2017-03-31"))
    (item,) = store.find(wanted)
    assert as_parsed(item) == RICH


@pytest.mark.parametrize("count", [99, 100, 101, 450])
def test_many_items_are_read_like_few(store: PlanStore, count: int) -> None:
    items = [replace(RICH, measure=f"第{n}件") for n in range(count)]
    publish(store, a_plan(*items))
    publish(store, a_plan(*items[:3], year=2018))
    assert [as_parsed(item) for item in store.find(ItemFilter(years=(2017,)))] == items
    assert len(store.find(EVERYTHING)) == count + 3


def test_characters_that_no_database_takes_are_left_out(store: PlanStore) -> None:
    plan = a_plan(a_parsed_item("甲\0乙\ud800丙", department="教\0务处", doubts=("a\0",)), title="计\0划")
    store.publish(plan, file_name="\udcffplan.txt", content=b"\0", now=NOW)
    (item,) = store.find(ItemFilter(departments=("教务处",)))
    assert (item.measure, item.doubts) == ("甲乙丙", ("a",))
    assert publish(store, plan).unchanged


def test_the_plan_file_is_kept_byte_for_byte(store: PlanStore) -> None:
    first, second = b"\x00\xff first", "第二版".encode()
    store.publish(a_plan(a_parsed_item("一")), file_name="a.docx", content=first, now=NOW)
    store.publish(a_plan(a_parsed_item("二")), file_name="b.txt", content=second, now=NOW)
    store.publish(a_plan(a_parsed_item("三")), file_name="c.docx", content=first, now=NOW)
    assert [store.file_of(2017, n) for n in (1, 2, 3)] == [first, second, first]
    assert [version.file_name for version in store.versions(2017)] == ["a.docx", "b.txt", "c.docx"]


@pytest.mark.parametrize("ask", [lambda store: store.file_of(2017, 2), lambda store: store.items_of(2016, 1)])
def test_a_version_that_is_none_is_said_so(store: PlanStore, ask: object) -> None:
    publish(store, a_plan(RICH))
    assert callable(ask)
    with pytest.raises(DubanError, match=r"The plan 201\d has no version \d\."):
        ask(store)


def test_a_file_damaged_in_the_database_is_noticed(store: PlanStore, engine: Engine) -> None:
    publish(store, a_plan(RICH))
    with engine.begin() as connection:
        connection.execute(update(PLAN_FILES).values(content=b"something else"))
    with pytest.raises(DubanError, match="is damaged in the database"):
        store.file_of(2017, 1)


def test_times_are_kept_in_utc(store: PlanStore) -> None:
    at = datetime(2017, 1, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    store.publish(a_plan(RICH), file_name="a", content=b"a", now=at)
    (version,) = store.versions(2017)
    assert version.published_at == at
    assert version.published_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: PlanStore) -> None:
    with pytest.raises(Exception, match="needs its zone"):
        store.publish(a_plan(RICH), file_name="a", content=b"a", now=NOW.replace(tzinfo=None))
    assert store.plans() == ()


def test_a_status_is_set_and_stays_over_reloads(store: PlanStore) -> None:
    publish(store, a_plan(RICH, a_parsed_item("别的")))
    assert store.set_status("2017-1", Status.BLOCKED, NOW)
    publish(store, a_plan(a_parsed_item("新的"), replace(RICH, deadline_text="待定")))
    statuses = {item.code: item.status for item in store.find(EVERYTHING)}
    assert statuses == {"2017-3": Status.OPEN, "2017-1": Status.BLOCKED}


def test_only_an_item_of_the_current_plan_has_a_status_to_set(store: PlanStore) -> None:
    publish(store, a_plan(RICH, a_parsed_item("别的")))
    publish(store, a_plan(a_parsed_item("别的")))
    assert not store.set_status("2017-1", Status.DONE, NOW)
    assert not store.set_status("2017-99", Status.DONE, NOW)


def test_an_alias_names_its_department(store: PlanStore, departments: DepartmentStore) -> None:
    publish(store, a_plan(RICH))
    departments.set_alias("督导", "督导室", BY)
    departments.set_alias("Supervision Office", "督 导 室", BY)
    departments.set_alias("人事", "人事处", BY)
    named = {department.name: department.aliases for department in store.departments()}
    assert named == {"人事处": ("人事",), "教务处": (), "督导室": ("Supervision Office", "督导")}


def test_an_alias_given_anew_names_the_other_department(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store, a_plan(RICH))
    departments.set_alias("督导", "督导室", BY)
    departments.set_alias("督 导", "人事处", BY)
    named = {department.name: department.aliases for department in store.departments()}
    assert named == {"人事处": ("督导",), "教务处": (), "督导室": ()}
    assert departments.remove_alias("督导", BY)
    assert not departments.remove_alias("督导", BY)


@pytest.mark.parametrize(
    ("alias", "department", "message"),
    [
        ("督导", "没有的处", "No plan names a department “没有的处”"),
        ("人事处", "督导室", "“人事处” is itself a department's name"),
        (" ", "督导室", "An alias needs"),
        ("长" * 1000, "督导室", "An alias needs"),
    ],
)
def test_an_alias_that_would_mislead_is_refused(
    store: PlanStore, departments: DepartmentStore, alias: str, department: str, message: str
) -> None:
    publish(store, a_plan(RICH))
    with pytest.raises(DubanError, match=message):
        departments.set_alias(alias, department, BY)


def test_the_revision_changes_with_plans_aliases_and_statuses_only(
    store: PlanStore, departments: DepartmentStore
) -> None:
    seen = [store.revision()]
    publish(store, a_plan(RICH))
    seen.append(store.revision())
    departments.set_alias("督导", "督导室", BY)
    seen.append(store.revision())
    departments.remove_alias("督导", BY)
    seen.append(store.revision())
    publish(store, a_plan(a_parsed_item(), year=2018))
    seen.append(store.revision())
    store.set_status("2017-1", Status.DONE, NOW)
    seen.append(store.revision())
    assert len(set(seen)) == 6
    publish(store, a_plan(RICH), name="again.txt")
    store.set_status("2017-99", Status.DONE, NOW)
    departments.remove_alias("督导", BY)
    assert store.revision() == seen[-1]
