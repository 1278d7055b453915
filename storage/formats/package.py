"""The zip file that a .docx or .xlsx is, looked over before anything in it is read. PURE."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError
from storage.formats.limits import Limits, refuse_large, too_much

if TYPE_CHECKING:
    from collections.abc import Iterable

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DTD = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)")
_CHUNK = 1 << 20
_SMALL = 5_000_000
_ENCRYPTED_FLAG = 0x1


def check_package(data: bytes, kind: str, main: str, limits: Limits) -> None:
    """Refuse what is no file of this kind or may do harm when it is unpacked.

    `kind` is how people call it (".docx"), `main` the folder that every such file has.
    """
    refuse_large(data, limits.file)
    _refuse_old(data, kind)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _refuse_bombs(entries, len(data), limits)
            if not any(entry.filename.startswith(main) for entry in entries):
                raise UnreadableFileError(
                    f"This is no {kind} file, whatever its name says. {_save_again(kind)}"
                )
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_entities(package, entry, kind, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise damaged(kind) from error


def damaged(kind: str) -> UnreadableFileError:
    """Make the error for a file that its own kind's library cannot read."""
    return UnreadableFileError(f"The {kind} file is damaged: it cannot be opened. {_save_again(kind)}")


def _save_again(kind: str) -> str:
    return f"Open it in its program, save it as {kind} and send it again."


def _refuse_old(data: bytes, kind: str) -> None:
    if not data.startswith(_OLD_OFFICE):
        return
    if _ENCRYPTED in data:
        raise UnreadableFileError(
            "The file is protected by a password. Save it without one and send it again."
        )
    raise UnreadableFileError(
        f"The file is of the old Office format, whatever its name says. {_save_again(kind)}"
    )


def _refuse_bombs(entries: Iterable[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    entries = list(entries)
    if len(entries) > limits.parts:
        raise too_much(f"{len(entries)} parts")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise UnreadableFileError(
            "The file is protected by a password. Save it without one and send it again."
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked or (unpacked > _SMALL and unpacked > limits.ratio * size):
        raise too_much(f"it unpacks to {unpacked // 1_000_000} MB")
    if sum(entry.compress_size for entry in entries) > size:
        raise too_much("its parts overlap")
    texts = [entry for entry in entries if entry.filename.lower().endswith(".xml")]
    largest = max(texts, key=lambda entry: entry.file_size, default=None)
    if largest and largest.file_size > limits.text:
        megabytes = largest.file_size // 1_000_000
        if largest.filename.startswith("xl/worksheets/"):
            raise too_much(f"a sheet of {megabytes} MB, maybe with cells merged or formatted far below it")
        raise too_much(f"{megabytes} MB of text")


def _refuse_entities(package: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: str, limits: Limits) -> None:
    """Refuse a part with a document type: office files have none, and entities can fill the memory."""
    tail = b""
    read = 0
    with package.open(entry) as part:
        while chunk := part.read(_CHUNK):
            read += len(chunk)
            if read > limits.unpacked:
                raise too_much("a part has no end")
            if _DTD.search(tail + chunk):
                raise UnreadableFileError(
                    f"The {kind} file declares entities, which no office program writes: it is not opened."
                )
            tail = chunk[-64:]
