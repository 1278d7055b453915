"""A question in one spelling: full-width to half-width, traditional to simplified, blanks and marks tidied.

PURE. Capitals stay, as a month's name may need them; `lower` keeps every character in its place.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opencc import OpenCC

# A longer text is no question; cutting it bounds the time an answer takes.
MAX_LENGTH = 300
CHINESE = r"\u4e00-\u9fff"

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MENTION = re.compile(r"(?<![\w.])@[A-Za-z0-9_]{3,}")
# As said where traditional characters are written; the converter leaves it.
_OTHER_WORDS = re.compile(r"甚[么麽]|什麽")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>]{0,80})?/?>")
# 江 苏 中 心 1 2 月: set wide, and no blank between words.
_WIDE = re.compile(rf"(?<!\S)(?:[{CHINESE}\d] ){{4,}}[{CHINESE}\d](?!\S)")
_ROUNDS = 4


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 - its tables take a moment to load, and only questions need them

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """`text` in simplified characters; what cannot be converted (a lone surrogate) stays."""
    if text.isascii():
        return text
    return _OTHER_WORDS.sub("什么", str(_converter().convert(text)))


def normalise(text: str) -> str:
    """Bring a question to one spelling; applying it again changes nothing."""
    text = text[:MAX_LENGTH]
    for _ in range(_ROUNDS):
        tidied = _tidy(text)
        if tidied == text:
            break
        text = tidied
    return text


def _tidy(text: str) -> str:
    text = "".join(_visible(char) for char in unicodedata.normalize("NFKC", text))
    text = _MENTION.sub(" ", _TAG.sub(" ", simplified(text)))
    text = " ".join(text.split())
    return _WIDE.sub(lambda wide: wide.group().replace(" ", ""), text)[:MAX_LENGTH].strip()


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _INVISIBLE else char


def lower(text: str) -> str:
    """Small letters, as many characters as before: spans in the one are spans in the other."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def blank(text: str, spans: Iterable[tuple[int, int]], mark: str = " ") -> str:
    """Write `mark` over the spans, so that all other places stay what they are."""
    for start, end in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text
