"""What is hostile or broken is refused in a sentence, soon, and within bounds of memory."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from storage.errors import PlanFileError, UnreadableFileError
from storage.parsing import parse_plan
from tests.plan_mutations import mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DATA = Path(__file__).parents[1] / "data/plans"
SAMPLES = {
    ".txt": "outline.txt",
    ".csv": "blanks.csv",
    ".docx": "cover.docx",
    ".xlsx": "sheets.xlsx",
    ".pdf": "pages.pdf",
}
SECONDS, MEMORY = 10, 500  # MiB
SENTENCE = re.compile(r"[A-Z“].*[.?]", re.DOTALL)

# -- spoiled files ----------------------------------------------------------------------------------------


def read_spoiled(suffix: str, seed: int) -> float:
    """Read a spoiled file and return the seconds it took; only an expected error may come of it."""
    draw = Random(seed)
    data = mutated((DATA / SAMPLES[suffix]).read_bytes(), suffix, draw)
    start, words = time.thread_time(), "It is read."
    try:
        parse_plan(data, f"plan{suffix}")
    except PlanFileError as error:
        words = str(error)
    assert SENTENCE.fullmatch(words), words
    return time.thread_time() - start


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_spoiled_file_is_read_or_refused_in_a_sentence(suffix: str) -> None:
    assert max(read_spoiled(suffix, seed) for seed in range(25)) < SECONDS


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_thousand_spoiled_files_harm_nobody(suffix: str) -> None:
    """They are read in a process of their own: its peak of memory is theirs."""
    code = (
        "import re, tests.storage.test_formats_safety as safety\n"
        f"longest = max(safety.read_spoiled({suffix!r}, seed) for seed in range(1000))\n"
        "print(longest, re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    longest, peak = done.stdout.split()
    assert float(longest) < SECONDS
    assert int(peak) < MEMORY * 1024


# -- hostile office files ---------------------------------------------------------------------------------


def rezipped(name: str, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Change parts of a sample, or add some."""
    out = io.BytesIO()
    with zipfile.ZipFile(DATA / name) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        for part in dict.fromkeys([*package.namelist(), *changes]):
            content = package.read(part) if part in package.namelist() else b""
            other.writestr(part, changes[part](content) if part in changes else content)
    return out.getvalue()


WORDS, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def in_body(markup: bytes) -> dict[str, Callable[[bytes], bytes]]:
    return {WORDS: lambda part: part.replace(b"</w:body>", markup + b"</w:body>")}


def as_merges(markup: bytes) -> dict[str, Callable[[bytes], bytes]]:
    return {
        SHEET: lambda part: re.sub(
            rb"<mergeCells.*</mergeCells>", b"<mergeCells>%s</mergeCells>" % markup, part
        )
    }


def as_rows(markup: bytes) -> dict[str, Callable[[bytes], bytes]]:
    return {
        SHEET: lambda part: re.sub(
            rb"<sheetData>.*</sheetData>", b"<sheetData>%s</sheetData>" % markup, part, flags=re.DOTALL
        )
    }


