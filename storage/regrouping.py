"""Which items of two published versions were split or merged, by code. PURE."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.exact_matching import see_all
from storage.parts import give_to_greater_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.plan import PlanItem


@dataclass(frozen=True)
class Regrouping:
    """Other items, by code, that an item was split from or merged with.

    `part_of` is the item that said this, too, until now; `merged_into` the one that says it now. It `holds`
    what those said that were merged into it, and has `parted` with what was split off.
    """

    part_of: str | None = None
    merged_into: str | None = None
    holds: tuple[str, ...] = ()
    parted: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it says more than before, or less."""
        return bool(self.holds or self.parted)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The items that say now what it said."""
        return (self.merged_into, *self.parted) if self.merged_into else self.parted


AS_BEFORE = Regrouping()


def regroupings(before: Sequence[PlanItem], after: Sequence[PlanItem]) -> dict[str, Regrouping]:
    """Find what was split or merged among items that keep their codes."""
    was, now = ({item.code: item.measure for item in items} for items in (before, after))
    old = [item for item in before if now.get(item.code) != item.measure]
    new = [item for item in after if was.get(item.code) != item.measure]
    places = {item.code: place for place, item in enumerate(old)}
    partners = {place: places[item.code] for place, item in enumerate(new) if item.code in places}
    splits, merges = give_to_greater_parts(partners, see_all(old), see_all(new))
    found: defaultdict[str, Regrouping] = defaultdict(Regrouping)
    for whole, part in ((old[i].code, new[j].code) for i, j in splits):
        if part not in was and whole in now:
            found[part] = replace(found[part], part_of=whole)
            found[whole] = replace(found[whole], parted=(*found[whole].parted, part))
    for i, j in merges:
        # The least advanced one keeps the code, also where it is not the greater part.
        whole, part = new[j].code, old[i if old[i].code != new[j].code else partners[j]].code
        if part not in now and whole in was:
            found[part] = replace(found[part], merged_into=whole)
            found[whole] = replace(found[whole], holds=(*found[whole].holds, part))
    return dict(found)


def sum_of(regroupings: Iterable[Regrouping]) -> Regrouping:
    """Put what several reloads did to an item into one, in order; what was taken back is left out."""
    several = tuple(regroupings)
    holds = [code for each in several for code in each.holds]
    parted = [code for each in several for code in each.parted]
    return Regrouping(
        part_of=next((each.part_of for each in several if each.part_of), None),
        merged_into=next((each.merged_into for each in reversed(several) if each.merged_into), None),
        holds=tuple(dict.fromkeys(code for code in holds if code not in parted)),
        parted=tuple(dict.fromkeys(code for code in parted if code not in holds)),
    )
