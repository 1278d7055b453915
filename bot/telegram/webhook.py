"""Updates that Telegram brings: answered with 200 only when they are stored, else it brings them again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.telegram.polling import received
from storage.errors import DatabaseError, DubanError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.telegram.ledger import Ledger

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
LARGEST_BODY = 1024 * 1024
DEFAULT_PORT = 8080
HEALTH = "/healthz"


@dataclass(frozen=True)
class WebhookAddress:
    """Where Telegram brings updates (`url`), and where we listen. `path` is as good as a second secret."""

    url: str
    path: str
    prefix: str
    port: int
    secret: str


def webhook_address(
    url: str, *, token: str, secret: str | None = None, port: int | None = None
) -> WebhookAddress:
    """Work out the address from the settings.

    What is not given comes from the token by a one-way function: it is the same after each start, and nobody
    else's. We listen on `port`, else on the one that the URL names, else on 8080 (behind a proxy).
    """
    parts = _split(url)
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise DubanError(
            "WEBHOOK_SECRET is not valid: up to 256 letters, digits, “_” and “-” are what Telegram takes."
        )
    prefix = parts[1].rstrip("/")
    path = f"/telegram/{_derive(token, 'path')[:40]}"
    return WebhookAddress(
        url=f"{parts[0]}{prefix}{path}",
        path=path,
        prefix=prefix,
        port=port or parts[2] or DEFAULT_PORT,
        secret=secret or _derive(token, "secret"),
    )


def _split(url: str) -> tuple[str, str, int | None]:
    """Split into the part before the path, the path, and the port."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DubanError("WEBHOOK_URL is not valid: write it like https://bot.example.org.")
    return f"{parts.scheme}://{parts.netloc}", parts.path, port


def _derive(token: str, what: str) -> str:
    return hmac.new(token.encode(), f"duban webhook {what}".encode(), hashlib.sha256).hexdigest()


@asynccontextmanager
async def webhook_server(address: WebhookAddress, ledger: Ledger) -> AsyncIterator[None]:
    """Listen as long as this is entered; requests that have begun are answered before it ends."""
    app = web.Application(client_max_size=LARGEST_BODY)
    receive = _Receiver(address, ledger).receive
    # A proxy may or may not take the prefix away.
    for path in {address.path, f"{address.prefix}{address.path}"}:
        app.router.add_post(path, receive)
    app.router.add_get(HEALTH, _health)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5, handle_signals=False)
    await runner.setup()
    try:
        await _listen(runner, address.port)
        log.info("listening for Telegram", extra={"port": address.port})
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, port=port).start()
    except OSError as error:
        raise DubanError(
            f"The port {port} cannot be listened on ({error.strerror}): set PORT to another one."
        ) from error


@dataclass(frozen=True)
class _Receiver:
    address: WebhookAddress
    ledger: Ledger

    async def receive(self, request: web.Request) -> web.Response:
        """Store an update that carries the secret."""
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(errors="replace"), self.address.secret.encode()):
            log.warning("an update with a wrong secret was refused")
            return web.Response(status=403)
        try:
            update = received(json.loads(await request.read()))
        except (ValueError, RecursionError):
            update = None
        if update is None:
            return web.Response(status=400)
        try:
            await asyncio.shield(self.ledger.receive([update]))
        except DatabaseError:
            log.exception("an update could not be stored")
            return web.Response(status=503)
        return web.Response()


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
