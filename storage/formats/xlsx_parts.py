"""The parts of an .xlsx file, read as a stream: sheets, texts, number formats, cells. PURE.

An own reader, as the usual library makes an object of every place in a merged range (a sheet has 17
thousand million), does not know the Chinese program's own date formats, and refuses a whole file for one
faulty style. Nothing is evaluated, no link is followed.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from storage.formats.elements import tag
from storage.formats.limits import Limits, too_much
from storage.formats.xlsx_numbers import BUILT_IN

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True)
class Book:
    """What all sheets share. `formats` are number formats by style."""

    sheets: tuple[SheetPart, ...]
    since_1904: bool
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    struck: frozenset[int] = frozenset()
    """Styles that strike their text through."""
    struck_words: tuple[str, ...] = ()
    """What is struck through within texts, left out of them."""


@dataclass(frozen=True)
class RawCell:
    """A cell with a value or a formula. `kind` is its type's letter, as in the file."""

    row: int
    column: int
    kind: str
    style: int
    value: str | None
    formula: bool


@dataclass
class RawSheet:
    """A sheet's cells in their order, rows and columns from 1; merges as first and last row and column."""

    cells: list[RawCell] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def read_book(package: zipfile.ZipFile, limits: Limits) -> Book:
    """Read what all sheets share."""
    names = {name.lower(): name for name in package.namelist()}
    path = names.get("xl/workbook.xml", "xl/workbook.xml")
    targets = dict(_targets(package, names, path))
    sheets, since_1904 = [], False
    with package.open(path) as part:
        for element in _elements(part, {"sheet", "workbookPr"}):
            if tag(element) == "workbookPr":
                since_1904 = element.get("date1904") in ("1", "true")
                continue
            relation = element.get(_RELATION) or element.get(_STRICT_RELATION) or ""
            target = names.get(targets.get(relation, "").lower())
            if target is not None:
                hidden = element.get("state", "visible") != "visible"
                sheets.append(SheetPart(element.get("name", ""), target, hidden))
    struck_words: list[str] = []
    texts = _texts(package, names.get("xl/sharedstrings.xml"), limits, struck_words)
    styles = names.get("xl/styles.xml")
    return Book(
        tuple(sheets),
        since_1904,
        tuple(texts),
        tuple(_formats(package, styles)),
        _struck_styles(package, styles),
        tuple(struck_words),
    )


def read_sheet(package: zipfile.ZipFile, path: str, limits: Limits) -> RawSheet:
    """Read a sheet's cells and merges, within limits."""
    sheet = RawSheet()
    row = column = 0
    with package.open(path) as part:
        for event, element in etree.iterparse(part, events=("start", "end"), resolve_entities=False):
            name = tag(element)
            if event == "start":
                if name == "row":
                    row, column = _row_number(element, row + 1), 0
                    if element.get("hidden") in ("1", "true"):
                        sheet.hidden_rows.add(row)
                continue
            if name == "c":
                row, column = _place(element.get("r", ""), row, column + 1)
                _add_cell(sheet, element, row, column, limits)
            elif name == "mergeCell":
                _add_merge(sheet, element.get("ref", ""))
            elif name == "col" and element.get("hidden") in ("1", "true"):
                sheet.hidden_columns.append((_count(element.get("min")), _count(element.get("max"))))
            if name in ("c", "row", "mergeCell", "col"):
                _forget(element)
    return sheet


def _add_cell(sheet: RawSheet, element: Any, row: int, column: int, limits: Limits) -> None:  # noqa: ANN401 - untyped
    value, formula = None, False
    for child in element:
        name = tag(child)
        if name == "v":
            value = child.text
        elif name == "is":
            value = _text(child, sheet.struck)
        elif name == "f":
            formula = True
    if value is None and not formula:
        return
    if len(sheet.cells) >= limits.cells:
        raise too_much(f"a sheet of more than {limits.cells:,} cells")
    style = _count(element.get("s"))
    sheet.cells.append(RawCell(row, column, element.get("t", "n"), style, value, formula))


