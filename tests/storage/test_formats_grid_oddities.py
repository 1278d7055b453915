"""A table's meaning is read the same way from every kind of file: rows that look like something else, and what is doubted."""

from __future__ import annotations

import pytest

from storage.parsing import parse_plan
from tests.storage.grids import HEAD, grid, only, read, title, told

DATA_LIKE_HEADINGS = [
    ["重点任务", "任务分解", "各部门", "5月"],
    ["重点任务", "制定工作方案", "相关部门", "元月"],
    ["目标考核", "工作总结", "各单位", "6.30"],
    ["项目建设", "整改措施", "职能部门", "按时间节点"],
    ["年度目标", "分解落实任务", "办公室", None],
    ["抓好学习", "任务分解", None, None],
]


@pytest.mark.parametrize("row", DATA_LIKE_HEADINGS, ids=lambda row: row[1])
def test_a_row_named_like_headings_is_a_task(row: list[str | None]) -> None:
    rows: list[list[str | None]] = [list(HEAD), ["抓好宣传", "开展调研", "各部门", "3月"], row]
    plan = read(grid(*rows, ["抓好培训", "举办讲座", "人事处", "9月"]))
    assert [item.measure for item in plan.items] == ["开展调研", row[1], "举办讲座"]
    assert plan.items[-1].deadline.occurrences


def test_a_repeated_header_may_order_its_columns_anew() -> None:
    again = ["工作要点", "具体措施", "完成时限", "责任单位"]
    plan = read(grid(HEAD, ["学习", "调研", "办公室", "3月"], again, ["培训", "讲座", "5月", "人事处"]))
    assert [(item.departments, item.deadline_text) for item in plan.items] == [
        (("办公室",), "3月"),
        (("人事处",), "5月"),
    ]


def test_another_header_below_a_title_takes_over() -> None:
    other = ["主要任务", "工作举措", "牵头部门", "时间要求"]
    plan = read(
        grid(
            HEAD,
            ["学习", "调研", "办公室", "3月"],
            title("二、队伍"),
            other,
            ["培训", "讲座", "人事处", "5月"],
        )
    )
    assert [item.measure for item in plan.items] == ["调研", "讲座"]


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    plan = read(grid([*HEAD, *HEAD], ["学习", "调研", "办公室", "3月", "培训", "讲座", "人事处", "5月"]))
    assert told(plan) == [
        ("", "学习", "调研", ("办公室",), "3月"),
        ("", "培训", "讲座", ("人事处",), "5月"),
    ]


def test_a_row_without_a_measure_is_told_of() -> None:
    plan = read(grid(HEAD, ["学习", "调研", "办公室", "3月"], ["", "", "人事处", "5月"], merges=False))
    assert [problem.message for problem in plan.problems] == [
        "This row has no measure and is left out: 人事处 5月"
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["小计", "", "2项", ""],
        ["合 计", "", "", "3"],
        ["备注", "按月报送进展。", "", ""],
        ["注：", "同前。", "", ""],
    ],
)
def test_sums_and_remarks_are_no_tasks(row: list[str | None]) -> None:
    plan = read(grid(HEAD, ["学习", "调研", "办公室", "3月"], row))
    assert only(plan).measure == "调研"
    assert plan.problems


def test_a_doubt_about_a_label_from_above_goes_on_with_it() -> None:
    rows: list[list[str | None]] = [
        ["学习", "调研", "办公室", "3月"],
        ["宣传", "展板", "", "4月"],
        ["", "简报", "", "5月"],
    ]
    doubts = [bool(item.doubts) for item in read(grid(HEAD, *rows, merges=False)).items]
    assert doubts == [False, True, True]


def test_ditto_is_what_stands_above() -> None:
    plan = read(grid(HEAD, ["学习", "调研", "办公室", "3月"], ["宣传", "展板", "同上", "〃"]))
    assert told(plan)[1][3:] == (("办公室",), "3月")


def test_the_end_is_the_deadline_where_a_start_stands_beside_it() -> None:
    top: list[str | None] = ["任务", "责任部门", "时间安排", ""]
    plan = read(grid(top, ["", "", "起", "止"], ["建设园区", "信息部", "3月", "8月"]))
    assert only(plan).deadline_text == "8月"


def test_a_title_over_the_whole_width_stands_above_work_points() -> None:
    plan = read(grid(HEAD, title("一、发展"), title("（一）工业"), ["增长", "培育企业", "工信局", "5月"]))
    assert only(plan).group == "（一）工业"


def test_a_line_in_brackets_goes_with_the_one_before() -> None:
    plan = read(grid(HEAD, ["改造", "食堂改造\n（含燃气）\n宿舍维修", "后勤处", "5月"]))
    assert [item.measure for item in plan.items] == ["食堂改造（含燃气）", "宿舍维修"]


