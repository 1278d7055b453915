"""A plan file to a `ParsedPlan`, by the kind of file. PURE."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError, UnsupportedFormatError
from storage.formats.csv import read_csv
from storage.formats.decoding import NotTextError, known_suffix
from storage.formats.docx import read_docx
from storage.formats.pdf import read_pdf
from storage.formats.text import read_text
from storage.formats.xlsx import read_xlsx
from storage.repetition import repetition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from storage.formats.pdf import ShowPages
    from storage.plan import ParsedPlan

READERS: Mapping[str, Callable[[bytes], ParsedPlan]] = {
    ".txt": read_text,
    ".text": read_text,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
}
_SAVE_INSTEAD = {
    ".doc": ".docx", ".dot": ".docx", ".wps": ".docx", ".rtf": ".docx", ".odt": ".docx",
    ".docm": ".docx", ".dotx": ".docx",
    ".xls": ".xlsx", ".xlt": ".xlsx", ".et": ".xlsx", ".ods": ".xlsx", ".xlsb": ".xlsx", ".xltx": ".xlsx",
}  # fmt: skip


def parse_plan(data: bytes, filename: str, progress: ShowPages | None = None) -> ParsedPlan:
    """Read the plan in a file's bytes.

    `progress` is told how many of how many pages have been read, where a file has pages.
    Raises `UnsupportedFormatError` for a kind of file that we do not read and `UnreadableFileError` when
    the content holds no plan.
    """
    suffix = PurePath(filename).suffix.lower()
    if not data.strip():
        raise UnreadableFileError(f"The file {PurePath(filename).name} is empty. Send the plan itself.")
    reader = READERS.get(suffix)
    if reader is None and suffix in _SAVE_INSTEAD:
        kind = known_suffix(data) or ""  # a new file under an old name is read
        reader = READERS.get(kind)
        if reader is None:
            raise UnsupportedFormatError(
                f"We cannot read {suffix} files. Open it in its program, save it as {_SAVE_INSTEAD[suffix]} "
                "and send that."
            )
    if reader is None:
        raise UnsupportedFormatError(
            f"We cannot read {suffix or 'a file without an ending'} as a plan. {_save_as()}"
        )
    try:
        plan = read_pdf(data, progress=progress) if reader is read_pdf else reader(data)
    except NotTextError as error:
        advice = f"Send it with its {error.suffix} ending." if error.suffix in READERS else _save_as()
        raise UnreadableFileError(f"{error} {advice}") from error
    twice = repetition(plan)
    return plan if twice is None else replace(plan, problems=(twice, *plan.problems))


def _save_as() -> str:
    return f"Save the plan as one of: {', '.join(sorted(READERS))}."
