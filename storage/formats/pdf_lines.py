"""Characters of a cell to its lines, and lines to paragraphs. PURE.

A line goes on in the next one if the next one's beginning would not have fitted into it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import entry_number
from storage.formats.flattened.pieces import WIDE, is_deadline, join_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from storage.formats.pdf_page import Char

_CLOSING = frozenset("，。、；：！？）》”’〉】」％%,.;:!?)")
_OPENING = frozenset("（《“‘〈【「(")
_ROLE_MARK = re.compile(
    r"^(?:牵头|责任|主办|负责|承办|配合|协办|协助|参与|协同)(?:部门|单位|科室|处室)?[:：]"
)
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("(", ")"))
_LAST_BRACKET = re.compile("[（(]([^（()）]{1,16})[）)]$")
_SAME_LINE = 0.5
_TWICE = 0.25
_WORD_GAP, _GAP, _WIDE_GAP = 0.22, 0.8, 2.0
_SLACK = 0.05
_AUTO_SPACE = 0.25  # em, which programs put between Chinese and Latin characters
_CLOSE = 3.0  # points
_INDENT = 1.2
_CENTRED = 0.8
_APART = 1.4
_FEW = 8


@dataclass(frozen=True)
class TextLine:
    """A line of text as it stands on the page, in points; `em` is the width of a wide character."""

    text: str
    left: float
    right: float
    baseline: float
    em: float
    edges: tuple[float, ...]
    """The right edge of each of its characters, blanks left out."""

    def start_width(self) -> float:
        """Return the width of what may not be parted at its beginning: a word, a number, marks around it."""
        return self.edges[_first_piece(self.text) - 1] - self.left

    @property
    def width(self) -> float:
        return self.right - self.left


def find_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Sort characters into lines, from top to bottom."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char.baseline):
        if lines and char.baseline - lines[-1][0].baseline <= _SAME_LINE * max(char.size, lines[-1][0].size):
            lines[-1].append(char)
        else:
            lines.append([char])
    made = (_line(line) for line in lines)
    return [line for line in made if line is not None]


def _line(chars: list[Char]) -> TextLine | None:
    chars = sorted(chars, key=lambda char: (char.left, char.right))
    shown = [char for char in chars if not char.text.isspace()]
    if not shown:
        return None
    wide = [char.right - char.left for char in shown if WIDE.match(char.text)]
    em = median(wide) if wide else median(char.size for char in shown)
    blanks = [(char.left + char.right) / 2 for char in chars if char.text.isspace()]
    text, edges, before = "", [], None
    at = 0
    for char in shown:
        if before is not None:
            if char.text == before.text and char.left - before.left < _TWICE * em:
                continue  # drawn twice, to look bold
            spaced = False
            while at < len(blanks) and blanks[at] < char.right:
                spaced |= blanks[at] > before.left
                at += 1
            text += _blank(before, char, em, spaced=spaced)
        text += char.text
        edges.append(char.right)
        before = char
    return TextLine(text, shown[0].left, shown[-1].right, shown[0].baseline, em, tuple(edges))


def _blank(before: Char, char: Char, em: float, *, spaced: bool) -> str:
    """Say what stands between two characters: blanks that only fill a line between wide ones say nothing."""
    gap = (char.left - before.right) / em if em else 0.0
    wide = WIDE.match(before.text) and WIDE.match(char.text)
    if gap > _WIDE_GAP:
        return "  "
    if gap > _GAP or (spaced and not wide):
        return " "
    return (
        " "
        if gap > _WORD_GAP and before.text.isascii() and char.text.isascii() and before.text.isalpha()
        else ""
    )


def _first_piece(text: str) -> int:
    """Count the characters (without blanks) of a text's beginning that no line break may part."""
    bare = "".join(text.split())
    match = re.match(r"[0-9A-Za-z.]+", bare)
    end = match.end() if match else 1
    while bare[end - 1] in _OPENING and end < len(bare):
        end += 1
    while end < len(bare) and bare[end] in _CLOSING:
        end += 1
    return end


@dataclass(frozen=True)
class Room:
    """The room for text in a column: its left and right edge, padding left out; whether texts are centred."""

    left: float
    right: float
    centred: bool = False


