"""What goes wrong on demand: refusals, rubbish, silence, broken connections; once, often, or by chance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

from tests.telegram_server.errors import ApiError, bad_request, forbidden, migrated, too_many_requests

if TYPE_CHECKING:
    from tests.telegram_server.chats import Chat


@dataclass(frozen=True)
class Kind:
    """What happens instead of an answer.

    `delivered`: the method has its effect first. `status` and `body` are sent as they stand; without
    them nothing comes: the connection stays open without a word (`hangs`), or is cut.
    """

    name: str
    delivered: bool = False
    hangs: bool = False
    status: int | None = None
    body: bytes = b""
    content_type: str = "application/json"
    error: ApiError | None = None


def refusal(error: ApiError) -> Kind:
    """Answer with this error, whatever it is."""
    return Kind("refusal", error=error)


def after_effect(kind: Kind) -> Kind:
    """Let the method have its effect first, then fail like this."""
    return replace(kind, delivered=True)


def too_many(retry_after: int = 1) -> Kind:
    return refusal(too_many_requests(retry_after))


def chat_migrated(to: int | Chat) -> Kind:
    return refusal(migrated(to if isinstance(to, int) else to.id))


SERVER_ERROR = refusal(ApiError(500, "Internal Server Error"))
BAD_GATEWAY = Kind(
    "502",
    status=502,
    body=b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n",
    content_type="text/html",
)
GARBAGE = Kind("garbage", status=200, body=b'{"ok":tru\xff\xfe', delivered=True)
HANG_BEFORE = Kind("hang before", hangs=True)
HANG_AFTER = Kind("hang after", hangs=True, delivered=True)
CLOSE_BEFORE = Kind("close before")
CLOSE_AFTER = Kind("close after", delivered=True)
BLOCKED = refusal(forbidden("bot was blocked by the user"))
CHAT_NOT_FOUND = refusal(bad_request("chat not found"))
TOPIC_CLOSED = refusal(bad_request("TOPIC_CLOSED"))
UNAUTHORIZED = refusal(ApiError(401, "Unauthorized"))


@dataclass
class Fault:
    """One fault in force; `hits` counts how often it struck."""

    kind: Kind
    method: str | None
    chat: int | None
    times: int | None
    probability: float
    after: int
    hits: int = 0


@dataclass
class Faults:
    """The faults in force, the oldest first; one request meets one of them at most."""

    seed: int = 0
    _list: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)

    def add(
        self,
        *,
        kind: Kind,
        method: str | None = None,
        chat: Chat | int | None = None,
        times: int | None = 1,
        probability: float = 1.0,
        after: int = 0,
    ) -> Fault:
        """Let `kind` befall the next `times` fitting requests (None: all), each with `probability`.

        The first `after` fitting requests pass. Without `method` every method fits but getUpdates,
        without `chat` every chat.
        """
        number = chat if isinstance(chat, int) or chat is None else chat.id
        fault = Fault(kind, method.lower() if method else None, number, times, probability, after)
        with self._lock:
            self._list.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._list.clear()

    def remove(self, fault: Fault) -> None:
        with self._lock:
            self._list.remove(fault)

    def strike(self, method: str, chat: str | int | None) -> Kind | None:
        """Say what befalls a request; count it."""
        if not self._list:
            return None
        with self._lock:
            return next((fault.kind for fault in self._list if self._strikes(fault, method, chat)), None)

    def _strikes(self, fault: Fault, method: str, chat: str | int | None) -> bool:
        if not _fits(fault, method, chat) or (fault.times is not None and fault.hits >= fault.times):
            return False
        if fault.after:
            fault.after -= 1
            return False
        if fault.probability < 1 and self._chance.random() >= fault.probability:
            return False
        fault.hits += 1
        return True


def _fits(fault: Fault, method: str, chat: str | int | None) -> bool:
    if fault.method is None:
        if method == "getupdates":
            return False
    elif fault.method != method:
        return False
    return fault.chat is None or str(fault.chat) == str(chat)
