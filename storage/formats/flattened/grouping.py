"""Which measures share a label: several readings weighed against where the lines stood.

A row prints its departments and deadline after its measures. Paragraphs without labels between two
printed ones belong partly to the rows above (a merged cell goes on) and partly to the row below (a cell of
several paragraphs). Where that cut lies is open, so every reading is laid out again and compared with the
gaps that the extractor saw (`geometry`), and the words weigh in (`evidence`). The outcome is a likelihood
for each paragraph, and with it a doubt where the evidence is thin. PURE.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from storage.formats.flattened.evidence import cut_price, mention_price
from storage.formats.flattened.geometry import BlockGeometry, Extent
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.flattened.cells import Paragraph

_KINDS: tuple[Role, ...] = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
_MOST_CHOICES = 40  # of where a row begins: its cell does not hold more paragraphs
_HOPELESS = 12.0  # a reading so much dearer than the best one is not followed further


@dataclass(frozen=True)
class Verdict:
    """The paragraph whose labels hold for this one, for a role, and how sure that is (0 to 1)."""

    source: int | None
    certainty: float
    other: int | None


def assign_labels(paragraphs: list[Paragraph], roles: tuple[Role, ...]) -> list[dict[Role, Verdict]]:
    """Say for each paragraph which one's printed labels it shares."""
    verdicts: list[dict[Role, Verdict]] = [{} for _ in paragraphs]
    for first, stop in _blocks(paragraphs):
        starts = _Block(paragraphs, first, stop, numbered=Role.SERIAL in roles).row_starts()
        for role in (kind for kind in _KINDS if kind in roles):
            above = verdicts[first - 1][role].source if first else None
            events = [at for at in range(first, stop) if _prints(paragraphs[at], role)]
            for at, verdict in _shares((first, stop), events, starts, above):
                verdicts[at][role] = verdict
    return verdicts


def _blocks(paragraphs: list[Paragraph]) -> Iterator[tuple[int, int]]:
    """Yield the stretches over which no label is merged: work points and sections end them."""
    starts = [at for at, paragraph in enumerate(paragraphs) if paragraph.begins_block or at == 0]
    yield from pairwise([*starts, len(paragraphs)])


def _prints(paragraph: Paragraph, role: Role) -> bool:
    """Whether a cell of this role was printed here; departments without helpers print an empty one."""
    return role in paragraph.labels or (role is Role.ASSISTING and Role.DEPARTMENT in paragraph.labels)


def _shares(
    block: tuple[int, int], events: list[int], starts: dict[int, dict[int, float]], above: int | None
) -> Iterator[tuple[int, Verdict]]:
    """Yield a verdict for each paragraph of the block; `above` is the source of the last one before it."""
    owner, begin = above, block[0]
    for event in events:
        for at in range(begin, event + 1):
            below = sum(chance for start, chance in starts[event].items() if start <= at)
            if owner is None:
                yield at, Verdict(event, 1.0, None)
            elif below >= 0.5:
                yield at, Verdict(event, below, owner)
            else:
                yield at, Verdict(owner, 1 - below, event)
        owner, begin = event, event + 1
    for at in range(begin, block[1]):
        yield at, Verdict(owner, 1.0, None)


class _Group(NamedTuple):
    """Where an open group of rows began: the event that printed its label, and its row's first paragraph."""

    event: int
    start: int


class _Key(NamedTuple):
    """The open groups; None before the first label of a kind."""

    department: _Group | None
    deadline: _Group | None


_Layer = dict[_Key, float]


class _Step(NamedTuple):
    """From one layer of the lattice to the next: the event's row begins at `start`."""

    before: _Key
    after: _Key
    start: int
    weight: float


class _Block:
    """The readings of a block as a lattice: an event is a paragraph with labels, a choice its row's start."""

    def __init__(self, paragraphs: list[Paragraph], first: int, stop: int, *, numbered: bool) -> None:
        self.all = paragraphs
        self.first, self.stop = first, stop
        self.numbered = numbered
        self.events = [at for at in range(first, stop) if paragraphs[at].labels]
        self.price = cache(BlockGeometry(paragraphs, first, stop).price)

    def row_starts(self) -> dict[int, dict[int, float]]:
        """Return for each event the probability of each paragraph to begin its row."""
        if not self.events:
            return {}
        layers: list[_Layer] = [{_Key(None, None): 0.0}]
        steps: list[list[_Step]] = []
        earliest = self.first  # the paragraph after the last labels
        for event in self.events:
            steps.append(list(self._steps(layers[-1], earliest, event)))
            layer: _Layer = {}
            for step in steps[-1]:
                layer[step.after] = _log_add(layer.get(step.after), layers[-1][step.before] + step.weight)
            best = max(layer.values())
            layers.append({key: weight for key, weight in layer.items() if weight > best - _HOPELESS})
            earliest = event + 1
        return self._chances(layers, steps)

    def _chances(self, layers: list[_Layer], steps: list[list[_Step]]) -> dict[int, dict[int, float]]:
        """Add up the weight of all readings through each choice (forward, then backward)."""
        onward: _Layer = {key: -self._closing_price(key) for key in layers[-1]}
        total: float | None = None
        for key, weight in layers[-1].items():
            total = _log_add(total, weight + onward[key])
        assert total is not None
        chances: dict[int, dict[int, float]] = {}
        for at in range(len(self.events) - 1, -1, -1):
            found: dict[int, float] = defaultdict(float)
            back: _Layer = {}
            for step in steps[at]:
                if step.after not in onward:
                    continue
                ahead = step.weight + onward[step.after]
                found[step.start] += math.exp(layers[at][step.before] + ahead - total)
                back[step.before] = _log_add(back.get(step.before), ahead)
            chances[self.events[at]] = dict(found)
            onward = back
        return chances

    def _steps(self, layer: _Layer, earliest: int, event: int) -> Iterator[_Step]:
        labels = self.all[event].labels
        for start in self._choices(earliest, event):
            words = cut_price(self.all, earliest, start, event) + mention_price(
                self.all, earliest, start, event
            )
            own = _Group(event, start)
            for key in layer:
                price = words
                if Role.DEPARTMENT in labels:
                    price += self._group_price(Role.DEPARTMENT, key.department, start)
                if Role.DEADLINE in labels:
                    price += self._group_price(Role.DEADLINE, key.deadline, start)
                after = _Key(
                    own if Role.DEPARTMENT in labels else key.department,
                    own if Role.DEADLINE in labels else key.deadline,
                )
                yield _Step(key, after, start, -price)

    def _choices(self, earliest: int, event: int) -> range:
        """Where the event's row may begin: after the labels above, not before what surely begins a row."""
        if earliest == self.first:
            return range(earliest, earliest + 1)
        lowest = max(earliest, event - _MOST_CHOICES)
        for at in range(event, lowest - 1, -1):
            if self.all[at].begins_row:
                return range(at, at + 1) if self.numbered else range(at, event + 1)
        return range(lowest, event + 1)

    def _group_price(self, role: Role, group: _Group | None, end: int) -> float:
        return self.price(role, Extent(group.event, group.start, end)) if group else 0.0

    def _closing_price(self, key: _Key) -> float:
        price = self._group_price(Role.DEPARTMENT, key.department, self.stop)
        return price + self._group_price(Role.DEADLINE, key.deadline, self.stop)


def _log_add(left: float | None, right: float) -> float:
    if left is None:
        return right
    high, low = max(left, right), min(left, right)
    return high + math.log1p(math.exp(low - high))
