"""What people have reported of items, and a match that would hand it to other words or merge it away. PURE.

Nothing becomes done that was not reported done, unless an admin says so.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.canonical import fold, unnumbered
from storage.matching import Reason
from storage.plan import PlanItem, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.matching import Matching
    from storage.plan import ParsedItem

_STAGES = (
    Status.OPEN, Status.BLOCKED, Status.POSTPONED, Status.IN_PROGRESS, Status.DONE_CLAIMED, Status.DONE,
)  # fmt: skip
"""From the least advanced on."""
_TELLING = 16  # characters: what a shorter measure is about, what it stands under says

# Words that may come and go, and what is done stays the same.
_FILLERS = (
    "进一步", "及时", "认真", "切实", "扎实", "积极", "全面", "深入", "持续", "不断", "大力", "充分",
    "严格", "有序", "稳步", "着力", "努力", "按时", "按期", "如期", "精心", "组织", "开展", "做好",
    "抓好", "牵头", "工作", "有关", "相关", "各项", "以及", "的", "和", "与", "及", "并", "等",
)  # fmt: skip
_SPANS = re.compile(r"(?<=\d)[~‐-―-](?=\d)")
# What stands between figures tells amounts apart, and so do a few signs.
_TRIFLES = re.compile(rf"{'|'.join(_FILLERS)}|(?<!\d)[^\w%‰≥≤<>±+]|[^\w%‰≥≤<>±+](?!\d)")


def status_of(item: ParsedItem) -> Status:
    """Return what was reported of an item; one that is not published has no report yet."""
    return item.status if isinstance(item, PlanItem) else Status.OPEN


def has_progress(item: ParsedItem) -> bool:
    return status_of(item) is not Status.OPEN


def least_advanced_hold(matching: Matching, old: Sequence[ParsedItem]) -> Matching:
    """Let items that are one now keep the code, and with it the status, of the least advanced of them."""
    partners = {j: i for i, j in matching.pairs}
    merges = set(matching.merges)
    for j, parts in _merged(matching):
        least = min(parts, key=lambda i: _STAGES.index(status_of(old[i])))
        if least != parts[0]:
            merges = merges - {(least, j)} | {(parts[0], j)}
            partners[j] = least
    dropped = set(matching.dropped) | {i for i, _ in matching.pairs}
    return replace(
        matching,
        pairs=tuple((partners[j], j) for j in sorted(partners)),
        dropped=tuple(sorted(dropped - set(partners.values()))),
        merges=tuple(sorted(merges)),
    )


def endangered(
    matching: Matching, old: Sequence[ParsedItem], new: Sequence[ParsedItem]
) -> Iterator[tuple[int, int, Reason, tuple[int, ...]]]:
    """Yield pairs whose progress may not be that of the new words, why, and what else was merged there."""
    if not any(map(has_progress, old)):
        return
    merged, split = dict(_merged(matching)), {i for i, _ in matching.splits}
    repeated = _repeated(old) | _repeated(new)
    for i, j in matching.pairs:
        parts = merged.get(j, (i,))
        alone = old[i].measure not in repeated and new[j].measure not in repeated
        if len({status_of(old[part]) for part in parts}) > 1:
            yield i, j, Reason.MERGED, parts[1:]
        elif has_progress(old[i]) and i in split:
            yield i, j, Reason.SPLIT, ()
        elif has_progress(old[i]) and len(parts) == 1 and not is_same_task(old[i], new[j], alone=alone):
            yield i, j, Reason.PROGRESS, ()


def _repeated(items: Sequence[ParsedItem]) -> set[str]:
    times = Counter(item.measure for item in items)
    return {measure for measure, count in times.items() if count > 1}


def _merged(matching: Matching) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each new item that several old ones went into, with these, the one that keeps the code first."""
    partners = {j: i for i, j in matching.pairs}
    for j in sorted({j for _, j in matching.merges}):
        yield j, (partners[j], *(i for i, at in matching.merges if at == j))


def is_same_task(one: ParsedItem, other: ParsedItem, *, alone: bool = True) -> bool:
    """Whether two items say the same but for marks, numbers in front, and words that tell nothing.

    What is short, or not `alone` in its plan in saying so, is about what it stands under; of what is said
    several times, each is a department's own.
    """
    said = _essence(one.measure)
    if said != _essence(other.measure):
        return False
    if alone and len(said) >= _TELLING:
        return True
    return _about(one) == _about(other) and (alone or _share_department(one, other))


def _about(item: ParsedItem) -> tuple[str, str]:
    return _essence(item.work_point or ""), _essence(item.group or "")


def _share_department(one: ParsedItem, other: ParsedItem) -> bool:
    names = set(one.departments), set(other.departments)
    return bool(names[0] & names[1]) or not (names[0] or names[1])


def _essence(text: str) -> str:
    return _TRIFLES.sub("", _SPANS.sub("至", fold(unnumbered(text))))
