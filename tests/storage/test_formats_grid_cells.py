"""A table's meaning is read the same way from every kind of file: paragraphs, labels, names and deadlines in cells."""

from __future__ import annotations

import pytest

from storage.formats.grid import Cell, Grid
from storage.plan import Source
from tests.storage.grids import HEAD, grid, only, read


def test_each_paragraph_of_a_measure_is_an_item() -> None:
    plan = read(grid(HEAD, ["学习", "做好以下工作：\n1、调研。\n2、总结。", "办公室", "3月"]))
    assert [item.measure for item in plan.items] == ["做好以下工作：", "1、调研。", "2、总结。"]
    assert {(item.departments, item.deadline_text) for item in plan.items} == {(("办公室",), "3月")}


def test_a_number_alone_goes_with_the_paragraph_below_it() -> None:
    plan = read(grid(HEAD, ["学习", "1、\n调研。", "办公室", "3月"]))
    assert only(plan).measure == "1、调研。"


def test_deadlines_line_by_line_belong_to_paragraphs_and_are_doubted() -> None:
    plan = read(grid(HEAD, ["学习", "1、调研。\n2、总结。", "办公室", "3月\n12月"]))
    assert [item.deadline_text for item in plan.items] == ["3月", "12月"]
    assert all(item.doubts for item in plan.items)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("全年持续\n推进", "全年持续推进"),
        ("2021年\n12月", "2021年、12月"),
        ("3月\n6月", "3月、6月"),
        ("/", ""),
    ],
)
def test_a_deadline_cell_of_several_lines_is_one_text(cell: str, text: str) -> None:
    assert only(read(grid(HEAD, ["学习", "调研。", "办公室", cell]))).deadline_text == text


def test_a_sub_column_of_the_measures_is_their_group() -> None:
    cells = [
        Cell(0, 0, ("工作要点",)), Cell(0, 1, ("具体措施",), columns=2), Cell(0, 3, ("责任单位",)), Cell(0, 4, ("时限",)),
        Cell(1, 0, ("学习",), rows=3), Cell(1, 1, ("读书",), rows=2), Cell(1, 2, ("买书。",)), Cell(1, 3, ("工会",)), Cell(1, 4, ("3月",)),
        Cell(2, 2, ("读书会。",)), Cell(2, 3, ("团委",)), Cell(2, 4, ("4月",)),
        Cell(3, 1, ("写报告。",), columns=2), Cell(3, 3, ("办公室",)), Cell(3, 4, ("5月",)),
    ]  # fmt: skip
    plan = read(Grid(tuple(cells), (Source(),) * 4))
    assert [(item.group, item.measure) for item in plan.items] == [
        ("读书", "买书。"),
        ("读书", "读书会。"),
        (None, "写报告。"),
    ]


def test_groups_without_merges_go_on_in_blanks() -> None:
    head = ["工作要点", "具体措施", "", "责任单位", "时限"]
    rows = [
        ["学习", "读书", "买书。", "工会", "3月"],
        ["", "", "读书会。", "团委", "4月"],
        ["", "报告。", "", "团委", "5月"],
    ]
    plan = read(grid(head, *[list(row) for row in rows], merges=False))
    assert [item.group for item in plan.items] == ["读书", "读书", None]


def test_a_column_of_sections_is_known() -> None:
    head = ["板块", *HEAD]
    plan = read(
        grid(head, ["党建", "学习", "调研。", "办公室", "3月"], [None, "宣传", "办报。", "工会", "4月"])
    )
    assert [item.section for item in plan.items] == ["党建", "党建"]


def test_a_title_may_have_its_number_in_the_column_of_serial_numbers() -> None:
    head = ["序号", "工作任务", "责任单位", "时限"]
    rows = [
        ["一", "党建工作", "", ""],
        ["1", "调研。", "办公室", "3月"],
        ["二", "业务工作", "", ""],
        ["1", "审查。", "科技处", "5月"],
    ]
    plan = read(grid(head, *[list(row) for row in rows]))
    assert [(item.section, item.measure) for item in plan.items] == [
        ("一、党建工作", "调研。"),
        ("二、业务工作", "审查。"),
    ]


def test_rows_numbered_in_chinese_are_no_titles() -> None:
    head = ["序号", "工作任务", "责任单位", "时限"]
    plan = read(grid(head, ["一", "调研。", "办公室", "3月"], ["二", "审查。", "", ""]))
    assert [item.measure for item in plan.items] == ["调研。", "审查。"]


def test_a_table_for_each_department_names_it_above() -> None:
    head = ["工作内容", "完成时间"]
    plan = read("办公室", grid(head, ["调研。", "3月"]), "人事处", grid(head, ["招聘。", "5月"]))
    assert [item.departments for item in plan.items] == [("办公室",), ("人事处",)]
    assert all(item.doubts for item in plan.items)


def test_a_sheet_for_each_department_is_named_by_it() -> None:
    head = ["工作内容", "完成时间"]
    plan = read(grid(head, ["调研。", "3月"], name="办公室"), grid(head, ["招聘。", "5月"], name="人事处"))
    assert [item.departments for item in plan.items] == [("办公室",), ("人事处",)]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("办公室 人事处", ("办公室", "人事处")),
        ("办 公 室", ("办公室",)),
        ("办公室\n人事处、工会", ("办公室", "人事处", "工会")),
    ],
)
def test_names_may_stand_a_blank_or_a_line_apart(cell: str, names: tuple[str, ...]) -> None:
    assert only(read(grid(HEAD, ["学习", "调研。", cell, "3月"]))).departments == names


@pytest.mark.parametrize(
    ("heading", "cell", "text"),
    [("月份", "3", "3月"), ("完成时限（月）", "3-5", "3-5月"), ("时限", "3", "3")],
)
def test_a_bare_number_is_a_month_where_the_heading_says_so(heading: str, cell: str, text: str) -> None:
    plan = read(grid(["工作要点", "具体措施", "责任单位", heading], ["学习", "调研。", "办公室", cell]))
    assert only(plan).deadline_text == text


def test_a_row_of_signatures_is_left_out() -> None:
    plan = read(
        grid(HEAD, ["学习", "调研。", "办公室", "3月"], ["制表人：张三", "审核人：李四", "", "日期：1月5日"])
    )
    assert len(plan.items) == 1
