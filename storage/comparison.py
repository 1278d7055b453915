"""A plan beside the current version: which item is which, and what changes. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.diff import PlanDiff, diff_plans, doubtful_matches
from storage.errors import PlanConflictError
from storage.identity import decide, match_codes, match_items, match_returned

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from storage.matching import Matching
    from storage.plan import ParsedItem, PlanItem

    Decisions: TypeAlias = Mapping[int, str | None]
    """By place in the new plan (from 0): the code of the item that it is, or None for a new one."""


@dataclass(frozen=True)
class Comparison:
    """What changes, and the code of each new item by place; None for one that gets its first."""

    diff: PlanDiff
    codes: tuple[str | None, ...]


def compare_plans(
    old: Sequence[PlanItem], gone: Sequence[PlanItem], new: Sequence[ParsedItem], decisions: Decisions
) -> Comparison:
    """Find for each item the old one that it is, or the one of those long `gone` that comes back."""
    _check_known((*old, *gone), decisions)
    matching = match_items(old, new, gone)
    if decisions:
        matching = decide(matching, _indices(old, decisions))
    back = _find_returned(matching, gone, new, decisions)
    returned = {matching.added[j]: gone[i] for i, j in back.pairs}
    returning = [
        replace(match, place=matching.added[match.place], returns=True)
        for match in doubtful_matches(gone, [new[j] for j in matching.added], back)
    ]
    asked = {*returned, *(match.place for match in returning)}
    matching = replace(matching, doubtful=tuple(pair for pair in matching.doubtful if pair.new not in asked))
    known = returned | {j: old[i] for i, j in matching.pairs}
    codes = tuple(known[j].code if j in known else None for j in range(len(new)))
    return Comparison(diff_plans(old, new, matching, returned, returning), codes)


def _find_returned(
    matching: Matching, gone: Sequence[PlanItem], new: Sequence[ParsedItem], decisions: Decisions
) -> Matching:
    """Match what the current version has no item for; what is decided to be new is new."""
    back = match_returned(gone, [new[j] for j in matching.added])
    decided = {at: decisions[place] for at, place in enumerate(matching.added) if place in decisions}
    return decide(back, _indices(gone, decided)) if decided else back


def compare_versions(
    old: Sequence[PlanItem], new: Sequence[PlanItem], fresh: Container[str] = ()
) -> Comparison:
    """Compare two versions: the same code is the same item. What comes and is not `fresh` was there once."""
    matching = match_codes(old, new)
    back = {place: new[place] for place in matching.added if new[place].code not in fresh}
    return Comparison(diff_plans(old, new, matching, back), tuple(item.code for item in new))


def _check_known(items: Iterable[PlanItem], decisions: Decisions) -> None:
    unknown = {code for code in decisions.values() if code} - {item.code for item in items}
    if unknown:
        raise PlanConflictError(
            f"The plan no longer has the item {min(unknown)}: look at it, then publish yours again."
        )


def _indices(items: Sequence[PlanItem], decisions: Decisions) -> dict[int, int | None]:
    """Return for each decided place which of these items it is; None for none of them."""
    places = {item.code: index for index, item in enumerate(items)}
    return {place: None if code is None else places.get(code) for place, code in decisions.items()}
