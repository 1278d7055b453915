"""The requests that bots made, as they came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.telegram_server.errors import bad_request

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount

AS_THEY_STAND = {"text", "caption", "url", "callback_query_id", "inline_query_id", "file_id", "secret_token"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    mime: str


@dataclass(eq=False, slots=True)
class Call:
    """One request. `at` counts seconds on the monotonic clock; `status` is the HTTP status answered, 0 for none."""

    bot: BotAccount
    method: str
    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)
    at: float = field(default_factory=monotonic)
    status: int = 0

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as Python values: numbers, lists and objects read, texts as they stand."""
        return {name: _read(name, value) for name, value in self.values.items()}

    def __getitem__(self, name: str) -> Any:
        return _read(name, self.values[name])

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"{name} is not a number") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes", "t", "y"}

    def json(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _read(name: str, value: Any) -> Any:
    if name in AS_THEY_STAND or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
