"""What the words say about where a row begins: numbering, chains, headings, dates, names. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import entry_number
from storage.headings import Role

if TYPE_CHECKING:
    from storage.formats.flattened.cells import Label, Paragraph

_DATED = re.compile(r"^\d{1,2}(?:[-—–~至]\d{1,2})? ?月(?:份|底)?[：:]")
# Prices (as -log of how often it happens) of what stands between two labels: rows that share the upper one,
# a cell of several paragraphs at the lower one, or both. Counted in office plans: both at once is rare.
_MERGED, _EACH_MERGED = 1.0, 0.2
_GOES_ON = 0.4  # … or the rest of a cell that the page cut
_SEVERAL, _EACH_SEVERAL = 1.2, 0.15
_BOTH = 1.0
_PLAIN = 0.6  # paragraphs of one cell are mostly numbered, dated or chained by 「；」


def cut_price(paragraphs: list[Paragraph], first: int, start: int, event: int) -> float:
    """Price the reading that of paragraphs `first` to `event`, those from `start` on are one row.

    `event` is the paragraph behind which that row's labels are printed; those from `first` up to `start`
    share the labels above. `first` is the paragraph after the labels above, or the first of its block.
    """
    price = 0.0
    if start > first:
        price += _GOES_ON if first and _is_cut(paragraphs[first - 1]) else _MERGED
        price += _EACH_MERGED * _loose(paragraphs, first + 1, start)
    if event > start:
        loose = _loose(paragraphs, start + 1, event + 1)
        price += _SEVERAL + _EACH_SEVERAL * loose
        price += _PLAIN if loose == event - start else 0.0
    if event > start > first:
        price += _BOTH
    if start > 0 and not paragraphs[start].begins_block:
        price += _seam_price(paragraphs, start)
    return price + sum(_bond_price(paragraphs, at) for at in range(start + 1, event + 1))


def mention_price(paragraphs: list[Paragraph], first: int, start: int, event: int) -> float:
    """Price names of departments that stand in paragraphs which the reading gives to another one."""
    below = _names(paragraphs[event].labels.get(Role.DEPARTMENT))
    above = _names(paragraphs[first - 1].labels.get(Role.DEPARTMENT)) if first else []
    price = 0.0
    for at in range(first, event):
        text = paragraphs[at].text
        if any(name in text for name in below):
            price += 0.0 if at >= start else 1.0
        elif any(name in text for name in above):
            price += 1.0 if at >= start else 0.0
    return price


def _is_cut(paragraph: Paragraph) -> bool:
    """Whether a page cuts the paragraph: then the rest of its cell may follow, without labels."""
    return len(paragraph.heights) > 1


def _loose(paragraphs: list[Paragraph], first: int, stop: int) -> int:
    """Count the paragraphs that nothing ties to the one above."""
    return sum(not _is_bound(paragraphs, at) for at in range(first, stop))


def _is_bound(paragraphs: list[Paragraph], at: int) -> bool:
    """Whether numbering, dates, a chain or a heading tie a paragraph to the one above."""
    above, here = paragraphs[at - 1].text, paragraphs[at].text
    return above[-1:] in "；;：:" or entry_number(here) is not None or _DATED.match(here) is not None


def _seam_price(paragraphs: list[Paragraph], start: int) -> float:
    """Price a row's beginning between `start` and the paragraph above."""
    above, here = paragraphs[start - 1], paragraphs[start]
    if any(label.page == here.page for label in above.labels.values()):
        return 0.0  # the labels between them end a row anyway; before a page's end they may not
    price = {"；": 4.0, ";": 4.0, "：": 5.0, ":": 5.0}.get(above.text[-1:], 0.0)
    number, last = entry_number(here.text), entry_number(above.text)
    if number and number[1] > 1 and (last or not above.labels):
        price += 5.0
    if _DATED.match(here.text) and _DATED.match(above.text):
        price += 5.0
    return price


def _bond_price(paragraphs: list[Paragraph], at: int) -> float:
    """Price one cell's holding both `at` and the paragraph above."""
    above, here = paragraphs[at - 1].text, paragraphs[at].text
    number, last = entry_number(here), entry_number(above)
    price = 0.0
    if last and not number:
        price += 1.5
    if number and last and number[1] == 1 and last[0] == number[0]:
        price += 2.0
    if above[-1:] in "。！" and here[-1:] in "；;":
        price += 3.5  # all but the last of a chain end in 「；」
    return price


def _names(label: Label | None) -> list[str]:
    if label is None:
        return []
    return [name for name in re.split(r"[、,，;；\s]", label.text) if len(name) > 2]
