"""Numbers and dates of a sheet's cells in the words that the sheet shows. PURE.

>>> shown(43070.0, 'm"月"')
'12月'
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from storage.deadlines import is_deadline

# Formats that have a number instead of a code. Those from 27 on are the Chinese program's own.
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy/m/d h:mm",
    30: "m-d-yy",
    **dict.fromkeys((18, 19, 20, 21, 32, 33), "h:mm"),
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    31: 'yyyy"年"m"月"d"日"',
}
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - sheets know no zones
_EXACT = 1e15
_LAST_SERIAL = 2_958_465  # 31 December 9999
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]'
    r"|(?P<code>y+|m+|d+|h+|s+|e+|a{3,4}|am/pm)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[0#?]+)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(value: float, code: str = "General", *, since_1904: bool = False) -> str:
    """Say what a cell with a number shows.

    A date in a form that is no deadline for us (12/31/17) is written out, as exactly as it shows.
    """
    code = code.partition(";")[0]
    if is_date(code) and 0 <= value <= _LAST_SERIAL:
        return _shown_date(_EPOCHS[since_1904] + timedelta(days=value), code)
    return _shown_number(value, code)


def is_date(code: str) -> bool:
    """Whether a format shows a number as a date or time."""
    return any(match["code"] for match in _PART.finditer(code)) and code.lower() != "general"


def _shown_date(moment: datetime, code: str) -> str:
    parts = "".join((match["code"] or "").lower()[:1] for match in _PART.finditer(code))
    has_year, has_day, has_time = bool({*"ye"} & {*parts}), "d" in parts, "h" in parts or "s" in parts
    if not (has_year or has_day or ("m" in parts and not has_time)):
        return moment.strftime("%H:%M")
    text = _spelled(moment, code) if not has_time else ""
    if is_deadline(text):
        return text
    year = f"{moment.year}年" if has_year else ""
    return f"{year}{moment.month}月{moment.day}日" if has_day else f"{year}{moment.month}月"


def _spelled(moment: datetime, code: str) -> str:
    """Follow the format's code, piece by piece."""
    out = ""
    for match in _PART.finditer(code):
        part = (match["code"] or "").lower()
        if part[:1] in ("y", "e"):
            out += str(moment.year) if len(part) > 2 or part[0] == "e" else f"{moment.year % 100:02}"
        elif part[:1] == "m":
            out += _MONTHS[moment.month - 1] if len(part) > 2 else str(moment.month).zfill(len(part))
        elif part[:1] == "d" and len(part) < 3:
            out += str(moment.day).zfill(len(part))
        elif not part:
            out += match["quoted"] or match["escaped"] or match["plain"] or ""
    return out.strip().removesuffix("@")


def _shown_number(value: float, code: str) -> str:
    """Follow the commonest codes: 「0"月"」, 「0%」; digits are the number's own where no code says less."""
    digits = _DIGITS.search(code)
    if "%" in code:
        places = len(digits[0].partition(".")[2]) if digits else 0
        return f"{value * 100:.{places}f}%"
    text = str(int(value)) if abs(value) < _EXACT and value == int(value) else repr(value)
    if not digits or code.lower() == "general":
        return text
    if "." not in digits[0]:
        text = str(round(value)) if abs(value) < _EXACT else text
    before, after = code[: digits.start()], code[digits.end() :]
    return _literal(before) + text + _literal(after)


def _literal(code: str) -> str:
    return "".join(match["quoted"] or match["escaped"] or "" for match in _PART.finditer(code))
