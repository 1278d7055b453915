"""Which column each piece of text stood in.

A line may hold the ends and beginnings of several cells. Cells come row by row, left to right, so the
columns of successive pieces go up within a row; how wide a wrapped line is, what the words look like and
that order are weighed together, and the cheapest reading of a page is taken (Viterbi). PURE.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from storage.deadlines import is_deadline as _is_deadline
from storage.deadlines import is_deadline_start as _is_deadline_start
from storage.department_names import department_likeness
from storage.formats.flattened.lines import Gap, Line, raw_paragraphs, text_width
from storage.headings import Role

is_deadline = lru_cache(4096)(_is_deadline)
is_deadline_start = lru_cache(4096)(_is_deadline_start)
SECTION = -1
START = -2


@dataclass(frozen=True)
class Unit:
    """A stretch of one line that belongs to one piece. `wraps`: its text goes on in the next line."""

    line: Line
    text: str
    width: float
    opens_line: bool
    wraps: bool
    closes: bool


@dataclass(frozen=True)
class Piece:
    """A paragraph of one cell (or what one page holds of it).

    `closed`: its end was seen. `blind`: a FAR gap before it says nothing, as the line above came after a
    single newline and the extractor always begins a new paragraph then.
    """

    column: int
    units: tuple[Unit, ...]
    gap: Gap
    closed: bool
    blind: bool = False

    @property
    def text(self) -> str:
        return join_lines(unit.text for unit in self.units)

    @property
    def line(self) -> int:
        return self.units[0].line.number

    @property
    def page(self) -> int:
        return self.units[0].line.page

    @property
    def width(self) -> float:
        """Width of its widest line, in em."""
        return max(unit.width for unit in self.units)

    @property
    def height(self) -> int:
        """Lines that it takes."""
        return len(self.units)


@dataclass(frozen=True)
class Widths:
    """Widths of the columns in em, as far as wrapped lines tell."""

    measure: float
    work_point: float
    narrow: float
    department: float


def join_lines(texts: Iterable[str]) -> str:
    """Join wrapped lines: nothing between them, but a blank between two Latin words."""
    joined = ""
    for text in texts:
        blank = joined and joined[-1].isascii() and joined[-1].isalpha() and text[:1].isascii() and text[:1].isalpha()
        joined += f" {text}" if blank else text
    return joined


_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff（）《》“”、，。；：！？①-⑳…—]")
_MARKED = re.compile(r"牵头|配合|协办|主办|责任(?:单位|部门)")
_HOPELESS = 12.0
_FOREIGN = 20.0  # from this price on a piece is not of the column
_MAY_STAY_OPEN = (Role.WORK_POINT, Role.GROUP, Role.MEASURE, Role.DEADLINE)
_MAYBE = 8  # bits above this one: perhaps cut
_OPEN_WORK_POINT = 1 << Role.WORK_POINT
_OPEN_GROUP = 1 << Role.GROUP
_OPEN_MEASURE = 1 << Role.MEASURE
_NEAR_END = 24  # lines of the file
_SECTION_NUMBER = re.compile(r"^([一二三四五六七八九十百]{1,4})、")
_NUMBERING = re.compile(r"\d{1,4}[.、．]?|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、")
_LIST_NUMBER = re.compile(r"\d{1,2}[、.．](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]")
_NUMERALS = "零一二三四五六七八九"


def chinese_number(words: str) -> int:
    """Read 一 to 九十九; 0 if it is no such number."""
    tens, mark, ones = words.rpartition("十")
    if any(char not in _NUMERALS for char in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    ten = (_NUMERALS.index(tens) if tens else 1) * 10 if mark else 0
    return ten + (_NUMERALS.index(ones) if ones else 0)


def section_number(text: str) -> int:
    match = _SECTION_NUMBER.match(text)
    return chinese_number(match.group(1)) if match else 0


def learn_widths(lines: tuple[Line, ...], *, work_points: bool) -> Widths:
    """Measure the columns: the wrapped lines of a column are all about as wide as it is."""
    wrapped: Counter[int] = Counter()
    first: list[float] = []
    after_section = False
    for block in raw_paragraphs(lines):
        widths = [text_width(line.text) for line in block if not line.ends]
        wrapped.update(round(width) for width in widths)
        if after_section and work_points and len(widths) > 1:
            first.append(max(widths[:-1]))
        after_section = section_number(block[0].text) > 0
    measure = max((width for width in wrapped if width >= 8), key=lambda w: w * (wrapped[w] + wrapped[w - 1]), default=24)
    under = [width for width in first if width < measure - 3]
    work_point = sorted(under)[len(under) // 2] if under else measure * 0.57
    return Widths(measure + 0.5, work_point + 0.5, measure * 0.72, max(8.5, measure * 0.36))


def cut_units(block: list[Line], *, serials: bool, page_top: bool) -> list[Unit]:
    """Cut the lines of a raw paragraph at every blank that may part two cells."""
    units: list[Unit] = []
    for line in block:
        texts = _cut_line(line.text, serials=serials, page_top=page_top and line is block[0])
        for at, text in enumerate(texts):
            last = at == len(texts) - 1
            wraps = last and not line.ends
            units.append(Unit(line, text, text_width(text), at == 0, wraps, not wraps))
    return units


def _cut_line(text: str, *, serials: bool, page_top: bool) -> list[str]:
    cuts = []
    start = 0
    for match in re.finditer(r"\s+", text):
        if _may_part(text, match.start(), match.end(), start, serials=serials, page_top=page_top):
            cuts.append(match)
            start = match.end()
    ends = [0, *(match.end() for match in cuts)]
    stops = [*(match.start() for match in cuts), len(text)]
    return [text[a:b] for a, b in zip(ends, stops, strict=True)]


def _may_part(text: str, stop: int, start: int, since: int, *, serials: bool, page_top: bool) -> bool:
    before, after = text[stop - 1], text[start]
    left, rest = text[since:stop], text[start:]
    if _NUMBERING.fullmatch(left.rsplit(maxsplit=1)[-1]) and not is_deadline(rest):
        return serials and since == 0 and left.isdigit()
    if _WIDE.match(before) and _LIST_NUMBER.match(rest):
        return True
    if _WIDE.match(before) and _WIDE.match(after):
        return True
    if page_top and since == 0 and _WIDE.match(before) and not re.search(r"[\d，。；：]", left):
        return True  # the rest of a work point may stand beside a measure
    cut_date = rest[-1] in "、，-—至" and is_deadline_start(rest)
    if start - stop > 1 or before in "。；：！？" or is_deadline(rest) or cut_date:
        return True
    if is_deadline(left) and not is_deadline(left + rest.split()[0]):
        return True
    return len(left) > 1 and department_likeness(left) == 1.0 and _begins_with_deadline(rest)


def _begins_with_deadline(text: str) -> bool:
    words = text.split()[:4]
    return any(is_deadline("".join(words[:count])) for count in range(1, len(words) + 1))


class _State(NamedTuple):
    """Where a reading stands: the last piece's column, whether a sub-column stands beside the measures, and
    which cells were cut by the page (a bit a column)."""

    column: int
    narrow: bool
    open: int


class _Reading(NamedTuple):
    cost: float
    start: int
    before: _State | None


class PieceReader:
    """Finds the cheapest columns for the pieces of a table."""

    def __init__(self, roles: tuple[Role, ...], lines: tuple[Line, ...]) -> None:
        self.roles = set(roles)
        self.lines = lines
        self.widths = learn_widths(lines, work_points=Role.WORK_POINT in self.roles)
        self.names = _frequent_names(lines)
        self.columns = [role for role in Role if role in self.roles or self._is_sub_column(role)] + [SECTION]
        self.sections = _section_lines(lines)

    def _is_sub_column(self, role: Role) -> bool:
        return role is Role.GROUP and Role.WORK_POINT in self.roles

    def read(self) -> list[Piece]:
        units: list[Unit] = []
        free: set[int] = {0}  # unit indices before which a piece may begin
        hard: set[int] = {0}  # … and must: a paragraph or a page ended there
        last_line = {line.page: line.number for line in self.lines}
        for block in raw_paragraphs(self.lines):
            base = len(units)
            top = not units or units[-1].line.page != block[0].page
            units += cut_units(block, serials=Role.SERIAL in self.roles, page_top=top)
            hard.add(base)
            near_end = Role.WORK_POINT in self.roles and last_line[block[0].page] - block[0].number < _NEAR_END
            free.update(self._cuts(units, base, near_end=near_end))
        return self._cheapest(units, free | hard, hard)

    def _cuts(self, units: list[Unit], base: int, *, near_end: bool) -> Iterator[int]:
        """Yield where inside a raw paragraph a new piece may begin; near a page's end it may cut a title."""
        for at in range(base + 1, len(units)):
            before, after = units[at - 1], units[at]
            if not before.wraps:
                yield at  # parted by a blank on the same line
                continue
            widest = max(unit.width for unit in units[at:])
            if before.width < widest - 1.6 or self._label(after.text) or self._label(before.text):
                yield at
            elif near_end and self.widths.work_point - 3.2 < before.width < self.widths.work_point + 0.8:
                yield at

    def _label(self, text: str) -> bool:
        """Whether a line looks like one of a label; the page may have cut its last name."""
        return len(text) <= 14 and (is_deadline_start(text) or self._names_departments(text))

    def _names_departments(self, text: str) -> bool:
        if text in self.names:
            return True
        likeness = department_likeness(text)
        return likeness == 1.0 or (likeness >= 0.5 and len(text) <= self.widths.department + 1)

    def _cheapest(self, units: list[Unit], free: set[int], hard: set[int]) -> list[Piece]:
        count = len(units)
        best: list[dict[_State, _Reading]] = [{} for _ in range(count + 1)]
        best[0] = {_State(START, narrow=False, open=0): _Reading(0.0, 0, None)}
        stops = sorted(free | {count})
        for start in stops[:-1]:
            best[start] = _likely(best[start])
            turned = start == 0 or units[start].line.page != units[start - 1].line.page
            for stop in self._stops(units, start, stops, hard):
                run = units[start:stop]
                width = self._measure_kind(run)
                for column, cost in self._content(run).items():
                    self._extend(best, units, (start, stop), column, cost, width, turned=turned)
        return _trace(best, units)

    def _extend(
        self,
        best: list[dict[_State, _Reading]],
        units: list[Unit],
        span: tuple[int, int],
        column: int,
        cost: float,
        width: str,
        *,
        turned: bool,
    ) -> None:
        """Put a piece of `column` after every reading that ends where it starts."""
        start, stop = span
        last = units[stop - 1]
        cut = last.wraps
        hidden = not cut and not last.line.text.endswith(last.text)
        if column == Role.MEASURE and (last.text[-1] in "。；：" or last.width < self.widths.measure - 3.4):
            hidden = False
        goes_on = start and units[start - 1].wraps and units[start - 1].line is not units[start].line
        mark = 1 << column if column in _MAY_STAY_OPEN else 0
        here = best[stop]
        for state, reading in best[start].items():
            total = reading.cost + cost
            if turned:
                total += self._turn(state, column, units, start)
            else:
                # Where nothing ended, only a cell that its page cuts goes on in another column.
                total += _STEPS.get((state.column, column), 9.0) + (1.5 if goes_on else 0.0)
            narrow = state.narrow
            open_ = state.open
            if column == Role.MEASURE:
                if width == "wide":
                    total += (5.0 if state.column == Role.GROUP else 0.3) if narrow else 0.0
                    narrow = False
                elif width == "narrow":
                    total += 0.0 if narrow else 4.0
                    narrow = True
            elif column == Role.GROUP:
                narrow = True
            elif column == SECTION or (column == Role.WORK_POINT and not (turned and open_ & _OPEN_WORK_POINT)):
                narrow = False
            if mark:
                if column == Role.DEADLINE and open_ & mark and cost < _FOREIGN:
                    total -= min(cost, 6.0)  # the rest of a deadline that the page before cut
                open_ = (open_ | mark if cut else open_ & ~mark) & ~(mark << _MAYBE)
                if hidden:
                    open_ |= mark << _MAYBE  # a neighbour on its last line hides whether it ended
            elif column == SECTION:
                open_ = 0
            after = _State(column, narrow, open_)
            known = here.get(after)
            if known is None or total < known.cost:
                here[after] = _Reading(total, start, state)

    def _measure_kind(self, run: list[Unit]) -> str:
        """Tell whether a measure's lines are those of the whole column or leave room for a sub-column."""
        if any(unit.width > self.widths.measure - 3.4 for unit in run):
            return "wide"
        return "narrow" if any(unit.wraps and unit.opens_line for unit in run[:-1]) else "either"

    def _turn(self, state: _State, column: int, units: list[Unit], start: int) -> float:
        """Price what a page may begin with: the rests of the cells that the page before cut come first."""
        cost = _OPENING.get(column, 9.0)
        if state.open & _OPEN_WORK_POINT:
            return 0.0 if column == Role.WORK_POINT else cost + 3.0
        if state.open & _OPEN_GROUP:
            return 0.0 if column == Role.GROUP else cost + 3.0
        perhaps_cut = column >= 0 and state.open & (1 << column << _MAYBE)
        if perhaps_cut:
            cost = 0.2
        if state.open & _OPEN_MEASURE:
            return 0.0 if column == Role.MEASURE else cost + 3.0
        if state.open & (_OPEN_MEASURE << _MAYBE) and not perhaps_cut:
            cost += 2.0
        return cost

    def _stops(self, units: list[Unit], start: int, stops: list[int], hard: set[int]) -> Iterator[int]:
        """Yield where a piece that begins at `start` may end: up to the paragraph's end, labels a little over."""
        from bisect import bisect_right

        at = bisect_right(stops, start)
        over = 0
        while at < len(stops):
            stop = stops[at]
            yield stop
            if stop >= len(units):
                return
            if stop in hard:
                text = "".join(unit.text for unit in units[start:stop])
                over += 1
                if over > 2 or len(text) > 10 or not is_deadline_start(text):
                    return
            at += 1

    # -- costs -------------------------------------------------------------------------------------

    def _content(self, run: list[Unit]) -> dict[int, float]:
        text = "".join(unit.text for unit in run)
        date = len(text) <= 40 and is_deadline(text)
        spans = sum(1 for before, after in pairwise(run) if not before.wraps and before.line is not after.line)
        inner = sum(self._whole_cost(run, at) for at in range(1, len(run)) if run[at].line is run[at - 1].line)
        swallowed = self._swallowed(run)
        costs: dict[int, float] = {}
        for column in self.columns:
            cost = self._column_cost(column, run, text, date=date)
            if column in (Role.DEPARTMENT, Role.ASSISTING):
                cost += sum(7.0 for unit in run[1:] if unit.opens_line and is_deadline(unit.text))
            elif column != Role.DEADLINE:
                cost += swallowed
            if spans and (column != Role.DEADLINE or run[-1].text.startswith(("（", "("))):
                continue
            if cost < 40:
                costs[column] = cost + inner
        return costs or {Role.MEASURE: 40.0}

    def _whole_cost(self, run: list[Unit], at: int) -> float:
        """The price of reading over a blank on a line as if it parted nothing."""
        before, after = run[at - 1], run[at]
        rest = "".join(unit.text for unit in run[at:] if unit.line is after.line)
        if is_deadline("".join(unit.text for unit in run)):
            return 0.0
        if Role.SERIAL in self.roles and before.opens_line and before.text.isdigit():
            return 6.0
        marked = _MARKED.search(after.text) and department_likeness(after.text) >= 0.5
        cut_date = rest[-1] in "、，-—至" and is_deadline_start(rest)
        if is_deadline(rest) or cut_date or after.text in self.names or before.text in self.names or marked:
            return 9.0
        if not (_WIDE.match(before.text[-1]) and _WIDE.match(after.text[0])):
            return 0.0
        said = "".join(unit.text for unit in run[:at])
        return 0.8 if said.count("《") > said.count("》") else 2.5

    def _column_cost(self, column: int, run: list[Unit], text: str, *, date: bool) -> float:
        if column == SECTION:
            return 0.0 if run[0].line.number in self.sections and run[0].opens_line else 99.0
        if run[0].line.number in self.sections and run[0].opens_line:
            return 9.0
        match column:
            case Role.SERIAL:
                return 0.0 if re.fullmatch(r"\d{1,4}[.、]?|[（(]\d{1,3}[)）]", text) else 99.0
            case Role.DEADLINE:
                return self._deadline_cost(run, text, date=date)
            case Role.DEPARTMENT | Role.ASSISTING:
                return self._department_cost(run, text, date=date)
            case Role.WORK_POINT | Role.GROUP:
                return self._title_cost(column, run, text, date=date)
            case Role.MEASURE:
                return self._measure_cost(run, text, date=date)
            case _:
                return 3.0 + 0.1 * len(text)

    def _deadline_cost(self, run: list[Unit], text: str, *, date: bool) -> float:
        if date:
            return 0.0
        if len(text) <= 14 and is_deadline_start(text):
            return 2.5 if run[-1].wraps else 4.0
        if len(text) <= 6 and (len(run) == 1) and not re.search(r"[。；：]", text):
            return 6.5  # the tail of a deadline that a page cut
        return 99.0

    def _department_cost(self, run: list[Unit], text: str, *, date: bool) -> float:
        if date:
            return 8.0
        if len(text) > 60 or any(unit.width > self.widths.department + 3 for unit in run):
            return 99.0
        if text in self.names:
            return 0.0
        if is_deadline_start(text):
            return 4.0
        likeness = department_likeness(text)
        wide = sum(unit.width > self.widths.department for unit in run)
        return (1.0 - likeness) * 7.0 + wide * 2.0 + 0.3

    def _title_cost(self, column: int, run: list[Unit], text: str, *, date: bool) -> float:
        limit = self.widths.work_point if column == Role.WORK_POINT else self.widths.narrow * 0.62
        cost = 7.0 if date else 0.0
        cost += sum(4.0 for unit in run if unit.width > limit + 0.8)
        if column == Role.WORK_POINT:
            cost += sum(2.5 for unit in run if unit.wraps and unit.opens_line and unit.width < limit - 3.2)
        else:
            cost += 1.0 + sum(2.0 for unit in run[:-1] if unit.wraps and unit.opens_line and unit.width < 3.0)
            cost += 0.4 * max(0, len(run) - 5)
        if text[-1] in "。；：":
            cost += 5.0 if column == Role.GROUP or text[-1] == "：" else 2.0
        if text in self.names or (len(text) <= 12 and department_likeness(text) == 1.0):
            cost += 3.0
        if column == Role.WORK_POINT and len(text) < 5:
            cost += 2.0
        if re.match(r"[（(]?[一二三四五六七八九十\d]+[）)、.]", text):
            cost += 3.0
        return cost

    def _measure_cost(self, run: list[Unit], text: str, *, date: bool) -> float:
        cost = 6.0 if date else 0.0
        cost += sum(5.0 for unit in run if unit.width > self.widths.measure + 1.5)
        full = [unit.width for unit in run[:-1] if unit.wraps and unit.opens_line]
        top = max(unit.width for unit in run)
        cost += 3.0 * min(3, sum(width < top - 2.6 for width in full))
        if full and top < self.widths.measure * 0.5:
            cost += 4.0
        if run[-1].wraps and run[-1].opens_line and run[-1].width < self.widths.measure * 0.55:
            cost += 2.0
        if text[-1] not in "。；：":
            cost += 1.2
        if text in self.names:
            cost += 6.0
        return cost

    def _swallowed(self, run: list[Unit]) -> float:
        """The price of taking a line that is a label for more of a text."""
        return sum(7.0 for unit in run[1:] if unit.opens_line and len(unit.text) <= 14 and self._surely_label(unit.text))

    def _surely_label(self, text: str) -> bool:
        if text in self.names or is_deadline(text):
            return True
        return ("、" in text or _MARKED.search(text) is not None) and department_likeness(text) >= 0.5


