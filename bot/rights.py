"""Who may do what, and where (DESIGN §5). PURE.

In a group or a channel the place decides: everyone there sees the answer. In private the person does, by a
role, by an approval of their own, or as a member of approved groups. All else is closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.question import Intent
from storage.chats import ChatKind, ChatState, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.question import Question
    from storage.chats import Chat, Departments, Person

UNBOUND = {Intent.HELP, Intent.OUT_OF_SCOPE, Intent.SHOW, Intent.UNKNOWN_DEPARTMENT}
"""Intents whose questions are not limited by adding departments: they list none, or go by code."""


class Act(StrEnum):
    """What someone wants to do."""

    ASK = "ask"
    SUBSCRIBE = "subscribe"
    REPORT = "report"
    ADMINISTER = "administer"


class Refusal(StrEnum):
    """Why not."""

    STRANGER = "stranger"
    OTHER_DEPARTMENTS = "other_departments"
    HEADS_ONLY = "heads_only"
    ADMINS_ONLY = "admins_only"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Who speaks where. `chat` is None outside of chats (inline), `person` where the chat itself speaks.

    `groups` are approved groups that the person is known to be in; they matter in private only.
    """

    chat: Chat | None
    person: Person | None
    is_first_admin: bool = False
    groups: tuple[Chat, ...] = ()

    @property
    def is_private(self) -> bool:
        return self.chat is None or self.chat.kind is ChatKind.PRIVATE


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What someone may do in a place.

    `scope` is what may be asked about: None everything, () nothing. `own` are the departments meant by "my".
    """

    role: Role | None = None
    scope: Departments = ()
    own: tuple[str, ...] = ()

    @property
    def may_ask(self) -> bool:
        return self.scope != ()


def rights_in(situation: Situation) -> Rights:
    """Work out what someone may do where they are."""
    role = role_of(situation)
    scope = _scope_of_person(situation, role) if situation.is_private else _scope_of_place(situation.chat)
    return Rights(role=role, scope=scope, own=_own(situation))


def role_of(situation: Situation) -> Role | None:
    """Return the role of whoever speaks; a chat that speaks for itself has none, whoever writes for it."""
    if situation.person is None:
        return None
    return Role.ADMIN if situation.is_first_admin else situation.person.role


def _scope_of_place(chat: Chat | None) -> Departments:
    return chat.departments if chat and chat.state is ChatState.APPROVED else ()


def _scope_of_person(situation: Situation, role: Role | None) -> Departments:
    """Join what role, approval and groups allow. A refusal outweighs the groups, a role outweighs it."""
    if role is Role.ADMIN:
        return None
    person, chat = situation.person, situation.chat
    scopes: list[Departments] = []
    if role is not None and person is not None:
        # A head's role is about departments; a member without one may ask about all.
        scopes.append(person.departments if role is Role.HEAD else person.departments or None)
    if chat is None or chat.state is not ChatState.REFUSED:
        scopes.append(_scope_of_place(chat))
        scopes += [_scope_of_place(group) for group in situation.groups]
    return joined(scopes)


def joined(scopes: Iterable[Departments]) -> Departments:
    """Join scopes: everything, if any is; else the departments of all of them."""
    scopes = list(scopes)
    if None in scopes:
        return None
    return tuple(dict.fromkeys(name for scope in scopes if scope for name in scope))


def _own(situation: Situation) -> tuple[str, ...]:
    """Return the departments of the person, else of the place."""
    person, chat = situation.person, situation.chat
    if person is not None and person.departments:
        return person.departments
    return (chat.departments or ()) if chat else ()


def decide(act: Act, rights: Rights, departments: Iterable[str] = ()) -> Refusal | None:
    """Say why `act` on `departments` (none: on nobody's in particular) is refused; None where it is not."""
    if act is Act.ADMINISTER:
        return None if rights.role is Role.ADMIN else Refusal.ADMINS_ONLY
    if not rights.may_ask:
        return Refusal.STRANGER
    named = set(departments)
    if rights.scope is not None and not named <= set(rights.scope):
        return Refusal.OTHER_DEPARTMENTS
    if act is Act.ASK or rights.role is Role.ADMIN:
        return None
    if rights.role is not Role.HEAD:
        return Refusal.HEADS_ONLY
    return None if named <= set(rights.own) else Refusal.OTHER_DEPARTMENTS


def decide_reminders(rights: Rights, departments: Departments) -> Refusal | None:
    """Say why reminders of these departments (None: of all) may not be set; None where they may."""
    refusal = decide(Act.SUBSCRIBE, rights, departments or ())
    if refusal is not None or departments is not None:
        return refusal
    sees_all = rights.role is Role.ADMIN and rights.scope is None
    return None if sees_all else Refusal.OTHER_DEPARTMENTS


def may_remind_of(rights: Rights, known: Iterable[str]) -> tuple[str, ...]:
    """Return the departments whose reminders may be set, of all that are `known`."""
    mine = known if rights.role is Role.ADMIN else rights.own
    return tuple(name for name in mine if decide_reminders(rights, (name,)) is None)


@dataclass(frozen=True)
class Limited:
    """A question cut to what may be asked; `left_out` are departments that it named and may not."""

    question: Question | None
    left_out: tuple[str, ...] = ()


def limited(question: Question, rights: Rights) -> Limited:
    """Cut a question to the scope: "my" becomes the own departments, "all" those of the scope.

    The question is None where it is only about departments outside of the scope.
    """
    if question.asks_own and not question.departments and rights.own:
        question = replace(question, departments=rights.own, asks_own=False)
    scope = rights.scope
    if scope is None or question.intent in UNBOUND:
        return Limited(question)
    if not question.departments:
        return Limited(replace(question, departments=scope))
    allowed = tuple(name for name in question.departments if name in scope)
    left_out = tuple(name for name in question.departments if name not in scope)
    return Limited(replace(question, departments=allowed) if allowed else None, left_out)
