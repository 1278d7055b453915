"""The nouns of rights: chat, person, role, approval request, and the view behind a message's buttons.

PURE values. Ids are the messenger's own; a private chat has the id of its person. Times are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Departments = tuple[str, ...] | None
"""Departments that something is limited to; None is all of them, () is none."""


class ChatKind(StrEnum):
    """What sort of chat it is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"

    @property
    def is_group(self) -> bool:
        return self in {ChatKind.GROUP, ChatKind.SUPERGROUP}


class ChatState(StrEnum):
    """What the admins have decided about a chat; a chat is pending until they do."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Role(StrEnum):
    """What a person is for the bot; who has none is known through a chat, or a stranger."""

    ADMIN = "admin"
    HEAD = "head"
    MEMBER = "member"


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A chat. `departments` is what it may ask about; `present` says whether the bot is still in it."""

    id: int
    kind: ChatKind
    title: str = ""
    state: ChatState = ChatState.PENDING
    departments: Departments = None
    language: str | None = None
    present: bool = True


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person. `departments` are the person's own; `language` is the one chosen, None for the client's."""

    id: int
    name: str = ""
    username: str | None = None
    role: Role | None = None
    departments: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class Membership:
    """Whether a person is in a chat, as of a moment."""

    chat_id: int
    present: bool
    checked_at: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalRequest:
    """A chat that asks to be approved. `asked_by` is the person who brought it up, if known.

    `notices` are the messages about it that admins got: admin to message id.
    """

    key: str
    chat_id: int
    asked_by: int | None
    asked_at: datetime
    approved: bool | None = None
    decided_by: int | None = None
    notices: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class View:
    """What a message with buttons shows, so that a press can show something near.

    `content` is plain JSON, written and read by who shows it; `question_id` is the message that asked.
    """

    key: str
    chat_id: int
    thread_id: int | None
    person_id: int | None
    question_id: int | None
    answer_id: int | None
    content: Mapping[str, object]
    expires_at: datetime
