"""The buttons of a subscription's card, and what a press of one asks for. PURE.

A press names what is to be, never "the other way round": the same press handled twice does no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from zlib import crc32

from bot.paging import in_lines, page_of, page_turns, rows
from bot.reminder_calendar import lead_text
from bot.wording import shorten
from storage.reminding import Button
from storage.subscription import MOST_LEADS, Lead, read_leads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import time

    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from bot.paging import Cut
    from storage.chats import Departments
    from storage.subscription import Subscription

PRESS = re.compile(r"s:(-?[0-9]{1,18}|):([0-9]{0,10}):([a-z]+):([0-9a-z+-]{0,10}):([0-9]{1,3})")
OFFERED_LEADS = read_leads("60d 30d 14d 7d 3d 1d 5wd 3wd 1wd 0d")
OFFERED_HOURS = (
    "0800",
    "0830",
    "0900",
    "0930",
    "1000",
    "1100",
    "1330",
    "1400",
    "1500",
    "1600",
    "1630",
    "1700",
)
ON, OFF = "on", "off"
ON_A_PAGE, IN_A_LINE = 14, 2
LONGEST_LABEL = 18


class Act(StrEnum):
    """What a button of a card does."""

    CARD = "card"
    DEPARTMENTS = "deps"
    DEPARTMENT = "dep"
    EVERYTHING = "all"
    LEADS = "leads"
    LEAD = "lead"
    HOURS = "hours"
    HOUR = "hour"
    LANGUAGE = "lang"
    OUTLOOK = "look"
    CHECK_IN = "check"
    NEXT = "next"
    ASK_END = "ask"
    END = "end"
    LIST = "list"


SWITCH = re.compile(f"{ON}|{OFF}")
VALUES = {
    Act.DEPARTMENT: re.compile(r"[+-][0-9a-f]{8}"),
    Act.LEAD: re.compile(r"[+-][0-9]{1,3}w?d"),
    Act.HOUR: re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]"),
    Act.LANGUAGE: re.compile(r"zh|en"),
    Act.OUTLOOK: SWITCH,
    Act.CHECK_IN: SWITCH,
}
"""What a button of each kind can carry; the others carry nothing that is read."""


@dataclass(frozen=True)
class CardPress:
    """Do something about the subscription of a place; without a chat, of where the button is."""

    act: Act
    chat_id: int | None = None
    thread_id: int | None = None
    value: str = ""
    page: int = 1

    def __str__(self) -> str:
        chat = "" if self.chat_id is None else self.chat_id
        return f"s:{chat}:{self.thread_id or ''}:{self.act}:{self.value}:{self.page}"


def read_card_press(data: str) -> CardPress | None:
    """Read what a button carries; None for anything that none of ours does."""
    match = PRESS.fullmatch(data)
    if match is None or match[3] not in set(Act) or match[1] == "-":
        return None
    chat, thread, act, value, page = match.groups()
    if Act(act) in VALUES and not VALUES[Act(act)].fullmatch(value):
        return None
    return CardPress(Act(act), int(chat) if chat else None, int(thread) if thread else None, value, int(page))


def key_of(department: str) -> str:
    """Return a short name of a department, the same after every reload."""
    return f"{crc32(department.encode()):08x}"


def with_lead(leads: Iterable[Lead], value: str) -> tuple[Lead, ...] | None:
    """Add or take away a lead ("+30d", "-30d"); None where that cannot be."""
    sign, lead = value[:1], read_leads(value[1:])[0]
    changed = {*leads, lead} if sign == "+" else set(leads) - {lead}
    return tuple(sorted(changed, reverse=True)) if 0 < len(changed) <= MOST_LEADS else None


def with_department(departments: Departments, value: str, known: Iterable[str]) -> Departments:
    """Add or take away a department by its key ("+1a2b3c4d"); of all of them, one alone is added."""
    sign, key = value[:1], value[1:]
    chosen = departments or ()
    if sign == "-":
        return tuple(name for name in chosen if key_of(name) != key)
    added = next((name for name in known if key_of(name) == key), None)
    return tuple(dict.fromkeys((*chosen, added))) if added else chosen


# -- keyboards ----------------------------------------------------------------------------------------------


def card_keyboard(subscription: Subscription, here: CardPress, words: Catalogue) -> Keyboard:
    """Offer what can be changed of a subscription; `here` names its place."""
    other = "en" if subscription.language == "zh" else "zh"

    def button(label: str, act: Act, value: str = "") -> Button:
        return Button(label, str(replace(here, act=act, value=value, page=1)))

    def switch(label: str, act: Act, *, on: bool) -> Button:
        return button(_ticked(label, on=on), act, OFF if on else ON)

    return (
        (
            button(words.say("Departments …"), Act.DEPARTMENTS),
            button(words.say("Days ahead …"), Act.LEADS),
        ),
        (
            button(words.say("Hour …"), Act.HOURS),
            button({"en": "→ English", "zh": "→ 中文"}[other], Act.LANGUAGE, other),
        ),
        (
            switch(words.say("month's outlook"), Act.OUTLOOK, on=subscription.outlook),
            switch(words.say("year-round check-in"), Act.CHECK_IN, on=subscription.check_in),
        ),
        (
            button(words.say("See the next one"), Act.NEXT),
            button("🗑 " + words.say("End reminders"), Act.ASK_END),
        ),
    )


def departments_keyboard(
    chosen: Departments, offered: Sequence[str], here: CardPress, words: Catalogue, *, everything: bool
) -> Keyboard:
    """Let departments be chosen, some on a page; `everything` offers all of them at once."""
    shown, cut = page_of(offered, here.page, ON_A_PAGE)
    here = replace(here, page=cut.number)
    buttons = []
    for name in shown:
        on = chosen is not None and name in chosen
        press = replace(here, act=Act.DEPARTMENT, value=("-" if on else "+") + key_of(name))
        buttons.append(Button(_ticked(shorten(name, LONGEST_LABEL), on=on), str(press)))
    lines = list(in_lines(buttons, IN_A_LINE))
    if everything:
        press = replace(here, act=Act.EVERYTHING, value=ON)
        lines.append((Button(_ticked(words.say("All departments"), on=chosen is None), str(press)),))
    turns = page_turns(
        cut.number, cut.pages, lambda to: replace(here, act=Act.DEPARTMENTS, value="", page=to)
    )
    return (*lines, *rows(turns), *_done(here, words))


def leads_keyboard(subscription: Subscription, here: CardPress, words: Catalogue) -> Keyboard:
    """Let leads be chosen: the usual ones, and those that are set."""
    leads = sorted({*OFFERED_LEADS, *subscription.leads}, reverse=True)
    buttons = [
        Button(
            _ticked(lead_text(lead, words), on=lead in subscription.leads),
            str(
                replace(
                    here, act=Act.LEAD, value=f"{'-' if lead in subscription.leads else '+'}{lead}", page=1
                )
            ),
        )
        for lead in leads
    ]
    return (*in_lines(buttons, IN_A_LINE), *_done(here, words))


def hours_keyboard(hour: time, here: CardPress, words: Catalogue) -> Keyboard:
    """Let an hour be chosen."""
    set_ = f"{hour:%H%M}"
    buttons = [
        Button(
            _ticked(f"{value[:2]}:{value[2:]}", on=value == set_),
            str(replace(here, act=Act.HOUR, value=value)),
        )
        for value in sorted({*OFFERED_HOURS, set_})
    ]
    return (*in_lines(buttons, 4), *_done(here, words))


def end_keyboard(here: CardPress, words: Catalogue) -> Keyboard:
    """Ask once more."""
    return (
        (
            Button(words.say("End reminders"), str(replace(here, act=Act.END, value=""))),
            Button("‹ " + words.say("Back"), str(replace(here, act=Act.CARD, value=""))),
        ),
    )


def back_to_card(here: CardPress, words: Catalogue) -> Keyboard:
    return ((Button("‹ " + words.say("Back"), str(replace(here, act=Act.CARD, value="", page=1))),),)


def list_keyboard(places: Sequence[CardPress], cut: Cut) -> Keyboard:
    """Lead from a list to the cards of what it shows."""
    buttons = [Button(str(number), str(place)) for number, place in enumerate(places, start=1)]
    turns = page_turns(cut.number, cut.pages, lambda to: CardPress(Act.LIST, page=to))
    return rows(*in_lines(buttons, 4), turns)


def _done(here: CardPress, words: Catalogue) -> Keyboard:
    return ((Button("✓ " + words.say("Done"), str(replace(here, act=Act.CARD, value="", page=1))),),)


def _ticked(label: str, *, on: bool) -> str:
    return f"✅ {label}" if on else label
