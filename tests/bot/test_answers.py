"""Which items answer a question, and what is noted beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import (
    AlsoUnknown,
    Answer,
    Elsewhere,
    LeftAside,
    Mark,
    MayMean,
    Miscounted,
    Nearest,
    NoPlan,
    NothingFound,
    NothingReported,
    NotUnderstood,
    OtherItems,
    OtherPlan,
    OwnUnknown,
    PlanMissing,
    Similar,
    TopicsApart,
    UnknownCodes,
    WithoutTopic,
    YearAssumed,
)
from bot.answering import answer, leads_on
from bot.catalogue import catalogue
from bot.question import Intent, Language, Question, Standing
from bot.question_types.guidance import example_questions
from storage.plan import Occurrence, Period, PlanItem, Status
from tests.examples import TODAY, a_month, a_period, a_question, a_summary, an_item, numbered

LIBRARY, HOSPITAL, SCHOOL = "图书馆", "校医院", "教务处"
ITEMS = numbered(
    [
        an_item("编制《馆藏目录》并印发。", due="2017-12-31", department=LIBRARY),
        an_item("开展读书月活动。", due="2017-04-30", start="2017-03-01", department=LIBRARY),
        an_item("常年开放自习室，延长开馆时间。", ongoing=True, department=LIBRARY),
        an_item("每季度盘点药品。", due=["2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31"], department=HOSPITAL),
        an_item("改造门诊楼。", department=HOSPITAL, deadline_text="待定"),
        an_item("召开教学工作会议。", due="2018-01-31", departments=(SCHOOL, HOSPITAL), assisting=(HOSPITAL,)),
        an_item("修订培养方案。", due="2017-11-23", group="本科教学改革", work_point="提高教学质量"),
        an_item("推进教学督导。", ongoing=True, work_point="提高教学质量"),
        an_item("落实全年安全检查。", due=[Occurrence(date(2017, 12, 15), label="召开现场会")], ongoing=True),
    ]
)  # fmt: skip
PLANS = (a_summary(2017, items=len(ITEMS)),)


def ask(question: Question, items: tuple[PlanItem, ...] = ITEMS, today: date = TODAY) -> Answer:
    return answer(question, items, PLANS, today)


def codes(items: tuple[PlanItem, ...]) -> list[int]:
    return [int(item.code.partition("-")[2]) for item in items]


# -- the list -----------------------------------------------------------------------------------------------


def test_a_month_lists_what_falls_due_in_it_by_day_and_in_plan_order() -> None:
    found = ask(a_question(period=a_month(2017, 12)))
    assert codes(found.items) == [9, 1, 4]
    assert [day.day for day in found.days] == [date(2017, 12, 15), date(2017, 12, 31)]


def test_year_round_work_stands_apart() -> None:
    found = ask(a_question(period=a_month(2017, 12)))
    assert codes(found.ongoing) == [3, 8]


def test_year_round_work_with_a_milestone_in_the_period_is_due_not_ongoing() -> None:
    found = ask(a_question(period=a_month(2017, 12)))
    assert 9 in codes(found.items)
    assert found.days[0].items[0].label == "召开现场会"


def test_a_period_of_the_next_year_lists_the_plans_items_for_it_without_its_year_round_work() -> None:
    found = ask(a_question(period=a_period("2018-01-01", "2018-12-31")))
    assert codes(found.items) == [6]
    assert found.ongoing == ()
    assert PlanMissing((2018,), (2017,)) in found.notes


def test_a_window_under_way_is_told_apart_from_what_is_due() -> None:
    found = ask(a_question(departments=(LIBRARY,), period=a_month(2017, 3)))
    assert found.items == ()
    assert codes(found.overlapping) == [2]


def test_a_window_is_due_in_the_month_it_ends_in() -> None:
    found = ask(a_question(departments=(LIBRARY,), period=a_month(2017, 4)))
    assert codes(found.items) == [2]
    assert found.overlapping == ()


def test_assisting_departments_have_the_item_on_their_list() -> None:
    found = ask(a_question(departments=(HOSPITAL,), period=a_month(2018, 1)))
    assert codes(found.items) == [6]


def test_without_a_period_all_that_match_are_listed_the_days_ahead_first() -> None:
    found = ask(a_question(departments=(LIBRARY,)))
    assert codes(found.items) == [1, 2]
    assert codes(found.ongoing) == [3]


def test_without_a_period_undated_items_are_listed_too() -> None:
    found = ask(a_question(departments=(HOSPITAL,)))
    assert codes(found.items) == [4, 6, 5]
    assert codes(found.dateless) == [5]


def test_a_whole_year_notes_undated_items_without_calling_them_due() -> None:
    found = ask(a_question(departments=(HOSPITAL,), period=a_period("2017-01-01", "2017-12-31")))
    assert codes(found.items) == [4]
    assert codes(found.undated) == [5]


def test_half_a_year_does_not_mention_undated_items() -> None:
    found = ask(a_question(departments=(HOSPITAL,), period=a_period("2017-01-01", "2017-06-30")))
    assert found.undated == ()


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (a_period("2017-12-01", None), [9, 1, 4, 6]),
        (a_period(None, "2017-04-30"), [4, 2]),
        (a_period(None, None), [2, 7, 9, 1, 4, 6]),
        (a_period("2017-12-31", "2017-12-31"), [1, 4]),
        (a_period("2017-12-30", "2017-12-30"), []),
    ],
)
def test_periods_include_both_ends_and_may_be_open(period: Period, expected: list[int]) -> None:
    assert codes(ask(a_question(period=period)).items) == expected


def test_an_item_due_several_times_stands_once_under_its_next_day() -> None:
    found = ask(a_question(departments=(HOSPITAL,), period=a_period("2017-01-01", "2017-12-31")))
    assert [(day.day, len(day.items)) for day in found.days] == [(date(2017, 12, 31), 1)]
    assert found.days[0].items[0].again


@pytest.mark.parametrize("topic", ["馆藏", "馆藏目录", " 馆 藏 ", "馆藏目录》并"])
def test_a_topic_is_found_in_the_measure(topic: str) -> None:
    assert codes(ask(a_question(topics=(topic,))).items) == [1]


@pytest.mark.parametrize(("topic", "expected"), [("本科教学", [7]), ("待定", [5]), ("教学质量", [7])])
def test_a_topic_is_found_in_group_work_point_and_deadline_too(topic: str, expected: list[int]) -> None:
    assert codes(ask(a_question(topics=(topic,))).items) == expected


def test_widths_and_case_of_letters_do_not_matter_to_a_topic() -> None:
    items = (an_item("通过ＩＳＯ9001认证。", due="2017-12-31"),)
    assert ask(a_question(topics=("iso９００１",)), items).items == items


def test_items_of_another_year_are_not_mixed_in_without_a_period() -> None:
    old = an_item("修订培养方案。", due="2016-11-30", year=2016)
    found = answer(a_question(topics=("培养方案",)), (*ITEMS, old), (*PLANS, a_summary(2016)), TODAY)
    assert codes(found.items) == [7]


# -- progress -----------------------------------------------------------------------------------------------


def test_overdue_is_what_is_past_due_and_not_done() -> None:
    done = replace(ITEMS[1], status=Status.DONE)
    found = ask(a_question(standing=Standing.OVERDUE), (ITEMS[0], done, *ITEMS[2:]))
    assert codes(found.items) == [4]
    assert found.ongoing == ()


def test_the_due_day_itself_is_in_time() -> None:
    item = an_item(due=TODAY)
    assert ask(a_question(standing=Standing.OVERDUE), (item,)).items == ()
    tomorrow = TODAY + timedelta(days=1)
    assert ask(a_question(standing=Standing.OVERDUE), (item,), tomorrow).items == (item,)


def test_what_is_overdue_is_carried_into_the_new_year() -> None:
    old = an_item(due="2017-12-31")
    plans = (a_summary(2017), a_summary(2018))
    found = answer(a_question(standing=Standing.OVERDUE, plan_year=2018), (old,), plans, date(2018, 1, 8))
    assert found.items == (old,)


@pytest.mark.parametrize(("standing", "expected"), [(Standing.DONE, [2]), (Standing.OPEN, [1])])
def test_open_and_done_go_by_what_was_reported(standing: Standing, expected: list[int]) -> None:
    items = (ITEMS[0], replace(ITEMS[1], status=Status.DONE))
    found = ask(a_question(standing=standing), items)
    assert codes(found.items) == expected
    assert NothingReported(by_dates=True) not in found.notes


def test_a_claim_to_be_done_is_not_done_yet() -> None:
    items = (replace(ITEMS[1], status=Status.DONE_CLAIMED),)
    assert ask(a_question(standing=Standing.DONE), items).items == ()


def test_it_is_said_when_nobody_has_reported_yet() -> None:
    assert NothingReported(by_dates=True) in ask(a_question(standing=Standing.OVERDUE)).notes
    assert NothingReported(by_dates=False) in ask(a_question(standing=Standing.OPEN)).notes
    assert NothingReported(by_dates=False) in ask(a_question(standing=Standing.DONE)).notes
    assert NothingReported(by_dates=False) in ask(a_question(of_progress=True)).notes


@pytest.mark.parametrize(
    ("due", "status", "today", "expected"),
    [
        ("2017-11-19", Status.OPEN, TODAY, Mark.OVERDUE),
        ("2017-11-20", Status.OPEN, TODAY, Mark.DUE_SOON),
        ("2017-11-27", Status.OPEN, TODAY, Mark.DUE_SOON),
        ("2017-11-28", Status.OPEN, TODAY, Mark.NONE),
        ("2017-11-19", Status.DONE, TODAY, Mark.NONE),
        ("2017-11-21", Status.DONE, TODAY, Mark.NONE),
        ("2017-11-19", Status.POSTPONED, TODAY, Mark.OVERDUE),
        ("2017-11-19", Status.OPEN, date(2018, 6, 1), Mark.OVERDUE),
        ("2017-11-19", Status.OPEN, date(2019, 1, 2), Mark.NONE),
    ],
)
def test_marks_go_by_today_and_leave_old_plans_in_peace(
    due: str, status: Status, today: date, expected: Mark
) -> None:
    found = ask(a_question(), (an_item(due=due, status=status),), today)
    assert found.days[0].items[0].mark is expected


# -- the other questions ------------------------------------------------------------------------------------


def test_who_takes_year_round_work_as_an_answer_like_any_other() -> None:
    found = ask(a_question(Intent.WHO, topics=("自习室",)))
    assert codes(found.items) == [3]
    assert found.ongoing == ()


def test_who_puts_items_that_say_the_topic_themselves_before_those_whose_work_point_does() -> None:
    items = numbered([an_item("其他工作。", work_point="消防安全"), an_item("组织消防演练。")])
    assert codes(ask(a_question(Intent.WHO, topics=("消防",)), items).items) == [2, 1]


def test_a_count_is_the_length_of_the_list() -> None:
    question = a_question(period=a_period("2017-01-01", "2017-12-31"))
    counted = ask(replace(question, intent=Intent.COUNT))
    assert counted.items == ask(question).items
    assert [(each.month, each.items) for each in counted.months] == [
        (3, 1),
        (4, 1),
        (6, 1),
        (9, 1),
        (11, 1),
        (12, 3),
    ]


def test_rank_counts_for_the_responsible_not_for_who_assists() -> None:
    found = ask(a_question(Intent.RANK))
    assert {load.department: load.items for load in found.loads} == {SCHOOL: 4, LIBRARY: 3, HOSPITAL: 2}


def test_equal_loads_share_a_rank_and_the_fifth_place_is_shared_by_all_its_ties() -> None:
    items = [an_item(due="2017-12-31", department=f"{n}部") for n in range(9)]
    items += [an_item(due="2017-12-31", department="0部")]
    found = ask(a_question(Intent.RANK), tuple(items))
    assert [load.rank for load in found.loads] == [1] + [2] * 8


def test_rank_among_named_departments_names_only_them() -> None:
    found = ask(a_question(Intent.RANK, departments=(LIBRARY, HOSPITAL)))
    assert [load.department for load in found.loads] == [LIBRARY, HOSPITAL]


@pytest.mark.parametrize("code", ["2017-7", "2017-007", "2017-07"])
def test_an_item_is_shown_by_its_code_however_it_is_padded(code: str) -> None:
    assert codes(ask(a_question(Intent.SHOW, codes=(code,))).items) == [7]


def test_an_unknown_code_is_said_to_be_one() -> None:
    found = ask(a_question(Intent.SHOW, codes=("2017-99",)))
    assert found.items == ()
    assert found.notes == (UnknownCodes(("2017-99",), "2017-1", "2017-9"),)


@pytest.mark.parametrize("intent", [Intent.HELP, Intent.OUT_OF_SCOPE, Intent.UNKNOWN_DEPARTMENT])
def test_help_and_refusals_list_no_items(intent: Intent) -> None:
    found = ask(a_question(intent, departments=(LIBRARY,)))
    assert found.items == found.ongoing == ()


def test_examples_name_a_month_with_due_items_and_a_department_that_has_some() -> None:
    found = ask(a_question(Intent.HELP)).examples
    assert found.month == date(2017, 11, 1)
    assert (found.department, found.code, found.topic) == (SCHOOL, "2017-7", "馆藏目录")


@pytest.mark.parametrize("today", [date(2018, 1, 10), date(2019, 5, 1), date(2026, 11, 22)])
def test_once_the_plans_year_is_over_its_last_month_is_the_example(today: date) -> None:
    """Not a month of the year after it, for which a plan has next to nothing."""
    found = ask(a_question(Intent.HELP), today=today).examples
    assert found.month == date(2017, 12, 1)
    assert found.name_year


@pytest.mark.parametrize(("today", "due_soon"), [(date(2017, 11, 20), True), (date(2019, 5, 1), False)])
def test_the_next_two_weeks_are_an_example_only_if_something_is_due_in_them(
    today: date, due_soon: bool
) -> None:
    found = ask(a_question(Intent.HELP), today=today)
    questions = example_questions(found, catalogue(Language.CHINESE))
    assert ("未来两周有什么到期" in questions) is due_soon
    assert ("2017年12月有哪些任务到期" in questions) is not due_soon


def test_what_was_overdue_before_the_period_goes_with_it_if_asked_for() -> None:
    month = a_question(period=a_month(2017, 12), with_overdue=True)
    found = ask(month, today=date(2017, 12, 5))
    assert codes(found.items) == [9, 1, 4]
    late = [(day.day, codes(tuple(due.item for due in day.items))) for day in found.overdue]
    assert late == [(date(2017, 11, 23), [7]), (date(2017, 9, 30), [4]), (date(2017, 4, 30), [2])]
    assert NothingReported(by_dates=True) in found.notes
    assert ask(replace(month, with_overdue=False)).overdue == ()


def test_what_is_done_is_not_overdue_and_neither_is_what_others_owe() -> None:
    month = a_question(period=a_month(2017, 12), with_overdue=True, departments=(LIBRARY,))
    items = tuple(replace(item, status=Status.DONE) if item == ITEMS[1] else item for item in ITEMS)
    assert ask(month, items).overdue == ()


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        (a_question(), True),
        (a_question(period=a_month(2019, 5)), True),
        (a_question(Intent.SHOW, codes=("2017-1",)), True),
        (a_question(Intent.SHOW, codes=("2017-99",)), False),
        (a_question(Intent.UNKNOWN_DEPARTMENT, unknown_departments=("后勤处",)), False),
    ],
)
def test_no_question_goes_on_from_one_about_what_there_is_not(question: Question, leads: bool) -> None:
    assert leads_on(ask(question)) is leads


def test_another_number_of_departments_than_said_is_noted() -> None:
    found = ask(a_question(departments=(LIBRARY, HOSPITAL), miscounted=3))
    assert Miscounted(3, 2) in found.notes
    assert not ask(a_question(departments=(LIBRARY, HOSPITAL), miscounted=2)).notes


# -- notes --------------------------------------------------------------------------------------------------


def test_nothing_due_names_the_next_day_with_something_due() -> None:
    found = ask(a_question(departments=(LIBRARY,), period=a_month(2017, 11)))
    assert found.notes == (Nearest(date(2017, 12, 31), (ITEMS[0],), after=True),)


def test_nothing_due_any_more_names_the_last_day() -> None:
    found = ask(a_question(departments=(LIBRARY,), period=a_month(2018, 3)))
    assert Nearest(date(2017, 12, 31), (ITEMS[0],), after=False) in found.notes


def test_a_department_without_any_due_day_is_said_to_have_other_items() -> None:
    items = (an_item(department=LIBRARY),)
    found = ask(a_question(departments=(LIBRARY,), period=a_month(2017, 12)), items)
    assert found.notes == (OtherItems(1),)


def test_a_topic_that_only_other_departments_have_names_them() -> None:
    found = ask(a_question(departments=(LIBRARY,), topics=("培养方案",)))
    assert found.notes == (Elsewhere(1, (SCHOOL,)), WithoutTopic((ITEMS[0], ITEMS[1], ITEMS[2])))


@pytest.mark.parametrize("period", [None, a_month(2017, 12)])
def test_a_topic_that_only_runs_all_year_is_found_and_nothing_else_is_said(period: Period | None) -> None:
    found = ask(a_question(departments=(LIBRARY,), topics=("自习室",), period=period))
    assert found.ongoing == (ITEMS[2],)
    assert not any(isinstance(note, Elsewhere | WithoutTopic) for note in found.notes)


def test_who_has_a_part_in_an_item_is_no_other_department() -> None:
    found = ask(a_question(departments=(HOSPITAL,), topics=("教学",), period=a_month(2017, 3)))
    assert Elsewhere(2, (SCHOOL,)) in found.notes


def test_a_topic_that_a_department_is_called_by_may_mean_the_department() -> None:
    assert MayMean("教务", (SCHOOL,)) in ask(a_question(topics=("教务",))).notes
    asked = a_question(topics=("教务",), departments=(HOSPITAL,))
    assert not any(isinstance(note, MayMean) for note in ask(asked).notes)


def test_topics_that_no_item_joins_are_counted_apart() -> None:
    found = ask(a_question(topics=("培养方案", "自习室")))
    assert found.notes == (TopicsApart((("培养方案", 1), ("自习室", 1))),)


def test_topics_side_by_side_find_what_is_about_either() -> None:
    found = ask(a_question(topics=("培养方案", "自习室"), either=True))
    assert (found.items, found.ongoing) == ((ITEMS[6],), (ITEMS[2],))


def test_a_topic_found_nowhere_brings_what_reads_alike() -> None:
    [note] = ask(a_question(topics=("培养计划方案",))).notes
    assert isinstance(note, Similar)
    assert ITEMS[6] in note.items


def test_a_topic_like_nothing_brings_nothing() -> None:
    assert ask(a_question(topics=("zzz",))).notes == (NothingFound(),)


def test_a_topic_of_another_years_plan_is_pointed_to() -> None:
    old = an_item("举办校庆。", due="2016-11-30", year=2016)
    found = answer(a_question(topics=("校庆",)), (*ITEMS, old), (*PLANS, a_summary(2016)), TODAY)
    assert found.notes == (OtherPlan(2016, 1),)


def test_a_year_without_a_plan_is_said_to_have_none() -> None:
    found = ask(a_question(period=a_period("2020-01-01", "2020-12-31"), plan_year=2020))
    assert PlanMissing((2020,), (2017,)) in found.notes


def test_a_long_open_period_over_a_loaded_year_is_no_missing_plan() -> None:
    found = ask(a_question(period=a_period("2015-01-01", None)))
    assert not any(isinstance(note, PlanMissing) for note in found.notes)


def test_a_year_taken_from_the_plan_is_said_when_it_is_not_this_year() -> None:
    question = a_question(period=a_month(2017, 12), year_assumed=True)
    assert YearAssumed(2017) in ask(question, today=date(2018, 7, 1)).notes
    assert YearAssumed(2017) not in ask(question).notes


def test_unclear_dates_alone_are_asked_back_with_no_list() -> None:
    found = ask(a_question(departments=(LIBRARY,), unclear_dates=("5-22月",)))
    assert found.notes == (NotUnderstood(("5-22月",), answered=False),)
    assert found.items == found.ongoing == ()


def test_unclear_dates_beside_a_clear_period_are_mentioned() -> None:
    found = ask(a_question(period=a_month(2017, 12), unclear_dates=("上上旬",)))
    assert NotUnderstood(("上上旬",), answered=True) in found.notes
    assert found.items


def test_a_name_nobody_has_beside_a_known_one_is_mentioned() -> None:
    question = a_question(departments=(LIBRARY,), unknown_departments=("市场部",))
    assert AlsoUnknown(("市场部",)) in ask(question).notes


def test_words_the_plan_does_not_have_are_said_to_be_left_aside() -> None:
    assert LeftAside(("宇宙",)) in ask(a_question(topics=("培养方案",), unmatched=("宇宙",))).notes


def test_who_asks_about_their_own_department_is_asked_which_it_is() -> None:
    assert OwnUnknown() in ask(a_question(period=a_month(2017, 12), asks_own=True)).notes
    assert OwnUnknown() not in ask(a_question(departments=(LIBRARY,), asks_own=True)).notes


@pytest.mark.parametrize("intent", [Intent.LIST, Intent.WHO, Intent.SHOW, Intent.RANK])
def test_without_any_plan_that_is_the_answer(intent: Intent) -> None:
    assert answer(a_question(intent), (), (), TODAY).notes == (NoPlan(),)


# -- properties ---------------------------------------------------------------------------------------------

DAYS = st.dates(date(2017, 1, 1), date(2018, 12, 31))
PERIODS = st.builds(Period, st.none() | DAYS, st.none() | DAYS)


@given(st.none() | PERIODS, st.sampled_from(Standing), st.sampled_from(Intent), DAYS)
def test_no_item_is_listed_twice_in_any_answer(
    period: Period | None, standing: Standing, intent: Intent, today: date
) -> None:
    found = ask(a_question(intent, period=period, standing=standing, codes=("2017-1",)), today=today)
    listed = [*found.items, *found.ongoing, *found.overlapping, *found.undated]
    assert len({item.code for item in listed}) == len(listed)


@given(PERIODS, DAYS)
def test_each_listed_item_is_due_in_the_period_and_none_that_is_due_is_left_out(
    period: Period, today: date
) -> None:
    found = ask(a_question(period=period), today=today)
    due = {item.code for item in ITEMS if any(map(period.includes, item.due))}
    assert {item.code for item in found.items} == due
