"""python-telegram-bot's Application as we use it: without its updater, which loses what it has fetched."""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import telegram.ext
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.context import Bot, Context, Data, Services
from bot.telegram.failures import Verdict, judge
from bot.telegram.jobs import UnreadableError
from bot.telegram.transport import AiohttpRequest

if TYPE_CHECKING:
    from telegram.ext import BaseRateLimiter, Job

Plain: TypeAlias = telegram.ext.Application[Bot, Context, Data, Data, Data, None]
CONNECTIONS = 256
"""More than are handled at once: who waits for a connection waits for the slowest."""


@dataclass
class _Try:
    """One try at an update; `error` is what a handler failed with."""

    number: int
    error: Exception | None = None


_TRY: ContextVar[_Try | None] = ContextVar("_TRY", default=None)


class Application(Plain):
    """Lets an update's failure be judged: the error handlers hear of it only when it is final."""

    async def handle(self, update: dict[str, Any], tries: int) -> None:
        """Handle an update as it came; raise what its handlers failed with. `tries` counts this one, too."""
        attempt = _Try(tries)
        token = _TRY.set(attempt)
        try:
            await self.process_update(self._read(update))
        finally:
            _TRY.reset(token)
        if attempt.error is not None:
            raise attempt.error

    async def process_error(
        self,
        update: object | None,
        error: Exception,
        job: Job[Context] | None = None,
        coroutine: Any = None,  # noqa: ANN401 - the library's
    ) -> bool:
        attempt = _TRY.get()
        if attempt is not None:
            attempt.error = error
            if judge(error, attempt.number) in (Verdict.AGAIN, Verdict.LATER):
                return True  # no other handler gets it now
        return bool(await super().process_error(update, error, job, coroutine))

    def _read(self, update: dict[str, Any]) -> Update:
        try:
            read = Update.de_json(update, self.bot)
        except Exception as error:
            raise UnreadableError(f"{type(error).__name__}: {error}") from error
        return read


def build_application(
    services: Services, token: str, *, api_url: str | None = None, pace: BaseRateLimiter[Any] | None = None
) -> Application:
    """Build an application without handlers; nothing is sent yet."""
    # Else each "retry after" warns that it will be a timedelta one day. We read both.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    builder: Any = (
        ApplicationBuilder()
        .application_class(Application)
        .token(token)
        .request(AiohttpRequest(CONNECTIONS))
        .get_updates_request(AiohttpRequest(2))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
    )
    if api_url:
        address = api_url.rstrip("/")
        builder = builder.base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    if pace is not None:
        builder = builder.rate_limiter(pace)
    application: Application = builder.build()
    application.bot_data[Services] = services
    return application
