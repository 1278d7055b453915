"""A plan in plain text: a flattened table or an outline. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError
from storage.formats.decoding import decode_text
from storage.formats.flattened.reader import read_flattened
from storage.formats.outline import read_outline

if TYPE_CHECKING:
    from storage.plan import ParsedPlan


def read_text(data: bytes) -> ParsedPlan:
    """Read text in any usual encoding; raises `UnreadableFileError` when it holds no plan."""
    text = decode_text(data)
    plan = read_flattened(text) or read_outline(text)
    if plan is None or not plan.items:
        raise UnreadableFileError(
            "No plan was found in this file: it has neither a table with headings such as 工作要点, "
            "具体措施, 部门单位 and 完成时间, nor an outline with points such as （一）. "
            "Check that it is the right file."
        )
    return plan
