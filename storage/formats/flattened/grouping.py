"""Which measures share a label: several readings weighed against where the lines stood.

A row prints its departments and deadline after its measures. Paragraphs without labels between two
printed ones belong partly to the rows above (a merged cell goes on) and partly to the row below (a cell of
several paragraphs). Where that cut lies is open, so every reading is laid out again and compared with the
gaps that the extractor saw; numbering, 「；」 chains, headings and names in the text weigh in. The outcome is
a likelihood for each paragraph, and with it a doubt where the evidence is thin. PURE.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from storage.formats.flattened.lines import Gap
from storage.formats.flattened.rows import Label, Paragraph
from storage.headings import Role

_NUMBER = re.compile(r"^(?:[（(]([一二三四五六七八九十]{1,3}|\d{1,2})[)）]|(\d{1,2})[、.．](?!\d)|([一二三四五六七八九十]{1,3})、)")
_DATED = re.compile(r"^\d{1,2}(?:[-—–~至]\d{1,2})? ?月(?:份|底)?[：:]")

# Prices (as -log of how often it happens) of what stands between two labels: rows that share the upper one,
# a cell of several paragraphs at the lower one, or both. Counted in office plans: both at once is rare.
_MERGED, _EACH_MERGED = 1.0, 0.2
_SEVERAL, _EACH_SEVERAL = 1.2, 0.15
_BOTH = 1.0
_PLAIN = 0.6  # paragraphs of one cell are mostly numbered, dated or chained by 「；」


@dataclass(frozen=True)
class Verdict:
    """The paragraph whose labels hold for this one, for a role, and how sure that is (0 to 1)."""

    source: int | None
    certainty: float
    other: int | None


@dataclass(frozen=True)
class _Key:
    """Where the open groups of departments and deadlines began, as (event, first paragraph of its row)."""

    department: tuple[int, int]
    deadline: tuple[int, int]


def assign_labels(paragraphs: list[Paragraph], roles: tuple[Role, ...]) -> list[dict[Role, Verdict]]:
    """Say for each paragraph which one's printed labels it shares."""
    kinds = [role for role in (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE) if role in roles]
    verdicts: list[dict[Role, Verdict]] = [{} for _ in paragraphs]
    for first, stop in _blocks(paragraphs):
        cuts = _Block(paragraphs, first, stop, numbered=Role.SERIAL in roles).row_starts()
        _apply(paragraphs, first, stop, cuts, kinds, verdicts)
    return verdicts


