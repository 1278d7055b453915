"""What does not fit together in a plan is found, and what is fine is let be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.diff import Field
from storage.lint import Finding, FindingKind, lint
from storage.plan import Department, Occurrence, ParsedItem, PlanKind, Problem, Severity, Source
from storage.similar_names import similar_name
from tests.examples import a_day, a_deadline, a_parsed_item, a_plan

KNOWN = [Department("审协江苏中心", ("江苏中心",)), Department("办公室"), Department("机关党委")]


def item(*departments: str, **fields: object) -> ParsedItem:
    return a_parsed_item(**{"due": "2017-12-31", "departments": departments or ("办公室",), **fields})  # type: ignore[arg-type]


def messages(*items: ParsedItem, known: list[Department] | None = None) -> list[str]:
    return [finding.message for finding in lint(a_plan(*items), known or ())]


def distinct(count: int, *departments: str) -> list[ParsedItem]:
    return [item(*departments, measure=f"完成第{number}项工作。") for number in range(count)]


# -- departments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("江苏审协中心", "审协江苏中心"),
        ("审协江苏中新", "审协江苏中心"),
        ("规划发展司", "发展规划司"),
        ("审协江苏省中心", "审协江苏中心"),
        ("专利审查协作江苏中心", "审协江苏中心"),
        ("对外交流合处", "对外交流合作处"),
        ("局办", "局办公室"),
        ("党委办", "党委办公室"),
        ("党办", "党委办公室"),
        ("信息中心", "信息化中心"),
        ("规划处", "发展规划处"),
    ],
)
def test_names_that_are_hardly_two_are_asked_about(name: str, other: str) -> None:
    assert similar_name(name, Counter({name: 1, other: 9})) == other
    assert similar_name(other, Counter({name: 1, other: 9})) is None


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("机关党委", "机关纪委"),
        ("审查业务一处", "审查业务二处"),
        ("办公室", "专利局办公室"),
        ("审协北京中心", "审协天津中心"),
        ("人事处", "财务处"),
        ("东区管理分站", "西区管理分站"),
        ("第1党支部委员会", "第2党支部委员会"),
        ("ICT", "ict"),
        ("办公室", "党委办公室"),
        ("综合处", "审查综合处"),
        ("人事处", "专利局人事处"),
        ("教育科", "第一教育科"),
        ("保卫处", "保密处"),
    ],
)
def test_names_that_offices_do_have_side_by_side_are_let_be(name: str, other: str) -> None:
    assert similar_name(name, Counter({name: 1, other: 9})) is None


@given(
    st.dictionaries(st.text("审协江苏中心办公室一二", min_size=1, max_size=8), st.integers(1, 9), max_size=6)
)
def test_of_two_like_names_at_most_one_is_asked_about(counts: dict[str, int]) -> None:
    like = {name: similar_name(name, counts) for name in counts}
    assert not any(other and like[other] == name for name, other in like.items())


def test_both_spellings_in_one_plan_are_told_at_the_rarer_one() -> None:
    found = messages(*distinct(3, "审协江苏中心"), item("江苏审协中心"))
    assert found == ["The department 江苏审协中心 is written like 审协江苏中心: are they the same?"]


def test_a_name_that_no_plan_has_is_told_with_the_one_it_may_be() -> None:
    found = messages(item("办公室"), item("江苏审协中心", measure="培训审查员。"), known=KNOWN)
    assert found == ["No plan so far names the department 江苏审协中心: is it 审协江苏中心?"]


def test_a_new_name_is_told() -> None:
    found = messages(item("办公室", "数据处"), item("机关党委", measure="上党课。"), known=KNOWN)
    assert found == ["No plan so far names the department 数据处."]


def test_an_alias_is_known() -> None:
    assert messages(item("江苏中心"), known=KNOWN) == []


def test_another_offices_plan_has_no_unknown_names() -> None:
    assert messages(item("展览部", "典藏部", "办公室"), known=KNOWN) == []


def test_who_only_helps_answers_for_nothing() -> None:
    assert messages(item("办公室", assisting=("办公室",))) == [
        "Only assisting departments are named: none is responsible."
    ]


def test_an_item_of_nobody_is_told_once() -> None:
    doubted = item(
        departments=(), measure="另一项工作。", doubts=("No department was found for this measure.",)
    )
    assert messages(item(departments=()), doubted, item(measure="第三项。")) == [
        "No department is named.",
        "No department was found for this measure.",
    ]


# -- deadlines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["No deadline is given."]),
        ("待定", ["The deadline 待定 names no day."]),
        ("根据上级部署", ["The deadline 根据上级部署 names no day."]),
        ("见附件", ["The deadline 见附件 is not one that we can read."]),
    ],
)
def test_a_deadline_without_a_day_is_told(text: str, found: list[str]) -> None:
    dated = item(measure="另一项工作。")
    undated = a_parsed_item(deadline_text=text)
    assert messages(dated, undated) == found


@pytest.mark.parametrize("fields", [{"due": "2017-12-31"}, {"ongoing": True}])
def test_a_day_in_the_year_and_year_round_work_are_fine(fields: dict[str, object]) -> None:
    assert messages(a_parsed_item(**fields)) == []  # type: ignore[arg-type]


def test_a_vague_deadline_with_a_milestone_has_a_day() -> None:
    due = a_deadline([Occurrence(a_day("2017-06-30"), label="启动")])
    assert messages(a_parsed_item(deadline=due, deadline_text="待定")) == []


@pytest.mark.parametrize(("text", "field"), [("2018 年 7 月", Field.DEADLINE), ("全年", Field.MEASURE)])
def test_a_day_outside_the_year_is_told_where_it_stands(text: str, field: Field) -> None:
    made = a_parsed_item(due="2018-07-31", deadline_text=text)
    (finding,) = lint(a_plan(made))
    assert (finding.field, finding.message) == (field, "2018-07-31 is outside the year of the plan, 2017.")


def test_a_plan_without_dates_says_so_once() -> None:
    assert messages(*(a_parsed_item(f"第{n}项。", deadline_text="") for n in range(5))) == [
        "No item has a deadline."
    ]


# -- measures, rows, the whole file -----------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["", "—", "……", "。"])
def test_a_measure_without_words_is_empty(measure: str) -> None:
    assert messages(item(measure=measure)) == ["The measure is empty."]


@pytest.mark.parametrize("measure", ["无", "（空）", "待定", "略。", "同上", "N/A"])
def test_a_measure_that_says_nothing_is_told(measure: str) -> None:
    assert messages(item(measure=measure)) == [f"The measure says nothing: {measure}."]


@pytest.mark.parametrize("measure", ["无障碍设施改造", "空调检修", "待办事项清零"])
def test_a_measure_that_begins_like_nothing_says_something(measure: str) -> None:
    assert messages(item(measure=measure)) == []


def test_the_same_item_twice_is_told_at_the_second() -> None:
    first = item(measure="编制年度培训计划。", source=Source(line=12))
    second = item(measure="编制 年度培训计划。", source=Source(line=40))
    (finding,) = lint(a_plan(first, second))
    assert (finding.item, finding.where) == (1, "line 40")
    assert finding.message == "The same item stands here already: line 12."


@pytest.mark.parametrize("other", [{"departments": ("工会",)}, {"due": "2017-06-30"}])
def test_the_same_work_of_others_or_for_another_day_is_no_double(other: dict[str, object]) -> None:
    assert (
        messages(item(measure="编制年度培训计划。"), item(**{"measure": "编制年度培训计划。", **other})) == []
    )


def test_a_short_measure_is_doubled_only_below_the_same_work_point() -> None:
    apart = [item(measure="做好宣传。", work_point=point) for point in ("一", "二")]
    assert messages(*apart) == []
    assert len(messages(*apart, apart[1])) == 1


@pytest.mark.parametrize(
    ("doubt", "field"),
    [
        ("The deadline may also be 3 月: the page leaves open to which cell it belongs.", Field.DEADLINE),
        (
            "The assisting department may also be 工会: the page leaves open to which cell it belongs.",
            Field.ASSISTING,
        ),
        ("Two lines of the department cell are taken for one name: they may be two.", Field.DEPARTMENTS),
        ("The work point 加强 looks incomplete: a page may cut it.", Field.WORK_POINT),
        ("The measure looks incomplete: a page may cut it.", Field.MEASURE),
    ],
)
def test_a_doubt_is_told_at_its_cell(doubt: str, field: Field) -> None:
    (finding,) = lint(a_plan(item(doubts=(doubt,))))
    assert (finding.kind, finding.field, finding.message) == (FindingKind.DOUBT, field, doubt)


def test_problems_come_first_and_keep_their_weight() -> None:
    unread = Problem(Severity.ERROR, "page 3", "The page cannot be read.")
    found = lint(replace(a_plan(item(measure=""), year=None), problems=(unread,)))
    assert [(each.where, each.message, each.severity) for each in found[:2]] == [
        ("page 3", "The page cannot be read.", Severity.ERROR),
        ("the file", "The file names no year.", Severity.WARNING),
    ]
    assert [each.item for each in found] == [None, None, 0]


def test_an_outline_has_neither_departments_nor_dates_to_miss() -> None:
    point = a_parsed_item(departments=(), deadline_text="")
    assert lint(a_plan(point, kind=PlanKind.OUTLINE)) == ()


def test_no_finding_is_told_twice() -> None:
    made = item("办公室", "办公室", doubts=("The measure looks incomplete: a page may cut it.",) * 2)
    found: tuple[Finding, ...] = lint(a_plan(made))
    assert len(found) == 1


def test_without_a_year_only_deadlines_that_name_no_day_in_any_are_found() -> None:
    plan = replace(a_plan(item(deadline_text="3月"), item(deadline_text="待定")), year=None)
    undated = tuple(replace(each, deadline=replace(each.deadline, occurrences=())) for each in plan.items)
    found = [each.message for each in lint(replace(plan, items=undated)) if each.kind is FindingKind.DEADLINE]
    assert all("3月" not in message for message in found)
