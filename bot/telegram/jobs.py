"""An update on its way from the inbox to the handlers, and the one line about it in the log."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.telegram.failures import Verdict

if TYPE_CHECKING:
    from bot.telegram.envelope import Envelope
    from storage.inbox import Waiting

log = logging.getLogger(__name__)


class UnreadableError(Exception):
    """An update that no handler will ever understand."""


@dataclass
class Job:
    """An update on its way. `tries` counts failures that may be its own fault, `pauses` those of others."""

    row: Waiting
    update: dict[str, Any] | None
    envelope: Envelope
    tries: int
    pauses: int = 0
    put_off: bool = False
    dropped: bool = False


def parse(body: str) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) else None


def report(job: Job, verdict: Verdict | None, error: Exception | None, seconds: float) -> None:
    """Write the one line about an update: ids and a duration, never anybody's words."""
    envelope = job.envelope
    facts = {
        "update_id": job.row.update_id,
        "chat": envelope.chat,
        "person": envelope.person,
        "kind": envelope.kind,
        "ms": round(seconds * 1000),
    }
    if verdict is None:
        log.info("update left unanswered" if job.dropped else "update handled", extra=facts)
        return
    facts |= {"outcome": verdict.value, "error": name_of(error)}
    serious = verdict in (Verdict.AGAIN, Verdict.SET_ASIDE)
    # Why an update is unreadable stands in the inbox: here it could repeat what somebody wrote.
    trace = error if serious and not isinstance(error, UnreadableError) else None
    log.log(logging.ERROR if serious else logging.WARNING, "update failed", extra=facts, exc_info=trace)


def name_of(error: BaseException | None) -> str:
    return type(error).__name__


def describe(error: BaseException | None) -> str:
    return f"{name_of(error)}: {error}"
