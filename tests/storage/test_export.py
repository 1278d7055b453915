"""A plan as .xlsx, .csv and .ics: how it looks, and that no program works out what stands in it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from icalendar import Calendar
from lxml import etree

from storage.diff import Field
from storage.export.csv import write_csv
from storage.export.ics import write_ics
from storage.export.table import Extra
from storage.export.xlsx import marked_copy, write_xlsx
from storage.lint import Finding, FindingKind, lint
from storage.plan import Occurrence, Source
from tests.examples import a_deadline, a_parsed_item, a_period, a_plan, an_item

if TYPE_CHECKING:
    from storage.plan import ParsedPlan

POINT, OTHER = "加强队伍建设", "完善制度"
NOW = datetime(2017, 11, 20, 1, 30, tzinfo=UTC)


def plan() -> ParsedPlan:
    shared = {"work_point": POINT, "departments": ("人事处", "工会"), "assisting": ("工会",)}
    return a_plan(
        a_parsed_item("编制计划。", due="2017-03-31", **shared),
        a_parsed_item("组织培训。", due="2017-03-31", **shared),
        a_parsed_item("评估成效。", due="2017-12-31", **shared),
        a_parsed_item("修订章程。", due="2017-12-31", work_point=OTHER),
        a_parsed_item("清理制度。", ongoing=True, section="二、规范管理", work_point=OTHER),
        title="2017 年工作计划",
    )


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def values(sheet: Any) -> list[list[str | None]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def raw_texts(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    return [str(text) for text in sheet.itertext()]


# -- .xlsx ------------------------------------------------------------------------------------------------


def test_the_table_has_the_offices_columns_and_a_row_for_each_section() -> None:
    rows = values(sheet_of(write_xlsx(plan())))
    assert rows[0][0] == "2017 年工作计划"
    assert rows[1] == ["工作要点", "具体措施", "部门单位", "配合部门", "完成时间"]
    assert [row[0] for row in rows[2:]] == [
        "一、加强队伍建设",
        POINT,
        None,
        None,
        OTHER,
        "二、规范管理",
        OTHER,
    ]


def test_a_column_that_nothing_stands_in_is_left_out() -> None:
    rows = values(sheet_of(write_xlsx(a_plan(a_parsed_item("编制计划。")))))
    assert "配合部门" not in rows[1]
    assert "子项" not in rows[1]


def test_what_items_share_is_one_cell() -> None:
    merged = {str(cells) for cells in sheet_of(write_xlsx(plan())).merged_cells.ranges}
    assert merged == {"A1:E1", "A3:E3", "A4:A6", "C4:C6", "D4:D6", "E4:E5", "A8:E8"}


def test_departments_of_their_own_have_deadlines_of_their_own() -> None:
    made = a_plan(
        *(a_parsed_item(f"{who}编制计划。", due="2017-12-31", department=who) for who in ("人事处", "工会"))
    )
    merged = {str(cells) for cells in sheet_of(write_xlsx(made)).merged_cells.ranges}
    assert merged == {"A1:D1", "A3:D3", "A4:A5"}


def test_a_filter_finds_each_row_of_a_merged_cell() -> None:
    assert raw_texts(write_xlsx(plan())).count("人事处") == 3


def test_the_table_is_laid_out_for_print() -> None:
    sheet = sheet_of(write_xlsx(plan()))
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:E9"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_row_is_as_high_as_its_text_is_long() -> None:
    content = write_xlsx(a_plan(a_parsed_item("编" * 290), a_parsed_item("编制计划。")))
    heights = [sheet_of(content).row_dimensions[row].height for row in (4, 5)]
    assert heights == [156.0, 21.0]


def test_a_work_point_has_room_beside_short_measures() -> None:
    content = write_xlsx(a_plan(*(a_parsed_item("开会。", work_point="要" * 120) for _ in range(2))))
    sheet = sheet_of(content)
    assert sum(sheet.row_dimensions[row].height for row in (4, 5)) >= 10 * 15


def test_sections_that_no_row_of_their_own_would_tell_have_a_column() -> None:
    made = a_plan(a_parsed_item(section="党建工作"), a_parsed_item(section=""))
    assert values(sheet_of(write_xlsx(made)))[1:3] == [
        ["板块", "工作要点", "具体措施", "部门单位", "完成时间"],
        ["党建工作", "—", "编制年度培训计划并组织实施。", "教务处", None],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "2017-12-01", "007"]
)
def test_a_cell_is_text_whatever_it_begins_with(text: str) -> None:
    sheet = sheet_of(write_xlsx(a_plan(a_parsed_item(text))))
    cell = sheet["B4"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == (text[0] in "=+-@")


def test_further_columns_stand_behind_those_of_the_plan() -> None:
    made = a_plan(a_parsed_item())
    rows = values(sheet_of(write_xlsx(made, [Extra("编号", ("2017-1",))], "人事处 · 1 项")))
    assert (rows[1][0], rows[2][-1], rows[4][-1]) == ("人事处 · 1 项", "编号", "2017-1")


# -- the marked copy --------------------------------------------------------------------------------------


def a_finding(item: int | None, field: Field, message: str) -> Finding:
    return Finding(kind=FindingKind.DOUBT, where="line 3", message=message, item=item, field=field)


def marked(content: bytes) -> dict[str, str]:
    cells = (cell for row in sheet_of(content).iter_rows() for cell in row)
    found = {cell.coordinate: cell for cell in cells if cell.comment}
    assert all(cell.fill.fgColor.rgb == "00FFE699" for cell in found.values())
    return {place: cell.comment.text for place, cell in found.items()}


def test_a_doubtful_cell_is_coloured_and_its_reasons_are_a_comment() -> None:
    findings = [a_finding(0, Field.DEADLINE, "First."), a_finding(0, Field.DEADLINE, "Second.")]
    assert marked(marked_copy(plan(), findings)) == {"E4": "First.\nSecond."}


@pytest.mark.parametrize(("field", "place"), [(Field.DEPARTMENTS, "C4"), (Field.ASSISTING, "D4")])
def test_who_helps_is_marked_beside_who_is_responsible(field: Field, place: str) -> None:
    assert marked(marked_copy(plan(), [a_finding(0, field, "Who?")])) == {place: "Who?"}


def test_who_helps_is_marked_among_the_others_where_no_column_is_theirs() -> None:
    made = a_plan(a_parsed_item(departments=("工会", "人事处"), assisting=("工会",)))
    assert marked(marked_copy(made, [a_finding(0, Field.ASSISTING, "Who?")])) == {"C4": "Who?"}


def test_a_doubtful_cell_shares_nothing_with_its_neighbours() -> None:
    content = marked_copy(plan(), [a_finding(1, Field.DEPARTMENTS, "Why?")])
    assert marked(content)["C5"] == "Why?"
    assert not any(str(cells).startswith("C") for cells in sheet_of(content).merged_cells.ranges)


def test_what_is_about_the_whole_file_stands_at_the_title() -> None:
    content = marked_copy(plan(), [a_finding(None, Field.MEASURE, "No year.")], lambda text: f"<{text}>")
    assert marked(content) == {"A1": "<line 3>：<No year.>"}


def test_a_plan_without_a_title_can_be_marked_as_well() -> None:
    fields = (Field.WORK_POINT, Field.MEASURE, Field.DEPARTMENTS, Field.DEADLINE)
    findings = [a_finding(0, field, field.value) for field in fields] + [
        a_finding(None, Field.MEASURE, "whole")
    ]
    made = a_plan(a_parsed_item(section="", work_point="要点"), year=None, title="")
    assert marked(marked_copy(made, findings)) == {
        "A1": "line 3：whole",
        "A3": "work_point",
        "B3": "measure",
        "C3": "departments",
        "D3": "deadline",
    }


def test_a_blank_cell_is_shared_with_no_other_item() -> None:
    made = a_plan(
        *(a_parsed_item(f"办第{number}件事。", departments=("工会",), deadline_text="") for number in (1, 2)),
        a_parsed_item("办第3件事。", departments=("工会", "人事处"), assisting=("人事处",), deadline_text=""),
    )
    merged = {str(cells) for cells in sheet_of(write_xlsx(made)).merged_cells.ranges}
    assert merged == {"A1:E1", "A3:E3", "A4:A6", "C4:C6"}


def test_an_item_with_a_finding_shares_no_department_or_deadline() -> None:
    content = marked_copy(plan(), [a_finding(0, Field.MEASURE, "Look.")])
    merged = {str(cells) for cells in sheet_of(content).merged_cells.ranges}
    assert merged == {"A1:E1", "A3:E3", "A4:A6", "C5:C6", "D5:D6", "A8:E8"}


@pytest.mark.parametrize("year", [2017, None])
@pytest.mark.parametrize("section", ["一、党建", "党建", ""])
def test_an_item_that_is_doubled_names_the_first_ones_row_in_the_copy(year: int | None, section: str) -> None:
    items = [
        a_parsed_item(f"办好{what}这件实事。", section=section, source=Source(line=line))
        for line, what in enumerate("甲乙丙乙")
    ]
    made = a_plan(*items, year=year, title="" if year is None else "2017 年计划")
    content = marked_copy(made, lint(made), original="原表.xlsx")
    (reason,) = (text for text in marked(content).values() if text.startswith("The same item"))
    place = reason.partition("!")[2].rstrip(".")
    row = int(place.removeprefix("A"))
    assert "办好乙这件实事。" in [cell.value for cell in sheet_of(content)[row]]


def test_places_at_the_title_are_said_to_be_those_of_the_original() -> None:
    content = marked_copy(plan(), [a_finding(None, Field.MEASURE, "No.")], original="原表.xlsx")
    assert marked(content) == {"A1": "line 3：No.\nThe places named here are those of 原表.xlsx."}


# -- .csv -------------------------------------------------------------------------------------------------


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_each_row_of_a_csv_says_everything() -> None:
    content = write_csv(plan())
    rows = rows_of(content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[1] == ["板块", "工作要点", "具体措施", "部门单位", "配合部门", "完成时间"]
    assert rows[3] == ["一、加强队伍建设", POINT, "组织培训。", "人事处", "工会", "3 月"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "'=1", "''+1"])
def test_no_field_of_a_csv_is_active(text: str) -> None:
    rows = rows_of(write_csv(a_plan(a_parsed_item(text))))
    assert rows[2][2] == f"'{text}"


@pytest.mark.parametrize("text", ["'12年", "1=1", "—", 'a,b"c'])
def test_a_harmless_field_stays_as_it_is(text: str) -> None:
    assert rows_of(write_csv(a_plan(a_parsed_item(text))))[2][2] == text


# -- .ics -------------------------------------------------------------------------------------------------


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_each_occurrence_is_a_day_in_the_calendar() -> None:
    items = [
        an_item("编制计划。", due=["2017-01-31", "2017-08-31"], code="2017-1"),
        an_item("日常维护。", ongoing=True, code="2017-2"),
        an_item("总结，评估。", due="2018-01-31", code="2018-7", year=2018),
    ]
    found = events(write_ics(items, "计划", now=NOW))
    assert [(event["UID"], event["DTSTART"].dt, event["DTEND"].dt) for event in found] == [
        ("2017-1@duban", date(2017, 1, 31), date(2017, 2, 1)),
        ("2017-1-2@duban", date(2017, 8, 31), date(2017, 9, 1)),
        ("2018-7@duban", date(2018, 1, 31), date(2018, 2, 1)),
    ]


def test_a_moved_day_is_the_same_event_of_a_later_version() -> None:
    def found(version: int, *due: str) -> list[tuple[str, int, date]]:
        made = an_item("编制计划。", due=list(due), code="2017-1")
        told = events(write_ics([made], "计划", now=NOW, versions={2017: version}))
        return [(event["UID"], event["SEQUENCE"], event["DTSTART"].dt) for event in told]

    assert found(1, "2017-01-31", "2017-08-31") == [
        ("2017-1@duban", 1, date(2017, 1, 31)),
        ("2017-1-2@duban", 1, date(2017, 8, 31)),
    ]
    assert found(2, "2017-02-28", "2017-08-31")[0] == ("2017-1@duban", 2, date(2017, 2, 28))


def test_a_day_keeps_its_event_where_others_are_left_out() -> None:
    made = an_item(due=["2017-01-31", "2017-08-31"], code="2017-1")
    (event,) = events(write_ics([made], "计划", now=NOW, within=[a_period("2017-08-01", "2017-08-31")]))
    assert event["UID"] == "2017-1-2@duban"


def test_milestones_of_one_day_are_events_of_their_own() -> None:
    due = [Occurrence(date(2017, 6, 30), label=label) for label in (None, "启动", "总结")]
    made = an_item("抓好试点。", code="2017-1", deadline=a_deadline(due))
    found = events(write_ics([made], "计划", now=NOW))
    assert len({event["UID"] for event in found}) == 3
    assert [event["SUMMARY"] for event in found] == [
        "抓好试点。（教务处）",
        "启动（教务处）",
        "总结（教务处）",
    ]


def test_a_calendar_is_the_same_however_often_it_is_made_but_for_its_time() -> None:
    items = [an_item(due="2017-12-31", code="2017-1")]
    assert write_ics(items, "计划", now=NOW) == write_ics(items, "计划", now=NOW)
    assert events(write_ics(items, "计划", now=NOW))[0]["DTSTAMP"].dt == NOW


def test_only_what_is_due_then_is_in_the_calendar() -> None:
    made = an_item(due=["2017-01-31", "2017-08-31"], code="2017-1")
    found = events(write_ics([made], "计划", now=NOW, within=[a_period("2017-08-01", "2017-08-31")]))
    assert [event["DTSTART"].dt for event in found] == [date(2017, 8, 31)]


def test_what_a_text_holds_cannot_break_the_calendar() -> None:
    measure = "一；二,三\\四\r\nEND:VEVENT\x00" + "长" * 200
    content = write_ics([an_item(measure, due="2017-12-31", code="2017-1")], "计划\nX:1", now=NOW)
    (event,) = events(content)
    assert str(event["DESCRIPTION"]).startswith("一；二,三\\四END:VEVENT长")
    assert max(map(len, content.split(b"\r\n"))) <= 75
