"""What stands behind /subscribe, and the buttons of a subscription's card."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking import Asker
from bot.catalogue import catalogue
from bot.coverage import unheard
from bot.question import Language
from bot.reminder_buttons import nothing_there, read_reminder_press, sent_pages
from bot.reminder_load import loads
from bot.report_buttons import DeliveriesPage, DryRunPage, read_report_page
from bot.subscribing import Wish, read_wish
from bot.subscription_buttons import (
    Act,
    CardPress,
    card_keyboard,
    departments_keyboard,
    hours_keyboard,
    key_of,
    leads_keyboard,
    read_card_press,
    with_department,
    with_lead,
)
from bot.subscription_card import command_for, next_reminders
from scheduler.reminder import Change, ChangeKind, Reminder
from scheduler.rules.span import RuleName
from scheduler.schedule import reminders_between
from scheduler.sending import Bundle
from scheduler.working_days import china
from storage.plan_store import PlanStore
from storage.subscription import Address, Lead, LeadUnit, Subscribed, Subscription, read_leads
from tests.examples import TODAY, a_parsed_item, a_plan, an_item
from tests.scheduler.office import memory_engine

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2017, 11, 20, 9, 30, tzinfo=ZONE)
LONG = "国家知识产权局专利局专利审查协作北京中心办公室"


def a_subscription(departments: tuple[str, ...] | None = ("图书馆",), **fields: Any) -> Subscription:
    place = Address("telegram", -1_002_000_000_000, 2_000_000_000)
    return Subscription(
        **{"id": 1, "address": place, "departments": departments, "zone": ZONE, "created": NOW, **fields}
    )


# -- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish()),
        ("图书馆", Wish(rest="图书馆")),
        (
            "审协江苏中心 30d 7d 9:00 英文",
            Wish(rest="审协江苏中心", leads=read_leads("30d 7d"), hour=time(9), language="en"),
        ),
        ("全部", Wish(everything=True)),
        ("所有部门 提前两周", Wish(everything=True, leads=(Lead(14),))),
        ("all departments at 9", Wish(everything=True, hour=time(9))),
        ("协调司 提前7天 8点半", Wish(rest="协调司", leads=(Lead(7),), hour=time(8, 30))),
        (
            "教务处、图书馆 提前30、7天和1个工作日",
            Wish(rest="教务处、图书馆", leads=read_leads("30d 7d 1wd")),
        ),
        ("30/7/1 days", Wish(leads=read_leads("30d 7d 1d"))),
        ("提前一个月、一周、当天", Wish(leads=read_leads("30d 7d 0d"))),
        ("the day before and on the due day", Wish(leads=read_leads("1d 0d"))),
        ("前一个工作日", Wish(leads=(Lead(1, LeadUnit.WORKING_DAYS),))),
        ("2 working days", Wish(leads=(Lead(2, LeadUnit.WORKING_DAYS),))),
        ("下午三点一刻", Wish(hour=time(15, 15))),
        ("每天上午九点", Wish(hour=time(9))),
        ("4:30 pm", Wish(hour=time(16, 30))),
        ("８：３０ 中文", Wish(hour=time(8, 30), language="zh")),
        ("預告關 核对开", Wish(outlook=False, check_in=True)),
        ("no outlook, check-in on", Wish(outlook=False, check_in=True)),
        ("不要月度预告", Wish(outlook=False)),
        ("@my_channel 图书馆", Wish(place="@my_channel", rest="图书馆")),
        ("-1001234567890 7d", Wish(place="-1001234567890", leads=(Lead(7),))),
        ("Asia/Urumqi", Wish(zone="Asia/Urumqi")),
        ("图书馆 23:00", Wish(rest="图书馆", unclear=("23:00",))),
        ("提前500天", Wish(unclear=("提前500天",))),
        ("25:00", Wish(unclear=("25:00",))),
        ("8:00 10:00", Wish(hour=time(8), unclear=("10:00",))),
        ("请提醒我们", Wish()),
        ("请每天提醒我们", Wish(unclear=("每天",))),
        ("daily", Wish(unclear=("daily",))),
        ("9:00 every day", Wish(hour=time(9))),
        ("daily at 8.30", Wish(hour=time(8, 30))),
        ("at 8.30 pm", Wish(hour=time(20, 30))),
        ("12am", Wish(unclear=("12am",))),
        ("12 pm", Wish(hour=time(12))),
        ("晚上12点", Wish(unclear=("晚上12点",))),
        ("中午12点", Wish(hour=time(12))),
        ("下午1点 7d", Wish(hour=time(13), leads=(Lead(7),))),
        ("-7d", Wish(unclear=("-7d",))),
        ("提前-7天", Wish(unclear=("提前-7天",))),
        ("30d-7d", Wish(leads=read_leads("30d 7d"))),
        ("提前", Wish(rest="提前")),
        ("提前：7天", Wish(leads=(Lead(7),))),
        ("提前1周2天", Wish(leads=(Lead(9),))),
        ("一周、两天", Wish(leads=read_leads("7d 2d"))),
        ("https://t.me/js_center 图书馆", Wish(place="@js_center", rest="图书馆")),
        ("t.me/s/js_center/15", Wish(place="@js_center")),
        ("asia/shanghai", Wish(zone="asia/shanghai")),
        ("off", Wish(rest="off")),
        ("英语系 7d", Wish(rest="英语系", leads=(Lead(7),))),
    ],
)
def test_words_are_read_in_any_order_and_language(text: str, wish: Wish) -> None:
    assert read_wish(text) == wish


def test_two_languages_are_one_too_many() -> None:
    assert read_wish("english chinese").unclear == ("chinese", "english")


def test_every_lead_that_is_named_is_read() -> None:
    leads = read_wish("0d 1d 2d 3d 4d 5d 6d 7d 8d 9d 10d").leads
    assert leads == tuple(Lead(days) for days in range(10, -1, -1))


@given(text=st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    wish = read_wish(text)
    assert wish.leads is None or wish.leads == tuple(sorted(set(wish.leads), reverse=True))


@given(
    names=st.lists(st.sampled_from(["图书馆", "教务处", "财务处"]), min_size=1, unique=True),
    leads=st.sets(st.builds(Lead, st.integers(0, 366), st.sampled_from(LeadUnit)), min_size=1, max_size=10),
    hour=st.times(time(6), time(21)),
    outlook=st.booleans(),
    check_in=st.booleans(),
    zone=st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "America/Argentina/Ushuaia", "UTC"]),
    told_in=st.sampled_from(["zh", "en"]),
    language=st.sampled_from(Language),
    place=st.sampled_from([None, -1_002_000_000_000]),
)
def test_the_command_that_is_offered_sets_the_same_again(  # noqa: PLR0917 - what there is to set
    names: list[str],
    leads: set[Lead],
    hour: time,
    outlook: bool,
    check_in: bool,
    zone: str,
    told_in: str,
    language: Language,
    place: int | None,
) -> None:
    hour = hour.replace(second=0, microsecond=0)
    ordered = tuple(sorted(leads, reverse=True))
    wanted = a_subscription(
        tuple(names),
        leads=ordered,
        hour=hour,
        outlook=outlook,
        check_in=check_in,
        zone=ZoneInfo(zone),
        language=told_in,
    )
    command = command_for(wanted, catalogue(language), usual_zone=ZONE, place=place)
    wish = read_wish(command.removeprefix("/subscribe"))
    assert not wish.unclear
    assert (wish.place, wish.language) == (str(place) if place else None, told_in)
    assert wish.zone == (None if zone == ZONE.key else zone)
    assert (wish.rest, wish.leads, wish.hour) == ("、".join(names), ordered, hour)
    assert (wish.outlook is not False, wish.check_in is not False) == (outlook, check_in)


# -- buttons ------------------------------------------------------------------------------------------------

PLACES = [CardPress(Act.CARD), CardPress(Act.CARD, -1_002_999_999_999, 2_147_483_647)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("here", PLACES)
def test_every_button_can_be_read_again_and_fits(here: CardPress, language: Language) -> None:
    words, subscription = catalogue(language), a_subscription(("图书馆", LONG))
    names = [f"第{number}审查部" for number in range(40)]
    for keyboard in (
        card_keyboard(subscription, here, words),
        departments_keyboard(("图书馆",), [*names, LONG], here, words, everything=True),
        leads_keyboard(subscription, here, words),
        hours_keyboard(subscription.hour, here, words),
    ):
        for button in (each for row in keyboard for each in row):
            press = read_card_press(button.data)
            assert press is not None, button
            assert str(press) == button.data
            assert len(button.data.encode()) <= 64
            assert (press.chat_id, press.thread_id) == (here.chat_id, here.thread_id)


@given(data=st.text(max_size=64) | st.from_regex(r"\A[spn]:[a-z0-9:+-]{0,40}\Z"))
def test_a_button_of_no_making_of_ours_is_read_as_none_or_as_itself(data: str) -> None:
    for read in (read_card_press, read_reminder_press, read_report_page):
        press = read(data)
        assert press is None or read(str(press)) == press


@pytest.mark.parametrize(
    "data",
    ["s:::hour:9999:1", "s:::lead:+zz:1", "s:::lang:xx:1", "s:::look:zh:1", "s:-::card::1", "s:::nope::1"],
)
def test_a_value_that_no_button_has_is_none(data: str) -> None:
    assert read_card_press(data) is None


def test_pages_of_reports_are_read_as_they_were_written() -> None:
    for page in (
        DryRunPage(TODAY, 30, 2),
        DeliveriesPage(),
        DeliveriesPage(-1_002_000_000_000, key_of("图书馆"), True, 12),
    ):
        assert read_report_page(str(page)) == page


def test_departments_are_added_to_none_or_taken_from_some() -> None:
    known = ("图书馆", "教务处")
    assert with_department((), "+" + key_of("图书馆"), known) == ("图书馆",)
    assert with_department(None, "+" + key_of("图书馆"), known) == ("图书馆",)
    assert with_department(("图书馆", "教务处"), "-" + key_of("图书馆"), known) == ("教务处",)
    assert with_department(("图书馆",), "+00000000", known) == ("图书馆",)


def test_the_last_lead_stays_and_no_more_are_added_than_may_be() -> None:
    assert with_lead((Lead(7),), "-7d") is None
    assert with_lead((Lead(7),), "+30d") == (Lead(30), Lead(7))
    assert with_lead([Lead(number) for number in range(10)], "+30d") is None


# -- what is said -------------------------------------------------------------------------------------------


def test_the_next_message_is_the_first_after_now() -> None:
    items = [an_item(due="2017-11-30", department="图书馆"), an_item(due="2018-10-31", department="图书馆")]
    first = next_reminders(a_subscription(leads=read_leads("10d 7d")), items, china(), NOW)
    assert {each.at for each in first} == {datetime(2017, 11, 23, 9, tzinfo=ZONE)}
    assert next_reminders(a_subscription(("财务处",)), items, china(), NOW) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_message_has_buttons_for_its_items_and_the_month(language: str) -> None:
    items = [an_item(due="2017-11-30", department="图书馆", code=f"2017-{number}") for number in range(1, 4)]
    told = reminders_between(
        TODAY, TODAY, items, [a_subscription(leads=(Lead(10),), language=language)], china()
    )
    (page,) = sent_pages(Bundle(told[0].subscription.address, NOW, told), china(), 3)
    assert page.codes == ("2017-1", "2017-2", "2017-3")
    labels = [[button.label for button in row] for row in page.buttons]
    assert labels[0] == ["1", "2", "3"]
    for button in (each for row in page.buttons for each in row):
        press = read_reminder_press(button.data)
        assert press is not None
        assert press.language == language
        assert str(press) == button.data


def test_a_full_page_has_buttons_for_its_first_items() -> None:
    items = [an_item(due="2017-11-30", department="图书馆", code=f"2017-{n}") for n in range(1, 41)]
    told = reminders_between(TODAY, TODAY, items, [a_subscription(leads=(Lead(10),))], china())
    first, *_ = sent_pages(Bundle(told[0].subscription.address, NOW, told), china(), 3)
    labels = [button.label for row in first.buttons for button in row]
    assert labels[:24] == [str(number) for number in range(1, 25)]


@pytest.mark.parametrize(
    ("data", "department", "said"),
    [
        ("n:zh:2017-9", "图书馆", "2017-9 已不在计划中。"),
        ("n:en:2017-9", "图书馆", "2017-9 is no longer in the plan."),
        ("n:zh:2017-1", "图书馆", ""),
        ("n:zh:m2017-11", "校医院", "2017年11月没有到期的任务。"),
        ("n:en:m2017-11", "校医院", "Nothing falls due in November 2017."),
        ("n:zh:m2017-11", "图书馆", ""),
    ],
)
def test_a_button_says_that_there_is_nothing_left_to_show(data: str, department: str, said: str) -> None:
    plans = PlanStore(memory_engine())
    plan = a_plan(a_parsed_item(due="2017-12-31", department="图书馆"))
    plans.publish(plan, file_name="plan", content=b"1", now=NOW)
    press = read_reminder_press(data)
    assert press
    assert nothing_there(press, Asker(plans).answer(press.question((department,)), now=NOW)) == said


def test_what_is_no_longer_in_the_plan_has_no_button() -> None:
    subscription = a_subscription()
    kinds = {"2017-1": ChangeKind.ADDED, "2017-2": ChangeKind.DROPPED, "2017-3": ChangeKind.MERGED}
    told = tuple(
        Reminder(
            subscription=subscription,
            rule=RuleName.CHANGE,
            occasion="2017v2",
            at=NOW,
            item=an_item(due="2017-12-31", department="图书馆", code=code),
            change=Change(kind=kind, year=2017, version=2, since=1),
        )
        for code, kind in kinds.items()
    )
    (page,) = sent_pages(Bundle(subscription.address, NOW, told), china(), 3)
    assert page.codes == ("2017-1", "2017-3", "2017-2")
    assert [button.label for row in page.buttons[:-1] for button in row] == ["1"]


def test_a_department_is_unheard_while_no_live_subscription_is_about_it() -> None:
    items = [
        an_item(due=["2017-11-30", "2017-12-01"], department="图书馆"),
        an_item(due="2017-11-30", departments=("财务处", "教务处")),
        an_item(due="2019-11-30", department="人事处"),
    ]
    days = (TODAY, TODAY.replace(month=12))
    home = Address("telegram", 1)

    def told(*departments: str, **fields: Any) -> Subscribed:
        return Subscribed(subscription=a_subscription(departments or None), home=home, **fields)

    assert unheard(items, [], *days) == {"图书馆": 2, "财务处": 1, "教务处": 1}
    assert unheard(items, [told("财务处")], *days) == {"图书馆": 2, "教务处": 1}
    assert unheard(items, [told("图书馆", suspended_at=NOW)], *days) == unheard(items, [], *days)
    assert unheard(items, [told()], *days) == {}


def test_a_load_counts_an_item_once_a_day_and_department() -> None:
    item = an_item(due="2017-11-30", departments=("图书馆", "教务处"))
    one, other = a_subscription(("图书馆",), leads=(Lead(10),)), a_subscription(None, id=2, leads=(Lead(10),))
    (load,) = loads(reminders_between(TODAY, TODAY, [item], [one, other], china()))
    assert (load.items, load.departments) == (1, {"图书馆": 1, "教务处": 1})
