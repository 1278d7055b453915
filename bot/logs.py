"""Logging, configured once: to standard error, and never with a secret in it."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SECRET = "•••"  # noqa: S105 - what stands where a secret was
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CHATTY = ("httpx", "httpcore", "alembic", "telegram", "aiohttp", "asyncio", "apscheduler")
"""They log whole addresses (a token is part of them), people's messages, or what nobody asked for."""
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class RedactingFormatter(logging.Formatter):
    """Write a record with its facts, tracebacks included, then take the secrets out of the finished text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(LINE)
        self._secrets = tuple(sorted(filter(None, secrets), key=len, reverse=True))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        return " ".join((super().formatMessage(record), *_facts(record)))

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, SECRET)
        return text


def _facts(record: logging.LogRecord) -> Iterator[str]:
    """Write what came as `extra`: name=value, on one line whatever the value."""
    for name, value in vars(record).items():
        if name not in STANDARD:
            text = str(value)
            yield f"{name}={text if text.isprintable() and ' ' not in text and text else json.dumps(text)}"


def configure_logs(level: str = "WARNING", secrets: Iterable[str] = ()) -> None:
    """Send everything from `level` up to standard error; a second call replaces the first."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
