"""Who sets reminders where: by words, by buttons, in groups, topics and channels, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.subscription import Address, Lead, LeadUnit
from storage.subscription_store import SubscriptionStore
from tests.bot.telegram.flows.conftest import FINANCE, LIBRARY, TEACHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.subscription import Subscription
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Chat, Message, Person

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def set_at(play: Play, chat: Chat, thread: int | None = None) -> Subscription | None:
    """Return what is set at a place."""
    found = SubscriptionStore(play.engine).find(Address("telegram", chat.id, thread))
    return found.subscription if found else None


def a_head(play: Play, *departments: str, language: str = "zh", person: Person | None = None) -> Person:
    """Bring a head of departments, or make one of somebody."""
    person = person or play.person(language)
    play.asks(person, "/whoami")
    play.says_admin(f"/role {person.id} head {'、'.join(departments)}")
    return person


@LANGUAGES
def test_a_head_subscribes_a_group_in_a_hurry(play: Play, language: str) -> None:
    head = a_head(play, LIBRARY, language=language)
    group = play.group(head)
    words = {"zh": "/订阅 图书馆 提前30、7天 8点半 英文", "en": "/subscribe 图书馆 30d 7d 8:30 english"}[
        language
    ]
    said = play.asks(head, words, group).text
    assert {"zh": "提前 30 天", "en": "30 days ahead"}[language] in said
    assert "08:30" in said
    assert {"zh": "下次提醒：", "en": "Next: "}[language] in said
    found = set_at(play, group)
    assert found
    assert found.departments == (LIBRARY,)
    assert found.leads == (Lead(30), Lead(7))
    assert found.language == "en"


def test_reminders_speak_the_language_of_whoever_sets_them(play: Play) -> None:
    asking, head = play.person("zh-hans"), a_head(play, LIBRARY, language="en")
    group = play.group(asking, head)
    assert "Reminders here" in play.asks(head, "/subscribe 图书馆", group).text
    assert set_at(play, group).language == "en"  # type: ignore[union-attr]


# -- who may ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_members_are_told_who_may(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    for command in ("/subscribe 图书馆", "/subscribe"):
        said = play.asks(bo, command, group).text
        assert {"zh": "只有管理员和部门负责人", "en": "Only heads of departments"}[language] in said
    assert set_at(play, group) is None


def test_a_head_may_not_subscribe_for_others_nor_for_all(play: Play) -> None:
    head = a_head(play, LIBRARY)
    group = play.group(head)
    for words in (FINANCE, f"{LIBRARY}、{FINANCE}", "全部"):
        assert f"以下部门的提醒：{LIBRARY}" in play.asks(head, f"/subscribe {words}", group).text
    assert set_at(play, group) is None


def test_a_limited_chat_is_told_of_no_other_departments(play: Play) -> None:
    group = play.group(play.admin, departments=(LIBRARY,))
    for words in (FINANCE, "全部"):
        assert f"以下部门的提醒：{LIBRARY}" in play.asks(play.admin, f"/subscribe {words}", group).text
    assert set_at(play, group) is None
    play.asks(play.admin, "/subscribe", group)
    assert set_at(play, group).departments == (LIBRARY,)  # type: ignore[union-attr]


def test_strangers_hear_the_polite_line(play: Play) -> None:
    assert "尚未获管理员批准" in play.asks(play.person(), "/subscribe 图书馆").text


def test_who_writes_in_the_groups_name_is_asked_to_write_as_themselves(play: Play) -> None:
    bo = play.person()
    group = play.server.supergroup("匿名", members=[bo])
    play.approve(group)
    bo.promotes(bo, group, anonymous=True)
    bo.says(group, "/subscribe 图书馆", anonymous=True)
    assert "只有管理员和部门负责人" in group.wait_for().text
    assert set_at(play, group) is None


# -- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("没有的部门", "没有叫“没有的部门”的部门"),
        ("图书馆 12月", "没有看懂“12月”"),
        ("图书馆 23:00", "没有看懂“23:00”"),
        ("图书馆 提前500天", "没有看懂“提前500天”"),
        ("图书馆 Mars/Base", "没有看懂“Mars/Base”"),
        ("30d", "请同时写明部门"),
        ("图书馆 每天", "没有看懂“每天”"),
        ("图书馆 提前", "没有看懂“提前”"),
        ("图书馆 -7d", "没有看懂“-7d”"),
        ("图书馆 中文 英文", "没有看懂“中文”、“英文”"),
        ("图书馆 0d 1d 2d 3d 4d 5d 6d 7d 8d 9d 10d", "最多可设 10 个提前量"),
        ("取消", "/unsubscribe"),
        ("off", "/unsubscribe"),
    ],
)
def test_what_is_not_understood_is_said_and_changes_nothing(play: Play, words: str, said: str) -> None:
    group = play.group(play.admin)
    assert said in play.asks(play.admin, f"/subscribe {words}", group).text
    assert set_at(play, group) is None


def test_what_is_not_named_stays(play: Play) -> None:
    group = play.group(play.admin)
    play.asks(play.admin, "/subscribe 图书馆 10d 8:30 asia/urumqi 预告关", group)
    play.asks(play.admin, "/subscribe 财务处", group)
    play.asks(play.admin, "/subscribe 核对 off", group)
    found = set_at(play, group)
    assert found
    assert (found.departments, found.leads, f"{found.hour:%H:%M}") == ((FINANCE,), (Lead(10),), "08:30")
    assert (found.zone.key, found.outlook, found.check_in) == ("Asia/Urumqi", False, False)


def test_all_departments_can_be_named_by_an_admin(play: Play) -> None:
    group = play.group(play.admin)
    assert "全部部门" in play.asks(play.admin, "/subscribe 全部", group).text
    assert set_at(play, group).departments is None  # type: ignore[union-attr]


# -- places -------------------------------------------------------------------------------------------------


def test_a_topic_has_reminders_of_its_own(play: Play) -> None:
    forum = play.server.supergroup("话题群", members=[play.admin], topics=["图书馆"])
    play.approve(forum)
    topic = forum.topic("图书馆")
    play.admin.says(forum, "/subscribe 图书馆", thread=topic)
    assert forum.wait_for("提醒设置").thread == topic.id
    play.asks(play.admin, "/subscribe 财务处", forum)
    assert set_at(play, forum, topic.id).departments == (LIBRARY,)  # type: ignore[union-attr]
    assert set_at(play, forum).departments == (FINANCE,)  # type: ignore[union-attr]
    listed = play.asks(play.admin, "/subscriptions", forum)
    assert f"话题 {topic.id}" in listed.text


def test_a_channel_is_subscribed_by_a_post_in_it(play: Play) -> None:
    owner = play.person()
    channel = play.server.channel("频道", admins=[owner, play.admin])
    play.approve(channel)
    owner.posts(channel, "/subscribe 图书馆 30d")
    channel.wait_for("提醒设置")
    assert set_at(play, channel).departments == (LIBRARY,)  # type: ignore[union-attr]


@LANGUAGES
def test_a_channel_is_subscribed_from_private_by_its_name_or_number(play: Play, language: str) -> None:
    owner = play.person(language)
    channel = play.server.channel("频道", admins=[owner, play.admin], username=f"chan_{language}_{owner.id}")
    play.approve(channel)
    head = a_head(play, LIBRARY, language=language, person=owner)
    said = play.asks(head, f"/subscribe @{channel.username} 图书馆").text
    assert {"zh": "提醒设置 · 频道“频道”", "en": "Reminders for channel “频道”"}[language] in said
    assert set_at(play, channel).departments == (LIBRARY,)  # type: ignore[union-attr]
    play.asks(head, f"/subscribe {channel.id} 7d")
    assert set_at(play, channel).leads == (Lead(7),)  # type: ignore[union-attr]
    stranger = a_head(play, LIBRARY)
    assert "只有管理员" in play.asks(stranger, f"/subscribe {channel.id} 7d").text
    assert "我不在" in play.asks(stranger, "/subscribe @nobody_knows 7d").text
    ended = play.asks(head, f"/unsubscribe {channel.id}").text
    assert f"/subscribe {channel.id} 图书馆 7d 09:00" in ended
    assert "09:00 中文" in ended  # the channel's own language
    assert set_at(play, channel) is None


def test_who_runs_a_channel_names_it_from_private_without_a_role(play: Play) -> None:
    owner, other = play.person(), play.person()
    channel = play.server.channel("频道", admins=[owner, play.admin])
    play.approve(channel)
    assert "尚未获管理员批准" in play.asks(other, f"/subscribe {channel.id} 图书馆").text
    card = play.asks(owner, f"/subscribe {channel.id} 图书馆")
    assert "提醒设置 · 频道“频道”" in card.text
    owner.presses(card, "→ English")
    play.server.wait_until(lambda: "语言：English" in card.text)
    assert "已取消" in play.asks(owner, f"/unsubscribe {channel.id}").text
    assert set_at(play, channel) is None


def test_two_departments_in_one_group_are_told_the_way_out(play: Play) -> None:
    group = play.group(play.admin)
    first, second = a_head(play, LIBRARY), a_head(play, FINANCE)
    for head in (first, second):
        play.admin.adds(head, group)
    play.asks(first, "/subscribe 图书馆", group)
    said = play.asks(second, "/subscribe 财务处", group).text
    assert f"此处已设置{LIBRARY}的提醒" in said
    assert "联系管理员" in said
    assert set_at(play, group).departments == (LIBRARY,)  # type: ignore[union-attr]


# -- ending -------------------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.parametrize("taken", ["none", f"head {FINANCE}"])
def test_who_loses_a_department_is_not_told_of_it_any_more(play: Play, language: str, taken: str) -> None:
    head = a_head(play, LIBRARY, language=language)
    play.asks(head, "/subscribe 图书馆")
    play.says_admin(f"/role {head.id} {taken}")
    found = SubscriptionStore(play.engine).find(Address("telegram", head.private().id))
    assert found is None or found.is_suspended


def test_who_keeps_a_department_keeps_its_reminders_and_a_role_given_back_resumes_them(play: Play) -> None:
    head = a_head(play, LIBRARY, FINANCE)
    play.asks(head, "/subscribe 图书馆、财务处")
    play.says_admin(f"/role {head.id} head {FINANCE}")
    assert set_at(play, head.private()).departments == (FINANCE,)  # type: ignore[union-attr]
    for role, suspended in (("none", True), (f"head {FINANCE}", False)):
        play.says_admin(f"/role {head.id} {role}")
        found = SubscriptionStore(play.engine).find(Address("telegram", head.private().id))
        assert found
        assert found.is_suspended is suspended


@pytest.mark.parametrize("role", ["none", "member"])
def test_anybody_ends_what_comes_to_their_own_chat(play: Play, role: str) -> None:
    head = a_head(play, LIBRARY)
    play.asks(head, "/subscribe 图书馆")
    play.says_admin(f"/role {head.id} {role}")
    assert "已取消" in play.asks(head, "/unsubscribe").text
    assert set_at(play, head.private()) is None


def test_one_department_can_be_left_out(play: Play) -> None:
    group = play.group(play.admin)
    play.asks(play.admin, "/subscribe 图书馆、财务处", group)
    assert FINANCE in play.asks(play.admin, "/unsubscribe 图书馆", group).text
    assert set_at(play, group).departments == (FINANCE,)  # type: ignore[union-attr]
    assert f"当前设置的是{FINANCE}" in play.asks(play.admin, "/unsubscribe 教务处", group).text
    assert "没有叫" in play.asks(play.admin, "/unsubscribe 没有的部门", group).text
    assert "只取消该部门" in play.asks(play.admin, "/unsubscribe 30d", group).text
    assert set_at(play, group).departments == (FINANCE,)  # type: ignore[union-attr]
    assert "已取消" in play.asks(play.admin, "/unsubscribe 财务处", group).text
    assert set_at(play, group) is None


def test_reminders_of_a_chat_that_is_gone_can_be_ended(play: Play) -> None:
    bo = play.person()
    group = play.group(play.admin, bo)
    play.asks(play.admin, "/subscribe 图书馆", group)
    bo.kicks(play.server.bot, group)
    play.admins_chat.wait_for("的提醒已暂停")
    assert "我不在" in play.says_admin(f"/subscribe {group.id} 财务处").text
    assert "已取消" in play.says_admin(f"/unsubscribe {group.id}").text
    assert set_at(play, group) is None


def test_another_chat_is_named_in_private_only(play: Play) -> None:
    group, other = play.group(play.admin), play.group(play.admin)
    assert "请私聊" in play.asks(play.admin, f"/subscribe {other.id} 图书馆", group).text


# -- buttons ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_everything_can_be_set_by_buttons(play: Play, language: str) -> None:
    head = a_head(play, LIBRARY, TEACHING, language=language)
    group = play.group(head, departments=(LIBRARY, TEACHING, FINANCE))
    card = play.asks(head, "/subscribe", group)
    assert set_at(play, group).departments == (LIBRARY, TEACHING)  # type: ignore[union-attr]

    def press(label: str) -> None:
        head.presses(card, next(each for each in card.labels if label in each)).wait()

    press({"zh": "选择部门", "en": "Departments"}[language])
    assert not any(FINANCE in label for label in card.labels)
    press(TEACHING)
    press({"zh": "完成", "en": "Done"}[language])
    press({"zh": "提前量", "en": "Days ahead"}[language])
    press({"zh": "提前 14 天", "en": "14 days ahead"}[language])
    press({"zh": "提前 30 天", "en": "30 days ahead"}[language])
    press({"zh": "完成", "en": "Done"}[language])
    press({"zh": "时刻", "en": "Hour"}[language])
    press("16:30")
    press({"zh": "完成", "en": "Done"}[language])
    press({"zh": "English", "en": "中文"}[language])
    press({"zh": "本月预告", "en": "outlook"}[language])
    press({"zh": "核对", "en": "check-in"}[language])
    found = set_at(play, group)
    assert found
    assert found.departments == (LIBRARY,)
    assert found.leads == (Lead(14), Lead(7), Lead(1, LeadUnit.WORKING_DAYS), Lead(0))
    assert (f"{found.hour:%H:%M}", found.outlook, found.check_in) == ("16:30", False, False)
    assert found.language == {"zh": "en", "en": "zh"}[language]
    press({"zh": "看下一条", "en": "See the next"}[language])
    assert {"zh": "Reminder · 图书馆", "en": "督办提醒 · 图书馆"}[language] in card.text
    press("‹")
    press("🗑")
    press({"zh": "取消提醒", "en": "End reminders"}[language])
    assert set_at(play, group) is None


def test_an_admin_chooses_departments_by_buttons(play: Play) -> None:
    group = play.group(play.admin)
    card = play.asks(play.admin, "/subscribe", group)
    assert set_at(play, group) is None
    play.admin.presses(card, LIBRARY).wait()
    assert set_at(play, group).departments == (LIBRARY,)  # type: ignore[union-attr]
    assert f"✅ {LIBRARY}" in card.labels
    play.admin.presses(card, f"✅ {LIBRARY}").wait()  # the last one stays
    assert set_at(play, group).departments == (LIBRARY,)  # type: ignore[union-attr]
    play.admin.presses(card, "全部部门").wait()
    assert set_at(play, group).departments is None  # type: ignore[union-attr]


def test_buttons_check_who_presses_them(play: Play) -> None:
    bo = play.person()
    group = play.group(play.admin, bo)
    card = play.asks(play.admin, "/subscribe 图书馆", group)
    for label in card.labels:
        if "看下一条" not in label:
            assert "只有管理员" in bo.presses(card, label).wait_text()
    assert set_at(play, group).departments == (LIBRARY,)  # type: ignore[union-attr]


def test_invented_buttons_do_nothing(play: Play) -> None:
    bo, group = play.person(), play.group(play.admin)
    private = play.asks(bo, "/whoami")
    play.asks(play.admin, "/subscribe 图书馆", group)
    for data in (
        f"s:{group.id}::end::1", f"s:{group.id}::dep:+00000000:1", f"s:{group.id}::card::1", "s:-::card::1",
        "s:::hour:9999:1", "s:::lead:+zz:1", "s:::lang:xx:1", "s:1::end::1", "s:::list::9",
    ):  # fmt: skip
        bo.sends_callback(private, data).wait()
    assert set_at(play, group).departments == (LIBRARY,)  # type: ignore[union-attr]


def pages(person: Person, listed: Message, until: str | None = None) -> Iterator[str]:
    """Turn the pages of a list, up to the one that holds `until`."""
    yield listed.text
    while until is None or until not in listed.text:
        onward = next((label for label in listed.labels if "›" in label), None)
        if onward is None:
            return
        person.presses(listed, onward).wait()
        yield listed.text


# -- /subscriptions -----------------------------------------------------------------------------------------


@LANGUAGES
def test_a_place_shows_what_comes_to_it(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(play.admin, bo)
    nothing = {"zh": "这里没有提醒", "en": "No reminders come here"}[language]
    assert nothing in play.asks(bo, "/subscriptions", group).text
    assert nothing in play.asks(play.admin if language == "zh" else bo, "/subscriptions", group).text
    play.asks(play.admin, "/subscribe 图书馆", group)
    assert LIBRARY in play.asks(bo, "/subscriptions", group).text


def test_an_admin_sees_all_in_private_and_edits_them_there(play: Play) -> None:
    group = play.group(play.admin)
    play.asks(play.admin, "/subscribe 图书馆", group)
    listed = play.says_admin("/subscriptions")
    assert any(str(group.id) in text for text in pages(play.admin, listed, until=str(group.id)))
    line = next(line for line in listed.text.splitlines() if str(group.id) in line)
    play.admin.presses(listed, line.split(".")[0]).wait()
    assert f"提醒设置 · 群组“{group.title}”" in listed.text
    play.admin.presses(listed, "时刻…").wait()
    play.admin.presses(listed, "10:00").wait()
    assert f"{set_at(play, group).hour:%H:%M}" == "10:00"  # type: ignore[union-attr]


def test_a_head_sees_what_is_about_the_own_department(play: Play) -> None:
    head = a_head(play, LIBRARY)
    one, other = play.group(play.admin, head), play.group(play.admin, head)
    play.asks(play.admin, "/subscribe 图书馆", one)
    play.asks(play.admin, "/subscribe 财务处", other)
    said = "".join(pages(head, play.asks(head, "/subscriptions")))
    assert str(one.id) in said
    assert str(other.id) not in said
