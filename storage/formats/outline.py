"""An outline with no table: sections 一、…, points （一）… or 1. …, each a paragraph or a few. PURE.

A point has its number and its text; departments and deadlines it has none. Lines may be wrapped and
pages broken anywhere, so a number opens a point only where the text before it has come to an end.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.deadlines import is_deadline, item_deadline
from storage.formats.titles import find_year_and_title
from storage.headings import Role, column_roles
from storage.plan import (
    Deadline,
    DeadlineKind,
    ParsedItem,
    ParsedPlan,
    PlanKind,
    Problem,
    Severity,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMERALS = "一二三四五六七八九"
_CHINESE_NUMBER = "[一二三四五六七八九十百〇零]{1,5}"
# Levels of numbering, outermost first; the outermost below the sections makes the points.
_MARKERS = (
    re.compile(rf"(?:第({_CHINESE_NUMBER})(?:部分|[章节编])[、:：.\s]*|({_CHINESE_NUMBER})[、.．]\s*)"),
    re.compile(rf"[（(]({_CHINESE_NUMBER})[）)]\s*[、.．]?"),
    re.compile(r"(\d{1,3})(?:[.．](?!\d)|、)\s*"),
    re.compile(r"[（(](\d{1,3})[）)]\s*[、.．]?|([①-⑳])"),
)
_SECTION = 0
_PAGE_NUMBER = re.compile(
    r"[-—–―─·\s]*\d{1,4}[-—–―─·\s]*|第?\s*\d+\s*页?\s*[/／,，共]\s*第?\s*\d+\s*页?|第\s*\d+\s*页"
)
_ENDS = "。；;！!？?：:”』」）)…"
_SIGNATURE = re.compile(
    r"[\d一二〇○零]{4}\s*年\s*[\d一二三四五六七八九十]+\s*月\s*[\d一二三四五六七八九十]+\s*日"
)
_AFTERWORD = re.compile(r"附\s*件\s*\d*\s*[:：]|抄\s*送|主\s*送|印\s*发\s*[:：]|[（(]此件")
_LONGEST_TITLE = 120
_LONGEST_HEADER = 30
_LONG_INTRODUCTION = 30
_FEWEST_POINTS = 2
_OFTEN = 3
_HEAD = 80
_SAMPLE = 1000
_SHORT = 0.8
_TABLE_SHARE = 0.03


@dataclass(frozen=True)
class _Line:
    """A line with words. `ends` says whether a paragraph ends with it, as far as its shape tells."""

    number: int
    text: str
    ends: bool


@dataclass
class _Block:
    """A numbered paragraph, with the lines up to the next number."""

    level: int
    number: int
    line: int
    parts: list[str]

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def take(self, text: str, *, apart: bool) -> None:
        joint = self.parts[-1][-1:] + text[:1]
        blank = " " if joint.isascii() and joint.isalnum() else ""
        self.parts.append(("\n" if apart else blank) + text)


@dataclass
class _Section:
    """`number` is None for points that stand before any section."""

    title: str
    number: int | None = None
    line: int = 0
    introduction: str = ""
    points: list[_Block] = field(default_factory=list)


def read_outline(text: str) -> ParsedPlan | None:
    """Read an outline; None when the text is none: a table, or prose with no numbered points."""
    lines = _lines(text)
    if _looks_like_a_table(lines):
        return None
    year, title = find_year_and_title([line.text for line in lines])
    sections = _sections(_blocks(_without_frame(lines, title)))
    items = tuple(_item(section, point, year) for section in sections for point in section.points)
    if len(items) < _FEWEST_POINTS:
        return None
    return ParsedPlan(year, title, PlanKind.OUTLINE, items, tuple(_problems(sections, year)))


def _lines(text: str) -> list[_Line]:
    """List the lines with words, without page numbers."""
    raw = [
        (number, part.strip("\ufeff\r"))
        for number, line in enumerate(text.split("\n"), 1)
        for part in line.split("\f")
        if part.strip() and not _PAGE_NUMBER.fullmatch(part.strip())
    ]
    widths = sorted(len(part.strip()) for _, part in raw)
    full = widths[len(widths) * 4 // 5] * _SHORT if widths else 0
    return [
        _Line(number, words, part[-1].isspace() or len(words) < full or words[-1] in _ENDS)
        for number, part in raw
        if (words := part.strip())
    ]


def _looks_like_a_table(lines: list[_Line]) -> bool:
    """Whether there is a header row, or too many lines are (or end in) what stands in a deadline column."""
    telling = {Role.DEPARTMENT, Role.DEADLINE}
    for line in lines[:_HEAD]:
        roles = [role for role in column_roles(line.text.split()) if role]
        if len(roles) >= _FEWEST_POINTS + 1 and telling & set(roles):
            return True
    sample = lines[:_SAMPLE]
    dated = sum(is_deadline(line.text) or _ends_in_deadline(line.text) for line in sample)
    return dated > max(_FEWEST_POINTS, _TABLE_SHARE * len(sample))


def _ends_in_deadline(text: str) -> bool:
    *before, last = text.rsplit(maxsplit=2) or [""]
    return bool(before) and (is_deadline(last) or (len(before) > 1 and is_deadline(before[-1] + last)))


def _without_frame(lines: list[_Line], title: str) -> list[_Line]:
    """Leave out what the pages repeat, and what follows the text: signature, date, enclosures."""
    seen = Counter(
        line.text for line in lines if len(line.text) <= _LONGEST_HEADER and not _marker(line.text)
    )
    body = [line for line in lines if seen[line.text] < _OFTEN and line.text != title]
    last = max((at for at, line in enumerate(body) if _marker(line.text)), default=len(body))
    for at in range(last + 1, len(body)):
        if body[at - 1].ends and _AFTERWORD.match(body[at].text):
            return body[:at]
        if _SIGNATURE.fullmatch(body[at].text):
            office = at - 1 > last and body[at - 1].text[-1] not in _ENDS and body[at - 2].ends
            return body[: at - 1] if office else body[:at]
    return body


def _marker(text: str) -> tuple[int, int] | None:
    """Say level and number of the marker that opens `text`."""
    for level, pattern in enumerate(_MARKERS):
        if match := pattern.match(text):
            return level, _number(match[match.lastindex or 1])
    return None


def _number(sign: str) -> int:
    if sign.isdecimal():
        return int(sign)
    if "①" <= sign <= "⑳":
        return ord(sign) - ord("①") + 1
    hundreds, _, rest = sign.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = {numeral: value for value, numeral in enumerate(_NUMERALS, 1)}
    first = value.get(tens, 1 if not tens else 0) if ten else 0
    return 100 * value.get(hundreds, 0) + 10 * first + value.get(ones.strip("〇零"), 0)


def _blocks(lines: list[_Line]) -> list[_Block]:
    """Cut the lines at their markers. What stands before the first is the preamble."""
    blocks: list[_Block] = []
    before: _Line | None = None
    for line in lines:
        marker = _marker(line.text)
        if marker and (before is None or before.ends or _continues(marker, blocks)):
            blocks.append(_Block(*marker, line.number, [line.text]))
        elif blocks and before:
            titled = before.ends and before.text[-1] not in _ENDS
            blocks[-1].take(line.text, apart=titled)
        before = line
    return blocks


def _continues(marker: tuple[int, int], blocks: list[_Block]) -> bool:
    """Whether a number is the one to come, and so counts even below a line that has no end."""
    level, number = marker
    if blocks and blocks[-1].level < level:
        return True
    before = next((block.number for block in reversed(blocks) if block.level <= level), 0)
    return number == before + 1


def _sections(blocks: list[_Block]) -> list[_Section]:
    """Put blocks into sections; the outermost level in a section makes its points."""
    if all(block.level == _SECTION for block in blocks):
        return [_Section("", points=blocks)]
    sections = [_Section("")]
    for block in blocks:
        if block.level == _SECTION:
            title, introduction = _split_title(block.text)
            sections.append(_Section(title, block.number, block.line, introduction))
            continue
        points = sections[-1].points
        if points and block.level > points[0].level:
            points[-1].take(block.text, apart=True)
        else:
            points.append(block)
    for section in sections:
        if not section.points and section.introduction:
            section.points = [_Block(_SECTION, 0, section.line, [section.introduction])]
    return [section for section in sections if section.points or section.number is not None]


def _split_title(text: str) -> tuple[str, str]:
    """Part a section's title from an introduction that follows it."""
    match = re.match(rf"([^。\n]{{1,{_LONGEST_TITLE}}})(?:[。\n]|$)", text)
    return (
        (match[1], text[match.end() :].strip()) if match else (text[:_LONGEST_TITLE], text[_LONGEST_TITLE:])
    )