def _add_merge(sheet: RawSheet, reference: str) -> None:
    first, _, last = reference.partition(":")
    top, left = _place(first, 0, 0)
    bottom, right = _place(last, 0, 0) if last else (top, left)
    if 0 < top <= bottom and 0 < left <= right:
        sheet.merges.append((top, left, bottom, right))


def _targets(package: zipfile.ZipFile, names: dict[str, str], path: str) -> Iterator[tuple[str, str]]:
    folder, _, file = path.rpartition("/")
    relations = names.get(f"{folder}/_rels/{file}.rels".lower())
    if relations is None:
        return
    with package.open(relations) as part:
        for element in _elements(part, {"Relationship"}):
            if element.get("TargetMode") != "External":
                target = element.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                yield element.get("Id", ""), posixpath.normpath(whole)


def _texts(package: zipfile.ZipFile, path: str | None, limits: Limits, struck: list[str]) -> list[str]:
    texts: list[str] = []
    if path is None:
        return texts
    with package.open(path) as part:
        for element in _elements(part, {"si"}):
            if len(texts) >= limits.cells:
                raise too_much(f"more than {limits.cells:,} texts")
            texts.append(_text(element, struck))
    return texts


def _text(element: Any, struck: list[str]) -> str:  # noqa: ANN401 - untyped
    """Join the runs of a text, without the readings above it, and what is struck through (into `struck`)."""
    out = ""
    for child in element:
        name = tag(child)
        if name == "t":
            out += child.text or ""
        elif name == "r":
            run = _text(child, struck)
            if not _strikes(child):
                out += run
            elif run.strip():
                struck.append(run.strip())
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), out) if "_x" in out else out


def _formats(package: zipfile.ZipFile, path: str | None) -> Iterator[str]:
    """Yield the number format of each cell style."""
    if path is None:
        return
    codes = dict(BUILT_IN)
    with package.open(path) as part:
        for event, element in etree.iterparse(part, events=("start", "end"), resolve_entities=False):
            if event == "start":
                continue
            if tag(element) == "numFmt":
                codes[_count(element.get("numFmtId"))] = element.get("formatCode", "General")
            elif tag(element) == "cellXfs":
                for style in element:
                    yield codes.get(_count(style.get("numFmtId")), "General")


def _struck_styles(package: zipfile.ZipFile, path: str | None) -> frozenset[int]:
    if path is None:
        return frozenset()
    fonts: list[bool] = []
    struck: set[int] = set()
    with package.open(path) as part:
        for _, element in etree.iterparse(part, events=("end",), resolve_entities=False):
            if tag(element) == "fonts":
                fonts = [_strikes_font(font) for font in element]
            elif tag(element) == "cellXfs":
                of_styles = (_count(style.get("fontId")) for style in element)
                struck |= {n for n, font in enumerate(of_styles) if font < len(fonts) and fonts[font]}
    return frozenset(struck)


def _strikes(run: Any) -> bool:  # noqa: ANN401 - untyped
    return any(_strikes_font(child) for child in run if tag(child) == "rPr")


def _strikes_font(font: Any) -> bool:  # noqa: ANN401 - untyped
    return any(tag(child) == "strike" and child.get("val", "1") not in ("0", "false") for child in font)


def _elements(part: IO[bytes], names: set[str]) -> Iterator[Any]:
    """Yield each element of these names, and forget it afterwards."""
    for _, element in etree.iterparse(part, events=("end",), resolve_entities=False):
        if tag(element) in names:
            yield element
            _forget(element)


def _forget(element: Any) -> None:  # noqa: ANN401 - untyped
    """Free what has been read: a sheet may be far larger than what we keep of it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _row_number(element: Any, expected: int) -> int:  # noqa: ANN401 - untyped
    return min(_count(element.get("r")) or expected, _LAST_ROW)


def _place(reference: str, row: int, column: int) -> tuple[int, int]:
    """Read "B7" as row 7, column 2; what is no such place is the one expected."""
    match = _PLACE.fullmatch(reference.replace("$", ""))
    if match is None:
        return row, column
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return min(int(match[2]), _LAST_ROW), min(number, _LAST_COLUMN)


def _count(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else 0
