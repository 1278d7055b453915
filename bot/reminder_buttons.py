"""Reminders as they are sent: pages with buttons that work as long as the message stands. PURE.

A button names an item or a month, never a view: views expire, and a reminder may be looked at weeks later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.answer import NothingFound, UnknownCodes
from bot.catalogue import catalogue
from bot.paging import in_lines
from bot.question import Intent, Language, Question
from bot.reminders import reminder_pages
from bot.replies import month_of
from bot.wording import month_text
from scheduler.reminder import ChangeKind
from storage.reminding import Button, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answer import Answer
    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from scheduler.sending import Bundle
    from scheduler.working_days import WorkCalendar

PRESS = re.compile(r"n:(zh|en):(?:([0-9]{4})-([0-9]{1,6})|m([0-9]{4})-(0[1-9]|1[0-2]))")
MOST, IN_A_LINE = 30, 6


@dataclass(frozen=True)
class ReminderPress:
    """What somebody wants to see from a reminder: an item by its code, or what is due in a month."""

    language: Language
    code: str | None = None
    month: date | None = None

    def __str__(self) -> str:
        return f"n:{self.language}:{self.code or f'm{self.month:%Y-%m}'}"

    def question(self, departments: tuple[str, ...]) -> Question:
        """Ask for it; a month is that of the departments that the reminder was about."""
        if self.code is not None:
            year = int(self.code.partition("-")[0])
            return Question(intent=Intent.SHOW, language=self.language, plan_year=year, codes=(self.code,))
        assert self.month is not None
        return Question(
            intent=Intent.LIST,
            language=self.language,
            plan_year=self.month.year,
            departments=departments,
            period=month_of(self.month),
        )


def read_reminder_press(data: str) -> ReminderPress | None:
    """Read what a button carries; None for anything that none of ours does."""
    match = PRESS.fullmatch(data)
    if match is None:
        return None
    language = Language(match[1])
    if match[2]:
        return ReminderPress(language, code=f"{match[2]}-{match[3]}")
    year = int(match[4])
    return ReminderPress(language, month=date(year, int(match[5]), 1)) if year else None


def nothing_there(press: ReminderPress, answer: Answer) -> str:
    """Say that an item has left the plan since the reminder, or that the month is empty; else nothing."""
    words = catalogue(press.language)
    if press.code and any(isinstance(note, UnknownCodes) for note in answer.notes):
        return words.say("{code} is no longer in the plan.", code=press.code)
    if press.month and any(isinstance(note, NothingFound) for note in answer.notes):
        return words.say("Nothing falls due in {month}.", month=month_text(press.month, words))
    return ""


def sent_pages(bundle: Bundle, calendar: WorkCalendar, most: int) -> tuple[Page, ...]:
    """Write a message, on `most` pages at most, in the language of its first subscription."""
    words = catalogue(Language(bundle.reminders[0].subscription.language))
    pages = reminder_pages(bundle, words, calendar, most)
    month, gone = bundle.at.date().replace(day=1), _gone(bundle)
    return tuple(
        Page(
            page.text,
            page.codes,
            _buttons(
                [code for code in page.codes if code not in gone], month if page is pages[-1] else None, words
            ),
        )
        for page in pages
    )


def _gone(bundle: Bundle) -> set[str]:
    """Return the items that the message says are no longer in the plan: there is nothing to show of them."""
    return {
        each.item.code
        for each in bundle.reminders
        if each.change is not None and each.change.kind in {ChangeKind.DROPPED, ChangeKind.MERGED}
    }


def _buttons(codes: Sequence[str], month: date | None, words: Catalogue) -> Keyboard:
    """Offer the first items of a page, and below the last page this month's list."""
    codes = tuple(dict.fromkeys(codes))[:MOST]
    one_year = len({code.partition("-")[0] for code in codes}) == 1
    items = [
        Button(code.partition("-")[2] if one_year else code, str(ReminderPress(words.language, code=code)))
        for code in codes
    ]
    lines = in_lines(items, IN_A_LINE)
    if month is None:
        return lines
    label = words.say("All of {month}", month=month_text(month, words, year=False))
    return (*lines, (Button(label, str(ReminderPress(words.language, month=month))),))
