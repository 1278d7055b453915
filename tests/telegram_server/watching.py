"""What a test looks at and waits for: messages sent, requests made, updates left."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from tests.telegram_server.casting import Casting
from tests.telegram_server.menus import menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.telegram_server.bots import Update
    from tests.telegram_server.calls import Call
    from tests.telegram_server.chats import Chat
    from tests.telegram_server.messages import Message
    from tests.telegram_server.users import User


class Watching(Casting):
    """Reads the world, and waits for it without looking twice a millisecond."""

    @property
    def sent(self) -> list[Message]:
        """Everything that bots sent, in order, as it stands now."""
        with self.world.changed:
            return list(self.world.sent)

    def calls(self, method: str | None = None) -> list[Call]:
        """List the requests in the order they came, of one method or of all."""
        with self.world.changed:
            return [
                call for call in self.world.calls if method is None or call.method.lower() == method.lower()
            ]

    def menu(self, chat: Chat, person: User) -> dict[str, str]:
        """Return the commands that a person is offered in a chat, with their descriptions."""
        return menu(self.bot, chat, person)

    def feed(self, *updates: Update) -> None:
        """Queue raw updates for the bot; without an `update_id` each gets the next."""
        with self.world.changed:
            for update in updates:
                self.bot.feed(update)

    def repeat(self, update: Update) -> None:
        """Queue an update once more under its old number, though it may be confirmed."""
        with self.world.changed:
            self.bot.feed(update, again=True)

    @property
    def pending(self) -> list[Update]:
        """The updates that the bot has not confirmed."""
        with self.world.changed:
            return [one.update for one in self.bot.queue]

    def wait_until(self, holds: Callable[[], object], timeout: float = 10.0) -> None:
        """Wait for a condition; looked at whenever a bot did something."""
        with self.world.changed:
            if not self.world.changed.wait_for(lambda: bool(holds()), timeout):
                raise AssertionError(f"waited {timeout} s in vain")

    def count(self, method: str) -> int:
        """Say how often a method was called."""
        return self.world.counts[method.lower()]

    def wait_calls(self, method: str, number: int = 1, timeout: float = 10.0) -> list[Call]:
        """Wait until a method was called so often, and return the calls."""
        self.wait_until(lambda: self.count(method) >= number, timeout)
        return self.calls(method)

    def wait_quiet(self, idle: float = 0.2, timeout: float = 10.0) -> None:
        """Wait until all updates are confirmed and no bot has asked for anything, save updates, for `idle` seconds."""
        world = self.world
        end = monotonic() + timeout
        with world.changed:
            while (left := self._still_busy(idle)) > 0:
                if monotonic() > end:
                    waiting = len(self.bot.queue)
                    raise AssertionError(
                        f"not quiet after {timeout} s: {waiting} updates wait, {world.active} requests"
                    )
                world.changed.wait(min(left, end - monotonic() + 0.001))

    def _still_busy(self, idle: float) -> float:
        """Say how long to wait before looking again; 0 when all is quiet."""
        if self.world.active or any(bot.queue for bot in self.world.bots.values()):
            return idle
        return self.world.last_activity + idle - monotonic()
