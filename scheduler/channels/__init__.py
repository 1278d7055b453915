"""Ways to deliver: one module each. What goes wrong is said as a `DeliveryError` (`storage.errors`).

| error | what becomes of the message |
|---|---|
| `TryLaterError` | it is sent again, after the time named, or a growing one |
| `AddressGoneError` | the chat's subscriptions are suspended |
| `MovedError` | it goes to the chat's new id, and so does all else |
| `TopicClosedError` | it goes to the chat itself |
| `BadMessageError` | this page is given up, the next one is sent |

May be imported by `scheduler` and `bot`; a channel may live in either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.reminding import Page
    from storage.subscription import Address


class Channel(Protocol):
    """A way to deliver. It sends once, and neither waits nor tries again for long."""

    async def send(self, address: Address, page: Page) -> int:
        """Send a message, and return its id."""
        ...
