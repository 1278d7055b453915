"""A table's meaning is read the same way from every kind of file: headings, merges, titles, sections."""

from __future__ import annotations

import pytest

from storage.errors import UnreadableFileError
from storage.formats.flattened.pieces import SECTION
from storage.formats.grid import Cell, Grid
from storage.formats.grid_headers import heading_role
from storage.headings import Role
from storage.plan import Source
from tests.storage.grids import HEAD, grid, only, read, title, told

ITEM = {"points": "抓好学习", "measures": "开展调研。", "who": "办公室", "when": "3月"}


@pytest.mark.parametrize(
    "headings",
    [
        {"points": "工作要点", "measures": "具体措施", "who": "部门单位", "when": "完成时间"},
        {"points": "重点任务", "measures": "工作举措", "who": "责任部门", "when": "时限"},
        {"points": "目 标", "measures": "工作内容", "who": "牵头部门", "when": "进度要求"},
        {"when": "完成时限（月）", "who": "责任单位", "points": "任务", "measures": "落实措施"},
        {"measures": "主要措施", "points": "重点工作", "when": "时间节点", "who": "承办单位"},
        {
            "points": "工作任务",
            "x": "责任领导",
            "measures": "具体举措",
            "who": "责任科室",
            "when": "完成时间",
        },
        {"points": "工作项目", "measures": "措施", "who": "责任人", "when": "截止日期"},
        {
            "no": "序号",
            "points": "任务",
            "measures": "工作要求",
            "who": "主办单位",
            "when": "完成日期",
            "x": "备注",
        },
        {"points": "工作任务", "x": "启动时间", "measures": "做法", "who": "单位", "when": "完成时间"},
    ],
)
def test_columns_are_known_by_the_meaning_of_their_headings(headings: dict[str, str]) -> None:
    values = {**ITEM, "no": "1", "x": "1月"}
    plan = read(grid(list(headings.values()), [values[name] for name in headings]))
    assert told(plan) == [("", "抓好学习", "开展调研。", ("办公室",), "3月")]


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        (Role.WORK_POINT, "工作要点 重点任务 任务 目标 主要任务 目标任务 重点工作 任务名称 项目名称 总体目标 Task Goal"),
        (Role.MEASURE, "具体措施 工作举措 工作内容 推进措施 主要内容 具体工作 具体任务 任务分解 实施步骤 工作安排 Action"),
        (Role.DEPARTMENT, "部门单位 责任单位 牵头部门 主办单位 承办部门 责任科室 责任股室 主责部门 落实单位 Owner"),
        (Role.ASSISTING, "配合部门 协办单位 协同部门 协助单位 参与单位 会办单位 协作单位 支持部门 Support"),
        (Role.DEADLINE, "完成时间 完成时限 时限 进度要求 完成期限 时间节点 截止日期 时序进度 月份 Deadline"),
        (Role.SERIAL, "序号 编号 项次 任务编号 No."),
        (Role.REMARK, "备注 备　注 说明 完成情况 工作进展 Remarks"),
        (SECTION, "板块 任务类别 领域 条线 一级任务 模块"),
        (None, "任务来源 工作标准 经费预算 年龄"),
    ],
)  # fmt: skip
def test_a_heading_says_what_its_column_is_for(role: int | None, headings: str) -> None:
    assert {heading: heading_role(heading) for heading in headings.split(" ")} == dict.fromkeys(
        headings.split(" "), role
    )


def test_lead_and_assisting_columns_are_kept_apart() -> None:
    plan = read(
        grid(
            ["序号", "任务", "牵头部门", "配合部门", "时限"],
            ["1", "开展调研。", "办公室", "人事处、工会", "3月"],
        )
    )
    assert (only(plan).departments, only(plan).assisting) == (
        ("办公室", "人事处", "工会"),
        ("人事处", "工会"),
    )


def test_a_heading_may_say_that_the_first_department_leads() -> None:
    head = ["任务", "措施", "责任单位（排第一位的为牵头单位）", "时限"]
    plan = read(grid(head, ["学习", "开展调研。", "办公室、工会", "3月"]))
    assert only(plan).assisting == ("工会",)


