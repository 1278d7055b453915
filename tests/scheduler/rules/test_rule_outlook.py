"""Outlook: each month's first working day, what falls due in it."""

from __future__ import annotations

from datetime import date

from scheduler.rules.span import RuleName
from scheduler.schedule import reminders_between
from scheduler.working_days import china
from tests.examples import an_item
from tests.scheduler.plans import a_subscription


def _outlooks(*dues: str, wanted: bool = True) -> list[tuple[str, str]]:
    said = reminders_between(
        date(2017, 1, 1),
        date(2018, 1, 31),
        [an_item(due=due) for due in dues],
        [a_subscription(outlook=wanted)],
        china(),
    )
    return [(f"{each.at:%m-%d}", f"{each.due}") for each in said if each.rule is RuleName.OUTLOOK]


def test_a_month_is_looked_at_on_its_first_working_day() -> None:
    assert _outlooks("2017-10-31", "2017-12-15") == [("10-09", "2017-10-31"), ("12-01", "2017-12-15")]


def test_what_fell_due_before_the_first_working_day_is_left_to_the_overdue_list() -> None:
    assert _outlooks("2017-10-03", "2017-10-09") == [("10-09", "2017-10-09")]


def test_a_month_without_due_days_has_no_outlook() -> None:
    assert _outlooks() == []


def test_the_outlook_can_be_switched_off() -> None:
    assert _outlooks("2017-10-31", wanted=False) == []
