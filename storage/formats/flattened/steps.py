"""Which column may follow which, and what a page may begin with, as prices. PURE."""

from __future__ import annotations

from typing import Literal, NamedTuple

from storage.formats.flattened.numbering import entry_number
from storage.formats.flattened.pieces import SECTION, WIDE
from storage.headings import Role

START = -2
"""The column of nothing: before the first piece."""
_NUMBERS = {Role.SERIAL, Role.DEADLINE}
_LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
MAY_BE_CUT = (Role.WORK_POINT, Role.GROUP, Role.MEASURE, *_LABELS)
PERHAPS = 8  # by so many bits higher: a column whose last piece was perhaps cut
_WORK_POINT, _GROUP, _MEASURE = 1 << Role.WORK_POINT, 1 << Role.GROUP, 1 << Role.MEASURE

_ROW_BEGINS = (SECTION, Role.WORK_POINT, Role.GROUP)

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
    (_D, _D): 1.1, (_D, _A): 0.0, (_D, _T): 0.2, (_D, _M): 1.0,
    (_D, _N): 1.0, (_D, _W): 1.2, (_D, _G): 1.2, (_D, _S): 1.2,
    (_A, _A): 0.9, (_A, _T): 0.1, (_A, _M): 1.0, (_A, _N): 0.8, (_A, _W): 1.2, (_A, _G): 1.2, (_A, _S): 1.2,
    (_T, _N): 0.0, (_T, _W): 0.4, (_T, _G): 0.4, (_T, _M): 0.0, (_T, _S): 0.0, (_T, _T): 3.0, (_T, _D): 6.0,
}  # fmt: skip
_UNUSUAL = 9.0
_AFTER_REST = 0.3  # what follows the rest of a title is what may follow a whole row

Kind = Literal["wide", "narrow", "either"]


class State(NamedTuple):
    """Where a reading stands.

    `rest`: the last piece was the rest of a title which the page before cut. `narrow`: a sub-column stands
    beside the measures. `cut`: a bit for each column whose last piece the page cuts, and, `PERHAPS` bits
    higher, for each where a neighbour hides whether it does.
    """

    column: int
    rest: bool
    narrow: bool
    cut: int


class Span(NamedTuple):
    """A run of units with what the steps around it need to know."""

    start: int
    stop: int
    turned: bool  # it is the first of its page
    runs_on: bool  # nothing ended before it: its line is the next of a paragraph
    beside: bool  # it stands on the same line as the piece before
    glued: bool  # … parted by no more than what stands between any number and the word after it
    kind: Kind
    short: bool  # a few characters without an end mark


def are_glued(left: str, right: str) -> bool:
    return not (WIDE.match(left[-1]) and WIDE.match(right[0])) and entry_number(right) is None


def rest_discount(state: State, column: int, span: Span) -> float:
    """Return what a piece saves that may be the rest of a cell which the page before cut: rests look odd."""
    if column in _LABELS:
        return 6.5 if state.cut & 1 << column else 0.0
    if column == SECTION:
        return 0.0
    return 4.0 if span.short and is_rest(state, column, span) else 0.0


def is_rest(state: State, column: int, span: Span) -> bool:
    """Whether the piece may be the rest of a title: those come first on a page."""
    if column not in (Role.WORK_POINT, Role.GROUP) or not (span.turned or state.rest):
        return False
    return bool(state.cut & (1 << column | 1 << column << PERHAPS))


def step_price(state: State, column: int, span: Span) -> float:
    if span.turned:
        return _turn(state, column)
    price = _STEPS.get((state.column, column), _UNUSUAL)
    if state.rest:
        price = min(price, _AFTER_REST + _STEPS.get((Role.DEADLINE, column), _UNUSUAL))
    if span.beside and state.column == column:
        price += _UNUSUAL  # two cells of one column never share a line
    if span.beside and column in _ROW_BEGINS and state.column >= Role.MEASURE:
        price += 3.0  # a row begins on a line of its own; labels of merged cells may stand there, too
    if span.glued and not (state.rest or {state.column, column} & _NUMBERS):
        price += 4.0
    if span.beside and state.column in _LABELS and column == Role.MEASURE:
        price += 1.0  # only the label of merged cells may stand before a measure
    if not span.runs_on:
        return price
    # Where nothing ended, only a cell that its page cuts goes on in another column.
    return price + (_UNUSUAL if state.column == column else 1.5)


def _turn(state: State, column: int) -> float:
    """Price what a page may begin with: the rests of the cells that the page before cut come first."""
    price = _OPENING.get(column, _UNUSUAL)
    for mark, title in ((_WORK_POINT, Role.WORK_POINT), (_GROUP, Role.GROUP)):
        if state.cut & mark:
            return 0.0 if column == title else price + 3.0
    marks = 1 << column << PERHAPS | (1 << column if column in _LABELS else 0) if column >= 0 else 0
    perhaps = bool(state.cut & marks)
    if perhaps:
        price = 0.2
    if state.cut & _MEASURE:
        return 0.0 if column == Role.MEASURE else price + 3.0
    if state.cut & (_MEASURE << PERHAPS) and not perhaps:
        price += 2.0
    return price


def narrow_after(state: State, column: int, span: Span) -> tuple[bool, float]:
    """Follow whether a sub-column stands beside the measures, and price what contradicts that."""
    match column:
        case Role.GROUP:
            return True, 0.0
        case Role.WORK_POINT:
            return state.narrow and is_rest(state, column, span), 0.0
        case Role.MEASURE if span.kind == "wide":
            if not state.narrow:
                return False, 0.0
            return False, 5.0 if state.column == Role.GROUP else 0.3
        case Role.MEASURE if span.kind == "narrow":
            return True, 0.0 if state.narrow else 4.0
        case _:
            return state.narrow and column != SECTION, 0.0


def cut_after(cut: int, column: int, marks: int) -> int:
    if column == SECTION:
        return 0
    if column not in MAY_BE_CUT:
        return cut
    own = 1 << column | 1 << column << PERHAPS
    return cut & ~own | marks
