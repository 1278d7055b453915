"""Write a plan's table as the files that offices send: .docx, .xlsx, .csv and a ruled PDF. The tests' own.

The same `tests.flattening.Table` in every kind of file must give the same items.
"""

from __future__ import annotations

import csv
import io
import struct
import zlib
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests import flattening
from tests.flattening import CELL_MARGIN, Cell, Placed, Row, Style, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any


def _text(cell: Cell) -> str:
    return "\n".join(paragraph.text for paragraph in cell.paragraphs if paragraph.text)


def _rows(table: Table) -> list[Row]:
    return [table.header, *table.rows]


def _width(table: Table) -> int:
    return max(cell.column + cell.columns for row in _rows(table) for cell in row.cells)


# -- sheets -----------------------------------------------------------------------------------------------


def write_xlsx(table: Table) -> bytes:
    """Write a sheet with the title in a merged row, merged cells, notes below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    width = _width(table)
    sheet.append([table.title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    for at, row in enumerate(_rows(table), start=2):
        for cell in row.cells:
            sheet.cell(at, cell.column + 1, _text(cell))
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(
                    start_row=at,
                    end_row=at + cell.rows - 1,
                    start_column=cell.column + 1,
                    end_column=cell.column + cell.columns,
                )
    for paragraph in table.notes:
        sheet.append([paragraph.text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(table: Table, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """Only the first cell of merged ones has words, as a spreadsheet program writes it."""
    width = _width(table)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([table.title, *[""] * (width - 1)])
    for row in _rows(table):
        fields = [""] * width
        for cell in row.cells:
            fields[cell.column] = _text(cell)
        writer.writerow(fields)
    for paragraph in table.notes:
        writer.writerow([paragraph.text, *[""] * (width - 1)])
    return out.getvalue().encode(encoding)


# -- a Word table -----------------------------------------------------------------------------------------


def write_docx(table: Table) -> bytes:
    """Write a cover letter, the title, and a table with vMerge and gridSpan."""
    document = docx.Document()
    for paragraph in (*table.cover, flattening.Paragraph(table.annex), flattening.Paragraph(table.title)):
        document.add_paragraph(paragraph.text)
    width = _width(table)
    made = document.add_table(rows=0, cols=width)
    below: dict[int, tuple[Cell, int]] = {}
    for number, row in enumerate(_rows(table)):
        for column in [c for c, (_, last) in below.items() if last < number]:
            del below[column]
        element = made.add_row()._tr
        for cell in list(element.tc_lst):
            element.remove(cell)
        fresh = {cell.column: cell for cell in row.cells}
        column = 0
        while column < width:
            cell = fresh.get(column) or (below[column][0] if column in below else Cell(column, ()))
            element.append(_word_cell(cell, restart=column in fresh))
            if column in fresh and cell.rows > 1:
                below[column] = (cell, number + cell.rows - 1)
            column += cell.columns
    for paragraph in table.notes:
        document.add_paragraph(paragraph.text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word_cell(cell: Cell, *, restart: bool) -> Any:
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    element.append(properties)
    if cell.columns > 1:
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), str(cell.columns))
        properties.append(span)
    if cell.rows > 1:
        merge = OxmlElement("w:vMerge")
        if restart:
            merge.set(qn("w:val"), "restart")
        properties.append(merge)
    texts = [paragraph.text for paragraph in cell.paragraphs] if restart else []
    for text in texts or [""]:
        paragraph, run, words = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        paragraph.append(run)
        element.append(paragraph)
    return element


# -- a ruled PDF ------------------------------------------------------------------------------------------

_LEFT, _TOP = 45.0, 70.0


@dataclass(frozen=True)
class _Frame:
    column: int
    columns: int
    top: float
    bottom: float


@dataclass
class _RuledFlow(flattening._Flow):
    """A cell under way that remembers the frames of its parts."""

    frames: list[_Frame] = field(default_factory=list)

    def place(self, bottom: float) -> None:
        self.frames.append(_Frame(self.cell.column, self.cell.columns, self.top, bottom))
        super().place(bottom)


class _RuledLayout(flattening._Layout):
    """Fills pages and notes where cells' frames stand on each."""

    def __init__(self, style: Style, header: Row) -> None:
        super().__init__(style, header)
        self.framed: list[list[_Frame]] = [[]]

    def new_page(self) -> None:
        super().new_page()
        self.framed.append([])

    def _start(self, row: Row, number: int) -> None:
        super()._start(row, number)
        for cell in row.cells:
            old = self.flows[cell.column]
            self.flows[cell.column] = _RuledFlow(
                old.cell, old.left, old.last_row, old.top, old.slot, self.framed[-1]
            )

    def _turn_page(self, bottom: float, row: Row) -> None:
        frames = self.framed[-1]
        super()._turn_page(bottom, row)
        if bottom == self.y or not frames:
            frames[:] = [frame for frame in frames if frame.bottom > frame.top + 0.01]
        for flow in self.flows.values():
            if isinstance(flow, _RuledFlow):
                flow.frames = self.framed[-1]


