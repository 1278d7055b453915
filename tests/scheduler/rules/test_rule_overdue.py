"""Overdue: the first working day after D, then each week's first, four times at most."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.rules.span import RuleName
from scheduler.schedule import reminders_between
from scheduler.working_days import china
from tests.examples import a_day, an_item
from tests.scheduler.plans import a_subscription


@pytest.mark.parametrize(
    ("due", "days"),
    [
        pytest.param(
            "2017-11-30", ["2017-12-01", "2017-12-04", "2017-12-11", "2017-12-18"], id="due on a Thursday"
        ),
        pytest.param(
            "2017-12-31", ["2018-01-02", "2018-01-08", "2018-01-15", "2018-01-22"], id="due on a Sunday"
        ),
        pytest.param(
            "2017-12-04", ["2017-12-05", "2017-12-11", "2017-12-18", "2017-12-25"], id="due on a Monday"
        ),
        pytest.param(
            "2017-12-01", ["2017-12-04", "2017-12-11", "2017-12-18", "2017-12-25"], id="due on a Friday"
        ),
        pytest.param(
            "2017-09-29",
            ["2017-09-30", "2017-10-09", "2017-10-16", "2017-10-23"],
            id="a week without a working day is skipped, a worked Saturday is not",
        ),
        pytest.param(
            "2017-04-27",
            ["2017-04-28", "2017-05-02", "2017-05-08", "2017-05-15"],
            id="a week may begin on a Tuesday",
        ),
    ],
)
def test_an_overdue_item_is_named_four_times(due: str, days: list[str]) -> None:
    last = date(a_day(due).year + 1, 12, 31)
    said = reminders_between(a_day(due), last, [an_item(due=due)], [a_subscription()], china())
    overdue = [reminder for reminder in said if reminder.rule is RuleName.OVERDUE]
    assert [reminder.at.date().isoformat() for reminder in overdue] == days
    assert [reminder.occasion for reminder in overdue] == ["1", "2", "3", "4"]
