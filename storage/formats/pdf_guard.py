"""Streams of a PDF that unpack to far more than any page needs, found before PDFium unpacks them. PURE."""

from __future__ import annotations

import re
import zlib

from storage.formats.limits import Limits, too_much

_STREAM = re.compile(rb"stream\r?\n")
_HARMLESS = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)|/Length1\b")
_DICTIONARY = 600
_CHUNK = 1 << 16
_STEP = 1 << 20


def refuse_swollen_streams(data: bytes, limits: Limits) -> None:
    """Raise if what pages draw, or all there is, unpacks to more than the limits.

    Pictures are never drawn and fonts are large by nature: they only count to the whole.
    """
    total = 0
    for match in _STREAM.finditer(data):
        start = match.end()
        dictionary = data[max(0, match.start() - _DICTIONARY) : match.start()].rpartition(b"obj")[2]
        if b"/Image" in dictionary and _HARMLESS.search(dictionary):
            continue
        most = limits.unpacked - total
        size = _unpacked(data, start, most + 1)
        total += size
        if total > limits.unpacked or (size > limits.stream and not _HARMLESS.search(dictionary)):
            raise too_much(f"a stream that unpacks to {max(size, total) // 1_000_000} MB")


def _unpacked(data: bytes, start: int, most: int) -> int:
    """Measure a stream unpacked, as far as `most`; one packed several times is unpacked as often."""
    if not _looks_packed(data[start : start + 2]):
        end = data.find(b"endstream", start)
        return (end if end >= 0 else len(data)) - start
    inflate = zlib.decompressobj()
    size, at, inner = 0, start, b""
    try:
        while at < len(data) and size <= most and not inflate.eof:
            chunk = data[at : at + _CHUNK]
            at += _CHUNK
            while chunk and size <= most and not inflate.eof:
                out = inflate.decompress(chunk, _STEP)
                chunk = inflate.unconsumed_tail
                size += len(out)
                inner = inner or out
    except zlib.error:
        pass  # what of a damaged stream can be unpacked has been counted
    return max(size, _unpacked(inner, 0, most)) if _looks_packed(inner[:2]) else size


def _looks_packed(head: bytes) -> bool:
    return len(head) == 2 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
