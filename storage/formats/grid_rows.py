"""Rows of a table to entries: what stands beside, above and left of each measure. PURE.

Sections are rows of their own or a column; work points, groups and labels reach over several rows, by a
merged cell or, where a file knows no merged cells, by blanks below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import entry_number, is_serial, section_number
from storage.formats.flattened.pieces import SECTION
from storage.formats.grid_headers import (
    NONE,
    header_at,
    header_texts,
    moves_columns,
    repeats,
    squeezed,
    takes_over,
)
from storage.formats.grid_table import LABELS, Table, is_note, is_signature, text_of
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.grid import Cell, Grid
    from storage.formats.grid_headers import Header
    from storage.formats.progress import ShowPages
    from storage.plan import Source

_PART = re.compile(r"^第[一二三四五六七八九十]{1,3}(?:部分|[章节编])")
_SUM = re.compile(r"^(?:合计|总计|小计|共计|累计)[：:]?$")
_COUNTED_SUM = re.compile(r"(?:合计|总计|小计|共计)[：:]?共?\d+[项条个件]")
_REMARK = re.compile(r"^(?:备注|附注|注|说明|填表说明)[：:]?$")
_COUNT = re.compile(r"[共计]*[\d.%％]+(?![年月日])[一-鿿]{0,6}(?:[、，,及和]\d+(?![年月日])[一-鿿]{1,6})*")
_DITTO = re.compile("同上|[〃″〞]|\"|''")
_MOVES = re.compile(r"(?:延期?|延长|推迟|顺延|提前|调整|改)[为至到在].{0,9}[年月日底季]|暂缓|暂停|取消|不再")
_LONGEST_REMARK = 40
_LONGEST_TITLE = 60
_SENTENCE_ENDS = ("。", "；", ";", "！")


@dataclass(frozen=True)
class Entry:
    """One measures cell and what belongs to it. `labels` are the paragraphs of its cells, by column."""

    section: str
    work_point: str | None
    group: str | None
    measures: tuple[str, ...]
    labels: dict[Role, tuple[tuple[str, ...], ...]]
    source: Source
    doubts: tuple[str, ...] = ()
    cell: Cell | None = None
    joined: bool = False
    """The departments' column is for both who leads and who helps."""


@dataclass(frozen=True)
class Note:
    """A row that is no part of the plan."""

    text: str
    source: Source


@dataclass
class _Above:
    """What the rows above say about the next one."""

    section: str = ""
    point: str | None = None
    group: str | None = None
    heading: str | None = None
    heading_holds: bool = False
    """The heading goes over the whole width, so it stands above work points, too."""
    labels: dict[Role, tuple[Cell, ...]] = field(default_factory=dict)
    doubted: set[Role] = field(default_factory=set)
    numbered: bool = False
    titles: list[Note] = field(default_factory=list)

    def open(self, section: str) -> None:
        self.section = section
        self.begin(None)

    def begin(self, point: str | None) -> None:
        self.point, self.group, self.heading, self.labels = point, None, None, {}


