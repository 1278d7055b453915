"""Buttons: other months, overdue only, pages, items; pressed late, by others, or made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.telegram.flows.conftest import TEACHING

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Chat, Message, Person

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
QUESTION = {"zh": "教务处{}月要完成什么", "en": "what does 教务处 owe in {}"}
MONTHS = {"zh": {10: "10", 11: "11", 12: "12"}, "en": {10: "October", 11: "November", 12: "December"}}


@pytest.fixture
def bo(play: Play) -> Person:
    person = play.person()
    play.group(person)
    return person


def ask(play: Play, person: Person, month: int, language: str = "zh") -> Message:
    return play.asks(person, QUESTION[language].format(MONTHS[language][month]))


def press(message: Message, person: Person, label: str) -> Message:
    """Press the button whose label begins so; return the message as it stands then."""
    found = next(each for each in message.labels if each.startswith(label) or each.endswith(label))
    assert person.presses(message, found).wait_text() == ""
    return message


@LANGUAGES
def test_arrows_lead_to_other_months_in_the_same_message(play: Play, bo: Person, language: str) -> None:
    reply = ask(play, bo, 11, language)
    number = len(bo.private().replies)
    assert press(reply, bo, "◀").text.startswith(
        {"zh": "教务处 · 2017年10月", "en": "教务处 · October 2017"}[language]
    )
    press(press(reply, bo, "▶"), bo, "▶")
    assert reply.text.startswith({"zh": "教务处 · 2017年12月", "en": "教务处 · December 2017"}[language])
    assert press(reply, bo, "▶").text.startswith(
        {"zh": "教务处 · 2018年1月", "en": "教务处 · January 2018"}[language]
    )
    assert len(bo.private().replies) == number


@LANGUAGES
def test_a_long_list_is_paged_in_its_message(play: Play, bo: Person, language: str) -> None:
    reply = ask(play, bo, 12, language)
    number = len(bo.private().replies)
    seen = []
    for page in (1, 2, 3):
        of_all = {"zh": f"第 {page} 页，共 3 页", "en": f"Page {page} of 3"}[language]
        assert of_all in reply.text
        assert reply.text.startswith("教务处 · ")
        assert len(reply.text) <= 4096
        seen += [line.split()[0] for line in reply.text.splitlines() if line.startswith("2017-")]
        if page < 3:
            press(reply, bo, f"{page + 1}/3 ›")
    assert len(seen) == len(set(seen)) == 31
    assert "1 page" not in press(reply, bo, "‹ 2/3").text
    assert len(bo.private().replies) == number


@LANGUAGES
def test_an_item_opens_and_leads_back_to_its_page(play: Play, bo: Person, language: str) -> None:
    reply = press(ask(play, bo, 12, language), bo, "2/3 ›")
    before = reply.text
    code = next(line.split()[0] for line in before.splitlines() if line.startswith("2017-"))
    press(reply, bo, code.removeprefix("2017-"))
    assert reply.text.startswith(code)
    assert {"zh": "责任单位：教务处", "en": "Responsible: 教务处"}[language] in reply.text
    assert press(reply, bo, {"zh": "返回", "en": "Back"}[language]).text == before


@LANGUAGES
def test_what_is_overdue_can_be_looked_at_alone(play: Play, bo: Person, language: str) -> None:
    words = {
        "zh": ("2017年教务处的任务", "只看逾期", "全部"),
        "en": ("what are the tasks of 教务处 in 2017", "Only overdue", "All"),
    }
    question, only, everything = words[language]
    reply = play.asks(bo, question)
    before = reply.text
    press(reply, bo, only)
    assert "2017-1 " in reply.text
    assert "2017-2 " not in reply.text
    assert press(reply, bo, everything).text == before


def test_a_press_goes_on_the_conversation(play: Play, bo: Person) -> None:
    press(ask(play, bo, 11), bo, "▶")
    assert play.asks(bo, "财务处呢？").text.startswith("财务处 · 2017年12月")


def test_pressing_twice_shows_the_same(play: Play, bo: Person) -> None:
    reply = ask(play, bo, 11)
    data = reply.data_of("12月 ▶")
    for _ in range(2):
        assert bo.sends_callback(reply, data).wait_text() == ""
        assert reply.text.startswith("教务处 · 2017年12月")


def test_buttons_of_an_older_keyboard_still_work(play: Play, bo: Person) -> None:
    reply = ask(play, bo, 11)
    data = reply.data_of("10月") if "10月" in reply.labels else reply.data_of("◀ 10月")
    press(reply, bo, "▶")
    bo.sends_callback(reply, data).wait()
    assert reply.text.startswith("教务处 · 2017年10月")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "data",
    [
        "v:AAAAAAAAAAAA:0::1:",
        "v:AAAAAAAAAAAA:9999::1:",
        "v:x:0::1:",
        "r:AAAAAAAAAAAA:x",
        "nonsense",
        "c:1:z",
        "l:fr",
        "v:" + "A" * 60,
        "\u202e<b>&",
        "📎",
    ],
)
def test_made_up_buttons_are_refused_politely(play: Play, data: str, language: str) -> None:
    bo = play.person(language)
    play.group(bo)
    reply = ask(play, bo, 11)
    before = reply.text
    said = bo.sends_callback(reply, data).wait_text()
    assert (
        said
        == {
            "zh": "这个按钮已失效，请重新提问。",
            "en": "This button is no longer valid. Please ask again.",
        }[language]
    )
    assert reply.text == before


@LANGUAGES
def test_a_button_is_worth_nothing_in_another_chat(play: Play, bo: Person, language: str) -> None:
    cy = play.person(language)
    group = play.group(cy)
    own = play.asks(cy, "/ask 财务处12月", group)
    stolen = ask(play, bo, 11)
    said = cy.sends_callback(own, stolen.data_of("12月 ▶")).wait_text()
    assert {"zh": "已失效", "en": "no longer valid"}[language] in said
    assert own.text.startswith("财务处")


@LANGUAGES
def test_an_expired_button_says_so(play: Play, language: str) -> None:
    bo = play.person(language)
    play.group(bo)
    reply = ask(play, bo, 11)
    play.passes(days=15)
    said = bo.presses(reply, "12月 ▶").wait_text()
    assert {"zh": "已失效", "en": "no longer valid"}[language] in said


def test_a_button_under_a_deleted_message_is_answered(play: Play, bo: Person) -> None:
    reply = ask(play, bo, 11)
    data = reply.data_of("12月 ▶")
    bo.deletes(reply)
    bo.sends_callback(reply, data).wait()


def test_anyone_in_a_group_may_press_and_follow_up(play: Play) -> None:
    bo, cy = play.person(), play.person()
    group = play.group(bo, cy)
    reply = play.asks(bo, "/ask 教务处11月要完成什么", group)
    press(reply, cy, "▶")
    assert reply.text.startswith("教务处 · 2017年12月")
    cy.says(group, "@duban_bot 财务处呢？")
    group.wait_for("财务处 · 2017年12月")


def test_an_item_outside_of_the_places_scope_cannot_be_opened_by_any_data(play: Play) -> None:
    bo = play.person()
    group = play.group(bo, departments=(TEACHING,))
    reply = play.asks(bo, "/ask 教务处11月要完成什么", group)
    data = reply.data_of("2").rsplit(":", 1)[0] + ":2017-5"  # the finance department's
    bo.sends_callback(reply, data).wait()
    assert "差旅" not in reply.text
    assert "只能查询以下部门：教务处" in reply.text
    press(reply, bo, "返回")
    assert reply.text.startswith("教务处 · 2017年11月")


def test_a_scope_that_narrows_holds_for_older_buttons(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    reply = play.asks(bo, "/ask 财务处12月要完成什么", group)
    play.says_admin(f"/scope {group.id} 教务处")
    press(reply, bo, "◀")
    assert "只能查询以下部门：教务处" in reply.text


@LANGUAGES
def test_buttons_of_a_chat_that_is_refused_later_are_dead(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    reply = play.asks(bo, "/ask 财务处12月要完成什么", group)
    _refuse(play, group)
    said = bo.presses(reply, "◀ 11月").wait_text()
    assert said == {"zh": "您不能在这里查询。", "en": "You may not ask here."}[language]


def _refuse(play: Play, chat: Chat) -> None:
    play.admin.says(play.admins_chat, "/chats")
    listed = play.admins_chat.wait_for("群和频道")
    play.admin.sends_callback(listed, f"c:{chat.id}:n").wait()
