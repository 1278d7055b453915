"""One form for what may be written in several: names of departments, texts to compare and to search. PURE."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.plan import Occurrence, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.plan import Deadline, ParsedItem, ParsedPlan

_BLANKS = re.compile(r"\s+")
_NEEDLESS_BLANKS = re.compile(r"(?<![!-~\s])\s++|\s++(?![!-~])")
_NUMERAL = "[一二三四五六七八九十百]{1,4}"
# 「三、四季度」 and 「3、4月」 name times, 「1.5万」 an amount: no numbers of items.
_NUMBERING = re.compile(
    rf"\s*(?:[(（]\s*(?:{_NUMERAL}|\d{{1,3}})\s*[)）][、.．]?"
    rf"|第?{_NUMERAL}(?:[、.．,，]|是)(?!{_NUMERAL}(?:季度|月|级|线|类))"
    rf"|\d{{1,3}}(?:\.\d{{1,2}})*\s*(?:、(?!\s*\d)|[.．)）](?!\d))"
    r"|[①-⑳⑴-⒛㈠-㈩])\s*"
)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database takes these


def fold(text: str) -> str:
    """Reduce `text` to what counts when comparing: width, case and blanks do not.

    >>> fold("ＰＣＴ 申请")
    'pct申请'
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def unnumbered(text: str) -> str:
    """Leave out the number that stands in front: a plan that is numbered anew says the same.

    >>> unnumbered("（三）1.办好读书节"), unnumbered("三、四季度各办一次"), unnumbered("1.5万亩造林")
    ('办好读书节', '三、四季度各办一次', '1.5万亩造林')
    """
    start = 0
    while found := _NUMBERING.match(text, start):
        start = found.end()
    return text[start:]


def canonical_name(name: str) -> str:
    """Write a department's name without the blanks of its table cell; English words stay apart.

    >>> canonical_name(" 审协 江苏中心 "), canonical_name("Legal  Affairs")
    ('审协江苏中心', 'Legal Affairs')
    """
    return _BLANKS.sub(" ", _NEEDLESS_BLANKS.sub("", storable(name)))


def canonical_plan(plan: ParsedPlan) -> ParsedPlan:
    """Make a plan ready to be stored and compared."""
    return replace(plan, title=storable(plan.title), items=tuple(map(canonical_item, plan.items)))


def canonical_item(item: ParsedItem) -> ParsedItem:
    """Bring texts and department names into the form that is stored; who only helps is a department too."""
    departments = _names((*item.departments, *item.assisting))
    helpers = {fold(name) for name in item.assisting}
    return replace(
        item,
        section=storable(item.section),
        work_point=_storable_or_none(item.work_point),
        group=_storable_or_none(item.group),
        measure=storable(item.measure),
        departments=departments,
        assisting=tuple(name for name in departments if fold(name) in helpers),
        deadline_text=storable(item.deadline_text),
        deadline=_canonical_deadline(item.deadline),
        source=Source(item.source.line, _storable_or_none(item.source.place)),
        doubts=tuple(map(storable, item.doubts)),
    )


def storable(text: str) -> str:
    """Drop the characters that no database takes."""
    return _UNSTORABLE.sub("", text)


def search_text(item: ParsedItem) -> str:
    """Join the fields that topics are looked for in; a topic never spans two of them."""
    fields = (item.measure, item.group, item.work_point, item.deadline_text)
    return "\n".join(fold(text) for text in fields if text)


def says_the_same(one: ParsedItem, other: ParsedItem) -> bool:
    """Whether two canonical items differ at most in where they stand in their files."""
    return _said(one) == _said(other)


def _said(item: ParsedItem) -> tuple[object, ...]:
    return (
        item.section,
        item.work_point,
        item.group,
        item.measure,
        tuple(map(fold, item.departments)),
        tuple(map(fold, item.assisting)),
        item.deadline_text,
        item.deadline,
        item.doubts,
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Each department once, under the first of its spellings."""
    known: dict[str, str] = {}
    for name in map(canonical_name, names):
        if name:
            known.setdefault(fold(name), name)
    return tuple(known.values())


def _canonical_deadline(deadline: Deadline) -> Deadline:
    occurrences = tuple(
        Occurrence(occurrence.due, occurrence.start, _storable_or_none(occurrence.label))
        for occurrence in deadline.occurrences
    )
    return replace(deadline, occurrences=occurrences)


def _storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
