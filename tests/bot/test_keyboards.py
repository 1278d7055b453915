"""Buttons: what they carry is read strictly, and moves from what is kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keyboards import (
    ChatCard,
    ChatList,
    Decision,
    LanguageChoice,
    Move,
    moved,
    read_press,
    shifted,
)
from bot.question import Intent, Standing
from bot.question_json import question_json, read_question
from bot.views import new_key
from storage.plan import Period
from tests.examples import a_month, a_period, a_question

MOVES = st.builds(
    Move,
    st.builds(new_key),
    st.integers(-999, 999),
    st.sampled_from([None, Standing.OVERDUE, Standing.ANY]),
    st.integers(0, 999),
    st.none() | st.builds("{:04}-{}".format, st.integers(0, 9999), st.integers(0, 999_999)),
)
PRESSES = st.one_of(
    MOVES,
    st.builds(Decision, st.builds(new_key), st.booleans()),
    st.builds(LanguageChoice, st.sampled_from([None, "zh", "en"])),
    st.builds(ChatCard, st.integers(-(10**17), 10**17), st.none() | st.booleans()),
    st.builds(ChatList, st.integers(0, 999)),
)


@given(PRESSES)
def test_what_a_button_carries_is_read_as_it_was_written_and_fits(press: object) -> None:
    assert read_press(str(press)) == press
    assert len(str(press).encode()) <= 64


@given(st.text() | st.from_regex(r"[vrlc]:.{0,60}"))
def test_what_is_read_at_all_is_what_we_would_write(data: str) -> None:
    press = read_press(data)
    assert press is None or read_press(str(press)) == press


@pytest.mark.parametrize(
    ("period", "by", "after"),
    [
        (a_month(2017, 11), 1, a_month(2017, 12)),
        (a_month(2017, 11), 2, a_month(2018, 1)),
        (a_month(2017, 3), -1, a_month(2017, 2)),
        (a_period("2017-01-01", "2017-03-31"), 1, a_period("2017-04-01", "2017-06-30")),
        (a_period("2017-01-01", "2017-12-31"), 1, a_period("2018-01-01", "2018-12-31")),
        (a_period("2017-11-20", "2017-12-04"), 1, None),
        (a_period("2017-11-01", None), 1, None),
        (a_period(None, "2017-11-30"), 1, None),
        (a_month(2017, 11), 999, None),
    ],
)
def test_whole_months_move_by_their_own_length(period: Period, by: int, after: Period | None) -> None:
    assert shifted(period, by) == after


@given(st.integers(2000, 2050), st.integers(1, 12), st.integers(-99, 99))
def test_moving_there_and_back_is_no_move(year: int, month: int, by: int) -> None:
    there = shifted(a_month(year, month), by)
    assert there
    assert shifted(there, -by) == a_month(year, month)


def test_a_move_asks_for_what_it_says() -> None:
    question = a_question(departments=("教务处",), period=a_month(2017, 11), period_text="11月")
    assert moved(question, Move("k")) == question
    on = moved(question, Move("k", periods=2))
    assert (on.period, on.plan_year, on.period_text) == (a_month(2018, 1), 2018, None)
    assert moved(question, Move("k", standing=Standing.OVERDUE)).standing is Standing.OVERDUE
    shown = moved(question, Move("k", periods=2, code="2017-3"))
    assert (shown.intent, shown.codes, shown.period) == (Intent.SHOW, ("2017-3",), None)


def test_only_overdue_beside_what_was_due_earlier_is_all_that_is_overdue() -> None:
    due = a_question(period=a_month(2017, 11), with_overdue=True)
    late = moved(due, Move("k", standing=Standing.OVERDUE))
    assert (late.standing, late.period, late.with_overdue) == (Standing.OVERDUE, None, False)
    assert moved(due, Move("k", standing=Standing.OVERDUE, periods=-1)).period == a_month(2017, 10)
    assert not moved(due, Move("k", periods=1)).with_overdue
    assert moved(due, Move("k", page=2)) == due


def test_times_apart_have_no_next() -> None:
    parts = (a_month(2017, 3), a_month(2017, 12))
    question = a_question(period=a_period("2017-03-01", "2017-12-31"), parts=parts)
    assert moved(question, Move("k", periods=1)) == question


@pytest.mark.parametrize(
    "question",
    [
        a_question(),
        a_question(Intent.WHO, topics=("数据库",), codes=("2017-3",), standing=Standing.OVERDUE, whole=True),
        a_question(period=a_period("2017-01-01", None), period_text="今年", unclear_dates=("那天",)),
        a_question(parts=(Period(date(2017, 1, 1), None),), asks_own=True, nearest=("图书馆",)),
    ],
)
def test_a_question_kept_is_the_question_found(question: object) -> None:
    assert read_question(question_json(question)) == question  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        None,
        5,
        [],
        {},
        {"intent": "dance", "language": "zh"},
        {"intent": "list", "language": "zh", "period": "x"},
    ],
)
def test_what_is_no_question_is_none(written: object) -> None:
    assert read_question(written) is None


def test_what_another_version_wrote_besides_is_left_aside() -> None:
    assert read_question(question_json(a_question()) | {"mood": "good"}) == a_question()
