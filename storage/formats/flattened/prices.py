"""What it costs to take a run of text for a piece of a column: how unlikely its words and widths are there.

Prices are natural logarithms of odds, judged on office plans: about 1 is "now and then", 3 "rarely", 6 and
more "hardly ever". PURE.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.department_names import department_likeness
from storage.formats.flattened.cutting import is_cut_deadline
from storage.formats.flattened.habits import END_MARKS, is_ended
from storage.formats.flattened.numbering import entry_number, is_serial
from storage.formats.flattened.pieces import SECTION, WIDE, Unit, as_lines, is_deadline, is_deadline_start
from storage.headings import Role

if TYPE_CHECKING:
    from storage.formats.flattened.survey import Survey

NEVER = 40.0
_LONGEST_LABEL_LINE = 14
_LONGEST_DEADLINE = 40
_LONGEST_DEPARTMENTS = 60
_ROLE_MARK = re.compile(r"牵头|配合|协办|主办|责任(?:单位|部门)")
_ROLE_HEAD = re.compile(rf"(?:{_ROLE_MARK.pattern})[:：]")


class ColumnPrices:
    """Prices a run of units for each column of one table."""

    def __init__(self, known: Survey) -> None:
        self.widths = known.widths
        self.names = known.names
        self.heads = known.heads
        self.habits = known.habits
        self.sections = known.sections
        self.serials = Role.SERIAL in known.roles
        sub_column = {Role.GROUP} if Role.WORK_POINT in known.roles else set()
        self.columns = [SECTION, *sorted(known.roles | sub_column)]

    def of(self, run: list[Unit]) -> dict[int, float]:
        """Return the price of the run for each column that it may belong to."""
        if run[0].opens_line and run[0].line.number in self.sections:
            return {SECTION: 0.0, Role.MEASURE: 9.0}
        text = "".join(unit.text for unit in run)
        date = len(text) <= _LONGEST_DEADLINE and is_deadline(text)
        inner = sum(self._unparted(run, at) for at in range(1, len(run)) if run[at].line is run[at - 1].line)
        swallowed = 7.0 * sum(self._is_surely_label(unit) for unit in run[1:] if unit.opens_line)
        ends_within = any(not a.wraps and a.line is not b.line for a, b in pairwise(run))
        prices: dict[int, float] = {}
        lines = as_lines(run)
        for column in self.columns:
            price = self._price(column, lines, text, date=date)
            if column in (Role.DEPARTMENT, Role.ASSISTING):
                price += 7.0 * sum(is_deadline(unit.text) for unit in run[1:] if unit.opens_line)
            elif column != Role.DEADLINE:
                price += swallowed
            # Only a deadline goes on over what looks like a paragraph's end: 「2018 年 7 」「月 」.
            if ends_within and (column != Role.DEADLINE or run[-1].text.startswith(("（", "("))):
                continue
            if price < NEVER:
                prices[column] = price + inner
        return prices or {Role.MEASURE: NEVER}

    def begins_label(self, line: Unit, following: Unit) -> bool:
        """Whether a name is cut at the line's end: only the next line shows that it is one."""
        limit = self.widths.department
        text = line.text + following.text
        return line.wraps and limit - 3 < line.width < limit + 0.5 and department_likeness(text) == 1.0

    def is_label_line(self, text: str) -> bool:
        """Whether a line looks like one of a label; the page may have cut its last name."""
        if len(text) > _LONGEST_LABEL_LINE:
            return False
        if is_deadline_start(text) or text in self.names or self._are_known(text):
            return True
        likeness = department_likeness(text)
        return likeness == 1.0 or (likeness >= 0.5 and len(text) <= self.widths.department + 1)

    def _is_surely_label(self, unit: Unit) -> bool:
        text = unit.text
        if len(text) > _LONGEST_LABEL_LINE:
            return False
        if self._are_known(text) or is_deadline(text):
            return True
        return ("、" in text or _ROLE_MARK.search(text) is not None) and department_likeness(text) >= 0.5

    def _are_known(self, text: str) -> bool:
        """Whether the text holds known names only; its line may cut the last one."""
        *names, last = text.rstrip("、").split("、")
        return all(name in self.names for name in names) and (last in self.names or last in self.heads)

    def _unparted(self, run: list[Unit], at: int) -> float:
        """Price reading over a blank on a line as if it parted nothing."""
        before, after = run[at - 1], run[at]
        rest = "".join(unit.text for unit in run[at:] if unit.line is after.line)
        if is_deadline("".join(unit.text for unit in run)):
            return 0.0
        if self.serials and before.opens_line and before.text.isdigit():
            return 6.0
        marked = _ROLE_MARK.search(after.text) and department_likeness(after.text) >= 0.5
        names = after.text in self.names or before.text in self.names
        if marked or names or is_deadline(rest) or is_cut_deadline(rest):
            return 9.0
        if not (WIDE.match(before.text[-1]) and WIDE.match(after.text[0])):
            return 0.0
        said, ahead = ("".join(unit.text for unit in part) for part in (run[:at], run[at:]))
        # Within a name in 《》 that somebody typed with a blank; the page before may have begun it.
        inside = re.search("》[^《》]*$", said) is None and re.match("[^《》]*》", ahead) is not None
        return 0.8 if inside else 4.0

    def _price(self, column: int, run: list[Unit], text: str, *, date: bool) -> float:
        match column:
            case Role.DEADLINE:
                return 0.0 if date else self._cut_deadline(run, text)
            case Role.DEPARTMENT | Role.ASSISTING:
                return 8.0 if date else self._departments(run, text)
            case Role.WORK_POINT:
                price = self._work_point(run, text)
            case Role.GROUP:
                price = self._group(run, text)
            case Role.MEASURE:
                price = self._measure(run, text)
            case Role.REMARK:
                price = 3.0 + 0.1 * len(text)
            case _:
                price = 0.0 if column == Role.SERIAL and is_serial(text) else NEVER
        return price + (7.0 if date else 0.0)

    def _cut_deadline(self, run: list[Unit], text: str) -> float:
        """Price a part of a deadline: its beginning, or the rest that stands on the next page."""
        if len(text) <= _LONGEST_LABEL_LINE and is_deadline_start(text):
            return 2.5 if run[-1].wraps else 4.0
        if len(text) <= 6 and len(run) == 1 and not re.search(r"[。；：]", text):
            return 6.5
        return NEVER

    def _departments(self, run: list[Unit], text: str) -> float:
        if (
            text.isdigit()
            or len(text) > _LONGEST_DEPARTMENTS
            or any(unit.width > self.widths.department + 3 for unit in run)
        ):
            return NEVER
        if text in self.names:
            return 0.0
        if self._are_known(text):
            return 0.1
        if is_deadline_start(text):
            return 4.0
        wide = sum(unit.width > self.widths.department for unit in run)
        likeness = department_likeness(text)
        names, mark, _ = text.rpartition("、")
        if mark and run[-1].width > self.widths.department - 3:  # the page may cut the last name
            likeness = max(likeness, 0.85 * department_likeness(names))
        return (1.0 - likeness) * 7.0 + wide * 2.0 + 0.8

    def _work_point(self, run: list[Unit], text: str) -> float:
        limit = self.widths.work_point
        price = sum(4.0 + unit.width - limit for unit in run if unit.width > limit + 0.8)
        price += sum(4.0 for unit in run if unit.wraps and unit.width < limit - 3.2)
        if is_ended(text):
            price += 5.0 if text[-1] == "：" else 2.5
        last = run[-1]
        if not last.wraps and (last.closes_line or last.width < self.widths.full_work_point):
            price += self.habits.short_title(len(text))  # as no page cuts it
        return price + self._unlike_title(text)

    def _group(self, run: list[Unit], text: str) -> float:
        limit = self.widths.narrow * 0.62
        price = self.habits.group
        price += sum(4.0 + unit.width - limit for unit in run if unit.width > limit + 0.8)
        price += sum(2.0 for unit in run[:-1] if unit.wraps and unit.width < 3.0)
        price += 0.4 * max(0, len(run) - 5)
        price += 5.0 if text[-1] in END_MARKS else 0.0
        return price + self._unlike_title(text)

    def _unlike_title(self, text: str) -> float:
        price = 3.0 if entry_number(text) else 4.0 if _ROLE_HEAD.match(text) else 0.0
        return price + (3.0 if self._are_known(text) else 0.0)

    def _measure(self, run: list[Unit], text: str) -> float:
        width = self.widths.measure
        price = sum(5.0 for unit in run if unit.width > width + 1.5)
        wrapped = [unit.width for unit in run[:-1] if unit.wraps]
        top = max(unit.width for unit in run)
        price += 3.0 * min(3, sum(line < top - 2.6 for line in wrapped))
        price += 4.0 if wrapped and top < width * 0.5 else 0.0
        if run[-1].wraps:  # a page cuts it, at a line as full as the others
            price += 6.0 if wrapped and run[-1].width < top - 2.6 else 0.0
            price += 2.0 if run[-1].width < width * 0.55 else 0.0
        if not run[-1].wraps and not is_ended(text):
            hidden = not run[-1].closes_line and run[-1].width > self.widths.full_narrow
            price += 0.6 if hidden else self.habits.unmarked
            price += 2.0 if department_likeness(run[-1].text) == 1.0 else 0.0
        return price + (6.0 if text in self.names else 0.0)
