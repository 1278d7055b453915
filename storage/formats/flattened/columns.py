"""Which column each piece of text stood in.

A line may hold the ends and beginnings of several cells. Cells come row by row, left to right, so the
columns of successive pieces go up within a row. That order, the width of wrapped lines and the words are
weighed together, and of all readings the cheapest is taken (Viterbi, over the whole table). PURE.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

from storage.formats.flattened.cutting import cut_units
from storage.formats.flattened.lines import Gap, Line, raw_paragraphs
from storage.formats.flattened.pieces import SECTION, Piece, Unit, is_deadline_start
from storage.formats.flattened.prices import NEVER, ColumnPrices
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.formats.flattened.survey import Survey

START = -2
_HOPELESS = 8.0  # a reading so much dearer than the best one is not followed further
_SHORT = 8
_NEAR_END = 24  # within so many lines of the file of its page's end a title may be cut
_MOST_STOPS = 16  # inside a paragraph: more places than cells can end in
_LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
_MAY_BE_CUT = (Role.WORK_POINT, Role.GROUP, Role.MEASURE, *_LABELS)
_PERHAPS = 8  # by so many bits higher: a column whose last piece was perhaps cut
_WORK_POINT, _GROUP, _MEASURE = 1 << Role.WORK_POINT, 1 << Role.GROUP, 1 << Role.MEASURE

_S, _N, _W, _G, _M, _D, _A, _T = SECTION, *(role for role in Role if role is not Role.REMARK)
# What a page may begin with, where the page before cut nothing.
_OPENING: dict[int, float] = {_S: 0.0, _N: 0.0, _W: 0.8, _G: 1.0, _M: 0.0, _D: 2.0, _A: 3.0, _T: 2.5}
# What may follow a piece of a column on the same page; all else costs `_UNUSUAL`.
_STEPS: dict[tuple[int, int], float] = {
    (_S, _N): 0.0, (_S, _W): 0.0, (_S, _G): 3.0, (_S, _M): 1.5, (_S, _S): 5.0,
    (_N, _W): 0.0, (_N, _M): 0.0,
    (_W, _G): 0.3, (_W, _M): 0.0, (_W, _W): 4.0,
    (_G, _M): 0.0, (_G, _G): 3.0,
    (_M, _M): 0.8, (_M, _D): 0.0, (_M, _A): 3.0, (_M, _T): 0.3,
    (_M, _N): 0.8, (_M, _W): 0.8, (_M, _G): 0.8, (_M, _S): 0.8,
    (_D, _D): 0.7, (_D, _A): 0.0, (_D, _T): 0.2, (_D, _M): 1.0,
    (_D, _N): 1.0, (_D, _W): 1.2, (_D, _G): 1.2, (_D, _S): 1.2,
    (_A, _A): 0.9, (_A, _T): 0.1, (_A, _M): 1.0, (_A, _N): 0.8, (_A, _W): 1.2, (_A, _G): 1.2, (_A, _S): 1.2,
    (_T, _N): 0.0, (_T, _W): 0.4, (_T, _G): 0.4, (_T, _M): 0.0, (_T, _S): 0.0, (_T, _T): 3.0, (_T, _D): 6.0,
}  # fmt: skip
_UNUSUAL = 9.0

_Kind = Literal["wide", "narrow", "either"]


class _State(NamedTuple):
    """Where a reading stands.

    `narrow`: a sub-column stands beside the measures. `cut`: a bit for each column whose last piece the page
    cuts, and, `_PERHAPS` bits higher, for each where a neighbour hides whether it does.
    """

    column: int
    narrow: bool
    cut: int


class _Reading(NamedTuple):
    price: float
    start: int
    before: _State | None


_Layer = dict[_State, _Reading]


class _Span(NamedTuple):
    """A run of units with what the steps around it need to know."""

    start: int
    stop: int
    turned: bool  # it is the first of its page
    runs_on: bool  # nothing ended before it: its line is the next of a paragraph
    beside: bool  # it stands on the same line as the piece before
    kind: _Kind
    short: bool  # a few characters without an end mark


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
        self.last_line = {line.page: line.number for line in lines}
        self._cut(lines)

    def read(self) -> list[Piece]:
        count = len(self.units)
        layers: list[_Layer] = [{} for _ in range(count + 1)]
        layers[0] = {_State(START, narrow=False, cut=0): _Reading(0.0, 0, None)}
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
            self.units += cut_units(block, serials=Role.SERIAL in self.known.roles, page_top=top)
            self.hard.add(base)
            near_end = (
                Role.WORK_POINT in self.known.roles
                and self.last_line[block[0].page] - block[0].number < _NEAR_END
            )
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

    def _span(self, start: int, stop: int) -> _Span:
        first, before = self.units[start], self.units[start - 1] if start else None
        turned = before is None or first.line.page != before.line.page
        runs_on = before is not None and before.wraps and before.line is not first.line
        run = self.units[start:stop]
        text = "".join(unit.text for unit in run[:4])
        short = len(run) < 4 and len(text) <= _SHORT and text[-1] not in "。；："
        beside = before is not None and before.line is first.line
        return _Span(start, stop, turned, runs_on, beside, self._kind(run), short)

    def _kind(self, run: list[Unit]) -> _Kind:
        """Tell whether a measure's lines are those of the whole column or leave room for a sub-column."""
        if any(unit.width > self.known.widths.full_measure for unit in run):
            return "wide"
        return "narrow" if any(unit.wraps for unit in run[:-1]) else "either"

    # -- steps from piece to piece -------------------------------------------------------------------

    def _extend(self, layers: list[_Layer], span: _Span, column: int, price: float) -> None:
        """Put a piece of `column` after every reading that ends where it starts."""
        cut = self._cut_marks(span, column)
        here = layers[span.stop]
        for state, reading in layers[span.start].items():
            narrow, surcharge = _narrow_after(state, column, span)
            total = reading.price + price + surcharge + _step(state, column, span)
            if price < NEVER:
                total -= min(price, _rest_discount(state, column, span))
            after = _State(column, narrow, _cut_after(state.cut, column, cut))
            known = here.get(after)
            if known is None or total < known.price:
                here[after] = _Reading(total, span.start, state)

    def _cut_marks(self, span: _Span, column: int) -> int:
        """Return the bits that say whether the page cuts the piece, surely or perhaps."""
        if column not in _MAY_BE_CUT:
            return 0
        last = self.units[span.stop - 1]
        if last.wraps:
            return 1 << column
        if last.line.text.endswith(last.text):
            return 0
        title = column in (Role.WORK_POINT, Role.GROUP)
        if not title and self.last_line[last.line.page] - last.line.number > _NEAR_END:
            return 0  # only a page's last row is cut; titles stand beside all its rows
        if column == Role.MEASURE and last.text[-1] in "。；：":
            return 0
        full = {
            Role.MEASURE: self.known.widths.full_measure,
            Role.WORK_POINT: self.known.widths.full_work_point,
        }
        return 1 << column << _PERHAPS if last.width >= full.get(Role(column), 0.0) else 0

    def _trace(self, layers: list[_Layer]) -> list[Piece]:
        stop = len(self.units)
        if not stop:
            return []
        state = min(layers[stop], key=lambda key: layers[stop][key].price)
        pieces: list[Piece] = []
        while stop:
            reading = layers[stop][state]
            run = self.units[reading.start : stop]
            gap = run[0].line.gap if run[0].opens_line else Gap.SAME
            blind = reading.start > 0 and self.units[reading.start - 1].line.gap is Gap.CLOSE
            pieces.append(Piece(state.column, tuple(run), gap, run[-1].closes, blind))
            stop = reading.start
            assert reading.before is not None
            state = reading.before
        return pieces[::-1]


