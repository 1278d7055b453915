"""Names, the log, roles by buttons, backups: as admins have them, in both languages, and nobody else."""

from __future__ import annotations

import gzip
import os
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from storage.archive_restoring import restore
from storage.chats import ChatState, Role
from storage.database import make_engine, migrate, writing
from storage.department_store import DepartmentStore
from storage.plan import ItemFilter
from storage.plan_store import PlanStore
from storage.record_log import RecordLog
from storage.record_tables import UNKNOWN_NAMES
from storage.records import Author, Deed
from storage.subscription import Address
from storage.subscription_store import SubscriptionStore
from tests.bot.telegram.flows.conftest import FINANCE, LIBRARY, TEACHING, a_stage, the_plan
from tests.bot.telegram.flows.uploads import file_in
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Message, Person

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
BY = Author("test", NOW)
ONLY_ADMINS = {"zh": "只有管理员可以这样做。", "en": "Only admins can do this."}
PRIVATE = {"zh": "请私聊我办理。", "en": "Please ask me this in private."}
COMMANDS = (
    "/departments",
    "/alias 馆里 = 图书馆",
    "/rename 图书馆 = 书馆",
    "/merge 图书馆 = 财务处",
    "/log",
    "/backup",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Start a bot whose names nobody else's tests rely on."""
    with a_stage(tmp_path_factory.mktemp("administration")) as stage:
        yield stage


@pytest.fixture
def names(office: Play) -> Iterator[DepartmentStore]:
    """Begin without names asked in vain, and put the names back after each test."""
    store = DepartmentStore(office.engine)
    with writing(office.engine) as connection:
        connection.execute(delete(UNKNOWN_NAMES))
    yield store
    for name in (TEACHING, LIBRARY, FINANCE):
        now = next((each for each in store.departments() if name in each.aliases), None)
        if now is not None and now.name not in (TEACHING, LIBRARY, FINANCE):
            store.carry_out(store.plan_rename(now.id, name), BY)
    for each in store.departments():
        for alias in each.aliases:
            store.remove_alias(alias, BY)


def an_admin(office: Play, language: str) -> Person:
    person = office.person(language)
    office.asks(person, "/whoami")
    office.says_admin(f"/role {person.id} admin")
    return person


def press(person: Person, message: Message, label: str) -> str:
    """Press the button whose label holds some words; return the notice."""
    found = next(each for each in message.labels if label in each)
    return person.presses(message, found).wait_text()


def latest(office: Play) -> tuple[str, str]:
    entry = RecordLog(office.engine).entries(1)[0]
    return entry.what, entry.about


# -- rights -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "head", "member", "demoted"])
@LANGUAGES
def test_only_admins_get_anything(office: Play, who: str, language: str) -> None:
    bo = office.person(language)
    if who == "demoted":
        bo = an_admin(office, language)
        old = office.asks(bo, "/departments")
        office.says_admin(f"/role {bo.id} none")
        assert (
            press(bo, old, "1")
            == {"zh": "只有管理员可以审批。", "en": "Only admins can decide this."}[language]
        )
    if who in ("head", "member"):
        office.asks(bo, "/whoami")
        office.says_admin(f"/role {bo.id} {who} {LIBRARY}")
    for text in COMMANDS:
        office.passes(hours=25)
        said = office.asks(bo, text)
        if who in ("head", "member"):
            assert said.text == ONLY_ADMINS[language], text
        else:
            assert "管理员" in said.text or "approved" in said.text, text
        assert not said.labels
        assert "document" not in (said.content or {})
    names = [each.name for each in DepartmentStore(office.engine).departments()]
    assert names[:3] == [TEACHING, LIBRARY, FINANCE]
    assert all(entry.who != bo.id for entry in RecordLog(office.engine).entries(300))


@LANGUAGES
def test_admins_are_sent_to_their_private_chat(office: Play, language: str) -> None:
    ann = an_admin(office, language)
    group = office.group(ann)
    for text in (*COMMANDS, "/chats", "/admins"):
        assert office.asks(ann, text, group).text == PRIVATE[language]


@pytest.mark.parametrize(
    "data", ["a:d:1", "a:po:1", "a:pr:{me}:0", "a:l:1", "a:cs:{me}:1", "a:dy.AAAAAAAAAAAA"]
)
def test_a_button_of_admins_does_nothing_for_others(office: Play, data: str) -> None:
    bo = office.person()
    group = office.group(bo)
    own = office.asks(bo, "/ask 12月", group)
    before = own.text
    notice = bo.sends_callback(own, data.format(me=bo.id)).wait_text()
    assert notice == "只有管理员可以审批。"
    assert own.text == before
    _, person = office.chats.look_up(bo.id, bo.id)
    assert person
    assert person.role is None


@pytest.mark.parametrize(
    "data", ["a:do:999", "a:dp:1:1", "a:dp:1:999", "a:dy.AAAAAAAAAAAA", "a:uo:999:1", "a:ua:9:9:9", "a:c:99:99",
             "a:cs:77:1", "a:po:-5", "a:pw:1:999:1", "a:l:9999", "a:d:0", "a:zz:1", "a:d:1:2:3:4"]
)  # fmt: skip
def test_a_button_from_long_ago_or_made_up_breaks_nothing(office: Play, data: str) -> None:
    listed = office.says_admin("/departments")
    office.admin.sends_callback(listed, data).wait()
    assert office.says_admin("/departments").text


# -- departments --------------------------------------------------------------------------------------------


@LANGUAGES
def test_departments_are_listed_with_aliases_and_counts(
    office: Play, names: DepartmentStore, language: str
) -> None:
    names.set_alias("馆里", LIBRARY, BY)
    said = office.asks(an_admin(office, language), "/部门")
    assert {"zh": "图书馆 · 2 项 · 又称馆里", "en": "图书馆 · 2 items · also 馆里"}[language] in said.text
    assert said.labels[:3] == ("1", "2", "3")


@LANGUAGES
def test_an_alias_is_understood_from_then_on_and_no_more_when_removed(
    office: Play, names: DepartmentStore, language: str
) -> None:
    ann = an_admin(office, language)
    set_, usage = {"zh": ("即指", "设置别名"), "en": ("means", "To set an alias")}[language]
    assert usage in office.asks(ann, "/alias").text
    assert set_ in office.asks(ann, "/alias 藏书楼 = 图书馆").text
    assert latest(office) == (Deed.ALIAS_SET, "藏书楼")
    office.until(lambda: office.asks(ann, "藏书楼11月要完成什么").text.startswith(LIBRARY))
    card = office.asks(ann, "/departments")
    press(ann, card, "2")
    press(ann, card, "✕ 藏书楼")
    assert "✕ 藏书楼" not in card.labels
    assert latest(office) == (Deed.ALIAS_REMOVED, "藏书楼")
    assert names.departments()[1].aliases == ()
    assert "别名" in office.says_admin("/别名 藏书楼 = 无").text


@LANGUAGES
def test_an_alias_that_cannot_be_is_refused_in_words(office: Play, language: str) -> None:
    ann = an_admin(office, language)
    assert TEACHING in office.asks(ann, f"/alias {TEACHING} = 图书馆").text
    said = office.asks(ann, "/alias 藏书楼 = 没有的处").text
    assert {"zh": "没有", "en": "has no department"}[language] in said


@pytest.mark.parametrize(
    "name", ["12月", "全部", "计划", "本月", "/help", "谁负责", "December", "everything"]
)
def test_a_word_that_questions_need_becomes_no_alias(office: Play, names: DepartmentStore, name: str) -> None:
    ann = an_admin(office, "zh")
    assert "另有含义" in office.asks(ann, f"/alias {name} = {LIBRARY}").text
    assert names.departments()[1].aliases == ()
    assert "另有含义" in office.asks(ann, f"/rename {LIBRARY} = {name}").text


@LANGUAGES
def test_an_alias_of_another_department_is_asked_about_first(
    office: Play, names: DepartmentStore, language: str
) -> None:
    ann = an_admin(office, language)
    names.set_alias("馆里", LIBRARY, BY)
    asked = office.asks(ann, f"/alias 馆里 = {FINANCE}")
    assert {"zh": "“馆里”目前指图书馆", "en": "“馆里” means 图书馆 now"}[language] in asked.text
    assert names.departments()[1].aliases == ("馆里",)
    press(ann, asked, "✅")
    assert {"zh": "即指", "en": f"means {FINANCE} from now on"}[language] in asked.text
    assert names.departments()[2].aliases == ("馆里",)
    again = office.asks(ann, f"/alias 馆里 = {LIBRARY}")
    names.set_alias("馆里", TEACHING, BY)
    assert {"zh": "已有变化", "en": "have changed meanwhile"}[language] in press(ann, again, "✅")
    assert names.departments()[0].aliases == ("馆里",)


def test_a_short_form_of_another_department_is_asked_about_first(
    office: Play, names: DepartmentStore
) -> None:
    ann = an_admin(office, "zh")
    short = TEACHING[:-1]
    assert office.asks(ann, f"{short}12月要完成什么").text.startswith(TEACHING)
    asked = office.asks(ann, f"/alias {short} = {LIBRARY}")
    assert f"“{short}”目前指{TEACHING}" in asked.text
    assert names.departments()[1].aliases == ()
    press(ann, asked, "✅")
    assert names.departments()[1].aliases == (short,)


@LANGUAGES
def test_odd_new_names_are_refused_in_words(office: Play, language: str) -> None:
    ann = an_admin(office, language)
    several = {"zh": "是几个名称", "en": "are several names"}[language]
    assert several in office.asks(ann, f"/rename {LIBRARY} = 甲馆、乙馆").text
    assert several in office.asks(ann, f"/alias 甲馆，乙馆 = {LIBRARY}").text
    same = office.asks(ann, f"/rename {LIBRARY} = {LIBRARY}")
    assert {"zh": "已经是这个名称", "en": "is called that already"}[language] in same.text
    assert not same.labels


def test_a_name_like_a_former_one_is_offered_its_department(office: Play, names: DepartmentStore) -> None:
    ann = an_admin(office, "zh")
    names.set_alias("勘察设计监理部", LIBRARY, BY)
    names.note_unknown(["勘查设计监理部"], NOW)
    listed = office.asks(ann, "/departments")
    press(ann, listed, "未识别的名称")
    press(ann, listed, "1")
    assert listed.labels[0] == f"= {LIBRARY}"
    press(ann, listed, f"= {LIBRARY}")
    assert "“勘查设计监理部”" in listed.text
    assert LIBRARY in listed.text


@LANGUAGES
def test_a_renamed_department_keeps_all_that_it_has(
    office: Play, names: DepartmentStore, language: str
) -> None:
    ann, bo = an_admin(office, language), office.person(language)
    group = office.group(bo, departments=(LIBRARY,))
    asked = {"zh": "{}11月要完成什么", "en": "what does {} owe in November"}[language]
    old = office.asks(bo, "/ask " + asked.format(LIBRARY), group)
    office.says_admin(f"/role {bo.id} head {LIBRARY}")
    office.asks(bo, f"/subscribe {LIBRARY}", group)
    preview = office.asks(ann, f"/rename {LIBRARY} = 文献中心")
    assert {"zh": "“图书馆”将改称“文献中心”。", "en": "“图书馆” will be called “文献中心”."}[
        language
    ] in preview.text
    assert names.departments()[1].name == LIBRARY
    press(ann, preview, "✅")
    assert names.departments()[1].name == "文献中心"
    assert latest(office) == (Deed.DEPARTMENT_RENAMED, "文献中心")
    chat, _ = office.chats.look_up(group.id, None)
    assert chat
    assert chat.departments == ("文献中心",)
    subscribed = next(each for each in RecordLog(office.engine).entries(9) if each.what == Deed.SUBSCRIBED)
    assert (subscribed.who, subscribed.details) == (bo.id, {"departments": [LIBRARY]})
    told = SubscriptionStore(office.engine).find(Address("telegram", group.id))
    assert told
    assert told.subscription.departments == ("文献中心",)
    for name in (LIBRARY, "文献中心"):
        office.until(
            lambda name=name: office.asks(bo, "/ask " + asked.format(name), group).text.startswith("文献中心")  # type: ignore[misc]
        )
    press(bo, old, "◀")
    assert old.text.startswith("文献中心")
    assert PlanStore(office.engine).preview(the_plan()).unchanged
    card = office.asks(ann, "/departments")
    press(ann, card, "2")
    assert f"{LIBRARY} → 文献中心" in card.text


@LANGUAGES
def test_what_was_previewed_is_not_done_after_somebody_elses_change(
    office: Play, names: DepartmentStore, language: str
) -> None:
    ann = an_admin(office, language)
    preview = office.asks(ann, f"/rename {LIBRARY} = 文献中心")
    names.set_alias("馆里", LIBRARY, BY)
    notice = press(ann, preview, "✅")
    assert {"zh": "已有变化", "en": "have changed meanwhile"}[language] in notice
    preview = office.asks(ann, f"/rename {LIBRARY} = 文献中心")
    office.passes(hours=2)
    press(ann, preview, "✅")
    assert {"zh": "预览已过期", "en": "too old"}[language] in preview.text
    assert names.departments()[1].name == LIBRARY


@LANGUAGES
def test_a_name_that_is_anothers_is_not_even_previewed(office: Play, language: str) -> None:
    ann = an_admin(office, language)
    said = office.asks(ann, f"/rename {LIBRARY} = {FINANCE}")
    assert {"zh": "请改用合并", "en": "merge the two instead"}[language] in said.text
    assert not said.labels
    for command, usage in (("/rename", "改名"), ("/merge", "合并")):
        said = office.asks(ann, command)
        assert (usage if language == "zh" else "To ") in said.text


@LANGUAGES
def test_departments_are_merged_by_buttons(office: Play, language: str) -> None:
    store, year = PlanStore(office.engine), {"zh": 2041, "en": 2042}[language]
    one, other = f"筹建处{year}", f"保卫处{year}"
    plan = a_plan(
        a_parsed_item("建馆", departments=(other, one)), a_parsed_item("选址", department=one), year=year
    )
    store.publish(plan, file_name="x", content=b"x", now=NOW)
    found = {each.name: each.id for each in DepartmentStore(office.engine).departments()}
    ann = an_admin(office, language)
    card = office.asks(ann, "/departments")
    ann.sends_callback(card, f"a:do:{found[one]}:1").wait()
    press(ann, card, "⇢")
    ann.sends_callback(card, f"a:dp:{found[one]}:{found[other]}").wait()
    assert {"zh": f"“{one}”将并入“{other}”", "en": f"“{one}” will be part of “{other}”"}[
        language
    ] in card.text
    press(ann, card, "✅")
    items = store.find(ItemFilter(years=(year,)))
    assert [item.departments for item in items] == [(other,), (other,)]
    assert store.preview(plan).unchanged
    assert latest(office) == (Deed.DEPARTMENTS_MERGED, other)
    office.until(lambda: office.asks(ann, f"{one}有哪些任务").text.startswith(other))


# -- names that nobody has ----------------------------------------------------------------------------------


@LANGUAGES
def test_names_asked_about_in_vain_become_aliases_with_one_tap(
    office: Play, names: DepartmentStore, language: str
) -> None:
    ann, bo = an_admin(office, language), office.person(language)
    group = office.group(bo)
    for _ in range(2):
        office.asks(bo, "/ask 财物部12月要完成什么", group)
    office.asks(bo, "/ask 外事处12月要完成什么", group)
    office.asks(office.person(), "北极处12月要完成什么")
    office.until(lambda: len(names.unknown_names()) == 2)
    assert [(each.name, each.times) for each in names.unknown_names()] == [("财物部", 2), ("外事处", 1)]
    listed = office.asks(ann, "/departments")
    press(ann, listed, {"zh": "未识别的名称：2", "en": "Unknown names: 2"}[language])
    assert {"zh": "财物部 · 问过 2 次", "en": "财物部 · asked 2 times"}[language] in listed.text
    press(ann, listed, "1")
    press(ann, listed, f"= {FINANCE}")
    assert names.departments()[2].aliases == ("财物部",)
    assert "外事处" in listed.text
    press(ann, listed, "1")
    press(ann, listed, "🚫")
    assert names.unknown_names() == ()
    assert latest(office) == (Deed.NAME_IGNORED, "外事处")
    office.until(lambda: office.asks(bo, "/ask 财物部12月要完成什么", group).text.startswith(FINANCE))


# -- chats and people ---------------------------------------------------------------------------------------


@LANGUAGES
def test_what_a_chat_may_ask_about_is_changed_by_buttons_and_revoked(office: Play, language: str) -> None:
    ann, bo = an_admin(office, language), office.person(language)
    group = office.group(bo)
    listed = office.asks(ann, "/chats")
    ann.sends_callback(listed, f"c:{group.id}:o").wait()
    press(ann, listed, {"zh": "限定部门", "en": "Departments"}[language])
    for name in (LIBRARY, FINANCE):
        press(ann, listed, f"☐ {name}")
    press(ann, listed, f"☑ {LIBRARY}")
    assert _chat_of(office, group.id) == (ChatState.APPROVED, (FINANCE,))
    assert office.asks(bo, f"/ask {FINANCE}12月", group).text.startswith(FINANCE)
    press(ann, listed, {"zh": "全部部门", "en": "all departments"}[language])
    assert _chat_of(office, group.id) == (ChatState.APPROVED, None)
    press(ann, listed, "‹")
    press(ann, listed, {"zh": "撤销批准", "en": "Revoke"}[language])
    assert _chat_of(office, group.id)[0] is ChatState.REFUSED
    press(ann, listed, "‹")
    press(ann, listed, {"zh": "已拒绝", "en": "refused"}[language])
    assert str(group.id) in listed.text
    deeds = [entry.what for entry in RecordLog(office.engine).entries(9) if str(group.id) in entry.about]
    assert deeds == [Deed.CHAT_REFUSED, *[Deed.CHAT_LIMITED] * 4, Deed.CHAT_APPROVED]


def _chat_of(office: Play, chat_id: int) -> tuple[ChatState, tuple[str, ...] | None]:
    chat, _ = office.chats.look_up(chat_id, None)
    assert chat
    return chat.state, chat.departments


@LANGUAGES
def test_roles_are_given_and_taken_by_buttons(office: Play, language: str) -> None:
    ann, bo = an_admin(office, language), office.person(language)
    office.asks(bo, "/whoami")
    listed = office.asks(ann, "/chats")
    ann.sends_callback(listed, f"c:{bo.id}:o").wait()
    press(ann, listed, {"zh": "角色", "en": "Role"}[language])
    press(ann, listed, {"zh": "负责人", "en": "head"}[language])
    assert {"zh": "未获管理员批准", "en": "approved"}[language] in office.asks(bo, "/due").text
    press(ann, listed, f"☐ {LIBRARY}")
    press(ann, listed, "‹")
    press(ann, listed, {"zh": "限定部门", "en": "Departments"}[language])
    assert f"☑ {LIBRARY}" in listed.labels
    _, person = office.chats.look_up(bo.id, bo.id)
    assert person
    assert (person.role, person.departments) == (Role.HEAD, (LIBRARY,))
    assert office.asks(bo, "/my").text.startswith(LIBRARY)
    press(ann, listed, "‹")
    press(ann, listed, {"zh": "管理员", "en": "admin"}[language])
    assert office.asks(bo, "/log").labels is not None
    office.until(lambda: "backup" in office.server.menu(bo.private(), bo))
    press(ann, listed, {"zh": "无角色", "en": "no role"}[language])
    office.until(lambda: "backup" not in office.server.menu(bo.private(), bo))
    _, person = office.chats.look_up(bo.id, bo.id)
    assert person
    assert person.role is None
    assert latest(office) == (Deed.ROLE_TAKEN, f"{bo.name} ({bo.id})")


@LANGUAGES
def test_admins_of_the_settings_are_fixed(office: Play, language: str) -> None:
    ann = an_admin(office, language)
    listed = office.asks(ann, "/admins")
    ann.sends_callback(listed, f"a:pr:{office.admin.id}:3").wait()
    assert "ADMIN_IDS" in listed.text
    assert office.says_admin("/log").labels is not None
    assert "ADMIN_IDS" in office.asks(ann, f"/role {office.admin.id} none").text


# -- the log ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_log_says_who_did_what_the_latest_first_on_pages(
    office: Play, names: DepartmentStore, language: str
) -> None:
    ann = an_admin(office, language)
    for number in range(11):
        names.set_alias(f"别名{number}", LIBRARY, Author("test", office.now))
    office.asks(ann, "/alias 最新 = 图书馆")
    said = office.asks(ann, "/log")
    first = next(line for line in said.text.splitlines() if "最新" in line)
    assert first == said.text.splitlines()[1]
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d · ", first)
    assert f"{ann.name} ({ann.id})" in first
    assert {"zh": "设置别名：最新", "en": "set an alias: 最新"}[language] in first
    press(ann, said, "2/")
    assert "别名0" in said.text
    assert any(label.startswith("‹ 1/") for label in said.labels)


