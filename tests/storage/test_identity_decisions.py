"""What is asked about items that may be the same, what was split or merged, and what a decision does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.identity import DoubtfulPair, Matching, Reason, decide, match_codes, match_items
from tests.examples import a_parsed_item, an_item
from tests.storage.surroundings import REST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan import ParsedItem


def item(measure: str, department: str = "教务处", **fields: object) -> ParsedItem:
    return a_parsed_item(
        measure, department=department, **{"work_point": "建强队伍", "due": "2017-10-31", **fields}
    )


def amid(*items: ParsedItem) -> tuple[ParsedItem, ...]:
    """Put items among the rest, in the middle."""
    return (*REST[:4], *items, *REST[4:])


def codes_kept(old: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> dict[str, str]:
    return {new[j].measure: old[i].measure for i, j in match_items(old, new).pairs}


WHOLE = "编制教师培训年度方案，分批组织校长到先进地区跟岗学习，建立培训档案"
GREATER = "分批组织校长到先进地区跟岗学习，建立培训档案"
LESSER = "编制教师培训年度方案"


@pytest.mark.parametrize("parts", [(LESSER, GREATER), (GREATER, LESSER)])
def test_the_greater_part_of_a_split_item_keeps_its_code(parts: tuple[str, str]) -> None:
    old, new = amid(item(WHOLE)), amid(*map(item, parts))
    assert codes_kept(old, new)[GREATER] == WHOLE
    assert match_items(old, new).splits == ((4, 4 + parts.index(LESSER)),)


@pytest.mark.parametrize("parts", [(LESSER, GREATER), (GREATER, LESSER)])
def test_a_merged_item_keeps_the_code_of_its_greater_part(parts: tuple[str, str]) -> None:
    old, new = amid(*map(item, parts)), amid(item(f"{parts[0]}；{parts[1]}"))
    assert codes_kept(old, new)[new[4].measure] == GREATER
    assert match_items(old, new).merges == ((4 + parts.index(LESSER), 4),)


def test_of_equal_parts_the_first_keeps_the_code() -> None:
    halves = item("召开第二季度例会。", due="2017-06-30"), item("召开第三季度例会。", due="2017-09-30")
    old, new = amid(*halves), amid(item("召开第二季度例会。召开第三季度例会。", due="2017-09-30"))
    assert codes_kept(old, new)[new[4].measure] == "召开第二季度例会。"


def test_a_part_that_a_new_item_merely_repeats_is_no_split() -> None:
    old = amid(item(WHOLE))
    assert match_items(old, (*old, item(LESSER, "工会"))).splits == ()


QUARTERS = tuple(
    item(f"召开第{n}季度工作例会", due=f"2017-{month:02}-28")
    for n, month in zip("一二三四", (3, 6, 9, 12), strict=True)
)


def test_the_items_of_a_series_stay_apart() -> None:
    new = amid(QUARTERS[0], *QUARTERS[2:])
    matching = match_items(amid(*QUARTERS), new)
    assert [amid(*QUARTERS)[i] for i in matching.dropped] == [QUARTERS[1]]
    assert not matching.added


def test_another_number_in_a_series_is_asked_about() -> None:
    """Whether 第五季度 is what 第二季度 was, or something else, the words cannot tell."""
    fifth = item("召开第五季度工作例会", due="2017-06-28")
    matching = match_items(amid(*QUARTERS), amid(QUARTERS[0], fifth, *QUARTERS[2:]))
    assert [(pair.old, pair.new, pair.reason) for pair in matching.doubtful] == [(5, 5, Reason.NUMBERS)]


def test_what_is_certain_is_not_asked_about() -> None:
    old = amid(*QUARTERS, item(WHOLE))
    new = amid(*QUARTERS, item(f"{WHOLE}，年底通报"))
    assert match_items(old, new).doubtful == ()


def test_another_task_in_the_same_place_is_new_or_asked_about() -> None:
    old, new = amid(item("办好校园读书节")), amid(item("核对食堂往来账目，公布收支"))
    matching = match_items(old, new)
    assert (4, 4) not in matching.pairs or [pair.new for pair in matching.doubtful] == [4]


DOUBT = DoubtfulPair(0, 0, 55, Reason.WORDS, same=True)
MATCHING = Matching(
    pairs=((0, 0), (1, 1)), added=(2,), dropped=(2,), doubtful=(DOUBT,), splits=((1, 2),), merges=((2, 1),)
)


def test_an_item_that_is_decided_to_be_new_gives_its_code_back() -> None:
    decided = decide(MATCHING, {0: None})
    assert (decided.pairs, decided.added, decided.dropped) == (((1, 1),), (0, 2), (0, 2))
    assert decided.doubtful == ()


def test_an_item_that_is_decided_to_be_another_takes_that_one_s_code() -> None:
    decided = decide(MATCHING, {2: 0})
    assert (decided.pairs, decided.added, decided.dropped) == (((1, 1), (0, 2)), (0,), (2,))
    assert decided.splits == ()
    assert decided.merges == MATCHING.merges


def test_two_items_cannot_be_the_same_one() -> None:
    assert decide(MATCHING, {0: 2, 2: 2}).pairs == ((2, 0), (1, 1))


def test_what_says_what_was_guessed_changes_nothing_but_the_doubt() -> None:
    decided = decide(MATCHING, {0: 0})
    assert (decided.pairs, decided.doubtful) == (MATCHING.pairs, ())


@given(st.dictionaries(st.integers(0, 2), st.none() | st.integers(0, 2)))
def test_decisions_leave_each_item_one_partner_or_none(decisions: dict[int, int | None]) -> None:
    decided = decide(MATCHING, decisions)
    assert sorted([i for i, _ in decided.pairs] + list(decided.dropped)) == [0, 1, 2]
    assert sorted([j for _, j in decided.pairs] + list(decided.added)) == [0, 1, 2]
    assert all(j in decided.added for _, j in decided.splits)
    assert all(i in decided.dropped for i, _ in decided.merges)


def test_published_versions_are_matched_by_their_codes() -> None:
    one, two, three = (
        an_item(measure, code=code)
        for measure, code in (("甲", "2017-1"), ("乙", "2017-2"), ("丙", "2017-1"))
    )
    assert match_codes([one, two], [two, three]) == Matching(((1, 0), (0, 1)), (), ())
    assert match_codes([one], [two]) == Matching((), (0,), (0,))
