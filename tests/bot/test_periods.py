"""What questions mean by their date words: a table of phrases, the shared samples, and what always holds."""

from __future__ import annotations

import importlib.util
import json
import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.periods import PeriodReading, find_period
from storage.plan import Period

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TABLE = tomllib.loads((ROOT / "tests" / "data" / "periods.toml").read_text(encoding="utf-8"))
TODAY, PLAN_YEAR = date(2017, 11, 22), 2017

PHRASES = [
    (phrase, group["today"], group["plan_year"], first, last)
    for group in TABLE["group"]
    for phrase, first, last in group["phrases"]
]


def read(text: str) -> PeriodReading:
    return find_period(text, TODAY, PLAN_YEAR)


def period_of(text: str) -> Period | None:
    match = read(text).match
    return match.period if match else None


@pytest.mark.parametrize(("phrase", "today", "plan_year", "first", "last"), PHRASES)
def test_a_phrase_means_its_days(phrase: str, today: date, plan_year: int, first: str, last: str) -> None:
    reading = find_period(phrase, today, plan_year)
    assert reading.match is not None
    assert reading.unclear == ()
    assert reading.match.period == Period(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )


@pytest.mark.parametrize("phrase", TABLE["nothing"]["phrases"])
def test_what_is_only_like_a_date_is_none_and_not_asked_about(phrase: str) -> None:
    assert read(phrase) == PeriodReading(None)


@pytest.mark.parametrize(("phrase", "words"), TABLE["unclear"]["phrases"])
def test_what_is_not_understood_is_handed_back_as_written(phrase: str, words: str) -> None:
    assert words in read(phrase).unclear


@pytest.mark.parametrize(
    "frame", ["{}", "审协江苏中心{}有什么要交的", "please list {} for 办公室", "（{}）", "那{}呢？"]
)
@pytest.mark.parametrize(
    "phrase", ["12月", "三、四季度", "2017年12月15日", "12月底前", "Dec 15-20", "下周五", "两周内"]
)
def test_the_sentence_around_it_does_not_change_a_period(frame: str, phrase: str) -> None:
    text = frame.format(phrase)
    match = read(text).match
    assert match is not None
    assert match.period == period_of(phrase)
    assert "".join(text[start:end] for start, end in match.spans) == phrase


@pytest.mark.parametrize(
    ("written", "plain"),
    [("１２月１５日前", "12月15日前"), ("下個禮拜五", "下个礼拜五"), ("十二月十五號", "12月15日"), ("12yue", "12月"), ("㋋", "12月"),
     ("DECEMBER 15", "December 15"), ("二〇一八年", "2018年"), ("12 月 15 日", "12月15日"), ("12月—2月", "12月至2月")],
)  # fmt: skip
def test_spelling_does_not_matter_and_spans_are_of_the_text_as_written(written: str, plain: str) -> None:
    text = f"办公室　{written} ok"
    match = read(text).match
    assert match is not None
    assert match.period == period_of(plain)
    assert match.spans == ((4, 4 + len(written)),)
    assert match.text == written


@pytest.mark.parametrize("text", ["12月", "三季度", "12月15日前", "国庆期间", "December", "年底"])
def test_a_month_without_a_year_is_the_plans(text: str) -> None:
    for year in (2017, 2018):
        match = find_period(text, date(2017, 6, 1), year).match
        assert match is not None
        assert match.period.last is not None
        assert match.period.last.year == year
        assert not match.year_said


@pytest.mark.parametrize(
    "text", ["2018年3月", "明年3月", "next March", "下个月", "两周内", "本周", "Q1 2018", "15号"]
)
def test_a_year_is_said_outright_or_by_counting_from_today(text: str) -> None:
    match = read(text).match
    assert match is not None
    assert match.year_said


def test_times_that_do_not_touch_are_kept_apart() -> None:
    match = read("3月和12月的任务").match
    assert match is not None
    assert match.period == Period(date(2017, 3, 1), date(2017, 12, 31))
    assert match.parts == (
        Period(date(2017, 3, 1), date(2017, 3, 31)),
        Period(date(2017, 12, 1), date(2017, 12, 31)),
    )


def test_times_that_touch_are_one() -> None:
    match = read("Q1和Q2").match
    assert match is not None
    assert match.parts == (match.period,)


@pytest.mark.parametrize("text", ["12月15日前", "12月底前", "by December 15"])
def test_by_a_day_ahead_starts_today_and_by_a_day_past_with_the_plans_year(text: str) -> None:
    for today, first in ((date(2017, 6, 2), date(2017, 6, 2)), (date(2018, 1, 5), date(2017, 1, 1))):
        match = find_period(text, today, 2017).match
        assert match is not None
        assert match.period.first == first


def test_a_festival_beyond_the_tables_is_asked_about() -> None:
    assert find_period("2090年春节前", TODAY, PLAN_YEAR) == PeriodReading(None, ("2090年春节前",))


def test_of_two_times_that_contradict_each_other_one_is_asked_about() -> None:
    reading = read("12月的还是下周的")
    assert reading.match is not None
    assert len(reading.unclear) == 1


