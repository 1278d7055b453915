"""What people wait for an answer to: a pressed button, words typed after the bot's name."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.users import User
    from tests.telegram_server.world import World

LIFETIME = 900.0  # seconds; Telegram does not say, some minutes are seen


@dataclass(eq=False, kw_only=True)
class Query:
    """`answer` holds the parameters of the bot's answer, None until it came."""

    world: World
    id: str
    bot: BotAccount
    person: User
    born: float
    expired: bool = False
    answer: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        return not self.expired and monotonic() - self.born < LIFETIME

    def wait(self, timeout: float = 10.0) -> dict[str, Any]:
        """Wait for the bot's answer, and return its parameters."""
        with self.world.changed:
            if not self.world.changed.wait_for(lambda: self.answer is not None, timeout):
                raise AssertionError(f"waited {timeout} s for an answer to {self!r}")
            assert self.answer is not None
            return self.answer


@dataclass(eq=False, kw_only=True)
class Press(Query):
    """A pressed inline button."""

    data: str

    def wait_text(self, timeout: float = 10.0) -> str:
        """Wait until the spinner stops, and return the notice shown, "" for none."""
        return str(self.wait(timeout).get("text", ""))


@dataclass(eq=False, kw_only=True)
class InlineQuery(Query):
    """What somebody typed after the bot's name, in whatever chat."""

    text: str
    offset: str = ""

    def wait_results(self, timeout: float = 10.0) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = self.wait(timeout)["results"]
        return results
