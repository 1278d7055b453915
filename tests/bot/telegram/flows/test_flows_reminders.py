"""Reminders as chats get them: at their hour, once, wherever the chat is by then."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from time import sleep
from typing import TYPE_CHECKING

import pytest

from storage.subscription import Address, GoneReason
from storage.subscription_store import SubscriptionStore
from tests.bot.telegram.flows.conftest import LIBRARY, TEACHING
from tests.examples import NOW
from tests.telegram_server import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.subscription import Subscribed
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Chat, Message

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
TITLE = {"zh": "督办提醒 · 图书馆", "en": "Reminder · 图书馆"}
_minutes = count(1)


def subscribe(
    play: Play, chat: Chat, words: str = "图书馆 7d", *, by: object = None, thread: int | None = None
) -> None:
    """Set reminders at an hour that no other test has: the tests' clock goes back, an office's does not."""
    minute = next(_minutes)
    hour = f"{10 + minute // 60}:{minute % 60:02}"
    person = by or play.admin
    person.says(chat, f"/subscribe {words} {hour}", thread=thread)  # type: ignore[attr-defined]
    chat.wait_for("提醒设置")


def comes(play: Play, chat: Chat, day: str = "2017-11-23", thread: int | None = None) -> None:
    """Let it be the chat's hour on a day: the 23rd is a week before the library's first due day."""
    found = subscribed(play, chat, thread)
    assert found
    moment = NOW.replace(
        day=int(day[-2:]),
        month=int(day[5:7]),
        hour=found.subscription.hour.hour,
        minute=found.subscription.hour.minute,
    )
    play.passes(seconds=(moment + timedelta(seconds=20) - play.now).total_seconds())


def subscribed(play: Play, chat: Chat, thread: int | None = None) -> Subscribed | None:
    return SubscriptionStore(play.engine).find(Address("telegram", chat.id, thread))


@LANGUAGES
def test_a_reminder_comes_at_its_hour_with_buttons_that_work(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(play.admin, bo)
    subscribe(play, group, f"图书馆 7d {language}")
    comes(play, group)
    reminder = group.wait_for(TITLE[language])
    assert "古籍数据库一期建设 <试点> & 验收" in reminder.text
    said = reminder.text
    assert {"zh": "还有 5 个工作日", "en": "5 working days left"}[language] in said
    item, month = reminder.labels[0], reminder.labels[-1]
    bo.presses(reminder, item).wait()
    assert "古籍数据库" in group.wait_for({"zh": "完成时间", "en": "Deadline"}[language]).text
    assert reminder.text == said
    bo.presses(reminder, month).wait()
    group.wait_for(
        {"zh": "图书馆 · 2017年11月 · 1 项到期", "en": "图书馆 · November 2017 · 1 item due"}[language]
    )
    play.passes(minutes=5)
    assert [reply.text for reply in group.replies if reply.text.startswith(TITLE[language])] == [said]


def test_a_channels_readers_see_an_item_over_the_button(play: Play) -> None:
    owner, reader = play.person(), play.person()
    channel = play.server.channel("频道", admins=[owner, play.admin])
    play.approve(channel)
    subscribe(play, channel, by=owner)
    comes(play, channel)
    reminder = channel.wait_for(TITLE["zh"])
    posts = len(channel.replies)
    assert "古籍数据库" in reader.presses(reminder, reminder.labels[0]).wait_text()
    assert "2017年11月" in reader.presses(reminder, reminder.labels[-1]).wait_text()
    assert len(channel.replies) == posts


def test_invented_buttons_of_reminders_show_nothing_that_may_not_be_seen(play: Play) -> None:
    bo = play.person()
    group = play.group(bo, departments=(LIBRARY,))
    message = play.asks(bo, "/whoami", group)
    for data in (
        "n:zh:2017-1",
        "n:zh:9999-999999",
        "n:zh:m0000-01",
        "n:zh:m2017-13",
        "n:fr:2017-1",
        "n:zh:m2017-10",
    ):
        bo.sends_callback(message, data).wait()
    assert not any("培训计划" in reply.text for reply in group.replies)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("n:zh:2017-999", "2017-999 已不在计划中。"),
        ("n:en:2017-999", "2017-999 is no longer in the plan."),
    ],
)
def test_an_item_gone_since_its_reminder_is_said_over_the_button(play: Play, data: str, said: str) -> None:
    bo = play.person()
    group = play.group(bo)
    message = play.asks(bo, "/whoami", group)
    before = len(group.replies)
    assert bo.sends_callback(message, data).wait_text() == said
    assert len(group.replies) == before


def test_a_chat_that_is_told_to_wait_holds_no_other(play: Play) -> None:
    slow, other = play.group(play.admin), play.group(play.admin)
    subscribe(play, slow)
    subscribe(play, other)
    fault = play.server.faults.add(kind=faults.too_many(4), method="sendMessage", chat=slow)
    comes(play, other)
    other.wait_for(TITLE["zh"])
    play.until(lambda: fault.hits == 1)
    assert not has_come(slow)
    wait_while_time_passes(play, lambda: has_come(slow))


@pytest.mark.parametrize(
    "kind",
    [faults.SERVER_ERROR, faults.BAD_GATEWAY, faults.CLOSE_BEFORE, faults.CLOSE_AFTER, faults.GARBAGE],
    ids=lambda kind: kind.name,
)
def test_what_does_not_go_through_is_sent_again(play: Play, kind: faults.Kind) -> None:
    group = play.group(play.admin)
    subscribe(play, group)
    fault = play.server.faults.add(kind=kind, method="sendMessage", chat=group, times=2)
    comes(play, group)
    wait_while_time_passes(play, lambda: fault.hits == 2 and has_come(group))


def has_come(chat: Chat) -> bool:
    return any(reply.text.startswith(TITLE["zh"]) for reply in chat.replies)


def wait_while_time_passes(play: Play, holds: Callable[[], bool]) -> None:
    """Let the bot's time go by, a second for each twenty of ours."""
    for _ in range(600):
        if holds():
            return
        play.passes(seconds=1)
        sleep(0.05)
    raise AssertionError("waited in vain")