def test_a_header_may_take_two_rows() -> None:
    head = [
        Cell(0, 0, ("工作任务",), rows=2),
        Cell(0, 1, ("具体措施",), rows=2),
        Cell(0, 2, ("责任分工",), columns=2),
        Cell(0, 4, ("完成时限",), rows=2),
        Cell(1, 2, ("牵头",)),
        Cell(1, 3, ("配合",)),
    ]
    row = [
        Cell(2, column, (text,)) for column, text in enumerate(["学习", "调研。", "办公室", "工会", "3月"])
    ]
    item = only(read(Grid((*head, *row), (Source(),) * 3)))
    assert (item.work_point, item.departments, item.assisting) == ("学习", ("办公室", "工会"), ("工会",))


def test_a_header_of_two_rows_without_merges_is_known() -> None:
    plan = read(
        grid(
            ["工作任务", "具体措施", "责任分工", "", "完成时限"],
            ["", "", "牵头部门", "配合部门", ""],
            ["学习", "调研。", "办公室", "工会", "3月"],
            merges=False,
        )
    )
    assert (only(plan).departments, only(plan).assisting) == (("办公室", "工会"), ("工会",))


def test_merged_cells_hold_for_all_their_rows() -> None:
    plan = read(
        grid(
            HEAD,
            title("一、党建"),
            ["学习", "调研。", "办公室", "3月"],
            [None, "总结。", None, "12月"],
            ["宣传", "办展览。", "工会", None],
        )
    )
    assert told(plan) == [
        ("一、党建", "学习", "调研。", ("办公室",), "3月"),
        ("一、党建", "学习", "总结。", ("办公室",), "12月"),
        ("一、党建", "宣传", "办展览。", ("工会",), "12月"),
    ]


def test_a_blank_cell_of_a_table_with_merges_is_blank() -> None:
    plan = read(grid(HEAD, ["学习", "调研。", "办公室", "3月"], [None, "总结。", "", ""]))
    assert told(plan)[1] == ("", "学习", "总结。", (), "")
    assert plan.items[1].doubts


def test_blanks_below_merged_cells_inherit_where_a_file_has_no_merges() -> None:
    plan = read(
        grid(
            HEAD,
            ["一、党建", "", "", ""],
            ["学习", "调研。", "办公室", "3月"],
            ["", "总结。", "", ""],
            ["二、业务", "", "", ""],
            ["审查", "提速。", "", "6月"],
            merges=False,
        )
    )
    assert told(plan) == [
        ("一、党建", "学习", "调研。", ("办公室",), "3月"),
        ("一、党建", "学习", "总结。", ("办公室",), "3月"),
        ("二、业务", "审查", "提速。", (), "6月"),
    ]


def test_blanks_of_an_unrolled_table_are_blank() -> None:
    """Where each row says its own work point, nothing was merged."""
    plan = read(
        grid(HEAD, ["学习", "调研。", "办公室", "3月"], ["学习", "总结。", "办公室", ""], merges=False)
    )
    assert told(plan)[1][-1] == ""


def test_a_blank_assisting_cell_is_no_merged_one() -> None:
    head = ["序号", "任务", "牵头部门", "配合部门", "时限"]
    rows = [["1", "调研。", "办公室", "工会", "3月"], ["2", "总结。", "人事处", "", ""]]
    plan = read(grid(head, *[list(row) for row in rows], merges=False))
    assert (plan.items[1].departments, plan.items[1].deadline_text) == (("人事处",), "3月")


def test_a_lower_title_is_the_work_point_where_no_column_has_one() -> None:
    head = ["序号", "工作措施", "责任单位", "时限"]
    plan = read(grid(head, title("一、党建"), title("（一）学习"), ["1", "调研。", "办公室", "3月"]))
    assert told(plan) == [("一、党建", "（一）学习", "调研。", ("办公室",), "3月")]


def test_the_header_may_stand_below_a_title_and_be_repeated() -> None:
    plan = read(
        grid(
            title("某局2022年任务表"),
            HEAD,
            ["学习", "调研。", "办公室", "3月"],
            HEAD,
            ["宣传", "办报。", "工会", "4月"],
        )
    )
    assert [item.measure for item in plan.items] == ["调研。", "办报。"]