ROW = b"<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>"
HOSTILE = {
    "a zip bomb": ("cover.docx", {"word/x.xml": lambda _: b" " * 150_000_000}),
    "a bomb of text": ("cover.docx", in_body(b"<w:p><w:r><w:t>" + b"a" * 81_000_000 + b"</w:t></w:r></w:p>")),
    "entities in a text": ("cover.docx", {WORDS: lambda part: part.replace(b"?>", b"?>" + ENTITIES, 1)}),
    "entities in a sheet": ("sheets.xlsx", {SHEET: lambda part: ENTITIES + part}),
    "tables in tables": ("cover.docx", in_body(b"<w:tbl><w:tr><w:tc>" * 9000 + b"</w:tc></w:tr></w:tbl>" * 9000)),
    "a table without end": ("cover.docx", in_body(b"<w:tbl>" + ROW * 31_000 + b"</w:tbl>")),
    "a hundred thousand merges": ("sheets.xlsx", as_merges(b'<mergeCell ref="A1:XFD1048576"/>' * 100_000)),
    "a sheet without end": ("sheets.xlsx", as_rows((b"<row>" + b"<c><v>1</v></c>" * 40 + b"</row>") * 9000)),
    "rows without end": ("sheets.xlsx", as_rows(b"<row/>" * 3_000_000)),
    "sheets without end": (
        "sheets.xlsx",
        {"xl/workbook.xml": lambda part: re.sub(rb"(<sheet [^>]*/>)", rb"\1" * 400, part, count=1)},
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_office_file_is_refused_in_a_sentence(what: str) -> None:
    name, changes = HOSTILE[what]
    data = rezipped(name, changes)
    start = time.thread_time()
    with pytest.raises(UnreadableFileError, match=SENTENCE):
        parse_plan(data, name)
    assert time.thread_time() - start < SECONDS


def test_a_merge_over_a_whole_sheet_takes_no_room() -> None:
    data = rezipped("sheets.xlsx", as_merges(b'<mergeCell ref="A1:XFD1048576"/>'))
    assert parse_plan(data, "plan.xlsx").items


def test_links_to_the_outside_are_not_followed() -> None:
    link = (
        b'<Relationship Id="rX" TargetMode="External" Target="http://127.0.0.1:9/x.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/subDocument"/></Relationships>'
    )
    changes = {"word/_rels/document.xml.rels": lambda part: part.replace(b"</Relationships>", link)}
    assert parse_plan(rezipped("cover.docx", changes), "plan.docx").items


def test_a_formula_is_never_worked_out() -> None:
    formula = b'<row r="3"><c r="A3"><f>HYPERLINK("http://127.0.0.1:9")</f></c></row>'
    data = rezipped("sheets.xlsx", {SHEET: lambda part: re.sub(rb'<row r="3".*?</row>', formula, part)})
    plan = parse_plan(data, "plan.xlsx")
    assert any("formula" in problem.message for problem in plan.problems)


def test_a_file_with_a_password_is_told_so() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableFileError, match="password"):
        parse_plan(locked, "plan.xlsx")


# -- hostile tables of values and texts ---------------------------------------------------------------------

HEAD = "工作要点,具体措施,责任单位,完成时限\n"


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (HEAD + '"' + "a" * 5_000_000, "plan.csv", "a quotation mark opens a field that never ends"),
        ("," * 300_000, "plan.csv", "neither a table with headings"),
        (HEAD + "a," * 999 + "a", "plan.csv", "a row of 1,000 columns"),
        (HEAD + "要点,措施。,办公室,3月\n" * 100_001, "plan.csv", "more than 30,000 rows"),
        (HEAD + "要点,措施。,办公室,3月\n" * 100_001, "plan.txt", "more than 30,000 rows"),
        ("工作要点 具体措施 部门单位 完成时间 \n" + "办公室" * 1_200_000, "plan.txt", "a plan at most 10 MB"),
    ],
    ids=[
        "a field without end", "columns without end", "a long row", "rows without end", "values without end",
        "a text without end",
    ],
)  # fmt: skip
def test_a_text_without_end_is_refused_in_a_sentence(text: str, name: str, words: str) -> None:
    """What is said of its size is true."""
    start = time.thread_time()
    with pytest.raises(UnreadableFileError, match=words) as error:
        parse_plan(text.encode(), name)
    assert time.thread_time() - start < SECONDS
    assert SENTENCE.fullmatch(str(error.value))


@pytest.mark.parametrize(
    "field", ["（" * 50_000, "3月、" * 50_000, "牵头：办公室；" * 20_000, "一、" * 50_000]
)
@pytest.mark.parametrize("column", range(4))
def test_a_long_field_is_soon_read(field: str, column: int) -> None:
    fields = ["要点", "措施。", "办公室", "3月"]
    fields[column] = field
    start = time.thread_time()
    assert parse_plan((HEAD + ",".join(fields)).encode(), "plan.csv").items
    assert time.thread_time() - start < SECONDS


# -- hostile PDFs -----------------------------------------------------------------------------------------

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F1 10 Tf 10 10 Td (hello world) Tj ET "


LOCK = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)


def packed(data: bytes) -> bytes:
    data = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data)


def pdf(content: bytes, pages: int = 1, trailer: bytes = b"") -> bytes:
    """Make a PDF of pages that all draw the same."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * pages, pages)
    parts = (b"<</Type/Catalog/Pages 2 0 R>>", kids, page, FONT, content)
    out = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % part for part in enumerate(parts, start=1))
    return out + b"trailer<</Size 6/Root 1 0 R%s>>\n%%%%EOF\n" % trailer


def net(lines: int, step: int) -> bytes:
    ends = (lines * step,) * 4
    return b"".join(
        b"%d 0 m %d %d l S 0 %d m %d %d l S " % (n * step, n * step, ends[0], n * step, ends[0], n * step)
        for n in range(lines)
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf(packed(TEXT), 700), "700 pages"),
        (pdf(packed(TEXT * 3_000_000)), "unpacks to"),
        (pdf(packed(b"q " * 5_000_000)), "unpacks to"),
        (
            pdf(packed(b"BT /F1 10 Tf 10 10 Td " + b"(%s) Tj 0 12 Td " % (b"hello" * 3_000) * 5 + b"ET")),
            "characters on a page",
        ),
        (pdf(packed(TEXT * 9 + net(250, 30)), 9), "cells"),
        (pdf(packed(b"")), "no text"),
        (pdf(packed(TEXT * 9))[:300], "damaged"),
        (b"%PDF-1.4\n", "damaged"),
        (pdf(packed(TEXT * 9), trailer=LOCK), "password"),
    ],
    ids=["pages", "a bomb", "depth", "characters", "cells", "no text", "cut", "empty", "locked"],
)
def test_a_hostile_pdf_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    start = time.thread_time()
    with pytest.raises(UnreadableFileError, match=words) as error:
        parse_plan(data, "plan.pdf")
    assert time.thread_time() - start < SECONDS
    assert SENTENCE.fullmatch(str(error.value))
