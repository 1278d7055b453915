"""The nouns of departments' names as admins see them. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class NamedDepartment:
    """A department of the current plans: its number, its other names, how many items name it."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    items: int = 0


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """What a rename would do, or a merge if `into` is a department's number.

    So many items of the current plans, subscriptions, and limits of chats and people follow. `seen` is the
    revision that it was worked out on.
    """

    id: int
    before: str
    after: str
    into: int | None
    items: int
    subscriptions: int
    limits: int
    seen: int


@dataclass(frozen=True, kw_only=True)
class UnknownName:
    """A name that was asked about and that no department has."""

    id: int
    name: str
    times: int
    last_asked_at: datetime
