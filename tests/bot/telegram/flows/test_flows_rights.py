"""Rights as they are lived: strangers, approvals, scopes, roles, and each who is refused something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.chats import ChatState, Role
from tests.bot.telegram.flows.conftest import FINANCE, LIBRARY, TEACHING

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Chat, Person

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
POLITE = {
    "zh": "您尚未获管理员批准，暂时不能回答；已替您转请管理员审批。",
    "en": "I only answer people whom an admin has approved. I have asked the admins for you.",
}
POLITE_IN_GROUP = {
    "zh": "这里尚未获管理员批准，暂时不能回答；已转请管理员审批。",
    "en": "I only answer in chats that an admin has approved. I have asked the admins.",
}
APPROVED = {
    "zh": "管理员已批准，可以提问了。发送 /help 看示例。",
    "en": "An admin has approved this chat: ask away. /help shows how.",
}
LEFT_OUT = {"zh": "未列出：{}。\n", "en": "Left out: {}.\n"}
ONLY = {"zh": "这里只能查询以下部门：{}。", "en": "Here I may only tell about {}."}
ASK = {"zh": "{}12月要完成什么", "en": "what does {} owe in December"}


def requests_about(play: Play, chat_id: int) -> int:
    return sum(str(chat_id) in message.text and bool(message.labels) for message in play.admins_chat.replies)


# -- strangers ----------------------------------------------------------------------------------------------


@LANGUAGES
def test_a_stranger_gets_one_polite_line_a_day_and_the_admins_one_request(play: Play, language: str) -> None:
    bo = play.person(language, "Bo <b> & 波")
    assert play.asks(bo, ASK[language].format(TEACHING)).text == POLITE[language]
    asked = play.admins_chat.wait_for(str(bo.id), after=None)
    assert "Bo <b> & 波" in asked.text
    for text in (ASK[language].format(TEACHING), "/start", "/help", "/due", "hello", "/lang"):
        bo.says(bo.private(), text)
        assert play.is_silent(bo.private())
    play.passes(hours=25)
    bo.says(bo.private(), "/help")
    bo.private().wait_for(POLITE[language])
    assert requests_about(play, bo.id) == 1


def test_who_brings_up_many_chats_does_not_flood_the_admins(play: Play) -> None:
    bo = play.person()
    groups = [play.server.group(f"陌生群{number}", members=[bo]) for number in range(8)]
    for group in groups:
        bo.says(group, "/help@duban_bot")
        group.wait_for(POLITE_IN_GROUP["zh"])
    play.settle(play.admins_chat)
    assert [requests_about(play, group.id) for group in groups] == [1] * 5 + [0] * 3
    waiting = {chat.id for chat in play.chats.chats() if chat.state is ChatState.PENDING}
    assert waiting >= {group.id for group in groups}


@LANGUAGES
def test_an_unapproved_group_gets_one_polite_line_and_only_if_it_asks(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.server.group("陌生群", members=[bo])
    bo.says(group, "大家好")
    assert play.is_silent(group)
    assert play.asks(bo, "@duban_bot 12月", group).text == POLITE_IN_GROUP[language]
    for text in ("@duban_bot 12月", "/due", "/ask@duban_bot x"):
        bo.says(group, text)
        assert play.is_silent(group)
    assert requests_about(play, group.id) == 1


def test_two_strangers_in_one_group_make_one_request(play: Play) -> None:
    bo, cy = play.person(), play.person()
    group = play.server.group("两个人", members=[bo, cy])
    bo.says(group, "/due")
    cy.says(group, "/due")
    play.settle(group)
    assert requests_about(play, group.id) == 1


@LANGUAGES
def test_anyone_may_ask_who_they_are(play: Play, language: str) -> None:
    bo = play.person(language)
    said = play.asks(bo, "/whoami").text
    assert {"zh": f"您的编号：{bo.id}", "en": f"Your number: {bo.id}"}[language] in said
    assert {"zh": "您的角色：无", "en": "Your role: none"}[language] in said
    group = play.server.group("问问", members=[bo])
    said = play.asks(bo, "/whoami", group).text
    assert str(group.id) in said
    assert {"zh": "未批准", "en": "not approved"}[language] in said


# -- approvals ----------------------------------------------------------------------------------------------


@LANGUAGES
def test_an_approved_person_is_told_and_may_ask(play: Play, language: str) -> None:
    bo = play.person(language)
    play.asks(bo, "/start")
    asked = play.admins_chat.wait_for(str(bo.id))
    assert play.admin.presses(asked, "✅ 批准").wait_text() == ""
    bo.private().wait_for(APPROVED[language])
    assert asked.text.startswith("已批准：")
    assert "Ada" in asked.text
    assert not asked.labels
    assert play.asks(bo, ASK[language].format(LIBRARY)).text.startswith(LIBRARY)


@LANGUAGES
def test_a_refused_person_is_told_nothing_of_it_and_gets_a_polite_line(play: Play, language: str) -> None:
    bo = play.person(language)
    play.asks(bo, "/start")
    asked = play.admins_chat.wait_for(str(bo.id))
    play.admin.presses(asked, "🚫 拒绝").wait()
    assert asked.text.startswith("已拒绝：")
    said = play.asks(bo, "/start").text
    assert said == {"zh": "抱歉，我不能在这里回答。", "en": "Sorry, I may not answer in this chat."}[language]
    assert requests_about(play, bo.id) == 0


def test_only_admins_can_decide_whoever_presses(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    play.asks(bo, "/start")
    cy = play.person()
    play.asks(cy, "/start")
    data = play.admins_chat.wait_for(str(cy.id)).data_of("✅ 批准")
    own = play.asks(bo, "/ask 12月", group)
    assert bo.sends_callback(own, data).wait_text() == "只有管理员可以审批。"
    assert play.chats.look_up(cy.id, None)[0].state is ChatState.PENDING  # type: ignore[union-attr]


def test_a_request_is_decided_once_and_all_admins_see_how(play: Play) -> None:
    second = play.person()
    play.asks(second, "/whoami")
    play.says_admin(f"/role {second.id} admin")
    bo = play.person()
    play.asks(bo, "/start")
    first_notice = play.admins_chat.wait_for(str(bo.id))
    second_notice = second.private().wait_for(str(bo.id))
    old = second_notice.data_of("🚫 拒绝")
    play.admin.presses(first_notice, "✅ 批准").wait()
    assert second_notice.text.startswith("已批准：")
    assert second.sends_callback(second_notice, old).wait_text() == "此申请已处理。"
    assert play.chats.look_up(bo.id, None)[0].state is ChatState.APPROVED  # type: ignore[union-attr]
    play.says_admin(f"/role {second.id} none")


@LANGUAGES
def test_who_waits_and_is_given_a_role_is_told_and_the_request_is_settled(play: Play, language: str) -> None:
    bo = play.person(language)
    play.asks(bo, "/start")
    asked = play.admins_chat.wait_for(str(bo.id))
    old = asked.data_of("🚫 拒绝")
    play.says_admin(f"/role {bo.id}　部门负责人　{LIBRARY}")
    told = {"zh": "管理员已为您设置角色", "en": "An admin has given you a role"}[language]
    assert LIBRARY in bo.private().wait_for(told, after=None).text
    assert "✅ 批准" not in asked.labels
    assert play.admin.sends_callback(asked, old).wait_text() == "此申请已处理。"
    assert play.asks(bo, ASK[language].format(LIBRARY)).text.startswith(LIBRARY)


@pytest.mark.parametrize("text", ["{} 图书馆 12月", "{} 12月的图书馆"])
def test_a_limit_names_departments_and_nothing_else(play: Play, text: str) -> None:
    group = play.group(play.person())
    assert play.says_admin("/scope " + text.format(group.id)).text.startswith("请只写部门名称")
    assert play.chats.look_up(group.id, None)[0].departments is None  # type: ignore[union-attr]


@LANGUAGES
def test_admins_find_every_chat_in_a_list_and_can_think_again(play: Play, language: str) -> None:
    ann = play.person(language)
    play.asks(ann, "/whoami")
    play.says_admin(f"/role {ann.id} admin")
    bo = play.person()
    group = play.group(bo)
    listed = play.asks(ann, "/chats")
    approve, refuse, back = {
        "zh": ("✅ 批准", "🚫 撤销批准", "‹ 返回"),
        "en": ("✅ Approve", "🚫 Revoke", "‹ Back"),
    }[language]
    ann.sends_callback(listed, f"c:{group.id}:o").wait()
    assert str(group.id) in listed.text
    ann.presses(listed, refuse).wait()
    assert {"zh": "已拒绝", "en": "refused"}[language] in listed.text
    bo.says(group, "@duban_bot 12月")
    group.wait_for("抱歉")
    ann.presses(listed, approve).wait()
    assert {"zh": "已批准", "en": "approved"}[language] in listed.text
    group.wait_for("管理员已批准")
    ann.presses(listed, back).wait()
    assert listed.text.startswith({"zh": "群和频道", "en": "Chats"}[language])
    play.says_admin(f"/role {ann.id} none")


def test_the_list_of_chats_has_pages(play: Play) -> None:
    for _ in range(9):
        play.asks(play.person(), "/whoami")
    listed = play.says_admin("/chats")
    turn = next(label for label in listed.labels if label.startswith("2/"))
    play.admin.presses(listed, turn).wait()
    assert any(label.startswith("‹ 1/") for label in listed.labels)


# -- where one may ask --------------------------------------------------------------------------------------


@LANGUAGES
def test_a_member_of_an_approved_group_may_ask_in_private(play: Play, language: str) -> None:
    bo = play.person(language)
    play.group(bo)
    assert play.asks(bo, ASK[language].format(LIBRARY)).text.startswith(LIBRARY)
    assert requests_about(play, bo.id) == 0


def test_who_leaves_the_group_may_not_ask_any_more(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    play.asks(bo, ASK["zh"].format(LIBRARY))
    bo.leaves(group)
    play.settle(group)
    assert play.asks(bo, ASK["zh"].format(LIBRARY)).text == POLITE["zh"]


def test_who_is_removed_unseen_is_asked_about_again_after_some_hours(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    play.asks(bo, ASK["zh"].format(LIBRARY))
    before = play.server.count("getChatMember")
    play.asks(bo, ASK["zh"].format(LIBRARY))
    assert play.server.count("getChatMember") == before
    del group.members[bo.id]
    play.passes(hours=7)
    assert play.asks(bo, ASK["zh"].format(LIBRARY)).text == POLITE["zh"]


def test_a_person_of_a_limited_group_has_its_limits_in_private(play: Play) -> None:
    bo = play.person()
    play.group(bo, departments=(LIBRARY,))
    assert play.asks(bo, ASK["zh"].format(LIBRARY)).text.startswith(LIBRARY)
    refused = play.asks(bo, ASK["zh"].format(FINANCE)).text
    assert refused == LEFT_OUT["zh"].format(FINANCE) + ONLY["zh"].format(LIBRARY)


@LANGUAGES
def test_a_limited_group_hears_of_its_departments_only(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.group(bo, departments=(LIBRARY,))
    only = ONLY[language].format(LIBRARY)
    bo.says(group, "/ask " + ASK[language].format(FINANCE))
    assert group.wait_for(only).text == LEFT_OUT[language].format(FINANCE) + only
    whole = {"zh": "/ask 12月要完成什么", "en": "/ask what is due in December"}[language]
    bo.says(group, whole)
    reply = group.wait_for(LIBRARY)
    assert "满意度" in reply.text
    assert "预算" not in reply.text
    bo.says(
        group,
        {"zh": "/ask 图书馆和财务处12月要完成什么", "en": "/ask what do 图书馆 and 财务处 owe in December"}[
            language
        ],
    )
    reply = group.wait_for(only)
    assert "满意度" in reply.text
    assert "预算" not in reply.text
    for hidden in ("/ask 2017-5", "/who 差旅报销", "/ask 财务处有多少项任务", "/ask 预算什么时候完成"):
        bo.says(group, hidden)
        reply = group.wait_for()
        assert "修订差旅" not in reply.text
        assert "编制明年" not in reply.text


def test_help_in_a_limited_group_names_its_department(play: Play) -> None:
    bo = play.person()
    group = play.group(bo, departments=(FINANCE,))
    said = play.asks(bo, "/help@duban_bot", group).text
    assert FINANCE in said
    assert TEACHING not in said


# -- roles: who is refused what -----------------------------------------------------------------------------


def give(play: Play, person: Person, role: str, departments: str = "") -> None:
    play.asks(person, "/whoami")
    assert str(person.id) in play.says_admin(f"/role {person.id} {role} {departments}").text


def make_stranger(play: Play, _person: Person) -> None: ...


def make_member(play: Play, person: Person) -> None:
    give(play, person, "member", TEACHING)


def make_head(play: Play, person: Person) -> None:
    give(play, person, "head", TEACHING)


def make_admin(play: Play, person: Person) -> None:
    give(play, person, "admin")


def make_demoted(play: Play, person: Person) -> None:
    give(play, person, "admin")
    give(play, person, "none")


def make_demoted_member(play: Play, person: Person) -> None:
    give(play, person, "admin")
    give(play, person, "member", TEACHING)


def make_group_member(play: Play, person: Person) -> None:
    play.group(person)


MAKERS = {
    "stranger": make_stranger,
    "member of teaching": make_member,
    "head of teaching": make_head,
    "member of a group": make_group_member,
    "admin": make_admin,
    "demoted admin": make_demoted,
    "admin demoted to member of teaching": make_demoted_member,
}
DEEDS = ("own", "other", "all", "item", "chats", "admins", "role", "scope", "approve", "inline")
# what each gets: A an answer, N no answer but the polite line, D only about the own department, X admins only
TABLE = {
    "stranger":                            "N N N N N N N N X N",
    "member of teaching":                  "A D D D X X X X X A",
    "head of teaching":                    "A D D D X X X X X A",
    "member of a group":                   "A A A A X X X X X A",
    "admin":                               "A A A A A A A A A A",
    "demoted admin":                       "N N N N N N N N X N",
    "admin demoted to member of teaching": "A D D D X X X X X A",
}  # fmt: skip


@pytest.mark.parametrize("who", TABLE)
@LANGUAGES
def test_each_gets_what_the_table_says(play: Play, who: str, language: str) -> None:
    bo = play.person(language)
    MAKERS[who](play, bo)
    outcomes = [deed_outcome(play, bo, deed, language) for deed in DEEDS]
    assert " ".join(outcomes) == TABLE[who]


def deed_outcome(play: Play, person: Person, deed: str, language: str) -> str:
    """Do one thing, and say what came of it."""
    play.passes(hours=25)  # so that the polite line is due again
    if deed == "approve":
        return _approving(play, person, language)
    if deed == "inline":
        return (
            "A" if person.types_inline(f"@duban_bot {ASK[language].format(TEACHING)}").wait_results() else "N"
        )
    texts = {
        "own": ASK[language].format(TEACHING),
        "other": ASK[language].format(FINANCE),
        "all": {"zh": "12月要完成什么", "en": "what is due in December"}[language],
        "item": "2017-5",
        "chats": "/chats",
        "admins": "/admins",
        "role": "/role 55 none",
        "scope": "/scope -55 all",
    }
    said = play.asks(person, texts[deed]).text
    if said == POLITE[language]:
        return "N"
    if said == {"zh": "只有管理员可以这样做。", "en": "Only admins can do this."}[language]:
        return "X"
    if ONLY[language].format(TEACHING) in said or (deed == "all" and said.startswith(f"{TEACHING} ·")):
        return "D"
    return "A"


def _approving(play: Play, person: Person, language: str) -> str:
    """Press an admin's button, which a client can always send."""
    cy = play.person()
    play.asks(cy, "/start")
    data = play.admins_chat.wait_for(str(cy.id)).data_of("✅ 批准")
    somewhere = next(iter(person.private().replies))
    said = person.sends_callback(somewhere, data).wait_text()
    refused = said == {"zh": "只有管理员可以审批。", "en": "Only admins can decide this."}[language]
    approved = play.chats.look_up(cy.id, None)[0].state is ChatState.APPROVED  # type: ignore[union-attr]
    assert approved is not refused
    return "X" if refused else "A"


