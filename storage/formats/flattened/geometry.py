"""Where a label would stand under a reading of its rows, compared with the gaps that were seen.

Measures, departments and deadlines are centred in their cells; a merged cell's region is what this page
holds of its rows. So the extent of a merged cell tells how far its label stands from the lines before and
after it, and the extractor wrote down the same line, a near one or a far one (DESIGN §2). PURE.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from storage.formats.flattened.lines import Gap
from storage.headings import Role

if TYPE_CHECKING:
    from storage.formats.flattened.cells import Paragraph

_LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
# In lines of normal pitch (1.4 to 1.5 em): up to here two baselines share a line, up to there they are near.
_SHARED, _NEAR = 0.25, 0.8


@dataclass(frozen=True)
class Extent:
    """A label's rows under a reading: it is printed behind `event`, whose row begins at `start`; they end
    before `end`.
    """

    event: int
    start: int
    end: int


class BlockGeometry:
    """Prices readings of one block of rows, from paragraph `first` up to, not including, `stop`."""

    def __init__(self, paragraphs: list[Paragraph], first: int, stop: int) -> None:
        self.all = paragraphs
        self.first, self.stop = first, stop
        self._sums = cache(self._add_up)
        self._stretch = cache(self._measure_stretch)

    def price(self, role: Role, extent: Extent) -> float:
        """Compare the gaps around a label with where it would stand, centred over its rows."""
        event = self.all[extent.event]
        label = event.labels[role]
        page = label.page
        own = self._height(extent.start, extent.event + 1, page)
        total = self._height(extent.start, extent.end, page)
        if not own or not total:
            return 0.0
        stretch = self._stretch(page)
        alone = extent.end == extent.event + 1
        row = max(own + (stretch if extent.event + 1 == self.stop else 0), label.height if alone else 0)
        region = max(total + (stretch if extent.end == self.stop else 0), label.height)
        top = region / 2 - label.height / 2 + 0.5  # its first line, in lines below the row's top
        printed = [kind for kind in _LABELS if kind in event.labels]
        price = 0.0
        if printed[0] is role:
            last_line = row / 2 + own / 2 - 0.5
            price += _gap_price(top - last_line, label.gap, blind=label.blind)
        if printed[-1] is role and extent.event + 1 < self.stop:
            following = self.all[extent.event + 1]
            if following.page == page and not following.begins_row:
                bottom = top + label.height - 1
                price += _gap_price(row + 0.5 - bottom, following.gap, blind=following.blind)
        # Where the rows reach over the page, their part of it ends anywhere below the last line.
        return price * (0.5 if max(self.all[extent.end - 1].heights) > page else 1.0)

    def _height(self, first: int, stop: int, page: int) -> int:
        sums = self._sums(page)
        return sums[stop - self.first] - sums[first - self.first]

    def _add_up(self, page: int) -> list[int]:
        """Return the lines on the page of the block's first 0, 1, 2 … paragraphs."""
        heights = (self.all[at].heights.get(page, 0) for at in range(self.first, self.stop))
        return list(accumulate(heights, initial=0))

    def _measure_stretch(self, page: int) -> int:
        """Lines by which a tall work point stretches the last row of its rows, if one page holds them all."""
        heights = [height for at in range(self.first, self.stop) for height in self.all[at].heights.items()]
        if any(at != page for at, _ in heights):
            return 0
        return max(0, self.all[self.first].work_point_height - sum(lines for _, lines in heights))


def _gap_price(distance: float, seen: Gap, *, blind: bool) -> float:
    """Price a gap: how unlikely what was seen is at that distance (in lines, either way)."""
    away = abs(distance)
    if blind and seen is Gap.FAR:
        return 0.3 if away > _SHARED else 3.0
    expected = Gap.SAME if away < _SHARED else Gap.CLOSE if away < _NEAR else Gap.FAR
    if expected is seen:
        return 0.05
    if {expected, seen} == {Gap.SAME, Gap.FAR}:
        return 4.0
    return 3.0 if seen is Gap.FAR else 2.5
