"""A plan in plain text: a flattened table or an outline. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError
from storage.formats.csv import csv_grid, is_separated
from storage.formats.decoding import decode_text
from storage.formats.flattened.reader import read_flattened
from storage.formats.grid import Document
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits, refuse_large
from storage.formats.outline import read_outline
from storage.formats.progress import say_nothing
from storage.headings import Role, column_role

if TYPE_CHECKING:
    from storage.formats.progress import ShowPages
    from storage.plan import ParsedPlan


_WIDE_GAP = re.compile(r"\S {3,}\S")
_MOST_GAPS = 0.2
_LONGEST_HEADING = 8


def read_text(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read text in any usual encoding; raises `UnreadableFileError` when it holds no plan."""
    refuse_large(data, limits.file)
    text = decode_text(data)
    if is_separated(text):
        return read_document(Document((csv_grid(text, limits),)), "file", progress)
    refuse_large(data, limits.plain)
    if _is_side_by_side(text):
        raise UnreadableFileError(
            "The text keeps the columns of its pages side by side, so its rows cannot be told apart. "
            "Send the PDF that it came from."
        )
    plan = read_flattened(text) or read_outline(text)
    if plan is None and _has_headings_apart(text):
        raise UnreadableFileError(
            "The text holds the cells of a table in no order that tells its rows. "
            "Send the PDF that it came from."
        )
    if plan is None or not plan.items:
        raise UnreadableFileError(
            "No plan was found in this file: it has neither a table with headings such as 工作要点, "
            "具体措施, 部门单位 and 完成时间, nor an outline with points such as （一）. "
            "Check that it is the right file."
        )
    return plan


def _is_side_by_side(text: str) -> bool:
    """Whether an extractor kept the layout of the pages: wide gaps stand between the cells of most lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wide = sum(_WIDE_GAP.search(line) is not None for line in lines)
    return wide > _MOST_GAPS * len(lines)


def _has_headings_apart(text: str) -> bool:
    """Whether a table's headings have lines of their own: an extractor set the page's blocks as it liked."""
    roles = {column_role(line) for line in text.splitlines() if len(line) <= _LONGEST_HEADING}
    return bool(roles & {Role.MEASURE, Role.WORK_POINT}) and roles >= {Role.DEPARTMENT, Role.DEADLINE}
