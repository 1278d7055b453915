"""A table that a PDF flattened to text gives back its rows, with doubts where the page leaves them open."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.plan_json import plan_json
from storage.deadlines import dated
from storage.errors import UnreadableFileError
from storage.parsing import parse_plan
from tests import sample_plan as sample
from tests.flattening import flatten
from tests.random_plans import Tier, random_text

if TYPE_CHECKING:
    from storage.plan import ParsedItem, ParsedPlan

SHARED = Path(__file__).parents[3] / "shared"
HEAD = " 测试局 2024 年工作要点任务分解表 \n \n\n工作要点 具体措施 部门单位 完成时间 \n\n一、加强建设 \n\n"


def read(body: str, head: str = HEAD) -> ParsedPlan:
    return parse_plan((head + body).encode(), "plan.txt")


def labels(item: ParsedItem) -> tuple[tuple[str, ...], str]:
    return item.departments, item.deadline_text


# A work point wide enough to show its column, and a measure of two full lines.
POINT = "稳步推进档案馆服务能力建设，\n\n不断提高为民服务水平 \n\n"
LONG = "完善档案查阅制度，简化查阅手续，在全市范围内推行异地\n\n查档和跨馆服务，方便群众办事。"


def test_a_label_behind_a_measure_is_the_measures() -> None:
    plan = read(f"{POINT}{LONG} \n办公室 12 月 \n\n举办业务培训班。 人事处 3 月 \n")
    assert [labels(item) for item in plan.items] == [(("办公室",), "12 月"), (("人事处",), "3 月")]
    assert plan.items[0].measure == LONG.replace("\n\n", "")
    assert {item.work_point for item in plan.items} == {"稳步推进档案馆服务能力建设，不断提高为民服务水平"}
    assert {item.section for item in plan.items} == {"一、加强建设"}


def test_rows_below_a_merged_cell_share_its_label() -> None:
    """The label of three rows of a line each stands beside the second: away from the first one's line."""
    body = f"{POINT}举办业务培训班。 \n\n办公室 12 月 召开工作座谈会。 \n\n开展专项检查。 \n\n{LONG} \n人事处 6 月 \n"
    plan = read(body)
    assert [labels(item) for item in plan.items[:3]] == [(("办公室",), "12 月")] * 3
    assert labels(plan.items[3]) == (("人事处",), "6 月")


def test_a_numbered_list_above_a_label_is_one_cell() -> None:
    body = (
        f"{POINT}{LONG} \n办公室 12 月 \n\n加强队伍建设： \n\n1、 举办业务培训班。 \n\n2、 召开工作座谈会。 \n\n"
        "3、 开展专项检查。 \n\n人事处 6 月 \n"
    )
    assert [labels(item) for item in read(body).items[1:]] == [(("人事处",), "6 月")] * 4


def test_a_row_that_a_page_cuts_is_joined_again() -> None:
    body = (
        "稳步推进档案馆服务能力建设，\n\n不断提高为民服务水 \n\n"
        "完善档案查阅制度，简化查阅手续，在全市范围内推行异地 办公室 12 月 \n"
        " 工作要点 具体措施 部门单位 完成时间 \n\n查档和跨馆服务，方便群众办事。 \n\n"
        f"{LONG} \n人事处 3 月 \n"
    )
    items = read(body).items
    assert items[0].measure == LONG.replace("\n\n", "")
    assert [labels(item) for item in items] == [(("办公室",), "12 月"), (("人事处",), "3 月")]


NEXT_PAGE = " 工作要点 具体措施 部门单位 完成时间 \n\n"


def test_the_rest_of_a_work_point_ends_where_the_next_section_begins() -> None:
    plan = read(
        f"{POINT}{LONG} \n办公室 12 月 \n\n整理历年档案目录，完善检索 举办业务培训班。 人事处 3 月 \n"
        f"{NEXT_PAGE}办法 \n\n二、强化服务 \n\n{POINT}{LONG} \n办公室 6 月 \n"
    )
    assert [item.section for item in plan.items] == ["一、加强建设", "一、加强建设", "二、强化服务"]
    assert plan.items[1].work_point == "整理历年档案目录，完善检索办法"


