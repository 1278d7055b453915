"""A bot's account as the server keeps it: its updates that wait, its webhook, its commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.telegram_server.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.telegram_server.limits import Limits
    from tests.telegram_server.world import World

Update = dict[str, Any]

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Webhook:
    """Where updates are posted to; the last error as getWebhookInfo tells it."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error: str | None = None
    last_error_date: int | None = None


@dataclass(eq=False)
class Waiting:
    """An update not confirmed yet. One `again` is a duplicate: an offset beyond it does not confirm it."""

    update: Update
    chat: int = 0
    again: bool = False


@dataclass(eq=False, kw_only=True)
class BotAccount(User):
    """A bot. `privacy` counts when it joins a group; `sees_mentions` is what privacy mode does not promise."""

    world: World
    token: str
    is_bot: bool = True
    privacy: bool = True
    sees_mentions: bool = False
    inline: bool = True
    inline_feedback: bool = False
    first_update: int = 700_000_001
    queue: list[Waiting] = field(default_factory=list)
    allowed: list[str] | None = None
    webhook: Webhook | None = None
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)  # (name or description, language)
    limits: Limits | None = None  # Telegram's pace, where a test wants it
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)
    wake: Callable[[], None] = lambda: None  # set by the server; safe to call from any thread

    def __post_init__(self) -> None:
        self._numbers = count(self.first_update)

    def me(self) -> dict[str, Any]:
        return self.to_dict() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
            "supports_guest_queries": False,
        }

    def wants(self, kind: str) -> bool:
        if not self.allowed:
            return kind not in NOT_BY_DEFAULT
        return kind in self.allowed

    def put(self, kind: str, payload: dict[str, Any], chat: int = 0) -> None:
        """Queue an update, unless the bot asked not to get such; call it with the world's lock held."""
        if self.wants(kind):
            self.queue.append(Waiting({"update_id": next(self._numbers), kind: payload}, chat))
            self.wake()

    def feed(self, update: Update, *, again: bool = False) -> Update:
        """Queue any JSON object, odd ones too; without an `update_id` it gets the next."""
        update = update if "update_id" in update else {"update_id": next(self._numbers), **update}
        self.queue.append(Waiting(update, again=again))
        self.wake()
        return update

    def confirm(self, offset: int) -> None:
        """Forget what an offset confirms; a negative one keeps that many of the newest."""
        if offset < 0:
            self.queue = self.queue[offset:]
        elif offset > 0:
            self.queue = [one for one in self.queue if one.again or _number(one.update) >= offset]

    def fetch(self, limit: int) -> list[Update]:
        fetched = self.queue[:limit]
        for one in fetched:
            one.again = False
        return [one.update for one in fetched]


def _number(update: Update) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else 0
