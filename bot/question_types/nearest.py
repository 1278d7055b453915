"""What to say beside an answer: what was assumed, and where to look when nothing was found. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.answer import (
    AlsoUnknown,
    CutOff,
    Denied,
    Elsewhere,
    LeftAside,
    MayMean,
    Miscounted,
    Nearest,
    NotConsidered,
    NothingFound,
    NothingReported,
    NotUnderstood,
    OtherItems,
    OtherPlan,
    PlanMissing,
    SameTimeLater,
    Similar,
    TopicsApart,
    WithoutTopic,
    YearAssumed,
)
from bot.question import Intent, Standing
from bot.question_types.matching import fold, matching, of_plan, scope
from bot.understanding.names import stem_of
from storage.plan import Period

if TYPE_CHECKING:
    from bot.answer import Answer, Note
    from bot.question import Question
    from bot.question_types.matching import PlanBook
    from storage.plan import PlanItem

ALIKE = 60
"""Percent of a topic found again in a text from which on it reads alike; below, they share a character."""


def look_around(answer: Answer, book: PlanBook) -> Answer:
    """Add the notes that the question and what was found call for."""
    notes = [*about_question(answer, book), *_may_mean(answer.question, book)]
    if answer.question.cut:
        notes.append(CutOff())
    if not answer.items and not answer.dateless:
        notes += about_nothing(answer, book)
    notes += _same_time_later(answer, book)
    return replace(answer, notes=(*answer.notes, *notes))


# -- about the question -------------------------------------------------------------------------------------


def about_question(answer: Answer, book: PlanBook) -> list[Note]:
    """Say what was assumed or left out in reading the question."""
    question, today = answer.question, answer.today
    notes: list[Note] = []
    missing = _missing_years(question, book)
    if missing:
        used = {item.year for item in answer.items} or {plan.year for plan in book.plans}
        notes.append(PlanMissing(missing, tuple(sorted(used))))
    if question.year_assumed and question.period and question.plan_year and question.plan_year != today.year:
        notes.append(YearAssumed(question.plan_year))
    if question.unclear_dates:
        notes.append(NotUnderstood(question.unclear_dates, answered=True))
    if question.unknown_departments:
        notes.append(AlsoUnknown(question.unknown_departments))
    if question.none and answer.items:
        notes.append(Denied(question.none, answered=True))
    if question.miscounted and question.miscounted != len(question.departments):
        notes.append(Miscounted(question.miscounted, len(question.departments)))
    if question.unmatched:
        notes.append(LeftAside(question.unmatched))
    if question.not_considered:
        notes.append(NotConsidered(question.not_considered))
    return notes + _about_progress(answer, book)


def _about_progress(answer: Answer, book: PlanBook) -> list[Note]:
    """Say that nobody has reported anything, where it is asked how far things are."""
    question = answer.question
    asked = question.of_progress or question.standing is not Standing.ANY or answer.overdue
    if not asked or not _unreported(question, book):
        return []
    by_dates = question.standing in {Standing.OVERDUE, Standing.IN_TIME} or bool(answer.overdue)
    return [NothingReported(by_dates=by_dates)]


def _may_mean(question: Question, book: PlanBook) -> list[Note]:
    """Find the departments that a topic may be short for."""
    if question.departments:
        return []
    stems = {name: fold(stem_of(name)) for name in book.of_department}
    found = {
        topic: tuple(name for name, stem in stems.items() if stem == fold(topic)) for topic in question.topics
    }
    return [MayMean(topic, names) for topic, names in found.items() if names]


def _missing_years(question: Question, book: PlanBook) -> tuple[int, ...]:
    """Years that the question is wholly about and no plan is loaded of."""
    loaded = {plan.year for plan in book.plans}
    period = question.period
    if period is None:
        return () if question.plan_year is None or question.plan_year in loaded else (question.plan_year,)
    if any(period.overlaps(date(year, 1, 1), date(year, 12, 31)) for year in loaded):
        return ()
    return tuple(sorted({day.year for day in (period.first, period.last) if day is not None}))


def _unreported(question: Question, book: PlanBook) -> bool:
    return not book.reported if question.plan_year is None else question.plan_year not in book.reported


# -- nothing found ------------------------------------------------------------------------------------------


def about_nothing(answer: Answer, book: PlanBook) -> list[Note]:
    """Say what is nearest: in time, in another plan, among the topics, among like words."""
    question, today = answer.question, answer.today
    if not answer.ongoing and (plain := _without_topic(question, book, today)):
        return [*_elsewhere(question, book, today), plain]
    if question.period is not None:
        near = _nearest_day(question, book, today)
        if near:
            return [near]
    if answer.ongoing:
        return []
    notes: list[Note] = []
    if question.topics:
        notes += (
            _elsewhere(question, book, today)
            or _other_plans(question, book, today)
            or _topics_apart(question, book)
            or _similar(question, book)
        )
    notes += _other_items(question, book, today)
    return notes or [NothingFound()]


def _without_topic(question: Question, book: PlanBook, today: date) -> WithoutTopic | None:
    """Find what the departments have due then, whatever it is about."""
    if not question.topics or not question.departments or question.intent not in (Intent.LIST, Intent.COUNT):
        return None
    broader = replace(question, topics=())
    found = (
        of_plan(matching(broader, book, today), broader, today)
        if question.period is None
        else [entry for entry in matching(broader, book, today) if scope(entry, broader, today)]
    )
    return WithoutTopic(tuple(entry.item for entry in found)) if found else None


def _same_time_later(answer: Answer, book: PlanBook) -> list[Note]:
    """Find what is due at the same time of this year or the next, where the plan's year was only assumed."""
    question, today = answer.question, answer.today
    period = question.period
    if not question.year_assumed or period is None or period.first is None or period.last is None:
        return []
    if period.last >= today:
        return []
    # A time of this year that is past comes again next year.
    years = today.year - period.last.year or 1
    try:
        later = Period(
            period.first.replace(year=period.first.year + years),
            period.last.replace(year=period.last.year + years),
        )
    except ValueError:  # 29 February
        return []
    then = replace(question, period=later, parts=())
    entries = [entry for entry in matching(then, book, today) if scope(entry, then, today)]
    days = [day for entry in entries for day in scope(entry, then, today)]
    return [SameTimeLater(min(days), tuple(entry.item for entry in entries))] if days else []