WORDS = [
    "12月",
    "15日",
    "十二月",
    "二〇一八年",
    "2018年",
    "年底",
    "月初",
    "上旬",
    "中",
    "底",
    "前",
    "后",
    "之前",
    "以后",
    "起",
    "至",
    "到",
    "-",
    "、",
    "和",
    "从",
    "自",
    "截至",
    "本周",
    "下周",
    "周五",
    "周末",
    "下个月",
    "三季度",
    "上半年",
    "全年",
    "未来",
    "两周",
    "内",
    "三天",
    "半年",
    "春节",
    "国庆",
    "十一",
    "期间",
    "农历八月十五",
    "每月",
    "《",
    "》",
    "“",
    "”",
    "的",
    ",",
    ".",
    "/",
    "(",
    ")",
    "12.1",
    "12/5",
    "2017-12-15",
    "2017-112",
    "20171215",
    "Dec",
    "may",
    "march",
    "15th",
    "the",
    "of",
    "end",
    "early",
    "mid",
    "first",
    "half",
    "last",
    "next",
    "this",
    "week",
    "month",
    "quarter",
    "year",
    "Q4",
    "1H",
    "2018",
    "'17",
    "by",
    "before",
    "until",
    "since",
    "after",
    "from",
    "to",
    "between",
    "and",
    "Friday",
    "fri",
    "today",
    "tomorrow",
    "within",
    "in",
    "3",
    "days",
    "now",
    "EOY",
    "至今",
    "目前",
    "㋋",
    "½",
    "İ",
    "ß",
    "１２",
    "月",
    "號",
    "①",
    "0月",
    "99日",
    "5-22月",
    "第50周",
    "week",
    "12yue",
    "60",
    "9999年",
    "2199年",
    "上上上上月",
    "999年内",
    "999个月后",
    "last",
    "march",
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=9).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.dates(), st.integers(1, 9999))
def test_any_text_is_read_without_failing_and_what_is_found_is_whole(
    text: str, today: date, year: int
) -> None:
    reading = find_period(text, today, year)
    assert all(words in text for words in reading.unclear)
    if reading.match is None:
        return
    period = reading.match.period
    assert period.first or period.last
    assert period.first is None or period.last is None or period.first <= period.last
    assert all(0 <= start < end <= len(text) for start, end in reading.match.spans)
    assert all(
        period.first is None or part.first is None or period.first <= part.first
        for part in reading.match.parts
    )


@pytest.mark.parametrize(
    "piece",
    ["12月", "1、", "一", "5月到", "《", "“", "1", " ", "the end of ", "下", "1.1-", "yue ", "每", "("],
)
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    """Eight times the text may not take much more than eight times as long (three times that, for noise)."""
    short, long = ((piece * 5000)[:size] for size in (2500, 20000))
    read(short)
    assert min(seconds(long) for _ in range(3)) < 24 * max(min(seconds(short) for _ in range(5)), 0.001)


def seconds(text: str) -> float:
    start = time.perf_counter()
    read(text)
    return time.perf_counter() - start


def shared_cases(name: str) -> list[dict[str, Any]]:
    path = SHARED / "periods" / name
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def shared_rules() -> Any:
    path = SHARED / "tools" / "score_periods.py"
    spec = importlib.util.spec_from_file_location("shared_score_periods", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer_to(case: dict[str, Any]) -> dict[str, str | None] | None:
    match = find_period(case["sentence"], date.fromisoformat(case["reference"]), PLAN_YEAR).match
    if match is None:
        return None
    first, last = match.period.first, match.period.last
    return {"start": first.isoformat() if first else None, "end": last.isoformat() if last else None}


@pytest.mark.skipif(
    not (SHARED / "periods").exists(), reason="the shared samples are not beside this repository"
)
def test_the_shared_periods_are_read_right_by_their_own_rules() -> None:
    rules, cases = shared_rules(), shared_cases("periods.jsonl")
    answers = [(case, answer_to(case)) for case in cases]
    wrong = [
        case["sentence"]
        for case, answer in answers
        if answer and not any(rules.same(answer, reading) for reading in rules.readings(case))
    ]
    right = sum(answer is not None for _, answer in answers) - len(wrong)
    assert right / len(cases) >= 0.99, wrong
    assert len(wrong) / len(cases) <= 0.01, wrong


@pytest.mark.skipif(
    not (SHARED / "periods").exists(), reason="the shared samples are not beside this repository"
)
def test_the_shared_sentences_without_a_date_get_no_period() -> None:
    assert [case["sentence"] for case in shared_cases("no-period.jsonl") if answer_to(case)] == []


@pytest.mark.skipif(
    not (SHARED / "questions").exists(), reason="the shared samples are not beside this repository"
)
def test_the_shared_questions_get_their_periods() -> None:
    lines = (SHARED / "questions" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = []
    for case in map(json.loads, lines):
        match = find_period(case["q"], date.fromisoformat(case["now"][:10]), case["plan_year"]).match
        got = [str(match.period.first), str(match.period.last)] if match else None
        if got != case["period"]:
            wrong.append((case["q"], got))
    assert wrong == []
