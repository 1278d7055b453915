"""The plan's own words, so that a word of a question can be looked for among them. PURE.

Blanks and capitals do not count, as plans print 「2017 年」 and 「2017年」 alike; two Latin words stay two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understanding.normalise import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LATIN = re.compile("[a-z]")
_GAP = re.compile(r"(?<=[a-z]) (?=[a-z])|(?<=[0-9]) (?=[0-9])")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
QUOTES = '“”‘’「」『』"'
_UNQUOTED = dict.fromkeys(map(ord, QUOTES))
# Longer runs of a question's text are never one word of the plan's.
_LONGEST = 40


def squeeze(text: str) -> str:
    """`text` as it is compared: small, half-width, simplified, without quotes and needless blanks."""
    text = " ".join(simplified(text.translate(_WIDE).translate(_UNQUOTED)).lower().split())
    return "".join(text[start:end] for start, end in _runs(text))


def _runs(text: str) -> Iterable[tuple[int, int]]:
    keep = {gap.start() for gap in _GAP.finditer(text)}
    return ((at, at + 1) for at, char in enumerate(text) if char != " " or at in keep)


@dataclass(frozen=True)
class PlanText:
    """All texts of the plans, one an item, as compared (`squeezed`) and as printed."""

    printed: tuple[str, ...]
    squeezed: tuple[str, ...]
    whole: str
    pairs: frozenset[str]

    def mentions(self, word: str) -> bool:
        """Whether the plan holds `word`; Latin ones must stand alone (ISO in ISO9001, not isolated)."""
        return _holds(self.whole, squeeze(word))

    def spelling(self, word: str) -> str:
        """`word` as the plan prints it, blanks and capitals included; as given if it is not there."""
        wanted = squeeze(word)
        for printed, squeezed in zip(self.printed, self.squeezed, strict=True):
            if _holds(squeezed, wanted):
                return _as_printed(printed, wanted) or word
        return word

    def count(self, words: Sequence[str]) -> int:
        """How many items hold all of `words`."""
        wanted = [squeeze(word) for word in words]
        return sum(all(_holds(text, word) for word in wanted) for text in self.squeezed)

    def reach(self, text: str, start: int) -> int:
        """Give the end of the longest run from `start` in the squeezed `text` that the plan holds."""
        end = start + 1
        while end < len(text) and end - start < _LONGEST and text[end - 1 : end + 1] in self.pairs:
            end += 1
        # A plan that holds a run holds all its beginnings: so halve.
        good, bad = start + 1, end + 1
        while bad - good > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if text[start:middle] in self.whole else (good, middle)
        while good - start > 1 and not _holds(self.whole, text[start:good]):
            good -= 1
        return good


def _holds(text: str, word: str) -> bool:
    if not word or word not in text:
        return False
    if word[0] > "z" and word[-1] > "z":
        return True
    at = text.find(word)
    opens, closes = _LATIN.match(word[0]), _LATIN.match(word[-1])
    while at >= 0:
        before, after = text[max(at - 1, 0) : at], text[at + len(word) : at + len(word) + 1]
        if not (opens and _LATIN.match(before)) and not (closes and _LATIN.match(after)):
            return True
        at = text.find(word, at + 1)
    return False


def _as_printed(printed: str, wanted: str) -> str | None:
    plain = simplified(printed.translate(_WIDE))
    found = re.search(
        rf"(?:[^\S\n]|[{QUOTES}])*".join(map(re.escape, wanted.replace(" ", ""))), plain, re.IGNORECASE
    )
    # Where simplifying changed the length, places in the two do not agree.
    return printed[found.start() : found.end()] if found and len(plain) == len(printed) else None


def read_plan_text(texts: Iterable[str]) -> PlanText:
    """Prepare the texts of the plans, one an item; a word never spans two of its lines."""
    printed = tuple(text for text in texts if text.strip())
    squeezed = tuple("\n".join(map(squeeze, text.split("\n"))) for text in printed)
    pairs: set[str] = set()
    for text in squeezed:  # not over the whole at once: one long step would keep all other threads waiting
        pairs.update(map("".join, pairwise(text)))
    return PlanText(printed, squeezed, "\n".join(squeezed), frozenset(pairs))