def test_an_admin_of_the_settings_cannot_be_demoted(play: Play) -> None:
    assert "ADMIN_IDS" in play.says_admin(f"/role {play.admin.id} none").text
    play.says_admin("/chats")


@LANGUAGES
def test_roles_are_given_by_number_or_in_reply_and_listed(play: Play, language: str) -> None:
    ann = play.person(language)
    give(play, ann, "admin")
    bo = play.person(language, name="Bo 波")
    group = play.group(bo, ann)
    said = bo.says(group, "早")
    role = {"zh": "负责人", "en": "head"}[language]
    ann.replies(said, f"/role@duban_bot {role} 图书馆、教务处")
    reply = group.wait_for("Bo 波")
    assert {"zh": "部门负责人", "en": "head of department"}[language] in reply.text
    _, person = play.chats.look_up(group.id, bo.id)
    assert person
    assert (person.role, set(person.departments)) == (Role.HEAD, {LIBRARY, TEACHING})
    listed = play.asks(ann, "/admins").text
    assert "Bo 波" in listed
    assert "Ada" in listed
    give(play, ann, "none")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("/role", "/role 编号"),
        ("/role x admin", "/role 编号"),
        ("/role 5 emperor", "/role 编号"),
        ("/role -5 admin", "/role 编号"),
        ("/role 99999999999999999999 admin", "/role 编号"),
        ("/role 5 head 火星部", "没有"),
        ("/scope", "/scope"),
        ("/scope 123456 all", "/scope"),
        ("/scope 火星部", "没有"),
    ],
)
def test_an_admins_slip_is_explained(play: Play, text: str, part: str) -> None:
    assert part in play.says_admin(text).text


