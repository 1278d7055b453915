"""What to do about an update whose handling failed. PURE."""

from __future__ import annotations

from enum import StrEnum

from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.telegram.transport import NotSentError, ServerTroubleError
from storage.errors import DatabaseError, DubanError

MOST_TRIES = 2
LONGEST_PAUSE = 60.0  # seconds
MOST_PAUSES = 24 * 60
"""About a day: then nobody waits for the answer any more."""


class Verdict(StrEnum):
    """What becomes of the update."""

    ANSWERED = "answered"
    """An expected error, which the error handler puts into words: settled."""
    REFUSED = "refused"
    """Whoever asked cannot be written to any more: settled."""
    AGAIN = "again"
    """Perhaps an accident: handled once more at once."""
    LATER = "later"
    """Telegram or the database is away: handled again after a pause, as often as need be."""
    SET_ASIDE = "set_aside"
    """It fails whatever we do."""


def judge(error: BaseException, tries: int, pauses: int = 0) -> Verdict:
    """Decide about an update; `tries` counts this one, too, `pauses` those that others were the reason of.

    An answer that was sent but never confirmed may have arrived. It is given once more: to be told
    something twice is better than never.
    """
    last = tries >= MOST_TRIES
    match error:
        case DatabaseError() | RetryAfter() | NotSentError() | ServerTroubleError():
            return Verdict.LATER if pauses < MOST_PAUSES else Verdict.SET_ASIDE
        case DubanError():
            return Verdict.ANSWERED
        case Forbidden():
            return Verdict.REFUSED
        case BadRequest():
            return Verdict.SET_ASIDE
        case _:  # among them answers that were lost
            return Verdict.SET_ASIDE if last else Verdict.AGAIN


def pause_before(again: int) -> float:
    """Return the seconds to wait before trying the `again`-th time: 1, 2, 4 … up to a minute."""
    return float(min(LONGEST_PAUSE, 2 ** min(again - 1, 10)))
