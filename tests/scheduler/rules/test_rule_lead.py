"""Leads: on D − lead, moved back to a working day, of two on one day the shorter."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.schedule import reminders_between
from scheduler.working_days import WEEKENDS_ONLY, china
from storage.subscription import DEFAULT_LEADS, Lead, read_leads
from tests.examples import a_day, an_item
from tests.scheduler.plans import a_subscription


def _said(due: str, leads: str) -> dict[str, str]:
    """Return the day of each lead, in 2016 to 2018."""
    wanted = [a_subscription(leads=read_leads(leads), outlook=False)]
    days = date(2016, 11, 1), a_day(due)
    said = reminders_between(*days, [an_item(due=due)], wanted, china())
    return {str(each.lead): each.at.date().isoformat() for each in said}


@pytest.mark.parametrize(
    ("due", "lead", "day"),
    [
        pytest.param("2017-11-30", "0d", "2017-11-30", id="the day itself"),
        pytest.param("2017-11-30", "7d", "2017-11-23", id="a week before"),
        pytest.param("2017-12-31", "30d", "2017-12-01", id="thirty days before"),
        pytest.param("2017-12-31", "0d", "2017-12-29", id="a Sunday goes back to Friday"),
        pytest.param("2017-12-10", "7d", "2017-12-01", id="the week before was a Sunday"),
        pytest.param(
            "2017-10-07", "0d", "2017-09-30", id="a holiday goes back to a Saturday that was worked"
        ),
        pytest.param("2017-10-15", "7d", "2017-09-30", id="the week before was in a holiday"),
        pytest.param("2017-05-27", "0d", "2017-05-27", id="a Saturday that is worked is a day like others"),
        pytest.param("2017-11-30", "1wd", "2017-11-29", id="the working day before"),
        pytest.param("2017-12-04", "1wd", "2017-12-01", id="before a Monday comes Friday"),
        pytest.param("2017-12-31", "1wd", "2017-12-29", id="before a Sunday, too"),
        pytest.param("2017-11-30", "5wd", "2017-11-23", id="five working days are a week"),
        pytest.param("2017-10-10", "3wd", "2017-09-29", id="working days skip a holiday of eight days"),
        pytest.param("2017-12-31", "0wd", "2017-12-29", id="no working day before is the day itself"),
        pytest.param("2018-01-31", "60d", "2017-12-01", id="over the year's end, moved back from Saturday"),
    ],
)
def test_a_lead_is_counted_back_and_then_moved_back(due: str, lead: str, day: str) -> None:
    assert _said(due, lead) == {lead: day}


def test_leads_come_one_after_another() -> None:
    assert _said("2017-11-30", "30d,7d,1wd,0d") == {
        "30d": "2017-10-31",
        "7d": "2017-11-23",
        "1wd": "2017-11-29",
        "0d": "2017-11-30",
    }


@pytest.mark.parametrize(
    ("due", "leads", "kept"),
    [
        pytest.param("2017-12-31", "1wd,0d", ["0d"], id="both on Friday"),
        pytest.param("2017-10-07", "7d,1wd,0d", ["0d"], id="all before the holiday"),
        pytest.param("2017-10-09", "7d,1wd", ["1wd"], id="a working day is shorter than a week"),
        pytest.param("2017-11-30", "7d,5wd", ["7d"], id="as long as each other"),
        pytest.param("2017-11-30", "0d,0wd", ["0d"], id="the day itself said twice"),
        pytest.param("2017-11-30", "1d,1wd", ["1d"], id="a day is shorter than a working day"),
        pytest.param("2017-11-30", "7d,7d", ["7d"], id="named twice"),
    ],
)
def test_of_two_leads_on_one_day_only_the_shorter_speaks(due: str, leads: str, kept: list[str]) -> None:
    assert list(_said(due, leads)) == kept


def test_beyond_the_calendars_years_weekends_count_alone() -> None:
    said = reminders_between(
        date(2050, 9, 1),
        date(2050, 10, 31),
        [an_item(due="2050-10-03", year=2050)],
        [a_subscription(leads=(Lead(0),), outlook=False)],
        china(),
    )
    assert [each.at.date() for each in said if each.lead] == [date(2050, 10, 3)]


def test_a_finished_item_is_not_reminded_of() -> None:
    from storage.plan import Status  # noqa: PLC0415

    items = [an_item(due="2017-11-30", status=status) for status in Status]
    days = date(2017, 10, 1), date(2017, 12, 31)
    said = reminders_between(*days, items, [a_subscription(leads=DEFAULT_LEADS)], WEEKENDS_ONLY)
    assert {each.item.status for each in said} == set(Status) - {Status.DONE}


def test_each_milestone_has_its_own_reminders() -> None:
    item = an_item(due=["2017-06-15", "2017-11-30"])
    wanted = [a_subscription(leads=(Lead(7),), outlook=False)]
    said = reminders_between(date(2017, 6, 1), date(2017, 11, 30), [item], wanted, china())
    assert [each.due for each in said if each.lead] == [date(2017, 6, 15), date(2017, 11, 30)]