# -- backups ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_an_admin_gets_a_backup_that_can_be_restored_and_holds_no_secret(
    office: Play, tmp_path: Path, language: str
) -> None:
    ann = an_admin(office, language)
    said = office.asks(ann, "/backup")
    assert {"zh": "各版计划及原文件", "en": "the plans with all versions"}[language] in said.text
    assert re.search(r"[(（]\d+ KB[)）]", said.text)
    file = tmp_path / "got.backup"
    file.write_bytes(file_in(office, said))
    assert office.server.token.encode() not in gzip.decompress(file.read_bytes())
    engine = make_engine(f"sqlite:///{tmp_path}/restored.db")
    migrate(engine)
    restore(engine, file, BY, tmp_path)
    assert len(PlanStore(engine).find(ItemFilter(years=(2017,)))) == len(the_plan().items)
    engine.dispose()
    office.until(lambda: latest(office)[0] == Deed.BACKED_UP)


@pytest.mark.slow
@LANGUAGES
def test_a_backup_that_is_too_large_to_send_is_said_to_be(tmp_path: Path, language: str) -> None:
    with a_stage(tmp_path) as office:
        ann = an_admin(office, language)
        plan, content = the_plan(), os.urandom(51_000_000)
        PlanStore(office.engine).publish(plan, file_name="x", content=content, now=NOW, year=2031)
        ann.says(ann.private(), "/backup")
        said = ann.private().wait_for(lambda message: "MB" in message.text, timeout=60)
        assert {"zh": "超过机器人可发送的 50 MB", "en": "a bot may send 50 MB at most"}[language] in said.text
        assert "document" not in (said.content or {})


# -- help and menus -----------------------------------------------------------------------------------------


@LANGUAGES
def test_admins_are_offered_their_commands(office: Play, language: str) -> None:
    ann = an_admin(office, language)
    said = office.asks(ann, "/help").text
    for command in ("departments", "alias", "rename", "merge", "log", "backup"):
        assert f"/{command} – " in said
        assert command in office.server.menu(ann.private(), ann)
    bo = office.person(language)
    office.group(bo)
    assert "/backup" not in office.asks(bo, "/help").text