def lay_out_ruled(table: Table, style: Style) -> list[tuple[list[Placed], list[_Frame]]]:
    """Lay the table out and give each page's lines and frames, in points from the body's corner."""
    layout = _RuledLayout(style, table.header)
    for paragraph in table.cover:
        layout.add_paragraph(flattening.replace(paragraph, pitch=28.0))
    if table.cover:
        layout.new_page()
    for text, pitch in ((table.annex, 24.0), (table.title, 33.0)):
        if text:
            layout.add_paragraph(flattening.Paragraph(text, pitch=pitch))
    layout.add_header()
    for number, row in enumerate(table.rows):
        layout.add_row(number, row)
    for paragraph in table.notes:
        layout.add_paragraph(flattening.replace(paragraph, pitch=18.0))
    pages = [[line for slot in page for line in slot.lines] for page in layout.pages]
    return list(zip(pages, layout.framed, strict=True))


def write_pdf(table: Table, style: Style, *, boxes: bool = False) -> bytes:
    """Write a PDF as a word processor makes it; `boxes` draws the rules as thin filled boxes."""
    pages = lay_out_ruled(table, style)
    edges = [0.0]
    for width in style.widths:
        edges.append(edges[-1] + width)
    size = (edges[-1] + 2 * _LEFT, style.body + 2 * _TOP)
    contents = [
        b"\n".join(
            [*_rules(frames, edges, size[1], boxes=boxes), *write_words(lines, style, size[1], frames)]
        )
        for lines, frames in pages
    ]
    if style.head:
        head = b"\n".join(write_words([Placed(style.head, -35.0, 300.0)], style, size[1]))
        contents = [head + b"\n" + content for content in contents]
    numbers = (
        write_words([Placed(f"— {n} —", style.body + 30.0, 350.0)], style, size[1]) for n in range(1, 999)
    )
    contents = [
        content + b"\n" + b"\n".join(number) for content, number in zip(contents, numbers, strict=False)
    ]
    return pdf_file(contents, size)


def _rules(frames: list[_Frame], edges: list[float], height: float, *, boxes: bool) -> Iterator[bytes]:
    for frame in frames:
        left, right = _LEFT + edges[frame.column], _LEFT + edges[frame.column + frame.columns]
        top, bottom = height - _TOP - frame.top, height - _TOP - frame.bottom
        if boxes:
            for x, y, w, h in (
                (left, top, right - left, 0.48),
                (left, bottom, right - left, 0.48),
                (left, bottom, 0.48, top - bottom),
                (right, bottom, 0.48, top - bottom),
            ):
                yield f"{x:.2f} {y:.2f} {w:.2f} {h:.2f} re f".encode()
        else:
            yield f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re S".encode()


def write_words(
    lines: list[Placed], style: Style, height: float, frames: Sequence[_Frame] = ()
) -> Iterator[bytes]:
    """Write each character at its place: a quarter em parts wide ones and narrow ones, full lines are squeezed."""
    edges = [0.0, *accumulate(style.widths)]
    for line in lines:
        left, right = _room(line, frames, edges)
        natural = flattening.text_width(line.text) * style.em
        squeeze = min(1.0, (right - left) / natural) if natural else 1.0
        x, before = _LEFT + left, ""
        for char in line.text:
            x += flattening._gap(before, char) * style.em * squeeze if before else 0.0
            if char != " ":
                y, code = height - _TOP - line.baseline, char.encode("utf-16-be").hex()
                yield f"BT /F1 {style.em} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{code}> Tj ET".encode()
            x += flattening._char_width(char) * style.em * squeeze
            before = char


