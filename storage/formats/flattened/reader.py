"""From the text of a flattened table to its items. PURE."""

from __future__ import annotations

from storage.deadlines import is_deadline, item_deadline
from storage.department_names import DepartmentCell, read_departments
from storage.formats.flattened.columns import read_columns
from storage.formats.flattened.grouping import Verdict, assign_labels
from storage.formats.flattened.lines import Table, split_table
from storage.formats.flattened.rows import Label, Paragraph, RowBuilder
from storage.formats.flattened.survey import survey
from storage.formats.titles import find_year_and_title
from storage.headings import Role
from storage.plan import ParsedItem, ParsedPlan, PlanKind, Problem, Severity, Source

_SURE = 0.93
_SHORTEST_TITLE = 6
_NEVER_FIRST = tuple("，。；：、）》”")
_PAIRS = (("《", "》"), ("“", "”"))


def read_flattened(text: str) -> ParsedPlan | None:
    """Read a flattened table; None when the text holds no table header."""
    table = split_table(text)
    if table is None:
        return None
    year, title = find_year_and_title(list(table.head))
    known = survey(table.roles, table.lines)
    builder = RowBuilder(known.widths.full_measure, numbered=Role.SERIAL in table.roles)
    paragraphs = builder.build(read_columns(known, table.lines))
    verdicts = assign_labels(paragraphs, table.roles)
    items = tuple(_item(paragraphs, at, verdicts[at], table, year or 0) for at in range(len(paragraphs)))
    stray = [(piece.line, piece.text) for piece in builder.stray] + [
        (note.number, note.text) for note in table.notes
    ]
    problems = tuple(
        Problem(Severity.WARNING, f"line {number}", f"Left out, as it is no part of the table: {words}")
        for number, words in sorted(stray)
    )
    return ParsedPlan(year, title, PlanKind.TABLE, items, problems)


def _item(
    paragraphs: list[Paragraph], at: int, verdicts: dict[Role, Verdict], table: Table, year: int
) -> ParsedItem:
    paragraph = paragraphs[at]
    cell = _departments(paragraphs, verdicts)
    deadline = _label(paragraphs, verdicts, Role.DEADLINE)
    deadline_text = deadline.text if deadline else ""
    return ParsedItem(
        section=paragraph.section,
        work_point=paragraph.work_point,
        group=paragraph.group,
        measure=paragraph.text,
        departments=cell.names,
        assisting=cell.assisting,
        deadline_text=deadline_text,
        deadline=item_deadline(deadline_text, paragraph.text, year),
        source=Source(line=paragraph.line),
        doubts=tuple(_doubts(paragraphs, at, verdicts, table)),
    )


def _label(paragraphs: list[Paragraph], verdicts: dict[Role, Verdict], role: Role) -> Label | None:
    verdict = verdicts.get(role)
    if verdict is None or verdict.source is None:
        return None
    return paragraphs[verdict.source].labels.get(role)


def _departments(paragraphs: list[Paragraph], verdicts: dict[Role, Verdict]) -> DepartmentCell:
    names: list[str] = []
    assisting: list[str] = []
    for role in (Role.DEPARTMENT, Role.ASSISTING):
        label = _label(paragraphs, verdicts, role)
        if label is None:
            continue
        cell = read_departments(label.paragraphs, assisting=role is Role.ASSISTING)
        names += [name for name in cell.names if name not in names]
        assisting += [name for name in cell.assisting if name not in assisting]
    return DepartmentCell(tuple(names), tuple(assisting))


def _doubts(paragraphs: list[Paragraph], at: int, verdicts: dict[Role, Verdict], table: Table) -> list[str]:
    doubts = []
    for role, verdict in verdicts.items():
        mine = _label(paragraphs, verdicts, role)
        if role in table.roles and role is not Role.ASSISTING and mine is None:
            doubts.append(f"No {_WORDS[role]} was found for this measure.")
            continue
        other = paragraphs[verdict.other].labels.get(role) if verdict.other is not None else None
        if verdict.certainty < _SURE and mine is not None and other is not None and mine.text != other.text:
            doubts.append(
                f"The {_WORDS[role]} may also be {other.text}: "
                "the page leaves open which cell this belongs to."
            )
    deadline = _label(paragraphs, verdicts, Role.DEADLINE)
    if deadline is not None and not is_deadline(deadline.text):
        doubts.append(f"The deadline {deadline.text} is not one that we can read.")
    return doubts + _torn_texts(paragraphs[at])


def _torn_texts(paragraph: Paragraph) -> list[str]:
    """Doubt texts that look torn: a bracket that never closes, a title of a few characters."""
    doubts = []
    if _is_torn(paragraph.text):
        doubts.append("The measure looks incomplete: a page may cut it.")
    if paragraph.work_point is not None and (
        _is_torn(paragraph.work_point) or len(paragraph.work_point) < _SHORTEST_TITLE
    ):
        doubts.append(f"The work point {paragraph.work_point} looks incomplete: a page may cut it.")
    return doubts


def _is_torn(text: str) -> bool:
    return text[:1] in _NEVER_FIRST or any(text.count(left) != text.count(right) for left, right in _PAIRS)


_WORDS = {Role.DEPARTMENT: "department", Role.ASSISTING: "assisting department", Role.DEADLINE: "deadline"}
