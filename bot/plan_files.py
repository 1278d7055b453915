"""Plan files on this machine: read whole, or refused in a sentence."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from storage.errors import DubanError, UnreadableFileError
from storage.formats.decoding import known_suffix
from storage.formats.limits import LIMITS

if TYPE_CHECKING:
    from os import stat_result

STANDARD_INPUT = Path("-")
PIPED = "plan"
"""The name of what comes without one."""


def read_plan_file(path: Path) -> tuple[bytes, str]:
    """Return the file's content, and a name whose ending says what kind it is; `-` is standard input.

    What comes through a pipe has no ending: its first bytes tell. Devices are refused: some never end.
    """
    if path == STANDARD_INPUT:
        content = _read(path)
        return content, _piped_name(content)
    try:
        is_piped = stat.S_ISFIFO(_kind(path.stat(), path))
        content = _read(path)
    except FileNotFoundError:
        raise UnreadableFileError(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableFileError(f"{path} cannot be read: {reason}.") from None
    return content, _piped_name(content) if is_piped and not path.suffix else path.name


def write_file(path: Path, content: bytes) -> None:
    """Write a file, instead of one of that name; what cannot be done is said in a sentence."""
    try:
        path.write_bytes(content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DubanError(f"{path} cannot be written: {reason}.") from None


def _kind(facts: stat_result, path: Path) -> int:
    if stat.S_ISDIR(facts.st_mode):
        raise UnreadableFileError(f"{path} is a folder, not a plan file.")
    if not (stat.S_ISREG(facts.st_mode) or stat.S_ISFIFO(facts.st_mode)):
        raise UnreadableFileError(f"{path} is a device, not a plan file.")
    return facts.st_mode


def _read(path: Path) -> bytes:
    """Read no more than a plan may have."""
    if path == STANDARD_INPUT:
        content = _read_some(sys.stdin.buffer) if sys.stdin else b""
    else:
        with path.open("rb") as file:
            content = _read_some(file)
    if len(content) > LIMITS.file:
        most = LIMITS.file // 1_000_000
        raise UnreadableFileError(f"{path} is larger than {most} MB: that is no plan file.")
    return content


def _read_some(file: BinaryIO) -> bytes:
    return file.read(LIMITS.file + 1)


def _piped_name(content: bytes) -> str:
    if not content.strip():
        raise UnreadableFileError("The file is empty. Send the plan file itself.")
    return f"{PIPED}{known_suffix(content) or '.txt'}"
