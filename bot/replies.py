"""What a message shows, and behind which buttons the rest is: question and rights in, text and keyboard out.

PURE but for the plans, which the asker has read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.answer import NothingReported
from bot.blocks import Heading, Line, Title
from bot.catalogue import catalogue
from bot.html import MESSAGE_PAGE, html_pages
from bot.keyboards import Move, answer_keyboard, back_keyboard, moved
from bot.question import Intent, Question, Standing
from bot.question_json import question_json, read_question
from bot.question_types.sections import row
from bot.rendering import compose
from bot.rights import Limited, limited
from bot.wording import count_text, day_text, shorten, some_of
from storage.plan import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.answer import Answer
    from bot.asking import Asker
    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.html import HtmlPage
    from bot.keyboards import Keyboard
    from bot.question import Language
    from bot.rights import Rights

MOST_NAMES = 6


@dataclass(frozen=True)
class Listing:
    """What is kept behind the buttons: the question, and whether earlier overdue items go with it."""

    question: Question
    with_overdue: bool = False

    def as_json(self) -> dict[str, object]:
        return {"question": question_json(self.question), "with_overdue": self.with_overdue}


def read_listing(content: Mapping[str, object]) -> Listing | None:
    """Read what a view holds; None where it cannot be understood (any more)."""
    question = read_question(content.get("question"))
    if question is None:
        return None
    return Listing(question, with_overdue=content.get("with_overdue") is True)


@dataclass(frozen=True)
class Shown:
    """A message: HTML and buttons, and the question that it answers."""

    text: str
    keyboard: Keyboard
    question: Question


def show(asker: Asker, listing: Listing, move: Move, rights: Rights, now: datetime) -> Shown:
    """Answer what `move` leads to, as far as `rights` allow; on one page of as many as it takes."""
    question = moved(listing.question, move)
    words = catalogue(question.language)
    cut = limited(question, rights)
    if cut.question is None or asker.hides(question.codes, rights.scope):
        keyboard = () if move.code is None else back_keyboard(move, words)
        return Shown(html_pages([scope_line(rights, words)], words)[0].text, keyboard, question)
    answer = asker.answer(cut.question, now=now, scope=rights.scope)
    with_overdue = listing.with_overdue and not move.periods and move.standing is None and move.code is None

    def set_out() -> tuple[HtmlPage, ...]:
        blocks = list(_blocks(answer, cut, rights, words))
        if with_overdue:
            blocks += earlier_overdue(asker, answer, rights, now, words)
        return html_pages(blocks, words)

    pages = asker.once(("pages", cut, rights, with_overdue, now.date()), set_out)
    if move.code is None:
        move = replace(move, page=min(max(move.page, 1), len(pages)))
    page = pages[0 if move.code else move.page - 1]
    keyboard = answer_keyboard(answer, listing.question, move, page.codes, len(pages))
    return Shown(page.text, keyboard, question)


def _blocks(answer: Answer, cut: Limited, rights: Rights, words: Catalogue) -> Iterator[Block]:
    """Set out an answer; right after its first line what was left out for want of rights."""
    missing = _left_out(cut, rights, words)
    for block in compose(answer, words, MESSAGE_PAGE):
        yield block
        if isinstance(block, Title):
            yield from missing
            missing = []


def _left_out(cut: Limited, rights: Rights, words: Catalogue) -> list[Block]:
    if not cut.left_out:
        return []
    names = some_of(cut.left_out, MOST_NAMES, words)
    return [Line(words.say("Left out: {departments}.", departments=names)), scope_line(rights, words)]


def scope_line(rights: Rights, words: Catalogue) -> Line:
    """Say politely what may be asked about."""
    names = some_of(rights.scope or (), MOST_NAMES, words)
    return Line(words.say("Here I may only tell about {departments}.", departments=names))


# -- what commands ask --------------------------------------------------------------------------------------


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def due_listing(
    question: Question | None, language: Language, departments: tuple[str, ...], now: datetime
) -> Listing:
    """Ask what is due in this month, and what was due earlier; `question` is what was said with it."""
    month = month_of(now.date())
    if question is None:
        question = Question(intent=Intent.LIST, language=language, plan_year=month_year(month))
    if question.intent is Intent.OUT_OF_SCOPE:
        return Listing(question)
    if not question.departments and not question.unknown_departments:
        question = replace(question, departments=departments)
    if question.period is not None or question.unclear_dates or question.intent is not Intent.LIST:
        return Listing(question)
    year = month_year(month)
    return Listing(replace(question, period=month, plan_year=year, year_assumed=False), with_overdue=True)


def my_listing(departments: tuple[str, ...], language: Language, plan_year: int) -> Listing:
    """Ask for all that the plan has for the own departments."""
    return Listing(
        Question(intent=Intent.LIST, language=language, plan_year=plan_year, departments=departments)
    )


def month_year(month: Period) -> int:
    assert month.first is not None
    return month.first.year


def earlier_overdue(
    asker: Asker, answer: Answer, rights: Rights, now: datetime, words: Catalogue
) -> list[Block]:
    """List what was due before the month shown and is not reported done, the latest first."""
    month = answer.question.period
    if month is None or month.first is None:
        return []
    before = Period(date(now.year - 1, 1, 1), month.first - timedelta(days=1))
    question = replace(answer.question, standing=Standing.OVERDUE, period=before, year_assumed=False)
    found = asker.answer(question, now=now, scope=rights.scope)
    due = [(day.day, each.item) for day in reversed(found.days) for each in day.items]
    if not due:
        return []
    blocks: list[Block] = [Heading(words.say("Overdue from before: {items}", items=count_text(due, words)))]
    if any(isinstance(note, NothingReported) for note in found.notes):
        blocks.append(Line(words.say("Nobody has reported progress yet; this goes by the dates alone.")))
    for day, item in due:
        year = day.year != now.year
        said = words.say("due {deadline}", deadline=day_text(day, words, year=year))
        blocks.append(row(item, found, words, (said,)))
    return blocks


# -- inline -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Article:
    """A result that a person can send into any chat."""

    title: str
    description: str
    html: str


MOST_ARTICLES = 20


def articles(asker: Asker, question: Question, rights: Rights, now: datetime) -> list[Article]:
    """Offer the whole answer (its first page), then each of its items."""
    words = catalogue(question.language)
    cut = limited(question, rights)
    if cut.question is None or asker.hides(question.codes, rights.scope):
        return []
    answer = asker.answer(cut.question, now=now, scope=rights.scope)
    blocks = list(_blocks(answer, cut, rights, words))
    texts = [text for block in blocks if (text := getattr(block, "text", ""))]
    whole = html_pages(blocks, words)[0]
    found = [Article(shorten(texts[0], 60), shorten(" ".join(texts[1:3]), 120), whole.text)] if texts else []
    items = answer.items if answer.intent is not Intent.SHOW else ()
    for item in items[: MOST_ARTICLES - 1]:
        shown = replace(cut.question, intent=Intent.SHOW, codes=(item.code,))
        page = html_pages(
            _blocks(asker.answer(shown, now=now, scope=rights.scope), Limited(shown), rights, words), words
        )
        names = some_of(item.responsible or item.departments, 2, words)
        said = " · ".join(filter(None, (names, item.deadline_text)))
        found.append(Article(f"{item.code} {shorten(item.measure, 50)}", said, page[0].text))
    return found