def _rest_discount(state: _State, column: int, span: _Span) -> float:
    """Return what a piece saves that may be the rest of a cell which the page before cut: rests look odd."""
    if column in _LABELS:
        return 6.0 if state.cut & 1 << column else 0.0
    if column == SECTION:
        return 0.0
    if not (span.turned and span.short):
        return 0.0
    cut = {Role.WORK_POINT: _WORK_POINT, Role.GROUP: _GROUP}.get(Role(column), 0)
    return 4.0 if state.cut & cut else 0.0


def _step(state: _State, column: int, span: _Span) -> float:
    if span.turned:
        return _turn(state, column)
    price = _STEPS.get((state.column, column), _UNUSUAL)
    if span.beside and state.column == column:
        price += _UNUSUAL  # two cells of one column never share a line
    # Where nothing ended, only a cell that its page cuts goes on in another column.
    return price + (1.5 if span.runs_on else 0.0)


def _turn(state: _State, column: int) -> float:
    """Price what a page may begin with: the rests of the cells that the page before cut come first."""
    price = _OPENING.get(column, _UNUSUAL)
    for mark, title in ((_WORK_POINT, Role.WORK_POINT), (_GROUP, Role.GROUP)):
        if state.cut & mark:
            return 0.0 if column == title else price + 3.0
    marks = 1 << column << _PERHAPS | (1 << column if column in _LABELS else 0) if column >= 0 else 0
    perhaps = bool(state.cut & marks)
    if perhaps:
        price = 0.2
    if state.cut & _MEASURE:
        return 0.0 if column == Role.MEASURE else price + 3.0
    if state.cut & (_MEASURE << _PERHAPS) and not perhaps:
        price += 2.0
    return price


def _narrow_after(state: _State, column: int, span: _Span) -> tuple[bool, float]:
    """Follow whether a sub-column stands beside the measures, and price what contradicts that."""
    match column:
        case Role.GROUP:
            return True, 0.0
        case Role.WORK_POINT:
            rest = span.turned and bool(state.cut & _WORK_POINT)
            return state.narrow and rest, 0.0
        case Role.MEASURE if span.kind == "wide":
            if not state.narrow:
                return False, 0.0
            return False, 5.0 if state.column == Role.GROUP else 0.3
        case Role.MEASURE if span.kind == "narrow":
            return True, 0.0 if state.narrow else 4.0
        case _:
            return state.narrow and column != SECTION, 0.0


def _cut_after(cut: int, column: int, marks: int) -> int:
    if column == SECTION:
        return 0
    if column not in _MAY_BE_CUT:
        return cut
    own = 1 << column | 1 << column << _PERHAPS
    return cut & ~own | marks


def _likely(layer: _Layer) -> _Layer:
    """Drop readings so much dearer than the best that nothing to come can make them good."""
    if not layer:
        return layer
    limit = min(reading.price for reading in layer.values()) + _HOPELESS
    return {state: reading for state, reading in layer.items() if reading.price <= limit}
