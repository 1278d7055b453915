"""Numbers and dates of a sheet's cells in the words that the sheet shows. PURE.

>>> from datetime import datetime
>>> shown(datetime(2017, 12, 1), 'm"月"')
'12月'
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from storage.deadlines import is_deadline

_BUILT_IN = {  # what the Chinese Excel shows for the numbers that others leave out
    "mm-dd-yy": 'yyyy"年"m"月"d"日"',
}
_PART = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|(\[[^\]]*\])|(y+|m+|d+|h+|s+|a+(?:/p)?m?|am/pm)|(.)', re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[0#?]+)?")


def shown(value: object, number_format: str = "General") -> str:
    """Say what a cell shows.

    A date in a form that is no deadline for us (12/31/17) is written out, as exactly as it shows.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return _shown_date(value, number_format)
    if isinstance(value, int | float):
        return _shown_number(value, number_format)
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)
