"""Tables for tests of what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.formats.grid import Cell, Document, Grid, Line, paragraphs_of
from storage.formats.grid_reading import read_document
from storage.plan import Source

if TYPE_CHECKING:
    from storage.plan import ParsedItem, ParsedPlan

HEAD = ["工作要点", "具体措施", "责任单位", "完成时限"]


def grid(*rows: list[str | None], merges: bool = True, name: str = "") -> Grid:
    """Make a table; None is merged with the cell above, or with the one before where a row has one text."""
    cells: dict[tuple[int, int], Cell] = {}
    for at, row in enumerate(rows):
        if [text for text in row if text] == row[:1] and None in row:
            cells[at, 0] = Cell(at, 0, paragraphs_of(row[0] or ""), columns=len(row))
            continue
        for column, text in enumerate(row):
            if text is not None:
                cells[at, column] = Cell(at, column, paragraphs_of(text))
                continue
            above = max(up for up in range(at) if (up, column) in cells)
            old = cells[above, column]
            cells[above, column] = Cell(above, column, old.paragraphs, at - above + 1)
    return Grid(tuple(cells.values()), tuple(Source(line=n + 1) for n in range(len(rows))), merges, name)


def title(text: str, width: int = 4) -> list[str | None]:
    return [text, *[None] * (width - 1)]


def read(*blocks: Grid | str) -> ParsedPlan:
    lines = [Line(block) if isinstance(block, str) else block for block in ("某局2021年计划", *blocks)]
    return read_document(Document(tuple(lines)), "file")


def told(plan: ParsedPlan) -> list[tuple[str, str | None, str, tuple[str, ...], str]]:
    return [(i.section, i.work_point, i.measure, i.departments, i.deadline_text) for i in plan.items]


def only(plan: ParsedPlan) -> ParsedItem:
    (item,) = plan.items
    return item
