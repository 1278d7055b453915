"""Leads as people write them, and whom a subscription concerns."""

from __future__ import annotations

import pytest
from hypothesis import given

from storage.subscription import (
    DEFAULT_LEADS,
    Lead,
    LeadUnit,
    UnclearLeadError,
    read_lead,
    read_leads,
)
from tests.examples import an_item
from tests.scheduler.plans import a_subscription, leads


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("30d,7d,1wd,0d", "30d 7d 1wd 0d"),
        ("0d 7d 30d", "30d 7d 0d"),
        ("7d，1wd；0d", "7d 1wd 0d"),
        ("7D, 1WD", "7d 1wd"),
        ("7d,7d", "7d"),
        ("提前7天、1个工作日", "7d 1wd"),
        ("7 days, 2 working days", "7d 2wd"),
        ("5wd,7d", "5wd 7d"),
        (" 3d ", "3d"),
    ],
)
def test_leads_are_read_as_people_write_them(text: str, leads: str) -> None:
    assert " ".join(map(str, read_leads(text))) == leads


@pytest.mark.parametrize(
    "text", ["", ",", "7", "d", "-1d", "7x", "1.5d", "7d-1d", "9999d", "a week", "７天又"]
)
def test_what_is_no_lead_is_said_so(text: str) -> None:
    with pytest.raises(UnclearLeadError):
        read_leads(text)


def test_too_many_leads_are_refused() -> None:
    with pytest.raises(UnclearLeadError):
        read_leads(",".join(f"{number}d" for number in range(11)))


@given(leads())
def test_a_lead_is_read_as_it_is_written(wished: tuple[Lead, ...]) -> None:
    assert [read_lead(str(lead)) for lead in wished] == list(wished)


def test_the_shorter_lead_sorts_first() -> None:
    leads = [Lead(30), Lead(2), Lead(1, LeadUnit.WORKING_DAYS), Lead(7), Lead(1), Lead(0)]
    assert [str(lead) for lead in sorted(leads)] == ["0d", "1d", "1wd", "2d", "7d", "30d"]
    assert sorted(DEFAULT_LEADS, reverse=True) == list(DEFAULT_LEADS)


def test_a_subscription_concerns_responsible_and_assisting_departments() -> None:
    item = an_item(departments=("教务处", "图书馆"), assisting=("图书馆",))
    assert a_subscription(1).concerns(item)
    assert a_subscription(1, "图书馆").concerns(item)
    assert not a_subscription(1, "校医院").concerns(item)
    assert not a_subscription(1, departments=()).concerns(item)
