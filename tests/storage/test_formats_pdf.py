"""A ruled table is the same plan however a PDF draws its lines and turns its pages."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import pytest

from storage.errors import UnreadableFileError
from storage.parsing import parse_plan
from tests.flattening import Cell, Paragraph, Row, Style, Table
from tests.plan_files import lay_out_ruled, pdf_file, write_docx, write_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Box = tuple[float, float, float, float]


def row(*texts: str | None) -> Row:
    """Make a row of cells; None is a place that a merged cell takes."""
    return Row(tuple(Cell(n, (Paragraph(text),)) for n, text in enumerate(texts) if text is not None))


POINT = Cell(1, (Paragraph("把隐患消灭在萌芽状态"),), 1, 2)
TABLE = Table(
    "青石镇2022年重点任务分解表",
    row("序号", "重点任务", "具体举措", "责任单位", "完成时限"),
    (
        Row((Cell(0, (Paragraph("一、守住安全底线"),), 5),)),
        Row((*row("1").cells, POINT, *row(None, None, "逐村排查自建房，建立台账，一户一策限期整改。", "应急站", "6月底前").cells)),
        row("2", None, "汛前检修泵站和闸门。", "水利站", "4月"),
        Row((Cell(0, (Paragraph("二、办好民生实事"),), 5),)),
        row("3", "让老人吃上热饭", "新开两处助餐点。", "民政办", "全年"),
    ),
    notes=(Paragraph("注：任务由督查室按季通报。"),),
)  # fmt: skip
STYLE = Style((40.0, 110.0, 150.0, 100.0, 80.0), body=400.0)
EDGES = [0.0, *accumulate(STYLE.widths)]
WIDTH, HEIGHT = EDGES[-1] + 90.0, STYLE.body + 140.0


def stroked(box: Box) -> Iterator[str]:
    x, y, width, height = box
    yield f"{x} {y} {width} {height} re S"


def dashed(box: Box) -> Iterator[str]:
    yield "[2 2] 0 d"
    yield from stroked(box)


def doubled(box: Box) -> Iterator[str]:
    x, y, width, height = box
    yield from stroked(box)
    yield from stroked((x + 1.5, y + 1.5, width - 3, height - 3))


def shaded(box: Box) -> Iterator[str]:
    x, y, width, height = box
    yield f"0.8 g {x} {y} {width} {height} re f 0 g"
    yield from stroked(box)


def open_at_the_side(box: Box) -> Iterator[str]:
    x, y, width, height = box
    yield f"{x} {y} m {x + width} {y} l S {x} {y + height} m {x + width} {y + height} l S"
    if x > EDGES[0] + 46:
        yield f"{x} {y} m {x} {y + height} l S"


def within_a_frame(box: Box) -> Iterator[str]:
    yield f"20 20 {WIDTH - 40} {HEIGHT - 40} re S"
    yield from stroked(box)


def drawn(draw: Callable[[Box], Iterator[str]]) -> list[bytes]:
    """Draw each page: the lines around its cells as `draw` says, and the words."""
    pages = []
    for lines, frames in lay_out_ruled(TABLE, STYLE):
        parts: list[bytes] = []
        for frame in frames:
            left, right = EDGES[frame.column], EDGES[frame.column + frame.columns]
            box = (45 + left, HEIGHT - 70 - frame.bottom, right - left, frame.bottom - frame.top)
            parts += [part.encode() for part in draw(box)]
        pages.append(b"\n".join([*parts, *write_words(lines, STYLE, HEIGHT, frames)]))
    return pages


def told(data: bytes, name: str) -> list[tuple[object, ...]]:
    return [
        (i.section, i.work_point, i.measure, i.departments, i.deadline_text)
        for i in parse_plan(data, name).items
    ]


@pytest.mark.parametrize("draw", [stroked, dashed, doubled, shaded, open_at_the_side, within_a_frame])
def test_cells_are_found_however_their_lines_are_drawn(draw: Callable[[Box], Iterator[str]]) -> None:
    pages = pdf_file(drawn(draw), (WIDTH, HEIGHT))
    assert told(pages, "plan.pdf") == told(write_docx(TABLE), "plan.docx")


@pytest.mark.parametrize(
    ("turn", "matrix", "size"),
    [
        (90, f"0 1 -1 0 {HEIGHT} 0 cm", (HEIGHT, WIDTH)),
        (180, f"-1 0 0 -1 {WIDTH} {HEIGHT} cm", (WIDTH, HEIGHT)),
        (270, f"0 -1 1 0 0 {WIDTH} cm", (HEIGHT, WIDTH)),
    ],
)
def test_a_turned_page_is_read_as_it_shows(turn: int, matrix: str, size: tuple[float, float]) -> None:
    pages = pdf_file([matrix.encode() + b"\n" + page for page in drawn(stroked)], size)
    turned = pages.replace(b"/Type/Page/Parent", b"/Type/Page/Rotate %d/Parent" % turn)
    assert told(turned, "plan.pdf") == told(write_docx(TABLE), "plan.docx")


def test_a_table_without_lines_is_told_what_to_send() -> None:
    with pytest.raises(UnreadableFileError, match="no lines between its cells"):
        parse_plan(pdf_file(drawn(lambda _: iter(()))), "plan.pdf")
