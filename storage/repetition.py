"""Whether a plan file holds its table twice, as when it was pasted or exported once too often. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.canonical import fold
from storage.plan import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.plan import ParsedItem, ParsedPlan

_FEWEST = 3
_SHARE = 3  # one in so many items at least; a table twice makes it one in two
_SHORTEST = 8  # characters; shorter measures are said again for good reasons


def repetition(plan: ParsedPlan) -> Problem | None:
    """Find that a good part of the items stands in the file a second time; None where it does not."""
    again = list(_said_again(plan))
    if len(again) < _FEWEST or len(again) * _SHARE < len(plan.items):
        return None
    source = again[0].source
    return Problem(
        Severity.WARNING,
        source.place or f"line {source.line}",
        f"{len(again)} items stand in the file a second time: does it hold the same table twice?",
    )


def _said_again(plan: ParsedPlan) -> Iterator[ParsedItem]:
    seen = set()
    for item in plan.items:
        measure = fold(item.measure)
        said = (measure, frozenset(map(fold, item.departments)), fold(item.deadline_text))
        if said in seen and len(measure) >= _SHORTEST:
            yield item
        seen.add(said)