def _nearest_day(question: Question, book: PlanBook, today: date) -> Nearest | None:
    """Find the next due day after the period, else the last one before it."""
    anytime = replace(question, period=None)
    entries = matching(anytime, book, today)
    days = {day for entry in entries for day in scope(entry, anytime, today)}
    assert question.period is not None
    first, last = question.period.first, question.period.last
    later = min((day for day in days if last is not None and day > last), default=None)
    earlier = max((day for day in days if first is not None and day < first), default=None)
    day = later or earlier
    if day is None:
        return None
    return Nearest(day, tuple(entry.item for entry in entries if day in entry.due), after=later is not None)


def _elsewhere(question: Question, book: PlanBook, today: date) -> list[Note]:
    """Find the topic among the departments that were not asked about, and have no part in it."""
    if not question.departments:
        return []
    anyone = replace(question, departments=(), period=None)
    entries = of_plan(matching(anyone, book, today), anyone, today)
    found = [entry for entry in entries if not set(question.departments) & set(entry.item.departments)]
    names = Counter(name for entry in found for name in entry.item.responsible)
    return [Elsewhere(len(found), tuple(name for name, _ in names.most_common()))] if found else []


def _other_plans(question: Question, book: PlanBook, today: date) -> list[Note]:
    """Look in other years' plans, the latest first."""
    if question.plan_year is None or question.period is not None:
        return []
    for year in sorted({plan.year for plan in book.plans} - {question.plan_year}, reverse=True):
        found = of_plan(matching(question, book, today), replace(question, plan_year=year), today)
        if found:
            return [OtherPlan(year, len(found))]
    return []


def _topics_apart(question: Question, book: PlanBook) -> list[Note]:
    if len(question.topics) < 2:
        return []
    folded = [(topic, fold(topic)) for topic in question.topics]
    counts = tuple((topic, sum(text in entry.text for entry in book.entries)) for topic, text in folded)
    return [TopicsApart(counts)] if any(count for _, count in counts) else []


def _similar(question: Question, book: PlanBook) -> list[Note]:
    """Find the three items that read most like the topics."""
    topic = fold("".join(question.topics))
    if len(topic) < 2:
        return []
    texts = [entry.text for entry in book.entries]
    found = process.extract(topic, texts, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=3)
    items: list[PlanItem] = [book.entries[index].item for _, _, index in found]
    return [Similar(tuple(items))] if items else []


def _other_items(question: Question, book: PlanBook, today: date) -> list[Note]:
    """Count what the departments have besides, if the question was narrower than that."""
    if not question.departments:
        return []
    broader = replace(question, topics=(), period=None, standing=Standing.ANY)
    number = len(of_plan(matching(broader, book, today), broader, today))
    return [OtherItems(number)] if number else []
