"""Numbers and dates of a sheet's cells in the words that the sheet shows. PURE.

>>> shown(43070.0, 'm"月"')
'12月'
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from storage.deadlines import is_deadline

# Formats that have a number instead of a code. Those from 27 on are the Chinese program's own.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - sheets know no zones
_LAST_SERIAL = 2_958_465  # 31 December 9999
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<code>y+|m+|d+|h+|s+|e+|a{3,4}|am/pm)|(?P<plain>.)',
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[0#?]+)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(value: float, code: str = "General", *, since_1904: bool = False) -> str:
    """Say what a cell with a number shows.

    A date in a form that is no deadline for us (12/31/17) is written out, as exactly as it shows.
    """
    code = code.split(";")[0]
    if is_date(code) and 0 <= value <= _LAST_SERIAL:
        return _shown_date(_EPOCHS[since_1904] + timedelta(days=value), code)
    return _shown_number(value, code)


def is_date(code: str) -> bool:
    """Whether a format shows a number as a date or time."""
    return any(match["code"] for match in _PART.finditer(code)) and code.lower() != "general"


def _shown_date(moment: datetime, code: str) -> str:
    parts = [(match["code"] or "").lower() for match in _PART.finditer(code)]
    has_year, has_day = any("y" in part or "e" in part for part in parts), any("d" in part for part in parts)
    has_month = any("m" in part for part in parts) and (has_year or has_day or not any("h" in p for p in parts))
    if not (has_year or has_month or has_day):
        return moment.strftime("%H:%M")
    text = _spelled(moment, code) if not any("h" in part for part in parts) else ""
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
    """Follow the commonest codes: 「0"月"」, 「0%」; the digits are the number's own where nothing says less."""
    digits = _DIGITS.search(code)
    if "%" in code:
        places = len(digits[0].partition(".")[2]) if digits else 0
        return f"{value * 100:.{places}f}%"
    text = str(int(value)) if value == int(value) else repr(value)
    if not digits or code.lower() == "general":
        return text
    if "." not in digits[0]:
        text = str(round(value))
    before, after = code[: digits.start()], code[digits.end() :]
    return _literal(before) + text + _literal(after)


def _literal(code: str) -> str:
    return "".join(match["quoted"] or match["escaped"] or "" for match in _PART.finditer(code))
