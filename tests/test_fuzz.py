"""Whatever comes in, reading a plan and answering a question end in a value or a documented error, and soon."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.asking import Asker
from bot.plan_json import plan_json
from bot.question import Intent
from bot.rendering import answer_json
from bot.terminal import render_terminal
from storage.database import make_engine, migrate
from storage.errors import PlanFileError
from storage.parsing import parse_plan
from storage.plan_store import PlanStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SAMPLE = files("bot").joinpath("samples", "sample-plan.txt").read_text(encoding="utf-8")
LINES = SAMPLE.splitlines(keepends=True)
NOW = datetime(2017, 11, 20, 1, tzinfo=UTC)
FEW = settings(max_examples=300, deadline=None)
MANY = settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# -- what comes in ----------------------------------------------------------------------------------------------

SCRAPS = st.sampled_from(
    ["", " ", "\n", "\n\n", " \n", "\f", "\t", "\r\n", "\ufeff", "\x00", "：", "；", "（一）", "1、", "一、", "12 月 ", "13月",
     "2月30日", "全年", "每季度", "待定", "办公室 12 月 \n", " — 3 —\n", "0000年", "99999999999999999999 月", "《", "）", "\U0001f600",
     "\u200b", "\ud7ff", "二〇一八年", "-", "1-2-3 月", "、、、", "９月", "工作要点 具体措施 部门单位 完成时间 \n"]
)  # fmt: skip
PIECES = st.builds(
    lambda start, length: "".join(LINES[start : start + length]),
    st.integers(0, len(LINES) - 1),
    st.integers(1, 120),
)


CHANGES: dict[str, Callable[[str, str, str, str], str]] = {
    "cut": lambda before, _middle, after, _scrap: before + after,
    "double": lambda before, middle, after, _scrap: before + middle + middle + after,
    "turn": lambda before, middle, after, _scrap: before + middle[::-1] + after,
    "put": lambda before, middle, after, scrap: before + scrap + middle + after,
    "unwrap": lambda before, middle, after, _scrap: before + middle.replace("\n\n", "\n") + after,
    "move": lambda before, middle, after, _scrap: before + after + middle,
}


@st.composite
def mutated_texts(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Draw a text, and cut, double, move and spoil some of it."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        change = CHANGES[draw(st.sampled_from(sorted(CHANGES)))]
        text = change(text[:start], text[start:end], text[end:], draw(SCRAPS))
    return text[:20_000]


PLAN_TEXTS = mutated_texts(PIECES) | st.lists(SCRAPS | st.text(max_size=40), max_size=60).map("".join)
PLAN_FILES = (
    PLAN_TEXTS.map(lambda text: text.encode("utf-8", "replace"))
    | PLAN_TEXTS.map(lambda text: text.encode("gb18030", "replace"))
    | st.binary(max_size=400)
    | st.builds(
        lambda text, noise: text.encode("utf-8", "replace") + noise, PLAN_TEXTS, st.binary(max_size=8)
    )
)
FILE_NAMES = st.sampled_from(
    [
        "plan.txt",
        "plan.csv",
        "plan.docx",
        "plan.xlsx",
        "plan.pdf",
        "plan",
        "",
        "计划.TXT",
        "a/b.txt",
        "x." * 99,
    ]
)

WORDS = st.sampled_from(
    ["审协江苏中心", "协调司", "江苏中心", "审协上海中心", "办公室", "sxjs", "Jiangsu center", "12月", "十二月", "下个月", "next two weeks",
     "by the end of", "13月", "2月30日", "2017-12", "2017-999", "第3项", "专利法修订", "谁负责", "什么时候", "多少", "哪个部门最多", "逾期",
     "那11月呢", "and in November?", "help", "天气", "？", "《", "“", "前", "底", "至", "-", "2018", "明年", "Q4", "1H", "0", "99999999999",
     "\u200b", "\x00", "\U0001f600", "年", "月", "日", "before", "between", "and"]
)  # fmt: skip
QUESTIONS = (
    st.lists(WORDS | st.text(max_size=6), max_size=12).map("".join)
    | mutated_texts(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
    | st.text(max_size=400)
    | WORDS.map(lambda word: word * 500)
)

# -- what must hold ---------------------------------------------------------------------------------------------


@contextmanager
def _soon() -> Iterator[None]:
    """Hold that less than a second of this thread's own time passes, however busy the machine is."""
    start = time.thread_time()
    yield
    assert time.thread_time() - start < 1


def _read(content: bytes, name: str) -> None:
    with _soon():
        try:
            plan = parse_plan(content, name)
        except PlanFileError:
            return
    assert all(item.measure.strip() for item in plan.items)
    plan_json(plan)


@cache
def _asker() -> Asker:
    engine = make_engine("sqlite://")
    migrate(engine)
    store = PlanStore(engine)
    store.publish(
        parse_plan(SAMPLE.encode(), "sample-plan.txt"),
        file_name="sample-plan.txt",
        content=SAMPLE.encode(),
        now=NOW,
    )
    return Asker(store)


def _ask(text: str, follow_up: str) -> None:
    asker = _asker()
    with _soon():
        answer = asker.ask(text, now=NOW)
        told = answer_json(asker.ask(follow_up, now=NOW, previous=answer.question))
        render_terminal(answer, 80)
    assert told["intent"] in set(Intent)
    assert told["text"]


def _hold(check: Callable[..., None], many: settings, *strategies: st.SearchStrategy[object]) -> None:
    many(given(*strategies)(check))()


def test_any_file_is_read_or_refused_soon() -> None:
    _hold(_read, FEW, PLAN_FILES, FILE_NAMES)


def test_any_question_is_answered_soon() -> None:
    _hold(_ask, FEW, QUESTIONS, QUESTIONS)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_any_of_many_files_is_read_or_refused_soon() -> None:
    _hold(_read, MANY, PLAN_FILES, FILE_NAMES)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_any_of_many_questions_is_answered_soon() -> None:
    _hold(_ask, MANY, QUESTIONS, QUESTIONS)