def _blocks(paragraphs: list[Paragraph]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of paragraphs over which no label is merged: work points and sections end them."""
    starts = [at for at, paragraph in enumerate(paragraphs) if paragraph.begins_block or at == 0]
    yield from zip(starts, [*starts[1:], len(paragraphs)], strict=True)


def _apply(
    paragraphs: list[Paragraph],
    first: int,
    stop: int,
    cuts: dict[int, dict[int, float]],
    kinds: list[Role],
    verdicts: list[dict[Role, Verdict]],
) -> None:
    for role in kinds:
        prior = verdicts[first - 1].get(role, Verdict(None, 1.0, None)).source if first else None
        events = [at for at in range(first, stop) if _prints(paragraphs[at], role, kinds)]
        owner: int | None = prior
        begin = first
        for event in [*events, None]:
            end = stop if event is None else event + 1
            for at in range(begin, end):
                below = 0.0 if event is None else sum(p for start, p in cuts[event].items() if start <= at)
                if owner is None and event is not None:
                    below = 1.0
                source, other = (event, owner) if below >= 0.5 else (owner, event)
                sure = max(below, 1 - below) if owner is not None and event is not None else 1.0
                verdicts[at][role] = Verdict(source, sure, other)
            owner, begin = event, end


def _prints(paragraph: Paragraph, role: Role, kinds: list[Role]) -> bool:
    """Whether a cell of this role was printed here. A row with departments and no helpers has an empty cell."""
    if role in paragraph.labels:
        return True
    return role is Role.ASSISTING and role in kinds and Role.DEPARTMENT in paragraph.labels


class _Block:
    """The readings of one block, as a lattice: an event is a paragraph with labels, a choice its row's start."""

    def __init__(self, paragraphs: list[Paragraph], first: int, stop: int, *, numbered: bool) -> None:
        self.all = paragraphs
        self.numbered = numbered
        self.first, self.stop = first, stop
        self.events = [at for at in range(first, stop) if paragraphs[at].labels]

    def row_starts(self) -> dict[int, dict[int, float]]:
        """Return for each event the probability of each paragraph to begin its row."""
        if not self.events:
            return {}
        layers: list[dict[_Key, float]] = [{_Key((-1, self.first), (-1, self.first)): 0.0}]
        edges: list[list[tuple[_Key, _Key, int, float]]] = []
        for event in self.events:
            layer: dict[_Key, float] = {}
            steps: list[tuple[_Key, _Key, int, float]] = []
            for key, alpha in layers[-1].items():
                for start in self._choices(event):
                    weight = -self._cost(key, event, start)
                    after = self._after(key, event, start)
                    layer[after] = _log_add(layer.get(after), alpha + weight)
                    steps.append((key, after, start, weight))
            layers.append(layer)
            edges.append(steps)
        return self._marginals(layers, edges)

    def _marginals(
        self,
        layers: list[dict[_Key, float]],
        edges: list[list[tuple[_Key, _Key, int, float]]],
    ) -> dict[int, dict[int, float]]:
        beta: dict[_Key, float] = {key: -self._closing_cost(key) for key in layers[-1]}
        total = None
        for key, alpha in layers[-1].items():
            total = _log_add(total, alpha + beta[key])
        assert total is not None
        out: dict[int, dict[int, float]] = {}
        for at in range(len(self.events) - 1, -1, -1):
            chances: dict[int, float] = defaultdict(float)
            before: dict[_Key, float] = {}
            for key, after, start, weight in edges[at]:
                chances[start] += math.exp(layers[at][key] + weight + beta[after] - total)
                before[key] = _log_add(before.get(key), weight + beta[after])
            out[self.events[at]] = dict(chances)
            beta = before
        return out

    def _choices(self, event: int) -> range:
        """Where the event's row may begin: after the labels above, not before a cell that surely begins a row."""
        earlier = [at for at in self.events if at < event]
        lowest = earlier[-1] + 1 if earlier else self.first
        if not earlier:
            return range(lowest, lowest + 1)
        for at in range(event, lowest - 1, -1):
            if self.all[at].begins_row:
                return range(at, at + 1) if self.numbered else range(at, event + 1)
        return range(lowest, event + 1)

    def _after(self, key: _Key, event: int, start: int) -> _Key:
        labels = self.all[event].labels
        return _Key(
            (event, start) if Role.DEPARTMENT in labels else key.department,
            (event, start) if Role.DEADLINE in labels else key.deadline,
        )

    # -- costs -------------------------------------------------------------------------------------

    def _cost(self, key: _Key, event: int, start: int) -> float:
        labels = self.all[event].labels
        cost = self._text_cost(event, start)
        if Role.DEPARTMENT in labels and key.department[0] >= 0:
            cost += self._group_cost(Role.DEPARTMENT, key.department, start)
        if Role.DEADLINE in labels and key.deadline[0] >= 0:
            cost += self._group_cost(Role.DEADLINE, key.deadline, start)
        return cost

    def _closing_cost(self, key: _Key) -> float:
        cost = 0.0
        if key.department[0] >= 0:
            cost += self._group_cost(Role.DEPARTMENT, key.department, self.stop)
        if key.deadline[0] >= 0:
            cost += self._group_cost(Role.DEADLINE, key.deadline, self.stop)
        return cost

    def _text_cost(self, event: int, start: int) -> float:
        """Judge the cut before `start` by the words: what is left above goes on with the labels above."""
        earlier = [at for at in self.events if at < event]
        above = range(earlier[-1] + 1 if earlier else self.first, start)
        cost = 0.0
        if len(above):
            cost += _MERGED + _EACH_MERGED * (len(above) - 1)
        if event > start:
            cost += _SEVERAL + _EACH_SEVERAL * (event - start - 1)
            cost += 0.0 if any(self._bound(at) for at in range(start + 1, event + 1)) else _PLAIN
        if len(above) and event > start:
            cost += _BOTH
        if start > self.first:
            cost += self._seam_cost(start)
        for at in range(start + 1, event + 1):
            cost += self._bond_cost(at)
        return cost + self._mention_cost(event, start, earlier[-1] if earlier else None)

    def _bound(self, at: int) -> bool:
        """Whether numbering, dates, a chain or a heading tie a paragraph to the one above."""
        above, here = self.all[at - 1].text, self.all[at].text
        return above[-1:] in "；;：:" or _number(here) is not None or _DATED.match(here) is not None

    def _seam_cost(self, start: int) -> float:
        """The price of a row's beginning between `start` and the paragraph above."""
        above, here = self.all[start - 1], self.all[start]
        cost = 0.0
        if above.text[-1:] in "；;" and not above.labels:
            cost += 4.0
        if above.text[-1:] in "：:" and not above.labels:
            cost += 5.0
        number, last = _number(here.text), _number(above.text)
        if number and number[1] > 1 and not (above.labels and not last):
            cost += 5.0
        if _DATED.match(here.text) and _DATED.match(above.text):
            cost += 5.0
        return cost

    def _bond_cost(self, at: int) -> float:
        """The price of one cell holding both `at` and the paragraph above."""
        above, here = self.all[at - 1], self.all[at]
        cost = 0.0
        number, last = _number(here.text), _number(above.text)
        if last and not number:
            cost += 1.5
        if number and number[1] == 1 and last and last[0] == number[0]:
            cost += 2.0
        if above.text[-1:] in "。！" and here.text[-1:] in "；;":
            cost += 3.5  # all but the last of a chain end in 「；」
        if above.text[-1:] in "；;：:" or (number and last):
            cost -= 0.3
        return cost

    def _mention_cost(self, event: int, start: int, above: int | None) -> float:
        cost = 0.0
        below = _names(self.all[event].labels.get(Role.DEPARTMENT))
        upper = _names(self.all[above].labels.get(Role.DEPARTMENT)) if above is not None else []
        first = above + 1 if above is not None else self.first
        for at in range(first, event):
            text = self.all[at].text
            if any(name in text for name in below):
                cost += 0.0 if at >= start else 1.0
            elif any(name in text for name in upper):
                cost += 1.0 if at >= start else 0.0
        return cost

    # -- geometry ----------------------------------------------------------------------------------

    def _group_cost(self, role: Role, group: tuple[int, int], end: int) -> float:
        """Compare the gaps around a label with where it would stand, centred over its rows."""
        event, start = group
        label = self.all[event].labels[role]
        page = label.page
        own = self._height(start, event + 1, page)
        total = self._height(start, end, page)
        if not own or not total:
            return 0.0
        stretch = self._stretch(page)
        row = max(own + (stretch if event + 1 == self.stop else 0), label.height if end == event + 1 else 0)
        span = max(total + (stretch if end == self.stop else 0), label.height)
        top = span / 2 - label.height / 2 + 0.5  # the label's first line, in lines below the row's top
        cost = 0.0
        others = [kind for kind in (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE) if kind in self.all[event].labels]
        if others[0] is role:
            last = row / 2 + own / 2 - 0.5
            cost += _gap_cost(top - last, label.gap, blind=label.blind)
        if others[-1] is role and event + 1 < self.stop and end > event:
            following = self.all[event + 1]
            if following.page == page and not following.begins_row:
                bottom = span / 2 + label.height / 2 - 0.5
                cost += _gap_cost(row + 0.5 - bottom, following.gap, blind=following.blind)
        return cost * (0.5 if self._cut(end, page) else 1.0)

    def _cut(self, end: int, page: int) -> bool:
        """Whether the rows up to `end` reach over the page: their part of it then ends anywhere below."""
        return max(self.all[end - 1].heights) > page

    def _stretch(self, page: int) -> int:
        """Lines by which a tall work point stretches the last row of its rows, if one page holds them all."""
        heights = [height for at in range(self.first, self.stop) for height in self.all[at].heights.items()]
        if any(at != page for at, _ in heights):
            return 0
        return max(0, self.all[self.first].work_point_height - sum(lines for _, lines in heights))

    def _height(self, first: int, stop: int, page: int) -> int:
        return sum(self.all[at].heights.get(page, 0) for at in range(first, stop))


def _gap_cost(distance: float, seen: Gap, *, blind: bool) -> float:
    """Price a gap: how unlikely what was seen is at that distance (in lines, either way)."""
    if blind and seen is Gap.FAR:
        return 0.3 if abs(distance) > 0.25 else 3.0
    away = abs(distance)
    expected = 0.0 if away < 0.25 else 1.0 if away < 0.8 else 2.0
    if expected == seen:
        return 0.05
    if {expected, float(seen)} == {0.0, 2.0}:
        return 4.0
    return 2.5 if seen != Gap.FAR else 3.0


def _number(text: str) -> tuple[str, int] | None:
    """Return the style and value of a paragraph's number."""
    match = _NUMBER.match(text)
    if not match:
        return None
    style = next(index for index in (1, 2, 3) if match.group(index))
    value = match.group(style)
    from storage.formats.flattened.pieces import chinese_number

    if value.isdigit():
        return (f"{style}d", int(value))
    return (f"{style}c", chinese_number(value))


def _names(label: Label | None) -> list[str]:
    if label is None:
        return []
    return [name for name in re.split(r"[、,，;；\s]", label.text) if len(name) > 2]


def _log_add(left: float | None, right: float) -> float:
    if left is None:
        return right
    high, low = max(left, right), min(left, right)
    return high + math.log1p(math.exp(low - high))
