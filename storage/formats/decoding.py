"""Bytes of a text file -> text: UTF-8, UTF-16 with its mark, GB18030. PURE.

GB18030 decodes nearly anything, so what it gives is judged: real Chinese uses a few thousand characters
most of the time (the first level of GB 2312), bytes of another encoding land anywhere.
"""

from __future__ import annotations

import codecs
import re

from storage.errors import UnreadableFileError

# The first bytes of files that people take for text, and what to say they are.
_MAGIC = (
    (b"%PDF", "a PDF file", "Send it with its .pdf ending"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", "Save it as .docx or .xlsx and send that"),
    (b"{\\rtf", "a Word file (RTF)", "Save it as .docx and send that"),
    (b"\x89PNG", "an image file", "Send the plan as text, .pdf, .docx or .xlsx"),
    (b"\xff\xd8\xff", "an image file", "Send the plan as text, .pdf, .docx or .xlsx"),
    (b"GIF8", "an image file", "Send the plan as text, .pdf, .docx or .xlsx"),
    (b"II*\x00", "an image file", "Send the plan as text, .pdf, .docx or .xlsx"),
    (b"\x1f\x8b", "a compressed (gzip) file", "Unpack it and send the plan itself"),
    (b"7z\xbc\xaf", "a compressed (7z) file", "Unpack it and send the plan itself"),
    (b"Rar!", "a compressed (RAR) file", "Unpack it and send the plan itself"),
)
_ZIPPED = (
    (b"word/", "a Word file", "Send it with its .docx ending"),
    (b"xl/", "an Excel file", "Send it with its .xlsx ending"),
    (b"", "a zip file", "Unpack it and send the plan itself"),
)
_SAVE_AS_UTF8 = "Open it in an editor, save it as UTF-8 text and send it again"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NEWLINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f]")
_MOST_CONTROL = 0.01
_LEAST_COMMON = 0.55


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
        raise UnreadableFileError(
            "The file is no text: it holds binary data. Send a .txt, .pdf, .docx, .xlsx or .csv file."
        )
    text = _NEWLINES.sub("\n", text.removeprefix("\ufeff").rstrip("\x1a"))
    if not text.strip():
        raise UnreadableFileError("The file holds only blank lines. Send the plan file itself.")
    return text


def _refuse_known_binaries(data: bytes) -> None:
    kinds = _ZIPPED if data.startswith(b"PK\x03\x04") else ()
    for sign, kind, advice in kinds:
        if sign in data:
            raise UnreadableFileError(f"This looks like {kind}, not text. {advice}.")
    for sign, kind, advice in _MAGIC:
        if data.startswith(sign):
            raise UnreadableFileError(f"This looks like {kind}, not text. {advice}.")


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
