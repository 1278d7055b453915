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
from bot.plan_card import names_read
from bot.plan_diff import FIELDS, added_remarks, dropped_remarks, progress
from bot.sentences import say_sentence
from bot.wording import joined
from storage.lint import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from bot.catalogue import Catalogue
    from bot.plan_workup import Workup
    from storage.diff import PlanDiff
    from storage.plan import ParsedItem

    Cells = tuple[str, ...]

CHANGES = (
    mark("what"), mark("code"), mark("measure"), mark("department"), mark("deadline"),
    mark("what changes"), mark("before"), mark("after"), mark("status"),
)  # fmt: skip
DOUBTS = (mark("where"), mark("measure"), mark("department"), mark("deadline"), mark("what is not certain"))
WIDTHS = {"measure": 60, "before": 36, "after": 36, "what is not certain": 60, "department": 24}
WIDTH = 14
TOP = Alignment(vertical="top", wrap_text=True)


def changes_file(work: Workup, words: Catalogue) -> bytes:
    """Write what an upload changes, and what in it is doubtful."""
    diff, book = work.preview.diff, Workbook(write_only=True)
    new = ((words.say("new"), "", *_said(item)) for item in work.plan.items)
    changes = new if diff is None else _changes(diff, words)
    _sheet(book, words.say("Changes"), CHANGES, changes, words)
    _sheet(book, words.say("Not certain"), DOUBTS, _doubts(work, words), words)
    return _saved(book)


def since_file(diff: PlanDiff, words: Catalogue) -> bytes:
    """Write what has changed between two versions."""
    book = Workbook(write_only=True)
    _sheet(book, words.say("Changes"), CHANGES, _changes(diff, words), words)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _changes(diff: PlanDiff, words: Catalogue) -> Iterator[Cells]:
    for dropped in diff.dropped:
        remarks = " · ".join(dropped_remarks(dropped, words))
        head = (words.say("dropped"), dropped.item.code, *_said(dropped.item))
        yield (*head, remarks, "", "", *progress(dropped.item, words))
    for changed in diff.changed:
        head = (words.say("changed"), changed.code, *_said(changed.after))
        for change in changed.fields:
            what = (words.say(FIELDS[change.field]), change.before, change.after)
            yield (*head, *what, *progress(changed.before, words))
    for added in diff.added:
        remarks = " · ".join(added_remarks(added, words))
        head = (words.say("new"), added.code or "", *_said(added.item))
        yield (*head, remarks, "", "", *progress(added.back, words))


def _doubts(work: Workup, words: Catalogue) -> Iterator[Cells]:
    for names in names_read(work, words):
        yield (say_sentence(WHOLE, words), "", "", "", names)
    for finding in work.findings:
        said = ("", "", "") if finding.item is None else _said(work.plan.items[finding.item])
        yield (say_sentence(finding.where, words), *said, say_sentence(finding.message, words))
    for match in work.preview.diff.doubtful if work.preview.diff else ():
        codes = [" · ".join((item.code, *progress(item, words))) for item in match.choices]
        which = words.say("The same item as {code}, or a new one?", code=joined(codes, words))
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
