"""Find item codes and numbers in a question: 2017-112, #112, 第112项, task 7. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.normalise import lower

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_NOUN = r"(?:(?:项|条|号|个)(?:任务|工作|措施|事项|议题)?)"
_CODE = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d{1,4})(?![\d-]|[年月日号./])")
_RANGE = re.compile(rf"第({_NUMBER}){_NOUN}?(?:到|至|-|~|—)第?({_NUMBER}){_NOUN}")
# 2017-3到2017-5 are months.
_CODE_RANGE = re.compile(
    r"(?<![\d-])((?:19|20)\d\d)-(\d{1,4}) ?(?:到|至|~|—|-|to) ?\1-(1[3-9]|[2-9]\d|\d{3,4})(?!\d)"
)
_ORDINAL = re.compile(
    rf"第({_NUMBER})(?:项|条|号)(?:任务|工作|措施|事项)?|第({_NUMBER})个(?:任务|工作|措施|事项)"
    rf"|(?<!\d)(\d{{1,4}})号(?:任务|工作|措施|事项)|(?:任务|事项|编号|序号)\s*[:#]?\s*(\d{{1,4}})(?![\d年月日号天周个项条件.]|\s*(?:个|项|月|年|日))"
    r"|^(?:show|open|display|details?(?: of)?|查看|打开|显示|看看?|查) ?#?(\d{1,4})$"
    r"|#\s?(\d{1,4})(?!\d)|\b(?:task|item|no\.?|number)\s*#?(\d{1,4})(?!\d)"
)
_SHOWS = re.compile(
    r"\b(?:show|open|details?|info|task|item|code|display)\b|详情|打开|查看|显示|任务|编号|看|详细|谁|哪个部门|进展|内容"
)
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LONGEST_RANGE = 20


@dataclass(frozen=True)
class CodeReading:
    """Codes as the store writes them ("2017-112"), and where the text names them."""

    codes: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def find_codes(text: str, plan_year: int) -> CodeReading:
    """Find codes; a number without a year is one of `plan_year`'s plan.

    「2017-12」 is a month unless it stands alone or someone wants to see it; 「2017-112」 can only be a code.
    """
    text = lower(text).translate(_DASHES)
    found = [
        (match.span(), f"{match.group(1)}-{int(match.group(2))}")
        for match in _CODE.finditer(text)
        if _is_code(match, text)
    ]
    for match in _RANGE.finditer(text):
        first, last = (_value(group) for group in match.groups())
        numbers = range(first, min(last, first + _LONGEST_RANGE) + 1)
        found += [(match.span(), f"{plan_year}-{number}") for number in numbers]
    for match in _CODE_RANGE.finditer(text):
        first, last = int(match[2]), int(match[3])
        numbers = range(first, min(last, first + _LONGEST_RANGE) + 1)
        found += [(match.span(), f"{match[1]}-{number}") for number in numbers]
    taken = {place for (start, end), _ in found for place in range(start, end)}
    for match in _ORDINAL.finditer(text):
        number = _value(next(filter(None, match.groups())))
        if match.start() not in taken and number:
            found.append((match.span(), f"{plan_year}-{number}"))
    found.sort(key=lambda one: one[0][0])
    return CodeReading(
        tuple(dict.fromkeys(code for _, code in found)), tuple(dict.fromkeys(span for span, _ in found))
    )


def _is_code(match: re.Match[str], text: str) -> bool:
    number = match.group(2)
    if len(number) > 2 or int(number) > 12:
        return not (len(number) == 4 and number[:2] in ("19", "20")) and int(number) > 0
    alone = match.group() == text.strip(" ?.!#")
    return int(number) > 0 and (
        alone or (number[0] != "0" and _SHOWS.search(text) is not None and "到期" not in text)
    )


def _value(number: str) -> int:
    """Read 112, 十二, 一百一十二."""
    if number.isdigit():
        return int(number)
    total, digit = 0, 0
    for char in number:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
