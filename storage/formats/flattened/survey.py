"""What the whole table tells before a page is read: widths of columns, names, sections. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.department_names import department_likeness
from storage.formats.flattened.habits import Habits, find_habits
from storage.formats.flattened.lines import Line, raw_paragraphs, text_width
from storage.formats.flattened.numbering import section_number
from storage.formats.flattened.pieces import is_deadline
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

# Shares of the measures' width where no wrapped line tells more; such tables are built alike.
_USUAL_WORK_POINT, _USUAL_NARROW, _USUAL_DEPARTMENT = 0.57, 0.72, 0.36
_USUAL_MEASURE, _NARROWEST_MEASURE, _NARROWEST_DEPARTMENT = 24, 8, 8.5
_FEW_LINES = 8
NEAR_END = 24  # within so many lines of the file of its page's end a cell may be cut
_MOST_NAME_LINES, _LONGEST_HALF = 4, 4
_SLACK = 3.4  # em by which a wrapped line may fall short of its column: marks that may not begin a line


@dataclass(frozen=True)
class Widths:
    """Widths of the columns in em, as far as wrapped lines tell; `narrow`: measures beside a sub-column."""

    measure: float
    work_point: float
    narrow: float
    department: float

    @property
    def full_measure(self) -> float:
        """From how many em on a line shows that no sub-column stands beside the measures."""
        return self.measure - _SLACK

    @property
    def full_narrow(self) -> float:
        """From how many em on a line may wrap where a sub-column stands beside the measures."""
        return self.narrow - 2 * _SLACK

    @property
    def full_work_point(self) -> float:
        """From how many em on a line of a work point may wrap."""
        return self.work_point - _SLACK


@dataclass(frozen=True)
class Survey:
    """What is known of a table before its pages are read.

    `names` are texts that stand in cells of departments again and again, `heads` what a wrapped line may hold
    of them: beginnings and ends. `sections` are the lines that begin one.
    """

    roles: frozenset[Role]
    widths: Widths
    names: frozenset[str]
    heads: frozenset[str]
    sections: frozenset[int]
    habits: Habits


def survey(roles: Sequence[Role], lines: Sequence[Line]) -> Survey:
    """Look over all lines of a table once."""
    blocks = list(raw_paragraphs(lines))
    widths = _widths(blocks, work_points=Role.WORK_POINT in roles)
    sections = _section_lines(blocks)
    titles = [_text(after) for block, after in pairwise(blocks) if block[0].number in sections]
    habits = find_habits(
        _measure_ends(blocks, widths),
        titles if Role.WORK_POINT in roles else [],
        _narrow_measures(blocks, widths),
    )
    names = _frequent_names(blocks) | _repeated_names(blocks, widths)
    return Survey(frozenset(roles), widths, names, _torn(names), sections, habits)


def _text(block: Sequence[Line]) -> str:
    return "".join(line.text for line in block)


def _narrow_measures(blocks: list[list[Line]], widths: Widths) -> list[bool]:
    """Say of each wrapped measure whether its widest line leaves room for a sub-column."""
    widest = (max(text_width(line.text) for line in block[:-1]) for block in blocks if len(block) > 1)
    return [width < widths.full_measure for width in widest if width > widths.work_point + 0.8]


def _measure_ends(blocks: list[list[Line]], widths: Widths) -> list[str]:
    """Return the last lines of what is too wide for another column and not near its page's end."""
    last = {line.page: line.number for block in blocks for line in block}
    return [
        block[-1].text
        for block in blocks
        if last[block[0].page] - block[-1].number > NEAR_END
        and any(text_width(line.text) > widths.work_point + _SLACK for line in block[:-1])
    ]


def _widths(blocks: list[list[Line]], *, work_points: bool) -> Widths:
    """Measure the columns: the wrapped lines of a column are all about as wide as it is."""
    wrapped: Counter[int] = Counter()
    first: list[float] = []
    after_section = False
    for block in blocks:
        widths = [text_width(line.text) for line in block if not line.ends]
        wrapped.update(round(width) for width in widths)
        if after_section and work_points and widths:
            first.append(max(widths[:-1] or widths))  # a section's first cell is a work point
        after_section = section_number(block[0].text) > 0
    wide = [width for width in wrapped if width >= _NARROWEST_MEASURE]
    measure = max(
        wide, key=lambda width: width * (wrapped[width] + wrapped[width - 1]), default=_USUAL_MEASURE
    )
    under = sorted(width for width in first if width < measure - 3)
    work_point = under[len(under) // 2] if under else measure * _USUAL_WORK_POINT
    if first and not under and wrapped.total() < _FEW_LINES:  # so short a table that only its titles wrap
        work_point, measure = measure, round(measure / _USUAL_WORK_POINT)
    department = max(_NARROWEST_DEPARTMENT, measure * _USUAL_DEPARTMENT)
    return Widths(measure + 0.5, work_point + 0.5, measure * _USUAL_NARROW, department)


def _frequent_names(blocks: list[list[Line]]) -> frozenset[str]:
    found: Counter[str] = Counter()
    for block, following in pairwise([*blocks, []]):
        last = block[-1].text
        words = last.split(maxsplit=40)
        name = next((words[at - 1] for at in range(1, len(words)) if is_deadline("".join(words[at:]))), None)
        if name is not None:
            found[name] += 1
        if len(block) == 1 and following and is_deadline("".join(line.text for line in following[:4])):
            found[last] += 1
    return frozenset(name for name, count in found.items() if _may_be_name(name, count))


def _repeated_names(blocks: list[list[Line]], widths: Widths) -> frozenset[str]:
    """Return the single names of cells as narrow as that of departments: wrapped, or several in one."""
    found: Counter[str] = Counter()
    for block in blocks:
        words = [line.text.split(maxsplit=1) for line in block[-_MOST_NAME_LINES:]]
        text = "".join([*(" ".join(word) for word in words[:-1]), words[-1][0]])
        narrow = all(text_width(line.text) <= widths.department + 0.5 for line in block[:-1])
        if len(block) <= _MOST_NAME_LINES and narrow and department_likeness(text) == 1.0:
            found.update(text.split("、"))
    return frozenset(name for name, count in found.items() if count > 1 and _may_be_name(name, count))


def _torn(names: frozenset[str]) -> frozenset[str]:
    """Return what the lines of a wrapped name may hold."""
    whole = [name for name in names if len(name) > _LONGEST_HALF]
    heads = {name[:at] for name in whole for at in range(_LONGEST_HALF, len(name))}
    return frozenset(heads - names)


def _may_be_name(name: str, count: int) -> bool:
    if not 1 < len(name) <= 16 or " " in name or name[-1] in "、，":
        return False
    likeness = department_likeness(name)
    return likeness == 1.0 or (count > 1 and likeness > 0)


def _section_lines(blocks: list[list[Line]]) -> frozenset[int]:
    """Return the lines that begin a section: numbered on from 一, each alone in its row."""
    lines: set[int] = set()
    expected = 1
    for block in blocks:
        number = section_number(block[0].text)
        if number and number in (expected, expected + 1) and not block[0].text.endswith(("；", "。")):
            lines.add(block[0].number)
            expected = number + 1
    return frozenset(lines)
