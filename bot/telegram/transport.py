"""Requests to the Bot API on aiohttp: cheaper than the library's own, and as many at once as need be.

Errors name what happened, never an address: the token is part of it. What can be known of whether a request
has arrived is in the error's class, because that decides who may send it again (`pacing`).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram._utils.types import ODVInput
    from telegram.request import RequestData

CONNECT, READ = 5.0, 20.0
"""Seconds to wait for a connection, and for an answer to begin or go on."""
UPLOAD = 300.0
"""Seconds that a request with files may take in all."""
KEEP_ALIVE = 20.0
"""Seconds after which an idle connection is closed: before the other side does it while we send."""
FIRST_FAILURE, FIRST_TROUBLE = 300, 500  # HTTP statuses; we follow nobody elsewhere
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ECHOED = ("entities", "caption_entities", "reply_markup", "reply_to_message")
NO_DETAILS = b'{"ok":false}'


class NotSentError(NetworkError):
    """There was no connection: the request has certainly not arrived."""


class NotConnectedInTimeError(TimedOut, NotSentError):
    """The connection took too long: the request has certainly not arrived."""


class ServerTroubleError(NetworkError):
    """The server says that it failed (5xx); as a rule, nothing was done."""


class LostAnswerError(NetworkError):
    """The answer did not come whole: the request may have been served."""


class AiohttpRequest(BaseRequest):
    """One pool of connections; `connections` of them at most."""

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int = 64) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return READ

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE)
            headers = {"User-Agent": self.USER_AGENT}
            # Asking the environment for proxies takes its time at each request, so only where there are some.
            behind_proxy = bool(getproxies())
            self._session = aiohttp.ClientSession(
                connector=connector, headers=headers, trust_env=behind_proxy
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the pool is ours
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the transport is not initialized")
        uploads = request_data is not None and request_data.contains_files
        read = _seconds(read_timeout, READ)
        if uploads:
            read = max(read or UPLOAD, _seconds(write_timeout, UPLOAD) or UPLOAD)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=_seconds(connect_timeout, CONNECT), sock_read=read
        )
        body = None if request_data is None else _body(request_data)
        headers = FORM if isinstance(body, bytes) else None
        with _said_in_words():
            request = self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            )
            async with request as response:
                return _checked(response.status, await response.read())

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:  # noqa: ANN401 - the library's
        """Read an answer; unlike the library's own, without a log line that repeats it."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is not False):
            raise LostAnswerError("the server's answer is not the Bot API's")
        _drop_echo(answer.get("result"))
        return answer


def _drop_echo(result: object) -> None:
    """Leave out what a message that we have sent only repeats: reading it takes longer than sending it."""
    if isinstance(result, dict) and "message_id" in result:
        for name in ECHOED:
            result.pop(name, None)


def _seconds(given: ODVInput[float], otherwise: float) -> float | None:
    return otherwise if given is BaseRequest.DEFAULT_NONE else given  # type: ignore[return-value]


def _body(data: RequestData) -> aiohttp.FormData | bytes:
    """Make a form; with files, one in several parts. Half a surrogate pair, which is no text, becomes "?"."""
    parameters = data.json_parameters
    if not data.contains_files:
        return "&".join(f"{name}={_quote(value)}" for name, value in parameters.items()).encode()
    form = aiohttp.FormData(quote_fields=False)
    for name, value in parameters.items():
        form.add_field(name, value.encode(errors="replace").decode())
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form


def _quote(value: str) -> str:
    """Write each byte as %xx: longer than need be, but answers are Chinese, and this is fast."""
    if value.isascii() and value.isalnum():
        return value
    return f"%{value.encode(errors='replace').hex('%')}" if value else ""


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """Keep a failure's text only if it is the Bot API's: a proxy's page may repeat the address."""
    if status >= FIRST_TROUBLE:
        raise ServerTroubleError(f"the server failed ({status})")
    if status >= FIRST_FAILURE:
        try:
            AiohttpRequest.parse_json_payload(payload)
        except TelegramError:
            return status, NO_DETAILS
    return status, payload


@contextmanager
def _said_in_words() -> Iterator[None]:
    """Translate aiohttp's errors; they are not chained, for some hold the address."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError:
        raise NotConnectedInTimeError("no connection in time") from None
    except TimeoutError:
        raise TimedOut("no answer in time") from None
    except aiohttp.ClientConnectorError as error:
        raise NotSentError(f"no connection: {error.strerror or type(error.os_error).__name__}") from None
    except aiohttp.ClientHttpProxyError as error:
        raise NotSentError(f"no connection: the proxy refused ({error.status})") from None
    except aiohttp.InvalidURL:
        raise NotSentError("no connection: TELEGRAM_API_URL is no address") from None
    except (aiohttp.ClientError, OSError) as error:
        raise LostAnswerError(f"the connection broke: {type(error).__name__}") from None
