"""What is drawn on a page of a PDF: characters and ruled lines, as PDFium finds them. PURE values.

Lengths are in points; y grows downwards from the page's upper edge, as it shows.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from storage.formats.limits import Limits, too_much

if TYPE_CHECKING:
    from collections.abc import Iterator

_THIN = 3.0  # a filled box not thicker than this is a line
_STRAIGHT = 1.0  # by how much a line may lean
_SHORTEST = 3.0
_WHITE = 250
_DEEPEST = 6
_SOFT_HYPHEN, _REPLACED = 0xAD, 0xFFFE


@dataclass(frozen=True, slots=True)
class Char:
    """A character with its advance from `left` to `right`, and its baseline."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: horizontal if `flat`. `at` is its y (or x), from `start` to `end` its length."""

    flat: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Page:
    """A page as it shows, turned upright."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class _Turn:
    """Takes a point from the file's coordinates to the page as it shows."""

    rotation: int
    left: float
    bottom: float
    width: float
    height: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        match self.rotation:
            case 1:
                return y, x
            case 2:
                return self.width - x, y
            case 3:
                return self.height - y, self.width - x
            case _:
                return x, self.height - y


Matrix = tuple[float, float, float, float, float, float]


def read_page(document: pdfium.FPDF_DOCUMENT, index: int, limits: Limits) -> Page | None:
    """Read a page; None where it cannot be opened."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        turn = _turn(page)
        chars = tuple(_chars(page, turn, limits))
        rules = tuple(_rules(page, turn, limits))
    finally:
        pdfium.FPDF_ClosePage(page)
    width, height = turn.width, turn.height
    if turn.rotation % 2:
        width, height = height, width
    return Page(index + 1, width, height, chars, rules)


def _turn(page: pdfium.FPDF_PAGE) -> _Turn:
    box = pdfium.FS_RECTF()
    rotation = max(0, pdfium.FPDFPage_GetRotation(page)) % 4
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return _Turn(rotation, 0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    return _Turn(rotation, box.left, box.bottom, abs(box.right - box.left), abs(box.top - box.bottom))


def _chars(page: pdfium.FPDF_PAGE, turn: _Turn, limits: Limits) -> Iterator[Char]:
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > limits.page_objects:
            raise too_much(f"{count} characters on a page")
        box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        for at in range(count):
            code = pdfium.FPDFText_GetUnicode(text, at)
            if code in (10, 13) or pdfium.FPDFText_IsGenerated(text, at) == 1:
                continue
            if not pdfium.FPDFText_GetLooseCharBox(text, at, box):
                continue
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            left, upper = turn(box.left, box.top)
            right, lower = turn(box.right, box.bottom)
            _, baseline = turn(x.value, y.value)
            if not all(map(math.isfinite, (left, right, upper, lower, baseline))):
                continue
            yield Char(_letter(code), min(left, right), max(left, right), baseline, abs(lower - upper))
    finally:
        pdfium.FPDFText_ClosePage(text)


def _letter(code: int) -> str:
    if code in (_SOFT_HYPHEN, _REPLACED, 2):
        return "-"
    if code < 32 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return " "
    return chr(code)


# -- lines ------------------------------------------------------------------------------------------------


def _rules(page: pdfium.FPDF_PAGE, turn: _Turn, limits: Limits) -> Iterator[Rule]:
    left = limits.page_objects
    for drawn in _paths(page, limits):
        path, matrix = drawn
        for one, other in _strokes(path, matrix):
            left -= 1
            if left < 0:
                raise too_much("lines on a page")
            rule = _rule(turn(*one), turn(*other))
            if rule is not None:
                yield rule


def _paths(page: pdfium.FPDF_PAGE, limits: Limits) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    """Yield the paths of a page and of the forms drawn on it, each with its matrix."""
    count = pdfium.FPDFPage_CountObjects(page)
    if count > limits.page_objects:
        raise too_much(f"{count} objects on a page")
    for at in range(count):
        yield from _paths_in(pdfium.FPDFPage_GetObject(page, at), (1, 0, 0, 1, 0, 0), 0)


def _paths_in(
    drawn: pdfium.FPDF_PAGEOBJECT, outer: Matrix, depth: int
) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    kind = pdfium.FPDFPageObj_GetType(drawn)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield drawn, _times(_matrix(drawn), outer)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        matrix = _times(_matrix(drawn), outer)
        for at in range(max(0, pdfium.FPDFFormObj_CountObjects(drawn))):
            yield from _paths_in(pdfium.FPDFFormObj_GetObject(drawn, at), matrix, depth + 1)


def _matrix(drawn: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawn, found):
        return (1, 0, 0, 1, 0, 0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


Point = tuple[float, float]


def _strokes(path: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """Yield the straight strokes of a path; a thin filled box is one stroke, a thick one is none."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    if stroke.value and not _is_white(path, pdfium.FPDFPageObj_GetStrokeColor):
        yield from (pair for part in _parts(path, matrix) for pair in pairwise(part))
    elif fill.value and not _is_white(path, pdfium.FPDFPageObj_GetFillColor):
        for part in _parts(path, matrix):
            yield from _thin(part)


def _thin(points: list[Point]) -> Iterator[tuple[Point, Point]]:
    """Yield the middle line of a thin box."""
    if len(points) < 4:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    if high - low <= _THIN < right - left:
        yield (left, (low + high) / 2), (right, (low + high) / 2)
    elif right - left <= _THIN < high - low:
        yield ((left + right) / 2, low), ((left + right) / 2, high)


def _parts(path: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield the path's runs of joined points, each closed one with its first point again."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            yield points
            points = []
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield [*points, points[0]]
            points = []
    yield points


def _is_white(path: pdfium.FPDF_PAGEOBJECT, get: object) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not callable(get) or not get(path, *parts):
        return False
    red, green, blue, alpha = (part.value for part in parts)
    return alpha == 0 or min(red, green, blue) >= _WHITE


def _rule(one: Point, other: Point) -> Rule | None:
    (x, y), (u, v) = one, other
    if not all(map(math.isfinite, (x, y, u, v))):
        return None
    if abs(y - v) <= _STRAIGHT and abs(x - u) >= _SHORTEST:
        return Rule(True, (y + v) / 2, min(x, u), max(x, u))
    if abs(x - u) <= _STRAIGHT and abs(y - v) >= _SHORTEST:
        return Rule(False, (x + u) / 2, min(y, v), max(y, v))
    return None