def measure_room(cells: Iterable[tuple[float, float, list[TextLine]]], padding: float) -> Room:
    """Measure a column's room by its cells' edges and lines: full lines show where text ends."""
    cells = list(cells)
    left, right = cells[0][0] + padding, cells[0][1] - padding
    full = [line.right for _, _, lines in cells for line in lines[:-1] if _ends_square(line.text)]
    if len(full) >= _FEW:
        right = _edge(full)
    room = Room(left, max(right, left))
    lines = [line for _, _, held in cells for line in held]
    centred = sum(_is_in_the_middle(line, room) for line in lines)
    ragged = sum(line.left - room.left < _CENTRED * line.em < room.right - line.right for line in lines)
    return replace(room, centred=centred > ragged)


def _ends_square(text: str) -> bool:
    """Whether a line ends with a character that neither sticks out nor is drawn narrower than it is."""
    return text[-1] not in _CLOSING and WIDE.match(text[-1]) is not None


def _edge(rights: list[float]) -> float:
    """Find how far lines reach, a few that stick out aside."""
    rights = sorted(rights, reverse=True)
    company = max(2, len(rights) // 20)
    return next(
        (far for far, near in zip(rights, rights[company - 1 :], strict=False) if far - near < _CLOSE),
        rights[0],
    )


def find_padding(cells: Iterable[tuple[float, float, list[TextLine]]]) -> float:
    """Find how far texts keep from their cells' left edges."""
    nearest: dict[int, list[float]] = defaultdict(list)
    for left, _, lines in cells:
        nearest[round(left)] += [line.left - left for line in lines if line.left >= left]
    columns = [min(gaps) for gaps in nearest.values() if gaps]
    return min(columns, default=0.0) if len(columns) < 3 else sorted(columns)[len(columns) // 4]


def find_paragraphs(
    lines: list[TextLine], room: Room, parts: Callable[[str, str], bool] | None = None
) -> Iterator[str]:
    """Join a cell's lines to its paragraphs; `parts` may know better that two lines do not go together."""
    pitch = find_pitch(lines)
    held: list[TextLine] = []
    for line in lines:
        if held and (not _goes_on(held, line, room, pitch) or (parts and parts(held[-1].text, line.text))):
            yield join_lines(each.text for each in held)
            held = []
        held.append(line)
    if held:
        yield join_lines(each.text for each in held)


def find_pitch(lines: Iterable[TextLine]) -> float:
    """Return the usual distance of lines; 0 where there is but one."""
    steps = sorted(step for above, below in pairwise(lines) if (step := below.baseline - above.baseline) > 0)
    return steps[len(steps) // 2] if steps else 0.0


def _goes_on(held: list[TextLine], line: TextLine, room: Room, pitch: float) -> bool:
    """Whether a paragraph, as far as its lines are `held`, goes on in `line`."""
    before = held[-1]
    if is_open("".join(each.text for each in held)):
        return True
    if not is_full(before, line, room):
        return False
    if pitch and line.baseline - before.baseline > _APART * pitch:
        return False
    dated = _LAST_BRACKET.search(before.text)
    if _ROLE_MARK.match(line.text) or (dated and is_deadline(dated[1])):
        return False
    numbered = entry_number(line.text) is not None
    ended = before.text[-1] in "。；：;:"
    if numbered and (ended or line.left < before.left - _INDENT * line.em / 2):
        return False
    indented = line.left - min(each.left for each in held) > _INDENT * line.em
    hanging = len(held) == 1 and entry_number(before.text) is not None
    return not (ended and indented and not hanging and not (room.centred and _is_in_the_middle(line, room)))


def is_open(text: str) -> bool:
    """Whether a bracket or quotation is open at the end of a text."""
    return any(text.rfind(left) > text.rfind(right) for left, right in _PAIRS)


def is_full(line: TextLine, following: TextLine, room: Room) -> bool:
    """Whether what `following` begins with would not have fitted into `line`."""
    spaced = line.text[-1].isascii() != following.text[0].isascii()
    need = following.start_width() + (_SLACK + _AUTO_SPACE * spaced) * line.em
    if room.centred and _is_in_the_middle(line, room):
        return line.width + need > room.right - room.left
    return line.right + need > room.right


def _is_in_the_middle(line: TextLine, room: Room) -> bool:
    before, behind = line.left - room.left, room.right - line.right
    return before > _CENTRED * line.em and abs(before - behind) < _CENTRED * line.em
