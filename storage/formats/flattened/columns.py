"""Which column each piece of text stood in.

A line may hold the ends and beginnings of several cells. Cells come row by row, left to right, so the
columns of successive pieces go up within a row. That order, the width of wrapped lines and the words are
weighed together, and of all readings the cheapest is taken (Viterbi, over the whole table). PURE.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from storage.formats.flattened.cutting import cut_units
from storage.formats.flattened.lines import Gap, Line, raw_paragraphs
from storage.formats.flattened.margins import Edge, unit_margins
from storage.formats.flattened.pieces import Piece, Unit, as_lines, is_deadline_start
from storage.formats.flattened.prices import NEVER, ColumnPrices
from storage.formats.flattened.steps import (
    MAY_BE_CUT,
    PERHAPS,
    START,
    Kind,
    Span,
    State,
    are_glued,
    cut_after,
    is_rest,
    narrow_after,
    rest_discount,
    step_price,
)
from storage.formats.flattened.survey import NEAR_END
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.formats.flattened.survey import Survey

_HOPELESS = 8.0  # a reading so much dearer than the best one is not followed further
_SHORT = 8
_MOST_STOPS = 16  # inside a paragraph: more places than cells can end in


class _Reading(NamedTuple):
    price: float
    start: int
    before: State | None


_Layer = dict[State, _Reading]


def read_columns(known: Survey, lines: Sequence[Line]) -> list[Piece]:
    """Find the cheapest columns for the pieces of a table."""
    return _ColumnReader(known, lines).read()


class _ColumnReader:
    def __init__(self, known: Survey, lines: Sequence[Line]) -> None:
        self.known = known
        self.prices = ColumnPrices(known)
        self.units: list[Unit] = []
        self.hard: set[int] = set()  # a piece begins before these units: a paragraph or a page ended there
        self.free: set[int] = set()  # … and may before these
        self.edges: list[Edge] = []
        self.last_line = {line.page: line.number for line in lines}
        self._cut(lines)

    def read(self) -> list[Piece]:
        count = len(self.units)
        layers: list[_Layer] = [{} for _ in range(count + 1)]
        layers[0] = {State(START, rest=False, narrow=False, cut=0): _Reading(0.0, 0, None)}
        stops = sorted(self.free | self.hard | {count})
        for start in stops[:-1]:
            layers[start] = _likely(layers[start])
            for stop in self._stops(start, stops):
                span = self._span(start, stop)
                for column, price in self.prices.of(self.units[start:stop]).items():
                    self._extend(layers, span, column, price)
        return self._trace(layers)

    # -- where pieces may begin and end --------------------------------------------------------------

    def _cut(self, lines: Sequence[Line]) -> None:
        for block in raw_paragraphs(lines):
            base = len(self.units)
            top = not base or self.units[-1].line.page != block[0].page
            near_end = (
                Role.WORK_POINT in self.known.roles
                and self.last_line[block[0].page] - block[0].number < NEAR_END
            )
            width = self.known.widths.work_point
            title = (width - 1.5, width + 0.5) if near_end else (0.0, 0.0)
            self.units += cut_units(block, serials=Role.SERIAL in self.known.roles, page_top=top, title=title)
            self.hard.add(base)
            self.free.update(self._cuts_within(base, near_end=near_end))

    def _cuts_within(self, base: int, *, near_end: bool) -> Iterator[int]:
        """Yield where inside a raw paragraph a new piece may begin; near a page's end it may cut a title."""
        title = self.known.widths.work_point
        widest = 0.0
        for at in range(len(self.units) - 1, base, -1):
            before, after = self.units[at - 1], self.units[at]
            widest = max(widest, after.width)
            if (
                not before.wraps  # parted by a blank on the same line
                or before.width < widest - 1.6  # too short to be wrapped in the column of what follows
                or self.prices.is_label_line(after.text)
                or self.prices.is_label_line(before.text)
                or (at + 1 < len(self.units) and self.prices.begins_label(after, self.units[at + 1]))
                or (near_end and title - 3.2 < before.width < title + 0.8)
            ):
                yield at

    def _stops(self, start: int, stops: list[int]) -> Iterator[int]:
        """Yield where a piece that begins at `start` may end: at the latest where its paragraph does."""
        ends = 0
        for count, at in enumerate(range(bisect_right(stops, start), len(stops))):
            stop = stops[at]
            if ends or count < _MOST_STOPS or stop in self.hard or stop == len(self.units):
                yield stop
            if stop == len(self.units):
                return
            if stop in self.hard:
                ends += 1
                text = "".join(unit.text for unit in self.units[start:stop])
                turned = self.units[stop].line.page != self.units[stop - 1].line.page
                if turned or ends > 2 or len(text) > 10 or not is_deadline_start(text):
                    return

    def _span(self, start: int, stop: int) -> Span:
        first, before = self.units[start], self.units[start - 1] if start else None
        turned = before is None or first.line.page != before.line.page
        runs_on = before is not None and before.wraps and before.line is not first.line
        run = self.units[start:stop]
        text = "".join(unit.text for unit in run[:4])
        short = len(run) < 4 and len(text) <= _SHORT and text[-1] not in "。；："
        beside = before is not None and before.line is first.line
        glued = beside and before is not None and are_glued(before.text, first.text)
        return Span(start, stop, turned, runs_on, beside, glued, self._kind(run), short)

    def _kind(self, run: list[Unit]) -> Kind:
        """Tell whether a measure's lines are those of the whole column or leave room for a sub-column."""
        if any(line.width > self.known.widths.full_measure for line in as_lines(run)):
            return "wide"
        return "narrow" if any(unit.wraps for unit in run[:-1]) else "either"

    # -- steps from piece to piece -------------------------------------------------------------------

    def _extend(self, layers: list[_Layer], span: Span, column: int, price: float) -> None:
        """Put a piece of `column` after every reading that ends where it starts."""
        cut = self._cut_marks(span, column)
        here = layers[span.stop]
        for state, reading in layers[span.start].items():
            narrow, surcharge = narrow_after(state, column, span)
            total = reading.price + price + surcharge + step_price(state, column, span)
            if price < NEVER:
                total -= min(price, rest_discount(state, column, span))
            after = State(column, is_rest(state, column, span), narrow, cut_after(state.cut, column, cut))
            self.edges.append(Edge(span.start, span.stop, column, state, after, total, total - reading.price))
            known = here.get(after)
            if known is None or total < known.price:
                here[after] = _Reading(total, span.start, state)

    def _cut_marks(self, span: Span, column: int) -> int:
        """Return the bits that say whether the page cuts the piece, surely or perhaps."""
        if column not in MAY_BE_CUT:
            return 0
        last = self.units[span.stop - 1]
        if last.wraps:
            return 1 << column
        if last.closes_line:
            return 0
        title = column in (Role.WORK_POINT, Role.GROUP)
        if not title and self.last_line[last.line.page] - last.line.number > NEAR_END:
            return 0  # only a page's last row is cut; titles stand beside all its rows
        if column == Role.MEASURE and last.text[-1] in "。；：":
            return 0
        full = {
            Role.MEASURE: self.known.widths.full_measure,
            Role.WORK_POINT: self.known.widths.full_work_point,
        }
        return 1 << column << PERHAPS if last.width >= full.get(Role(column), 0.0) else 0

    def _trace(self, layers: list[_Layer]) -> list[Piece]:
        stop = len(self.units)
        if not stop:
            return []
        state = min(layers[stop], key=lambda key: layers[stop][key].price)
        pieces: list[Piece] = []
        margins = unit_margins(self.edges, stop)
        while stop:
            reading = layers[stop][state]
            run = self.units[reading.start : stop]
            gap = run[0].line.gap if run[0].opens_line else Gap.SAME
            blind = reading.start > 0 and self.units[reading.start - 1].line.gap is Gap.CLOSE
            margin = min(margins[reading.start : stop])
            pieces.append(Piece(state.column, tuple(run), gap, run[-1].closes, blind, margin))
            stop = reading.start
            assert reading.before is not None
            state = reading.before
        return pieces[::-1]


def _likely(layer: _Layer) -> _Layer:
    """Drop readings so much dearer than the best that nothing to come can make them good."""
    if not layer:
        return layer
    limit = min(reading.price for reading in layer.values()) + _HOPELESS
    return {state: reading for state, reading in layer.items() if reading.price <= limit}
