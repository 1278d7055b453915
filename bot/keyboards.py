"""Buttons under messages, and what a press asks for. PURE.

What a button carries is never trusted: it is read strictly, names a view kept with us, and says only how to
move from there; whoever presses is asked for rights again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.answer import Mark
from bot.catalogue import catalogue
from bot.paging import in_lines, page_turns, rows
from bot.question import Intent, Standing
from bot.wording import month_text, period_text
from storage.plan import Period
from storage.reminding import Button

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answer import Answer
    from bot.catalogue import Catalogue
    from bot.question import Question

KEY = r"[A-Za-z0-9_-]{12}"
MOVE = re.compile(rf"v:({KEY}):(-?[0-9]{{1,3}}):([oa]?):([0-9]{{1,3}}):([0-9]{{4}}-[0-9]{{1,6}}|)")
DECISION = re.compile(rf"r:({KEY}):([yn])")
CHOICE = re.compile(r"l:(zh|en|auto)")
CARD = re.compile(r"c:(-?[0-9]{1,18}):([oyn])")
CARDS = re.compile(r"c:list:([0-9]{1,3})")
IN_A_LINE = 6
LISTS = {Intent.LIST, Intent.COUNT, Intent.RANK}


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Move:
    """Where to go from the view `key`: so many periods on, overdue only or all, a page, or one item."""

    key: str
    periods: int = 0
    standing: Standing | None = None
    page: int = 1
    code: str | None = None

    def __str__(self) -> str:
        standing = {Standing.OVERDUE: "o", Standing.ANY: "a"}.get(self.standing or Standing.OPEN, "")
        return f"v:{self.key}:{self.periods}:{standing}:{self.page}:{self.code or ''}"


@dataclass(frozen=True)
class Decision:
    """An admin's answer to the request `key`."""

    key: str
    approved: bool

    def __str__(self) -> str:
        return f"r:{self.key}:{'y' if self.approved else 'n'}"


@dataclass(frozen=True)
class LanguageChoice:
    """A language for menus; None is the client's."""

    language: str | None

    def __str__(self) -> str:
        return f"l:{self.language or 'auto'}"


@dataclass(frozen=True)
class ChatCard:
    """What an admin sees of a chat, after approving or refusing it where `approved` is not None."""

    chat_id: int
    approved: bool | None = None

    def __str__(self) -> str:
        return f"c:{self.chat_id}:{ {True: 'y', False: 'n', None: 'o'}[self.approved] }"


@dataclass(frozen=True)
class ChatList:
    """A page of the chats that an admin may look at."""

    page: int = 1

    def __str__(self) -> str:
        return f"c:list:{self.page}"


Press = Move | Decision | LanguageChoice | ChatCard | ChatList


def read_press(data: str) -> Press | None:
    """Read what a button carries; None for anything that none of ours does."""
    if match := MOVE.fullmatch(data):
        key, periods, standing, page, code = match.groups()
        wanted = {"o": Standing.OVERDUE, "a": Standing.ANY}.get(standing)
        return Move(key, int(periods), wanted, int(page), code or None)
    if match := DECISION.fullmatch(data):
        return Decision(match[1], match[2] == "y")
    if match := CHOICE.fullmatch(data):
        return LanguageChoice(None if match[1] == "auto" else match[1])
    if match := CARD.fullmatch(data):
        return ChatCard(int(match[1]), {"y": True, "n": False}.get(match[2]))
    if match := CARDS.fullmatch(data):
        return ChatList(int(match[1]))
    return None


# -- moving -------------------------------------------------------------------------------------------------


def moved(question: Question, move: Move) -> Question:
    """Ask what a move leads to; a period that cannot be moved stays."""
    if move.code is not None:
        return replace(question, intent=Intent.SHOW, codes=(move.code,), period=None, period_text=None)
    if move.standing is Standing.OVERDUE and question.with_overdue and not move.periods:
        # All that is overdue, whenever it was due.
        question = replace(question, period=None, period_text=None, parts=())
    if move.standing is not None:
        question = replace(question, standing=move.standing, with_overdue=False)
    period = period_on(question, move.periods)
    if not move.periods or period is None or period.first is None:
        return question
    year = period.first.year
    return replace(
        question, period=period, period_text=None, year_assumed=False, plan_year=year, with_overdue=False
    )


