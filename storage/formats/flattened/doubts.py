"""Why the reading of an item is not certain, in words for the person who checks the plan. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from storage.deadlines import is_deadline
from storage.department_names import department_likeness, read_departments
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.formats.flattened.cells import Label, Paragraph
    from storage.formats.flattened.grouping import Verdict

_SURE = 0.93
_CLOSE = 0.6  # as logarithm of odds: another reading of the columns is more than half as likely
_SHORTEST_TITLE = 6
_NEVER_FIRST = tuple("，。；：、）》”")
_PAIRS = (("《", "》"), ("“", "”"))
_WORDS = {Role.DEPARTMENT: "department", Role.ASSISTING: "assisting department", Role.DEADLINE: "deadline"}


class Doubter:
    """Doubts items in the light of all labels of the plan."""

    def __init__(self, paragraphs: Sequence[Paragraph], roles: Sequence[Role]) -> None:
        self.paragraphs = paragraphs
        self.roles = roles
        self.counts = Counter(_all_names(paragraphs))
        self.first_of_page = set(_first_of_pages(paragraphs))

    def doubts(self, at: int, verdicts: dict[Role, Verdict]) -> tuple[str, ...]:
        """Say why the reading of the paragraph is not certain; nothing where it is."""
        found: list[str] = []
        for role, verdict in verdicts.items():
            found += self._label_doubts(role, verdict)
        printed = self.paragraphs[at].labels
        inherited = (
            self._label(Role.DEADLINE, verdicts[Role.DEADLINE].source) if Role.DEADLINE in verdicts else None
        )
        if Role.DEPARTMENT in printed and Role.DEADLINE not in printed and inherited is not None:
            found.append(f"No deadline is printed here: {inherited.text} is that of the row above.")
        return (*found, *_torn_texts(self.paragraphs[at]), *self._open_cells(at, verdicts))

    def _open_cells(self, at: int, verdicts: dict[Role, Verdict]) -> Iterator[str]:
        """Doubt cells of which another reading of the columns takes more or less for part of them."""
        paragraph = self.paragraphs[at]
        cells = {"work point": paragraph.title, "group title": paragraph.sub_title} | {
            _WORDS[role]: self._label(role, verdict.source) for role, verdict in verdicts.items()
        }
        found = {what: cell.text for what, cell in cells.items() if cell and cell.margin < _CLOSE}
        if paragraph.margin < _CLOSE:
            found["measure"] = "this"
        for what, words in found.items():
            yield f"The {what} may be more or less than {words}: the page leaves open where its cell ends."

    def _label_doubts(self, role: Role, verdict: Verdict) -> list[str]:
        mine, other = self._label(role, verdict.source), self._label(role, verdict.other)
        if mine is None:
            needed = role in self.roles and role is not Role.ASSISTING
            return [f"No {_WORDS[role]} was found for this measure."] if needed else []
        if verdict.certainty < _SURE and other is not None and mine.text != other.text:
            return [
                f"The {_WORDS[role]} may also be {other.text}: the page leaves open to which cell it belongs."
            ]
        if role is Role.DEADLINE:
            readable = is_deadline(mine.text)
            return [] if readable else [f"The deadline {mine.text} is not one that we can read."]
        names = read_departments(mine.paragraphs).names
        at_top = id(mine) in self.first_of_page
        return [
            f"The department {name} looks incomplete: a page may cut it."
            for name in names
            if self._is_cut(name, at_top=at_top and name is names[0])
        ]

    def _label(self, role: Role, source: int | None) -> Label | None:
        return None if source is None else self.paragraphs[source].labels.get(role)

    def _is_cut(self, name: str, *, at_top: bool) -> bool:
        """Whether a name stands but once and is no more than the beginning or (`at_top`) end of a name."""
        if self.counts[name] > 1:
            return False
        longer = [other for other, count in self.counts.items() if count > 1 and other != name]
        begins = len(name) <= 3 and any(other.startswith(name) for other in longer)
        ends = at_top and any(other.endswith(name) for other in longer)
        return department_likeness(name) < 1.0 or begins or ends


def _all_names(paragraphs: Iterable[Paragraph]) -> Iterable[str]:
    for paragraph in paragraphs:
        for role in (Role.DEPARTMENT, Role.ASSISTING):
            label = paragraph.labels.get(role)
            if label is not None:
                yield from read_departments(label.paragraphs).names


def _first_of_pages(paragraphs: Iterable[Paragraph]) -> Iterable[int]:
    """Yield (the identity of) each page's first cell of departments: the page before may have begun it."""
    pages: set[int] = set()
    for paragraph in paragraphs:
        label = paragraph.labels.get(Role.DEPARTMENT)
        if label is not None and label.page not in pages:
            pages.add(label.page)
            yield id(label)


def _torn_texts(paragraph: Paragraph) -> list[str]:
    """Doubt texts that look torn: a bracket that never closes, a title of a few characters."""
    doubts = []
    if _is_torn(paragraph.text):
        doubts.append("The measure looks incomplete: a page may cut it.")
    title = paragraph.work_point
    if title is not None and (_is_torn(title) or len(title) < _SHORTEST_TITLE):
        doubts.append(f"The work point {title} looks incomplete: a page may cut it.")
    return doubts


def _is_torn(text: str) -> bool:
    return text[:1] in _NEVER_FIRST or any(text.count(left) != text.count(right) for left, right in _PAIRS)
