"""Every command in both languages, the menus that offer them, and inline mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.addressing import CHINESE_COMMANDS, Command
from bot.handlers.messages import FOR_ADMINS
from tests.bot.telegram.flows.conftest import FINANCE, LIBRARY, TEACHING

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Person

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
# command: a part of what it says to a member of the teaching department in private
SAYS = {
    Command.START: {"zh": "您好！我是督办助手。", "en": "Hello! I am Duban."},
    Command.HELP: {"zh": "/due", "en": "/due"},
    Command.ASK: {"zh": "请把问题写在后面", "en": "Please write your question behind it"},
    Command.MY: {"zh": f"{TEACHING} · 2017年计划 · 33 项", "en": f"{TEACHING} · 2017 plan · 33 items"},
    Command.DUE: {
        "zh": f"{TEACHING} · 2017年11月 · 1 项到期",
        "en": f"{TEACHING} · November 2017 · 1 item due",
    },
    Command.WHO: {"zh": "请把问题写在后面", "en": "Please write your question behind it"},
    Command.SUBSCRIBE: {"zh": "只有管理员和部门负责人", "en": "Only heads of departments"},
    Command.UNSUBSCRIBE: {"zh": "这里没有提醒", "en": "No reminders come here"},
    Command.SUBSCRIPTIONS: {"zh": "这里没有提醒", "en": "No reminders come here"},
    Command.DRYRUN: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.DELIVERIES: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.COVERAGE: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.LANG: {"zh": "菜单和通知用哪种语言", "en": "In which language"},
    Command.WHOAMI: {"zh": "您的部门：教务处", "en": "Your departments: 教务处"},
    Command.CHATS: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.ADMINS: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.ROLE: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.SCOPE: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.DEPARTMENTS: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.ALIAS: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.RENAME: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.MERGE: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.LOG: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.BACKUP: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.RELOAD: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.VERSIONS: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
    Command.ROLLBACK: {"zh": "只有管理员可以这样做", "en": "Only admins can do this"},
}


@pytest.fixture
def of_teaching(play: Play) -> dict[str, Person]:
    people = {language: play.person(language) for language in ("zh", "en")}
    for person in people.values():
        play.asks(person, "/whoami")
        play.says_admin(f"/role {person.id} member 教务处")
    return people


def test_every_command_is_tried() -> None:
    assert SAYS.keys() == set(Command)
    assert set(CHINESE_COMMANDS.values()) == set(Command)


@LANGUAGES
def test_each_command_speaks_its_persons_language(
    play: Play, of_teaching: dict[str, Person], language: str
) -> None:
    for command, parts in SAYS.items():
        assert parts[language] in play.asks(of_teaching[language], f"/{command.value}").text, command


@LANGUAGES
def test_each_command_works_in_a_group_in_capitals_and_with_the_bots_name(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    for command, parts in SAYS.items():
        said = play.asks(bo, f"/{command.value.upper()}@Duban_Bot", group).text
        if command not in {Command.MY, Command.DUE, Command.WHOAMI}:
            assert parts[language] in said, command


def test_each_chinese_word_behind_a_slash_is_its_command(play: Play, of_teaching: dict[str, Person]) -> None:
    for word, command in CHINESE_COMMANDS.items():
        assert SAYS[command]["zh"] in play.asks(of_teaching["zh"], f"/{word}").text, word


@LANGUAGES
def test_due_shows_this_month_and_what_is_overdue(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    said = play.asks(bo, "/due", group).text
    assert {"zh": "全部部门 · 2017年11月 · 2 项到期", "en": "All departments · November 2017 · 2 items due"}[
        language
    ] in said
    assert {"zh": "此前逾期 2 项", "en": "Overdue from before: 2 items"}[language] in said
    assert said.index("期中教学检查") < said.index("培训计划") < said.index("差旅报销")


@LANGUAGES
def test_due_in_a_departments_group_is_about_that_department(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo, departments=(LIBRARY,))
    said = play.asks(bo, "/due", group).text
    assert said.startswith(LIBRARY)
    assert "期中教学检查" not in said
    assert "差旅" not in said


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("/due 图书馆", "图书馆 · 2017年11月 · 1 项到期"),
        ("/due 12月", "全部部门 · 2017年12月 · 32 项到期"),
        ("/到期财务处", "财务处 · 2017年11月 · 无到期"),
        ("/到期 财务处 12月", "财务处 · 2017年12月 · 1 项到期"),
        ("/who 古籍数据库", "2017年计划 · “古籍数据库” · 1 项"),
        ("/谁负责古籍数据库", "2017年计划 · “古籍数据库” · 1 项"),
        ("/who 2017-3", "2017年计划"),
        ("/my 11月", "教务处 · 2017年11月 · 1 项到期"),
    ],
)
def test_commands_take_words(play: Play, text: str, first: str) -> None:
    bo = play.person()
    group = play.group(bo)
    if text.startswith("/my"):
        play.says_admin(f"/role {bo.id} member 教务处")
    said = play.asks(bo, text, group).text
    assert said.splitlines()[0].startswith(first) or "2017-3" in said


@LANGUAGES
def test_my_without_a_department_says_how_to_get_one(play: Play, language: str) -> None:
    bo = play.person(language)
    play.group(bo)
    assert {"zh": "还不知道您是哪个部门", "en": "I do not know which department"}[language] in play.asks(
        bo, "/my"
    ).text


@LANGUAGES
def test_my_department_in_a_question_is_the_persons_own(
    play: Play, of_teaching: dict[str, Person], language: str
) -> None:
    asked = {"zh": "我们部门11月要完成什么", "en": "what does my department owe in November"}[language]
    assert play.asks(of_teaching[language], asked).text.startswith(TEACHING)


@LANGUAGES
def test_the_examples_of_help_all_work(play: Play, language: str) -> None:
    bo = play.person(language)
    play.group(bo)
    said = play.asks(bo, "/help").text
    examples = [line.removeprefix("· ") for line in said.splitlines() if line.startswith("· ")]
    assert len(examples) >= 4
    unknown = {"zh": ("没有名为", "我只能回答"), "en": ("no department", "I can only answer")}[language]
    for example in examples:
        answer = play.asks(bo, example).text
        assert not any(part in answer for part in unknown), (example, answer)


@LANGUAGES
def test_the_language_of_an_answer_is_the_questions(play: Play, language: str) -> None:
    """Whatever language the person's menus are in; a bare code is in none, and keeps that of the talk."""
    bo = play.person(language)
    play.group(bo)
    assert {"zh": "责任单位", "en": "Responsible"}[language] in play.asks(bo, "2017-3").text
    assert play.asks(bo, "图书馆11月要完成什么").text.startswith("图书馆 · 2017年11月 · 1 项到期")
    assert play.asks(bo, "what does 图书馆 owe in November").text.startswith(
        "图书馆 · November 2017 · 1 item due"
    )
    assert "Responsible" in play.asks(bo, "2017-3").text