@dataclass
class RowReader:
    """Reads a plan's tables one after the other; sections and work points go on from one to the next."""

    progress: ShowPages
    entries: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unmeasured: list[Note] = field(default_factory=list)
    """Rows with labels of their own and nothing to do."""
    above: _Above = field(default_factory=_Above)

    def read(self, grid: Grid, header: Header) -> None:
        """Read the rows below `header`; another header among them takes over."""
        start = header.row + header.rows
        heads = header_texts(grid, header) | {squeezed(c.heading) for c in header.columns if c.heading}
        table = Table(grid, header)
        for row in range(start, len(grid.rows)):
            self.progress(0, 0)
            if row < start or (repeats(grid, row, heads) and not moves_columns(grid, row, table.header)):
                continue
            other = header_at(grid, row)
            if other is not None and takes_over(grid, other, heads):
                table, start = Table(grid, other), row + other.rows
                heads = header_texts(grid, other)
                continue
            self._row(table, row)

    def finish(self) -> None:
        """Say that no row follows: titles with nothing below them are none."""
        self.notes += self.above.titles
        self.above.titles = []

    def _row(self, table: Table, row: int) -> None:
        words = [cell for cell in table.grid.rows[row] if cell.text]
        fresh = [cell.text for cell in words if cell.row == row]
        if _is_beside_plan(words):
            self.notes.append(Note(" ".join(cell.text for cell in words), table.grid.sources[row]))
            return
        if all(map(is_note, fresh)):
            self.notes += [Note(text, table.grid.sources[row]) for text in fresh]
            return
        title = table.title(row, words)
        if title is not None:
            self.title(title, table.grid.sources[row], has_points=table.has(Role.WORK_POINT))
            self.above.heading_holds = all(cell.row == row for cell in words)
            return
        entry = self._entry(table, row, words)
        if entry is not None:
            self.above.titles = []
            self.entries.append(entry)

    def title(self, text: str, source: Source, *, has_points: bool) -> None:
        """Take a row (or a line between tables) that is a title, or leave it out."""
        above = self.above
        numbered = section_number(text) > 0 or _PART.match(text) is not None
        if is_note(text) or _SUM.match(text) or (not numbered and not _reads_as_title(text)):
            self.notes.append(Note(text, source))
            return
        above.titles.append(Note(text, source))
        entry = entry_number(text)
        if numbered or entry is None:
            above.numbered |= numbered
            if not numbered and above.numbered and has_points:
                above.begin(text)
            else:
                above.open(text)
        elif has_points:
            above.heading = text
        else:
            above.begin(text)

    def _entry(self, table: Table, row: int, words: list[Cell]) -> Entry | None:
        held = table.held(words)
        above = self.above
        section = text_of(held.get(SECTION, []))
        if section and _named(section) != (above.section or None):
            above.open(_named(section) or "")
        point = text_of(held.get(Role.WORK_POINT, []))
        fresh = bool(point) and _named(point) != above.point
        if fresh:
            above.point, above.group = _named(point), None
            above.heading = above.heading if above.heading_holds else None
        measure = self._measure(table, held)
        labels, doubts = self._labels(table, held, fresh=fresh)
        if measure is None:
            if not fresh or not any(labels.values()):
                own = [cell.text for cells in held.values() for cell in cells if cell.row == row]
                if any(not is_serial(text) and text != NONE for text in own):
                    self.unmeasured.append(Note(" ".join(own), table.grid.sources[row]))
                return None
            measure = held[Role.WORK_POINT][-1]
            doubts = (*doubts, "The measure is blank: the work point stands for it.")
        return Entry(
            above.section,
            above.point,
            above.group or above.heading,
            measure.paragraphs,
            {role: tuple(cell.paragraphs for cell in cells) for role, cells in labels.items()},
            table.grid.sources[row],
            (*doubts, *dict.fromkeys(cell.doubt for cell in words if cell.doubt), *_moved(held)),
            measure,
            table.joins_departments,
        )

    def _measure(self, table: Table, held: dict[int, list[Cell]]) -> Cell | None:
        """Find the measure: the last cell of its column; what stands before it in there is its group."""
        cells = held.get(Role.MEASURE, [])
        if not cells:
            return None
        *before, measure = cells
        titled = [*held.get(Role.GROUP, []), *(cell for cell in before if not is_serial(cell.text))]
        first = table.header.of(Role.MEASURE)[0].first
        below = table.has(Role.GROUP) or measure.column > first
        if titled:
            self.above.group = "".join(cell.text for cell in titled)
        elif not (table.merged_blanks and below):
            self.above.group = None
        return measure

    def _labels(
        self, table: Table, held: dict[int, list[Cell]], *, fresh: bool
    ) -> tuple[dict[Role, tuple[Cell, ...]], tuple[str, ...]]:
        """Take the row's labels; where blanks may be merged cells, take blank ones from above."""
        labels = {
            role: self._not_ditto(role, tuple(held.get(role, ()))) for role in LABELS if table.has(role)
        }
        doubts: list[str] = []
        doubted: set[Role] = set()
        if table.merged_blanks:
            for role in (Role.DEADLINE, Role.DEPARTMENT):
                if labels.get(role, True) or not self.above.labels.get(role):
                    continue
                labels[role] = self.above.labels[role]
                if role is Role.DEPARTMENT and Role.ASSISTING in labels and not labels[Role.ASSISTING]:
                    labels[Role.ASSISTING] = self.above.labels.get(Role.ASSISTING, ())
                if fresh or table.has_true_blanks or role in self.above.doubted:
                    doubted.add(role)
                    doubts.append(f"The {WORDS[role]} is blank here: it is taken from the row above.")
        self.above.labels, self.above.doubted = dict(labels), doubted
        return labels, tuple(doubts)

    def _not_ditto(self, role: Role, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Say what 「同上」 stands for."""
        above = self.above.labels.get(role)
        return above if above and cells and all(_DITTO.fullmatch(cell.text) for cell in cells) else cells


def _is_beside_plan(words: list[Cell]) -> bool:
    """Whether a row is a sum (「小计｜2项」), stands beside 「备注」, or is signed (「审核：｜赵六」)."""
    if not words:
        return False
    first, *others = (squeezed(cell.text) for cell in words)
    if _REMARK.fullmatch(first):
        return len(others) == 1
    if is_signature([first, *others]) or any(map(_COUNTED_SUM.fullmatch, [first, *others])):
        return True
    return bool(_SUM.fullmatch(first)) and all(_COUNT.fullmatch(text) or text == NONE for text in others)


def _moved(held: dict[int, list[Cell]]) -> Iterator[str]:
    """Doubt a deadline that a remark moves or calls off: 「延期至2025年3月」."""
    for cell in held.get(Role.REMARK, ()):
        if _MOVES.search(cell.text):
            words = cell.text[:_LONGEST_REMARK]
            yield f"The deadline may be another one: the remark, which is not read, says {words}"


def _named(text: str) -> str | None:
    return None if text == NONE else text


def _reads_as_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.endswith(_SENTENCE_ENDS) and "：" not in text[:-1]


WORDS = {Role.DEPARTMENT: "department", Role.ASSISTING: "assisting department", Role.DEADLINE: "deadline"}
