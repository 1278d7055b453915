"""Items that both versions say in the same words. PURE."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from storage.canonical import fold, unnumbered
from storage.likeness import Wording, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import TypeAlias

    from storage.plan import ParsedItem

    Side: TypeAlias = Sequence["Seen"]
    Key: TypeAlias = Callable[[Side, int], Hashable]


@dataclass(frozen=True)
class Seen:
    """An item as compared, numbers in front and marks aside.

    `point` is what it stands under of a work point: not the first words of its own, as an outline has them.
    `said` is all that it says, `printed` the same to the letter; `own_words`: no other item of its plan is
    said in the same.
    """

    words: Wording
    section: str
    work_point: str
    point: str
    departments: frozenset[str]
    deadline: str
    said: Hashable
    printed: Hashable
    own_words: bool

    @property
    def heading(self) -> str:
        """What it stands under: its work point; its section in a plan without."""
        return self.point or self.section


def see_all(items: Sequence[ParsedItem]) -> list[Seen]:
    """Look at the items of one version."""
    texts = [wording(item.measure) for item in items]
    times = Counter(text.text for text in texts)
    return [_see(item, text, times[text.text] == 1) for item, text in zip(items, texts, strict=True)]


def _see(item: ParsedItem, words: Wording, own_words: bool) -> Seen:
    section, work_point = _plain(item.section), _plain(item.work_point or "")
    departments, deadline = frozenset(map(_plain_name, item.departments)), _plain_name(item.deadline_text)
    rest = (_plain(item.group or ""), departments, deadline, item.deadline)
    return Seen(
        words=words,
        section=section,
        work_point=work_point,
        point="" if words.text.startswith(_bare(item.work_point or "")) else work_point,
        departments=departments,
        deadline=deadline,
        said=(section, work_point, words.text, rest),
        printed=(item.section, item.work_point, item.measure, rest),
        own_words=own_words,
    )


# The same headings and names stand with item after item.
@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return fold(unnumbered(text))


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return wording(text).text


_plain_name = lru_cache(maxsize=4096)(fold)


def _said(side: Side, index: int) -> Hashable:
    return side[index].said if 0 <= index < len(side) else None


_TELLING = 16  # characters: shorter measures are said again of something else

# From the surest to the weakest. Neighbours tell apart what is repeated word for word.
KEYS: tuple[Key, ...] = (
    lambda side, i: (side[i].said, _said(side, i - 1), _said(side, i + 1)),
    lambda side, i: (side[i].printed, _said(side, i - 1)),
    lambda side, i: (side[i].printed, _said(side, i + 1)),
    lambda side, i: side[i].printed,
    lambda side, i: (side[i].said, _said(side, i - 1)),
    lambda side, i: (side[i].said, _said(side, i + 1)),
    lambda side, i: side[i].said,
    lambda side, i: side[i].words.text if side[i].own_words and len(side[i].words.text) >= _TELLING else None,
)


RETURNED: tuple[Key, ...] = (
    *KEYS,
    lambda side, i: (side[i].section, side[i].work_point, side[i].words.text, side[i].departments),
)
"""For items that were dropped and come back, now due on another day."""


def match_exactly(before: Side, after: Side, keys: Sequence[Key] = KEYS) -> dict[int, int]:
    """Return old index by new index."""
    partners: dict[int, int] = {}
    for key in keys:
        _pair(partners, before, after, key)
    return partners


def _pair(partners: dict[int, int], before: Side, after: Side, key: Key) -> None:
    """Pair what is left by equal keys, in order; None is no key."""
    waiting = defaultdict[object, deque[int]](deque)
    taken = set(partners.values())
    for index in range(len(before)):
        if index not in taken:
            waiting[key(before, index)].append(index)
    waiting.pop(None, None)
    for index in range(len(after)):
        if index not in partners and (queue := waiting.get(key(after, index))):
            partners[index] = queue.popleft()
