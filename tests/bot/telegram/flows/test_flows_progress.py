"""Reloads of a plan on which progress was reported: it stays with what it was reported of, or is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.plan import Status
from storage.plan_store import PlanStore
from tests.bot.telegram.flows.uploads import (
    DOUBTS,
    LANGUAGES,
    PUBLISH,
    ROWS,
    SURE,
    Uploader,
    a_plan_file,
    a_year,
    the_items,
    version_of,
)
from tests.examples import NOW

if TYPE_CHECKING:
    from storage.plan import PlanItem
    from tests.bot.telegram.flows.conftest import Play

LIBRARY = "改善条件,上半年完成新图书馆主体工程建设。,基建处,6月"
STADIUM = "改善条件,下半年启动新体育馆主体工程建设。,基建处,12月"
DONE = {"zh": "已办结", "en": "done"}
UNREPORTED = {"zh": "未报进展", "en": "no report yet"}
NEW_ITEM = {"zh": "新任务", "en": "A new item"}
BACK = {"zh": "返回", "en": "Back"}


@pytest.fixture
def play(uploading: Play) -> Play:
    return uploading


def report(play: Play, code: str, status: Status = Status.DONE) -> None:
    assert PlanStore(play.engine).set_status(code, status, NOW)


def item_saying(play: Play, year: int, words: str) -> PlanItem:
    return next(item for item in the_items(play, year) if words in item.measure)


@LANGUAGES
def test_what_is_done_is_not_taken_for_another_task_unasked(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year, *ROWS, LIBRARY))
    report(play, f"{year}-7")
    card = who.sends(a_plan_file(year, *ROWS, STADIUM))
    for said in (
        DONE[language],
        "6月 → 12月",
        f"{year}-06-30 → {year}-12-31",
        "上半年完成新图书馆",
        "下半年启动新体育馆",
    ):
        assert said in card.text
    rows = [row for row in who.sheet(card) if row[1] == f"{year}-7"]
    assert {row[8] for row in rows} == {DONE[language]}
    who.presses(card, PUBLISH[language])
    assert f"{year}-7 ({DONE[language]})" in card.text
    assert version_of(play, year) == 1
    who.presses(who.presses(card, BACK[language]), DOUBTS[language])
    assert DONE[language] in card.text
    who.presses(card, NEW_ITEM[language])
    who.presses(who.presses(card, PUBLISH[language]), SURE[language])
    stadium = item_saying(play, year, "体育馆")
    assert (stadium.code, stadium.status) == (f"{year}-8", Status.OPEN)


@LANGUAGES
@pytest.mark.parametrize("decided", [None, Status.DONE])
def test_tasks_of_different_progress_that_become_one_are_done_only_if_an_admin_says_so(
    play: Play, at: dict[str, Uploader], language: str, decided: Status | None
) -> None:
    year, who = a_year(), at[language]
    parts = ("拟定教师培训年度方案", "分批组织校长到先进地区跟岗学习并建立培训档案")
    who.publishes(a_plan_file(year, *(f"建强队伍,{part}。,教务处,6月" for part in parts), *ROWS))
    report(play, f"{year}-2")
    card = who.sends(a_plan_file(year, f"建强队伍,{parts[0]}；{parts[1]}。,教务处,6月", *ROWS))
    assert f"{year}-1 ({UNREPORTED[language]})" in card.text
    assert DONE[language] in card.text
    who.presses(card, DOUBTS[language])
    if decided:
        who.presses(card, f"{year}-2 · {DONE[language]}")
    else:
        who.presses(card, {"zh": "回到卡片", "en": "To the card"}[language])
    who.presses(card, PUBLISH[language])
    assert f"{year}-1 ({UNREPORTED[language]})" in card.text
    assert f"{year}-2 ({DONE[language]})" in card.text
    who.presses(card, SURE[language])
    merged = item_saying(play, year, parts[1])
    assert merged.status is (decided or Status.OPEN)
    assert merged.code == (f"{year}-2" if decided else f"{year}-1")


@LANGUAGES
def test_what_is_split_off_a_done_task_begins_anew_and_is_said(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    parts = ("拟定教师培训年度方案", "分批组织校长到先进地区跟岗学习并建立培训档案")
    who.publishes(a_plan_file(year, f"建强队伍,{parts[0]}，{parts[1]}。,教务处,6月", *ROWS))
    report(play, f"{year}-1")
    card = who.sends(a_plan_file(year, *(f"建强队伍,{part}。,教务处,6月" for part in parts), *ROWS))
    part_of = {"zh": f"拆自 {year}-1 ({DONE['zh']})", "en": f"was part of {year}-1 ({DONE['en']})"}
    assert part_of[language] in card.text
    assert DONE[language] in who.presses(card, DOUBTS[language]).text
    who.presses(card, {"zh": "同一任务", "en": "The same item"}[language])
    who.presses(who.presses(card, PUBLISH[language]), SURE[language])
    assert item_saying(play, year, parts[1]).status is Status.DONE
    assert item_saying(play, year, parts[0]).status is Status.OPEN


@LANGUAGES
def test_what_was_dropped_has_its_progress_back_also_in_other_words(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year, *ROWS, "加强保障,向主管部门报送年度决算。,财务处,3月"))
    report(play, f"{year}-7", Status.IN_PROGRESS)
    who.publishes(a_plan_file(year, *ROWS))
    card = who.sends(a_plan_file(year, *ROWS, "加强保障,及时向主管部门报送年度决算。,财务处,4月"))
    back = {"zh": f"{year}-7 (推进中)", "en": f"back as {year}-7 (in progress)"}
    assert back[language] in card.text
    who.presses(card, PUBLISH[language])
    found = item_saying(play, year, "及时")
    assert (found.code, found.status) == (f"{year}-7", Status.IN_PROGRESS)


@LANGUAGES
def test_whether_a_done_task_has_come_back_is_asked(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    rules = "加强保障,制定校园{}管理办法并印发执行。,财务处,3月"
    who.publishes(a_plan_file(year, *ROWS, rules.format("停车")))
    report(play, f"{year}-7")
    who.publishes(a_plan_file(year, *ROWS))
    card = who.sends(a_plan_file(year, *ROWS, rules.format("宿舍")))
    who.presses(card, DOUBTS[language])
    earlier = {"zh": f"以前去掉的：{year}-7", "en": f"Dropped earlier: {year}-7"}
    assert earlier[language] in card.text
    assert DONE[language] in card.text
    who.presses(card, {"zh": "同一任务", "en": "The same item"}[language])
    who.presses(card, PUBLISH[language])
    assert not card.labels
    assert item_saying(play, year, "宿舍").status is Status.DONE