# -- chats that go and come back ----------------------------------------------------------------------------


@pytest.mark.parametrize("told", [True, False])
@LANGUAGES
def test_who_blocks_the_bot_is_suspended_and_resumed_when_back(play: Play, language: str, told: bool) -> None:
    """Whether Telegram says so at once, or only refuses the next message."""
    bo = play.person(language)
    play.asks(bo, "/whoami")
    play.says_admin(f"/role {bo.id} head {LIBRARY}")
    chat = bo.private()
    subscribe_in = {"zh": "/订阅 图书馆 7d", "en": "/subscribe 图书馆 7d"}[language]
    minute = next(_minutes)
    assert LIBRARY in play.asks(bo, f"{subscribe_in} 10:{minute:02}").text
    if told:
        bo.blocks()
    else:
        chat.blocked = True
        comes(play, chat)
    play.admins_chat.wait_for("的提醒已暂停：机器人被对方屏蔽")
    found = subscribed(play, chat)
    assert found
    assert found.suspended_for is GoneReason.BLOCKED
    bo.unblocks()
    play.until(lambda: not subscribed(play, chat).is_suspended)  # type: ignore[union-attr]
    if told:
        comes(play, chat)
    chat.wait_for(TITLE[language])


def test_a_group_that_removes_the_bot_is_told_again_when_it_adds_it(play: Play) -> None:
    bo = play.person()
    group = play.group(play.admin, bo)
    subscribe(play, group)
    bo.kicks(play.server.bot, group)
    said = play.admins_chat.wait_for("的提醒已暂停：机器人已被移出").text
    assert LIBRARY in said
    comes(play, group)
    bo.adds(play.server.bot, group)
    group.wait_for(TITLE["zh"])


