"""What is told of an update from outside."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.envelope import LARGEST_ID, Self, asks, read_envelope

BOT = Self(77, "Duban_bot")
ANNA: dict[str, Any] = {"id": 11, "is_bot": False, "first_name": "Anna", "language_code": "zh-hans"}
PRIVATE = {"id": 11, "type": "private"}
GROUP = {"id": -1001, "type": "supergroup"}


def an_update(kind: str = "message", **content: Any) -> dict[str, Any]:
    return {"update_id": 5, kind: {"from": ANNA, "chat": GROUP, "message_id": 3, **content}}


def test_a_message_belongs_to_its_chat_and_its_writer() -> None:
    found = read_envelope(an_update(text="…", message_thread_id=9, is_topic_message=True))
    assert (found.update_id, found.kind, found.chat, found.person) == (5, "message", -1001, 11)
    assert (found.thread, found.language, found.lane) == (9, "zh-hans", -1001)


def test_a_thread_of_replies_is_no_topic() -> None:
    assert read_envelope(an_update(message_thread_id=9)).thread is None


def test_who_writes_as_a_chat_is_that_chat() -> None:
    assert read_envelope(an_update(sender_chat=GROUP)).person == -1001
    post = {"update_id": 5, "channel_post": {"chat": {"id": -7, "type": "channel"}, "text": "…"}}
    assert read_envelope(post).person == -7


def test_a_button_press_belongs_to_its_messages_chat() -> None:
    press = {"update_id": 5, "callback_query": {"id": "1", "from": ANNA, "message": {"chat": GROUP}}}
    assert (read_envelope(press).chat, read_envelope(press).person) == (-1001, 11)


@pytest.mark.parametrize("kind", ["inline_query", "callback_query", "poll_answer"])
def test_what_has_no_chat_belongs_to_the_person(kind: str) -> None:
    update = {"update_id": 5, kind: {"id": "1", "user" if kind == "poll_answer" else "from": ANNA}}
    assert read_envelope(update).chat == 11


def test_what_belongs_to_nobody_is_a_lane_of_its_own() -> None:
    lanes = {read_envelope({"update_id": number, "poll": {"id": "1"}}).lane for number in range(9)}
    assert len(lanes) == 9


ASKING = {
    "in private": an_update(chat=PRIVATE, text="12月"),
    "a file in private": an_update(chat=PRIVATE, document={}),
    "by name": an_update(text="@duban_BOT 12月"),
    "by name under a picture": an_update(caption="@duban_bot 12月", photo=[]),
    "by a command": an_update(text="/ask 12月"),
    "by a command of ours": an_update(text="/ask@duban_bot 12月"),
    "by a Chinese command": an_update(text="/到期"),
    "by a reply": an_update(text="那11月呢", reply_to_message={"from": {"id": 77}}),
    "by a mention without a name": an_update(text="督办 12月", entities=[{"user": {"id": 77}}]),
    "in a channel": an_update("channel_post", text="@duban_bot 12月"),
    "by an edit": an_update("edited_message", text="@duban_bot 12月"),
    "by a button": {"update_id": 5, "callback_query": {"id": "1", "from": ANNA}},
}
NOT_ASKING = {
    "chatter": an_update(text="吃饭了吗"),
    "another bot's command": an_update(text="/ask@other_bot 12月"),
    "another's mention": an_update(text="@anna 12月", entities=[{"type": "mention"}]),
    "a reply to another": an_update(text="好", reply_to_message={"from": {"id": 12}}),
    "somebody comes": an_update("chat_member"),
    "typing a search": {"update_id": 5, "inline_query": {"id": "1", "from": ANNA, "query": "12"}},
}


@pytest.mark.parametrize("update", ASKING.values(), ids=ASKING)
def test_who_calls_the_bot_asks(update: dict[str, Any]) -> None:
    assert asks(read_envelope(update), BOT)


@pytest.mark.parametrize("update", NOT_ASKING.values(), ids=NOT_ASKING)
def test_who_talks_to_others_does_not_ask(update: dict[str, Any]) -> None:
    assert not asks(read_envelope(update), BOT)


@pytest.mark.parametrize("update_id", [None, "5", 5.0, True, -1, LARGEST_ID + 1])
def test_an_id_that_can_be_none_is_none(update_id: object) -> None:
    assert read_envelope({"update_id": update_id, "message": {}}).update_id is None


NAMES = ("message", "chat", "from", "id", "text", "entities", "user", "callback_query", "type", "private")
MORE_NAMES = ("sender_chat", "reply_to_message", "caption", "update_id", "message_thread_id", "language_code")
WORDS = st.sampled_from((*NAMES, *MORE_NAMES))
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS
ANYTHING = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(update=ANYTHING)
def test_nothing_is_too_odd(update: object) -> None:
    found = read_envelope(update)
    assert isinstance(found.lane, int)
    assert asks(found, BOT) in (True, False)
