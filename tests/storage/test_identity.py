"""Which item of a new version is which of the old one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations
from random import Random
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.identity import Matching, match_items, match_returned
from tests.examples import a_parsed_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan import ParsedItem

SUPPORT = "做好数据保障和支持工作。"
LONG = "组织开展全区中小学校园安全隐患大排查，建立问题清单和整改台账，逐项落实整改责任人和时限。"


def item(measure: str, work_point: str = "要点", department: str = "教务处", **fields: object) -> ParsedItem:
    return a_parsed_item(measure, work_point=work_point, department=department, **fields)


def pairs(old: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> dict[int, int]:
    return dict(match_items(old, new).pairs)


def test_nothing_matches_nothing() -> None:
    assert match_items([], []) == Matching((), (), ())
    assert match_items([item("一")], []) == Matching((), (), (0,))
    assert match_items([], [item("一")]) == Matching((), (0,), ())


SAME = [
    ("moved deadline", item(LONG, due="2017-03-31"), item(LONG, due="2017-12-31")),
    ("other department", item(LONG), item(LONG, department="安全办")),
    ("other work point and department", item(LONG), item(LONG, "别的要点", "安全办")),
    ("width and blanks", item("受理PCT申请100件（含复审）"), item("受理 ＰＣＴ 申请 100 件(含复审)")),
    ("a clause more", item(LONG), item(f"{LONG[:-1]}，年底组织复查。")),
    ("a clause less", item(LONG), item(LONG.replace("逐项落实整改责任人和时限", "逐项整改"))),
    ("words before", item(LONG), item(f"按照市里统一部署，{LONG}", department="安全办")),
    ("short, same place", item("召开全系统工作会议"), item("组织召开全系统工作大会")),
]


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_an_item_stays_itself(old: ParsedItem, new: ParsedItem) -> None:
    others = [item("完成档案数字化项目验收"), item("修订完善内部控制管理制度", "别的要点")]
    assert pairs([old, *others], [*others, new]) == {0: 2, 1: 0, 2: 1}


OTHER = [
    (item("召开全系统工作会议"), item("完成档案数字化项目验收")),
    (item(LONG), item("开展校园安全宣传教育，组织应急疏散演练。")),
    (item(SUPPORT, "甲要点", "甲处", section="一、"), item(SUPPORT, "乙要点", "乙处", section="二、")),
]


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_another_item_is_not_taken_for_it(old: ParsedItem, new: ParsedItem) -> None:
    # The sentence that may stand in several places does so in the rest of the plan.
    rest = [item(SUPPORT, "丙要点", "丙处", section="三、")]
    assert pairs([old, *rest], [new, *rest]) == {1: 1}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_sentence_that_stands_often_is_told_apart_by_its_place(order: tuple[int, ...]) -> None:
    old = [
        item(SUPPORT, "甲要点", "甲处"),
        item(SUPPORT, "甲要点", "乙处"),
        item(SUPPORT, "乙要点", "甲处"),
        item(SUPPORT, "乙要点", "甲处", due="2017-06-30"),
    ]
    assert pairs(old, [old[i] for i in order]) == {i: place for place, i in enumerate(order)}


def test_twins_are_told_apart_by_their_neighbours() -> None:
    twin, one, two = item(SUPPORT), item("完成档案数字化项目验收"), item("修订完善内部控制管理制度")
    assert pairs([twin, one, twin, two], [one, twin, two]) == {1: 0, 2: 1, 3: 2}
    assert pairs([one, twin, two, twin], [two, twin, one, twin]) == {0: 2, 1: 3, 2: 0, 3: 1}


def test_the_likest_is_taken_first() -> None:
    old = [item(LONG), item(f"{LONG}并组织复查。")]
    new = [item(f"{LONG}并组织复查验收。"), item(f"{LONG[:-1]}。！")]
    assert pairs(old, new) == {0: 1, 1: 0}


def test_an_item_that_comes_back_may_be_reworded() -> None:
    gone = [item(LONG), item("召开全系统工作会议", due="2017-03-31")]
    new = [item("召开全系统工作会议"), item(f"{LONG}并组织复查。"), item("完成档案数字化项目验收")]
    assert match_returned(gone, new) == Matching(((1, 0), (0, 1)), (2,), ())


@pytest.mark.parametrize("measure", ["", "！", "（一）"])
def test_items_that_say_nothing_are_matched_too(measure: str) -> None:
    old = [item(measure), item(LONG), item(measure, "别的要点", "安全办")]
    assert match_items(old, old).pairs == ((0, 0), (1, 1), (2, 2))
    match_items(old, [item(LONG), item(measure, department="人事处")])


MEASURES = st.sampled_from(
    ["", SUPPORT, LONG, "召开会议", "印发通知", "完成档案数字化项目验收", "完成档案数字化项目招标"]
)
ITEMS = st.lists(
    st.builds(item, MEASURES, st.sampled_from("甲乙"), st.sampled_from(["教务处", "办公室"])), max_size=12
)


@given(ITEMS, ITEMS)
def test_every_item_has_one_partner_or_none(old: list[ParsedItem], new: list[ParsedItem]) -> None:
    matching = match_items(old, new)
    assert sorted([i for i, _ in matching.pairs] + list(matching.dropped)) == list(range(len(old)))
    assert sorted([j for _, j in matching.pairs] + list(matching.added)) == list(range(len(new)))


@given(ITEMS, ITEMS)
def test_what_says_the_same_is_the_same(old: list[ParsedItem], new: list[ParsedItem]) -> None:
    common = Counter(old) & Counter(new)
    assert Counter(old[i] for i, j in match_items(old, new).pairs if old[i] == new[j]) == common


@given(ITEMS)
def test_a_plan_matches_itself_in_order(items: list[ParsedItem]) -> None:
    assert match_items(items, items) == Matching(tuple((i, i) for i in range(len(items))), (), ())


WORDS = (
    "摸排",
    "督导",
    "验收",
    "培训",
    "宣讲",
    "档案",
    "预算",
    "绩效",
    "采购",
    "信访",
    "招生",
    "基建",
    "党建",
    "保密",
)


def distinct_plan(size: int, seed: int) -> list[ParsedItem]:
    """Make items that share words, but no two of them many."""
    random = Random(seed)
    return [item("、".join(random.sample(WORDS, 8)), f"要点{n // 5}", f"第{n % 7}处") for n in range(size)]


@given(st.integers(0, 10_000), st.data())
def test_edits_leave_all_other_items_what_they_were(seed: int, data: st.DataObject) -> None:
    old = distinct_plan(30, seed)
    gone = data.draw(st.sets(st.integers(0, 29), max_size=6))
    reworded = data.draw(st.sets(st.integers(0, 29), max_size=6))
    kept = data.draw(st.permutations([n for n in range(30) if n not in gone]))
    edited = [replace(old[n], measure=f"{old[n].measure}等事") if n in reworded else old[n] for n in kept]
    added = [item(f"{n}") for n in range(data.draw(st.integers(0, 4)))]
    matching = match_items(old, added + edited)
    expected = {n: len(added) + place for place, n in enumerate(kept)}
    found = dict(matching.pairs)
    assert all(found[n] == expected[n] for n in kept if n not in reworded)
    same_words = Counter(each.measure for each in old)
    assert all(found[n] == expected[n] for n in kept if same_words[old[n].measure] == 1 and not gone)


@pytest.mark.slow
def test_large_plans_are_matched_in_seconds() -> None:
    """Also when every item is reworded, hardly differs from the others, and a part in front shifts all the rest."""
    old = [item(f"{n:05}号{LONG[n % 20 :]}", f"要点{n // 9}") for n in range(5000)]
    new = [replace(each, measure=f"{each.measure}（续）") for each in old[300:]]
    begun = process_time()
    matching = match_items(old, new)
    assert process_time() - begun < 15
    assert sum(i == j + 300 for i, j in matching.pairs) > 0.98 * len(new)
