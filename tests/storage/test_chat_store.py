"""Chats, people, approvals and views, on each kind of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind, ChatState, Person, Role, View
from storage.errors import NotAllowedError
from storage.record_log import RecordLog
from storage.records import Author, Deed
from tests.examples import NOW

if TYPE_CHECKING:
    from sqlalchemy import Engine

GROUP = Chat(id=-5, kind=ChatKind.GROUP, title="审协江苏中心")
HUGE = -1_002_345_678_901
ANNA = Person(id=6_000_000_001, name="Anna", username="anna")


@pytest.fixture
def chats(engine: Engine) -> ChatStore:
    return ChatStore(engine)


def a_view(key: str, *, question_id: int | None = None, hours: int = 1, chat_id: int = -5) -> View:
    return View(
        key=key,
        chat_id=chat_id,
        thread_id=None,
        person_id=ANNA.id,
        question_id=question_id,
        answer_id=9,
        content={"question": {"intent": "list", "departments": ["教务处"]}},
        expires_at=NOW + timedelta(hours=hours),
    )


def test_who_was_never_seen_is_unknown(chats: ChatStore) -> None:
    assert chats.look_up(1, None) == (None, None)
    assert chats.look_up(1, 1) == (None, None)


def test_a_chat_is_pending_and_a_person_without_role_when_first_seen(chats: ChatStore) -> None:
    chats.see(GROUP, ANNA)
    assert chats.look_up(GROUP.id, ANNA.id) == (GROUP, ANNA)


def test_seeing_again_changes_names_and_nothing_that_was_decided(chats: ChatStore) -> None:
    chats.see(GROUP, ANNA)
    chats.decide(GROUP.id, 1, NOW, approved=True)
    chats.set_scope(GROUP.id, ("教务处",))
    chats.set_role(ANNA.id, Role.HEAD, ("教务处",))
    chats.set_language(ANNA.id, "en")
    chats.see(replace(GROUP, title="new"), replace(ANNA, name="Ann", username=None))
    chat, person = chats.look_up(GROUP.id, ANNA.id)
    assert chat == replace(GROUP, title="new", state=ChatState.APPROVED, departments=("教务处",))
    assert person == Person(id=ANNA.id, name="Ann", role=Role.HEAD, departments=("教务处",), language="en")


def test_names_that_no_database_takes_are_cleaned(chats: ChatStore) -> None:
    chats.see(replace(GROUP, title="a\0b\ud800c"), replace(ANNA, name="\0Anna"))
    chat, person = chats.look_up(GROUP.id, ANNA.id)
    assert chat
    assert person
    assert (chat.title, person.name) == ("abc", "Anna")


def test_a_scope_of_no_department_is_not_all(chats: ChatStore) -> None:
    chats.see(GROUP, None)
    assert chats.set_scope(GROUP.id, ())
    assert chats.chats()[0].departments == ()
    assert chats.set_scope(GROUP.id, None)
    assert chats.chats()[0].departments is None
    assert not chats.set_scope(77, None)


def test_a_role_may_be_given_to_someone_never_seen_and_taken_away(chats: ChatStore) -> None:
    chats.set_role(7, Role.ADMIN)
    assert chats.people() == (Person(id=7, role=Role.ADMIN),)
    chats.see(GROUP, Person(id=7, name="Bo"))
    chats.set_role(7, None)
    assert chats.people() == ()
    assert chats.look_up(GROUP.id, 7)[1] == Person(id=7, name="Bo")


def test_a_chat_is_told_once_a_day(chats: ChatStore) -> None:
    chats.see(GROUP, None)
    hours = (0, 1, 23, 24, 25, 47, 48)
    told = [chats.tell_once(GROUP.id, NOW + timedelta(hours=hour)) for hour in hours]
    assert told == [True, False, False, True, False, False, True]
    assert not chats.tell_once(77, NOW)


def test_a_chat_asks_to_be_approved_once(chats: ChatStore) -> None:
    assert chats.request(GROUP.id, None, NOW, "k") is None
    chats.see(GROUP, ANNA)
    first = chats.request(GROUP.id, ANNA.id, NOW, "k1")
    assert first
    assert chats.request(GROUP.id, ANNA.id, NOW, "k2") is None
    chats.note_request(GROUP.id, 1, 100)
    chats.note_request(GROUP.id, 1, 101)
    assert chats.find_request(key="k1") == replace(first, notices={1: 101})
    assert chats.find_request(key="k2") is None


@pytest.mark.parametrize(("approved", "state"), [(True, ChatState.APPROVED), (False, ChatState.REFUSED)])
def test_a_decision_stays_until_the_next(chats: ChatStore, approved: bool, state: ChatState) -> None:
    assert not chats.decide(GROUP.id, 1, NOW, approved=approved)
    chats.see(GROUP, None)
    chats.request(GROUP.id, None, NOW, "k")
    assert chats.decide(GROUP.id, 1, NOW, approved=not approved)
    assert chats.decide(GROUP.id, 2, NOW, approved=approved)
    assert chats.chats()[0].state is state
    found = chats.find_request(chat_id=GROUP.id)
    assert found
    assert (found.approved, found.decided_by) == (approved, 2)
    assert chats.request(GROUP.id, None, NOW, "k2") is None


def test_of_several_who_decide_about_a_request_the_first_counts(chats: ChatStore) -> None:
    chats.see(GROUP, ANNA)
    chats.request(GROUP.id, ANNA.id, NOW, "k")
    assert not chats.decide_request("other", 1, NOW, approved=True)
    assert chats.decide_request("k", 1, NOW, approved=True)
    assert not chats.decide_request("k", 2, NOW, approved=False)
    found = chats.find_request(key="k")
    assert found
    assert (found.approved, found.decided_by) == (True, 1)
    assert chats.chats()[0].state is ChatState.APPROVED


def test_the_chats_that_a_person_brings_up_are_counted(chats: ChatStore) -> None:
    for number in range(1, 4):
        chats.see(Chat(id=-number, kind=ChatKind.GROUP), ANNA)
        chats.request(-number, ANNA.id, NOW + timedelta(hours=number), f"k{number}")
    assert chats.requests_of(ANNA.id, NOW + timedelta(hours=2)) == 2
    assert chats.requests_of(1, NOW) == 0


def test_only_approved_groups_with_the_bot_in_them_count(chats: ChatStore) -> None:
    for number, kind in enumerate(ChatKind, start=1):
        chats.see(Chat(id=number, kind=kind), None)
        chats.decide(number, 1, NOW, approved=True)
    chats.see(Chat(id=8, kind=ChatKind.GROUP), None)
    assert [chat.kind for chat in chats.approved_groups()] == [ChatKind.GROUP, ChatKind.SUPERGROUP]
    chats.set_present(Chat(id=2, kind=ChatKind.GROUP, present=False))
    assert [chat.kind for chat in chats.approved_groups()] == [ChatKind.SUPERGROUP]


def test_a_chat_that_comes_back_is_what_it_was(chats: ChatStore) -> None:
    chats.see(GROUP, None)
    chats.decide(GROUP.id, 1, NOW, approved=True)
    chats.set_present(replace(GROUP, present=False))
    chats.set_present(GROUP)
    assert chats.approved_groups() == (replace(GROUP, state=ChatState.APPROVED),)


def test_the_last_sight_of_a_member_counts(chats: ChatStore) -> None:
    chats.note_member(-5, 1, NOW, present=True)
    chats.note_member(-6, 1, NOW, present=True)
    chats.note_member(-5, 1, NOW + timedelta(hours=1), present=False)
    assert {each.chat_id: each.present for each in chats.memberships(1)} == {-5: False, -6: True}
    assert chats.memberships(2) == ()


def test_a_group_that_becomes_a_supergroup_keeps_everything(chats: ChatStore) -> None:
    chats.see(GROUP, ANNA)
    chats.request(GROUP.id, ANNA.id, NOW, "k")
    chats.note_request(GROUP.id, 1, 100)
    chats.decide(GROUP.id, 1, NOW, approved=True)
    chats.set_scope(GROUP.id, ("教务处",))
    chats.set_chat_language(GROUP.id, "en")
    chats.note_member(GROUP.id, ANNA.id, NOW, present=True)
    chats.views.keep([a_view("v", question_id=3)])
    assert chats.migrate(GROUP.id, HUGE)
    assert not chats.migrate(GROUP.id, HUGE)
    assert chats.chats() == (
        Chat(
            id=HUGE,
            kind=ChatKind.SUPERGROUP,
            title=GROUP.title,
            state=ChatState.APPROVED,
            departments=("教务处",),
            language="en",
        ),
    )
    assert [each.chat_id for each in chats.memberships(ANNA.id)] == [HUGE]
    request = chats.find_request(chat_id=HUGE)
    assert request
    assert request.notices == {1: 100}
    assert chats.views.find_answer(HUGE, 3)


@pytest.mark.parametrize("decided", [GROUP.id, HUGE])
def test_a_decision_under_either_id_is_kept_when_the_new_id_was_seen_first(
    chats: ChatStore, decided: int
) -> None:
    chats.see(GROUP, None)
    chats.see(Chat(id=HUGE, kind=ChatKind.SUPERGROUP), None)
    for chat_id in (GROUP.id, HUGE):
        chats.request(chat_id, None, NOW, f"k{chat_id}")
        chats.note_member(chat_id, 1, NOW, present=True)
        chats.note_request(chat_id, 1, 100)
    chats.decide(decided, 1, NOW, approved=True)
    assert chats.migrate(GROUP.id, HUGE)
    assert [(chat.id, chat.state) for chat in chats.chats()] == [(HUGE, ChatState.APPROVED)]


def test_a_view_is_found_by_its_key_and_by_the_last_answer_to_a_message(chats: ChatStore) -> None:
    chats.views.keep([])
    chats.views.keep([a_view("a", question_id=3, hours=1), a_view("b", question_id=3, hours=2), a_view("c")])
    assert chats.views.find("a") == a_view("a", question_id=3, hours=1)
    assert chats.views.find("x") is None
    assert chats.views.find_answer(-5, 3) == a_view("b", question_id=3, hours=2)
    assert chats.views.find_answer(-6, 3) is None


def test_a_view_is_found_by_the_message_that_shows_it(chats: ChatStore) -> None:
    shown = a_view("a", question_id=3)
    chats.views.keep([shown])
    assert shown.answer_id is not None
    assert chats.views.find_shown(-5, shown.answer_id) == shown
    assert chats.views.find_shown(-6, shown.answer_id) is None


def test_expired_views_are_dropped(chats: ChatStore) -> None:
    chats.views.keep([a_view("a", hours=1), a_view("b", hours=3)])
    assert chats.views.drop_expired(NOW + timedelta(hours=2)) == 1
    assert chats.views.find("a") is None
    assert chats.views.find("b")


# -- the log ------------------------------------------------------------------------------------------------


def test_what_is_decided_about_chats_and_people_is_in_the_log(chats: ChatStore, engine: Engine) -> None:
    chats.see(GROUP, ANNA)
    chats.decide(GROUP.id, 7, NOW, approved=True)
    chats.set_scope(GROUP.id, ("教务处",), Author(7, NOW))
    chats.set_role(ANNA.id, Role.HEAD, ("教务处",), Author(7, NOW))
    chats.set_role(ANNA.id, None, (), Author("terminal", NOW))
    chats.decide(GROUP.id, 8, NOW, approved=False)
    found = [(entry.who, entry.what, entry.about, entry.details) for entry in RecordLog(engine).entries(9)]
    group, anna = "审协江苏中心 (-5)", f"Anna ({ANNA.id})"
    assert found[::-1] == [
        (7, Deed.CHAT_APPROVED, group, {}),
        (7, Deed.CHAT_LIMITED, group, {"before": "all", "after": ["教务处"]}),
        (7, Deed.ROLE_GIVEN, anna, {"before": None, "after": "head", "departments": ["教务处"]}),
        ("terminal", Deed.ROLE_TAKEN, anna, {"before": "head", "after": None, "departments": []}),
        (8, Deed.CHAT_REFUSED, group, {}),
    ]


def test_what_is_not_there_or_was_decided_before_leaves_no_record(chats: ChatStore, engine: Engine) -> None:
    assert not chats.decide(77, 7, NOW, approved=True)
    assert not chats.set_scope(77, None, Author(7, NOW))
    assert not chats.decide_request("no such key", 7, NOW, approved=True)
    assert RecordLog(engine).count() == 0


def test_the_last_admin_stays_unless_the_settings_name_one(chats: ChatStore, engine: Engine) -> None:
    by = Author(1, NOW)
    chats.set_role(1, Role.ADMIN, (), by, ())
    chats.set_role(2, Role.ADMIN, (), by, ())
    chats.set_role(1, Role.MEMBER, (), by, ())
    for role in (None, Role.HEAD):
        with pytest.raises(NotAllowedError, match="last admin"):
            chats.set_role(2, role, (), by, ())
    assert [person.role for person in chats.people()] == [Role.MEMBER, Role.ADMIN]
    chats.set_role(2, None, (), by, (99,))
    assert RecordLog(engine).entries(1)[0].what == Deed.ROLE_TAKEN


def test_two_admins_who_depose_each_other_at_once_leave_one(chats: ChatStore) -> None:
    for _ in range(5):
        for admin in (1, 2):
            chats.set_role(admin, Role.ADMIN)
        with ThreadPoolExecutor(2) as threads:
            done = [threads.submit(chats.set_role, one, None, (), Author(3 - one, NOW), ()) for one in (1, 2)]
        refused = [each for each in done if each.exception()]
        assert len(refused) == 1
        assert [person.role for person in chats.people()] == [Role.ADMIN]
