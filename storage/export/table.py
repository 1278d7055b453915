"""The office's own table of a plan: which columns it has, what their cells say, which cells are one. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from storage.diff import Field
from storage.formats.flattened.numbering import section_number
from storage.formats.grid_headers import NONE, heading_role
from storage.formats.titles import find_year_and_title

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Sequence

    from storage.plan import ParsedItem, ParsedPlan

_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class Extra:
    """A column beside those of the plan, with a text for each item; it is not read back as part of one."""

    heading: str
    texts: tuple[str, ...]
    width: int = 12


@dataclass(frozen=True)
class Column:
    """A column with a text for each item; items of one run, side by side, share a cell, unless it is blank.

    `width` is in Latin letters, of which a Chinese one takes two; `fields` are what its cells say.
    """

    heading: str
    width: int
    texts: tuple[str, ...]
    runs: tuple[int, ...]
    fields: tuple[Field, ...] = ()


def head_lines(plan: ParsedPlan, subtitle: str = "") -> tuple[str, ...]:
    """Return the lines above the table: its title, with the year where it tells none, and `subtitle`."""
    title, more = plain(plan.title), (subtitle,) if subtitle else ()
    if plan.year is None:
        return (title, *more) if title else more
    year = f"{plan.year} 年"
    choices = ((title, *more), (f"{year}{title}", *more), (f"{year}：{title}", *more))
    return next(
        (lines for lines in choices if title and find_year_and_title(lines)[0] == plan.year),
        (f"{year}工作计划", *more),
    )


def has_section_rows(items: Sequence[ParsedItem]) -> bool:
    """Whether a row of its own for each section says all: each has a number, none ends without another."""
    titles = [item.section for item in items]
    return all(section_number(title) > 0 for title in titles[_leading_blanks(titles) :])


def columns_of(
    items: Sequence[ParsedItem],
    extras: Iterable[Extra] = (),
    *,
    with_sections: bool,
    apart: Collection[tuple[int, Field]] = (),
) -> tuple[Column, ...]:
    """Make the table's columns. `apart` are the fields of items that share their cell with no other item."""
    alone = tuple(range(len(items)))
    sections = _runs([item.section for item in items])
    points = _runs(_beside(sections, [item.work_point for item in items]))
    groups = _runs(_beside(points, [item.group for item in items]))

    def column(
        heading: str, width: int, texts: Iterable[str], within: Sequence[int], *fields: Field
    ) -> Column:
        said = tuple(map(plain, texts))
        own = [at if not said[at] or any((at, field) in apart for field in fields) else -1 for at in alone]
        return Column(heading, width, said, _runs(_beside(within, _beside(said, own))), fields)

    grouped = any(item.group for item in items)
    helped = any(map(_has_helpers_behind, items))
    whose = (Field.DEPARTMENTS,) if helped else (Field.DEPARTMENTS, Field.ASSISTING)
    departments = column("部门单位", 20, map(_department_cell, items), groups, *whose)
    columns = [
        column("板块", 18, (item.section or NONE for item in items), sections) if with_sections else None,
        column("工作要点", 26, (item.work_point or NONE for item in items), points, Field.WORK_POINT),
        column("子项", 16, (item.group or "" for item in items), groups) if grouped else None,
        column("具体措施", 60, (item.measure for item in items), alone, Field.MEASURE),
        departments,
        column("配合部门", 20, map(_helper_cell, items), groups, Field.ASSISTING) if helped else None,
        column("完成时间", 16, map(_deadline_cell, items), departments.runs, Field.DEADLINE),
        *(Column(each.heading, each.width, tuple(map(plain, each.texts)), alone) for each in extras),
    ]
    return tuple(filter(None, columns))


def plain(text: str) -> str:
    """Leave out what no file takes, and line ends: a line in a cell is a paragraph of its own."""
    return _UNPRINTABLE.sub("", text).strip()


def _leading_blanks(titles: Sequence[str]) -> int:
    return next((at for at, title in enumerate(titles) if title), len(titles))


def _runs(keys: Sequence[Hashable]) -> tuple[int, ...]:
    """Give each place the number of its run of equal keys."""
    return tuple(accumulate((one != other for one, other in pairwise(keys)), initial=0)) if keys else ()


def _beside(one: Iterable[Hashable], other: Iterable[Hashable]) -> list[Hashable]:
    return list(zip(one, other, strict=True))


def _has_helpers_behind(item: ParsedItem) -> bool:
    """Whether all who help stand behind all who are responsible: a column of their own keeps the order."""
    return bool(item.assisting) and item.departments == (*item.responsible, *item.assisting)


def _deadline_cell(item: ParsedItem) -> str:
    """Give its words; for none a dash where the row could be taken for one of headings (任务, 措施)."""
    if item.deadline_text:
        return item.deadline_text
    words = (item.section, item.work_point, item.group, item.measure, *item.departments)
    return NONE if sum(heading_role(text) is not None for text in words if text) > 1 else ""


def _department_cell(item: ParsedItem) -> str:
    if not item.assisting or _has_helpers_behind(item):
        return "、".join(item.responsible)
    return "、".join(f"{name}（配合）" if name in item.assisting else name for name in item.departments)


def _helper_cell(item: ParsedItem) -> str:
    return "、".join(item.assisting) if _has_helpers_behind(item) else ""