@pytest.mark.parametrize("by_an_answer", [True, False])
def test_a_group_that_the_bot_may_write_in_again_is_told_again(play: Play, by_an_answer: bool) -> None:
    """Whether an answer gets through first, or nobody asks anything."""
    bo = play.person()
    group = play.group(play.admin, bo)
    subscribe(play, group)
    group.muted = True
    comes(play, group)
    play.admins_chat.wait_for("的提醒已暂停：机器人没有发言权限")
    group.muted = False
    if by_an_answer:
        bo.says(group, "/help@duban_bot")
    else:
        play.passes(hours=1, minutes=5)
    play.until(lambda: not subscribed(play, group).is_suspended)  # type: ignore[union-attr]
    group.wait_for(TITLE["zh"])


@pytest.mark.parametrize("told", [True, False])
def test_a_group_that_becomes_a_supergroup_is_reminded_there(play: Play, told: bool) -> None:
    bo = play.person()
    group = play.group(play.admin, bo)
    subscribe(play, group)
    if told:
        place = bo.upgrades(group)
        play.until(lambda: subscribed(play, place) is not None)
        comes(play, place)
    else:
        play.server.latency = 0.3
        comes(play, group)
        place = bo.upgrades(group)
        play.server.latency = 0.0
    place.wait_for(TITLE["zh"])
    assert subscribed(play, group) is None


def test_a_closed_topics_reminders_go_to_the_chat_until_it_is_open_again(play: Play) -> None:
    forum = play.server.supergroup("论坛", members=[play.admin], topics=["甲", "乙"])
    play.approve(forum)
    told, untold = forum.topic("甲"), forum.topic("乙")
    subscribe(play, forum, "图书馆 7d,15d", thread=told.id)
    subscribe(play, forum, "图书馆 7d", thread=untold.id)
    play.admin.closes_topic(forum, told)
    untold.closed = True
    play.until(
        lambda: subscribed(play, forum, told.id).home != subscribed(play, forum, told.id).subscription.address
    )  # type: ignore[union-attr]
    comes(play, forum, thread=told.id)
    assert forum.wait_for(TITLE["zh"]).thread is None
    comes(play, forum, thread=untold.id)
    play.until(lambda: sum(reply.text.startswith(TITLE["zh"]) for reply in forum.replies) == 2)
    assert {reply.thread for reply in forum.replies if reply.text.startswith(TITLE["zh"])} == {None}
    play.admin.reopens_topic(forum, told)
    comes(play, forum, "2017-11-30", thread=told.id)
    assert forum.wait_for(TITLE["zh"]).thread == told.id


# -- what admins hear ---------------------------------------------------------------------------------------


def test_admins_hear_once_of_departments_that_nobody_is_told_about(play: Play) -> None:
    def notices() -> list[Message]:
        return [reply for reply in play.admins_chat.replies if "没有任何提醒" in reply.text]

    play.until(lambda: bool(notices()))
    play.settle(play.admins_chat)
    told = [notice.text for notice in notices()]
    assert sum(LIBRARY in text for text in told) == sum(TEACHING in text for text in told) == 1


def test_a_refused_chat_is_told_nothing_until_it_is_approved_again(play: Play) -> None:
    group = play.group(play.admin)
    subscribe(play, group)
    message = play.says_admin("/whoami")
    play.admin.sends_callback(message, f"c:{group.id}:n").wait()
    found = subscribed(play, group)
    assert found
    assert found.suspended_for is GoneReason.REFUSED
    comes(play, group)
    play.admin.sends_callback(message, f"c:{group.id}:y").wait()
    group.wait_for(TITLE["zh"])


def test_reminders_keep_to_what_a_chat_may_ask_about(play: Play) -> None:
    group, other = play.group(play.admin), play.group(play.admin)
    subscribe(play, group, "图书馆、财务处")
    subscribe(play, other, "财务处")
    for chat in (group, other):
        play.says_admin(f"/scope {chat.id} 图书馆")
    found = subscribed(play, group)
    assert found
    assert found.subscription.departments == (LIBRARY,)
    assert subscribed(play, other) is None