def test_a_table_without_a_header_goes_on_with_the_columns_before() -> None:
    rows = [["宣传", "办报。", "工会", "4月"]]
    plan = read(grid(HEAD, ["学习", "调研。", "办公室", "3月"]), grid(*[list(row) for row in rows]))
    assert [item.deadline_text for item in plan.items] == ["3月", "4月"]


def test_columns_without_headings_are_told_by_what_they_hold() -> None:
    rows = [[f"要点{n}", f"开展第{n}次专题调研，形成报告。", "办公室", f"{n}月"] for n in range(1, 6)]
    plan = read(grid(*[list(row) for row in rows]))
    assert told(plan)[0] == ("", "要点1", "开展第1次专题调研，形成报告。", ("办公室",), "1月")
    assert plan.problems


def test_an_unusual_heading_is_told_by_what_its_column_holds() -> None:
    rows = [["学习", f"开展第{n}次专题调研。", "办公室", f"{n}月"] for n in range(1, 6)]
    plan = read(grid(["工作要点", "具体措施", "谁来办", "完成时限"], *[list(row) for row in rows]))
    assert plan.items[0].departments == ("办公室",)


def test_a_title_between_two_tables_is_a_section() -> None:
    plan = read(
        "一、党建",
        grid(HEAD, ["学习", "调研。", "办公室", "3月"]),
        "二、业务",
        grid(HEAD, ["审查", "提速。", "科技处", "4月"]),
    )
    assert [item.section for item in plan.items] == ["一、党建", "二、业务"]


def test_what_is_no_part_of_the_table_is_left_out_and_said_so() -> None:
    plan = read(
        grid(
            HEAD,
            title("单位：某局"),
            ["学习", "调研。", "办公室", "3月"],
            title("注：本表自印发之日起执行。"),
            title("某局办公室"),
        ),
        "抄送：各处室。",
    )
    assert len(plan.items) == 1
    assert len(plan.problems) == 4


def test_a_column_that_nobody_reads_is_named() -> None:
    plan = read(grid([*HEAD, "经费渠道"], ["学习", "调研。", "办公室", "3月", "自筹"]))
    assert any("经费渠道" in problem.message for problem in plan.problems)


def test_a_blank_measure_is_taken_from_its_work_point_and_doubted() -> None:
    item = only(read(grid(HEAD, ["办好展览", "", "办公室", "3月"])))
    assert (item.measure, bool(item.doubts)) == ("办好展览", True)


def test_a_measure_beside_two_departments_is_one_item() -> None:
    plan = read(grid(HEAD, ["学习", "调研。", "办公室", "3月"], [None, None, "工会", None]))
    assert told(plan) == [("", "学习", "调研。", ("办公室", "工会"), "3月")]


def test_a_measure_beside_departments_with_deadlines_of_their_own_is_several_items() -> None:
    plan = read(grid(HEAD, ["学习", "调研。", "办公室", "3月"], [None, None, "工会", "4月"]))
    assert [(item.departments, item.deadline_text) for item in plan.items] == [
        (("办公室",), "3月"),
        (("工会",), "4月"),
    ]


def test_the_name_of_a_sheet_is_its_section_where_sheets_part_the_plan() -> None:
    first, second = (
        grid(HEAD, ["学习", "调研。", "办公室", "3月"], name=name) for name in ("党建工作", "业务工作")
    )
    assert [item.section for item in read(first, second).items] == ["党建工作", "业务工作"]
    assert [item.section for item in read(first).items] == [""]


def test_an_outline_in_a_document_is_an_outline() -> None:
    plan = read("一、党建", "（一）抓学习。开展调研。", "（二）抓纪律。开展检查。")
    assert [item.work_point for item in plan.items] == ["（一）抓学习", "（二）抓纪律"]


def test_a_document_without_a_plan_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFileError, match="No plan was found"):
        read("今天天气很好。", grid(["姓名", "电话"], ["张三", "123"]))
