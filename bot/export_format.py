"""The kinds of files that a plan is written as. PURE."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from storage.errors import DubanError


class ExportFormat(StrEnum):
    """Each named as its files end."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    ICS = "ics"


def wanted_format(asked: str | None, name: str) -> ExportFormat:
    """Return the kind that is asked for, else the one that a file's name ends in ("" for standard output).

    A name that ends as files of another kind do is refused: it would say what the file is not.
    """
    ending = PurePath(name).suffix.removeprefix(".").lower()
    kind = (ending if asked is None else asked).removeprefix(".").lower()
    if kind not in list(ExportFormat):
        said = (
            f"“{name if asked is None else asked}” names no kind of file that Duban writes. " if kind else ""
        )
        raise DubanError(f"{said}Name one with --format, or by the file's ending: {', '.join(ExportFormat)}.")
    if ending and ending != kind:
        raise DubanError(f"The name {name} says another kind of file than the {kind} that is asked for.")
    return ExportFormat(kind)
