"""What handlers of uploads share: where a card stands, what was worked out for it last. No telegram here."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.pauses import making_much
from bot.plan_workup import work_up
from bot.upload_buttons import YEARS
from storage.deadline_text import plain

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Services
    from bot.plan_workup import Workup
    from storage.uploads import PlanUpload

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ANY_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_BESIDE_A_YEAR = re.compile(
    r"(?:年度|[年度的]|计划|工作|重点|要点|任务|安排|表|\b(?:annual|work|plan|for|of|the|year)\b|[\W_])*",
    re.IGNORECASE,
)
MOST = 4
"""Uploads that are kept worked out: admins look at one at a time."""


@dataclass(frozen=True)
class CardPlace:
    """The message that is a card, whose it is, and in which language it speaks."""

    chat_id: int
    person_id: int
    message_id: int
    words: Catalogue

    def moved(self, message_id: int) -> CardPlace:
        return replace(self, message_id=message_id)


def year_in(text: str) -> int | None:
    """Find the first year that a command names."""
    found = YEAR.search(text)
    return int(found[1]) if found else None


def year_said(text: str) -> int | None:
    """Find the year that an admin gives a file: one that stands alone, or with the word for a plan.

    In other words a year may be that of a paper or of a draft. Whether a plan may be of that year is another
    question.

    >>> year_said("2018"), year_said("2018年工作计划"), year_said("2018 final"), year_said("国发〔2017〕12号")
    (2018, 2018, None, None)
    """
    text = plain(text)
    years = set(_ANY_YEAR.findall(text))
    alone = len(years) == 1 and _BESIDE_A_YEAR.fullmatch(_ANY_YEAR.sub("", text))
    return int(years.pop()) if alone else None


def no_year_text(said: object, words: Catalogue) -> str:
    """Say that a plan cannot be of that year."""
    return words.say(
        "“{words}” is no year of a plan: it is one from {first} to {last}.",
        words=said,
        first=YEARS[0],
        last=YEARS[-1],
    )


class Workups:
    """Keeps what was worked out for the last few cards, as long as neither plan nor decisions change."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: OrderedDict[str, Workup] = OrderedDict()

    async def of(self, upload: PlanUpload) -> Workup:
        """Return what a card shows, worked out anew where anything has changed."""
        store = self._services.store
        kept = self._kept.get(upload.key)
        same = kept is not None and _decided(kept.upload) == _decided(upload)
        if kept is None or not same or kept.revision != await self._services.in_thread(store.revision):
            kept = await self._services.in_thread(making_much()(work_up), store, upload)
            self._kept[upload.key] = kept
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return replace(kept, upload=upload)


def _decided(upload: PlanUpload) -> tuple[object, ...]:
    return (upload.year, upload.decisions)
