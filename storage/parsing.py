"""A plan file to a `ParsedPlan`, by the kind of file. PURE."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from storage.deadlines import dated, day_doubts
from storage.department_names import NONE_LEADS
from storage.errors import UnreadableFileError, UnsupportedFormatError
from storage.formats.csv import read_csv
from storage.formats.decoding import NotTextError, decode_text, known_kind, known_suffix
from storage.formats.docx import read_docx
from storage.formats.pdf import read_pdf
from storage.formats.progress import say_nothing
from storage.formats.text import read_text
from storage.formats.titles import named_years
from storage.formats.xlsx import read_xlsx
from storage.plan import PlanKind, Problem, Severity
from storage.repetition import repetition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from storage.formats.progress import ShowPages
    from storage.plan import ParsedItem, ParsedPlan

_SCHOOL_BEGINS = 8  # the month
_SAID_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*[年./-])")

READERS: Mapping[str, Callable[..., ParsedPlan]] = {
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
_WEB_PAGE = "a web page"
_MARKUP = re.compile(r"\s*(?:<[!?a-z]|MIME-Version:)", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # what is protected by a password, too: its reader tells which
_EXCEL = ("an Excel file", (b"xl/", _OLD_OFFICE))
_SIGNS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("a PDF file", (b"%PDF-",)),
    ".docx": ("a Word file", (b"word/", _OLD_OFFICE)),
    ".xlsx": _EXCEL,
    ".xlsm": _EXCEL,
}
"""What files of an ending are called, and what any of them holds, damaged or not."""


def parse_plan(data: bytes, filename: str, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read the plan in a file's bytes.

    `progress` is told how many of how many pages have been read; 0 of 0 where a file has no pages.
    Raises `UnsupportedFormatError` for a kind of file that we do not read and `UnreadableFileError` when
    the content holds no plan.
    """
    suffix = PurePath(filename).suffix.lower() or known_suffix(data) or ".txt"
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
        raise UnsupportedFormatError(f"We cannot read {suffix} as a plan. {_save_as()}")
    _refuse_misnamed(data, suffix)
    try:
        plan = reader(data, progress=progress)
    except NotTextError as error:
        raise UnreadableFileError(f"{error} {_advice(error.suffix)}") from error
    plan = _with_doubts(_with_year(plan))
    twice = repetition(plan)
    return plan if twice is None else replace(plan, problems=(twice, *plan.problems))


def _with_year(plan: ParsedPlan) -> ParsedPlan:
    """Say where the year may be another; take it from the deadlines where no title names one."""
    if plan.year is not None:
        opens = re.match(rf"{plan.year}\s*年", plan.title) is not None
        if opens or len(named_years(plan.title)) < 2:
            return plan
        several = f"The title names several years: {plan.year} is taken for the plan's."
        return replace(plan, problems=(_warning(several), *plan.problems))
    years = {int(year) for item in plan.items for year in _SAID_YEAR.findall(item.deadline_text)}
    if len(years) != 1:
        return plan
    (year,) = years
    alone = f"No title names the year: {year} is taken, the only one that deadlines name."
    return replace(dated(plan, year), problems=(_warning(alone), *plan.problems))


def _with_doubts(plan: ParsedPlan) -> ParsedPlan:
    """Doubt items that nobody leads, or whose deadlines name days like 30 February or no month."""
    return replace(
        plan,
        items=tuple(
            replace(item, doubts=(*item.doubts, *found)) if (found := tuple(_doubts(plan, item))) else item
            for item in plan.items
        ),
    )


def _doubts(plan: ParsedPlan, item: ParsedItem) -> Iterator[str]:
    yield from day_doubts(item, plan.year)
    yield from _school_year_doubts(plan, item)
    if plan.kind is PlanKind.TABLE and item.departments and not item.responsible:
        yield NONE_LEADS


def _school_year_doubts(plan: ParsedPlan, item: ParsedItem) -> Iterator[str]:
    """Doubt the months of a school year that lie before it began, as the plan's year is the first of two."""
    if plan.year is None or "学年" not in plan.title or _SAID_YEAR.search(item.deadline_text):
        return
    if any(each.due < date(plan.year, _SCHOOL_BEGINS, 1) for each in item.deadline.occurrences):
        text, year = item.deadline_text, plan.year + 1
        yield f"The plan is of a school year: the deadline {text} may be of {year}."


def _warning(message: str) -> Problem:
    return Problem(Severity.WARNING, "the file", message)


def _refuse_misnamed(data: bytes, suffix: str) -> None:
    """Refuse what is plainly another kind of file than its name says; the readers tell of damaged ones."""
    named, signs = _SIGNS.get(suffix, ("", (b"",)))
    if any(sign in data for sign in signs):
        return
    kind, ending = known_kind(data) or _kind_of_text(data)
    if kind == _WEB_PAGE:
        raise UnreadableFileError(
            f"This looks like {kind}, not {named}. Open it in Excel, Word or WPS, save it as {suffix} "
            "and send that."
        )
    if kind:
        raise UnreadableFileError(f"This looks like {kind}, not {named}. {_advice(ending)}")


def _kind_of_text(data: bytes) -> tuple[str, str | None]:
    """Tell a web page, which office systems like to export under an Excel file's name, from other text."""
    try:
        text = decode_text(data)
    except UnreadableFileError:
        return "", None
    return (_WEB_PAGE, None) if _MARKUP.match(text) else ("a text file", ".csv/.txt")


def _advice(ending: str | None) -> str:
    return f"Send it with its {ending} ending." if ending else _save_as()


def _save_as() -> str:
    return f"Save the plan as one of: {', '.join(sorted(READERS))}."
