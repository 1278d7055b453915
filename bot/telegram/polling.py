"""Fetching updates: stored first, confirmed after. Telegram forgets what a later request confirms."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, Conflict, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from bot.telegram.envelope import ALLOWED, valid_id
from bot.telegram.failures import pause_before
from storage.errors import DatabaseError, DubanError
from storage.inbox import Received

if TYPE_CHECKING:
    from bot.context import Bot
    from bot.telegram.ledger import Ledger

log = logging.getLogger(__name__)

LONG_POLL = 50
"""Seconds that Telegram may keep us waiting for news."""
MOST_AT_ONCE = 100
RAW_UPDATES = "get__updates"
"""getUpdates, so spelt that the library does not warn of asking for updates as they come."""
LONGEST_PAUSE = 30.0  # seconds
UNTOLD = 3
"""Failures in a row after which the log does not repeat each, and a refusal is taken for final."""


class TokenRefusedError(DubanError):
    """The server knows no bot of this token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the token: check TELEGRAM_TOKEN (and TELEGRAM_API_URL, if you have set it)."
        )


async def poll(bot: Bot, ledger: Ledger, *, long_poll: int = LONG_POLL) -> None:
    """Fetch updates and store them, as long as this is not cancelled."""
    confirmed: int | None = None
    failures = 0
    while True:
        try:
            updates = await fetch(bot, confirmed, long_poll)
            kept = _received(updates)
            await ledger.receive(kept)
        except (TelegramError, DatabaseError) as error:
            failures += 1
            await _endure(error, failures)
            continue
        if failures:
            log.warning("updates come again", extra={"failures": failures})
        failures = 0
        # Confirm once: after a week without updates Telegram's ids start anew, perhaps lower.
        confirmed = max((each.update_id for each in kept), default=None)


async def fetch(bot: Bot, confirmed: int | None, long_poll: int) -> list[Any]:
    """Fetch what is new; it confirms `confirmed` and what came before it."""
    wish = {"timeout": long_poll, "limit": MOST_AT_ONCE, "allowed_updates": json.dumps(ALLOWED)}
    if confirmed is not None:
        wish["offset"] = confirmed + 1
    updates = await bot.do_api_request(RAW_UPDATES, api_kwargs=wish, read_timeout=long_poll + 10)
    if not isinstance(updates, list):
        raise TelegramError("the server's answer holds no list of updates")
    return updates


def received(update: object) -> Received | None:
    """Make an update ready for the inbox; None, with a line in the log, for what has no id."""
    update_id = valid_id(update) if isinstance(update, dict) else None
    if update_id is None:
        log.error("something without an update id was left out")
        return None
    return Received(update_id, json.dumps(update, separators=(",", ":")))


def _received(updates: list[Any]) -> list[Received]:
    """Make them ready; what cannot be confirmed would come again at once, for ever."""
    kept = [each for update in updates if (each := received(update)) is not None]
    if updates and not kept:
        raise TelegramError("nothing that came has an update id")
    return kept


async def _endure(error: Exception, failures: int) -> None:
    """Say what is wrong, and wait a little longer each time; a token that is refused is the end."""
    if isinstance(error, InvalidToken | EndPointNotFound | Forbidden) and failures >= UNTOLD:
        raise TokenRefusedError from None
    pause = min(LONGEST_PAUSE, pause_before(failures) / 2)
    if isinstance(error, Conflict):
        say, event = log.error, "another program fetches this bot's updates: end it, or use another token"
    elif isinstance(error, BadRequest | DatabaseError):
        say, event = log.error, "updates could not be fetched"
    else:
        say, event = log.warning, "Telegram cannot be reached"
    if failures <= UNTOLD or not failures % 10:
        say(event, extra={"failures": failures, "pause": pause, "error": f"{type(error).__name__}: {error}"})
    await asyncio.sleep(pause)
