"""What is found of departments in a text, and how text is cut for finding them. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass

QUOTED = re.compile(
    r"《[^《》]{1,60}》|“[^“”]{1,60}”|「[^「」]{1,60}」|『[^『』]{1,60}』|‘[^‘’]{1,60}’|\"[^\"]{1,60}\""
)
# Stands for what is cut out of a text: nothing goes on over it.
CUT = "\n"
LATIN_WORD = re.compile(r"[a-z][a-z&-]*(?:'s)?|\d+")
# With this character behind it, a name's last one belongs to another word (集团委 + 托).
GOES_ON = {
    "委": "托员派任书", "会": "议计见商谈员长场徽", "部": "门署分长件队级", "司": "机法", "公司": "法治",
    "处": "理置罚于方分境女", "科": "技学研目普", "办": "公理法事学案结完好", "中心": "组城区化",
    "报社": "会区团", "局": "部面势限", "院": "士内", "所": "有以在需属得",
    "社": "会区团保交", "组": "织成合建", "室": "内外",
}  # fmt: skip


@dataclass(frozen=True)
class DepartmentReading:
    """Departments in the order they are named. `nearest` are existing ones that `unknown` may mean.

    `groups` are the names that each of the `spans` stands for; none for a span of unknown words.
    """

    names: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Found:
    """Some departments at a place in the text."""

    start: int
    end: int
    names: tuple[str, ...]


def goes_on(name: str, after: str) -> bool:
    """Whether `after` makes another word of what ends like `name` (自动化部 + 署)."""
    return bool(after) and any(after[0] in GOES_ON.get(name[-length:], "") for length in (1, 2))


def join(one: DepartmentReading, other: DepartmentReading) -> DepartmentReading:
    """Put two readings of one text together, the names in the order in which they are said."""
    places = sorted(zip((*one.spans, *other.spans), (*one.groups, *other.groups), strict=True))
    names = dict.fromkeys((*one.names, *other.names))
    said = (name for _, group in places for name in group if name in names)
    return DepartmentReading(
        tuple(dict.fromkeys((*said, *names))),
        (*one.unknown, *other.unknown),
        tuple(dict.fromkeys((*one.nearest, *other.nearest))),
        (*one.spans, *other.spans),
        (*one.groups, *other.groups),
    )
