"""Which item of a new plan version is which of the old one, so that its code and its status stay. PURE.

What is said in the same words is the same wherever it moves. What is left is weighed: words, surroundings
and place each speak for or against, and the pairs are chosen that are likeliest in all. Where little speaks
for either, or where what was reported of an item would go to other words, an admin is asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.doubts import find_doubts, find_endangered
from storage.exact_matching import RETURNED, match_exactly, see_all
from storage.likely_matching import match_likely
from storage.matching import DoubtfulPair, Matching, Reason, decide, moved, paired
from storage.parts import give_to_greater_parts
from storage.progress import has_progress, least_advanced_hold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan import ParsedItem, PlanItem

__all__ = [
    "DoubtfulPair",
    "Matching",
    "Reason",
    "decide",
    "match_codes",
    "match_items",
    "match_returned",
]


def match_items(
    old: Sequence[ParsedItem], new: Sequence[ParsedItem], gone: Sequence[ParsedItem] = ()
) -> Matching:
    """Match one to one: by equal words first, then by what is likeliest.

    A new item that says what one of those long `gone` said, and no old one, is that one come back, however
    like it an old one is: it stays without partner.
    """
    back = set(_returned_exactly(old, new, gone))
    rest = [j for j in range(len(new)) if j not in back]
    matching = _match(old, [new[j] for j in rest])
    return moved(matching, rest, back) if back else matching


def _returned_exactly(
    old: Sequence[ParsedItem], new: Sequence[ParsedItem], gone: Sequence[ParsedItem]
) -> list[int]:
    """Return the indices of new items in the very words of items that are gone."""
    if not gone:
        return []
    held = match_exactly(see_all(old), see_all(new))
    rest = [j for j in range(len(new)) if j not in held]
    return [rest[at] for at in match_exactly(see_all(gone), see_all([new[j] for j in rest]), RETURNED)]


def _match(old: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> Matching:
    before, after = see_all(old), see_all(new)
    partners = match_exactly(before, after)
    scores = match_likely(partners, before, after)
    splits, merges = give_to_greater_parts(partners, before, after)
    matching = replace(paired(partners, len(old), len(new)), splits=splits, merges=merges)
    matching = least_advanced_hold(matching, old)
    matching = replace(matching, doubtful=find_doubts(matching, scores, before, after))
    return replace(matching, doubtful=find_endangered(matching, scores, old, new))


def match_returned(gone: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> Matching:
    """Match items that come back after having been dropped.

    It is asked about what may have come back only if something was reported of it.
    """
    before, after = see_all(gone), see_all(new)
    partners = match_exactly(before, after, RETURNED)
    scores = match_likely(partners, before, after)
    matching = paired(partners, len(gone), len(new))
    matching = replace(matching, doubtful=find_doubts(matching, scores, before, after))
    doubtful = find_endangered(matching, scores, gone, new)
    return replace(
        matching, doubtful=tuple(pair for pair in doubtful if pair.same or has_progress(gone[pair.old]))
    )


def match_codes(old: Sequence[PlanItem], new: Sequence[PlanItem]) -> Matching:
    """Match items of two versions that were published already: the same code is the same item."""
    places = {item.code: index for index, item in enumerate(old)}
    partners = {j: places[item.code] for j, item in enumerate(new) if item.code in places}
    return paired(partners, len(old), len(new))
