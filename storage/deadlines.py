"""Deadline text -> Deadline: the table of meanings of a plan's last column. PURE.

>>> read_deadline("2-3 月", 2017).occurrences[0].due
datetime.date(2017, 3, 31)
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from storage.deadline_dates import Clause, Grain, read_clauses
from storage.deadline_text import (
    ALONGSIDE,
    EVENT,
    FREQUENCY,
    PHASE,
    PHASE_OF_SEVERAL,
    TIMES,
    VAGUE,
    compact,
    plain,
)
from storage.milestones import find_milestones
from storage.plan import Deadline, DeadlineKind, Occurrence, ParsedItem, ParsedPlan

__all__ = [
    "NO_YEAR",
    "dated",
    "day_doubt",
    "day_doubts",
    "find_milestones",
    "is_deadline",
    "is_deadline_start",
    "item_deadline",
    "read_deadline",
    "spelled",
    "unnamed_doubt",
]

NO_YEAR = "names no year"
"""What readers say of a file that does not tell its plan's year."""
_FIGURES = re.compile(
    r"(?:(2\d)[./-](0?[1-9]|1[0-2])[./-](0?[1-9]|[12]\d|3[01])|(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))"
    r"(?P<until>前?)"
)
_SHORT = re.compile(r"(0?[1-9]|1[0-2])(?:[./](?=\d\d)|-(?=0|1[3-9]|[23]))(0[1-9]|[12]\d|3[01])(前?)")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_DAY_IN_WORDS = re.compile(r"(?:(?:19|20)\d\d\s?年\s?)?(?<!\d)\d{1,2}\s?月\s?\d{1,2}\s?[日号]")
_PART = re.compile(r"(?:(20\d\d)年?)?(?:[Qq]([1-4])|[Hh]([12])|([12])[Hh])")
_ANY_YEAR = 2000
"""A leap year: where the plan's is not known, 29 February may be a day."""
_KEPT = 16_384
"""Texts whose readings are kept: a plan says few deadlines often, and its reader asks again and again."""
_LONGEST = 200
_LONGEST_CELL = 40
_LONGEST_START = 16
_NO_CELL = re.compile(r"[。:!?…《》“”\"%％<>=+*]")
_NOTE = re.compile(r"\([^()]{1,12}\)$")
_FIRST = re.compile(
    r"[\d一二三四五六七八九十全常长终持贯始经每各按逐月季年上下前第本今当明次来"
    "截不最力争预根依视结遵参待适]"
)
_NUMBERING = re.compile(r"[-\d一二三四五六七八九十、,.第()（）]*")
# What the next line may bring: one ending that makes the beginning a whole is enough.
_ENDINGS = (
    "月", "1月", "日", "1日", "旬", "年1月", "季度", "度", "半年", "年", "底前",
    "进", "推进", "展", "行", "成", "完成", "施", "署", "部署", "排", "安排", "门安排", "求", "要求",
    "况", "划", "点", "化", "续", "定", "前完成",
)  # fmt: skip


def read_deadline(text: str, year: int) -> Deadline:
    """Read what stands in the deadline column of the plan of `year`.

    Never raises: what is not understood is `undated`, and the caller keeps the words.
    """
    return _read_deadline(_cut(text), year)


@lru_cache(maxsize=_KEPT)
def _read_deadline(text: str, year: int) -> Deadline:
    clauses = read_clauses(spelled(text), year)
    spanned = _without_mere_years([clause for clause in clauses if clause.spans], clauses)
    spanned = _without_hopes(spanned)
    if not spanned:
        ongoing = any(clause.ongoing for clause in clauses)
        return Deadline(DeadlineKind.ONGOING if ongoing else DeadlineKind.UNDATED)
    occurrences = _occurrences(spanned)
    windows = [span for clause in spanned for span in clause.spans]
    if all(span.window for span in windows):
        return Deadline(DeadlineKind.WINDOW, min(span.first for span in windows), occurrences)
    return Deadline(DeadlineKind.BY, None, occurrences)


def spelled(text: str) -> str:
    """Write out a date in figures that is all that a deadline cell holds: 「6.30」「20240630」「H2」.

    Elsewhere such figures are numbers of all kinds, so `is_deadline` does not take them for a deadline.
    """
    words = "".join(plain(text).split())
    if match := _IN_BRACKETS.fullmatch(words):
        return spelled(match[1])
    if match := _FIGURES.fullmatch(words):
        year, month, day = (match[n] or match[n + 3] for n in (1, 2, 3))
        return f"{2000 + int(year[-2:])}年{int(month)}月{int(day)}日{match['until'] or ''}"
    if match := _SHORT.fullmatch(words):
        return f"{int(match[1])}月{int(match[2])}日{match[3]}"
    if match := _PART.fullmatch(words):
        year = f"{match[1]}年" if match[1] else ""
        return year + (
            f"{match[2]}季度" if match[2] else {"1": "上半年", "2": "下半年"}[match[3] or match[4]]
        )
    return text


def item_deadline(text: str, measure: str, year: int) -> Deadline:
    """Read an item's deadline with the milestones in its measure, each one more occurrence."""
    deadline = read_deadline(text, year)
    return replace(deadline, occurrences=_in_order((*deadline.occurrences, *find_milestones(measure, year))))


def dated(plan: ParsedPlan, year: int) -> ParsedPlan:
    """Return the plan as the one of `year`, its deadlines read anew; a missing year is no problem then."""
    problems = tuple(problem for problem in plan.problems if NO_YEAR not in problem.message)
    items = tuple(
        replace(item, deadline=item_deadline(item.deadline_text, item.measure, year)) for item in plan.items
    )
    return replace(plan, year=year, items=items, problems=problems)


