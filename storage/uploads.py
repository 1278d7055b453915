"""A plan that waits for an admin's decision, and what was decided about it so far. PURE.

Places are those of the items in the file as it was read, from 0; they stay when items are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from storage.deadlines import item_deadline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.comparison import Decisions
    from storage.plan import ParsedItem, ParsedPlan, Publication


class UploadState(StrEnum):
    """What has become of an upload."""

    OPEN = "open"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Edit:
    """What an admin says of an item whose reading was not certain; all blank: it was read rightly."""

    dropped: bool = False
    departments: tuple[str, ...] | None = None
    deadline_text: str | None = None


@dataclass(frozen=True)
class UploadDecisions:
    """What an admin has decided: about readings, and about which items are which, both by place."""

    edits: Mapping[int, Edit] = field(default_factory=dict)
    matches: Decisions = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many decisions that are."""
        return len(self.edits) + len(self.matches)

    def with_edit(self, place: int, **what: Any) -> UploadDecisions:  # noqa: ANN401 - a field of Edit
        edit = replace(self.edits.get(place, Edit()), **what)
        return replace(self, edits={**self.edits, place: edit})

    def with_match(self, place: int, code: str | None) -> UploadDecisions:
        return replace(self, matches={**self.matches, place: code})


@dataclass(frozen=True)
class Awaited:
    """What the admin is to write: a department or a deadline for the item at `place`."""

    place: int
    field: str
    message_id: int


@dataclass(frozen=True, kw_only=True)
class PlanUpload:
    """A plan file that an admin has sent, or a version to go back to (`restores`), with its card.

    `year` is None until somebody says it. `seen` is the version that the card compares with; `outcome` is
    what publishing it did. `watched`: it was found on disk, nobody sent it.
    """

    key: str
    person_id: int
    year: int | None
    file_name: str
    sha256: str
    created_at: datetime
    expires_at: datetime
    message_id: int | None = None
    seen: int = 0
    state: UploadState = UploadState.OPEN
    restores: int | None = None
    watched: bool = False
    decisions: UploadDecisions = field(default_factory=UploadDecisions)
    awaited: Awaited | None = None
    outcome: Publication | None = None


@dataclass(frozen=True)
class Settled:
    """A plan with the decisions applied; `places` are the items' own, as in the file."""

    plan: ParsedPlan
    matches: Decisions
    places: tuple[int, ...]


def settle(plan: ParsedPlan, decisions: UploadDecisions, year: int) -> Settled:
    """Apply what was decided: an item that was looked at has no doubts any more."""
    places = tuple(
        place for place in range(len(plan.items)) if not decisions.edits.get(place, Edit()).dropped
    )
    items = tuple(_edited(plan.items[place], decisions.edits.get(place), year) for place in places)
    now_at = {place: index for index, place in enumerate(places)}
    matches = {now_at[place]: code for place, code in decisions.matches.items() if place in now_at}
    return Settled(replace(plan, items=items), matches, places)


def _edited(item: ParsedItem, edit: Edit | None, year: int) -> ParsedItem:
    if edit is None:
        return item
    if edit.departments is not None:
        item = replace(item, departments=edit.departments, assisting=())
    if edit.deadline_text is not None:
        deadline = item_deadline(edit.deadline_text, item.measure, year)
        item = replace(item, deadline_text=edit.deadline_text, deadline=deadline)
    return replace(item, doubts=())


def decisions_json(decisions: UploadDecisions) -> dict[str, object]:
    edits = {
        str(place): {
            "dropped": edit.dropped,
            "departments": edit.departments,
            "deadline_text": edit.deadline_text,
        }
        for place, edit in decisions.edits.items()
    }
    return {
        "edits": edits,
        "matches": {str(place): code for place, code in decisions.matches.items()},
    }


def read_decisions(said: Mapping[str, Any]) -> UploadDecisions:
    edits = {
        int(place): Edit(
            edit["dropped"],
            None if edit["departments"] is None else tuple(edit["departments"]),
            edit["deadline_text"],
        )
        for place, edit in said["edits"].items()
    }
    return UploadDecisions(edits, {int(place): code for place, code in said["matches"].items()})
