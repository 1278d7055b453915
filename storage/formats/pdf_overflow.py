"""Text that a page prints below its cell, over that of the next one: given back to its cell. PURE.

Word processors cut rows at a page's end and sometimes leave too little room for a cell's last lines.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from storage.formats.pdf_lines import find_pitch

if TYPE_CHECKING:
    from storage.formats.pdf_cells import Lattice
    from storage.formats.pdf_lines import TextLine

_OVERPRINTED = 0.8  # of the usual distance: lines that close stand on each other
_SAME = 1.5
_STEP = 0.15


def lift_overflow(lattice: Lattice, lines: list[list[TextLine]]) -> frozenset[int]:
    """Move lines that stand on others to the cell above, where they go on from its last line.

    Returns the numbers of the cells whose text runs over: the page may lack more of it.
    """
    overflowing = set()
    pitch = find_pitch(line for held in lines for line in held)
    for at, held in enumerate(lines):
        if not pitch or not any(
            0 <= b.baseline - a.baseline < _OVERPRINTED * pitch for a, b in pairwise(held)
        ):
            continue
        frame = lattice.frames[at]
        for line in list(held):
            up = lattice.frame_at(line.left + _SAME, frame.top - _SAME)
            above = lines[up] if up is not None and up != at else []
            if above and _follows(above[-1], line, pitch) and len(held) > 1:
                held.remove(line)
                above.append(line)
                overflowing.add(up or 0)
    return frozenset(overflowing)


def _follows(last: TextLine, line: TextLine, pitch: float) -> bool:
    return abs(last.left - line.left) < _SAME and abs(line.baseline - last.baseline - pitch) < _STEP * pitch
