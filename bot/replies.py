"""What a message shows, and behind which buttons the rest is: question and rights in, text and keyboard out.

PURE but for the plans, which the asker has read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.answering import leads_on, names_nothing
from bot.blocks import Line, Title
from bot.catalogue import catalogue
from bot.html import MESSAGE_PAGE, html_pages, html_text
from bot.keyboards import Move, answer_keyboard, back_keyboard, moved
from bot.question import Intent, Question
from bot.question_json import question_json, read_question
from bot.rendering import compose
from bot.rights import Limited, limited
from bot.wording import shorten, some_of
from storage.plan import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.answer import Answer
    from bot.asking import Asker
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from bot.question import Language
    from bot.rights import Rights

MOST_NAMES = 6


def view_content(question: Question) -> dict[str, object]:
    """Write what is kept behind the buttons."""
    return {"question": question_json(question)}


def read_view(content: Mapping[str, object]) -> Question | None:
    """Read what a view holds; None where it cannot be understood (any more)."""
    return read_question(content.get("question"))


@dataclass(frozen=True)
class Shown:
    """A message: HTML and buttons, and the question that it answers, or does not."""

    text: str
    keyboard: Keyboard
    question: Question
    answered: bool


def show(asker: Asker, base: Question, move: Move, rights: Rights, now: datetime) -> Shown:
    """Answer what `move` leads to from `base`, as far as `rights` allow; one page of as many as it takes."""
    base = asker.current(base)
    question = moved(base, move)
    words = catalogue(question.language)
    cut = Limited(question) if names_nothing(question) else limited(question, rights)
    if cut.question is None or asker.hides(question.codes, rights.scope):
        keyboard = () if move.code is None else back_keyboard(move, words)
        refused = html_text(_left_out(cut.left_out or question.codes, rights, words), words)
        return Shown(refused, keyboard, question, answered=False)
    answer = asker.answer(cut.question, now=now, scope=rights.scope)
    pages = asker.once(
        ("pages", cut, rights, now.date()), lambda: html_pages(_blocks(answer, cut, rights, words), words)
    )
    if move.code is None:
        move = replace(move, page=min(max(move.page, 1), len(pages)))
    page = pages[0 if move.code else move.page - 1]
    keyboard = answer_keyboard(answer, base, move, page.codes, len(pages))
    return Shown(page.text, keyboard, question, answered=leads_on(answer))


def _blocks(
    answer: Answer, cut: Limited, rights: Rights, words: Catalogue, page: Page = MESSAGE_PAGE
) -> Iterator[Block]:
    """Set out an answer; right after its first line what was left out for want of rights."""
    missing = _left_out(cut.left_out, rights, words) if cut.left_out else []
    for block in compose(answer, words, page):
        yield block
        if isinstance(block, Title):
            yield from missing
            missing = []


def _left_out(left_out: Sequence[str], rights: Rights, words: Catalogue) -> list[Block]:
    """Say what was asked for and may not be told here: departments, or codes."""
    names = some_of(left_out, MOST_NAMES, words)
    return [Line(words.say("Left out: {departments}.", departments=names)), scope_line(rights, words)]


def scope_line(rights: Rights, words: Catalogue) -> Line:
    """Say politely what may be asked about."""
    names = some_of(rights.scope or (), MOST_NAMES, words)
    return Line(words.say("Here I may only tell about {departments}.", departments=names))


# -- what commands ask --------------------------------------------------------------------------------------


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def all_of(departments: tuple[str, ...], language: Language, plan_year: int) -> Question:
    """Ask for all that the plan has for some departments; what is said with a command goes on from that."""
    return Question(intent=Intent.LIST, language=language, plan_year=plan_year, departments=departments)


def due_question(said: Question, now: datetime) -> Question:
    """Ask what is due in this month, and what was due earlier, unless something else is `said`."""
    if said.period is not None or said.unclear_dates or said.intent is not Intent.LIST:
        return said
    month = month_of(now.date())
    return replace(said, period=month, plan_year=month_year(month), year_assumed=False, with_overdue=True)


def of_departments(question: Question, departments: tuple[str, ...]) -> Question:
    """Ask about `departments` where a question names none."""
    if question.departments or question.unknown_departments or not departments:
        return question
    return replace(question, departments=departments, asks_own=False)


def month_year(month: Period) -> int:
    assert month.first is not None
    return month.first.year


# -- inline -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Article:
    """A result that a person can send into any chat."""

    title: str
    description: str
    html: str


MOST_ARTICLES = 20
UNASKED_PAGE = replace(MESSAGE_PAGE, whole=True)
"""Nothing is held back for a further question."""
LISTING = {Intent.LIST, Intent.WHO, Intent.WHEN, Intent.COUNT}


def articles(asker: Asker, question: Question, rights: Rights, now: datetime) -> list[Article]:
    """Offer the whole answer (its first page: where it goes, nobody may answer), then each of its items."""
    words = catalogue(question.language)
    cut = limited(question, rights)
    if cut.question is None or asker.hides(question.codes, rights.scope):
        return []
    answer = asker.answer(cut.question, now=now, scope=rights.scope)
    blocks = list(_blocks(answer, cut, rights, words, UNASKED_PAGE))
    texts = [text for block in blocks if (text := getattr(block, "text", ""))]
    whole = html_pages(blocks, words, ending=words.say("There is more: ask me in our chat."))[0]
    found = [Article(shorten(texts[0], 60), shorten(" ".join(texts[1:3]), 120), whole.text)] if texts else []
    items = answer.items if answer.intent in LISTING else ()
    for item in items[: MOST_ARTICLES - 1]:
        shown = replace(cut.question, intent=Intent.SHOW, codes=(item.code,))
        page = html_pages(
            _blocks(asker.answer(shown, now=now, scope=rights.scope), Limited(shown), rights, words), words
        )
        names = some_of(item.responsible or item.departments, 2, words)
        said = " · ".join(filter(None, (names, item.deadline_text)))
        found.append(Article(f"{item.code} {shorten(item.measure, 50)}", said, page[0].text))
    return found
