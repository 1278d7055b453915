"""What a rule says of a day. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from storage.subscription import Lead


class RuleName(StrEnum):
    """Why a reminder is sent."""

    LEAD = "lead"
    OVERDUE = "overdue"
    OUTLOOK = "outlook"
    CHECK_IN = "check_in"
    CHANGE = "change"


@dataclass(frozen=True)
class Span:
    """Due days that a rule speaks of on some day, both ends included.

    `occasion` tells a rule's several reminders of one due day apart: the lead, the how-manieth time.
    `year_round` means the year-round items of the years in the span instead; these have no due day.
    """

    rule: RuleName
    occasion: str
    first: date
    last: date
    lead: Lead | None = None
    year_round: bool = False

    def includes(self, due: date) -> bool:
        return self.first <= due <= self.last
