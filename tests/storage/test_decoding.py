"""Text files as people send them: in several encodings, or no text at all."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import UnreadableFileError
from storage.formats.decoding import decode_text

PLAN = "某局 2020 年工作要点\n一、加强管理\n（一）修订制度，六月底前印发——“三定”方案。\n"
TRADITIONAL = "國家機關 2020 年工作要點\n一、加強管理\n（一）修訂制度，六月底前印發。\n組織開展業務培訓，完成年度總結。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("text", [PLAN, TRADITIONAL], ids=["simplified", "traditional"])
def test_a_plan_reads_the_same_in_every_encoding_in_use(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_utf16_with_its_mark_is_read_in_either_byte_order() -> None:
    assert decode_text(b"\xfe\xff" + PLAN.encode("utf-16-be")) == PLAN


def test_every_kind_of_line_end_becomes_one() -> None:
    assert decode_text("甲\r\n乙\r丙\u2028丁\n".encode()) == "甲\n乙\n丙\n丁\n"


def test_blanks_and_page_breaks_stay() -> None:
    assert decode_text("甲 \n\f 乙\t丙".encode()) == "甲 \n\f 乙\t丙"


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_any_chinese_in_utf8_is_itself(text: str) -> None:
    assert decode_text(text.encode()) == text


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\u3000\n".encode(), "blank lines"),
        (zipped("word/document.xml"), "Word file"),
        (zipped("xl/workbook.xml"), "Excel file"),
        (zipped("plan.txt"), "zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word or Excel file"),
        (b"%PDF-1.7\n", "PDF file"),
        (b"\x89PNG\r\n\x1a\n", "image file"),
        (b"\xff\xd8\xff\xe0", "image file"),
        (b"plan\x00\x01\x02", "binary"),
        (b"plan\x01\x02\x03 of the year", "binary"),
        (PLAN.encode("utf-16-le"), "binary"),
        ("年間計画の実施について、各部署は十二月までに報告すること。".encode("shift_jis"), "encoding"),
        (TRADITIONAL.encode("big5"), "encoding"),
        ("План работы на год".encode("cp1251"), "encoding"),
        (b"\xff\xfe\x00", "damaged"),
    ],
)
def test_what_is_no_readable_text_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as refused:
        decode_text(data)
    assert str(refused.value).endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode_text(data)
    except UnreadableFileError:
        return
    assert text.strip()
