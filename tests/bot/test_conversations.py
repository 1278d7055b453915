"""What a question goes on from: the last that was answered, and one asked in vain since."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations import MEMORY, NOTHING, Conversations, Past, Place
from bot.question import Intent
from tests.examples import NOW, a_question

PLACE = Place(-1, None, 7)
FIRST, SECOND = a_question(topics=("一",)), a_question(topics=("二",))
UNKNOWN = a_question(Intent.UNKNOWN_DEPARTMENT, unknown_departments=("市场部",))


def test_an_answered_question_takes_the_place_of_all_before_it() -> None:
    past = NOTHING.then(FIRST, answered=True).then(UNKNOWN, answered=False)
    assert past == Past(FIRST, UNKNOWN)
    assert past.then(SECOND, answered=True) == Past(SECOND)


def test_small_talk_changes_nothing() -> None:
    for intent in (Intent.HELP, Intent.OUT_OF_SCOPE):
        assert Past(FIRST, UNKNOWN).then(a_question(intent), answered=True) == Past(FIRST, UNKNOWN)


def test_an_edited_message_goes_on_from_what_came_before_it() -> None:
    talks = Conversations()
    talks.remember(PLACE, FIRST, NOW, 1, answered=True)
    talks.remember(PLACE, UNKNOWN, NOW, 2, answered=False)
    assert talks.past(PLACE, NOW) == Past(FIRST, UNKNOWN)
    assert talks.past(PLACE, NOW, 2) == Past(FIRST)
    talks.remember(PLACE, SECOND, NOW, 2, answered=True)
    assert talks.past(PLACE, NOW) == Past(SECOND)


def test_what_was_asked_is_forgotten_after_some_minutes() -> None:
    talks = Conversations()
    talks.remember(PLACE, FIRST, NOW, 1, answered=True)
    assert talks.past(PLACE, NOW + MEMORY) == Past(FIRST)
    assert talks.past(PLACE, NOW + MEMORY + timedelta(seconds=1)) == NOTHING


def test_a_reply_goes_on_from_what_the_message_shows_now() -> None:
    talks = Conversations()
    assert talks.past_of(-1, 5) == NOTHING
    talks.shows(-1, 5, FIRST, answered=True)
    talks.shows(-1, 5, UNKNOWN, answered=False)
    assert talks.past_of(-1, 5) == Past(None, UNKNOWN)
    assert talks.past_of(-2, 5) == NOTHING
