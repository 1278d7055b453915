"""Asking: in private, in groups, in topics, in channels; edits, follow-ups, and what is not for the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play

QUESTION = {"zh": "图书馆11月要完成什么", "en": "what does 图书馆 owe in November"}
FIRST_LINE = {"zh": "图书馆 · 2017年11月 · 1 项到期", "en": "图书馆 · November 2017 · 1 item due"}
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@LANGUAGES
@pytest.mark.parametrize(
    "say",
    ["/ask {}", "/ask@duban_bot {}", "/ASK {}", "@duban_bot {}", "@DUBAN_BOT {}", "{} @Duban_Bot", "/问 {}"],
)
def test_in_a_group_commands_and_mentions_are_answered(play: Play, language: str, say: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    bo.says(group, say.format(QUESTION[language]))
    reply = group.wait_for(FIRST_LINE[language])
    assert "<试点> & 验收" in reply.text
    assert reply.text.startswith(FIRST_LINE[language])


@LANGUAGES
def test_a_mention_by_number_is_answered(play: Play, language: str) -> None:
    """A client that knows the bot by a name of its own marks a mention without a username."""
    bo = play.person(language)
    group = play.group(bo)
    text = f"👍督办， {QUESTION[language]}"
    mention = {"type": "text_mention", "offset": 2, "length": 2, "user": play.server.bot.to_dict()}
    bo.says(group, text, entities=[mention])
    group.wait_for(FIRST_LINE[language])


@LANGUAGES
def test_a_reply_to_the_bot_is_answered_and_quotes_the_question(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    first = play.asks(bo, f"/ask {QUESTION[language]}", group)
    said = bo.replies(first, {"zh": "那12月呢", "en": "and in December?"}[language])
    reply = group.wait_for({"zh": "图书馆 · 2017年12月", "en": "图书馆 · December 2017"}[language])
    assert reply.reply_to is said


@LANGUAGES
def test_in_private_every_text_is_answered_without_quoting(play: Play, language: str) -> None:
    bo = play.person(language)
    play.group(bo)
    reply = play.asks(bo, QUESTION[language])
    assert reply.text.startswith(FIRST_LINE[language])
    assert reply.reply_to is None


@pytest.mark.parametrize(
    "text",
    [
        "图书馆11月要完成什么",
        "大家看看 @other_bot 图书馆11月",
        "/ask@other_bot 图书馆11月",
        "/到期@other_bot",
        "/unknown 图书馆11月",
        "写信到 me@duban_bot.example 图书馆11月",
        "https://t.me/@duban_bot 图书馆",
        "@duban_bots 图书馆11月",
        "/",
        "//",
    ],
)
def test_in_a_group_nothing_else_is_answered(play: Play, text: str) -> None:
    bo = play.person()
    group = play.group(bo)
    bo.says(group, text)
    assert play.is_silent(group)


def test_a_reply_to_another_person_is_none_of_the_bots_business(play: Play) -> None:
    bo, cy = play.person(), play.person()
    group = play.group(bo, cy)
    asked = cy.says(group, "图书馆11月要完成什么")
    bo.replies(asked, "我也想知道图书馆11月要完成什么")
    assert play.is_silent(group)


@pytest.mark.parametrize("call", ["@duban_bot", "/ask", "/ask@duban_bot"])
def test_the_bot_can_be_called_to_another_persons_question(play: Play, call: str) -> None:
    bo, cy = play.person(), play.person()
    group = play.group(bo, cy)
    asked = cy.says(group, QUESTION["zh"])
    bo.replies(asked, call)
    group.wait_for(FIRST_LINE["zh"])


def test_other_bots_are_not_answered(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    other = {"id": 999, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    message = {
        "message_id": 9_000,
        "date": 1,
        "chat": group.to_dict(),
        "from": other,
        "text": "@duban_bot 11月",
    }
    number = len(group.replies)
    play.server.feed({"message": message})
    play.settle(group)
    assert len(group.replies) == number + 1


@LANGUAGES
def test_an_edited_question_edits_the_answer(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    asked = bo.says(group, f"@duban_bot {QUESTION[language]}")
    reply = group.wait_for(FIRST_LINE[language])
    bo.edits(
        asked,
        {"zh": "@duban_bot 财务处12月要完成什么", "en": "@duban_bot what does 财务处 owe in December"}[
            language
        ],
    )
    again = group.wait_for({"zh": "财务处 · 2017年12月", "en": "财务处 · December 2017"}[language])
    assert again is reply
    assert group.last is reply


def test_an_edit_that_changes_nothing_is_harmless(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    asked = bo.says(play.server.private(bo), QUESTION["zh"])
    reply = bo.private().wait_for(FIRST_LINE["zh"])
    bo.edits(asked, QUESTION["zh"] + "？")
    assert play.settle(bo.private()).id == reply.id + 2  # with the question that settles it, the next but one
    assert reply.text.startswith(FIRST_LINE["zh"])


def test_an_edited_question_whose_answer_was_deleted_is_answered_anew(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    asked = bo.says(play.server.private(bo), QUESTION["zh"])
    bo.deletes(bo.private().wait_for(FIRST_LINE["zh"]))
    bo.edits(asked, "财务处12月要完成什么")
    bo.private().wait_for("财务处 · 2017年12月")


def test_a_message_edited_into_a_question_is_answered(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    said = bo.says(group, QUESTION["zh"])
    assert play.is_silent(group)
    bo.edits(said, f"@duban_bot {QUESTION['zh']}")
    assert group.wait_for(FIRST_LINE["zh"]).reply_to is said


def test_an_edited_elliptic_question_goes_on_from_what_came_before_it(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    play.asks(bo, QUESTION["zh"])
    asked = bo.says(bo.private(), "那12月呢")
    bo.private().wait_for("图书馆 · 2017年12月")
    bo.edits(asked, "那10月呢")
    bo.private().wait_for("图书馆 · 2017年10月")


def test_an_edited_command_that_is_no_question_does_nothing(play: Play) -> None:
    said = play.admin.says(play.admins_chat, "/whoami")
    play.admins_chat.wait_for(str(play.admin.id))
    play.admin.edits(said, "/role 77 admin")
    assert play.is_silent(play.admins_chat)
    assert all(person.id != 77 for person in play.chats.people())


@LANGUAGES
def test_a_follow_up_belongs_to_its_person_its_topic_and_ten_minutes(play: Play, language: str) -> None:
    more = {"zh": "@duban_bot 那12月呢", "en": "@duban_bot and in December?"}[language]
    goes_on = {"zh": "图书馆 · 2017年12月", "en": "图书馆 · December 2017"}[language]
    bo, cy = play.person(language), play.person(language)
    forum = play.server.supergroup("论坛", members=[bo, cy], topics=["甲", "乙"])
    play.approve(forum)
    first, second = forum.topic("甲"), forum.topic("乙")
    bo.says(forum, f"@duban_bot {QUESTION[language]}", thread=first)
    forum.wait_for(FIRST_LINE[language])
    for person, topic in ((cy, first), (bo, second)):
        person.says(forum, more, thread=topic)
        assert "图书馆 ·" not in forum.wait_for().text.splitlines()[0]
    play.passes(minutes=9)
    bo.says(forum, more, thread=first)
    forum.wait_for(goes_on)
    play.passes(minutes=11)
    bo.says(forum, more, thread=first)
    assert not forum.wait_for().text.startswith("图书馆")


def test_an_answer_stays_in_its_topic(play: Play) -> None:
    bo = play.person()
    forum = play.server.supergroup("论坛", members=[bo], topics=["提醒", "杂谈"])
    play.approve(forum)
    topic = forum.topic("杂谈")
    bo.says(forum, f"@duban_bot {QUESTION['zh']}", thread=topic)
    assert forum.wait_for(FIRST_LINE["zh"]).thread == topic.id
    bo.says(forum, f"@duban_bot {QUESTION['zh']}")
    assert forum.wait_for(FIRST_LINE["zh"]).thread is None


def test_a_closed_topic_falls_back_to_the_chat(play: Play) -> None:
    bo = play.person()
    forum = play.server.supergroup("论坛", members=[bo], topics=["旧"])
    play.approve(forum)
    topic = forum.topic("旧")
    bo.closes_topic(forum, topic)
    bo.says(forum, f"@duban_bot {QUESTION['zh']}", thread=topic)
    assert forum.wait_for(FIRST_LINE["zh"]).thread is None


@LANGUAGES
def test_a_post_in_an_approved_channel_is_answered_there(play: Play, language: str) -> None:
    channel = play.server.channel("频道", admins=[play.admin])
    play.approve(channel)
    post = play.admin.posts(channel, f"@duban_bot {QUESTION[language]}")
    reply = channel.wait_for(FIRST_LINE[language])
    play.admin.edits(post, {"zh": "/ask 财务处12月", "en": "/ask what does 财务处 owe in December"}[language])
    assert channel.wait_for("财务处 ·") is reply
    play.admin.posts(channel, QUESTION[language])
    assert play.is_silent(channel)


def test_an_anonymous_admin_counts_as_the_chat(play: Play) -> None:
    bo = play.person()
    group = play.server.supergroup("匿名", members=[bo])
    play.approve(group)
    bo.says(group, f"@duban_bot {QUESTION['zh']}", anonymous=True)
    group.wait_for(FIRST_LINE["zh"])
    bo.says(group, "@duban_bot 那12月呢", anonymous=True)
    group.wait_for("图书馆 · 2017年12月")
    bo.says(group, "@duban_bot 那10月呢")
    assert not group.wait_for().text.startswith("图书馆")


def test_a_copy_of_a_channels_post_in_its_discussion_group_is_not_answered_twice(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    bo.says(group, f"@duban_bot {QUESTION['zh']}", is_automatic_forward=True)
    assert play.is_silent(group)


@LANGUAGES
def test_what_is_no_text_gets_a_word_in_private_and_none_in_a_group(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    bo.sends_photo(play.server.private(bo), b"...")
    bo.private().wait_for({"zh": "我只能读文字", "en": "I can only read text"}[language])
    bo.sends_photo(group, b"...")
    assert play.is_silent(group)


@LANGUAGES
def test_a_caption_can_ask(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    bo.sends_photo(group, b"...", caption=f"@duban_bot {QUESTION[language]}")
    group.wait_for(FIRST_LINE[language])
