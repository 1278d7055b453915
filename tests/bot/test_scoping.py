"""Whom and how much a question narrows itself to: helpers, joint work, all year round, kinds, numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.answering import answer
from bot.question import Intent, Question, Timing
from bot.rendering import render_text
from bot.understanding.understand import understand
from storage.plan import Period
from tests.examples import TODAY, a_question, a_summary, an_item, numbered
from tests.lexicons import a_lexicon

NOW = date(2024, 11, 20)
CENTERS = ("信息中心", "培训中心", "协审杭州中心", "协审成都中心", "协审武汉中心", "协审西安中心")
LIBRARY, HOSPITAL, SCHOOL = "图书馆", "校医院", "教务处"
DECEMBER = Period(date(2024, 12, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("谁配合人事处", {"helpers": True}),
        ("哪些部门配合人事处", {"helpers": True}),
        ("人事处的配合部门", {"helpers": True}),
        ("协助人事处的有谁", {"helpers": True}),
        ("who assists 人事处", {"helpers": True}),
        ("人事处配合哪些任务", {"assisting": True}),
        ("人事处要配合谁", {"assisting": True}),
        ("人事处和工会共同任务", {"joint": True}),
        ("人事处与工会联合", {"joint": True}),
        ("人事处和工会共同的", {"joint": True}),
        ("一起负责的任务", {"joint": True}),
        ("jointly owned tasks", {"joint": True}),
        ("人事处全年推进的", {"timing": Timing.ONGOING}),
        ("人事处哪些是全年的", {"timing": Timing.ONGOING}),
        ("人事处非全年", {"timing": Timing.DATED}),
        ("人事处12月，不要全年的", {"timing": Timing.DATED, "period": DECEMBER}),
        ("人事处全年", {"period": Period(date(2024, 1, 1), date(2024, 12, 31))}),
        ("全年有哪些任务", {"period": Period(date(2024, 1, 1), date(2024, 12, 31))}),
        ("12月的任务完成了吗", {"of_progress": True, "period": DECEMBER}),
        ("人事处完成情况", {"of_progress": True}),
        ("再下个月", {"period": Period(date(2025, 1, 1), date(2025, 1, 31))}),
        ("双十一前", {"unclear_dates": ("双十一前",)}),
        ("超过10项的部门", {"least": 11}),
        ("任务在5项以上的有哪些部门", {"least": 5}),
        ("12月任务不到3项的部门", {"most": 2, "period": DECEMBER}),
        ("只有一项任务的部门", {"least": 1, "most": 1}),
        ("which departments have more than 20 items", {"least": 21}),
        ("departments with at most two tasks", {"most": 2}),
        ("平均每个部门几项", {"figures": ("平均",)}),
        ("完成率最高的部门", {"figures": ("完成率",), "of_progress": True}),
    ],
)
def test_a_question_narrows_itself_by_no_more_and_no_less(text: str, meant: dict[str, Any]) -> None:
    said = understand(text, NOW, a_lexicon("office"))
    nothing = Question(intent=said.intent, language=said.language)
    fields = (
        "helpers",
        "assisting",
        "joint",
        "timing",
        "period",
        "unclear_dates",
        "least",
        "most",
        "figures",
    )
    kept = {name: getattr(said, name) for name in (*fields, "of_progress")}
    assert kept == {name: getattr(nothing, name) for name in kept} | meant


@pytest.mark.parametrize(
    ("text", "departments"),
    [
        ("哪个中心11月有任务", CENTERS),
        ("which centers are responsible for 培训", CENTERS),
        ("哪些部门11月有任务", ()),
        ("哪个处长负责开放数据", ()),
    ],
)
def test_who_is_asked_of_the_kind_that_is_named(text: str, departments: tuple[str, ...]) -> None:
    said = understand(text, NOW, a_lexicon("office"))
    assert (said.intent, set(said.departments)) == (Intent.WHO, set(departments))


ITEMS = numbered(
    [
        an_item("编制目录。", due="2017-12-31", department=LIBRARY),
        an_item("配合图书馆编制目录。", due="2017-12-31", department=SCHOOL),
        an_item("盘点药品。", due="2017-11-30", departments=(HOSPITAL, SCHOOL), assisting=(SCHOOL,)),
        an_item("推进督导。", ongoing=True, department=SCHOOL),
    ]
)


def told(question: Question) -> str:
    return render_text(answer(question, ITEMS, (a_summary(2017, items=len(ITEMS)),), TODAY))


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        (a_question(intent=Intent.WHO, departments=(LIBRARY,), helpers=True), "2"),
        (a_question(intent=Intent.WHO, departments=(HOSPITAL,), helpers=True), "3"),
        (a_question(intent=Intent.WHO, departments=(SCHOOL,), helpers=True), ""),
        (a_question(departments=(SCHOOL,), assisting=True), "23"),
        (a_question(joint=True), "3"),
        (a_question(departments=(SCHOOL,), timing=Timing.DATED), "23"),
    ],
)
def test_only_the_items_meant_are_listed(question: Question, codes: str) -> None:
    assert [number for number in "1234" if f"2017-{number} " in told(question)] == list(codes)


def test_nobody_who_helps_is_said_so() -> None:
    assert "计划没有写明配合单位。" in told(
        a_question(intent=Intent.WHO, departments=(SCHOOL,), helpers=True)
    )


@pytest.mark.parametrize(
    ("limits", "lines"),
    [
        ({"least": 2}, ["1. 教务处：2 项"]),
        ({"most": 1}, ["1. 图书馆、校医院：1 项"]),
        ({"least": 1, "most": 1}, ["1. 图书馆、校医院：1 项"]),
        ({"least": 9}, ["没有这样的部门。"]),
    ],
)
def test_departments_with_so_many_items_are_ranked(limits: dict[str, int], lines: list[str]) -> None:
    assert told(a_question(intent=Intent.RANK, **limits)).split("\n")[1 : len(lines) + 1] == lines


def test_figures_that_are_not_worked_out_are_said_so() -> None:
    assert told(a_question(figures=("完成率",))).startswith("我不计算“完成率”。")
