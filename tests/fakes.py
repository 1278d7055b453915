"""What stands in for the world outside: a clock that is set, a channel that keeps what it is given."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.reminding import Page
    from storage.subscription import Address


class FakeClock:
    """A clock that stands still until it is set, or advanced."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **spans: float) -> datetime:
        """Go on by some `days`, `hours`, `minutes`; negative ones set it back."""
        self.now += timedelta(**spans)
        return self.now

    def set(self, now: datetime) -> datetime:
        self.now = now.astimezone(UTC)
        return self.now


class FakeChannel:
    """Keeps what arrives. `fault` may raise for an address and the how-manieth try to send anything."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.sent: list[tuple[datetime, Address, Page]] = []
        self.tries = 0
        self.fault: Callable[[Address, int], None] = lambda _address, _number: None

    async def send(self, address: Address, page: Page) -> int:
        self.tries += 1
        self.fault(address, self.tries)
        self.sent.append((self._clock(), address, page))
        return len(self.sent)

    @property
    def lines(self) -> list[str]:
        """All lines that arrived, in order."""
        return [line for _, _, page in self.sent for line in page.text.splitlines()]

    def by_address(self) -> dict[Address, list[str]]:
        """Return the texts that arrived at each address, in order."""
        texts: defaultdict[Address, list[str]] = defaultdict(list)
        for _, address, page in self.sent:
            texts[address].append(page.text)
        return dict(texts)