# -- languages and menus ------------------------------------------------------------------------------------


def test_a_chosen_language_outweighs_the_clients_until_it_is_given_back(play: Play) -> None:
    bo = play.person("zh-hans")
    play.group(bo)
    reply = play.asks(bo, "/lang")
    assert "通知" in bo.presses(reply, "中文").wait_text()
    reply = play.asks(bo, "/lang")
    assert bo.presses(reply, "English").wait_text() == "From now on I say menus and notices in English."
    assert "Only heads of departments" in play.asks(bo, "/subscribe").text
    assert play.server.menu(bo.private(), bo)["due"] == "what is due this month, and what is overdue"
    reply = play.asks(bo, "/lang")
    bo.presses(reply, "As my Telegram is set").wait()
    assert "只有管理员和部门负责人" in play.asks(bo, "/subscribe").text
    assert play.server.menu(bo.private(), bo)["due"] == "本月到期和逾期的任务"


@pytest.mark.parametrize(
    ("word", "said"),
    [("en", "English"), ("English", "English"), ("英文", "English"), ("中文", "中文"), ("ZH", "中文")],
)
def test_a_language_can_be_named_at_once(play: Play, word: str, said: str) -> None:
    bo = play.person()
    play.group(bo)
    assert said in play.asks(bo, f"/lang {word}").text


