"""Numbers that a word processor puts before paragraphs: they show on paper and are not in the text. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMERALS = "〇一二三四五六七八九"
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass
class Numbers:
    """Counts the paragraphs of each list. `styles` are the lists that paragraph styles belong to."""

    lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def next(self, paragraph: _Element, *, silent: bool = False) -> str:
        """Return the number of the next paragraph, "" if it has none.

        A `silent` paragraph has no words: its number counts only where a table's column is numbered.
        """
        place = self._place(paragraph)
        if place is None or place[0] not in self.lists:
            return ""
        number, level = place
        name, levels = self.lists[number]
        shape = levels.get(level)
        if shape is None or shape.form in ("bullet", "none") or not shape.text:
            return ""
        if silent and not _is_in_cell(paragraph):
            return ""
        self.counts[name, level] = self.counts.get((name, level), shape.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            self.counts.pop((name, deeper), None)
        return re.sub(r"%(\d)", lambda match: self._shown(name, levels, int(match[1]) - 1), shape.text)

    def _shown(self, name: str, levels: dict[int, _Level], level: int) -> str:
        shape = levels.get(level)
        if shape is None:
            return ""
        return _written(self.counts.get((name, level), shape.start), shape.form)

    def _place(self, paragraph: _Element) -> tuple[str, int] | None:
        own = _numbering_of(paragraph)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        inherited = self.styles.get(style.get(f"{_W}val", "")) if style is not None else None
        if own is None:
            return inherited
        number = own[0] or (inherited[0] if inherited else "")
        return (number, own[1]) if number and number != "0" else None


def read_numbering(part: Any) -> Numbers:  # noqa: ANN401 - the library's part, which it does not type
    """Read the lists of a document; a document without any has no such part."""
    numbers = Numbers()
    for relation in part.rels.values():
        if relation.is_external:
            continue
        kind = relation.reltype.rpartition("/")[2]
        element = getattr(relation.target_part, "element", None)
        if element is None:
            continue
        if kind == "numbering":
            numbers.lists = _lists(element)
        elif kind == "styles":
            numbers.styles = _styles(element)
    return numbers


def _lists(element: _Element) -> dict[str, tuple[str, dict[int, _Level]]]:
    shapes = {
        each.get(f"{_W}abstractNumId", ""): _levels(each) for each in element.iterfind(f"{_W}abstractNum")
    }
    lists = {}
    for each in element.iterfind(f"{_W}num"):
        name = _value(each.find(f"{_W}abstractNumId"))
        number = each.get(f"{_W}numId", "")
        restarts = each.find(f"{_W}lvlOverride/{_W}startOverride") is not None
        if name in shapes:
            lists[number] = (f"{name}/{number}" if restarts else name, shapes[name])
    return lists


def _levels(element: _Element) -> dict[int, _Level]:
    levels = {}
    for each in element.iterfind(f"{_W}lvl"):
        level = each.get(f"{_W}ilvl", "")
        start = _value(each.find(f"{_W}start"))
        if level.isdecimal() and int(level) < _LEVELS:
            levels[int(level)] = _Level(
                int(start) if start.isdecimal() and len(start) < 6 else 1,
                _value(each.find(f"{_W}numFmt")),
                _value(each.find(f"{_W}lvlText")).strip(),
            )
    return levels


def _styles(element: _Element) -> dict[str, tuple[str, int]]:
    styles = {}
    for each in element.iterfind(f"{_W}style"):
        place = _numbering_of(each)
        if place is not None and place[0]:
            styles[each.get(f"{_W}styleId", "")] = place
    return styles


def _numbering_of(element: _Element) -> tuple[str, int] | None:
    found = element.find(f"{_W}pPr/{_W}numPr")
    if found is None:
        return None
    level = _value(found.find(f"{_W}ilvl"))
    return _value(found.find(f"{_W}numId")), int(level) if level.isdecimal() else 0


def _is_in_cell(paragraph: _Element) -> bool:
    parent = paragraph.getparent()
    return parent is not None and parent.tag == f"{_W}tc"


def _value(element: _Element | None) -> str:
    return "" if element is None else element.get(f"{_W}val", "")


def _written(number: int, form: str) -> str:
    write = _FORMS.get(form)
    return write(number) if write is not None else str(number)


def _chinese(number: int) -> str:
    """Write 1 to 999: 十、二十一、一百零三."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_NUMERALS[hundreds]}百" if hundreds else ""
    text += "零" if hundreds and not tens and ones else ""
    text += ("" if tens == 1 and not hundreds else _NUMERALS[tens]) + "十" if tens else ""
    return text + (_NUMERALS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda number: "".join(_NUMERALS[int(digit)] for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}