def _room(line: Placed, frames: Sequence[_Frame], edges: list[float]) -> tuple[float, float]:
    """Give the space of a line in its cell: a centred one that is too long begins at the cell's margin."""
    middle = line.x + flattening.AUTO_SPACE
    for frame in frames:
        left, right = edges[frame.column], edges[frame.column + frame.columns]
        if frame.top <= line.baseline <= frame.bottom and left - CELL_MARGIN <= middle < right - CELL_MARGIN:
            return max(line.x, left + CELL_MARGIN), right - CELL_MARGIN
    return line.x, edges[-1] * 2


_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
    + b"".join(
        b"100 beginbfrange\n" * (not n % 64) + b"<%02x00> <%02xff> <%02x00>\n" % (n, n, n) for n in range(256)
    )
    .replace(b"100 beginbfrange", b"64 beginbfrange")
    .replace(b"\n64 begin", b"\nendbfrange\n64 begin")
    + b"endbfrange endcmap end end"
)
"""Codes are the characters' own numbers."""


def _box(width: int) -> bytes:
    glyph = struct.pack(">hhhhh", 1, 0, -120, width, 880) + struct.pack(">HH", 3, 0) + bytes([1, 1, 1, 1])
    glyph += struct.pack(">hhhh", 0, width, 0, -width) + struct.pack(">hhhh", -120, 0, 1000, 0)
    return glyph + b"\0" * (-len(glyph) % 4)


def _box_font() -> bytes:
    """Make a TrueType font of two boxes, wide and narrow: text is found where something is drawn."""
    glyphs = [_box(1000), _box(500)]
    head = struct.pack(
        ">IIIIHHQQhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, -120, 1000, 880, 0, 8, 2, 1, 0
    )
    hhea = struct.pack(">IhhhHhhhhhh8xhH", 0x10000, 880, -120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 3)
    tables = {
        b"glyf": b"".join(glyphs),
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">HhHhHh", 1000, 0, 1000, 0, 500, 0),
        b"loca": struct.pack(">IIII", 0, 0, *accumulate(map(len, glyphs))),
        b"maxp": struct.pack(">IH26x", 0x10000, 3),
    }
    out, at = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32), 12 + 16 * len(tables)
    for name, table in tables.items():
        out += name + struct.pack(">III", 0, at, len(table))
        at += len(table) + -len(table) % 4
    return out + b"".join(table + b"\0" * (-len(table) % 4) for table in tables.values())


def _stream(data: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (
        len(packed),
        entries.encode(),
        packed,
    )


def pdf_file(contents: list[bytes], size: tuple[float, float] = (842.0, 595.0)) -> bytes:
    """Put pages' drawing commands into a PDF; a text's codes are the characters' own numbers."""
    font = len(contents) * 2 + 3
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(contents)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
    ]
    for n, content in enumerate(contents):
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]:.1f} {size[1]:.1f}]/Contents {4 + 2 * n} 0 R"
            f"/Resources<</Font<</F1 {font} 0 R>>>>>>".encode()
        )
        parts.append(_stream(content))
    program = _box_font()
    parts += [
        f"<</Type/Font/Subtype/Type0/BaseFont/Box/Encoding/Identity-H/DescendantFonts[{font + 1} 0 R]"
        f"/ToUnicode {font + 3} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/Box/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/DW 1000/W[32 126 500 176 255 500]/CIDToGIDMap {font + 4} 0 R"
        f"/FontDescriptor {font + 2} 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName/Box/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
        f"/Descent -120/CapHeight 700/StemV 80/FontFile2 {font + 5} 0 R>>".encode(),
        _stream(_TO_UNICODE),
        _stream(b"\0\2" * 256 + b"\0\1" * 65280),
        _stream(program, f"/Length1 {len(program)}"),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for n, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)
