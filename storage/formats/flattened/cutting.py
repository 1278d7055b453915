"""Cutting lines at the blanks that may part two cells. PURE."""

from __future__ import annotations

import re

from storage.department_names import department_likeness
from storage.formats.flattened.lines import Line, text_width
from storage.formats.flattened.numbering import entry_number, is_numbering
from storage.formats.flattened.pieces import WIDE, Unit, is_deadline, is_deadline_start

# No line of a table is longer or holds more cells: what looks so is left whole.
_LONGEST_LINE = 300
_MOST_CELLS = 12


def cut_units(block: list[Line], *, serials: bool, page_top: bool, title: tuple[float, float]) -> list[Unit]:
    """Cut the lines of a raw paragraph at every blank that may part two cells.

    `serials`: the table has a column of serial numbers. `page_top`: the block is the first of its page.
    `title`: from which to which width a line of a work point may be that the page cuts here.
    """
    units: list[Unit] = []
    for line in block:
        texts = _cut_line(line.text, serials=serials, page_top=page_top and line is block[0], title=title)
        for at, text in enumerate(texts):
            last = at == len(texts) - 1
            wraps = last and not line.ends
            units.append(Unit(line, text, text_width(text), at == 0, wraps, not wraps))
    return units


def _cut_line(text: str, *, serials: bool, page_top: bool, title: tuple[float, float]) -> list[str]:
    if len(text) > _LONGEST_LINE:
        return [text]
    cuts = []
    start = 0
    for match in re.finditer(r"\s+", text):
        left, rest = text[start : match.start()], text[match.end() :]
        tight = len(match.group()) == 1
        cut_title = start == 0 and title[0] < text_width(left) < title[1]
        first = start == 0
        if cut_title or not tight or _may_part(left, rest, first=first, serials=serials, page_top=page_top):
            cuts.append(match)
            start = match.end()
    if len(cuts) >= _MOST_CELLS:
        return [text]
    ends = [0, *(match.end() for match in cuts)]
    stops = [*(match.start() for match in cuts), len(text)]
    return [text[a:b] for a, b in zip(ends, stops, strict=True)]


def _may_part(left: str, rest: str, *, first: bool, serials: bool, page_top: bool) -> bool:
    """Whether the blank between `left` and `rest` may part two cells; `left` is `first` on its line."""
    if is_numbering(left.rsplit(maxsplit=1)[-1]) and not is_deadline(rest):
        return serials and first and left.isdigit() and rest[0] not in "年月日"
    if WIDE.match(left[-1]) and (WIDE.match(rest[0]) or entry_number(rest)):
        return True
    if page_top and first and WIDE.match(left[-1]) and not re.search(r"[\d。；：]", left):
        return True  # the rest of a work point may stand beside a measure
    if left[-1] in "。；：！？" or is_deadline(rest) or is_cut_deadline(rest):
        return True
    if is_deadline(left) and not is_deadline(left + rest.split(maxsplit=1)[0]):
        return True
    return len(left) > 1 and department_likeness(left) == 1.0 and _begins_with_deadline(rest)


def is_cut_deadline(text: str) -> bool:
    """Whether a list of dates goes on in the next line: 「4 月、9月、」."""
    return text[-1] in "、，-—至" and is_deadline_start(text)


def _begins_with_deadline(text: str) -> bool:
    words = text.split()[:4]
    return any(is_deadline("".join(words[:count])) for count in range(1, len(words) + 1))
