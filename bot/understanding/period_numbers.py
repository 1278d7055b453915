"""Numbers inside date words: 12, 十二, 廿五, 二〇一八, 一二 (one and two), "twelve". PURE."""

from __future__ import annotations

import re

_CHINESE = "〇一二三四五六七八九"
_DIGITS = dict(zip(_CHINESE, range(10), strict=True)) | {"两": 2, "俩": 2}
_TENS = re.compile(r"(?:([一二三四五六七八九])?十|廿|卅)?([一二三四五六七八九])?")
_LOOSE = {
    "几": None,
    "数": None,
    "若干": None,
    "一两": 2,
    "两三": 3,
    "三四": 4,
    "三五": 5,
    "十来": 10,
    "十几": 15,
    "一百": 100,
}
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
ENGLISH_NUMBERS = {word: value for value, word in enumerate(_ENGLISH.split())} | {
    "a": 1, "an": 1, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90, "couple": 2, "couple of": 2,
    "a couple of": 2, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2,
    "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip


def read_number(text: str) -> int | None:
    """Read digits or of a Chinese number below a hundred.

    >>> read_number("廿五"), read_number("十二"), read_number("一二")
    (25, 12, None)
    """
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS[text]
    match = _TENS.fullmatch(text)
    if match is None or not text:
        return None
    tens = {"廿": 2, "卅": 3}.get(text[0], _DIGITS[match[1]] if match[1] else 1)
    return 10 * tens + (_DIGITS[match[2]] if match[2] else 0)


def in_chinese(number: int) -> str:
    """Write a number below a hundred as the texts of plans do.

    >>> in_chinese(6), in_chinese(19), in_chinese(20)
    ('六', '十九', '二十')
    """
    tens, ones = divmod(number, 10)
    ten = f"{_CHINESE[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (_CHINESE[ones] if ones or not tens else "")


def read_neighbours(text: str) -> list[int]:
    """Numbers written one behind the other: 一二月 is 1 and 2, 十一二月 is 11 and 12.

    >>> read_neighbours("四五"), read_neighbours("十一二"), read_neighbours("12"), read_neighbours("五四")
    ([4, 5], [11, 12], [12], [])
    """
    whole = read_number(text)
    if whole is not None:
        return [whole]
    first, last = read_number(text[:-1]), _DIGITS.get(text[-1:])
    if first is not None and last is not None and last - first % 10 == 1:
        return [first, first - first % 10 + last]
    return []


def read_year(text: str) -> int | None:
    """二〇一八, 2018, 18, 一八: a year of this century if it has two digits."""
    digits = text if text.isdecimal() else "".join(str(_DIGITS.get(char, "x")) for char in text)
    if not digits.isdecimal() or len(digits) not in (2, 4):
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def read_loose(text: str, *, several: int) -> int | None:
    """Read a number that may be a rough one: 两三 is 3 at most, 几 is `several`."""
    if text in _LOOSE:
        return _LOOSE[text] or several
    return read_number(text)


def read_english(text: str, *, several: int) -> int | None:
    """Read a number in digits or as an English word; "a few" is `several`."""
    if text.isdecimal():
        return int(text)
    return several if text in {"few", "a few", "several", "some"} else ENGLISH_NUMBERS.get(text)
