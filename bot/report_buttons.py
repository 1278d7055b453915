"""The buttons that turn the pages of admins' reports about reminders. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.paging import page_turns, rows
from storage.reminding import Button

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard

DRY_RUN = re.compile(r"p:d:([0-9]{1,7}):([0-9]{1,4}):([0-9]{1,3})")
DELIVERIES = re.compile(r"p:h:(-?[0-9]{0,18}):([0-9a-f]{8}|):([at]):([0-9]{1,4})")
LAST_DAY = date(2100, 12, 31).toordinal()


@dataclass(frozen=True)
class DryRunPage:
    """A page of a dry run of so many days."""

    first: date
    days: int
    page: int = 1

    def __str__(self) -> str:
        return f"p:d:{self.first.toordinal()}:{self.days}:{self.page}"


@dataclass(frozen=True)
class DeliveriesPage:
    """A page of what was sent: to one chat, about one department (by its key), or only what had trouble."""

    chat_id: int | None = None
    department: str = ""
    troubled: bool = False
    page: int = 1

    def __str__(self) -> str:
        chat = "" if self.chat_id is None else self.chat_id
        return f"p:h:{chat}:{self.department}:{'t' if self.troubled else 'a'}:{self.page}"


ReportPage = DryRunPage | DeliveriesPage


def read_report_page(data: str) -> ReportPage | None:
    """Read what a button carries; None for anything that none of ours does."""
    if match := DRY_RUN.fullmatch(data):
        first, days, page = map(int, match.groups())
        return DryRunPage(date.fromordinal(first), days, page) if 0 < first <= LAST_DAY else None
    match = DELIVERIES.fullmatch(data)
    if match is None or match[1] == "-":
        return None
    chat_id = int(match[1]) if match[1] else None
    return DeliveriesPage(chat_id, match[2], match[3] == "t", int(match[4]))


def turning(here: ReportPage, pages: int) -> Keyboard:
    """Lead to the pages before and after."""
    return rows(page_turns(here.page, pages, lambda to: replace(here, page=to)))


def deliveries_keyboard(here: DeliveriesPage, pages: int, words: Catalogue) -> Keyboard:
    label = words.say("All") if here.troubled else words.say("Only those with trouble")
    other = replace(here, troubled=not here.troubled, page=1)
    return (*turning(here, pages), (Button(label, str(other)),))
