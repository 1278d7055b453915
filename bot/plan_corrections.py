"""What an admin writes for a doubtful item: a date that can be read, departments that are known. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from storage.canonical import canonical_name, fold
from storage.deadlines import is_deadline, read_deadline, spelled
from storage.plan import DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SEPARATORS = re.compile("[、,，;；/\n]")
MOST_NEAREST, LEAST_LIKE = 3, 50
"""How many names are offered, and how like (of 100) what was written they are."""
_ANY_YEAR = 2001


@dataclass(frozen=True)
class WrittenNames:
    """Departments as written, in the spelling that is known; `nearest` are known ones like the `unknown`."""

    names: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


def read_written_names(text: str, known: Collection[str], renamed: Mapping[str, str]) -> WrittenNames:
    """Read departments that are set apart by 、 or the like; `renamed` are their names by other ones, folded.

    >>> read_written_names("财务处、后勤、计财处", ["后勤部", "财务处"], {"计财处": "财务处"})
    WrittenNames(names=('财务处', '后勤'), unknown=('后勤',), nearest=('后勤部',))
    """
    spelling = {**renamed, **{fold(name): name for name in known}}
    written = [name for part in SEPARATORS.split(text) if re.search(r"\w", name := canonical_name(part))]
    names = tuple(dict.fromkeys(spelling.get(fold(name), name) for name in written))
    unknown = tuple(name for name in names if fold(name) not in spelling)
    nearest = (
        near
        for name in unknown
        for near, _, _ in process.extract(
            name, known, scorer=fuzz.ratio, limit=MOST_NEAREST, score_cutoff=LEAST_LIKE
        )
    )
    return WrittenNames(names, unknown, tuple(dict.fromkeys(nearest)))


def is_readable_deadline(text: str) -> bool:
    """Whether a deadline can be made of what was written, be it "to be fixed"."""
    deadline = read_deadline(text, _ANY_YEAR)
    dated = bool(deadline.occurrences) or deadline.kind is DeadlineKind.ONGOING
    return dated or is_deadline(text)


def is_plain_answer(field: str, text: str, known: Collection[str], renamed: Mapping[str, str]) -> bool:
    """Whether a message that replies to nothing is what was asked for, and nothing else."""
    if field == "deadline_text":
        return is_deadline(spelled(text))
    written = read_written_names(text, known, renamed)
    return bool(written.names) and not written.unknown
