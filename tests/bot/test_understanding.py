"""Questions as people ask them, against what they mean; the phrases are in `data/questions.toml`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import process_time
from timeit import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import NOTHING
from bot.question import Intent, Language, Question, Standing
from bot.understanding.lexicon import build_lexicon
from bot.understanding.normalise import MAX_LENGTH, normalise
from bot.understanding.understand import understand
from bot.understanding.words import words
from storage.plan import Department, Period, PlanKind, PlanSummary
from tests.lexicons import QUESTIONS, a_lexicon

TODAY = date(2024, 11, 20)
PHRASES = [
    pytest.param(office, phrase, id=f"{office}-{at}-{phrase['ask'][:24]}")
    for office, phrases in QUESTIONS["questions"].items()
    for at, phrase in enumerate(phrases)
]


def ask(text: str, previous: Question | None = None, today: date = TODAY) -> Question:
    return understand(text, today, a_lexicon("office"), previous)


@pytest.mark.parametrize(("office", "phrase"), PHRASES)
def test_a_phrase_means_what_people_mean_by_it(office: str, phrase: dict[str, Any]) -> None:
    past = NOTHING
    for text in phrase.get("after", ()):
        said = understand(text, TODAY, a_lexicon(office), past.previous, past.in_vain)
        past = past.then(said, answered=said.intent is not Intent.UNKNOWN_DEPARTMENT)
    said = understand(phrase["ask"], TODAY, a_lexicon(office), past.previous, past.in_vain)
    assert _plain(said) == _expected(phrase)


def _plain(question: Question) -> dict[str, Any]:
    kept = replace(question, plan_year=None, period=None, period_text=None, year_assumed=False)
    period = question.period and _span(question.period)
    parts = tuple(map(_span, kept.parts)) if len(kept.parts) > 1 else ()
    return {**vars(kept), "period": period, "parts": parts}


def _span(period: Period) -> str:
    return f"{period.first or ''}/{period.last or ''}"


def _expected(phrase: dict[str, Any]) -> dict[str, Any]:
    said = {key: tuple(value) if isinstance(value, list) else value for key, value in phrase.items()}
    said.pop("ask")
    said.pop("after", None)
    language = Language(said.pop("language", "zh"))
    standing = Standing(said.pop("standing", "any"))
    nothing = _plain(Question(intent=Intent(said.pop("intent")), language=language, standing=standing))
    return nothing | said


def a_plan(year: int, *, dated: bool = True) -> PlanSummary:
    return PlanSummary(year, f"{year}年工作要点", PlanKind.TABLE if dated else PlanKind.OUTLINE, 1, 9, dated)


def year_of(text: str, *plans: PlanSummary, today: date = TODAY) -> tuple[int | None, Period | None]:
    lexicon = build_lexicon([Department("办公室")], plans, ["组织年会。"])
    question = understand(text, today, lexicon)
    return question.plan_year, question.period


def test_a_month_without_a_year_is_the_plans() -> None:
    december = Period(date(2023, 12, 1), date(2023, 12, 31))
    assert year_of("办公室12月", a_plan(2022), a_plan(2023)) == (2023, december)


def test_the_plan_of_nows_year_comes_first() -> None:
    assert year_of("办公室12月", a_plan(2024), a_plan(2025))[0] == 2024


def test_a_plan_without_dates_does_not_answer_for_months() -> None:
    assert year_of("办公室12月", a_plan(2023), a_plan(2024, dated=False))[0] == 2023


def test_a_month_of_next_year_is_looked_for_in_this_years_plan_until_there_is_another() -> None:
    assert year_of("2025年1月的任务", a_plan(2024))[0] == 2024
    assert year_of("2025年1月的任务", a_plan(2024), a_plan(2025))[0] == 2025


def test_an_outlines_whole_year_means_all_of_it() -> None:
    assert year_of("2025年有哪些任务", a_plan(2024), a_plan(2025, dated=False)) == (2025, None)


def test_without_plans_the_year_is_nows() -> None:
    assert year_of("12月有什么任务")[0] == 2024


def test_the_year_is_assumed_only_where_no_word_fixes_it() -> None:
    assert ask("人事处12月任务").year_assumed
    assert not ask("人事处2024年12月任务").year_assumed
    assert not ask("人事处下个月任务").year_assumed


def test_a_whole_list_is_wanted_by_saying_so() -> None:
    assert ask("人事处的全部任务").whole
    assert ask("list all tasks of 人事处").whole
    assert not ask("所有协审中心12月任务").whole


def test_an_unclear_date_is_handed_on() -> None:
    assert ask("人事处13月的任务").unclear_dates or ask("人事处13月的任务").period is None


def test_a_follow_up_in_one_word_keeps_the_language() -> None:
    first = ask("what does 人事处 owe in December?")
    assert ask("法规处", first).language is Language.ENGLISH
    assert ask("Q3?", ask("人事处12月任务")).language is Language.CHINESE


@pytest.mark.parametrize(
    ("before", "text", "language"),
    [
        ("人事处12月任务", "next month?", Language.ENGLISH),
        ("人事处12月任务", "and in November?", Language.ENGLISH),
        ("人事处12月任务", "Dec", Language.ENGLISH),
        ("人事处12月任务", "Hangzhou center?", Language.ENGLISH),
        ("人事处12月任务", "2024-7", Language.CHINESE),
        ("what does 人事处 owe in December?", "11月", Language.CHINESE),
        ("what does 人事处 owe in December?", "下个月", Language.CHINESE),
        ("what does 人事处 owe in December?", "Q3", Language.ENGLISH),
    ],
)
def test_the_language_of_a_follow_up_is_its_own_where_it_has_one(
    before: str, text: str, language: Language
) -> None:
    assert ask(text, ask(before)).language is language


def test_a_month_after_one_of_another_year_is_of_that_year() -> None:
    first = ask("2025年1月有什么任务")
    assert ask("那3月呢", first).period == Period(date(2025, 3, 1), date(2025, 3, 31))


def test_a_whole_question_starts_anew() -> None:
    first = ask("人事处12月关于培训的任务")
    assert ask("法规处11月有哪些任务？", first) == ask("法规处11月有哪些任务？")


def test_a_topic_of_the_plan_is_no_small_talk() -> None:
    lexicon = build_lexicon([Department("办公室")], [a_plan(2024)], ["升级天气预警系统。"])
    assert understand("天气预警系统谁负责", TODAY, lexicon).intent is Intent.WHO


PIECES = words(
    "协审 杭州 中心 办公室 12月 下周 的 任务 谁 负责 最多 呢 那 “ ” 《 》 第 3 项 2024-1 # PPH center december and 京外 各 、 "
    "和 培训 扶贫 ? 多少 逾期 １２ 審協 我们 部门"
)
ANY_TEXT = st.text(max_size=400) | st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=40).map("".join)


@given(ANY_TEXT, st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.none() | ANY_TEXT)
def test_any_text_is_understood_somehow(text: str, today: date, before: str | None) -> None:
    lexicon = a_lexicon("office")
    previous = understand(before, today - timedelta(days=1), lexicon) if before is not None else None
    question = understand(text, today, lexicon, previous)
    assert set(question.departments) | set(question.nearest) <= set(lexicon.names)
    assert (question.intent is Intent.UNKNOWN_DEPARTMENT) <= bool(question.unknown_departments)
    assert (question.intent is Intent.SHOW) <= bool(question.codes)


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) <= MAX_LENGTH


def seconds(*texts: str) -> float:
    """Processor time to understand `texts` once, the best of three."""
    ask("")
    return min(repeat(lambda: [ask(text) for text in texts], timer=process_time, number=1, repeat=3))


@pytest.mark.parametrize(
    "word", ["培训", "工作安排", "协审杭州中", "第一", "hangzhou ", "“", "1月", "知识产权保护", "啊"]
)
def test_a_long_text_takes_no_long_time(word: str) -> None:
    assert seconds(word * MAX_LENGTH) < 0.3


def test_questions_take_a_few_milliseconds_at_most() -> None:
    texts = [phrase["ask"] for phrase in QUESTIONS["questions"]["office"]]
    assert seconds(*texts) / len(texts) < 0.005
