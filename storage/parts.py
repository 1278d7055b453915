"""Items that were split or merged: the greater part keeps the code, and nothing is lost silently. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.likeness import Index, in_common

if TYPE_CHECKING:
    from storage.exact_matching import Side
    from storage.likeness import Wording

    Pairs = tuple[tuple[int, int], ...]

_HELD = 0.8  # of a part: so much the whole must hold beside the other part
_LOOKED_AT = 4


def give_to_greater_parts(partners: dict[int, int], before: Side, after: Side) -> tuple[Pairs, Pairs]:
    """Let the greater part keep the code of what was split or merged; return (old, new) of the other ones.

    The first are new items that were part of an old one, the second old items that went into a new one.
    """
    old, new = [item.words for item in before], [item.words for item in after]
    holders = {i: j for j, i in partners.items()}
    splits = _parts(holders, old, new)
    partners.clear()
    partners.update({j: i for i, j in holders.items()})
    merges = _parts(partners, new, old)
    kept = set(partners.values())
    return (
        tuple((i, j) for j, i in sorted(splits.items()) if j not in partners and i in kept),
        tuple(sorted(merges.items())),
    )


def _parts(partners: dict[int, int], wholes: list[Wording], parts: list[Wording]) -> dict[int, int]:
    """Find the parts without partner of wholes that have one, by part; the greatest becomes the partner.

    `partners` are parts by whole.
    """
    changed = {whole: wholes[whole] for whole, part in partners.items() if wholes[whole] != parts[part]}
    index, found = Index(changed), dict[int, int]()
    for part in sorted(set(range(len(parts))) - set(partners.values())):
        near = index.nearest(parts[part], _LOOKED_AT)
        filled = {at: _filled(wholes[at], parts[partners[at]], parts[part]) for at in near}
        whole = max(filled, key=lambda at: filled[at], default=None)
        if whole is not None and filled[whole]:
            # Of equal parts the first is the greater.
            holder = partners[whole]
            greater = max((part, holder), key=lambda at: (in_common(wholes[whole], parts[at]), -at))
            partners[whole] = greater
            found[part + holder - greater] = whole
    return found


def _filled(whole: Wording, holder: Wording, part: Wording) -> float:
    """Return the share of the whole that both parts are; 0 where it does not hold `part` as well."""
    both = max(in_common(whole, one) for one in (holder + part, part + holder))
    besides = both - in_common(whole, holder)
    return both / len(whole.text) if part.text and besides >= _HELD * len(part.text) else 0.0
