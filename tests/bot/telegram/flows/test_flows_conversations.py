"""What a question goes on from: a command starts afresh, a reply goes on from what it replies to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.telegram.flows.conftest import FINANCE, LIBRARY, TEACHING

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Message, Person

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
NAMES = {10: "October", 11: "November", 12: "December"}


def month(number: int, language: str) -> str:
    return f"2017年{number}月" if language == "zh" else f"{NAMES[number]} 2017"


def ask(department: str, number: int, language: str) -> str:
    if language == "zh":
        return f"/ask {department}{number}月要完成什么"
    return f"/ask what does {department} owe in {NAMES[number]}"


def go_on(number: int, language: str) -> str:
    return f"那{number}月呢？" if language == "zh" else f"and in {NAMES[number]}?"


def first_line(message: Message) -> str:
    return message.text.splitlines()[0]


# -- commands start afresh ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("/my 12月", "教务处 · 2017年12月 · 31 项到期"),
        ("/my 全部", "教务处 · 2017年计划 · 33 项"),
        ("/my 财务处12月", "财务处 · 2017年12月 · 1 项到期"),
        ("/my 后勤处12月", "计划里没有叫“后勤处”的部门。"),
        ("/due 12月", "教务处 · 2017年12月 · 31 项到期"),
        ("/due 下个月", "教务处 · 2017年12月 · 31 项到期"),
        ("/due 图书馆", "图书馆 · 2017年11月 · 1 项到期"),
        ("/due December", "教务处 · December 2017 · 31 items due"),
    ],
)
def test_what_stands_behind_a_command_goes_on_from_the_command_alone(
    play: Play, text: str, first: str
) -> None:
    bo = play.person()
    play.group(bo)
    play.says_admin(f"/role {bo.id} member {TEACHING}")
    play.asks(bo, "/who 古籍数据库")
    assert first_line(play.asks(bo, text)).startswith(first)


@LANGUAGES
def test_my_department_is_that_of_the_only_place_where_i_may_ask(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo, departments=(LIBRARY,))
    told = {first_line(play.asks(bo, "/my", group)), first_line(play.asks(bo, "/my"))}
    assert told == {{"zh": "图书馆 · 2017年计划 · 2 项", "en": "图书馆 · 2017 plan · 2 items"}[language]}


def test_a_bare_who_shows_an_example_of_its_own(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    assert "例如：/who " in play.asks(bo, "/who").text
    assert "例如：/ask " in play.asks(bo, "/ask").text


def test_a_command_may_run_into_its_question(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    assert first_line(play.asks(bo, "/ask图书馆11月", group)).startswith("图书馆 · 2017年11月")
    assert first_line(play.asks(bo, "/due12月", group)).startswith("全部部门 · 2017年12月")


# -- due and overdue ----------------------------------------------------------------------------------------


@LANGUAGES
def test_due_tells_at_once_what_is_overdue_and_shows_it_alone(play: Play, language: str) -> None:
    words = {
        "zh": (
            "全部部门 · 2017年11月 · 2 项到期 · 此前逾期 2 项",
            "只看逾期",
            "全部部门 · 2017年计划 · 逾期 · 2 项",
        ),
        "en": (
            "All departments · November 2017 · 2 items due · overdue from before: 2 items",
            "Only overdue",
            "All departments · 2017 plan · overdue · 2 items",
        ),
    }
    first, only, alone = words[language]
    bo = play.person(language)
    group = play.group(bo)
    reply = play.asks(bo, "/due", group)
    assert first_line(reply) == first
    bo.presses(reply, only).wait()
    play.server.wait_until(lambda: first_line(reply) == alone)
    assert "培训计划" in reply.text
    assert "教学检查" not in reply.text
    bo.presses(reply, {"zh": "全部", "en": "All"}[language]).wait()
    play.server.wait_until(lambda: first_line(reply) == first)


def test_what_goes_on_from_due_keeps_what_is_overdue(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    play.asks(bo, "/due")
    assert "此前逾期 2 项" in first_line(play.asks(bo, "全部"))
    assert "此前逾期 1 项" in first_line(play.asks(bo, "财务处呢？"))
    assert "此前逾期" not in play.asks(bo, "那12月呢？").text


# -- what was asked in vain ---------------------------------------------------------------------------------


@LANGUAGES
def test_a_refused_question_is_not_gone_on_from(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo, departments=(LIBRARY,))
    refused = play.asks(bo, ask(FINANCE, 12, language), group)
    assert {"zh": "未列出：财务处。", "en": "Left out: 财务处."}[language] in refused.text
    again = play.asks(bo, {"zh": "/ask 12月", "en": "/ask December"}[language], group)
    assert first_line(again).startswith(f"{LIBRARY} · {month(12, language)}")


@LANGUAGES
@pytest.mark.parametrize(
    "in_vain",
    [{"zh": "后勤处12月", "en": "what does NASA owe in December"}, {"zh": "2017-999", "en": "show 2017-999"}],
)
def test_what_there_is_not_is_not_gone_on_from(play: Play, language: str, in_vain: dict[str, str]) -> None:
    bo = play.person(language)
    play.group(bo)
    play.asks(bo, ask(LIBRARY, 12, language))
    play.asks(bo, in_vain[language])
    again = play.asks(bo, {"zh": "11月", "en": "November"}[language])
    assert first_line(again).startswith(f"{LIBRARY} · {month(11, language)}")


def test_an_unknown_department_is_mended_by_naming_another(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    play.asks(bo, "后勤处12月")
    play.asks(bo, "谢谢")
    assert first_line(play.asks(bo, "财务处呢？")).startswith("财务处 · 2017年12月")


# -- languages ----------------------------------------------------------------------------------------------


def test_each_answer_is_in_the_language_of_its_question(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    assert "2017年11月" in first_line(play.asks(bo, "图书馆11月要完成什么"))
    assert "December 2017" in first_line(play.asks(bo, "next month?"))
    assert "items" in first_line(play.asks(bo, "all")) or "item due" in first_line(play.asks(bo, "all"))
    assert "Responsible" in play.asks(bo, "2017-3").text
    assert "责任单位" in play.asks(bo, "2017-3 详情").text
    assert "2017年12月" in first_line(play.asks(bo, "12月"))


# -- replies ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_a_reply_goes_on_from_the_answer_that_it_replies_to(play: Play, language: str) -> None:
    bo, cy = play.person(language), play.person(language)
    group = play.group(bo, cy)
    first = play.asks(bo, ask(LIBRARY, 12, language), group)
    play.asks(bo, ask(FINANCE, 12, language), group)
    for person in (bo, cy):
        person.replies(first, go_on(11, language))
        assert first_line(group.wait_for()).startswith(f"{LIBRARY} · {month(11, language)}")


def test_a_reply_goes_on_from_what_the_answer_shows_by_now(play: Play) -> None:
    bo, cy = play.person(), play.person()
    group = play.group(bo, cy)
    first = play.asks(bo, "/ask 图书馆11月要完成什么", group)
    bo.presses(first, "12月 ▶").wait()
    play.server.wait_until(lambda: "2017年12月" in first.text)
    cy.replies(first, "财务处呢？")
    assert first_line(group.wait_for()).startswith("财务处 · 2017年12月")


@LANGUAGES
@pytest.mark.parametrize("says", ["2017-3", "大家看一下 2017-3，请抓紧"])
def test_this_is_what_the_message_replied_to_speaks_of(play: Play, language: str, says: str) -> None:
    bo, cy = play.person(language), play.person(language)
    group = play.group(bo, cy)
    told = cy.says(group, says)
    asked = {"zh": "@duban_bot 这个谁负责", "en": "@duban_bot who is responsible for this?"}[language]
    bo.replies(told, asked)
    answer = group.wait_for()
    assert "2017-3" in answer.text
    assert {"zh": "责任单位：图书馆", "en": "Responsible: 图书馆"}[language] in answer.text


@LANGUAGES
def test_this_without_anything_to_point_at_is_asked_back(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo, departments=(LIBRARY,))
    asked = {"zh": "@duban_bot 这个谁负责", "en": "@duban_bot who is responsible for this?"}[language]
    told = {"zh": "请说明是哪项任务", "en": "Which item do you mean?"}[language]
    assert play.asks(bo, asked, group).text.startswith(told)


def test_a_reply_to_a_refusal_does_not_go_on_from_it(play: Play) -> None:
    bo = play.person()
    group = play.group(bo, departments=(LIBRARY,))
    refused = play.asks(bo, "/ask 财务处12月", group)
    bo.replies(refused, "11月")
    assert first_line(group.wait_for()).startswith("图书馆 · 2017年11月")


def test_a_reply_to_a_message_without_a_question_goes_on_as_ever(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    help_ = play.asks(bo, "/help@duban_bot", group)
    play.asks(bo, "/ask 财务处12月", group)
    bo.replies(help_, "11月")
    assert first_line(group.wait_for()).startswith("财务处 · 2017年11月")


# -- others' buttons ----------------------------------------------------------------------------------------


def shows(play: Play, message: Message, person: Person, button: str, text: str) -> None:
    person.presses(message, button).wait()
    play.server.wait_until(lambda: text in message.text)


def test_a_press_under_anothers_answer_does_not_change_what_one_was_asking(play: Play) -> None:
    bo, cy = play.person(), play.person()
    group = play.group(bo, cy)
    bos = play.asks(bo, "/ask 图书馆12月要完成什么", group)
    play.asks(cy, "/ask 财务处12月要完成什么", group)
    shows(play, bos, cy, "◀ 11月", "2017年11月")
    assert first_line(play.asks(cy, "@duban_bot 那10月呢", group)).startswith("财务处 · 2017年10月")


def test_called_colleagues_are_no_part_of_a_question(play: Play) -> None:
    bo, cy = play.person(), play.person(name="张三")
    group = play.group(bo, cy)
    mention = {"type": "text_mention", "offset": 11, "length": 2, "user": cy.to_dict()}
    bo.says(group, "@duban_bot 张三 图书馆11月要完成什么", entities=[mention])
    reply = group.wait_for()
    assert first_line(reply).startswith("图书馆 · 2017年11月")
    assert "张三" not in reply.text