def test_a_part_with_another_year_is_doubted_and_told_of() -> None:
    table = grid(HEAD, ["学习", "调研", "办公室", "3月"])
    other = grid(HEAD, ["宣传", "展板", "宣传处", "4月"], name="2022年")
    plan = read(table, "某局2022年任务", other)
    assert [bool(item.doubts) for item in plan.items] == [False, True]
    assert any("2022" in problem.message for problem in plan.problems)


@pytest.mark.parametrize("name", ["信息中心（筹）", "住建局配合", "办公室 张三", "财政局等"])
def test_what_may_be_more_than_a_name_is_doubted(name: str) -> None:
    assert only(read(grid(HEAD, ["学习", "调研", name, "3月"]))).doubts


@pytest.mark.parametrize(
    ("cell", "due"),
    [("6.30", "2021-06-30"), ("10/15", "2021-10-15"), ("24.6.30", "2024-06-30"), ("20240630", "2024-06-30"),
     ("2024Q4", "2024-12-31"), ("H2", "2021-12-31"), ("45473", "2024-06-30"), ("元月", "2021-01-31")],
)  # fmt: skip
def test_dates_in_figures_are_read_below_a_deadlines_heading(cell: str, due: str) -> None:
    item = only(read(grid(HEAD, ["学习", "调研", "办公室", cell])))
    assert [str(occurrence.due) for occurrence in item.deadline.occurrences] == [due]
    assert not item.doubts


@pytest.mark.parametrize(
    ("remark", "doubted"),
    [
        ("延期至2025年3月", True),
        ("推迟到下半年", True),
        ("暂缓实施", True),
        ("延期", False),
        ("按季度报送", False),
    ],
)
def test_a_remark_that_moves_the_deadline_makes_it_doubtful(remark: str, doubted: bool) -> None:
    head = ["工作要点", "具体措施", "责任单位", "完成时间", "备注"]
    plan = read("2024年工作计划", grid(head, ["要点", "编制计划。", "办公室", "6月", remark]))
    assert bool(only(plan).doubts) == doubted


@pytest.mark.parametrize(
    ("heading", "cell", "responsible", "doubted"),
    [
        ("牵头及配合单位", "人事处", ("人事处",), False),
        ("牵头及配合单位", "人事处、财务处", ("人事处", "财务处"), True),
        ("责任单位及配合单位", "人事处（财务处配合）", ("人事处",), False),
        ("牵头单位/配合单位", "人事处牵头", ("人事处",), False),
        ("牵头、配合单位", "人事处、财务处（配合）", ("人事处",), False),
        ("责任（配合）单位", "人事处、财务处（牵头）、办公室", ("财务处",), False),
        ("配合及牵头单位", "牵头：人事处、财务处", ("人事处", "财务处"), False),
        ("责任单位", "人事处、财务处", ("人事处", "财务处"), False),
    ],
)
def test_a_column_for_who_leads_and_who_helps_is_not_one_of_helpers(
    heading: str, cell: str, responsible: tuple[str, ...], *, doubted: bool
) -> None:
    item = only(read(grid(["工作要点", "具体措施", heading, "完成时限"], ["学习", "调研", cell, "3月"])))
    assert item.responsible == responsible
    assert bool(item.doubts) == doubted


@pytest.mark.parametrize(
    "row",
    [
        ["审核：", "赵六", "", "2024年1月"],
        ["填表人：王五", "", "审核人：赵六", "2024年1月5日"],
        ["单位负责人：", "", "", "日期："],
        ["联系人：", "李四", "010-12345678", ""],
        ["总计", "", "2个部门", "3项"],
        ["合计", "共2项任务", "2家", ""],
        ["", "合计2项", "", "5月"],
    ],
)
def test_signatures_and_sums_below_a_table_are_no_items(row: list[str | None]) -> None:
    plan = read(grid(HEAD, ["学习", "调研", "办公室", "3月"], row))
    assert only(plan).measure == "调研"
    assert plan.problems


@pytest.mark.parametrize(
    "row", [["审核", "审核：材料", "赵六", "1月"], ["单位：", "编制计划。", "办公室", "3月"]]
)
def test_tasks_that_begin_like_signatures_are_items(row: list[str | None]) -> None:
    assert len(read(grid(HEAD, ["学习", "调研", "办公室", "3月"], row)).items) == 2


@pytest.mark.parametrize(
    ("plans_title", "deadline", "doubted"),
    [
        ("2024-2025学年第一学期工作安排", "1月中旬", True),
        ("2024-2025学年第一学期工作安排", "9月", False),
        ("2024-2025学年第一学期工作安排", "2025年1月", False),
        ("2024年工作安排", "1月", False),
    ],
)
def test_a_month_before_the_school_year_is_doubted(plans_title: str, deadline: str, *, doubted: bool) -> None:
    table = f"{plans_title},,,\n工作要点,具体措施,责任单位,完成时限\n教学,考试,教务处,{deadline}\n教学,总结,教务处,10月\n"
    assert bool(parse_plan(table.encode(), "plan.csv").items[0].doubts) == doubted
