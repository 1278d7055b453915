"""A plan beside the current version: which item is which, and what changes. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.diff import PlanDiff, diff_plans
from storage.errors import PlanConflictError
from storage.identity import decide, match_codes, match_items, match_returned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

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
    matching = match_items(old, new)
    if decisions:
        matching = decide(matching, _indices(old, decisions))
    back = match_returned(gone, [new[j] for j in matching.added]).pairs
    returned = {matching.added[j]: gone[i].code for i, j in back}
    codes = returned | {j: old[i].code for i, j in matching.pairs}
    diff = diff_plans(old, new, matching, returned)
    return Comparison(diff, tuple(codes.get(place) for place in range(len(new))))


def compare_versions(old: Sequence[PlanItem], restored: Sequence[PlanItem]) -> Comparison:
    """Compare an earlier version with the current one: the same code is the same item."""
    matching = match_codes(old, restored)
    codes = tuple(item.code for item in restored)
    diff = diff_plans(old, restored, matching, {place: codes[place] for place in matching.added})
    return Comparison(diff, codes)


def _indices(old: Sequence[PlanItem], decisions: Decisions) -> dict[int, int | None]:
    places = {item.code: index for index, item in enumerate(old)}
    unknown = [code for code in decisions.values() if code is not None and code not in places]
    if unknown:
        raise PlanConflictError(
            f"The plan no longer has the item {unknown[0]}: look at it, then publish yours again."
        )
    return {place: None if code is None else places[code] for place, code in decisions.items()}
