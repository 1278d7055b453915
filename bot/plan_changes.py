"""All that a plan would change, and all that is doubtful in it, as an xlsx file: what no card holds.

Where there is nothing to compare with, all items are new.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.catalogue import mark
from bot.plan_card import FIELDS, added_remarks, dropped_remarks
from bot.sentences import say_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from bot.catalogue import Catalogue
    from bot.plan_workup import Workup
    from storage.plan import ParsedItem

    Cells = tuple[str, ...]

CHANGES = (
    mark("what"), mark("code"), mark("measure"), mark("department"), mark("deadline"),
    mark("what changes"), mark("before"), mark("after"),
)  # fmt: skip
DOUBTS = (mark("where"), mark("measure"), mark("department"), mark("deadline"), mark("what is not certain"))
WIDTHS = {"measure": 60, "before": 36, "after": 36, "what is not certain": 60, "department": 24}
WIDTH = 14
TOP = Alignment(vertical="top", wrap_text=True)


def changes_file(work: Workup, words: Catalogue) -> bytes:
    """Write the file."""
    book = Workbook(write_only=True)
    _sheet(book, words.say("Changes"), CHANGES, _changes(work, words), words)
    _sheet(book, words.say("Not certain"), DOUBTS, _doubts(work, words), words)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _changes(work: Workup, words: Catalogue) -> Iterator[Cells]:
    diff = work.preview.diff
    if diff is None:
        for item in work.plan.items:
            yield (words.say("new"), "", *_said(item))
        return
    for dropped in diff.dropped:
        remarks = " · ".join(dropped_remarks(dropped, words))
        yield (words.say("dropped"), dropped.item.code, *_said(dropped.item), remarks)
    for changed in diff.changed:
        head = (words.say("changed"), changed.code, *_said(changed.after))
        for change in changed.fields:
            yield (*head, words.say(FIELDS[change.field]), change.before, change.after)
    for added in diff.added:
        remarks = " · ".join(added_remarks(added, words))
        yield (words.say("new"), added.code or "", *_said(added.item), remarks)


def _doubts(work: Workup, words: Catalogue) -> Iterator[Cells]:
    for finding in work.findings:
        said = ("", "", "") if finding.item is None else _said(work.plan.items[finding.item])
        yield (say_sentence(finding.where, words), *said, say_sentence(finding.message, words))
    for match in work.preview.diff.doubtful if work.preview.diff else ():
        which = words.say("The same item as {code}, or a new one?", code=match.before.code)
        yield ("", *_said(match.after), f"{which} {match.before.measure}")


def _said(item: ParsedItem) -> Cells:
    return (item.measure, "、".join(item.departments), item.deadline_text)


def _sheet(book: Workbook, name: str, heads: Sequence[str], rows: Iterable[Cells], words: Catalogue) -> None:
    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(head, WIDTH)
    sheet.append([_cell(sheet, words.say(head), Font(bold=True)) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:  # noqa: ANN401 - the library's
    """Make a cell of text: whatever it begins with, it is no formula."""
    cell: Any = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type, cell.alignment = "s", TOP
    if font:
        cell.font = font
    return cell
