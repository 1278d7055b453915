"""Bytes of a text file -> text: UTF-8, UTF-16 that begins with its byte order mark, GB18030. PURE.

GB18030 decodes nearly anything, so what it gives is judged: real Chinese uses a few thousand characters
most of the time (the first level of GB 2312), bytes of another encoding land anywhere.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    _Sign = tuple[bytes, str, str | None]

# The first bytes of files that people take for text, what to call them, and the ending that they should have.
_MAGIC = (
    (b"%PDF", "a PDF file", ".pdf"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", None),
    (b"{\\rtf", "a Word file (RTF)", None),
    (b"\x89PNG", "an image file", None),
    (b"\xff\xd8\xff", "an image file", None),
    (b"GIF8", "an image file", None),
    (b"II*\x00", "an image file", None),
    (b"\x1f\x8b", "a compressed file", None),
    (b"7z\xbc\xaf", "a compressed file", None),
    (b"Rar!", "a compressed file", None),
)
_ZIPPED = (
    (b"word/", "a Word file", ".docx"),
    (b"xl/", "an Excel file", ".xlsx"),
    (b"", "a zip file", None),
)
_SAVE_AS_UTF8 = "Open it in an editor, save it as UTF-8 text and send it again"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NEWLINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f]")
_MOST_CONTROL = 0.01
_LEAST_COMMON = 0.55


class NotTextError(UnreadableFileError):
    """The file is of another kind; `suffix` is the ending that such files have, where plans may be one."""

    def __init__(self, message: str, suffix: str | None = None) -> None:
        super().__init__(message)
        self.suffix = suffix


def known_suffix(data: bytes) -> str | None:
    """Tell by its first bytes which ending a file should have; None for text and what is not known."""
    kind = known_kind(data)
    return kind and kind[1]


def known_kind(data: bytes) -> tuple[str, str | None] | None:
    """Tell by its first bytes what a file is, and the ending of those that may hold a plan."""
    return next(((kind, suffix) for sign, kind, suffix in _signs(data) if sign in data), None)


def decode_text(data: bytes) -> str:
    """Decode a text file; lines end in a plain newline, whatever they ended in.

    Raises UnreadableFileError, in words that say what to do, for what is empty, binary, or in no encoding
    that we know.
    """
    if not data.strip():
        raise UnreadableFileError("The file is empty. Send the plan file itself.")
    _refuse_known_binaries(data)
    text = _decode(data)
    if "\x00" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise NotTextError("The file is no text: it holds binary data.")
    text = _NEWLINES.sub("\n", text.removeprefix("\ufeff").rstrip("\x1a"))
    if not text.strip():
        raise UnreadableFileError("The file holds only blank lines. Send the plan file itself.")
    return text


def _refuse_known_binaries(data: bytes) -> None:
    for sign, kind, suffix in _signs(data):
        if sign in data:
            raise NotTextError(f"This looks like {kind}, not text.", suffix)


def _signs(data: bytes) -> Iterator[_Sign]:
    """Yield the signs that count for this file: those within a zip file, and the beginnings."""
    if data.startswith(b"PK\x03\x04"):
        yield from _ZIPPED
    yield from (sign for sign in _MAGIC if data.startswith(sign[0]))


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        return _strictly(data, encoding)
    if b"\x00" in data:
        return data.decode("latin-1")  # no text in the encodings that need no mark holds a NUL
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")
    if not _is_chinese(text):
        raise UnreadableFileError(f"The file is text in an encoding that we do not know. {_SAVE_AS_UTF8}.")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"The file is damaged, or text in an encoding that we do not know. {_SAVE_AS_UTF8}."
        ) from error


def _is_chinese(text: str) -> bool:
    foreign = [char for char in text if char > "\x7f"]
    return sum(_is_common(char) for char in foreign) >= _LEAST_COMMON * len(foreign)


def _is_common(char: str) -> bool:
    """Whether `char` is among the signs and the 3,755 commonest characters of GB 2312."""
    try:
        first, _ = char.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return False
    return first <= 0xA3 or 0xB0 <= first <= 0xD7
