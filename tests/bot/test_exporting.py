"""What a person asks to have as a file is what the file holds."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from icalendar import Calendar

from bot.app import Services
from bot.catalogue import catalogue
from bot.dry_run import wanted_departments
from bot.export_format import ExportFormat, wanted_format
from bot.exporting import Wanted, export
from bot.plan_json import plan_json
from bot.question import Language
from bot.sentences import say_sentence
from bot.settings import Settings
from storage.database import make_engine, migrate
from storage.errors import DubanError
from storage.parsing import parse_plan
from storage.plan import Department, Status
from storage.plan_store import PlanStore
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.plan import ParsedPlan

JIANGSU = "审协江苏中心"
THIS = a_plan(
    a_parsed_item("编制计划。", due="2017-03-31", department=JIANGSU, work_point="要点"),
    a_parsed_item("组织培训。", due="2017-08-31", department="审协北京中心"),
    a_parsed_item("评估成效。", due=["2017-08-31", "2017-12-31"], department=JIANGSU),
    a_parsed_item("日常维护。", ongoing=True, department=JIANGSU),
    a_parsed_item("总结上报。", due="2018-01-31", department="人事处", deadline_text="2018 年 1 月"),
    title="某局 2017 年工作要点",
)
NEXT = a_plan(
    a_parsed_item("谋划改革。", due="2018-06-30", department="改革办"),
    year=2018,
    title="某局 2018 年工作要点",
)


@pytest.fixture(scope="module")
def nothing() -> Iterator[Services]:
    engine = make_engine("sqlite://")
    migrate(engine)
    yield Services(Settings(_env_file=None), engine, PlanStore(engine), catalogue(Language.ENGLISH))
    engine.dispose()


def publish(store: PlanStore, plan: ParsedPlan) -> None:
    store.publish(plan, file_name="plan.txt", content=plan.title.encode(), now=NOW)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    engine = make_engine("sqlite://")
    migrate(engine)
    store = PlanStore(engine)
    publish(store, THIS)
    publish(store, NEXT)
    store.set_status("2017-1", Status.DONE, NOW)
    yield Services(Settings(_env_file=None), engine, store, catalogue(Language.ENGLISH))
    engine.dispose()


def measures(
    services: Services, *departments: str, period: str | None = None, year: int | None = None
) -> list[str]:
    done = export(services, ExportFormat.JSON, Wanted(year, departments, period), NOW)
    told = [item["measure"] for item in json.loads(done.content)["items"]]
    assert len(told) == done.items
    return told


def events(services: Services, wanted: Wanted) -> list[tuple[str, str]]:
    content = export(services, ExportFormat.ICS, wanted, NOW).content
    found: list[Any] = list(Calendar.from_ical(content).walk("VEVENT"))
    return [(str(event["UID"]), str(event["SUMMARY"])) for event in found]


# -- what is in it ----------------------------------------------------------------------------------------


def test_without_limits_it_is_the_plan_that_a_question_would_mean(services: Services) -> None:
    assert measures(services) == [item.measure for item in THIS.items]


@pytest.mark.parametrize("name", [JIANGSU, "江苏中心", "Jiangsu center", "审协江蘇中心"])
def test_a_department_is_found_by_any_of_its_names(services: Services, name: str) -> None:
    assert measures(services, name) == ["编制计划。", "评估成效。", "日常维护。"]


def test_several_departments_may_be_named(services: Services) -> None:
    assert len(measures(services, JIANGSU, "人事处")) == 4


def test_a_family_of_departments_may_be_named(services: Services) -> None:
    assert len(measures(services, "审协各中心")) == 4


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("8月", ["组织培训。", "评估成效。"]),
        ("third quarter", ["组织培训。", "评估成效。"]),
        ("3月和12月", ["编制计划。", "评估成效。"]),
        ("2018年6月", ["谋划改革。"]),
    ],
)
def test_a_time_is_read_as_in_a_question(services: Services, period: str, found: list[str]) -> None:
    assert measures(services, period=period) == found


def test_a_plans_items_of_the_next_year_are_found_by_naming_both(services: Services) -> None:
    assert measures(services, period="2018年1月", year=2017) == ["总结上报。"]


def test_another_year_is_another_plan(services: Services) -> None:
    assert measures(services, year=2018) == ["谋划改革。"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(departments=("火星中心",)), f"No plan names a department “火星中心”. There are: {JIANGSU}"),
        (Wanted(departments=(" ",)), "A department is asked for, but its name is blank."),
        (Wanted(period="忽然"), "“忽然” names no time that we know"),
        (Wanted(period="8月35日"), "“8月35日” names no time that we know"),
        (Wanted(year=2011), "No plan of 2011 is loaded, only: 2017、2018."),
        (Wanted(period="5月"), "Nothing was written: no item of the plan is as wanted."),
    ],
)
def test_what_there_is_not_is_said(services: Services, wanted: Wanted, words: str) -> None:
    with pytest.raises(DubanError, match=words.partition("?")[0]):
        export(services, ExportFormat.JSON, wanted, NOW)


@pytest.mark.parametrize(
    ("asked", "name", "kind"),
    [
        ("csv", "", "csv"),
        ("XLSX", "plan.xlsx", "xlsx"),
        (None, "plan.ICS", "ics"),
        ("json", "plan", "json"),
        ("csv", "plan.2017.csv", "csv"),
    ],
)
def test_a_kind_is_asked_for_or_told_by_the_name(asked: str | None, name: str, kind: str) -> None:
    assert wanted_format(asked, name) == kind


@pytest.mark.parametrize(
    ("asked", "name", "said"),
    [
        (None, "plan.pdf", "“plan.pdf” names no kind of file that Duban writes. Name one with --format"),
        ("pdf", "", "“pdf” names no kind of file that Duban writes. Name one with --format"),
        (None, "", "Name one with --format, or by the file's ending: xlsx, csv, json, ics."),
        ("csv", "plan.docx", "The name plan.docx says another kind of file than the csv that is asked for."),
    ],
)
def test_a_file_never_holds_another_kind_than_it_says(asked: str | None, name: str, said: str) -> None:
    with pytest.raises(DubanError) as refused:
        wanted_format(asked, name)
    assert str(refused.value).startswith(said)
    assert "format" not in say_sentence(str(refused.value), catalogue(Language.CHINESE)).replace(
        "--format", ""
    )


def test_departments_that_may_be_meant_are_named_by_likeness() -> None:
    known = [Department(name) for name in ("办公室", "审计局", "农业农村局", "财务与审计处", "财务处")]
    for asked, nearest in (("财务审计", "财务与审计处、"), ("农业", "农业农村局")):
        with pytest.raises(DubanError, match=f"There are: {nearest}"):
            wanted_departments((asked,), known)


@pytest.mark.parametrize("kind", ExportFormat)
def test_without_a_plan_there_is_nothing_to_write(nothing: Services, kind: ExportFormat) -> None:
    with pytest.raises(DubanError, match="No plan is loaded"):
        export(nothing, kind, Wanted(), NOW)


# -- the files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ExportFormat.XLSX, ExportFormat.CSV])
def test_a_table_is_loaded_again_without_a_change(services: Services, kind: ExportFormat) -> None:
    back = parse_plan(export(services, kind, Wanted(), NOW).content, f"plan.{kind}")
    assert (back.year, back.title, back.problems) == (2017, THIS.title, ())
    assert services.store.preview(back).dropped == 0
    done = services.store.publish(back, file_name="plan.xlsx", content=b"", now=NOW)
    assert done.unchanged


def test_a_table_says_how_far_each_item_is_and_its_code(services: Services) -> None:
    content = export(services, ExportFormat.CSV, Wanted(), NOW).content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][-2:] == ["进展情况", "编号"]
    assert [row[-2:] for row in rows[2:4]] == [["done", "2017-1"], ["", "2017-2"]]


def test_a_part_of_a_plan_says_what_it_is_limited_to(services: Services) -> None:
    content = export(services, ExportFormat.XLSX, Wanted(departments=(JIANGSU,), period="8月"), NOW).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [sheet["A1"].value, sheet["A2"].value] == [THIS.title, f"{JIANGSU} · August 2017 · 1 item"]
    assert parse_plan(content, "part.xlsx").year == 2017


def test_json_is_as_parse_prints_it_with_codes_and_statuses(services: Services) -> None:
    told = json.loads(export(services, ExportFormat.JSON, Wanted(), NOW).content)
    parsed = json.loads(json.dumps(plan_json(THIS)))
    assert told["plan"] == parsed["plan"]
    assert told["problems"] == []
    assert [(item.pop("code"), item.pop("status")) for item in told["items"]][:2] == [
        ("2017-1", "done"),
        ("2017-2", "open"),
    ]
    assert told["items"] == parsed["items"]


def test_a_calendar_holds_the_due_days_of_all_years(services: Services) -> None:
    found = events(services, Wanted())
    assert [uid for uid, _ in found] == [
        "2017-1@duban",
        "2017-2@duban",
        "2017-3@duban",
        "2017-3-2@duban",
        "2017-5@duban",
        "2018-1@duban",
    ]


def test_a_calendar_may_be_limited_as_well(services: Services) -> None:
    assert [uid for uid, _ in events(services, Wanted(departments=(JIANGSU,), period="下半年"))] == [
        "2017-3@duban",
        "2017-3-2@duban",
    ]
    assert [uid for uid, _ in events(services, Wanted(year=2018))] == ["2018-1@duban"]