def test_a_group_is_limited_from_inside_by_an_admin_only(play: Play) -> None:
    bo = play.person()
    group = play.server.group("G", members=[bo, play.admin])
    play.approve(group)
    assert play.asks(bo, "/scope@duban_bot 图书馆", group).text == "只有管理员可以这样做。"
    play.admin.says(group, "/scope@duban_bot 图书馆")
    group.wait_for("图书馆")
    assert play.chats.look_up(group.id, None)[0].departments == (LIBRARY,)  # type: ignore[union-attr]
    play.admin.says(group, "/scope@duban_bot 全部")
    group.wait_for("全部部门")
    play.admin.says(group, "/chats@duban_bot")
    group.wait_for("请私聊我办理。")


def test_an_anonymous_admin_of_a_group_is_no_admin_of_the_bot(play: Play) -> None:
    group = play.server.supergroup("匿名", members=[play.admin])
    play.approve(group)
    play.admin.says(group, "/scope 图书馆", anonymous=True)
    group.wait_for("只有管理员可以这样做。")


def channel_state(play: Play, channel: Chat) -> ChatState:
    chat, _ = play.chats.look_up(channel.id, None)
    assert chat
    return chat.state


def test_a_channel_nobody_approved_is_told_once(play: Play) -> None:
    owner = play.person()
    channel = play.server.channel("频道", admins=[owner])
    owner.posts(channel, "@duban_bot 12月")
    assert channel.wait_for().text == POLITE_IN_GROUP["zh"]
    owner.posts(channel, "@duban_bot 12月")
    assert play.is_silent(channel)
    assert channel_state(play, channel) is ChatState.PENDING
