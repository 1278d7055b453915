"""What differs between two texts, shown shortly enough for a phone. PURE."""

from __future__ import annotations

from itertools import takewhile

AROUND = 6
"""Characters of what is the same that stand around what is not."""
LONGEST = 36


def difference(before: str, after: str) -> str:
    """Show what became of a text: where both begin or end alike, only the part between.

    >>> difference("组织开展第1批古籍修复工作并通报结果", "组织开展第2批古籍修复工作并通报结果")
    '组织开展第1批古籍修复工… → 组织开展第2批古籍修复工…'
    """
    same = _alike(before, after)
    rest = min(len(before), len(after)) - same
    tail = min(_alike(before[::-1], after[::-1]), rest)
    return f"{_part(before, same, tail)} → {_part(after, same, tail)}"


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _part(text: str, same: int, tail: int) -> str:
    first = max(0, same - AROUND)
    last = min(len(text), len(text) - tail + AROUND)
    shown = text[first:last]
    if len(shown) > LONGEST:
        shown, last = shown[: LONGEST - 1], 0
    return ("…" if first else "") + (shown or "—") + ("…" if last < len(text) else "")
