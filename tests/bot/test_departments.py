"""Departments by all the names people give them, and names that no department has."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Intent
from bot.understanding.departments import find_departments
from bot.understanding.lexicon import build_lexicon
from bot.understanding.normalise import normalise
from bot.understanding.understand import understand
from storage.plan import Department
from tests.lexicons import QUESTIONS, a_lexicon, lexicon_of

if TYPE_CHECKING:
    from pathlib import Path

OFFICE: list[str] = QUESTIONS["lexicon"]["office"]["departments"]
CENTERS = ("协审杭州中心", "协审成都中心", "协审武汉中心", "协审西安中心")


def found(text: str, office: str = "office") -> tuple[str, ...]:
    return find_departments(normalise(text), a_lexicon(office)).names


@pytest.mark.parametrize("name", OFFICE)
@pytest.mark.parametrize("text", ["{}", "请问{}有哪些任务", "由{}负责的任务", "{}的任务", "what does {} owe"])
def test_a_full_name_is_found_in_any_sentence(name: str, text: str) -> None:
    assert found(text.format(name)) == (name,)


@given(
    st.lists(st.sampled_from(OFFICE), min_size=1, max_size=4, unique=True),
    st.sampled_from(["、", "和", " ", ",", "与"]),
)
def test_several_names_are_found_in_the_order_said(names: list[str], between: str) -> None:
    assert found(between.join(names) + "的任务") == tuple(names)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("杭州中心", "协审杭州中心"),
        ("協審杭州中心", "协审杭州中心"),
        ("协审　杭州 中心", "协审杭州中心"),
        ("Hangzhou center", "协审杭州中心"),
        ("the Hangzhou Centre's", "协审杭州中心"),
        ("hangzhou office", "协审杭州中心"),
        ("xieshen hangzhou", "协审杭州中心"),
        ("ＸＳＨＺ", "协审杭州中心"),
        ("人事教育部", "人教部"),
        ("专利复审委员会", "复审委"),
        ("扶贫办", "局扶贫办公室"),
        ("党委", "机关党委"),
        ("personnel dept", "人事处"),
        ("department of personnel", "人事处"),
        ("Youth League", "团委"),
        ("information centre", "信息中心"),
    ],
)
def test_a_department_has_many_names(said: str, name: str) -> None:
    assert found(said) == (name,)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("协审杭洲中心", "协审杭州中心"),
        ("协审杭州中新", "协审杭州中心"),
        ("写审杭州中心", "协审杭州中心"),
        ("协审杭州中", "协审杭州中心"),
        ("代理人协汇", "代理人协会"),
        ("规化处", "规划处"),
        ("离退休干邵部", "离退休干部部"),
        ("Hangzhuo center", "协审杭州中心"),
    ],
)
def test_one_slip_is_forgiven(said: str, name: str) -> None:
    assert found(said) == (name,)


@pytest.mark.parametrize(
    "said",
    [
        "协审南京中心",
        "南京中心",
        "协审广州中心",
        "市场部",
        "财务处",
        "审计处",
        "Nanjing center",
        "sales department",
    ],
)
def test_a_department_that_does_not_exist_is_said_so(said: str) -> None:
    reading = find_departments(said + "的任务" if not said.isascii() else said, a_lexicon("office"))
    assert reading.names == ()
    assert len(reading.unknown) == 1


def test_a_place_is_never_a_slip_of_another() -> None:
    lexicon = lexicon_of(["协审湖南中心", "协审山西中心", "协审江苏中心"], ["开展培训。"])
    for said in ("协审湖北中心", "协审陕西中心", "协审江西中心", "协审河南中心"):
        assert find_departments(said, lexicon).names == ()


def test_nearest_are_the_relatives() -> None:
    assert set(find_departments("协审南京中心", a_lexicon("office")).nearest) <= set(CENTERS)
    assert find_departments("信息部", a_lexicon("hospital")).nearest == ("信息科", "信息中心")


@pytest.mark.parametrize(
    "said", ["协审各中心", "各协审中心", "所有协审中心", "四个协审中心", "各中心", "京外中心"]
)
def test_a_family_is_all_its_members(said: str) -> None:
    assert set(found(said + "12月任务")) == set(CENTERS)


def test_a_shared_ending_is_said_once() -> None:
    assert found("杭州、成都和西安中心") == ("协审杭州中心", "协审成都中心", "协审西安中心")
    assert found("Hangzhou and Chengdu centers") == ("协审杭州中心", "协审成都中心")


def test_those_outside_the_capital_are_all_but_its_own() -> None:
    lexicon = lexicon_of(["协审北京中心", "协审成都中心", "协审西安中心"], [])
    assert find_departments("京外中心", lexicon).names == ("协审成都中心", "协审西安中心")


@pytest.mark.parametrize("name", ["办公室", "专利局办公室", "局扶贫办公室"])
def test_the_longest_name_wins(name: str) -> None:
    assert found(f"{name}12月任务") == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "集团委托的事", "职工会议", "信息中心化", "自动化部署", "报社会调查", "各部门", "全部任务", "干部培训", "我们部门的任务",
        "《办公室管理办法》修订", "“信息中心机房”改造", "世界知识产权组织中国办事处", "知识产权保护中心",
    ],
)  # fmt: skip
def test_a_name_inside_another_word_or_title_is_none(text: str) -> None:
    assert found(text) == ()


def test_a_quoted_name_is_still_a_name() -> None:
    assert found("“信息中心”的任务") == ("信息中心",)


def test_an_alias_counts_like_a_name_and_may_stand_for_several() -> None:
    lexicon = build_lexicon(
        [Department("甲科", ("老干科", "双科")), Department("乙科", ("双科",)), Department("丙科")], [], []
    )
    assert find_departments("老干科的任务", lexicon).names == ("甲科",)
    assert find_departments("双科的任务", lexicon).names == ("甲科", "乙科")


def test_an_alias_never_takes_anothers_name() -> None:
    lexicon = build_lexicon([Department("甲科", ("乙科",)), Department("乙科")], [], [])
    assert find_departments("乙科的任务", lexicon).names == ("乙科",)


def test_a_known_department_next_to_an_unknown_one_is_answered_for() -> None:
    reading = find_departments("协审杭州中心和协审南京中心", a_lexicon("office"))
    assert (reading.names, reading.unknown) == (("协审杭州中心",), ("协审南京中心",))


def test_an_unknown_department_is_never_everyones_list() -> None:
    for text in (
        "协审南京中心12月任务",
        "市场部下周有什么",
        "Nanjing center december",
        "how many tasks has 审计处",
    ):
        question = understand(text, date(2024, 11, 20), a_lexicon("office"))
        assert question.intent is Intent.UNKNOWN_DEPARTMENT, text


def test_nothing_is_found_without_departments() -> None:
    assert find_departments("办公室12月任务", lexicon_of([], [])).names == ()


def test_all_departments_of_the_samples_are_found_by_name(shared: Path) -> None:
    for gold in sorted(shared.glob("samples/*/gold.json")):
        items = json.loads(gold.read_text("utf-8"))
        names = sorted({name for item in items for name in item["departments"]})
        lexicon = lexicon_of(names, [item["measure"] for item in items])
        for name in names:
            assert find_departments(f"{name}下个月的任务", lexicon).names == (name,), gold