def test_a_measure_that_begins_with_a_month_has_no_serial_number() -> None:
    head = HEAD.replace("工作要点 具体措施", "序号 具体措施").replace("一、加强建设 \n\n", "")
    rows = f"1 \n{LONG} \n办公室 12 月 \n\n2 \n分步整理档案： \n\n1-2 月：{LONG} \n\n3 月：{LONG} \n\n人事处 6 月 \n"
    plan = read(rows, head)
    assert [item.measure[:4] for item in plan.items] == ["完善档案", "分步整理", "1-2 ", "3 月："]
    assert labels(plan.items[-1]) == (("人事处",), "6 月")


def test_a_number_alone_is_no_department() -> None:
    plan = read(f"{POINT}举办业务培训班。 2024 年底 \n\n{LONG} \n人事处 2024 年底 \n")
    assert {name for item in plan.items for name in item.departments} <= {"人事处"}


@pytest.mark.parametrize("seed", [101, 102])
def test_what_another_reading_of_the_columns_takes_for_more_or_less_is_doubted(seed: int) -> None:
    text, _ = random_text(seed, "hard")
    items = parse_plan(text.encode(), "plan.txt").items
    doubts = [doubt for item in items for doubt in item.doubts if "more or less" in doubt]
    assert 0 < len(doubts) < len(items) / 5


def test_page_numbers_and_running_heads_are_no_text() -> None:
    page = "\n\n\n\n - 2 -\n\n测试局文件 \n\n工作要点 具体措施 部门单位 完成时间 \n\n"
    head = " - 1 -\n\n测试局文件 \n\n测试局 2024 年工作要点 \n \n\n工作要点 具体措施 部门单位 完成时间 \n\n一、加强建设 \n\n"
    items = read(f"{POINT}{LONG} \n办公室 12 月 {page}举办业务培训班。 人事处 3 月 \n", head).items
    assert [item.measure for item in items] == [LONG.replace("\n\n", ""), "举办业务培训班。"]


@pytest.mark.parametrize(
    ("cell", "departments", "assisting"),
    [
        ("机关党委、工会", ("机关党委", "工会"), ()),
        ("机关党委 \n\n工会", ("机关党委", "工会"), ()),
        ("牵头：机关党委 \n\n配合：工会、团委", ("机关党委", "工会", "团委"), ("工会", "团委")),
    ],
)
def test_joint_departments_are_told_apart(
    cell: str, departments: tuple[str, ...], assisting: tuple[str, ...]
) -> None:
    plan = read(f"{POINT}{LONG} \n\n{cell} \n\n12 月 \n\n举办业务培训班。 人事处 3 月 \n")
    assert plan.items[0].departments == departments
    assert plan.items[0].assisting == assisting


def test_the_year_of_the_title_dates_the_deadlines() -> None:
    plan = read(f"{POINT}举办业务培训班。 人事处 3 月 \n")
    assert plan.year == 2024
    assert str(plan.items[0].deadline.occurrences[0].due) == "2024-03-31"


def test_a_plan_that_names_no_year_is_dated_when_somebody_does() -> None:
    plan = read(f"{POINT}举办业务培训班。 人事处 3 月 \n", HEAD.replace("2024 年", ""))
    assert plan.year is None
    assert any("no year" in problem.message for problem in plan.problems)
    assert str(dated(plan, 2031).items[0].deadline.occurrences[0].due) == "2031-03-31"


def test_a_measure_without_any_label_is_doubted() -> None:
    assert read(f"{POINT}举办业务培训班。 \n").items[0].doubts


def test_columns_side_by_side_are_refused() -> None:
    row = "推进档案开放      举办业务培训班。          人事处     3 月\n"
    with pytest.raises(UnreadableFileError, match="side by side"):
        read(row * 20)


def test_remarks_below_the_table_are_left_out_and_said_so() -> None:
    plan = read(f"{POINT}举办业务培训班。 人事处 3 月 \n\n注：本表由办公室负责解释。 \n")
    assert [item.measure for item in plan.items] == ["举办业务培训班。"]
    assert any("本表由办公室" in problem.message for problem in plan.problems)


