"""From the text of a flattened table to its items. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.deadlines import item_deadline
from storage.department_names import DepartmentCell, read_departments
from storage.formats.flattened.columns import read_columns
from storage.formats.flattened.doubts import Doubter
from storage.formats.flattened.grouping import Verdict, assign_labels
from storage.formats.flattened.lines import split_table
from storage.formats.flattened.rows import RowBuilder
from storage.formats.flattened.survey import survey
from storage.formats.titles import find_year_and_title
from storage.headings import Role
from storage.plan import UNKNOWN_YEAR, ParsedItem, ParsedPlan, PlanKind, Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.formats.flattened.cells import Label, Paragraph


def read_flattened(text: str) -> ParsedPlan | None:
    """Read a flattened table; None when the text holds no table header."""
    table = split_table(text)
    if table is None:
        return None
    year, title = find_year_and_title(list(table.head))
    known = survey(table.roles, table.lines)
    builder = RowBuilder(known.widths.full_measure, known.names, numbered=Role.SERIAL in table.roles)
    paragraphs = builder.build(read_columns(known, table.lines))
    items = tuple(_items(paragraphs, table.roles, year or UNKNOWN_YEAR))
    left_out = [(piece.line, piece.text) for piece in builder.stray]
    left_out += [(note.number, note.text) for note in table.notes]
    problems = [
        Problem(Severity.WARNING, f"line {number}", f"Left out, as it is no part of the table: {words}")
        for number, words in sorted(left_out)
    ]
    if year is None:
        problems.insert(0, Problem(Severity.WARNING, "title", "The file names no year."))
    return ParsedPlan(year, title, PlanKind.TABLE, items, tuple(problems))


def _items(paragraphs: list[Paragraph], roles: tuple[Role, ...], year: int) -> Iterator[ParsedItem]:
    doubter = Doubter(paragraphs, roles)
    for at, (paragraph, verdicts) in enumerate(
        zip(paragraphs, assign_labels(paragraphs, roles), strict=True)
    ):
        labels = {role: _label(paragraphs, verdict, role) for role, verdict in verdicts.items()}
        cell = _departments(labels)
        deadline = labels.get(Role.DEADLINE)
        deadline_text = deadline.text if deadline else ""
        yield ParsedItem(
            section=paragraph.section,
            work_point=paragraph.work_point,
            group=paragraph.group,
            measure=paragraph.text,
            departments=cell.names,
            assisting=cell.assisting,
            deadline_text=deadline_text,
            deadline=item_deadline(deadline_text, paragraph.text, year),
            source=Source(line=paragraph.line),
            doubts=doubter.doubts(at, verdicts),
        )


def _label(paragraphs: Sequence[Paragraph], verdict: Verdict, role: Role) -> Label | None:
    return None if verdict.source is None else paragraphs[verdict.source].labels.get(role)


def _departments(labels: dict[Role, Label | None]) -> DepartmentCell:
    names: list[str] = []
    assisting: list[str] = []
    for role in (Role.DEPARTMENT, Role.ASSISTING):
        label = labels.get(role)
        if label is None:
            continue
        cell = read_departments(label.paragraphs, assisting=role is Role.ASSISTING)
        names += [name for name in cell.names if name not in names]
        assisting += [name for name in cell.assisting if name not in assisting]
    return DepartmentCell(tuple(names), tuple(assisting))
