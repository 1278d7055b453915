"""What each person asked last in each place, for follow-ups; kept in memory, for minutes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.question import Question

MEMORY = timedelta(minutes=10)
MOST = 10_000


@dataclass(frozen=True)
class Place:
    """Where a conversation goes on: chat, topic, and who speaks (a person, or a chat in its own name)."""

    chat_id: int
    thread_id: int | None
    speaker_id: int | None


@dataclass(frozen=True)
class Turn:
    """A question, the message that asked it, and the question before it."""

    at: datetime
    question: Question
    message_id: int | None
    before: Question | None


class Conversations:
    """The last turn of each; the longest silent are forgotten first."""

    def __init__(self) -> None:
        self._turns: OrderedDict[Place, Turn] = OrderedDict()

    def previous(self, place: Place, now: datetime, message_id: int | None = None) -> Question | None:
        """Return what a new question may go on from.

        A message asked anew, as edited, goes on from what came before it, not from itself.
        """
        turn = self._turns.get(place)
        if turn is None or now - turn.at > MEMORY:
            return None
        return turn.before if message_id is not None and turn.message_id == message_id else turn.question

    def remember(self, place: Place, question: Question, now: datetime, message_id: int | None) -> None:
        """Note a question; `message_id` is None where a button asked it."""
        before = self.previous(place, now, message_id)
        self._turns[place] = Turn(now, question, message_id, before)
        self._turns.move_to_end(place)
        if len(self._turns) > MOST:
            self._turns.popitem(last=False)
