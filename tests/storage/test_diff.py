"""What a diff tells, and that it tells of every item once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.canonical import says_the_same
from storage.comparison import compare_plans
from storage.diff import Field, FieldChange, changed_fields
from storage.errors import PlanConflictError
from storage.plan import Status
from tests.examples import a_parsed_item, an_item
from tests.plan_pairs import random_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.comparison import Comparison, Decisions
    from storage.plan import ParsedItem, PlanItem

MEASURES = (
    "完成档案数字化项目验收",
    "修订完善内部控制管理制度",
    "开展校园安全隐患排查整治",
    "举办青年教师教学技能竞赛",
)
OLD = tuple(
    an_item(measure, code=f"2017-{n}", work_point=f"（{'一二三四'[n - 1]}）要点{n}", due=f"2017-{n:02}-28")
    for n, measure in enumerate(MEASURES, 1)
)


def said(item: ParsedItem) -> dict[str, object]:
    return {name: getattr(item, name) for name in SAID}


def parsed(item: PlanItem) -> ParsedItem:
    return a_parsed_item(**said(item))


SAID = (
    "section", "work_point", "group", "measure", "departments", "assisting", "deadline_text", "deadline", "source", "doubts",
)  # fmt: skip
NEW = tuple(map(parsed, OLD))


def compared(
    new: Sequence[ParsedItem], decisions: Decisions | None = None, gone: Sequence[PlanItem] = ()
) -> Comparison:
    return compare_plans(OLD, gone, new, decisions or {})


def test_the_same_plan_differs_in_nothing() -> None:
    diff = compared(NEW).diff
    assert diff == replace(type(diff)(), unchanged=4)


def test_what_moved_or_got_another_number_is_no_change() -> None:
    renumbered = [
        replace(item, work_point=f"{n}. {(item.work_point or '')[3:]}") for n, item in enumerate(NEW)
    ]
    diff = compared([renumbered[3], *renumbered[:3]]).diff
    assert (diff.changed, diff.added, diff.dropped) == ((), (), ())
    assert (diff.renumbered, diff.reordered) == (4, 1)


def test_a_change_shows_before_and_after() -> None:
    later = a_parsed_item(MEASURES[1], work_point=OLD[1].work_point, due="2017-09-30", department="财务处")
    (changed,) = compared([NEW[0], later, *NEW[2:]]).diff.changed
    assert (changed.code, changed.place, changed.before, changed.after) == ("2017-2", 1, OLD[1], later)
    assert changed.fields == (
        FieldChange(Field.DEPARTMENTS, "教务处", "财务处"),
        FieldChange(Field.DEADLINE, "2 月", "9 月"),
        FieldChange(Field.DUE, "2017-02-28", "2017-09-30"),
    )
    assert changed.moved_date
    assert changed.moved_department


def test_other_blanks_and_widths_change_nothing() -> None:
    one, other = a_parsed_item("受理PCT申请（含复审）"), a_parsed_item("受理 ＰＣＴ 申请(含复审)")
    assert changed_fields(one, other) == ()


def test_a_dropped_item_is_shown_with_its_follow_through() -> None:
    old = [replace(OLD[0], status=Status.BLOCKED), *OLD[1:]]
    diff = compare_plans(old, (), NEW[1:], {}).diff
    assert [(dropped.item.code, dropped.item.status) for dropped in diff.dropped] == [
        ("2017-1", Status.BLOCKED)
    ]


def test_what_was_merged_names_the_item_that_says_it_now() -> None:
    joined = replace(NEW[0], measure=f"{MEASURES[0]}；{MEASURES[1]}")
    diff = compared([joined, *NEW[2:]]).diff
    assert [(dropped.item.code, dropped.merged_into) for dropped in diff.dropped] == [("2017-1", "2017-2")]


def test_what_was_split_names_the_item_that_it_was_part_of() -> None:
    old = [replace(OLD[0], measure=f"{MEASURES[0]}；{MEASURES[1]}"), *OLD[2:]]
    new = [NEW[0], replace(NEW[0], measure=MEASURES[1]), *NEW[2:]]
    diff = compare_plans(old, (), new, {}).diff
    assert [(added.place, added.split_from) for added in diff.added] == [(0, "2017-1")]


def test_an_item_that_comes_back_shows_the_code_that_it_had() -> None:
    gone = an_item("建设智慧课堂示范班级", code="2017-9")
    comparison = compared([*NEW, parsed(gone)], gone=[gone])
    assert [(added.place, added.code) for added in comparison.diff.added] == [(4, "2017-9")]
    assert comparison.codes == ("2017-1", "2017-2", "2017-3", "2017-4", "2017-9")


def test_a_decision_gives_the_code_and_shows_in_the_diff() -> None:
    comparison = compared(NEW, {0: None})
    assert comparison.codes[0] is None
    assert [added.place for added in comparison.diff.added] == [0]
    assert [dropped.item.code for dropped in comparison.diff.dropped] == ["2017-1"]
    assert compared([*NEW[1:], a_parsed_item("另一件全然不同的事")], {3: "2017-1"}).codes[3] == "2017-1"


def test_a_decision_on_an_item_that_is_gone_is_refused() -> None:
    with pytest.raises(PlanConflictError, match="2017-77"):
        compared(NEW, {0: "2017-77"})


@settings(max_examples=20)
@given(st.sampled_from(["all", "reword, restructure", "split, merge, reword"]), st.integers(1, 40))
def test_a_diff_tells_of_every_item_once(name: str, seed: int) -> None:
    pair = random_pair(name, seed, "easy")
    old = [an_item(code=f"2019-{n}", year=2019, **said(item)) for n, item in enumerate(pair.old)]
    comparison = compare_plans(old, (), pair.new, {})
    diff = comparison.diff
    assert len(diff.added) + len(diff.changed) + diff.unchanged + diff.renumbered == len(pair.new)
    kept = [code for code in comparison.codes if code is not None]
    assert sorted([*kept, *(dropped.item.code for dropped in diff.dropped)]) == sorted(
        item.code for item in old
    )
    assert diff.unchanged == sum(
        says_the_same(old[int(code[5:])], item)
        for code, item in zip(comparison.codes, pair.new, strict=True)
        if code
    )
