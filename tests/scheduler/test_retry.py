"""When to send again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.retry import FIRST_PAUSE, LONGEST_PAUSE, next_attempt
from storage.errors import (
    AddressGoneError,
    BadMessageError,
    DeliveryError,
    MovedError,
    TopicClosedError,
    TryLaterError,
)
from storage.subscription import GoneReason
from tests.scheduler.plans import at

NOW = at("2017-11-23")
AWAY = TryLaterError("Away.")


def test_pauses_double_up_to_the_longest() -> None:
    pauses = [(next_attempt(attempts, AWAY, NOW, 1.0) or NOW) - NOW for attempts in range(1, 15)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    assert all(one <= other for one, other in pairwise(pauses))


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_pause_is_never_shorter_than_half_of_it_nor_longer(attempts: int, jitter: float) -> None:
    longest = next_attempt(attempts, AWAY, NOW, 1.0)
    found = next_attempt(attempts, AWAY, NOW, jitter)
    assert longest
    assert found
    assert (longest - NOW) / 2 <= found - NOW <= longest - NOW


@given(st.floats(0, 100_000), st.integers(1, 100), st.floats(0, 1))
def test_a_time_that_is_named_is_kept_to(seconds: float, attempts: int, jitter: float) -> None:
    found = next_attempt(attempts, TryLaterError("Too many requests.", seconds), NOW, jitter)
    assert found
    assert timedelta(0) <= found - NOW - timedelta(seconds=seconds) <= timedelta(seconds=1)


@pytest.mark.parametrize("error", [MovedError("Moved.", 5), TopicClosedError("Closed.")])
def test_another_way_is_taken_at_once_but_not_for_ever(error: DeliveryError) -> None:
    assert next_attempt(1, error, NOW, 0.5) == NOW
    later = next_attempt(3, error, NOW, 0.5)
    assert later
    assert later > NOW


@pytest.mark.parametrize("error", [AddressGoneError("Gone.", GoneReason.BLOCKED), BadMessageError("Bad.")])
def test_what_will_never_go_through_is_not_tried_again(error: DeliveryError) -> None:
    assert next_attempt(1, error, NOW, 0.5) is None
