"""A plan that waits for an admin's decision, and what was decided about it so far. PURE.

Places are those of the items in the file as it was read, from 0; they stay when items are left out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from storage.deadlines import item_deadline
from storage.diff import Field
from storage.lint import doubted_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.comparison import Decisions
    from storage.plan import ParsedItem, ParsedPlan, Publication


class UploadState(StrEnum):
    """What has become of an upload."""

    OPEN = "open"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Edit:
    """What an admin says of an item that reads doubtfully; `kept`: the rest of it was read rightly."""

    dropped: bool = False
    departments: tuple[str, ...] | None = None
    deadline_text: str | None = None
    kept: bool = False

    def settles(self, field: Field) -> bool:
        """Whether nothing is open about this cell any more."""
        if field in {Field.DEPARTMENTS, Field.ASSISTING} and self.departments is not None:
            return True
        if field in {Field.DEADLINE, Field.DUE} and self.deadline_text is not None:
            return True
        return self.kept or self.dropped


@dataclass(frozen=True)
class Step:
    """A decision as it can be taken back: what held at `place` before, if anything did."""

    place: int
    is_match: bool
    held: bool
    before: Edit | str | None


@dataclass(frozen=True)
class Decided:
    """By whom and when something was decided."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class UploadDecisions:
    """What an admin has decided: about readings, and about which items are which, both by place.

    `steps` are the decisions that can be taken back one by one, the last one first. `earlier`: what was
    decided before the first of them was decided when this file was published before.
    """

    edits: Mapping[int, Edit] = field(default_factory=dict)
    matches: Decisions = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    earlier: Decided | None = None

    @property
    def number(self) -> int:
        """How many decisions that are."""
        return len(self.edits) + len(self.matches)

    def with_edit(self, place: int, **what: Any) -> UploadDecisions:  # noqa: ANN401 - a field of Edit
        before = self.edits.get(place)
        edit = replace(before or Edit(), **what)
        if edit == before:
            return self
        step = Step(place, is_match=False, held=before is not None, before=before)
        return replace(self, edits={**self.edits, place: edit}, steps=(*self.steps, step))

    def with_match(self, place: int, code: str | None) -> UploadDecisions:
        held = place in self.matches
        if held and self.matches[place] == code:
            return self
        step = Step(place, is_match=True, held=held, before=self.matches.get(place))
        return replace(self, matches={**self.matches, place: code}, steps=(*self.steps, step))

    def without_matches(self) -> UploadDecisions:
        return replace(self, matches={}, steps=tuple(step for step in self.steps if not step.is_match))

    def without_last(self) -> UploadDecisions:
        """Take the last step back."""
        *earlier, last = self.steps
        decided: dict[int, Any] = dict(self.matches if last.is_match else self.edits)
        decided.pop(last.place, None)
        if last.held:
            decided[last.place] = last.before
        if last.is_match:
            return replace(self, matches=decided, steps=tuple(earlier))
        return replace(self, edits=decided, steps=tuple(earlier))


@dataclass(frozen=True)
class Awaited:
    """What the admin is to write: a department or a deadline for the item at `place`.

    `unknown` is what they wrote and nobody knows: written again, it is meant.
    """

    place: int
    field: str
    message_id: int
    unknown: str = ""


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
    """Apply what was decided: what was looked at is not doubted any more."""
    places = tuple(
        place for place in range(len(plan.items)) if not decisions.edits.get(place, Edit()).dropped
    )
    items = tuple(edited(plan.items[place], decisions.edits.get(place), year) for place in places)
    now_at = {place: index for index, place in enumerate(places)}
    matches = {now_at[place]: code for place, code in decisions.matches.items() if place in now_at}
    return Settled(replace(plan, items=items), matches, places)


def edited(item: ParsedItem, edit: Edit | None, year: int) -> ParsedItem:
    """Return an item of the plan of `year` as an admin has corrected it."""
    if edit is None:
        return item
    if edit.departments is not None:
        item = replace(item, departments=edit.departments, assisting=())
    if edit.deadline_text is not None:
        deadline = item_deadline(edit.deadline_text, item.measure, year)
        item = replace(item, deadline_text=edit.deadline_text, deadline=deadline)
    doubts = tuple(doubt for doubt in item.doubts if not edit.settles(doubted_field(doubt)))
    return replace(item, doubts=doubts)


def decisions_json(decisions: UploadDecisions) -> dict[str, object]:
    return {
        "edits": {str(place): asdict(edit) for place, edit in decisions.edits.items()},
        "matches": {str(place): code for place, code in decisions.matches.items()},
        "steps": [asdict(step) for step in decisions.steps],
        "earlier": decisions.earlier and [decisions.earlier.person_id, decisions.earlier.at.isoformat()],
    }


def read_decisions(said: Mapping[str, Any]) -> UploadDecisions:
    return UploadDecisions(
        {int(place): _edit(edit) for place, edit in said["edits"].items()},
        {int(place): code for place, code in said["matches"].items()},
        tuple(_step(step) for step in said.get("steps", ())),  # an earlier release kept none
        _decided(said.get("earlier")),
    )


def _decided(said: tuple[int, str] | None) -> Decided | None:
    return None if said is None else Decided(said[0], datetime.fromisoformat(said[1]))


def _edit(said: Mapping[str, Any]) -> Edit:
    departments = said["departments"]
    return Edit(
        said["dropped"],
        None if departments is None else tuple(departments),
        said["deadline_text"],
        said.get("kept", True),  # an edit of an earlier release settled all
    )


def _step(said: Mapping[str, Any]) -> Step:
    before = said["before"]
    return Step(**{**said, "before": _edit(before) if isinstance(before, dict) else before})
