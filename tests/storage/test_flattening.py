"""The layout simulator itself: it must make the text that real tools make, or measuring with it means nothing."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flattening import Cell, Numbering, Paragraph, Row, Style, Table, flatten, text_width, wrap
from tests.random_plans import Tier, random_plan, random_style, random_text

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
NAMES = [f"{tier}-{number}" for tier in ("easy", "real", "hard") for number in (1, 2, 3)]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAPER = {"L14": (14.0, 20.0, 461.0), "L12": (12.0, 18.0, 469.0), "P12": (12.0, 18.0, 703.0)}
"""Type size, line pitch and height of the samples' three papers."""

STYLE = Style((194.8, 330.0, 124.8, 87.0))
HEADER = Row(
    tuple(Cell(i, (Paragraph(name),), label=True) for i, name in enumerate(("要点", "措施", "部门", "时间"))),
    30.0,
)


def a_row(point: str | None, measure: str, *labels: tuple[str, int], rows: int = 1) -> Row:
    """Labels are (text, rows spanned); "" leaves the cell to the merged one above."""
    cells = [Cell(0, (Paragraph(point),), rows=rows, centred=False)] if point else []
    cells.append(Cell(1, (Paragraph(measure),)))
    cells += [
        Cell(2 + i, (Paragraph(text),), rows=span, label=True)
        for i, (text, span) in enumerate(labels)
        if text
    ]
    return Row(tuple(cells))


def body(*rows: Row, style: Style = STYLE) -> str:
    """Flatten the rows and give the text after the header row."""
    return flatten(Table("计划", HEADER, rows), style).split("要点 措施 部门 时间 \n\n", 1)[1].rstrip("\n")


def test_a_row_of_one_line_is_one_line() -> None:
    assert body(a_row("目标", "办好展览。", ("馆办", 1), ("5月", 1))) == "目标 办好展览。 馆办 5 月 "


def test_labels_half_a_line_off_follow_after_one_newline() -> None:
    assert body(a_row(None, "字" * 24, ("馆办", 1), ("全年", 1))) == "字" * 22 + "\n\n字字 \n馆办 全年 "


def test_labels_of_a_tall_row_follow_after_an_empty_line() -> None:
    assert body(a_row(None, "字" * 60, ("馆办", 1), ("全年", 1))).endswith("字 \n\n馆办 全年 ")


def test_a_merged_label_is_printed_once_in_the_middle_of_its_rows() -> None:
    rows = (
        a_row(None, "甲。", ("馆办", 3), ("1月", 1)),
        a_row(None, "乙。", ("", 0), ("2月", 1)),
        a_row(None, "丙。", ("", 0), ("3月", 1)),
    )
    assert body(*rows) == "甲。 \n\n馆办 \n\n1 月 \n\n乙。 2 月 \n\n丙。 3 月 "


def test_a_label_may_stand_before_the_next_rows_measure_on_its_line() -> None:
    rows = (a_row(None, "甲。", ("馆办", 3)), a_row(None, "乙。"), a_row(None, "丙。"))
    assert body(*rows) == "甲。 \n\n馆办 乙。 \n\n丙。 "


def test_a_row_cut_by_the_page_has_its_labels_before_the_break() -> None:
    style = Style(STYLE.widths, body=137.0)
    text = body(a_row(None, "字" * 80, ("馆办", 1), ("全年", 1)), style=style)
    before, after = text.split("\n 要点 措施 部门 时间 \n\n")
    assert before.rstrip().endswith("馆办 全年")
    assert set(after) <= set("字\n ")


def test_the_rest_of_a_work_point_comes_before_the_rest_of_the_measure() -> None:
    style = Style(STYLE.widths, body=137.0)
    after = body(a_row("点" * 60, "字" * 80, ("馆办", 1)), style=style).split("时间 \n\n")[1]
    assert after.startswith("点")
    assert "字" in after


def test_page_numbers_stand_before_their_page() -> None:
    style = Style(STYLE.widths, body=137.0, numbering=Numbering.NOW_AND_THEN, numbered=frozenset({2}))
    assert "\n\n\n\n — 2 —\n\n要点" in body(a_row(None, "字" * 80, ("馆办", 1)), style=style)


@pytest.mark.parametrize(
    ("measure", "printed"),
    [("办3期", "办 3期 "), ("办13期", "办 13 期 "), ("（3期）", "（3期） "), ("3期", "3 期 ")],
)
def test_blanks_around_numbers_depend_on_what_stood_before(measure: str, printed: str) -> None:
    assert body(a_row("目标", measure)) == f"目标 {printed}"


