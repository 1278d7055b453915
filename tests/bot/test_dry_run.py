"""`duban remind`: what would be sent, as rows and as a calendar."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from bot.catalogue import catalogue
from bot.dry_run import dry_run, rows_json, wanted_days, wanted_departments
from bot.question import Language
from bot.reminder_calendar import reminder_calendar
from bot.terminal import columns_of
from scheduler.working_days import china
from storage.errors import DubanError
from storage.parsing import parse_plan
from storage.plan import Department, PlanItem
from tests.bot.command_line import SAMPLE, duban_in
from tests.examples import an_item, departments_of, numbered
from tests.scheduler.plans import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ZH, EN = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)
PLAN = numbered(
    [
        an_item("编制年度培训计划并组织实施。", due="2017-12-31", department="教务处"),
        an_item("修订专业培养方案。", due="2017-12-31", departments=("教务处", "图书馆")),
        an_item("采购外文数据库并验收。", due="2017-11-30", department="图书馆"),
        an_item("开放自习室。", ongoing=True, department="图书馆"),
    ]
)
NAMES = tuple(department.name for department in departments_of(PLAN))


def _rows(
    first: str, last: str, names: Sequence[str] = NAMES, items: Sequence[PlanItem] = PLAN
) -> list[dict[str, Any]]:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return rows_json(dry_run(items, names, days, china(), SHANGHAI), ZH, china())


# -- rows -------------------------------------------------------------------------------------------------


def test_a_row_says_who_would_be_told_what_and_when() -> None:
    assert _rows("2017-11-23", "2017-11-23") == [
        {
            "at": "2017-11-23T09:00:00+08:00",
            "department": "图书馆",
            "rule": "lead",
            "lead": "7d",
            "items": [{"code": "2017-3", "measure": "采购外文数据库并验收。", "due": "2017-11-30"}],
            "text": "督办提醒 · 图书馆 · 2017年11月23日\n\n"
            "11月30日 周四到期 · 还有 5 个工作日\n"
            "2017-3 采购外文数据库并验收。",
        }
    ]


def test_there_is_a_row_for_each_department_rule_lead_and_due_day() -> None:
    rows = [
        (row["department"], row["rule"], row["lead"], [item["code"] for item in row["items"]])
        for row in _rows("2017-12-01", "2017-12-01")
    ]
    assert rows == [
        ("教务处", "lead", "30d", ["2017-1", "2017-2"]),
        ("教务处", "outlook", None, ["2017-1", "2017-2"]),
        ("图书馆", "overdue", None, ["2017-3"]),
        ("图书馆", "lead", "30d", ["2017-2"]),
        ("图书馆", "outlook", None, ["2017-2"]),
    ]


def test_year_round_items_have_no_due_day() -> None:
    (row,) = _rows("2017-09-25", "2017-09-25")
    assert (row["rule"], row["items"][0]["due"]) == ("check_in", None)


def test_what_fell_before_the_first_day_is_past() -> None:
    assert _rows("2017-11-24", "2017-11-28") == []


# -- what is asked for ------------------------------------------------------------------------------------


def test_the_days_are_this_month_unless_said_otherwise() -> None:
    today = date(2017, 11, 20)
    assert wanted_days(None, None, today=today) == (today, date(2017, 12, 20))
    assert wanted_days("2017-01-01", None, today=today) == (date(2017, 1, 1), date(2017, 1, 31))
    assert wanted_days("2017-01-01", "2017-01-01", today=today) == (date(2017, 1, 1), date(2017, 1, 1))


@pytest.mark.parametrize(
    ("first", "last"),
    [("2017-13-01", None), ("soon", None), ("2017-12-01", "2017-11-01"), ("1990-01-01", "2050-01-01"),
     ("9999-12-31", None), ("0001-01-01", "0001-02-01")],
)  # fmt: skip
def test_days_that_cannot_be_meant_are_said_so(first: str, last: str | None) -> None:
    with pytest.raises(DubanError):
        wanted_days(first, last, today=date(2017, 11, 20))


def test_departments_are_found_by_any_of_their_names() -> None:
    known = [Department("审协江苏中心", ("江苏中心",)), Department("教务处")]
    assert wanted_departments([], known) == ("审协江苏中心", "教务处")
    assert wanted_departments(["江苏中心"], known) == ("审协江苏中心",)
    with pytest.raises(DubanError, match="教务处"):
        wanted_departments(["财务司"], known)


# -- the calendar -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_calendar_keeps_to_the_terminals_width(width: int, language: Language) -> None:
    names = [f"第{number}教学研究和学生工作部" for number in range(40)]
    items = [an_item(due="2017-12-31", departments=tuple(names))]
    days = date(2017, 11, 1), date(2018, 2, 28)
    rows = dry_run(items, names, days, china(), SHANGHAI)
    text = reminder_calendar(rows, days, catalogue(language), width, alone=False)
    assert max(map(columns_of, text.splitlines())) <= max(width, 24 + columns_of(f"{names[-1]} 2,"))


def test_the_calendar_shows_each_days_load_by_department() -> None:
    days = date(2017, 12, 1), date(2017, 12, 31)
    text = reminder_calendar(dry_run(PLAN, NAMES, days, china(), SHANGHAI), days, ZH, 80, alone=False)
    assert "  12月1日 周五      7  教务处 4、图书馆 3" in text.splitlines()
    assert text.startswith("提醒预演 · 2017年12月 · 不发送\n")


def test_the_calendar_of_one_department_says_why_and_of_which_items() -> None:
    days = date(2017, 11, 30), date(2017, 12, 1)
    rows = dry_run(PLAN, ("图书馆",), days, china(), SHANGHAI)
    text = reminder_calendar(rows, days, EN, 80, alone=True)
    assert "on the due day, due 30 Nov:\n" in text
    assert "30 days ahead, due 31 Dec:\n" in text
    assert "overdue, due 30 Nov:\n" in text
    assert "图书馆" in text.splitlines()[1]


def test_a_calendar_without_reminders_says_so() -> None:
    days = date(2017, 3, 1), date(2017, 3, 2)
    text = reminder_calendar((), days, EN, 80, alone=False)
    assert text.splitlines()[1:] == ["Nothing to remind of."]


# -- the command ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_prints_rows_and_a_calendar(tmp_path: Path) -> None:
    assert duban_in(tmp_path)("import", str(SAMPLE)).returncode == 0
    year = parse_plan(SAMPLE.read_bytes(), SAMPLE.name).year
    assert year
    span = ("--from", f"{year}-01-01", "--to", f"{year + 1}-03-31")
    rows = json.loads(duban_in(tmp_path)("remind", *span, "--json").stdout)
    assert {row["rule"] for row in rows} >= {"lead", "overdue", "outlook"}
    assert all(set(row) == {"at", "department", "rule", "lead", "items", "text"} for row in rows)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    name = rows[0]["department"]
    one = duban_in(tmp_path)("remind", *span, "--department", name)
    assert one.returncode == 0
    assert one.stdout.startswith("Reminders · ")
    assert name in one.stdout.splitlines()[1]


def test_a_department_that_there_is_not_is_said_so(tmp_path: Path) -> None:
    done = duban_in(tmp_path)("remind", "--department", "不存在司")
    assert done.returncode == 2
    assert "不存在司" in done.stderr
    assert "Traceback" not in done.stderr
