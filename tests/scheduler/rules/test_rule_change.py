"""Changes: what a reload added, dropped or moved in a subscription's departments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.reminder import ChangeKind
from scheduler.rules.change import PlanChange, changes
from storage.plan import Status
from tests.examples import a_deadline, an_item
from tests.scheduler.plans import a_subscription, at

if TYPE_CHECKING:
    from storage.plan import PlanItem
    from storage.subscription import Subscription

NOW = at("2017-11-20")
KEPT = an_item(code="2017-1", due="2017-11-30")
MOVED = an_item(code="2017-2", due="2017-10-31")
GONE = an_item(code="2017-3", due="2017-12-31")
NEW = an_item(code="2017-4", due="2017-12-31")
LATER = replace(MOVED, deadline=a_deadline("2017-12-15"))
ALL = a_subscription()


def _said(
    before: list[PlanItem], after: list[PlanItem], subscription: Subscription = ALL
) -> list[tuple[str, str]]:
    change = PlanChange(year=2017, version=3, before=tuple(before), after=tuple(after))
    found = changes(change, subscription, NOW)
    return [(each.change.kind.value, each.item.code) for each in found if each.change]


def test_a_reload_tells_what_was_added_moved_and_dropped() -> None:
    said = _said([KEPT, MOVED, GONE], [KEPT, LATER, NEW])
    assert said == [("added", "2017-4"), ("moved", "2017-2"), ("dropped", "2017-3")]


def test_a_moved_item_knows_its_days_before_and_after() -> None:
    change = PlanChange(year=2017, version=3, before=(MOVED,), after=(LATER,))
    (reminder,) = changes(change, ALL, NOW)
    assert reminder.change
    assert reminder.change.kind is ChangeKind.MOVED
    assert (reminder.change.before, reminder.change.after) == (MOVED.due, LATER.due)
    assert str(reminder.key) == "1 2017-2 - change:moved:2017v3"


def test_a_reload_that_changes_nothing_tells_nothing() -> None:
    assert _said([KEPT, MOVED], [MOVED, KEPT]) == []


def test_other_words_alone_are_no_news() -> None:
    assert _said([KEPT], [replace(KEPT, measure="编制培训计划。")]) == []


def test_a_first_import_changes_nothing() -> None:
    assert _said([], [KEPT, NEW]) == []


def test_who_did_not_ask_about_a_department_is_not_told() -> None:
    assert _said([KEPT], [KEPT, NEW], a_subscription(2, "图书馆")) == []


def test_an_item_that_goes_to_another_department_is_dropped_for_one_and_added_for_the_other() -> None:
    given = replace(KEPT, departments=("图书馆",))
    assert _said([KEPT], [given], a_subscription(1, "教务处")) == [("dropped", "2017-1")]
    assert _said([KEPT], [given], a_subscription(2, "图书馆")) == [("added", "2017-1")]
    assert _said([KEPT], [given]) == []


def test_what_is_finished_is_no_news() -> None:
    assert _said([KEPT, replace(GONE, status=Status.DONE)], [KEPT, replace(NEW, status=Status.DONE)]) == []
