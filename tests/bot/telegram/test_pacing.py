"""How fast requests go out, and which go out again. No test waits: the loop's clock jumps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.telegram.buckets import Bucket, Rate
from bot.telegram.pacing import LONGEST_WAIT, MOST_IDLE, MOST_WAITS, PAUSES, UNLIMITED, Pacing
from bot.telegram.transport import (
    LostAnswerError,
    NotConnectedInTimeError,
    NotSentError,
    ServerTroubleError,
)
from tests.bot.telegram.timeless import now, run

if TYPE_CHECKING:
    from collections.abc import Iterable

ANNA, BOB, GROUP = 11, 12, -1001


async def send(
    pacing: Pacing, chat: int | str | None, endpoint: str = "sendMessage", errors: Iterable[Exception] = ()
) -> float:
    """Send one request that fails with each of `errors` first; return when it went through."""
    failing = iter(errors)

    async def callback() -> float:
        error = next(failing, None)
        if error is not None:
            raise error
        return now()

    data = {} if chat is None else {"chat_id": chat}
    sent: float = await pacing.process_request(callback, (), {}, endpoint, data, None)
    return sent


async def send_all(pacing: Pacing, *requests: tuple[Any, ...]) -> list[float]:
    return list(await asyncio.gather(*(send(pacing, *request) for request in requests)))


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(begin <= time < begin + seconds - 1e-6 for time in times) for begin in times)


def test_a_few_messages_to_a_chat_go_at_once_and_more_one_a_second() -> None:
    times = run(send_all(Pacing(), *[(ANNA,)] * 12))
    assert times[:3] == [0, 0, 0]
    assert most_within(times, 3) == 3
    assert times[-1] == 9


def test_chats_do_not_wait_for_each_other() -> None:
    async def both() -> float:
        pacing = Pacing()
        waiting = [asyncio.create_task(send(pacing, ANNA)) for _ in range(20)]
        await asyncio.sleep(0)
        sent = await send(pacing, BOB)
        await asyncio.gather(*waiting)
        return sent

    assert run(both()) == 0


def test_a_group_gets_twenty_messages_a_minute_at_most() -> None:
    times = run(send_all(Pacing(), *[(GROUP,)] * 50))
    assert most_within(times, 60) == 20


def test_edits_count_as_messages() -> None:
    times = run(send_all(Pacing(), *[(GROUP, "editMessageText")] * 50))
    assert most_within(times, 60) == 20


def test_no_more_than_thirty_messages_a_second_go_out_in_all() -> None:
    times = run(send_all(Pacing(), *[(chat,) for chat in range(1, 201)]))
    assert most_within(times, 1) == 30


@pytest.mark.parametrize(
    "endpoint", ["sendChatAction", "answerCallbackQuery", "getChatMember", "deleteMessage", "getFile"]
)
def test_what_is_no_message_waits_for_nothing_and_takes_no_ones_turn(endpoint: str) -> None:
    async def mixed() -> tuple[list[float], float]:
        pacing = Pacing()
        others = await send_all(pacing, *[(GROUP, endpoint)] * 100)
        return others, await send(pacing, GROUP)

    others, message = run(mixed())
    assert set(others) == {0}
    assert message == 0


def test_an_id_written_as_text_is_the_same_chat() -> None:
    times = run(send_all(Pacing(), *[(GROUP,), (str(GROUP),)] * 20))
    assert most_within(times, 60) == 20


def test_a_chat_that_is_told_to_wait_waits_alone() -> None:
    async def held() -> tuple[float, float, float]:
        pacing = Pacing()
        first = asyncio.create_task(send(pacing, ANNA, errors=[RetryAfter(7)]))
        await asyncio.sleep(0)
        second = asyncio.create_task(send(pacing, ANNA))
        others = await send_all(pacing, *[(chat,) for chat in range(100, 120)])
        return await first, await second, max(others)

    assert run(held()) == (7, 7, 0)


def test_a_chat_on_hold_holds_its_other_requests_too_but_not_button_presses() -> None:
    async def held() -> tuple[float, float]:
        pacing = Pacing()
        first = asyncio.create_task(send(pacing, GROUP, errors=[RetryAfter(7)]))
        await asyncio.sleep(0)
        pressed = await send(pacing, None, "answerCallbackQuery")
        action = await send(pacing, GROUP, "sendChatAction")
        await first
        return pressed, action

    assert run(held()) == (0, 7)


def test_a_request_of_no_chat_waits_by_itself() -> None:
    assert run(send(Pacing(), None, "setMyCommands", [RetryAfter(3)])) == 3


def test_who_is_told_to_wait_too_often_gives_up() -> None:
    with pytest.raises(RetryAfter):
        run(send(Pacing(), ANNA, errors=[RetryAfter(1)] * (MOST_WAITS + 1)))


def test_who_is_told_to_wait_too_long_gives_up_at_once_and_asks_no_more() -> None:
    async def held() -> float:
        pacing = Pacing()
        for errors in ([RetryAfter(LONGEST_WAIT + 60)], []):
            with pytest.raises(RetryAfter):
                await send(pacing, ANNA, errors=errors)
        await send(pacing, BOB)
        return now()

    assert run(held()) == 0


NOT_SENT = [NotSentError("no connection"), NotConnectedInTimeError("slow"), ServerTroubleError("502")]
UNCERTAIN = [TimedOut("no answer"), LostAnswerError("cut")]
FINAL: list[Exception] = [
    BadRequest("no"),
    Forbidden("no"),
    ChatMigrated(-5),
    NetworkError("odd"),
    ValueError(),
]


@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText", "getChat", "sendDocument"])
@pytest.mark.parametrize("error", NOT_SENT, ids=repr)
def test_what_has_not_arrived_is_sent_again(endpoint: str, error: Exception) -> None:
    assert run(send(Pacing(), ANNA, endpoint, [error] * len(PAUSES))) == sum(PAUSES)
    with pytest.raises(type(error)):
        run(send(Pacing(), ANNA, endpoint, [error] * (len(PAUSES) + 1)))


@pytest.mark.parametrize("endpoint", ["editMessageText", "getChat", "deleteMessage", "setMyCommands"])
@pytest.mark.parametrize("error", UNCERTAIN, ids=repr)
def test_what_may_have_arrived_is_sent_again_where_twice_does_no_harm(
    endpoint: str, error: Exception
) -> None:
    assert run(send(Pacing(), ANNA, endpoint, [error])) == PAUSES[0]


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendDocument", "copyMessage", "forwardMessage"])
@pytest.mark.parametrize("error", UNCERTAIN, ids=repr)
def test_a_message_that_may_have_arrived_is_not_sent_again(endpoint: str, error: Exception) -> None:
    with pytest.raises(type(error)):
        run(send(Pacing(), ANNA, endpoint, [error]))


@pytest.mark.parametrize("error", FINAL, ids=repr)
def test_what_telegram_refuses_is_not_sent_again(error: Exception) -> None:
    with pytest.raises(type(error)):
        run(send(Pacing(), ANNA, errors=[error]))


def test_without_limits_nothing_waits() -> None:
    assert set(run(send_all(Pacing(UNLIMITED), *[(GROUP,)] * 500))) == {0}


def test_chats_that_are_quiet_are_forgotten() -> None:
    async def many() -> int:
        pacing = Pacing()
        for chat in range(MOST_IDLE * 2):
            await send(pacing, chat + 1, "sendMessage")
        return len(pacing._buckets)

    assert run(many()) <= MOST_IDLE + 1


@given(
    most=st.integers(1, 5),
    seconds=st.integers(1, 10),
    steps=st.lists(st.integers(0, 3), min_size=1, max_size=60),
)
def test_a_bucket_never_gives_more_turns_than_its_rate(most: int, seconds: int, steps: list[int]) -> None:
    bucket, clock, turns = Bucket(Rate(most, seconds)), 0.0, []
    for step in steps:
        clock += step
        turns.append(clock + bucket.reserve(clock))
    assert turns == sorted(turns)
    assert most_within(turns, seconds) <= most
