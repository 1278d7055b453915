"""Changes: what a reload made of a subscription's items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.reminder import ChangeKind
from scheduler.rules.change import PlanChange, changes
from storage.plan import Status
from storage.regrouping import Regrouping
from tests.examples import a_deadline, an_item
from tests.scheduler.plans import a_subscription, at

if TYPE_CHECKING:
    from scheduler.reminder import Change
    from storage.plan import PlanItem
    from storage.subscription import Subscription

NOW = at("2017-11-20")
KEPT = an_item(code="2017-1", due="2017-11-30")
MOVED = an_item(code="2017-2", due="2017-10-31")
GONE = an_item(code="2017-3", due="2017-12-31")
NEW = an_item(code="2017-4", due="2017-12-31")
LATER = replace(MOVED, deadline=a_deadline("2017-12-15"))
ALL, TEACHING, LIBRARY, CLINIC = (
    a_subscription(number, *names)
    for number, names in enumerate(((), ("教务处",), ("图书馆",), ("校医院",)), start=1)
)


def _changes(
    before: list[PlanItem], after: list[PlanItem], subscription: Subscription = ALL
) -> list[tuple[str, Change]]:
    change = PlanChange(year=2017, since=2, version=3, before=tuple(before), after=tuple(after))
    return [(each.item.code, each.change) for each in changes(change, subscription, NOW) if each.change]


def _said(
    before: list[PlanItem], after: list[PlanItem], subscription: Subscription = ALL
) -> list[tuple[str, str]]:
    return [(change.kind.value, code) for code, change in _changes(before, after, subscription)]


def test_a_reload_tells_what_was_added_moved_and_dropped() -> None:
    said = _said([KEPT, MOVED, GONE], [KEPT, LATER, NEW])
    assert said == [("added", "2017-4"), ("moved", "2017-2"), ("dropped", "2017-3")]


def test_a_change_knows_the_item_before_and_after() -> None:
    change = PlanChange(year=2017, since=1, version=3, before=(MOVED,), after=(LATER,))
    (reminder,) = changes(change, ALL, NOW)
    assert reminder.change
    assert (reminder.change.before, reminder.change.after) == (MOVED, LATER)
    assert (reminder.change.since, reminder.change.version) == (1, 3)
    assert str(reminder.key) == "1 2017-2 - change:moved:2017v3"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (a_deadline("2017-10-31"), a_deadline("2017-12-15"), ChangeKind.MOVED),
        (a_deadline("2017-12-15"), a_deadline("2017-10-31"), ChangeKind.EARLIER),
        (
            a_deadline(["2017-03-31", "2017-12-31"]),
            a_deadline(["2017-06-30", "2017-12-31"]),
            ChangeKind.MOVED,
        ),
        (a_deadline("2017-12-31"), a_deadline(["2017-06-30", "2017-12-31"]), ChangeKind.EARLIER),
        (a_deadline("2017-12-31"), a_deadline(), ChangeKind.MOVED),
        (a_deadline(), a_deadline("2017-06-30"), ChangeKind.MOVED),
        (a_deadline(), a_deadline(ongoing=True), ChangeKind.MOVED),
        (a_deadline(ongoing=True), a_deadline("2017-06-30"), ChangeKind.MOVED),
        (a_deadline("2017-12-31"), a_deadline("2017-12-31", start="2017-12-01"), None),
    ],
)
def test_what_is_due_at_another_time_is_news(before: object, after: object, kind: ChangeKind | None) -> None:
    items = [replace(KEPT, deadline=each) for each in (before, after)]  # type: ignore[arg-type]
    assert _said(items[:1], items[1:]) == ([(kind.value, "2017-1")] if kind else [])


def test_a_reload_that_changes_nothing_tells_nothing() -> None:
    assert _said([KEPT, MOVED], [MOVED, KEPT]) == []


def test_other_words_alone_are_no_news() -> None:
    assert _said([KEPT], [replace(KEPT, measure="编制培训计划。")]) == []


def test_a_first_import_changes_nothing() -> None:
    assert _said([], [KEPT, NEW]) == []


def test_who_did_not_ask_about_a_department_is_not_told() -> None:
    assert _said([KEPT], [KEPT, NEW], LIBRARY) == []


def _whose(*departments: str, assisting: tuple[str, ...] = ()) -> PlanItem:
    return replace(KEPT, departments=departments, assisting=assisting)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(
            _whose("教务处"),
            _whose("图书馆"),
            {ALL: "roles", TEACHING: "handed_over", LIBRARY: "received"},
            id="handed over",
        ),
        pytest.param(
            _whose("教务处"),
            _whose("教务处", "图书馆", assisting=("图书馆",)),
            {ALL: "roles", TEACHING: "roles", LIBRARY: "received"},
            id="with help",
        ),
        pytest.param(
            _whose("教务处", "图书馆", assisting=("图书馆",)),
            _whose("图书馆", "教务处", assisting=("教务处",)),
            {ALL: "roles", TEACHING: "roles", LIBRARY: "roles"},
            id="the other way round",
        ),
        pytest.param(
            _whose("教务处"),
            replace(_whose("图书馆"), deadline=a_deadline("2017-12-15")),
            {ALL: "moved", TEACHING: "handed_over", LIBRARY: "received"},
            id="handed over and moved",
        ),
        pytest.param(
            _whose("教务处"), _whose(), {ALL: "roles", TEACHING: "handed_over"}, id="to no department"
        ),
        pytest.param(_whose("教务处", "图书馆"), _whose("图书馆", "教务处"), {}, id="in another order"),
    ],
)
def test_an_item_of_other_departments_is_told_as_each_chat_sees_it(
    before: PlanItem, after: PlanItem, told: dict[Subscription, str]
) -> None:
    for subscription in (ALL, TEACHING, LIBRARY, CLINIC):
        said = [("2017-1", told[subscription])] if subscription in told else []
        assert [(code, kind) for kind, code in _said([before], [after], subscription)] == said


def test_what_is_finished_is_no_news() -> None:
    assert _said([KEPT, replace(GONE, status=Status.DONE)], [KEPT, replace(NEW, status=Status.DONE)]) == []


ONE = an_item("梳理规章制度目录并公开发布。", code="2017-7", due="2017-12-31")
OTHER = an_item("清理过期药品并登记造册上报。", code="2017-8", due="2017-12-31", department="校医院")
BOTH = replace(ONE, measure=ONE.measure + OTHER.measure)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(
            [KEPT, BOTH],
            [KEPT, ONE, OTHER],
            {"2017-8": ("added", Regrouping(part_of="2017-7")),
             "2017-7": ("regrouped", Regrouping(parted=("2017-8",)))},
            id="split",
        ),
        pytest.param(
            [KEPT, ONE, OTHER],
            [KEPT, BOTH],
            {"2017-7": ("regrouped", Regrouping(holds=("2017-8",))),
             "2017-8": ("merged", Regrouping(merged_into="2017-7"))},
            id="merged",
        ),
        pytest.param(
            [KEPT, ONE, OTHER],
            [KEPT, replace(OTHER, measure=BOTH.measure)],
            {"2017-8": ("regrouped", Regrouping(holds=("2017-7",))),
             "2017-7": ("merged", Regrouping(merged_into="2017-8"))},
            id="merged, and the lesser part keeps its code",
        ),
        pytest.param(
            [KEPT, ONE, OTHER], [KEPT, ONE], {"2017-8": ("dropped", Regrouping())}, id="neither"
        ),
    ],
)  # fmt: skip
def test_what_was_split_or_merged_says_with_which_item(
    before: list[PlanItem], after: list[PlanItem], told: dict[str, tuple[str, Regrouping]]
) -> None:
    found = {code: (change.kind.value, change.regrouping) for code, change in _changes(before, after)}
    assert found == told
    theirs = {code for code, _ in _changes(before, after, CLINIC)}
    assert theirs == {"2017-8"}
