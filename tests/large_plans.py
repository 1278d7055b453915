"""Files of a plan with as many items as wanted, of every kind that can carry them."""

from __future__ import annotations

import csv
import io
import zipfile
from random import Random
from typing import TYPE_CHECKING

from docx import Document
from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "2019年工作计划"
HEADINGS = ("板块", "工作要点", "具体措施", "责任单位", "完成时间")
SUBJECTS = ("古籍修复", "馆际互借", "流动书车", "夜间开放", "航标巡检", "泊位调度", "候鸟监测", "防火巡护")
FONTS = (
    '<w:rFonts w:ascii="仿宋" w:eastAsia="仿宋" w:hAnsi="仿宋" w:cs="宋体" w:hint="eastAsia"/>'
    '<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
)
CELL = (
    '<w:tc><w:tcPr><w:tcW w:w="1728" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p>'
    f'<w:pPr><w:jc w:val="left"/><w:rPr>{FONTS}</w:rPr></w:pPr><w:r><w:rPr>{FONTS}</w:rPr><w:t>%s</w:t></w:r>'
    "</w:p></w:tc>"
)
"""As Word writes it: more looks than words."""


def rows(number: int) -> Iterator[tuple[str, ...]]:
    draw = Random(number)
    for place in range(number):
        first, second = draw.sample(SUBJECTS, 2)
        yield (
            f"第{place // 200 + 1}部分",
            f"工作要点{place // 8 + 1}",
            f"推进{first}工作，完成第{place}批{second}任务，形成报告。",
            "、".join(f"第{name}处" for name in draw.sample(range(1, 61), 2)),
            f"{draw.randint(1, 12)}月",
        )


def large_file(kind: str, number: int) -> bytes:
    """Make a file of a kind; "outline" is one in plain text."""
    return {".xlsx": _xlsx, ".docx": _docx, "outline": _outline}.get(kind, _values)(kind, number)


def _values(kind: str, number: int) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out, delimiter="," if kind == ".csv" else "\t")
    lines.writerows([(TITLE,), HEADINGS, *rows(number)])
    return out.getvalue().encode()


def _xlsx(_kind: str, number: int) -> bytes:
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("计划")
    for row in ((TITLE,), HEADINGS, *rows(number)):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def _docx(_kind: str, number: int) -> bytes:
    document, blank, out = Document(), io.BytesIO(), io.BytesIO()
    document.add_paragraph(TITLE)
    document.save(blank)
    table = "".join(
        f"<w:tr>{''.join(CELL % text for text in row)}</w:tr>" for row in (HEADINGS, *rows(number))
    )
    with zipfile.ZipFile(blank) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        for name in package.namelist():
            part = package.read(name)
            if name == "word/document.xml":
                part = part.replace(b"</w:body>", f"<w:tbl>{table}</w:tbl></w:body>".encode())
            other.writestr(name, part)
    return out.getvalue()


def _outline(_kind: str, number: int) -> bytes:
    lines = [TITLE]
    for place, row in enumerate(rows(number)):
        if place % 9 == 0:
            lines.append(f"{'一二三四五六七八九'[place // 9 % 9]}、{row[0]}")
        lines.append(f"（{'一二三四五六七八九'[place % 9]}）{row[2]}")
    return "\n".join(lines).encode()
