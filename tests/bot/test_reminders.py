"""What a reminder says: overdue first, then by due day and work point, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import catalogue
from bot.html import LONGEST
from bot.question import Language
from bot.reminders import reminder_pages, reminder_text
from scheduler.reminder import Change, ChangeKind, Reminder
from scheduler.rules.span import RuleName
from scheduler.schedule import reminders_on
from scheduler.sending import MOST_MESSAGES, Bundle
from scheduler.working_days import china
from storage.plan import Occurrence, PlanItem, Status
from tests.examples import an_item, numbered
from tests.scheduler.plans import a_subscription, at

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from storage.subscription import Subscription

ZH, EN = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)
SCHOOL = a_subscription(1, "教务处")
PLAN = numbered(
    [
        an_item("编制年度培训计划并组织实施，按月通报。", due="2017-12-29", work_point="加强师资队伍建设"),
        an_item("修订专业培养方案并组织校外专家论证。", due="2017-12-31", work_point="提高教学质量"),
        an_item("组织期末考试巡视，抽查试卷并形成报告。", due="2017-12-31", work_point="加强师资队伍建设"),
        an_item("完成教学楼设备的清点和报废工作。", due="2017-11-30", status=Status.BLOCKED),
        an_item("开放自习室，延长开馆时间，方便学生。", ongoing=True),
    ]
)


def _bundle(*reminders: Reminder, day: str = "2017-12-01", hour: str = "09:00") -> Bundle:
    return Bundle(SCHOOL.address, at(day, hour), reminders)


def _on(day: str, *subscriptions: Subscription, items: tuple[PlanItem, ...] = PLAN) -> Bundle:
    """Return what is said on a day to the chat of the subscriptions, else of the one department."""
    said = reminders_on(date.fromisoformat(day), items, subscriptions or (SCHOOL,), china())
    return _bundle(*said, day=day)


def test_a_message_goes_from_overdue_to_what_is_ahead_and_says_each_item_once() -> None:
    assert reminder_text(_on("2017-12-01"), ZH, china()).splitlines() == [
        "督办提醒 · 教务处 · 2017年12月1日",
        "12月到期 3 项",
        "",
        "逾期：11月30日 周四到期 · 已过 1 天",
        "2017-4 完成教学楼设备的清点和报废工作。 · 有困难",
        "",
        "12月29日 周五到期 · 还有 20 个工作日",
        "▪ 加强师资队伍建设",
        "2017-1 编制年度培训计划并组织实施，按月通报。",
        "",
        "12月31日 周日到期 · 还有 20 个工作日",
        "▪ 提高教学质量",
        "2017-2 修订专业培养方案并组织校外专家论证。",
        "▪ 加强师资队伍建设",
        "2017-3 组织期末考试巡视，抽查试卷并形成报告。",
    ]


def test_a_message_speaks_english_around_the_plans_own_words() -> None:
    assert reminder_text(_on("2017-12-01"), EN, china()).splitlines()[:6] == [
        "Reminder · 教务处 · 1 Dec 2017",
        "Due in December: 3 items",
        "",
        "Overdue: due Thu 30 Nov · 1 day ago",
        "2017-4 完成教学楼设备的清点和报废工作。 · in difficulty",
        "",
    ]


@pytest.mark.parametrize(
    ("day", "due", "heading"),
    [
        ("2017-11-23", "2017-11-30", "11月30日 周四到期 · 还有 5 个工作日"),
        ("2017-11-29", "2017-11-30", "11月30日 周四到期 · 还有 1 个工作日"),
        ("2017-11-30", "2017-11-30", "今天到期（11月30日 周四）"),
        ("2017-12-29", "2017-12-31", "12月31日 周日到期 · 今天是最后一个工作日"),
        ("2017-12-22", "2018-01-21", "2018年1月21日 周日到期 · 还有 19 个工作日"),
    ],
)
def test_a_heading_says_how_many_working_days_are_left(day: str, due: str, heading: str) -> None:
    text = reminder_text(_on(day, items=(an_item(due=due, code="2017-1"),)), ZH, china())
    assert heading in text.splitlines()


def test_what_is_sent_long_after_its_time_is_marked() -> None:
    said = reminders_on(date(2017, 11, 23), [an_item(due="2017-11-30")], [SCHOOL], china())
    on_time, late = _bundle(*said, day="2017-11-23", hour="20:59"), _bundle(*said, day="2017-11-24")
    assert "补发" not in reminder_text(on_time, ZH, china())
    assert reminder_text(late, ZH, china()).startswith("督办提醒（补发） · ")
    assert reminder_text(late, EN, china()).startswith("Reminder (sent late) · ")


def test_where_only_some_is_late_those_items_say_so() -> None:
    items = [an_item(due="2017-11-30", code="2017-1"), an_item(due="2017-12-01", code="2017-2")]
    said = [
        *reminders_on(date(2017, 11, 23), items, [SCHOOL], china()),
        *reminders_on(date(2017, 11, 24), items, [SCHOOL], china()),
    ]
    title, *rows = reminder_text(_bundle(*said, day="2017-11-24"), ZH, china()).splitlines()
    assert title.startswith("督办提醒 · ")
    assert [row.endswith("补发") for row in rows if row.startswith("2017-")] == [True, False]


def test_year_round_items_are_asked_after() -> None:
    text = reminder_text(_on("2017-12-25"), ZH, china())
    assert "全年推进任务，请核对进展：1 项\n2017-5 开放自习室，延长开馆时间，方便学生。" in text


def test_a_chat_of_several_departments_sees_whose_an_item_is() -> None:
    item = an_item(due="2017-11-30", departments=("教务处", "图书馆", "校医院"), assisting=("校医院",))
    everyone = reminder_text(_on("2017-11-30", a_subscription(), items=(item,)), ZH, china())
    assert "全部部门" in everyone
    assert "（教务处、图书馆）" in everyone
    helper = reminder_text(_on("2017-11-30", a_subscription(1, "校医院"), items=(item,)), ZH, china())
    assert "（" not in helper.splitlines()[-1]
    assert helper.endswith(" · 配合")


def test_an_item_of_two_subscriptions_of_a_chat_is_said_once() -> None:
    item = an_item(due="2017-11-30", departments=("教务处", "图书馆"), code="2017-77")
    both = a_subscription(1, "教务处"), a_subscription(2, "图书馆")
    bundle = _on("2017-11-30", *both, items=(item,))
    assert len(bundle.reminders) == 2
    assert reminder_text(bundle, ZH, china()).count("2017-77") == 1


def test_a_milestone_says_what_is_due_then() -> None:
    item = an_item(due=[Occurrence(date(2017, 11, 30), label="召开现场会"), "2017-12-31"])
    assert reminder_text(_on("2017-11-30", items=(item,)), ZH, china()).endswith("节点：召开现场会")


# -- how long a message gets ------------------------------------------------------------------------------


def _many(number: int, length: int = 60) -> Bundle:
    items = tuple(an_item("长" * length, due="2017-11-30", code=f"2017-{n}") for n in range(1, number + 1))
    return _on("2017-11-30", items=items)


def test_a_short_message_is_one() -> None:
    assert len(reminder_pages(_many(12), ZH, china())) == 1


@settings(max_examples=20)
@given(st.integers(1, 400), st.integers(1, 90), st.integers(1, MOST_MESSAGES))
def test_a_long_message_has_few_parts_and_names_all_items(number: int, length: int, most: int) -> None:
    pages = reminder_pages(_many(number, length), ZH, china(), most)
    assert len(pages) <= most
    assert all(len(page.text) < LONGEST * 2 for page in pages)
    assert [code for page in pages for code in page.codes] == [f"2017-{n}" for n in range(1, number + 1)]
    shown = sum(page.text.count("<code>") for page in pages)
    assert (f"其余 {number - shown} 项只列编号" in pages[-1].text) == (shown < number)
    assert shown >= min(number, 20)


def test_the_last_of_very_many_items_are_named_by_day() -> None:
    soon, later = (
        tuple(an_item("长" * 90, due=due, code=f"2017-{n}") for n in numbers)
        for due, numbers in (("2017-11-30", range(1, 61)), ("2017-12-23", range(61, 121)))
    )
    (page,) = reminder_pages(_on("2017-11-23", items=soon + later), ZH, china(), 1)
    assert "\n11月30日 周四到期 · 还有 5 个工作日：2017-" in page.text
    assert "\n12月23日 周六到期 · 还有 21 个工作日：2017-61、62、63、" in page.text
    assert page.text.endswith("、119、120")


def test_what_has_no_room_even_for_its_code_is_counted_and_not_named() -> None:
    number = 4000
    pages = reminder_pages(_many(number), EN, china())
    named = [code for page in pages for code in page.codes]
    assert len(pages) == MOST_MESSAGES
    assert 1500 < len(named) < number
    assert f"{number - len(named)} more come on the next working day" in pages[-1].text


def test_what_is_due_soon_comes_before_changes_and_these_before_what_is_due_later() -> None:
    late, soon, later = (
        an_item(due=due, code=f"2017-{n}")
        for n, due in enumerate(("2017-11-30", "2017-12-08", "2017-12-31"), 1)
    )
    day = at("2017-12-01")
    change = Reminder(
        subscription=SCHOOL,
        rule=RuleName.CHANGE,
        occasion="added:2017v2",
        at=day,
        item=an_item(due="2017-12-15", code="2017-4"),
        change=Change(kind=ChangeKind.ADDED, year=2017, version=2, since=1),
    )
    said = reminders_on(day.date(), (late, soon, later), [SCHOOL], china())
    (page,) = reminder_pages(_bundle(*said, change), ZH, china())
    assert page.codes == ("2017-1", "2017-2", "2017-4", "2017-3")
    assert page.text.startswith(
        "<b>督办提醒（计划有更新） · 教务处 · 2017年12月1日</b>\n2017年计划，第 2 版\n"
    )


@pytest.mark.parametrize(
    ("words", "label"), [(ZH, "月度预告：12月到期任务"), (EN, "Outlook: what falls due in December")]
)
def test_an_outlook_of_one_day_is_told_from_a_lead(words: Catalogue, label: str) -> None:
    items = (an_item(due="2017-12-31"),)
    assert label in reminder_text(_on("2017-12-01", items=items), words, china()).splitlines()
    assert label not in reminder_text(_on("2017-12-22", items=items), words, china())


def test_time_goes_by_between_the_moment_and_the_message() -> None:
    """A message put off to the next day counts the days from then."""
    bundle = _on("2017-11-23", items=(an_item(due="2017-11-30"),))
    later = replace(bundle, at=bundle.at + timedelta(days=1))
    assert "还有 4 个工作日" in reminder_text(later, ZH, china())
