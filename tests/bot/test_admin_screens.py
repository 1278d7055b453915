"""What admins see of names, people and the log, and what their buttons carry."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.admin_buttons import AdminPress, Screen, Wish, button, read_admin_press, turns
from bot.catalogue import catalogue
from bot.handlers.admin_presses import ANSWERS
from bot.html import html_pages
from bot.naming_screens import department_card, department_list, renaming_preview, unknown_card, unknown_list
from bot.paging import page_of
from bot.people_screens import chat_card, chat_list, people_list, person_card, person_picker, scope_picker
from bot.question import Language
from bot.record_wording import DEEDS, KNOWN_WORDS, entry_line, log_screen
from storage.chats import Chat, ChatKind, ChatState, Person, Role
from storage.naming import NamedDepartment, Renaming, UnknownName
from storage.records import Deed, Entry
from tests.examples import NOW

ZONE = ZoneInfo("Asia/Shanghai")
ZH, EN = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)
LONG = "长" * 200
HUGE = -1_002_345_678_901
MANY = tuple(
    NamedDepartment(id=n, name=f"{LONG}{n}", aliases=tuple(f"{LONG}{a}" for a in range(30)), items=n)
    for n in range(1, 30)
)
CHAT = Chat(id=HUGE, kind=ChatKind.SUPERGROUP, title=LONG, state=ChatState.APPROVED, departments=(LONG,) * 40)
PERSON = Person(id=9_999_999_999, name=LONG, role=Role.HEAD, departments=(LONG,))
PEOPLE = tuple(Person(id=n, name=LONG, role=Role.HEAD) for n in range(1, 30))
UNKNOWN = tuple(UnknownName(id=n, name="外" * 24, times=n, last_asked_at=NOW) for n in range(1, 30))
RENAMING = Renaming(id=1, before=LONG, after=LONG, into=None, items=3, subscriptions=2, limits=1, seen=7)


def an_entry(
    what: str = Deed.ALIAS_SET, *, who: int | str = 7, about: str = "馆里", **details: object
) -> Entry:
    return Entry(
        number=1, at=NOW, who=who, name="Ann" if who == 7 else "", what=what, about=about, details=details
    )


HISTORY = (an_entry(Deed.DEPARTMENT_RENAMED, before=LONG, after=LONG),) * 20
SCREENS = (
    department_list(MANY, 5, 2, ZH),
    department_card(MANY[0], HISTORY, 3, ZH),
    renaming_preview(RENAMING, "k" * 12, ZH),
    unknown_list(UNKNOWN, 2, ZH),
    unknown_card(UNKNOWN[0], MANY[:4], 1, ZH),
    chat_list((CHAT,) * 20, 2, 2, ZH),
    chat_card(CHAT, ZH),
    scope_picker(CHAT, MANY, 2, ZH),
    people_list(PEOPLE[:3], PEOPLE, 2, "usage", ZH),
    person_card(PERSON, ZH, fixed=False),
    person_picker(PERSON, MANY, 2, ZH),
    log_screen(
        [an_entry(about=LONG, before=[LONG] * 9, after=LONG)] * 10, page_of(range(99), 2)[1], ZH, ZONE
    ),
)


@pytest.mark.parametrize("screen", SCREENS, ids=range(len(SCREENS)))
def test_a_screen_fits_one_message_and_its_buttons_carry_little(screen: Screen) -> None:
    assert len(html_pages(screen.blocks, ZH, rows=100)) == 1
    buttons = [each for line in screen.keyboard for each in line]
    assert 0 < len(buttons) <= 100
    assert all(len(each.data.encode()) <= 64 for each in buttons)
    assert all(len(line) <= 8 for line in screen.keyboard)


@pytest.mark.parametrize(
    "press", [AdminPress(Wish.DEPARTMENTS, (1,)), AdminPress(Wish.SCOPE_WITH, (HUGE, 12, 3)),
              AdminPress(Wish.CARRY_OUT, key="aB-_12345678"), AdminPress(Wish.UNALIAS, (5, 1), "deadbeef")]
)  # fmt: skip
def test_a_press_is_read_as_it_was_written(press: AdminPress) -> None:
    assert read_admin_press(str(press)) == press


@pytest.mark.parametrize(
    "data", ["", "a:", "a:nope:1", "a:d:x", "a:d:1:2:3:4", "a:d:" + "9" * 20, "b:d:1", "a:d:1\n"]
)
def test_what_no_button_carries_is_not_read(data: str) -> None:
    assert read_admin_press(data) is None


def test_every_wish_has_somebody_who_answers() -> None:
    assert {wish.value[0] for wish in Wish} == set(ANSWERS)


def test_pages_are_cut_and_a_page_that_is_not_there_is_the_nearest() -> None:
    assert page_of(range(17), 3)[0] == range(16, 17)
    assert page_of(range(17), 99)[1].number == 3
    assert page_of((), -1)[1].pages == 1
    assert [each.label for each in turns(page_of(range(17), 2)[1], Wish.LOG)] == ["‹ 1/3", "3/3 ›"]
    assert button("x", Wish.LOG, 2).data == "a:l:2"


def test_every_deed_has_words_in_both_languages() -> None:
    assert DEEDS.keys() == set(Deed)
    for words in (ZH, EN):
        assert len({words.say(said) for said in DEEDS.values()}) >= len(Deed) - 1


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (an_entry(after="图书馆"), "2017-11-20 09:30 · Ann (7) · set an alias: 馆里 · 图书馆"),
        (an_entry(before="a", after="b"), "2017-11-20 09:30 · Ann (7) · set an alias: 馆里 · a → b"),
        (
            an_entry(
                Deed.ROLE_GIVEN, about="Bo (9)", before=None, after="head", departments=["教务处", "图书馆"]
            ),
            "2017-11-20 09:30 · Ann (7) · gave a role: Bo (9) · – → head of department · 教务处, 图书馆",
        ),
        (
            an_entry(Deed.CHAT_LIMITED, about="群 (-5)", before="all", after=[]),
            "2017-11-20 09:30 · Ann (7) · changed what the chat may ask about: 群 (-5) · all departments → ",
        ),
        (
            an_entry(Deed.BACKED_UP, who="terminal (root)", about="a.backup", rows=5, size="5 KB"),
            "2017-11-20 09:30 · in the terminal (root) · made a backup: a.backup · 5 KB",
        ),
        (
            an_entry(Deed.PLAN_PUBLISHED, about="2017 v2 · plan.csv", changes="+2 ~7 −1"),
            "2017-11-20 09:30 · Ann (7) · published a plan: 2017 v2 · plan.csv · 2 new, 7 changed, 1 dropped",
        ),
        (an_entry("newer_deed", who=8), "2017-11-20 09:30 · 8 · newer_deed: 馆里"),
    ],
)
def test_a_record_reads_as_a_sentence(entry: Entry, said: str) -> None:
    assert entry_line(entry, EN, ZONE) == said


def test_records_speak_chinese_too() -> None:
    entry = an_entry(Deed.ROLE_TAKEN, about="Bo (9)", before="admin", after=None)
    assert entry_line(entry, ZH, ZONE) == "2017-11-20 09:30 · Ann (7) · 取消角色：Bo (9) · 管理员 → –"
    assert entry_line(an_entry(changes="+2 ~7 −1"), ZH, ZONE).endswith("新增 2，改动 7，删去 1")
    assert {ZH.say(said) for said in KNOWN_WORDS.values()}.isdisjoint(KNOWN_WORDS.values())


def test_times_of_the_log_are_the_offices() -> None:
    late = Entry(number=1, at=NOW + timedelta(hours=15), who=7, name="", what="x", about="y")
    assert entry_line(late, EN, ZONE).startswith("2017-11-21 00:30")


def test_an_admins_own_chat_does_not_wait_for_approval() -> None:
    own, another = (Chat(id=number, kind=ChatKind.PRIVATE, title=f"P{number}") for number in (7, 8))
    screen = chat_list((own, another), 0, 1, EN, admins=(7,))
    text = html_pages(screen.blocks, EN)[0].text
    assert "P8" in text
    assert "P7" not in text
    assert any(each.label == "waiting 1" for line in screen.keyboard for each in line)
