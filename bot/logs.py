"""Logging, configured once: to standard error, and never with a secret in it."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRET = "•••"  # noqa: S105 - what stands where a secret was
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CHATTY = ("httpx", "httpcore", "alembic")
"""They log whole addresses (a token is part of them) or what nobody asked for."""


class RedactingFormatter(logging.Formatter):
    """Write a record as usual, tracebacks included, then take the secrets out of the finished text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(LINE)
        self._secrets = tuple(sorted(filter(None, secrets), key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, SECRET)
        return text


def configure_logs(level: str = "WARNING", secrets: Iterable[str] = ()) -> None:
    """Send everything from `level` up to standard error; a second call replaces the first."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