@given(st.text("甲乙丙，。、；《》（）“”12 A-", min_size=1, max_size=120), st.integers(6, 30))
def test_wrapping_loses_nothing_and_starts_no_line_with_a_closing_mark(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert not [line for line in lines[1:] if line[0] in "，。、；》）”"]
    assert all(
        text_width(line) <= width + 1.26
        for line in lines
        if len(line) > 1 and re.fullmatch("[甲乙丙，]+", line)
    )


@pytest.mark.parametrize("tier", ["easy", "real", "hard"])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_random_plan_prints_each_character_of_its_cells(tier: Tier, seed: int) -> None:
    table, gold = random_plan(seed, tier)
    cells = [p.text for row in table.rows for cell in row.cells for p in cell.paragraphs]
    want, have = Counter("".join(cells)), Counter(flatten(table, random_style(seed, tier)))
    assert not {char: n for char, n in (want - have).items() if char != " "}
    assert {item["measure"] for item in gold} <= set(cells)


def test_a_random_plan_is_the_same_each_time() -> None:
    assert random_text(7, "real") == random_text(7, "real")


def _paragraph(element: ET.Element) -> Paragraph:
    indent = element.find(f"{W}pPr/{W}ind")
    points = {
        name.removeprefix(W): int(value) / 20
        for name, value in (indent.attrib if indent is not None else {}).items()
    }
    spacing = element.find(f"{W}pPr/{W}spacing")
    tight = spacing is not None and spacing.get(f"{W}line") in {"341", "292"}
    left = points.get("left", 0.0)
    text = "".join(part.text or "" for part in element.iter(f"{W}t"))
    return Paragraph(text, left - points.get("hanging", 0.0) + points.get("firstLine", 0.0), left, tight)


def _value(element: ET.Element, path: str) -> str | None:
    """Look a property up: "" if it stands there without one, None if it is missing."""
    found = element.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(f"{W}val", "")


def _grid(rows: list[ET.Element]) -> list[dict[tuple[int, int], ET.Element]]:
    """Each row's cells by (first column, columns)."""
    grid = []
    for row in rows:
        cells, column = {}, 0
        for cell in row.findall(f"{W}tc"):
            span = int(_value(cell, "tcPr/gridSpan") or 1)
            cells[column, span] = cell
            column += span
        grid.append(cells)
    return grid


def _rows(table: ET.Element) -> list[Row]:
    elements = table.findall(f"{W}tr")
    grid = _grid(elements)

    def goes_on(row: int, place: tuple[int, int]) -> bool:
        return row < len(grid) and place in grid[row] and _value(grid[row][place], "tcPr/vMerge") == ""

    rows = []
    for i, element in enumerate(elements):
        cells = []
        for place, cell in grid[i].items():
            if goes_on(i, place):
                continue
            span = next(n for n in range(1, len(grid) + 1) if not goes_on(i + n, place))
            paragraphs = cell.findall(f"{W}p")
            centred, label = (
                _value(cell, "tcPr/vAlign") == "center",
                _value(paragraphs[0], "pPr/jc") == "center",
            )
            cells.append(Cell(place[0], tuple(map(_paragraph, paragraphs)), place[1], span, centred, label))
        rows.append(Row(tuple(cells), int(_value(element, "trPr/trHeight") or 0) / 20))
    return rows


def _sample(folder: Path, text: str) -> tuple[Table, Style]:
    """Read a sample's table as its docx has it; running head and page numbers as its text shows them."""
    root = ET.fromstring(zipfile.ZipFile(folder / "plan.docx").read("word/document.xml"))
    blocks = list(root[0])
    at = next(i for i, block in enumerate(blocks) if block.tag == f"{W}tbl")
    before = [_paragraph(block) for block in blocks[:at]]
    notes = tuple(p for block in blocks[at + 1 :] if (p := _paragraph(block)).text)
    rows = _rows(blocks[at])
    cover = tuple(before[:10]) if len(before) > 10 else ()
    table = Table(before[-2].text, rows[0], tuple(rows[1:]), cover, "附件" if cover else "", notes)
    match = re.search(r"^(?: - 1 -\n\n)?(\S+文件) $", text, re.MULTILINE)
    numbering = (
        Numbering.OF_ALL if " 第 1 页" in text else Numbering.EVERY_PAGE if match else Numbering.NOW_AND_THEN
    )
    numbered = frozenset(int(number) for number in re.findall(r"— (\d+) —", text))
    widths = tuple(
        int(column.get(f"{W}w", "0")) / 20 for column in blocks[at].findall(f"{W}tblGrid/{W}gridCol")
    )
    repeated = _value(blocks[at], "tr/trPr/tblHeader") is not None
    paper = re.search(r'"style": "(\w+)"', (folder / "meta.json").read_text(encoding="utf-8"))
    assert paper
    head = match[1] if match else ""
    return table, Style(widths, *PAPER[paper[1]], repeated, head, numbering, numbered)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", NAMES)
def test_a_samples_text_comes_out_of_its_table(name: str) -> None:
    """Lines and separators alike; what differs is how punctuation is squeezed and rests of a line at page ends."""
    text = (SAMPLES / name / "plan.flat.txt").read_text(encoding="utf-8")
    made = flatten(*_sample(SAMPLES / name, text))
    assert SequenceMatcher(None, text.split("\n"), made.split("\n"), autojunk=False).ratio() > 0.96
