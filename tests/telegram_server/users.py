"""Who can stand as a sender: people, bots, and the two accounts that stand for others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False, kw_only=True)
class User:
    """An account; `deactivated` when its owner deleted it."""

    id: int
    name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    last_name: str | None = None
    deactivated: bool = False

    def to_dict(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user


ANONYMOUS_ADMIN = User(id=1087968824, name="Group", username="GroupAnonymousBot", is_bot=True)
POSTING_CHANNEL = User(id=136817688, name="Channel", username="Channel_Bot", is_bot=True)
