"""Check-in: year-round items, four times a year."""

from __future__ import annotations

from datetime import date

from scheduler.rules.span import RuleName
from scheduler.schedule import reminders_between
from scheduler.working_days import china
from storage.plan import PlanItem, Status
from tests.examples import an_item
from tests.scheduler.plans import a_subscription


def _check_ins(item: PlanItem, *, wanted: bool = True) -> list[str]:
    days = date(2016, 1, 1), date(2018, 12, 31)
    said = reminders_between(*days, [item], [a_subscription(check_in=wanted)], china())
    return [each.at.date().isoformat() for each in said if each.rule is RuleName.CHECK_IN]


def test_year_round_items_are_asked_after_by_the_25th_of_each_quarters_last_month() -> None:
    """The 25th of March 2017 is a Saturday, that of June a Sunday."""
    item = an_item(ongoing=True)
    assert _check_ins(item) == ["2017-03-24", "2017-06-23", "2017-09-25", "2017-12-25"]


def test_only_year_round_items_of_that_year_are_asked_after() -> None:
    assert _check_ins(an_item(due="2017-12-31")) == []
    assert _check_ins(an_item()) == []
    assert {day[:4] for day in _check_ins(an_item(ongoing=True, year=2018))} == {"2018"}


def test_a_year_round_item_that_is_finished_is_left_alone() -> None:
    assert _check_ins(an_item(ongoing=True, status=Status.DONE)) == []


def test_the_check_in_can_be_switched_off() -> None:
    assert _check_ins(an_item(ongoing=True), wanted=False) == []
