"""Plan files spoiled in many ways, as bytes and inside their containers. The tests' own.

A zip file whose bytes are changed mostly fails its checksum; so the parts within are spoiled, too, and the
streams of a PDF unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from storage.formats.decoding import decode_text

if TYPE_CHECKING:
    from random import Random

SCRAPS = (
    b"", b"\x00", b"\xff" * 9, b"<", b">", b"]]>", b"&#1114111;", b"&x;", b"0", b"-1", b"999999999", b"1e308", b"nan", b"[", b"<<",
    b"endobj", b"endstream", b"(", b"R", b"\n\n", b'"', b",,,,", b";", "月".encode(), "一、".encode(), "办公室、".encode() * 99,
    b"A1:XFD1048576", b'gridSpan w:val="99999"', b"2147483648", b" re S", b"q " * 400, b" Tf", b"\r", b"BT /F1 0 Tf (x) Tj ET ",
)  # fmt: skip
VALUES = (
    "",
    "0",
    "-1",
    "1.5",
    "99999999",
    "1e308",
    "nan",
    "A1:XFD1048576",
    "ZZZ9",
    "true",
    "continue",
    "月、" * 500,
    "一、",
)
MOST = 8


def mutated(data: bytes, suffix: str, draw: Random) -> bytes:
    """Spoil a file; half of the time within its container."""
    if suffix in (".docx", ".xlsx") and draw.random() < 0.8:
        return _within_zip(data, draw)
    if suffix == ".pdf" and draw.random() < 0.6:
        return _within_pdf(data, draw)
    if suffix in (".txt", ".csv") and draw.random() < 0.8:
        return _as_text(data, draw)
    return spoiled(data, draw)


def spoiled(data: bytes, draw: Random) -> bytes:
    """Cut, double, turn, overwrite and fill in some bytes, up to eight times."""
    for _ in range(draw.randint(1, MOST)):
        start = draw.randrange(len(data) + 1)
        end = min(len(data), start + draw.choice((0, 1, 1, 2, 8, 40, 400, 4000)))
        middle = data[start:end]
        middle = draw.choice(
            (
                b"",
                middle * draw.choice((2, 3, 50)),
                middle[::-1],
                draw.randbytes(len(middle)),
                draw.choice(SCRAPS),
                middle + draw.choice(SCRAPS),
                _swapped(middle, draw),
            )
        )
        data = data[:start] + middle + data[end:]
    return data


def _swapped(middle: bytes, draw: Random) -> bytes:
    """Put other numbers in place of those that are there."""
    return re.sub(rb"\d+", lambda _: str(draw.choice((0, 1, 7, 255, 65536, 10**9))).encode(), middle)


def _as_text(data: bytes, draw: Random) -> bytes:
    """Spoil a text's characters, never half of one."""
    text = decode_text(data)
    for _ in range(draw.randint(1, MOST)):
        start = draw.randrange(len(text) + 1)
        end = min(len(text), start + draw.choice((0, 1, 2, 8, 40, 400)))
        middle, other = text[start:end], draw.randrange(len(text) + 1)
        scrap = draw.choice(SCRAPS).decode("utf-8", "replace")
        middle = draw.choice(("", middle * 3, middle[::-1], scrap, middle + scrap, text[other : other + 40]))
        text = text[:start] + middle + text[end:]
    return text.encode("utf-8", "replace")


def _within_zip(data: bytes, draw: Random) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        names = package.namelist()
        texts = [
            name
            for name in names
            if re.search(
                r"document\.xml$|sheet\d\.xml$|workbook\.xml$|sharedStrings|styles|rels$|numbering", name
            )
        ]
        chosen = set(draw.sample(texts, draw.randint(1, 2)))
        for name in names:
            part = package.read(name)
            other.writestr(name, _other_markup(part, draw) if name in chosen else part)
    return out.getvalue()


def _other_markup(part: bytes, draw: Random) -> bytes:
    """Spoil markup, mostly so that it stays well-formed: elements lost, doubled and moved, other values."""
    if draw.random() < 0.2:
        return spoiled(part, draw)
    root = etree.fromstring(part)
    elements = list(root.iter(etree.Element))[1:] or [root]
    values = [value for element in elements for value in element.attrib.values()]
    for element in draw.sample(elements, min(len(elements), draw.randint(1, 30))):
        parent, change = element.getparent(), draw.random()
        other = draw.choice(elements)
        if parent is None or change < 0.3:
            for name in element.attrib:
                element.set(name, draw.choice([*values, *VALUES]))
        elif change < 0.5:
            element.text = draw.choice([other.text, *VALUES])
        elif change < 0.7:
            parent.remove(element)
        elif change < 0.85:
            parent.insert(draw.randint(0, len(parent)), deepcopy(element))
        elif other.getparent() is not None:
            other.addnext(deepcopy(element))
    return etree.tostring(root)


def _within_pdf(data: bytes, draw: Random) -> bytes:
    """Spoil a stream and pack it again; the places of what follows are left wrong, as programs repair them."""
    streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    match = draw.choice(streams)
    try:
        plain = zlib.decompress(match[1])
    except zlib.error:
        plain = match[1]
    packed = zlib.compress(spoiled(plain, draw))
    return data[: match.start(1)] + packed + data[match.end(1) :]