def period_on(question: Question, by: int) -> Period | None:
    """Return the period so many steps on from the question's; None where there is none to step from."""
    return shifted(question.period, by) if question.period and len(question.times) == 1 else None


def shifted(period: Period, by: int) -> Period | None:
    """Move a period of whole months on (or back) by its own length so many times; None for any other."""
    first, last = period.first, period.last
    if first is None or last is None or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return None
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1 + by * length
    if not 1990 * 12 <= start <= 2100 * 12:
        return None
    return Period(_first_of(start), _first_of(start + length) - timedelta(days=1))


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


# -- keyboards ----------------------------------------------------------------------------------------------


def answer_keyboard(answer: Answer, base: Question, move: Move, codes: Sequence[str], pages: int) -> Keyboard:
    """Offer what is near an answer: its items, other pages, other periods, what is overdue.

    `base` is the question that moves start from; the answer is to `move`.
    """
    words = catalogue(answer.question.language)
    if move.code is not None:
        return back_keyboard(move, words)
    lines = [
        *_item_rows(codes, move),
        page_turns(move.page, pages, lambda to: replace(move, page=to)),
        _period_row(answer, base, move, words),
        _standing_row(answer, base, move, words),
    ]
    return rows(*map(tuple, lines))


def back_keyboard(move: Move, words: Catalogue) -> Keyboard:
    """Lead from an item back to where it stood."""
    return ((Button("‹ " + words.say("Back"), str(replace(move, code=None))),),)


def _item_rows(codes: Iterable[str], move: Move) -> Keyboard:
    codes = tuple(dict.fromkeys(codes))
    years = {code.partition("-")[0] for code in codes}
    buttons = [
        Button(code.partition("-")[2] if len(years) == 1 else code, str(replace(move, code=code)))
        for code in codes
        if read_press(str(replace(move, code=code)))
    ]
    lines = max(1, -(-len(buttons) // IN_A_LINE))
    return in_lines(buttons, max(1, -(-len(buttons) // lines)))


def _period_row(answer: Answer, base: Question, move: Move, words: Catalogue) -> list[Button]:
    if answer.intent not in LISTS:
        return []
    row = []
    for step, label in ((-1, "◀ {period}"), (1, "{period} ▶")):
        period = period_on(base, move.periods + step)
        target = replace(move, periods=move.periods + step, page=1)
        if period is not None and read_press(str(target)):
            row.append(Button(label.format(period=_short(period, answer, words)), str(target)))
    return row


def _short(period: Period, answer: Answer, words: Catalogue) -> str:
    """Name a period; a month without its year where that is the shown one's."""
    shown = answer.question.period
    assert period.first is not None
    assert period.last is not None
    if (period.first.year, period.first.month) != (period.last.year, period.last.month):
        return period_text(period, words)
    year = shown is None or shown.first is None or shown.first.year != period.first.year
    return month_text(period.first, words, year=year)


def _standing_row(answer: Answer, base: Question, move: Move, words: Catalogue) -> list[Button]:
    if answer.intent not in {Intent.LIST, Intent.COUNT}:
        return []
    if answer.question.standing is Standing.OVERDUE:
        everything = Standing.ANY if base.standing is Standing.OVERDUE else None
        target = replace(move, standing=everything, page=1)
        return [Button(words.say("All"), str(target))]
    overdue = answer.overdue or any(due.mark is Mark.OVERDUE for day in answer.days for due in day.items)
    others = any(due.mark is not Mark.OVERDUE for day in answer.days for due in day.items)
    if overdue and (others or answer.overdue or base.standing is not Standing.ANY):
        return [Button(words.say("Only overdue"), str(replace(move, standing=Standing.OVERDUE, page=1)))]
    return []


def decision_keyboard(key: str, words: Catalogue) -> Keyboard:
    """Let an admin decide about a request."""
    return (
        (
            Button("✅ " + words.say("Approve"), str(Decision(key, approved=True))),
            Button("🚫 " + words.say("Refuse"), str(Decision(key, approved=False))),
        ),
    )


def language_keyboard(words: Catalogue) -> Keyboard:
    """Let someone choose a language."""
    return (
        (Button("中文", str(LanguageChoice("zh"))), Button("English", str(LanguageChoice("en")))),
        (Button(words.say("As my Telegram is set"), str(LanguageChoice(None))),),
    )
