"""A table's meaning is read the same way from every kind of file: headings, merges, titles, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.errors import UnreadableFileError
from storage.formats.flattened.pieces import SECTION
from storage.formats.grid import Cell, Document, Grid, Line, paragraphs_of
from storage.formats.grid_headers import heading_role
from storage.formats.grid_reading import read_document
from storage.headings import Role
from storage.plan import Source

if TYPE_CHECKING:
    from storage.plan import ParsedItem, ParsedPlan

HEAD = ["工作要点", "具体措施", "责任单位", "完成时限"]


def grid(*rows: list[str | None], merges: bool = True, name: str = "") -> Grid:
    """Make a table; None is merged with the cell above, or with the one before where a row has one text."""
    cells: dict[tuple[int, int], Cell] = {}
    for at, row in enumerate(rows):
        if [text for text in row if text] == row[:1] and None in row:
            cells[at, 0] = Cell(at, 0, paragraphs_of(row[0] or ""), columns=len(row))
            continue
        for column, text in enumerate(row):
            if text is not None:
                cells[at, column] = Cell(at, column, paragraphs_of(text))
                continue
            above = max(up for up in range(at) if (up, column) in cells)
            old = cells[above, column]
            cells[above, column] = Cell(above, column, old.paragraphs, at - above + 1)
    return Grid(tuple(cells.values()), tuple(Source(line=n + 1) for n in range(len(rows))), merges, name)


def title(text: str, width: int = 4) -> list[str | None]:
    return [text, *[None] * (width - 1)]


def read(*blocks: Grid | str) -> ParsedPlan:
    lines = [Line(block) if isinstance(block, str) else block for block in ("某局2021年计划", *blocks)]
    return read_document(Document(tuple(lines)), "file")


def told(plan: ParsedPlan) -> list[tuple[str, str | None, str, tuple[str, ...], str]]:
    return [(i.section, i.work_point, i.measure, i.departments, i.deadline_text) for i in plan.items]


def only(plan: ParsedPlan) -> ParsedItem:
    (item,) = plan.items
    return item


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


# -- rows that look like something else -------------------------------------------------------------------

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
