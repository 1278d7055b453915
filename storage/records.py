"""The nouns of the log: what was done, by whom, to what. PURE.

A record is a fact and is never changed. `what` is one of the deeds below, or a newer program's word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.chats import Departments


class Deed(StrEnum):
    """What is worth a record: whatever changes what others see or may do."""

    CHAT_APPROVED = "chat_approved"
    CHAT_REFUSED = "chat_refused"
    CHAT_LIMITED = "chat_limited"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    PLAN_PUBLISHED = "plan_published"
    PLAN_ROLLED_BACK = "plan_rolled_back"
    STATUS_SET = "status_set"
    ALIAS_SET = "alias_set"
    ALIAS_REMOVED = "alias_removed"
    DEPARTMENT_RENAMED = "department_renamed"
    DEPARTMENTS_MERGED = "departments_merged"
    NAME_IGNORED = "name_ignored"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    BACKED_UP = "backed_up"
    RESTORED = "restored"


@dataclass(frozen=True)
class Author:
    """Who does something, and when: the number of a person, or a word such as "terminal"."""

    who: int | str
    at: datetime


def noted(departments: Departments) -> list[str] | str:
    """Return departments as records keep them."""
    return "all" if departments is None else list(departments)


@dataclass(frozen=True)
class Entry:
    """One record. `at` is in UTC; `name` is what a person who did it is called now, if known.

    `about` says to what it was done, in words a person understands; of `details`, "before" and "after" say
    what became of what.
    """

    number: int
    at: datetime
    who: int | str
    name: str
    what: str
    about: str
    details: Mapping[str, object] = field(default_factory=dict)
