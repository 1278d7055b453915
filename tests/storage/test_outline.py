"""Outlines: sections and points without a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plan_json import plan_json
from storage.formats.outline import read_outline
from storage.formats.titles import find_year_and_title
from storage.plan import DeadlineKind, ParsedPlan, PlanKind

DATA = Path(__file__).parents[1] / "data" / "plans"
SHARED = Path(__file__).parents[3] / "shared"
POINTS_2018 = SHARED / "plans" / "2018-work-points.txt"


def read(text: str) -> ParsedPlan:
    plan = read_outline(text)
    assert plan is not None
    return plan


def test_the_sample_outline_reads_as_its_json_says() -> None:
    plan = read((DATA / "outline.txt").read_text(encoding="utf-8"))
    assert plan_json(plan) == json.loads((DATA / "outline.txt.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(not POINTS_2018.is_file(), reason="the shared plans are not here")
def test_all_nineteen_points_of_the_2018_outline_are_read_whole() -> None:
    text = POINTS_2018.read_text(encoding="utf-8")
    plan = read(text)
    assert (plan.year, plan.title, plan.problems) == (2018, "国家知识产权局 2018 年工作要点", ())
    assert [item.section[0] for item in plan.items] == [*"一" * 3, *"二" * 4, *"三" * 3, *"四" * 5, *"五" * 4]
    body = "".join(text.replace("— 5 —", "").split())
    for item in plan.items:
        assert "".join(item.measure.split()) in body
        assert item.measure.startswith(item.work_point or "?")
        assert item.measure.endswith("。")
        assert "".join(item.section.split()) in body
    held = sum(len("".join(item.measure.split())) for item in plan.items)
    sections = sum(len("".join(section.split())) for section in {item.section for item in plan.items})
    assert held + sections == len(body[body.index("一、深入") :])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared plans are not here")
def test_a_table_plan_is_no_outline() -> None:
    tables = [SHARED / "plans" / "2017-work-plan.txt", *SHARED.glob("samples/*/plan*.txt")]
    assert [path.parent.name for path in tables if read_outline(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天天气很好。\n我们去开会。\n",
        "工作要点 具体措施 部门单位 完成时间\n一、党建\n（一）学习 办公室 12 月\n（二）检查 办公室 12 月\n",
    ],
)
def test_prose_and_tables_are_no_outline(text: str) -> None:
    assert read_outline(text) is None


def test_points_have_neither_departments_nor_deadlines() -> None:
    plan = read("某局2020年工作要点\n一、管理\n（一）建章立制。修订制度。\n（二）强基固本。")
    assert plan.kind is PlanKind.OUTLINE
    assert {(item.departments, item.deadline_text, item.deadline.kind) for item in plan.items} == {
        ((), "", DeadlineKind.UNDATED)
    }


@pytest.mark.parametrize(
    "numbers", [("1.", "2."), ("1、", "2、"), ("（1）", "（2）"), ("(1)", "(2)"), ("①", "②")]
)
def test_points_may_be_numbered_in_digits(numbers: tuple[str, str]) -> None:
    plan = read(f"2020年工作要点\n一、管理\n{numbers[0]}建章立制。修订制度。\n{numbers[1]}强基固本。")
    assert [item.work_point for item in plan.items] == [f"{numbers[0]}建章立制", f"{numbers[1]}强基固本"]
    assert {item.section for item in plan.items} == {"一、管理"}


def test_points_need_no_sections_and_no_full_stops() -> None:
    plan = read("某局2020年工作要点\n（一）加强管理\n（二）改进服务\n（三）建好队伍\n")
    assert [(item.section, item.measure) for item in plan.items] == [
        ("", "（一）加强管理"),
        ("", "（二）改进服务"),
        ("", "（三）建好队伍"),
    ]


def test_lower_numbers_belong_to_their_point() -> None:
    plan = read("一、管理\n（一）抓学习。\n1.定计划。\n2.抓落实。\n（二）抓纪律。")
    assert [item.measure for item in plan.items] == [
        "（一）抓学习。\n1.定计划。\n2.抓落实。",
        "（二）抓纪律。",
    ]


def test_numbering_may_start_again_in_each_section() -> None:
    plan = read("2020年要点\n一、甲\n（一）甲一。\n（二）甲二。\n二、乙\n（一）乙一。\n（二）乙二。")
    assert (len(plan.items), plan.problems) == (4, ())


def test_gaps_and_repeats_in_the_numbering_are_reported() -> None:
    plan = read(
        "2020年要点\n一、甲\n（一）甲一。\n（三）甲三。\n（三）又三。\n三、乙\n（四）乙四。\n（五）乙五。"
    )
    assert [problem.where for problem in plan.problems] == ["line 6", "line 4", "line 5"]
    assert len(plan.items) == 5


def test_a_section_without_points_is_not_lost() -> None:
    plan = read(
        "2020年要点\n一、甲\n（一）甲一。\n（二）甲二。\n二、保障\n各单位要加强领导。按时报送。\n三、附则\n"
    )
    assert [item.measure for item in plan.items][-1] == "各单位要加强领导。按时报送。"
    assert plan.items[-1].doubts
    assert [problem.message for problem in plan.problems] == ['The section "三、附则" has no points.']


def test_a_wrapped_line_that_looks_numbered_stays_text() -> None:
    plan = read(
        "一、管理\n（一）增长百分之五以上，其中第二产业增加值占比要达到\n3.5%，服务业保持稳定，各单位都要落实到位并且报告。\n（二）办好实事。"
    )
    assert len(plan.items) == 2


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([" 某局 2017 年工作要点的具体措施和完成时间 "], (2017, "某局 2017 年工作要点的具体措施和完成时间")),
        (["某医院 2018 年重点工作任务分解表", "一、党建"], (2018, "某医院 2018 年重点工作任务分解表")),
        (
            ["某局文件", "某发〔2018〕12 号", "2017年度重点工作计划", "2018年1月3日"],
            (2017, "2017年度重点工作计划"),
        ),
        (["二〇一七年工作要点"], (2017, "二〇一七年工作要点")),
        (
            ["关于印发《2019 年任务分解表》的通知", "附件", "某厅 2019 年任务分解表"],
            (2019, "某厅 2019 年任务分解表"),
        ),
        (["某省教育厅", "2 0 1 9 年 工 作 要 点"], (2019, "2019年工作要点")),
        (["某医院 2018 年重点工作任务", "分解表"], (2018, "某医院 2018 年重点工作任务分解表")),
        (["会议记录"], (None, "会议记录")),
        (["街道推进计划", "填报单位：街道 填报时间：2023年12月28日"], (None, "街道推进计划")),
        (["街道推进计划", "填报时间：2023年12月"], (None, "街道推进计划")),
        (["街道推进计划", "2023.12.28"], (None, "街道推进计划")),
        (["街道推进计划", "（2023年12月28日会议通过）"], (None, "街道推进计划")),
        (["某局2024年3月工作安排"], (2024, "某局2024年3月工作安排")),
        (["", "一、党建"], (None, "")),
        ([], (None, "")),
    ],
)
def test_the_title_is_the_line_that_names_year_and_kind_of_plan(
    lines: list[str], expected: tuple[int | None, str]
) -> None:
    assert find_year_and_title(lines) == expected


@given(st.text(alphabet="一二三、（）()1234.\n\f 月年工作要点。；：附件A", max_size=200))
def test_no_text_is_too_odd_for_the_reader(text: str) -> None:
    plan = read_outline(text)
    assert plan is None or all(item.measure and item.work_point is not None for item in plan.items)
