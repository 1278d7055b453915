"""What people read: in a chat, in a terminal, and as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import answer
from bot.catalogue import catalogue
from bot.question import Intent, Language, Question, Standing
from bot.rendering import answer_json, render_text
from bot.terminal import columns_of, cut, pad, render_terminal, wrap
from bot.wording import period_text, shorten
from storage.plan import Occurrence, Period, PlanItem, Source, Status
from tests.examples import TODAY, a_month, a_period, a_question, a_summary, an_item, numbered

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

LIBRARY, HOSPITAL, SCHOOL, OFFICE = "图书馆", "校医院", "教务处", "校长办公室"
ITEMS = numbered(
    [
        an_item(
            "编制《馆藏资源建设规划》，征求各学院意见后提交校务会审议，并在年底前完成首批外文数据库的采购与验收工作。",
            due="2017-12-31",
            department=LIBRARY,
            work_point="提升文献保障能力",
        ),
        an_item("适时印发。", due="2017-11-24", department=LIBRARY, group="读书月活动方案"),
        an_item("常年开放自习室，延长开馆时间。", ongoing=True, department=LIBRARY),
        an_item(
            "每季度盘点药品，形成报告。",
            due=["2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31"],
            department=HOSPITAL,
            deadline_text="每季度",
        ),
        an_item("改造门诊楼，完善就医流程。", department=HOSPITAL, deadline_text="待定"),
        an_item(
            "召开全校教学工作会议，部署新一轮本科教学评估准备工作。",
            due=[Occurrence(date(2017, 12, 15), label="完成会议材料"), "2018-01-31"],
            departments=(SCHOOL, OFFICE, HOSPITAL),
            assisting=(HOSPITAL,),
            source=Source(line=88),
            doubts=("责任单位可能属于上一行",),
        ),
        an_item("修订 32 个专业的培养方案并组织校外专家论证。", due="2017-10-31"),
        an_item("组织期末考试巡视和试卷抽查。", due="2017-12-31", start="2017-10-01", status=Status.IN_PROGRESS),
    ]
)  # fmt: skip
PLANS = (a_summary(2017, items=len(ITEMS)),)
DECEMBER = a_month(2017, 12)
YEAR = a_period("2017-01-01", "2017-12-31")
WIDTHS = (40, 60, 80, 100)


def text_of(question: Question, items: tuple[PlanItem, ...] = ITEMS, today: date = TODAY) -> str:
    return render_text(answer(question, items, PLANS, today))


def terminal_of(question: Question, width: int = 80, items: tuple[PlanItem, ...] = ITEMS) -> str:
    return render_terminal(answer(question, items, PLANS, TODAY), width)


QUESTIONS = {
    "month": a_question(departments=(LIBRARY,), period=DECEMBER),
    "everybody": a_question(period=a_period("2017-11-20", "2017-12-31")),
    "year": a_question(period=YEAR),
    "nothing": a_question(departments=(LIBRARY,), period=a_month(2017, 8)),
    "overdue": a_question(standing=Standing.OVERDUE),
    "who": a_question(Intent.WHO, topics=("教学",)),
    "when": a_question(Intent.WHEN, topics=("药品",)),
    "count": a_question(Intent.COUNT, period=YEAR),
    "rank": a_question(Intent.RANK, period=YEAR),
    "show": a_question(Intent.SHOW, codes=("2017-6", "2017-60")),
    "help": a_question(Intent.HELP),
    "unknown": a_question(Intent.UNKNOWN_DEPARTMENT, unknown_departments=("图书室",), nearest=(LIBRARY,)),
    "out of scope": a_question(Intent.OUT_OF_SCOPE),
    "overdue from before": a_question(period=DECEMBER, with_overdue=True),
    "place": a_question(Intent.SHOW, codes=("2017-6",), out_of_list=True),
    "nothing named": a_question(Intent.WHO),
    "miscounted": a_question(period=DECEMBER, departments=(LIBRARY,), miscounted=2),
    "unclear": a_question(unclear_dates=("13月",)),
    "not found": a_question(departments=(LIBRARY,), topics=("药品",)),
    "no plan": a_question(period=a_period("2020-01-01", "2020-12-31"), plan_year=2020),
}


# -- the whole, to look at ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("language", Language)
def test_answers_in_a_chat_read_as_before(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    assert text_of(replace(QUESTIONS[name], language=language)) == snapshot


@pytest.mark.parametrize("name", ["everybody", "year", "who", "show"])
@pytest.mark.parametrize("width", WIDTHS)
def test_answers_in_a_terminal_read_as_before(name: str, width: int, snapshot: SnapshotAssertion) -> None:
    assert terminal_of(QUESTIONS[name], width) == snapshot


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", Language)
def test_no_line_is_wider_than_the_terminal(name: str, width: int, language: Language) -> None:
    lines = terminal_of(replace(QUESTIONS[name], language=language), width).splitlines()
    assert max(map(columns_of, lines)) <= width


@pytest.mark.parametrize("name", QUESTIONS)
def test_chinese_answers_hold_no_english(name: str) -> None:
    assert not re.search("[A-Za-z]{2,}", text_of(QUESTIONS[name]))


# -- the first line -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "chinese", "english"),
    [
        (
            a_question(departments=(LIBRARY,), period=DECEMBER),
            "图书馆 · 2017年12月 · 1 项到期",
            "图书馆 · December 2017 · 1 item due",
        ),
        (
            a_question(period=DECEMBER),
            "全部部门 · 2017年12月 · 4 项到期",
            "All departments · December 2017 · 4 items due",
        ),
        (
            a_question(departments=(LIBRARY, HOSPITAL)),
            "图书馆、校医院 · 2017年计划 · 6 项",
            "图书馆, 校医院 · 2017 plan · 6 items",
        ),
        (a_question(topics=("药品",)), "2017年计划 · “药品” · 1 项", "2017 plan · “药品” · 1 item"),
        (
            a_question(standing=Standing.OVERDUE),
            "全部部门 · 2017年计划 · 逾期 · 2 项",
            "All departments · 2017 plan · overdue · 2 items",
        ),
        (
            a_question(departments=(LIBRARY,), period=a_month(2017, 8)),
            "图书馆 · 2017年8月 · 无到期任务",
            "图书馆 · August 2017 · nothing due",
        ),
    ],
)
def test_the_first_line_says_how_the_question_was_understood(
    question: Question, chinese: str, english: str
) -> None:
    assert text_of(question).splitlines()[0] == chinese
    assert text_of(replace(question, language=Language.ENGLISH)).splitlines()[0] == english


@pytest.mark.parametrize(
    ("first", "last", "chinese", "english"),
    [
        ("2017-12-01", "2017-12-31", "2017年12月", "December 2017"),
        ("2017-12-24", "2017-12-24", "2017年12月24日", "24 Dec 2017"),
        ("2017-01-01", "2017-12-31", "2017年", "2017"),
        ("2017-01-01", "2017-06-30", "2017年上半年", "first half of 2017"),
        ("2017-07-01", "2017-12-31", "2017年下半年", "second half of 2017"),
        ("2017-10-01", "2017-12-31", "2017年第四季度", "Q4 2017"),
        ("2017-09-01", "2017-11-30", "2017年9月–11月", "September – November 2017"),
        ("2017-12-01", "2018-02-28", "2017年12月–2018年2月", "December 2017 – February 2018"),
        ("2017-01-01", "2018-12-31", "2017年1月–2018年12月", "January 2017 – December 2018"),
        ("2017-11-20", "2017-12-04", "2017年11月20日–12月4日", "20 Nov – 4 Dec 2017"),
        ("2017-12-20", "2018-01-03", "2017年12月20日–2018年1月3日", "20 Dec 2017 – 3 Jan 2018"),
        ("2017-12-01", None, "2017年12月1日起", "from 1 Dec 2017 on"),
        (None, "2017-06-30", "截至2017年6月30日", "until 30 Jun 2017"),
        (None, None, "不限时间", "any time"),
    ],
)
def test_periods_are_named_with_their_year(
    first: str | None, last: str | None, chinese: str, english: str
) -> None:
    period = a_period(first, last)
    assert period_text(period, catalogue(Language.CHINESE)) == chinese
    assert period_text(period, catalogue(Language.ENGLISH)) == english


@given(st.dates(date(1, 1, 1), date(9999, 11, 30)), st.dates(date(1, 1, 1), date(9999, 11, 30)))
def test_any_period_names_the_years_of_both_its_ends(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    for language in Language:
        said = period_text(period, catalogue(language))
        assert str(one.year) in said
        assert str(other.year) in said


# -- facts --------------------------------------------------------------------------------------------------


def test_who_names_the_responsible_and_marks_who_assists() -> None:
    said = text_of(a_question(Intent.WHO, topics=("教学工作会议",)))
    assert "责任单位：教务处、校长办公室\n配合单位：校医院" in said


def test_when_names_the_days_and_the_plans_own_words() -> None:
    said = text_of(a_question(Intent.WHEN, topics=("药品",)))
    assert "2017年3月31日、2017年6月30日、2017年9月30日、2017年12月31日（原文“每季度”）" in said


@pytest.mark.parametrize(
    ("topic", "expected"),
    [("自习室", "全年推进，没有单独的到期日（原文“全年”）"), ("门诊楼", "计划未定日期（原文“待定”）")],
)
def test_when_says_plainly_that_there_is_no_day(topic: str, expected: str) -> None:
    assert expected in text_of(a_question(Intent.WHEN, topics=(topic,)))


def test_show_says_all_that_the_plan_says() -> None:
    said = text_of(a_question(Intent.SHOW, codes=("2017-6",)))
    item = ITEMS[5]
    for fact in (item.code, item.measure, item.deadline_text, *item.departments, "第 88 行", *item.doubts):
        assert fact in said
    assert "2017年12月15日 周五 · 完成会议材料 · 还有 25 天" in said


def test_departments_are_left_out_of_rows_where_the_question_names_one() -> None:
    assert "（图书馆）" not in text_of(a_question(departments=(LIBRARY,), period=DECEMBER))
    assert "（图书馆）" in text_of(a_question(period=DECEMBER))


def test_an_assisting_department_sees_that_it_assists() -> None:
    assert "· 配合" in text_of(a_question(departments=(HOSPITAL,), period=a_month(2018, 1)))


def test_a_measure_too_short_to_tell_comes_with_what_it_belongs_to() -> None:
    assert "适时印发〔读书月活动方案〕" in text_of(a_question(departments=(LIBRARY,)))


def test_what_is_due_within_a_week_is_marked_once_for_the_day() -> None:
    assert "11月24日 周五 · 还有 4 天 · 临期" in text_of(a_question(period=a_month(2017, 11)))


def test_what_is_past_due_is_marked_in_a_past_months_list() -> None:
    assert "10月31日 周二 · 逾期（未报办结）" in text_of(a_question(period=a_month(2017, 10)))
    assert "逾期" not in text_of(a_question(period=a_month(2017, 10)), today=date(2020, 1, 1))


def test_reported_progress_is_shown() -> None:
    assert "试卷抽查。（教务处） · 推进中" in text_of(a_question(period=DECEMBER))


def test_nothing_due_says_what_is_next() -> None:
    said = text_of(a_question(departments=(LIBRARY,), period=a_month(2017, 8)))
    assert "之后最近的一批" not in said
    assert "下一批到期：2017年11月24日，1 项" in said


# -- length -------------------------------------------------------------------------------------------------

MANY = numbered([an_item(f"第{n}批教材选用审核与征订工作。", due="2017-12-31") for n in range(100)])


def test_a_long_list_shows_the_first_and_says_how_to_see_the_rest() -> None:
    said = text_of(a_question(period=DECEMBER), MANY)
    assert said.count("教材选用") == 20
    assert "还有 80 项：回复“全部”看完整清单，或说明部门。" in said


def test_asked_for_the_whole_list_all_is_shown() -> None:
    said = text_of(a_question(period=DECEMBER, whole=True), MANY)
    assert said.count("教材选用") == 100
    assert "还有 80" not in said


def test_a_terminal_shows_more_but_no_wall_of_text() -> None:
    said = terminal_of(a_question(period=DECEMBER), items=MANY)
    assert said.count("教材选用") == 30
    assert "还有 70 项" in said


def test_thirty_items_are_shown_whole() -> None:
    assert text_of(a_question(period=DECEMBER), MANY[:30]).count("教材选用") == 30


def test_year_round_items_are_collapsed_beside_due_ones_and_never_by_one_or_two() -> None:
    ongoing = [an_item(f"第{n}项长期工作，全年推进。", ongoing=True) for n in range(9)]
    due = an_item(due="2017-12-31")
    assert text_of(a_question(period=DECEMBER), (due, *ongoing)).count("项长期工作") == 3
    assert text_of(a_question(period=DECEMBER), (due, *ongoing[:5])).count("项长期工作") == 5


def test_a_chat_shortens_measures_and_a_code_shows_them_whole() -> None:
    item = ITEMS[0]
    assert item.measure not in text_of(a_question(departments=(LIBRARY,)))
    assert item.measure in text_of(a_question(Intent.SHOW, codes=(item.code,)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一二三四五六七八九十", "一二三四五六七八九十"),
        ("一二三四五六七八九十甲乙丙", "一二三四五六七八九十甲乙丙"),
        ("一二三四五六七八九十甲乙丙丁", "一二三四五六七八九…"),
        ("一二三四五六七八，十甲乙丙丁", "一二三四五六七八…"),
    ],
)
def test_shortening_stops_at_a_pause_and_lets_a_few_characters_pass(text: str, expected: str) -> None:
    assert shorten(text, 10) == expected


# -- columns ------------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("督办图书馆，。；（）“”ab c12-…é\u200bＡ"), max_size=80)


@given(TEXTS, st.integers(10, 60))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS, st.integers(2, 60))
def test_cutting_keeps_the_width(text: str, width: int) -> None:
    assert columns_of(cut(text, width)) <= width


def test_wide_characters_count_as_two() -> None:
    assert columns_of("督办 ab") == 7
    assert pad("督办", 6) == "督办  "


def test_no_line_starts_with_a_stop() -> None:
    assert wrap("督办督办，督办", 8) == ["督办督", "办，督办"]


# -- JSON ---------------------------------------------------------------------------------------------------


def test_json_holds_what_the_contract_names() -> None:
    question = a_question(departments=(LIBRARY,), period=DECEMBER)
    value = json.loads(json.dumps(answer_json(answer(question, ITEMS, PLANS, TODAY))))
    assert list(value) == [
        "intent",
        "plan_year",
        "departments",
        "period",
        "topic",
        "items",
        "ongoing",
        "text",
    ]
    assert value["period"] == {"start": "2017-12-01", "end": "2017-12-31"}
    assert (value["intent"], value["plan_year"], value["topic"]) == ("list", 2017, None)
    [item] = value["items"]
    assert item["code"] == "2017-1"
    assert item["due"] == ["2017-12-31"]
    assert item["status"] == "open"
    assert value["text"] == text_of(question)


def test_json_without_a_period_has_none() -> None:
    value = answer_json(answer(a_question(topics=("药品",)), ITEMS, PLANS, TODAY))
    assert value["period"] is None
    assert value["topic"] == ["药品"]