@lru_cache(maxsize=_KEPT)
def day_doubt(text: str, year: int | None) -> str | None:
    """Say in a sentence that a deadline of the plan of `year` names a day that its month has not."""
    clauses = read_clauses(spelled(_cut(text)), _ANY_YEAR if year is None else year)
    if not any(clause.beyond for clause in clauses):
        return None
    return f"The deadline {text} names a day that does not exist."


@lru_cache(maxsize=_KEPT)
def unnamed_doubt(text: str) -> str | None:
    """Say in a sentence that a deadline does not tell which month's or quarter's end it is: 「月底前」."""
    if not any(clause.unnamed for clause in read_clauses(spelled(_cut(text)), _ANY_YEAR)):
        return None
    return f"The deadline {text} does not say of which month or quarter: each one's is taken."


def day_doubts(item: ParsedItem, year: int | None) -> tuple[str, ...]:
    """Say of an item of the plan of `year` where it names days that their months have not, or no month."""
    of_deadline = day_doubt(item.deadline_text, year)
    days = (match[0] for match in _DAY_IN_WORDS.finditer(plain(item.measure)))
    of_measure = [
        f"The measure names a day that does not exist: {day}." for day in days if day_doubt(day, year)
    ]
    told = filter(None, (of_deadline, unnamed_doubt(item.deadline_text)))
    return tuple(dict.fromkeys((*told, *of_measure)))


@lru_cache(maxsize=_KEPT)
def is_deadline(text: str) -> bool:
    """Whether the whole of `text` reads as what stands in a deadline column, if only of an impossible day."""
    if len(text) > 2 * _LONGEST_CELL or not (cell := compact(text)) or len(cell) > _LONGEST_CELL:
        return False
    if _NO_CELL.search(cell) or cell[-1] in ",;、-至到和及与或":
        return False
    cell = _NOTE.sub("", cell)  # 「12月（分两批）」
    return EVENT.fullmatch(cell) is not None or _reads_as_deadline(cell)


def _reads_as_deadline(cell: str) -> bool:
    if "(" in cell or ")" in cell:
        return False
    if VAGUE.fullmatch(cell):
        return True
    clauses = read_clauses(cell, _ANY_YEAR)
    several = sum(clause.timed for clause in clauses) > 1
    return bool(clauses) and all(_is_said_of_time(clause, several=several) for clause in clauses)


def is_deadline_start(text: str) -> bool:
    """Whether `text` is a deadline, or could be the first line of one that goes on in the next."""
    if is_deadline(text):
        return True
    if len(text) > 2 * _LONGEST_CELL or not _FIRST.match(start := compact(text)) or _NO_CELL.search(start):
        return False
    if len(start) < 2 or len(start) > _LONGEST_START or _NUMBERING.fullmatch(start):
        return re.fullmatch(r"(?:19|20)\d\d", start) is not None
    return any(_reads_as_deadline(compact(start + ending)) for ending in _ENDINGS)


def _cut(text: str) -> str:
    """Enough of a text for any deadline: columns hold short words, hostile files do not."""
    return text[: 4 * _LONGEST].strip()[:_LONGEST]


def _is_said_of_time(clause: Clause, *, several: bool) -> bool:
    words = clause.words.strip("(),;、-")
    if clause.odd or (clause.led and clause.timed):
        return False
    if not clause.timed:
        return VAGUE.fullmatch(words) is not None
    patterns = [TIMES, PHASE]
    patterns += [PHASE_OF_SEVERAL] if several and clause.spans else []
    patterns += [FREQUENCY, ALONGSIDE] if clause.recurring else []
    patterns += [ALONGSIDE, VAGUE] if clause.ongoing else []
    return not words or any(pattern.fullmatch(words) for pattern in patterns)


def _without_mere_years(spanned: list[Clause], clauses: tuple[Clause, ...]) -> list[Clause]:
    """Leave out a year that only frames the rest: 「2017年全年」「2017年每季度」."""
    framed = any(clause.ongoing or clause.recurring for clause in clauses)
    if not framed:
        return spanned
    kept = [
        replace(clause, spans=[span for span in clause.spans if span.grain is not Grain.YEAR])
        for clause in spanned
    ]
    return [clause for clause in kept if clause.spans]


def _without_hopes(spanned: list[Clause]) -> list[Clause]:
    """Leave out days that are hoped for where a later one is set for the same: 「11月底前完成，力争10月」."""
    firm = [(clause, span) for clause in spanned for span in clause.spans if not span.hoped]
    kept = [
        replace(
            clause,
            spans=[
                span
                for span in clause.spans
                if not span.hoped
                or not any(span.last <= set_.last and _say_the_same(clause, other) for other, set_ in firm)
            ],
        )
        for clause in spanned
    ]
    return [clause for clause in kept if clause.spans]


def _say_the_same(first: Clause, second: Clause) -> bool:
    """Whether the dates of two clauses are for the same thing, as far as words tell."""
    one, other = _label(first.words) or "", _label(second.words) or ""
    return one in other or other in one


def _occurrences(clauses: list[Clause]) -> tuple[Occurrence, ...]:
    """Say each date once; words tell dates apart only where there are several clauses."""
    labelled = len(clauses) > 1
    return _in_order(
        tuple(
            span.occurrence(_label(clause.words) if labelled else None)
            for clause in clauses
            for span in clause.spans
        )
    )


def _label(words: str) -> str | None:
    words = words.strip("()[]:,;。、和及与或/-至到|")
    return None if not words or re.fullmatch(r"各?.?次", words) else words


def _in_order(occurrences: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
    """Sort by due day, the item's own before its milestones; one for each day and label."""
    known = {(each.due, each.label): each for each in reversed(occurrences)}
    return tuple(sorted(known.values(), key=lambda each: (each.due, each.label or "")))