# -- against gold ---------------------------------------------------------------------------------------


def _scores(plan: ParsedPlan, gold: list[Any]) -> dict[str, Any]:
    spec = spec_from_file_location("score_plan", _shared("tools/score_plan.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    result: dict[str, Any] = module.score(gold, plan_json(plan), 0)
    return result


def _shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/{name} is missing")
    return path


def test_the_2017_plan_is_read_right() -> None:
    plan = parse_plan(_shared("plans/2017-work-plan.txt").read_bytes(), "2017.txt")
    result = _scores(plan, json.loads(_shared("gold/plan2017-sections-1-3.json").read_text()))
    assert result["all_correct"] >= 0.99
    assert result["silently_wrong"] <= 0.01
    assert plan.year == 2017
    assert len({name for item in plan.items for name in item.departments}) == 38


@pytest.mark.parametrize(("tier", "least"), [("easy", 0.99), ("real", 0.97), ("hard", 0.97)])
def test_the_samples_are_read_right(tier: str, least: float) -> None:
    results = []
    for number in (1, 2, 3):
        folder = _shared(f"samples/{tier}-{number}")
        plan = parse_plan((folder / "plan.flat.txt").read_bytes(), "plan.flat.txt")
        results.append(_scores(plan, json.loads((folder / "gold.json").read_text())))
    assert sum(result["all_correct"] for result in results) / 3 >= least
    assert sum(result["silently_wrong"] for result in results) / 3 <= 0.01
    assert sum(result["doubted_though_right"] for result in results) / 3 <= 0.05


@pytest.mark.parametrize(("tier", "least"), [("easy", 0.97), ("real", 0.92), ("hard", 0.87)])
def test_plans_nobody_has_seen_are_read_nearly_as_well(tier: Tier, least: float) -> None:
    results = []
    for seed in (101, 102, 103, 104):
        text, gold = random_text(seed, tier)
        results.append(_scores(parse_plan(text.encode(), "plan.txt"), list(gold)))
    assert sum(result["all_correct"] for result in results) / len(results) >= least
    assert sum(result["silently_wrong"] for result in results) / len(results) <= 0.05
    assert sum(result["doubted_though_right"] for result in results) / len(results) <= 0.1


BLANK_HEAD = "工作要点 具体措施 部门单位 完成时间 \n\n"


@pytest.mark.parametrize(
    "body",
    [
        "测 试 文 本 十 二 月 " * 2000,
        "中" * 30_000,
        "测试。 \n\n" * 1000,
        ("做好相关工作。 \n\n" * 30 + "办公室 12 月 \n\n") * 20,
        "《" * 30_000,
        "1 2 3 4 5 6 7 8 9 月 " * 1000,
    ],
    ids=["blanks", "one line", "short paragraphs", "few labels", "brackets", "digits"],
)
def test_rubbish_takes_no_time(body: str) -> None:
    start = time.perf_counter()
    with suppress(UnreadableFileError):
        read(body, BLANK_HEAD)
    assert time.perf_counter() - start < 3


def test_where_pages_end_hardly_matters() -> None:
    """The sample plan reads the same however high its pages are, but for a few cells that a page cuts."""
    whole = _keys(
        parse_plan(flatten(sample.table(), replace(sample.STYLE, body=4000.0)).encode(), "plan.txt")
    )
    wrong = total = 0
    for height in range(310, 700, 30):
        text = flatten(sample.table(), replace(sample.STYLE, body=float(height)))
        keys = _keys(parse_plan(text.encode(), "plan.txt"))
        total += len(whole)
        wrong += len(whole - keys)
    assert len(whole) > 60
    assert wrong / total < 0.03


def _keys(plan: ParsedPlan) -> set[tuple[object, ...]]:
    """Return what is read of each item, but for blanks, which come and go around numbers."""
    return {
        (
            "".join(item.measure.split()),
            "".join((item.work_point or "").split()),
            item.departments,
            "".join(item.deadline_text.split()),
        )
        for item in plan.items
    }
