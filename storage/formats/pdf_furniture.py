"""What pages repeat: running heads and feet, page numbers. PURE."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.formats.pdf_lines import TextLine

_NUMBER = re.compile(
    r"[-—–－‐·\s]*\d{1,4}[-—–－‐·\s]*|第?\s*\d{1,4}\s*页?\s*[,，/共]*\s*(?:第|共)?\s*\d*\s*页?|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp](?:age|\.)\s*\d{1,4}.*"
)
_EDGE = 3  # lines from a page's first or last where such things stand


def without_furniture(pages: list[list[TextLine]]) -> list[list[TextLine]]:
    """Leave out of each page's lines (those beside tables, from top to bottom) what pages repeat."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_shape(line) for line in _outer(lines)})
    often = max(2, sum(map(bool, pages)) // 3)
    return [
        [
            line
            for at, line in enumerate(lines)
            if not (
                min(at, len(lines) - 1 - at) < _EDGE
                and (_NUMBER.fullmatch(line.text.strip()) or seen[_shape(line)] >= often)
            )
        ]
        for lines in pages
    ]


def _outer(lines: list[TextLine]) -> list[TextLine]:
    return lines if len(lines) <= 2 * _EDGE else [*lines[:_EDGE], *lines[-_EDGE:]]


def _shape(line: TextLine) -> str:
    """Return the line's words and height, whatever number it has."""
    return f"{re.sub(r'[0-9]+', '0', line.text)}|{round(line.baseline / 4)}"
