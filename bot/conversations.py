"""What each person asked last in each place, for follow-ups; kept in memory, for minutes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.question import Intent

if TYPE_CHECKING:
    from datetime import datetime

    from bot.question import Question

MEMORY = timedelta(minutes=10)
"""How long a follow-up ("and in November?") still belongs to the question before it."""
MOST = 10_000
SMALL_TALK = {Intent.HELP, Intent.OUT_OF_SCOPE}

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Place:
    """Where a conversation goes on: chat, topic, and who speaks (a person, or a chat in its own name)."""

    chat_id: int
    thread_id: int | None
    speaker_id: int | None


@dataclass(frozen=True)
class Past:
    """What a new question may go on from: the last that was answered, and one asked `in_vain` since."""

    previous: Question | None = None
    in_vain: Question | None = None

    def then(self, question: Question, *, answered: bool) -> Past:
        """Add a question; small talk changes nothing."""
        if question.intent in SMALL_TALK:
            return self
        return Past(question) if answered else Past(self.previous, question)


NOTHING = Past()


@dataclass(frozen=True)
class Turn:
    """What there is to go on from after a message, and what there was before it."""

    at: datetime
    after: Past
    message_id: int | None
    before: Past


class Conversations:
    """The last turn of each, and what each answer shows; the longest silent are forgotten first."""

    def __init__(self) -> None:
        self._turns: OrderedDict[Place, Turn] = OrderedDict()
        self._shown: OrderedDict[tuple[int, int], Past] = OrderedDict()

    def past(self, place: Place, now: datetime, message_id: int | None = None) -> Past:
        """Return what a new question may go on from.

        A message asked anew, as edited, goes on from what came before it, not from itself.
        """
        turn = self._turns.get(place)
        if turn is None or now - turn.at > MEMORY:
            return NOTHING
        return turn.before if message_id is not None and turn.message_id == message_id else turn.after

    def remember(
        self, place: Place, question: Question, now: datetime, message_id: int | None, *, answered: bool
    ) -> None:
        """Note a question; `message_id` is None where a button asked it."""
        before = self.past(place, now, message_id)
        self._turns[place] = Turn(now, before.then(question, answered=answered), message_id, before)
        _forget_longest_silent(self._turns, place)

    def past_of(self, chat_id: int, answer_id: int) -> Past:
        """Return what a reply to a message of ours may go on from: what it shows now."""
        return self._shown.get((chat_id, answer_id), NOTHING)

    def shows(self, chat_id: int, answer_id: int, question: Question, *, answered: bool) -> None:
        """Note what a message of ours shows from now on."""
        self._shown[chat_id, answer_id] = NOTHING.then(question, answered=answered)
        _forget_longest_silent(self._shown, (chat_id, answer_id))


def _forget_longest_silent(memory: OrderedDict[K, V], just_used: K) -> None:
    memory.move_to_end(just_used)
    if len(memory) > MOST:
        memory.popitem(last=False)