def _likely(readings: dict[_State, _Reading]) -> dict[_State, _Reading]:
    """Drop readings so much dearer than the best that nothing to come can make them good."""
    if not readings:
        return readings
    limit = min(reading.cost for reading in readings.values()) + _HOPELESS
    return {state: reading for state, reading in readings.items() if reading.cost <= limit}


def _trace(best: list[dict[_State, _Reading]], units: list[Unit]) -> list[Piece]:
    stop = len(units)
    if not units:
        return []
    state = min(best[stop], key=lambda key: best[stop][key].cost)
    pieces: list[Piece] = []
    while stop:
        reading = best[stop][state]
        run = units[reading.start : stop]
        gap = run[0].line.gap if run[0].opens_line else Gap.SAME
        blind = reading.start > 0 and units[reading.start - 1].line.gap is Gap.CLOSE
        pieces.append(Piece(state.column, tuple(run), gap, run[-1].closes, blind))
        stop = reading.start
        assert reading.before is not None
        state = reading.before
    return pieces[::-1]


_S, _N, _W, _G, _M, _D, _A, _T = SECTION, *(role for role in Role if role is not Role.REMARK)
_OPENING: dict[int, float] = {_S: 0.0, _N: 0.0, _W: 0.8, _G: 1.0, _M: 0.0, _D: 2.0, _A: 3.0, _T: 2.5}
_STEPS: dict[tuple[int, int], float] = {
    (_S, _N): 0.0, (_S, _W): 0.0, (_S, _G): 3.0, (_S, _M): 1.5, (_S, _S): 5.0,
    (_N, _W): 0.0, (_N, _M): 0.0,
    (_W, _G): 0.3, (_W, _M): 0.0, (_W, _W): 4.0,
    (_G, _M): 0.0, (_G, _G): 3.0,
    (_M, _M): 0.8, (_M, _D): 0.0, (_M, _A): 3.0, (_M, _T): 0.3,
    (_M, _N): 0.8, (_M, _W): 0.8, (_M, _G): 0.8, (_M, _S): 0.8,
    (_D, _D): 0.7, (_D, _A): 0.0, (_D, _T): 0.2, (_D, _M): 1.0, (_D, _N): 1.0, (_D, _W): 1.2, (_D, _G): 1.2, (_D, _S): 1.2,
    (_A, _A): 0.9, (_A, _T): 0.1, (_A, _M): 1.0, (_A, _N): 0.8, (_A, _W): 1.2, (_A, _G): 1.2, (_A, _S): 1.2,
    (_T, _N): 0.0, (_T, _W): 0.4, (_T, _G): 0.4, (_T, _M): 0.0, (_T, _S): 0.0, (_T, _T): 3.0, (_T, _D): 6.0,
}  # fmt: skip


def _frequent_names(lines: tuple[Line, ...]) -> set[str]:
    """Return texts that stand before a deadline again and again: the plan's departments."""
    found: Counter[str] = Counter()
    blocks = list(raw_paragraphs(lines))
    for block, following in pairwise([*blocks, []]):
        line = block[-1].text
        words = line.split()
        for at in range(1, len(words)):
            if is_deadline("".join(words[at:])):
                found[words[at - 1]] += 1
                break
        if len(block) == 1 and following and is_deadline("".join(part.text for part in following)):
            found[line] += 1
    return {name for name, count in found.items() if 1 < len(name) <= 16 and " " not in name and name[-1] not in "、，" and (count > 1 or department_likeness(name) == 1.0) and department_likeness(name) > 0}


def _section_lines(lines: tuple[Line, ...]) -> set[int]:
    """Return the lines that begin a section: numbered on from 一, each alone in its row."""
    out: set[int] = set()
    expected = 1
    for block in raw_paragraphs(lines):
        number = section_number(block[0].text)
        if number and number in (expected, expected + 1) and not block[0].text.endswith(("；", "。")):
            out.add(block[0].number)
            expected = number + 1
    return out
