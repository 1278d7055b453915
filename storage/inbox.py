"""What Telegram has sent and what became of it: stored before it is confirmed, handled from here.

An update waits until it is settled: handled, or set aside with the error because it cannot be. Only one
program at a time may work on a bot's inbox: it holds the bot's `Lease`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, update

from storage.canonical import storable
from storage.database import insert_into, reading, writing
from storage.inbox_tables import INBOX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

KEPT_WHEN_HANDLED = timedelta(days=3)
"""Telegram sends an update again for a day at most, and starts its ids anew after a week without any."""
KEPT_WHEN_SET_ASIDE = timedelta(days=30)
LONGEST_ERROR = 2000


class State(StrEnum):
    """What became of an update."""

    WAITING = "waiting"
    HANDLED = "handled"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Received:
    """An update as it came: its id, and the whole of it as JSON in ASCII."""

    update_id: int
    body: str


@dataclass(frozen=True)
class Waiting:
    """An update that is not settled. `tries` counts the times that handling it failed."""

    seq: int
    update_id: int
    body: str
    tries: int
    received_at: datetime


@dataclass(frozen=True)
class Settled:
    """What became of the update `seq`; `WAITING` with an error means that a try failed."""

    seq: int
    state: State = State.HANDLED
    error: str | None = None


@dataclass(frozen=True)
class SetAside:
    """An update that could not be handled."""

    update_id: int
    body: str
    error: str
    settled_at: datetime


class Inbox:
    """The updates of one bot."""

    def __init__(self, engine: Engine, bot_id: int) -> None:
        self._engine = engine
        self._bot_id = bot_id
        new = insert_into(engine, INBOX)
        self._insert = new.on_conflict_do_nothing(index_elements=["bot_id", "update_id"])

    def write(self, received: Sequence[Received], settled: Sequence[Settled], now: datetime) -> None:
        """Keep what came, unless it is here already, and note what became of others, in one transaction."""
        handled = [each.seq for each in settled if each.state is State.HANDLED]
        failed = [each for each in settled if each.state is not State.HANDLED]
        with writing(self._engine) as connection:
            if received:
                connection.execute(self._insert, [self._row(each, now) for each in received])
            if handled:
                connection.execute(_SET_HANDLED, {"seqs": handled, "now": now})
            if failed:
                connection.execute(_SET_FAILED, [_failure(each, now) for each in failed])

    def waiting(self, after: int, limit: int) -> tuple[Waiting, ...]:
        """Return unsettled updates that came after `after` (a `seq`), in the order of arrival."""
        with reading(self._engine) as connection:
            values = {"bot_id": self._bot_id, "after": after, "limit": limit}
            return tuple(Waiting(*row) for row in connection.execute(_WAITING, values))

    def set_aside(self) -> tuple[SetAside, ...]:
        """Return what could not be handled, oldest first."""
        with reading(self._engine) as connection:
            values = {"bot_id": self._bot_id}
            return tuple(SetAside(*row) for row in connection.execute(_SET_ASIDE, values))

    def counts(self) -> dict[State, int]:
        """Count the updates in each state."""
        with reading(self._engine) as connection:
            rows = connection.execute(_COUNTS, {"bot_id": self._bot_id})
            found = {State(state): number for state, number in rows}
        return {state: found.get(state, 0) for state in State}

    def prune(self, now: datetime) -> int:
        """Forget what was settled long ago; say how many that were."""
        with writing(self._engine) as connection:
            return sum(
                _forget(connection, self._bot_id, state, now - kept)
                for state, kept in (
                    (State.HANDLED, KEPT_WHEN_HANDLED),
                    (State.SET_ASIDE, KEPT_WHEN_SET_ASIDE),
                )
            )

    def _row(self, received: Received, now: datetime) -> dict[str, Any]:
        return {
            "bot_id": self._bot_id,
            "update_id": received.update_id,
            "body": received.body,
            "state": State.WAITING.value,
            "tries": 0,
            "received_at": now,
        }


def _failure(settled: Settled, now: datetime) -> dict[str, Any]:
    return {
        "seq_": settled.seq,
        "state_": settled.state.value,
        "error_": storable(settled.error or "")[:LONGEST_ERROR],
        "now": now if settled.state is State.SET_ASIDE else None,
    }


def _forget(connection: Connection, bot_id: int, state: State, before: datetime) -> int:
    old = (INBOX.c.bot_id == bot_id, INBOX.c.state == state.value, INBOX.c.settled_at < before)
    return int(connection.execute(delete(INBOX).where(*old)).rowcount)


_OF_BOT = INBOX.c.bot_id == bindparam("bot_id")
_SET_HANDLED = (
    update(INBOX)
    .where(INBOX.c.seq.in_(bindparam("seqs", expanding=True)))
    .values(state=State.HANDLED.value, body="", settled_at=bindparam("now"))
)
_SET_FAILED = (
    update(INBOX)
    .where(INBOX.c.seq == bindparam("seq_"))
    .values(
        state=bindparam("state_"),
        error=bindparam("error_"),
        tries=INBOX.c.tries + 1,
        settled_at=bindparam("now"),
    )
)
_WAITING = (
    select(INBOX.c.seq, INBOX.c.update_id, INBOX.c.body, INBOX.c.tries, INBOX.c.received_at)
    .where(_OF_BOT, INBOX.c.state == State.WAITING.value, INBOX.c.seq > bindparam("after"))
    .order_by(INBOX.c.seq)
    .limit(bindparam("limit"))
)
_SET_ASIDE = (
    select(INBOX.c.update_id, INBOX.c.body, INBOX.c.error, INBOX.c.settled_at)
    .where(_OF_BOT, INBOX.c.state == State.SET_ASIDE.value)
    .order_by(INBOX.c.seq)
)
_COUNTS = select(INBOX.c.state, func.count()).where(_OF_BOT).group_by(INBOX.c.state)
