"""What a question denies is never answered with the opposite; what only looks like a denial changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.answering import answer, answer_from
from bot.question import Intent, Question, Standing, Timing
from bot.question_types.matching import prepare
from bot.rendering import render_text
from bot.understanding.understand import understand
from storage.plan import Period
from tests.examples import TODAY, a_month, a_question, a_summary, an_item, numbered
from tests.lexicons import a_lexicon

NOW = date(2024, 11, 20)
LIBRARY, HOSPITAL, SCHOOL = "图书馆", "校医院", "教务处"


def ask(text: str, previous: Question | None = None) -> Question:
    return understand(text, NOW, a_lexicon("office"), previous)


@pytest.mark.parametrize(
    "text",
    [
        "哪些部门12月没有任务",
        "12月谁没有任务",
        "12月没任务的部门",
        "12月没任务的部门有几个",
        "哪些部门12月没有要完成的任务",
        "哪个部门12月没事",
        "谁12月没有",
        "which departments have nothing due in December",
        "who has nothing to do in december",
        "departments without tasks in December",
        "which departments don't have any tasks in December",
        "who has no deadlines in December",
    ],
)
def test_who_has_nothing_is_asked_about_departments_without_items(text: str) -> None:
    said = ask(text)
    assert (said.idle, said.period, said.standing) == (
        True,
        Period(date(2024, 12, 1), date(2024, 12, 31)),
        Standing.ANY,
    )
    assert said.topics + said.unmatched + said.unknown_departments == ()
    assert said.timing is Timing.ANY


@pytest.mark.parametrize(
    "text",
    [
        "哪些部门没逾期",
        "哪个部门没有逾期",
        "有没有没逾期的部门",
        "who is not overdue",
        "which departments aren't late",
    ],
)
def test_who_is_not_overdue_is_asked_about_departments_without_overdue_items(text: str) -> None:
    said = ask(text)
    assert (said.idle, said.standing, said.topics) == (True, Standing.OVERDUE, ())


@pytest.mark.parametrize(
    "text", ["哪些任务没逾期", "未逾期的任务", "还没到期的", "what is not overdue", "tasks not overdue"]
)
def test_items_that_are_not_overdue_are_not_those_that_are(text: str) -> None:
    assert (ask(text).standing, ask(text).idle) == (Standing.IN_TIME, False)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("人事处有没有逾期", Standing.OVERDUE),
        ("人事处没有逾期吧", Standing.OVERDUE),
        ("哪些部门没有按时完成", Standing.OVERDUE),
        ("哪些部门没完成任务", Standing.OPEN),
        ("谁还没交", Standing.OPEN),
        ("有没有任务12月到期", Standing.ANY),
        ("人事处12月有任务没有", Standing.ANY),
        ("12月有没有要报送的", Standing.ANY),
    ],
)
def test_what_only_looks_like_a_denial_means_what_it_did(text: str, standing: Standing) -> None:
    said = ask(text)
    assert (said.standing, said.idle, said.none, said.without) == (standing, False, (), ())


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("不是12月的", ["0101-1130"]),
        ("人事处除12月外", ["0101-1130"]),
        ("哪些任务不是12月", ["0101-1130"]),
        ("人事处不用在12月完成的", ["0101-1130"]),
        ("非12月的任务", ["0101-1130"]),
        ("人事处下半年除了12月还有什么", ["0701-1130"]),
        ("人事处11月以外的任务", ["0101-1031", "1201-1231"]),
        ("not december", ["0101-1130"]),
        ("what is due except in november", ["0101-1031", "1201-1231"]),
        ("人事处不是12月吗", ["1201-1231"]),
    ],
)
def test_a_time_left_out_leaves_the_rest(text: str, days: list[str]) -> None:
    said = ask(text)
    assert [f"{time.first:%m%d}-{time.last:%m%d}" for time in said.times if time.first and time.last] == days
    assert not said.topics


def test_a_time_that_leaves_nothing_over_is_asked_about() -> None:
    assert ask("12月除了12月").unclear_dates == ("12月",)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("非人事处", {"excluded": ("人事处",)}),
        ("11月人事处以外的", {"excluded": ("人事处",)}),
        ("不是人事处的任务", {"excluded": ("人事处",)}),
        ("不归人事处管的任务", {"excluded": ("人事处",)}),
        ("人事处不负责的任务", {"excluded": ("人事处",)}),
        ("tasks not in 人事处", {"excluded": ("人事处",)}),
        ("杭州、成都中心以外的任务", {"excluded": ("协审杭州中心", "协审成都中心")}),
        ("不是人事处负责吗", {"departments": ("人事处",)}),
        ("人事处不牵头的任务", {"departments": ("人事处",), "assisting": True}),
        ("人事处除了培训还有什么", {"departments": ("人事处",), "without": ("培训",)}),
        ("人事处除了培训", {"departments": ("人事处",), "without": ("培训",)}),
        ("人事处 tasks except 培训", {"departments": ("人事处",), "without": ("培训",)}),
    ],
)
def test_what_is_left_out_is_not_listed(text: str, meant: dict[str, Any]) -> None:
    said = ask(text)
    kept = {name: getattr(said, name) for name in ("departments", "excluded", "without", "assisting")}
    assert kept == {"departments": (), "excluded": (), "without": (), "assisting": False} | meant
    assert not said.topics


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("哪些部门没有培训任务", {"idle": True, "topics": ("培训",)}),
        ("哪些部门不负责培训", {"idle": True, "topics": ("培训",)}),
        ("departments not responsible for 培训", {"idle": True, "topics": ("培训",)}),
        ("哪些中心12月没有任务", {"idle": True}),
        ("没有全年推进任务的部门", {"idle": True, "timing": Timing.ONGOING}),
        ("没有共同任务的部门", {"idle": True, "joint": True}),
        ("人事处没有培训任务", {"topics": ("培训",), "none": ("没有",)}),
        ("no deadlines in november", {"none": ("no deadlines",)}),
        ("人事处哪个月没有任务", {"none": ("没有任务",), "denied": ("没有任务",)}),
        ("没有人负责的任务", {"none": ("没有人负责",), "denied": ("没有人负责",)}),
        ("人事处哪些任务不用交", {"denied": ("不用交",)}),
        ("能不能列出12月的任务", {}),
        ("不好意思，人事处12月", {}),
    ],
)
def test_a_denial_is_read_asked_about_or_pointed_out(text: str, meant: dict[str, Any]) -> None:
    said = ask(text)
    nothing = Question(intent=said.intent, language=said.language)
    fields = ("idle", "topics", "none", "denied", "timing", "joint", "without", "unknown_departments")
    kept = {name: getattr(said, name) for name in fields}
    assert kept == {name: getattr(nothing, name) for name in fields} | meant


def test_a_follow_up_asks_for_those_without_again() -> None:
    said = ask("那11月呢", ask("哪些部门12月没有任务"))
    assert (said.idle, said.period) == (True, Period(date(2024, 11, 1), date(2024, 11, 30)))


ITEMS = numbered(
    [
        an_item("编制目录。", due="2017-12-31", department=LIBRARY),
        an_item("盘点药品。", due="2017-11-30", departments=(HOSPITAL, SCHOOL), assisting=(SCHOOL,)),
        an_item("推进督导。", ongoing=True, department=SCHOOL),
        an_item("开展培训。", due="2017-10-31", department=SCHOOL),
    ]
)


def told(question: Question) -> str:
    return render_text(answer(question, ITEMS, (a_summary(2017, items=len(ITEMS)),), TODAY))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (a_question(idle=True, period=a_month(2017, 12)), "校医院、教务处"),
        (a_question(idle=True, period=a_month(2017, 11)), "图书馆"),
        (a_question(idle=True, standing=Standing.OVERDUE), "图书馆、校医院"),
        (a_question(idle=True, topics=("目录",), intent=Intent.WHO), "校医院、教务处"),
        (a_question(idle=True, period=a_month(2017, 12), departments=(LIBRARY, SCHOOL)), "教务处"),
        (a_question(idle=True, period=a_month(2017, 12), excluded=(SCHOOL,)), "校医院"),
    ],
)
def test_the_departments_without_any_are_named(question: Question, names: str) -> None:
    assert f"：{names}\n" in told(question) + "\n"


def test_where_everyone_has_something_that_is_said() -> None:
    assert told(a_question(idle=True)).endswith("每个部门都有。")


def test_items_not_overdue_and_topics_left_out() -> None:
    assert "2017-4" not in told(a_question(standing=Standing.IN_TIME))
    assert "2017-1" in told(a_question(standing=Standing.IN_TIME))
    assert "2017-1" not in told(a_question(without=("目录",)))


def test_no_items_said_and_items_there_are_is_pointed_out() -> None:
    assert "您问的是“没有任务”" in told(a_question(none=("没有任务",)))
    assert "2017-" not in told(a_question(denied=("不用交",)))
    assert "不用交" in told(a_question(denied=("不用交",)))


def test_a_place_that_sees_only_some_departments_hears_of_those_only() -> None:
    book = prepare(ITEMS, (a_summary(2017, items=len(ITEMS)),)).limited_to(frozenset({HOSPITAL}))
    found = answer_from(a_question(idle=True, period=a_month(2017, 12)), book, TODAY)
    assert [load.department for load in found.loads] == [HOSPITAL]
