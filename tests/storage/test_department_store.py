"""Names of departments as admins change them, on each kind of database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind, Person, Role
from storage.database import reading, writing
from storage.department_store import LONGEST_UNKNOWN, MOST_UNKNOWN, DepartmentStore
from storage.errors import DubanError, PlanConflictError
from storage.plan import ItemFilter, ParsedPlan
from storage.record_log import RecordLog
from storage.record_tables import UNKNOWN_NAMES
from storage.records import Author, Deed
from storage.subscription import Address, SubscriptionDraft
from storage.subscription_store import SubscriptionStore
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.naming import Renaming
    from storage.plan_store import PlanStore

TEACHING, LIBRARY, FINANCE = "教务处", "图书馆", "财务处"
BY = Author(7, NOW)


def the_plan() -> ParsedPlan:
    return a_plan(
        a_parsed_item("编制培训计划", due="2017-03-31", department=TEACHING),
        a_parsed_item("建数据库", due="2017-06-30", departments=(LIBRARY, TEACHING)),
        a_parsed_item("修订办法", due="2017-09-30", department=FINANCE),
    )


def publish(store: PlanStore, plan: ParsedPlan | None = None, name: str = "plan.txt") -> object:
    return store.publish(plan or the_plan(), file_name=name, content=name.encode(), now=NOW)


def id_of(departments: DepartmentStore, name: str) -> int:
    return next(each.id for each in departments.departments() if each.name == name)


def rename(departments: DepartmentStore, before: str, after: str) -> Renaming:
    planned = departments.plan_rename(id_of(departments, before), after)
    departments.carry_out(planned, BY)
    return planned


def merge(departments: DepartmentStore, one: str, into: str) -> Renaming:
    planned = departments.plan_merge(id_of(departments, one), id_of(departments, into))
    departments.carry_out(planned, BY)
    return planned


def named(store: PlanStore) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(item.responsible, item.assisting) for item in store.find(ItemFilter())]


# -- aliases ------------------------------------------------------------------------------------------------


def test_departments_come_with_aliases_and_counts(store: PlanStore, departments: DepartmentStore) -> None:
    publish(store)
    departments.set_alias("教务", TEACHING, BY)
    found = [(each.name, each.aliases, each.items) for each in departments.departments()]
    assert found == [(TEACHING, ("教务",), 2), (LIBRARY, (), 1), (FINANCE, (), 1)]


def test_an_alias_is_set_moved_and_removed_and_the_log_says_so(
    store: PlanStore, departments: DepartmentStore, engine: Engine
) -> None:
    publish(store)
    departments.set_alias("馆里", LIBRARY, BY)
    departments.set_alias("馆里", FINANCE, BY)
    assert departments.remove_alias("馆 里", BY)
    assert not departments.remove_alias("馆里", BY)
    assert [(each.what, each.about, each.details) for each in RecordLog(engine).entries(3)] == [
        (Deed.ALIAS_REMOVED, "馆里", {"before": FINANCE}),
        (Deed.ALIAS_SET, "馆里", {"before": LIBRARY, "after": FINANCE}),
        (Deed.ALIAS_SET, "馆里", {"after": LIBRARY}),
    ]


def test_a_plan_that_uses_an_alias_means_the_department(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store)
    departments.set_alias("教学处", TEACHING, BY)
    plan = a_plan(
        a_parsed_item("编制培训计划", due="2017-03-31", department="教 学处"), *the_plan().items[1:]
    )
    assert store.preview(plan).unchanged
    publish(store, plan, "again.txt")
    assert [each.name for each in departments.departments()] == [TEACHING, LIBRARY, FINANCE]


def test_a_name_that_only_former_versions_have_can_become_an_alias(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store)
    publish(store, a_plan(*the_plan().items[:2]), "next.txt")
    departments.note_unknown([FINANCE], NOW)
    assert [each.name for each in departments.unknown_names()] == [FINANCE]
    departments.set_alias(FINANCE, LIBRARY, BY)
    assert departments.departments()[1].aliases == (FINANCE,)
    assert departments.unknown_names() == ()
    with pytest.raises(DubanError, match="is itself a department's name"):
        departments.set_alias(TEACHING, LIBRARY, BY)


# -- renaming -----------------------------------------------------------------------------------------------


def test_a_renamed_department_has_all_that_it_had(store: PlanStore, departments: DepartmentStore) -> None:
    publish(store)
    departments.set_alias("教务", TEACHING, BY)
    planned = rename(departments, TEACHING, "教学 部")
    assert (planned.before, planned.after, planned.items) == (TEACHING, "教学部", 2)
    assert [(each.name, each.aliases) for each in departments.departments()] == [
        ("教学部", ("教务", TEACHING)),
        (LIBRARY, ()),
        (FINANCE, ()),
    ]
    assert next(item.departments for item in store.items_of(2017, 1)) == ("教学部",)
    assert [item.code for item in store.find(ItemFilter(departments=("教学部",)))] == ["2017-1", "2017-2"]


def test_a_plan_with_the_former_name_changes_nothing(store: PlanStore, departments: DepartmentStore) -> None:
    publish(store)
    rename(departments, TEACHING, "教学部")
    rename(departments, "教学部", "教学中心")
    assert store.preview(the_plan()).unchanged
    reworded = a_plan(*the_plan().items, a_parsed_item("新的", department=TEACHING))
    publish(store, reworded, "next.txt")
    assert [each.name for each in departments.departments()] == ["教学中心", LIBRARY, FINANCE]
    assert store.find(ItemFilter())[0].code == "2017-1"


def test_a_department_can_have_its_former_name_again(store: PlanStore, departments: DepartmentStore) -> None:
    publish(store)
    rename(departments, TEACHING, "教学部")
    rename(departments, "教学部", TEACHING)
    (first, *_) = departments.departments()
    assert (first.name, first.aliases) == (TEACHING, ("教学部",))


def test_another_spelling_of_a_name_is_no_alias(store: PlanStore, departments: DepartmentStore) -> None:
    publish(store, a_plan(a_parsed_item("x", department="IT处")))
    rename(departments, "IT处", "ＩＴ处")
    assert [(each.name, each.aliases) for each in departments.departments()] == [("ＩＴ处", ())]


def test_a_name_that_only_former_versions_have_is_free(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store)
    publish(store, a_plan(*the_plan().items[:2]), "next.txt")
    rename(departments, TEACHING, FINANCE)
    assert [each.name for each in departments.departments()] == [FINANCE, LIBRARY]
    assert store.items_of(2017, 1)[2].departments == (FINANCE,)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (LIBRARY, "is a department already"),
        ("馆里", "is an alias of “图书馆”"),
        (" ", "at least one character"),
        ("长" * 300, "at least one character"),
    ],
)
def test_a_name_that_is_anothers_is_refused(
    store: PlanStore, departments: DepartmentStore, name: str, message: str
) -> None:
    publish(store)
    departments.set_alias("馆里", LIBRARY, BY)
    with pytest.raises(DubanError, match=message):
        departments.plan_rename(id_of(departments, TEACHING), name)


def test_limits_of_chats_and_people_follow(
    store: PlanStore, departments: DepartmentStore, engine: Engine
) -> None:
    publish(store)
    chats = ChatStore(engine)
    chats.see(Chat(id=-5, kind=ChatKind.GROUP), None)
    chats.see(Chat(id=-6, kind=ChatKind.GROUP), None)
    chats.set_scope(-5, (LIBRARY, TEACHING))
    chats.set_role(3, Role.HEAD, (TEACHING,))
    assert rename(departments, TEACHING, "教学部").limits == 2
    assert [chat.departments for chat in chats.chats()] == [None, (LIBRARY, "教学部")]
    assert chats.people() == (Person(id=3, role=Role.HEAD, departments=("教学部",)),)
    merge(departments, "教学部", LIBRARY)
    assert [chat.departments for chat in chats.chats()] == [None, (LIBRARY,)]


def test_what_was_seen_before_somebody_elses_change_is_not_carried_out(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store)
    planned = departments.plan_rename(id_of(departments, TEACHING), "教学部")
    departments.set_alias("馆里", LIBRARY, BY)
    with pytest.raises(PlanConflictError, match="changed meanwhile"):
        departments.carry_out(planned, BY)
    assert departments.departments()[0].name == TEACHING


# -- merging ------------------------------------------------------------------------------------------------


def test_a_merged_department_is_the_other_in_all_versions(
    store: PlanStore, departments: DepartmentStore, engine: Engine
) -> None:
    publish(store)
    publish(store, a_plan(*the_plan().items[:2]), "next.txt")
    departments.set_alias("教务", TEACHING, BY)
    merge(departments, TEACHING, LIBRARY)
    assert [item.departments for item in store.items_of(2017, 1)] == [(LIBRARY,), (LIBRARY,), (FINANCE,)]
    assert [item.departments for item in store.items_of(2017, 2)] == [(LIBRARY,), (LIBRARY,)]
    assert [(each.name, each.aliases, each.items) for each in departments.departments()] == [
        (LIBRARY, ("教务", TEACHING), 2)
    ]
    assert RecordLog(engine).entries(1)[0].details == {"before": TEACHING, "after": LIBRARY}
    assert store.preview(a_plan(*the_plan().items[:2])).unchanged


@pytest.mark.parametrize("one", [TEACHING, LIBRARY])
def test_who_answers_for_an_item_still_does_after_merging_with_who_helps(
    store: PlanStore, departments: DepartmentStore, one: str
) -> None:
    other = {TEACHING: LIBRARY, LIBRARY: TEACHING}[one]
    plan = a_plan(
        a_parsed_item("甲", departments=(one, other), assisting=(other,)),
        a_parsed_item("乙", departments=(other, one), assisting=(other, one)),
    )
    publish(store, plan)
    merge(departments, TEACHING, LIBRARY)
    assert named(store) == [((LIBRARY,), ()), ((), (LIBRARY,))]
    assert store.preview(plan).unchanged


def test_subscriptions_follow_and_name_each_department_once(
    store: PlanStore, departments: DepartmentStore, engine: Engine
) -> None:
    publish(store)
    subscriptions = SubscriptionStore(engine)
    for chat_id, names in ((-1, (TEACHING, LIBRARY)), (-2, (TEACHING,)), (-3, None)):
        address = Address("telegram", chat_id)
        subscriptions.put(
            SubscriptionDraft(address=address, departments=names, zone=ZoneInfo("Asia/Shanghai")), now=NOW
        )
    assert merge(departments, TEACHING, LIBRARY).subscriptions == 2
    found = {each.subscription.address.chat_id: each.subscription.departments for each in subscriptions.all()}
    assert found == {-1: (LIBRARY,), -2: (LIBRARY,), -3: None}


def test_a_department_is_not_merged_with_itself_nor_with_one_that_is_gone(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store)
    here = id_of(departments, TEACHING)
    with pytest.raises(DubanError, match="with itself"):
        departments.plan_merge(here, here)
    with pytest.raises(DubanError, match="no longer there"):
        departments.plan_merge(here, 999)


def test_the_history_of_a_name_goes_back_through_all_that_it_was(
    store: PlanStore, departments: DepartmentStore
) -> None:
    publish(store)
    rename(departments, TEACHING, "教学部")
    rename(departments, FINANCE, "财务部")
    merge(departments, "教学部", LIBRARY)
    found = [(each.details["before"], each.details["after"]) for each in departments.history(LIBRARY)]
    assert found == [("教学部", LIBRARY), (TEACHING, "教学部")]


# -- names that nobody has ----------------------------------------------------------------------------------


def test_unknown_names_are_counted_and_the_most_asked_come_first(departments: DepartmentStore) -> None:
    departments.note_unknown(["扶贫办"], NOW)
    departments.note_unknown(["外联 部", "外联部"], NOW)
    departments.note_unknown(["外联部"], NOW + timedelta(hours=1))
    found = [(each.name, each.times, each.last_asked_at) for each in departments.unknown_names()]
    assert found == [("外联部", 2, NOW + timedelta(hours=1)), ("扶贫办", 1, NOW)]


def test_a_half_sentence_is_not_kept(departments: DepartmentStore) -> None:
    departments.note_unknown(["部" * (LONGEST_UNKNOWN + 1), " "], NOW)
    assert departments.unknown_names() == ()


def test_a_name_that_was_set_aside_stays_so_when_asked_again(departments: DepartmentStore) -> None:
    departments.note_unknown(["外联部"], NOW)
    (one,) = departments.unknown_names()
    assert departments.ignore(one.id, BY)
    departments.note_unknown(["外联部"], NOW)
    assert departments.unknown_names() == ()
    assert not departments.ignore(999, BY)


def test_a_name_that_somebody_has_now_is_unknown_no_more(
    store: PlanStore, departments: DepartmentStore
) -> None:
    departments.note_unknown(["馆里", FINANCE], NOW)
    publish(store)
    assert [each.name for each in departments.unknown_names()] == ["馆里"]
    departments.set_alias("馆里", LIBRARY, BY)
    assert departments.unknown_names() == ()


def test_so_many_names_are_kept_and_the_least_asked_makes_way(
    departments: DepartmentStore, engine: Engine
) -> None:
    rows = [
        {
            "key": f"n{number}",
            "name": f"n{number}",
            "times": 2 + (number != 17),
            "last_asked_at": NOW,
            "ignored": False,
        }
        for number in range(MOST_UNKNOWN)
    ]
    with writing(engine) as connection:
        connection.execute(insert(UNKNOWN_NAMES), rows)
    departments.note_unknown(["新的部"], NOW)
    with reading(engine) as connection:
        kept = set(connection.execute(select(UNKNOWN_NAMES.c.name)).scalars())
    assert len(kept) == MOST_UNKNOWN
    assert "新的部" in kept
    assert "n17" not in kept
