"""A plan as .csv: a row for each item, everything said in each. PURE.

It opens in a spreadsheet program: UTF-8 with its mark, and no cell that such a program would work out.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from storage.export.table import Extra, columns_of, head_lines
from storage.formats.csv import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.plan import ParsedPlan


def write_csv(plan: ParsedPlan, extras: Iterable[Extra] = ()) -> bytes:
    """Write the plan's title, the headings and a row for each item."""
    columns = columns_of(plan.items, extras, with_sections=True)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    blanks = [""] * (len(columns) - 1)
    writer.writerows([guarded(line), *blanks] for line in head_lines(plan))
    writer.writerow(column.heading for column in columns)
    writer.writerows([guarded(column.texts[at]) for column in columns] for at in range(len(plan.items)))
    return out.getvalue().encode("utf-8-sig")
