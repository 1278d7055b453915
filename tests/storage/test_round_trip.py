"""What is written as a file reads back as the same plan: samples, and plans that nobody has seen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.deadlines import item_deadline
from storage.export.csv import write_csv
from storage.export.xlsx import marked_copy, write_xlsx
from storage.lint import lint
from storage.parsing import parse_plan
from storage.plan import ParsedItem, ParsedPlan, PlanKind
from storage.repetition import repetition
from tests.examples import a_parsed_item, a_plan
from tests.plan_files import write_xlsx as table_as_xlsx
from tests.random_plans import random_plan

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
OWN = sorted(
    path
    for path in (ROOT / "tests/data/plans").iterdir()
    if path.suffix in {".csv", ".docx", ".pdf", ".xlsx"}
)
FEW = ["samples/easy-1/plan.xlsx", "samples/real-1/plan.flat.txt", "samples/hard-1/plan.xlsx"]
MANY = [
    *(
        f"samples/{tier}-{number}/plan{suffix}"
        for tier in ("easy", "real", "hard")
        for number in (1, 2, 3)
        for suffix in (".xlsx", ".docx", ".csv", ".pdf", ".flat.txt")
    ),
    "plans/2017-work-plan.txt",
]
WRITERS: dict[str, Callable[[ParsedPlan], bytes]] = {
    "written.xlsx": write_xlsx,
    "written.csv": write_csv,
    "marked.xlsx": lambda plan: marked_copy(plan, lint(plan)),
}


def said(plan: ParsedPlan) -> list[tuple[object, ...]]:
    """List what the items say, without where they stand in their file."""
    return [
        (
            item.section,
            item.work_point,
            item.group,
            item.measure,
            item.departments,
            item.assisting,
            item.deadline_text,
            item.deadline,
        )
        for item in plan.items
    ]


def read_back(plan: ParsedPlan, name: str) -> ParsedPlan:
    return parse_plan(WRITERS[name](plan), name)


def check(plan: ParsedPlan) -> None:
    for name in WRITERS:
        back = read_back(plan, name)
        assert said(back) == said(plan), name
        assert back.year == plan.year, name
        assert len(back.problems) == (repetition(plan) is not None), name  # drawn measures may repeat


@pytest.mark.parametrize("path", [*OWN, ROOT / "bot/samples/sample-plan.txt"], ids=lambda path: path.name)
def test_our_samples_read_back_as_the_same_plan(path: Path) -> None:
    plan = parse_plan(path.read_bytes(), path.name)
    check(plan)
    assert read_back(plan, "written.xlsx").title == plan.title


@pytest.mark.parametrize(
    "name",
    [
        *FEW,
        "plans/2018-work-points.txt",
        *(pytest.param(name, marks=pytest.mark.slow) for name in MANY if name not in FEW),
    ],
)
def test_shared_samples_read_back_as_the_same_plan(shared: Path, name: str) -> None:
    plan = parse_plan((shared / name).read_bytes(), name)
    check(plan)
    assert read_back(plan, "written.csv").title == plan.title


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("tier", ["easy", "real", "hard"])
def test_invented_plans_read_back_as_the_same_plan(tier: str, seed: int) -> None:
    table, _ = random_plan(9000 + seed, tier)  # type: ignore[arg-type]
    check(parse_plan(table_as_xlsx(table), "plan.xlsx"))


# -- plans made of anything -------------------------------------------------------------------------------

HAN = "编制年度培训计划组织实施查业质量提升工作要点月日第一二三四"
ODD = "=+-@'\"＝，。；：、（）《》/|\\\t 　%&<>1290aZ_x005F_—…·#"
HEADINGS = ["落实工作要求", "制定措施", "推进重点项目"]
DEPARTMENTS = [
    "办公室",
    "项目办",
    "措施组",
    "人事处",
    "审协江苏中心",
    "发展规划司",
    "Legal Affairs",
    "ICT处",
    "各分馆",
]
ACTIVE_NAMES = ["=1+1处", "+安保科", "-后勤部", "@信息中心", "'标本室", "'=标本室"]
DEADLINES = [
    "12 月",
    "2-3 月",
    "待定",
    "",
    "全年",
    "每季度",
    "2018 年 1 月",
    "4 月 20 日、21 日",
    "根据上级部署",
    "=A1+B1",
    "-3月",
]
TITLES = ["2017年工作要点", "工作要点分解表", "", "2016 年总结", "关于印发2018年计划的通知", "=2017年计划"]


def texts() -> st.SearchStrategy[str]:
    words = st.tuples(
        st.text(ODD, max_size=2), st.text(HAN, min_size=2, max_size=12), st.text(HAN + ODD, max_size=25)
    )
    return words.map("".join).map(lambda text: " ".join(text.split()))


@st.composite
def items(draw: st.DrawFn) -> ParsedItem:
    names = draw(st.lists(st.sampled_from(DEPARTMENTS + ACTIVE_NAMES), unique=True, max_size=4))
    helping = draw(st.sets(st.sampled_from(names))) if names else set()
    if draw(st.booleans()):
        names.sort(key=lambda name: name in helping)
    text, measure = draw(st.sampled_from(DEADLINES)), draw(texts() | st.sampled_from(HEADINGS))
    return ParsedItem(
        section=draw(
            st.sampled_from(["", "一、抓好学习", "二、做实业务", "党建工作", "重点工作", "三、其他；"])
        ),
        work_point=draw(
            st.none()
            | st.sampled_from(["加强党的建设", "重点任务", "（一）夯实基础", "1. 编制规划"])
            | texts()
        ),
        group=draw(st.none() | st.none() | st.sampled_from(["培训", "检查督导", "=某组"])),
        measure=measure,
        departments=tuple(names),
        assisting=tuple(name for name in names if name in helping),
        deadline_text=text,
        deadline=item_deadline(text, measure, 2017),
    )


@settings(max_examples=30)
@given(st.lists(items(), min_size=1, max_size=7), st.sampled_from(TITLES))
def test_any_plan_reads_back_as_the_same_plan(made: list[ParsedItem], title: str) -> None:
    check(ParsedPlan(2017, title, PlanKind.TABLE, tuple(made)))


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=1000)
@given(st.lists(items(), min_size=1, max_size=9), st.sampled_from(TITLES))
def test_any_of_many_plans_reads_back_as_the_same_plan(made: list[ParsedItem], title: str) -> None:
    check(ParsedPlan(2017, title, PlanKind.TABLE, tuple(made)))


def test_what_no_file_takes_is_left_out() -> None:
    plan = a_plan(a_parsed_item("一\x00二\ud800三\n四", due="2017-12-31"))
    for name in WRITERS:
        assert [item.measure for item in read_back(plan, name).items] == ["一二三四"]


# -- the corrected report ---------------------------------------------------------------------------------


def test_a_corrected_report_is_read_as_corrected() -> None:
    plan = a_plan(
        a_parsed_item("编制计划。", due="2017-03-31", department="人事处"),
        a_parsed_item("组织培训。", department="人事处", deadline_text=""),
        title="2017 年工作计划",
    )
    findings = lint(plan)
    assert [finding.message for finding in findings] == ["No deadline is given."]
    book = openpyxl.load_workbook(io.BytesIO(marked_copy(plan, findings)))
    sheet = book.active
    (marked,) = (cell for row in sheet.iter_rows() for cell in row if cell.comment)
    marked.value = "6 月"
    out = io.BytesIO()
    book.save(out)
    back = parse_plan(out.getvalue(), "report.xlsx")
    assert [item.deadline_text for item in back.items] == ["3 月", "6 月"]
    assert lint(back) == ()