def test_who_has_neither_chosen_nor_a_client_that_says_is_spoken_to_in_ours(play: Play) -> None:
    bo = play.person(None)
    play.group(bo)
    assert "只有管理员和部门负责人" in play.asks(bo, "/subscribe").text


def test_a_channel_has_a_language_of_its_own(play: Play) -> None:
    channel = play.server.channel("频道", admins=[play.admin])
    play.approve(channel)
    play.admin.posts(channel, "/lang@duban_bot en")
    channel.wait_for("English")
    play.admin.posts(channel, "/subscribe@duban_bot")
    channel.wait_for("Which departments")


@LANGUAGES
def test_each_kind_of_chat_is_offered_its_commands(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    everybodys = {
        "help",
        "ask",
        "my",
        "due",
        "who",
        "subscribe",
        "unsubscribe",
        "subscriptions",
        "lang",
        "whoami",
    }
    assert set(play.server.menu(group, bo)) == everybodys
    assert set(play.server.menu(play.server.private(bo), bo)) == everybodys | {"start"}
    of_admins = {command.value for command in FOR_ADMINS}
    assert set(play.server.menu(play.admins_chat, play.admin)) == everybodys | {"start"} | of_admins
    assert (
        play.server.menu(group, bo)["help"]
        == {"zh": "能问什么，附示例", "en": "what can be asked, with examples"}[language]
    )


@LANGUAGES
def test_a_new_admin_is_offered_the_admins_commands_and_a_former_one_is_not(
    play: Play, language: str
) -> None:
    bo = play.person(language)
    play.asks(bo, "/whoami")
    play.says_admin(f"/role {bo.id} admin")
    assert "role" in play.server.menu(bo.private(), bo)
    assert "/role" in play.asks(bo, "/help").text
    play.says_admin(f"/role {bo.id} member")
    assert "role" not in play.server.menu(bo.private(), bo)
    assert "/role" not in play.asks(bo, "/help").text


# -- inline -------------------------------------------------------------------------------------------------


@LANGUAGES
def test_inline_mode_offers_the_answer_and_its_items(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo)
    text = {"zh": "图书馆11月", "en": "what does 图书馆 owe in November"}[language]
    query = bo.types_inline(f"@duban_bot {text}")
    results = query.wait_results()
    assert [result["type"] for result in results] == ["article"] * 2
    assert query.answer
    assert query.answer["is_personal"] in (True, "true", "True")
    chosen = bo.chooses(query, str(results[0]["id"]), group)
    assert chosen.text.startswith({"zh": "图书馆 · 2017年11月", "en": "图书馆 · November 2017"}[language])
    assert play.is_silent(group)


@LANGUAGES
def test_inline_mode_shows_strangers_the_way_to_be_approved(play: Play, language: str) -> None:
    bo = play.person(language)
    query = bo.types_inline("@duban_bot 图书馆12月")
    assert query.wait_results() == []
    assert query.answer
    assert {"zh": "请先申请使用", "en": "Ask for approval first"}[language] in str(query.answer["button"])
    bo.starts(payload="approval")
    bo.private().wait_for({"zh": "尚未获管理员批准", "en": "I only answer people whom an admin"}[language])


def test_inline_mode_keeps_to_the_persons_scope(play: Play) -> None:
    bo = play.person()
    play.group(bo, departments=(LIBRARY,))
    assert bo.types_inline("@duban_bot 财务处12月").wait_results() == []
    whole = bo.types_inline("@duban_bot 12月要完成什么").wait_results()
    assert "满意度" in str(whole)
    assert "预算" not in str(whole)
    assert FINANCE not in str(whole)


def test_nothing_typed_yet_finds_nothing(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    assert bo.types_inline("@duban_bot ").wait_results() == []
