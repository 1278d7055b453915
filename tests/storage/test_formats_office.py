"""What people do to Word tables and sheets: revisions, frames, text boxes, things hidden, several tables."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from storage.formats import docx_slimming
from storage.parsing import parse_plan
from tests.storage.grids import told

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell


DATA = Path(__file__).parents[1] / "data/plans"
HEAD = ("任务", "措施", "责任单位", "时限")
FIRST, SECOND = ("学习", "读书。", "办公室", "3月"), ("宣传", "办展。", "工会", "4月")


def fill(table: Table, *rows: tuple[str, ...]) -> Table:
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    return table


def a_document(*lines: str) -> Document:
    document = docx.Document()
    for line in ("某局2021年计划", *lines):
        document.add_paragraph(line)
    return document


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def append(cell: _Cell, markup: str) -> None:
    (words,) = parse_xml(f"<w:p {nsdecls('w')}>{markup}</w:p>")
    cell.paragraphs[0]._p.append(words)


@pytest.mark.parametrize(
    ("markup", "measure"),
    [
        ('<w:ins w:id="1" w:author="a"><w:r><w:t>再写总结。</w:t></w:r></w:ins>', "读书。再写总结。"),
        ('<w:del w:id="1" w:author="a"><w:r><w:delText>不读。</w:delText></w:r></w:del>', "读书。"),
        ('<w:moveFrom w:id="1" w:author="a"><w:r><w:t>搬走。</w:t></w:r></w:moveFrom>', "读书。"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见。</w:t></w:r>", "读书。"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>删去。</w:t></w:r>", "读书。"),
        ("<w:r><w:rPr><w:dstrike/></w:rPr><w:t>删去。</w:t></w:r>", "读书。"),
        ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>留下。</w:t></w:r>', "读书。留下。"),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "读书。"),
        ('<w:hyperlink w:anchor="a"><w:r><w:t>见附件。</w:t></w:r></w:hyperlink>', "读书。见附件。"),
        ("<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>", "读书。"),
    ],
)
def test_a_cell_says_what_it_shows(markup: str, measure: str) -> None:
    document = a_document()
    table = fill(document.add_table(2, 4), HEAD, FIRST)
    append(table.cell(1, 1), markup)
    assert [item.measure for item in parse_plan(saved(document), "plan.docx").items] == [measure]


def test_words_struck_through_in_a_sheet_are_left_out_and_said_so() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("某局2021年计划",), HEAD, FIRST, SECOND):
        sheet.append(row)
    for cell in sheet[4]:
        cell.font = Font(strike=True)
    sheet["B3"] = CellRichText("读书。", TextBlock(InlineFont(strike=True), "不读。"))
    out = io.BytesIO()
    book.save(out)
    plan = parse_plan(out.getvalue(), "plan.xlsx")
    assert told(plan) == [("", "学习", "读书。", ("办公室",), "3月")]
    assert "办展。" in " ".join(problem.message for problem in plan.problems)


def test_words_struck_through_in_a_document_are_told_of() -> None:
    document = a_document()
    table = fill(document.add_table(2, 4), HEAD, FIRST)
    append(table.cell(1, 1), "<w:r><w:rPr><w:strike/></w:rPr><w:t>删去。</w:t></w:r>")
    (problem,) = parse_plan(saved(document), "plan.docx").problems
    assert "删去。" in problem.message


def test_a_deleted_row_is_left_out() -> None:
    document = a_document()
    table = fill(document.add_table(3, 4), HEAD, FIRST, SECOND)
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="a"/>'))
    assert told(parse_plan(saved(document), "plan.docx")) == [("", *FIRST[:2], ("办公室",), "3月")]


def test_a_table_in_a_frame_is_read() -> None:
    document = a_document()
    frame = document.add_table(1, 1).cell(0, 0)
    fill(frame.add_table(2, 4), HEAD, FIRST)
    assert told(parse_plan(saved(document), "plan.docx")) == [("", *FIRST[:2], ("办公室",), "3月")]


def test_a_plan_may_be_split_over_tables_with_one_header() -> None:
    document = a_document("一、党建")
    fill(document.add_table(2, 4), HEAD, FIRST)
    document.add_paragraph("二、业务")
    fill(document.add_table(1, 4), SECOND)
    sections = [item.section for item in parse_plan(saved(document), "plan.docx").items]
    assert sections == ["一、党建", "二、业务"]


def test_hidden_columns_rows_and_sheets_are_left_out_and_said_so() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("某局2021年计划",),
        (*HEAD[:2], "配合单位", *HEAD[2:]),
        ("学习", "读书。", "人事处", "办公室", "3月"),
        SECOND,
    ):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].hidden = True
    draft = book.create_sheet("草稿")
    draft.append(HEAD)
    draft.append(SECOND)
    draft.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    plan = parse_plan(out.getvalue(), "plan.xlsx")
    assert told(plan) == [("", "学习", "读书。", ("办公室",), "3月")]
    assert len([problem for problem in plan.problems if "hidden" in problem.message]) == 3


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yyyy-mm-dd", "2021-03-31"),
        ('m"月"d"日"', "3月31日"),
        ('yyyy"年"m"月"', "2021年3月"),
        ("mm-dd-yy", "2021/3/31"),
    ],
)
def test_a_real_date_is_the_deadline_that_it_shows(form: str, text: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("某局2021年计划",), HEAD, (*FIRST[:3], date(2021, 3, 31))):
        sheet.append(row)
    sheet["D3"].number_format = form
    out = io.BytesIO()
    book.save(out)
    (item,) = parse_plan(out.getvalue(), "plan.xlsx").items
    assert item.deadline_text == text
    assert [each.due for each in item.deadline.occurrences] == [date(2021, 3, 31)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_separator_and_encoding_is_read(separator: str, encoding: str) -> None:
    rows = (("某局2021年计划", "", "", ""), HEAD, FIRST, ("", "写总结。", "", "12月"))
    text = "\r\n".join(separator.join(row) for row in rows)
    assert told(parse_plan(text.encode(encoding), "plan.csv")) == [
        ("", "学习", "读书。", ("办公室",), "3月"),
        ("", "学习", "写总结。", ("办公室",), "12月"),
    ]


@pytest.mark.parametrize("file", sorted(DATA.glob("*.docx")), ids=lambda file: file.name)
def test_a_large_document_reads_the_same_without_its_looks(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = file.read_bytes()
    plan = parse_plan(content, file.name)
    assert docx_slimming.slimmed(content) is content
    monkeypatch.setattr(docx_slimming, "_LARGE", 0)
    slim = docx_slimming.slimmed(content)
    assert slim != content
    assert parse_plan(slim, file.name) == plan == parse_plan(content, file.name)