def _item(section: _Section, point: _Block, year: int | None) -> ParsedItem:
    undated = Deadline(DeadlineKind.UNDATED)
    numbered = point.number > 0
    return ParsedItem(
        section=section.title,
        work_point=re.split("[。\n]", point.text, maxsplit=1)[0],
        group=None,
        measure=point.text,
        departments=(),
        deadline_text="",
        deadline=item_deadline("", point.text, year) if year else undated,
        source=Source(line=point.line),
        doubts=() if numbered else ("This section has no numbered points: its text is taken as one.",),
    )


def _problems(sections: list[_Section], year: int | None) -> Iterator[Problem]:
    if year is None:
        yield _warning("title", "The outline names no year.")
    numbered = [(section.line, section.number) for section in sections if section.number is not None]
    yield from _gaps("section", numbered, restarts=set())
    points = [(point.line, point.number) for section in sections for point in section.points if point.number]
    yield from _gaps(
        "point", points, restarts={section.points[0].line for section in sections if section.points}
    )
    for section in sections:
        if not section.points:
            yield _warning(f"line {section.line}", f'The section "{section.title}" has no points.')
        elif len(section.introduction) >= _LONG_INTRODUCTION and section.points[0].number:
            yield _warning(f"line {section.line}", f'The text below "{section.title}" belongs to no point.')


def _gaps(what: str, numbers: list[tuple[int, int]], restarts: set[int]) -> Iterator[Problem]:
    """Warn of numbers that do not follow on; a section may start again at 1."""
    before = 0
    for line, number in numbers:
        if number != before + 1 and not (number == 1 and line in restarts):
            after = f"comes after number {before}" if before else "comes first"
            reason = "is one missing?" if number > before else "is it numbered twice?"
            yield _warning(f"line {line}", f"The {what} numbered {number} {after}: {reason}")
        before = number


def _warning(where: str, message: str) -> Problem:
    return Problem(Severity.WARNING, where, message)
