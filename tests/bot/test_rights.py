"""Who may do what, where: the whole table, and what holds for all of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Intent
from bot.rights import (
    Act,
    Refusal,
    Rights,
    Situation,
    decide,
    joined,
    limited,
    rights_in,
)
from storage.chats import Chat, ChatKind, ChatState, Person, Role
from tests.examples import a_question

TEACHING, LIBRARY, FINANCE = "教务处", "图书馆", "财务处"
PRIVATE = Chat(id=7, kind=ChatKind.PRIVATE)
GROUP = Chat(id=-5, kind=ChatKind.GROUP, state=ChatState.APPROVED)
OF_LIBRARY = replace(GROUP, id=-6, departments=(LIBRARY,))
UNDECIDED = replace(GROUP, id=-8, state=ChatState.PENDING)
REFUSED = replace(GROUP, id=-9, state=ChatState.REFUSED)
CHANNEL = Chat(id=-10, kind=ChatKind.CHANNEL, state=ChatState.APPROVED)
NOBODY = Person(id=7)
ADMIN = replace(NOBODY, role=Role.ADMIN)
HEAD = replace(NOBODY, role=Role.HEAD, departments=(TEACHING,))
MEMBER = replace(NOBODY, role=Role.MEMBER, departments=(TEACHING,))
KNOWN = replace(NOBODY, role=Role.MEMBER)

STRANGER, OTHERS, HEADS, ADMINS = (
    Refusal.STRANGER,
    Refusal.OTHER_DEPARTMENTS,
    Refusal.HEADS_ONLY,
    Refusal.ADMINS_ONLY,
)
OK = None

PEOPLE = {
    "a stranger": Situation(chat=PRIVATE, person=NOBODY),
    "a stranger in an undecided group": Situation(chat=UNDECIDED, person=NOBODY),
    "a stranger in a refused group": Situation(chat=REFUSED, person=NOBODY),
    "an admin in an undecided group": Situation(chat=UNDECIDED, person=ADMIN),
    "a person in an approved group": Situation(chat=GROUP, person=NOBODY),
    "a person in a group of the library": Situation(chat=OF_LIBRARY, person=NOBODY),
    "an anonymous admin of an approved group": Situation(chat=GROUP, person=None),
    "an approved channel": Situation(chat=CHANNEL, person=None),
    "a channel nobody approved": Situation(chat=replace(CHANNEL, state=ChatState.PENDING), person=None),
    "a group member in private": Situation(chat=PRIVATE, person=NOBODY, groups=(GROUP,)),
    "a library group's member in private": Situation(chat=PRIVATE, person=NOBODY, groups=(OF_LIBRARY,)),
    "an approved person": Situation(chat=replace(PRIVATE, state=ChatState.APPROVED), person=NOBODY),
    "a refused person in an approved group": Situation(
        chat=replace(PRIVATE, state=ChatState.REFUSED), person=NOBODY, groups=(GROUP,)
    ),
    "a member of teaching": Situation(chat=PRIVATE, person=MEMBER),
    "a member without department": Situation(chat=PRIVATE, person=KNOWN),
    "a member of teaching in the library's group": Situation(chat=OF_LIBRARY, person=MEMBER),
    "a head of teaching": Situation(chat=PRIVATE, person=HEAD),
    "a head of teaching in an approved group": Situation(chat=GROUP, person=HEAD),
    "a head of teaching in the library's group": Situation(chat=OF_LIBRARY, person=HEAD),
    "an admin": Situation(chat=PRIVATE, person=ADMIN),
    "an admin of the settings": Situation(chat=PRIVATE, person=NOBODY, is_first_admin=True),
    "an admin in the library's group": Situation(chat=OF_LIBRARY, person=ADMIN),
    "a demoted admin": Situation(chat=PRIVATE, person=NOBODY),
    "an admin demoted to member of teaching": Situation(chat=PRIVATE, person=MEMBER),
    "an admin demoted in an approved group": Situation(chat=GROUP, person=NOBODY),
    "an approved person inline": Situation(chat=None, person=KNOWN),
    "a stranger inline": Situation(chat=None, person=NOBODY),
}

# who: ask about nothing in particular, about teaching, about the library;
#      subscribe to teaching, to the library; report on teaching, on the library; administer
TABLE = {
    "a stranger": (STRANGER,) * 7 + (ADMINS,),
    "a stranger in an undecided group": (STRANGER,) * 7 + (ADMINS,),
    "a stranger in a refused group": (STRANGER,) * 7 + (ADMINS,),
    "an admin in an undecided group": (STRANGER,) * 7 + (OK,),
    "a person in an approved group": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "a person in a group of the library": (OK, OTHERS, OK, OTHERS, HEADS, OTHERS, HEADS, ADMINS),
    "an anonymous admin of an approved group": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "an approved channel": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "a channel nobody approved": (STRANGER,) * 7 + (ADMINS,),
    "a group member in private": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "a library group's member in private": (OK, OTHERS, OK, OTHERS, HEADS, OTHERS, HEADS, ADMINS),
    "an approved person": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "a refused person in an approved group": (STRANGER,) * 7 + (ADMINS,),
    "a member of teaching": (OK, OK, OTHERS, HEADS, OTHERS, HEADS, OTHERS, ADMINS),
    "a member without department": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "a member of teaching in the library's group": (OK, OTHERS, OK, OTHERS, HEADS, OTHERS, HEADS, ADMINS),
    "a head of teaching": (OK, OK, OTHERS, OK, OTHERS, OK, OTHERS, ADMINS),
    "a head of teaching in an approved group": (OK, OK, OK, OK, OTHERS, OK, OTHERS, ADMINS),
    "a head of teaching in the library's group": (OK, OTHERS, OK, OTHERS, OTHERS, OTHERS, OTHERS, ADMINS),
    "an admin": (OK,) * 8,
    "an admin of the settings": (OK,) * 8,
    "an admin in the library's group": (OK, OTHERS, OK, OTHERS, OK, OTHERS, OK, OK),
    "a demoted admin": (STRANGER,) * 7 + (ADMINS,),
    "an admin demoted to member of teaching": (OK, OK, OTHERS, HEADS, OTHERS, HEADS, OTHERS, ADMINS),
    "an admin demoted in an approved group": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "an approved person inline": (OK, OK, OK, HEADS, HEADS, HEADS, HEADS, ADMINS),
    "a stranger inline": (STRANGER,) * 7 + (ADMINS,),
}
DEEDS = (
    (Act.ASK, ()),
    (Act.ASK, (TEACHING,)),
    (Act.ASK, (LIBRARY,)),
    (Act.SUBSCRIBE, (TEACHING,)),
    (Act.SUBSCRIBE, (LIBRARY,)),
    (Act.REPORT, (TEACHING,)),
    (Act.REPORT, (LIBRARY,)),
    (Act.ADMINISTER, ()),
)


def test_the_table_knows_everyone() -> None:
    assert TABLE.keys() == PEOPLE.keys()


@pytest.mark.parametrize(
    ("who", "deed", "refusal"),
    [
        pytest.param(who, deed, refusal, id=f"{who}-{deed[0]}-{'+'.join(deed[1]) or 'anything'}")
        for who, row in TABLE.items()
        for deed, refusal in zip(DEEDS, row, strict=True)
    ],
)
def test_each_is_refused_what_the_table_says(
    who: str, deed: tuple[Act, tuple[str, ...]], refusal: Refusal | None
) -> None:
    assert decide(deed[0], rights_in(PEOPLE[who]), deed[1]) is refusal


@pytest.mark.parametrize(
    ("situation", "own"),
    [
        (Situation(chat=PRIVATE, person=HEAD), (TEACHING,)),
        (Situation(chat=OF_LIBRARY, person=HEAD), (TEACHING,)),
        (Situation(chat=OF_LIBRARY, person=NOBODY), (LIBRARY,)),
        (Situation(chat=OF_LIBRARY, person=None), (LIBRARY,)),
        (Situation(chat=GROUP, person=NOBODY), ()),
        (Situation(chat=None, person=None), ()),
    ],
)
def test_my_departments_are_the_persons_else_the_places(situation: Situation, own: tuple[str, ...]) -> None:
    assert rights_in(situation).own == own


def test_several_groups_allow_what_each_allows() -> None:
    finance = replace(GROUP, id=-11, departments=(FINANCE,))
    both = Situation(chat=PRIVATE, person=NOBODY, groups=(OF_LIBRARY, finance))
    assert rights_in(both).scope == (LIBRARY, FINANCE)
    assert rights_in(replace(both, groups=(OF_LIBRARY, finance, GROUP))).scope is None


def test_groups_matter_in_private_only() -> None:
    assert rights_in(Situation(chat=UNDECIDED, person=NOBODY, groups=(GROUP,))).scope == ()


SCOPES = st.one_of(st.none(), st.lists(st.sampled_from((TEACHING, LIBRARY, FINANCE))).map(tuple))


@given(st.lists(SCOPES))
def test_joined_scopes_allow_what_any_allows(scopes: list[tuple[str, ...] | None]) -> None:
    whole = joined(scopes)
    for name in (TEACHING, LIBRARY, FINANCE):
        allowed = any(scope is None or name in scope for scope in scopes)
        assert (whole is None or name in whole) is allowed


LIMITED = Rights(scope=(TEACHING, LIBRARY))


def test_a_question_about_all_is_cut_to_the_scope() -> None:
    assert limited(a_question(), LIMITED).question == a_question(departments=(TEACHING, LIBRARY))
    assert limited(a_question(), Rights(scope=None)).question == a_question()


def test_a_question_about_others_is_refused() -> None:
    assert limited(a_question(departments=(FINANCE,)), LIMITED).question is None


def test_of_several_departments_the_allowed_ones_stay() -> None:
    cut = limited(a_question(departments=(FINANCE, LIBRARY)), LIMITED)
    assert cut.question == a_question(departments=(LIBRARY,))
    assert cut.left_out == (FINANCE,)


def test_my_means_the_own_departments() -> None:
    asked = a_question(asks_own=True)
    assert limited(asked, Rights(scope=None, own=(LIBRARY,))).question == a_question(departments=(LIBRARY,))
    assert limited(asked, Rights(scope=None)).question == asked
    assert limited(asked, Rights(scope=(TEACHING,), own=(LIBRARY,))).question is None


DEPARTMENTS = st.lists(st.sampled_from((TEACHING, LIBRARY, FINANCE)), unique=True).map(tuple)


@given(st.sampled_from(Intent), DEPARTMENTS, DEPARTMENTS, DEPARTMENTS, st.booleans())
def test_no_limited_list_names_a_department_outside_of_the_scope(
    intent: Intent, asked: tuple[str, ...], scope: tuple[str, ...], own: tuple[str, ...], mine: bool
) -> None:
    rights = Rights(scope=scope, own=own)
    if rights.may_ask:
        cut = limited(a_question(intent, departments=asked, asks_own=mine), rights).question
        lists = intent in {Intent.LIST, Intent.COUNT, Intent.RANK, Intent.WHO, Intent.WHEN}
        if cut is not None and lists:
            assert cut.departments
            assert set(cut.departments) <= set(scope)


def test_nobody_may_do_more_with_fewer_rights() -> None:
    """What is refused to an admin in a place is refused to everyone there."""
    for chat, (act, departments) in product((GROUP, OF_LIBRARY, UNDECIDED, REFUSED, CHANNEL), DEEDS):
        admin = decide(act, rights_in(Situation(chat=chat, person=ADMIN)), departments)
        for person in (NOBODY, HEAD, MEMBER, None):
            other = decide(act, rights_in(Situation(chat=chat, person=person)), departments)
            assert admin is None or other is not None
