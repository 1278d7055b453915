"""Known edits of a plan: a second version whose every item says which old one it is. The tests' own.

The wording of the edits is drawn from what offices write, not from how items are compared. An item's origin is
the index of the old item whose code it must keep: of a split item the part that says most, of two merged
ones the one that says more (of equals the first); None for what is new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from storage.canonical import unnumbered
from storage.deadlines import item_deadline

if TYPE_CHECKING:
    from storage.plan import ParsedItem

SYNONYMS = (
    ("开展", "组织开展", "实施"), ("组织", "牵头组织", "安排"), ("加强", "强化", "进一步加强"), ("推进", "推动", "加快推进"),
    ("完成", "全面完成", "做完"), ("建立", "构建", "建立健全"), ("完善", "健全", "优化"), ("制定", "研究制定", "出台"),
    ("印发", "出台", "下发"), ("修订", "修改完善", "重新修订"), ("办好", "举办", "精心组织"), ("启动", "开始实施", "着手推进"),
    ("起草", "拟定", "研究起草"), ("通报", "公布", "定期通报"), ("征求", "广泛听取", "收集"), ("提供", "做好", "落实"),
    ("配合", "协助", "积极配合"), ("落实", "贯彻落实", "抓好"), ("提高", "提升", "切实提高"), ("梳理", "汇总", "系统梳理"),
    ("总结", "梳理", "全面总结"), ("选派", "抽调", "选送"), ("规范", "进一步规范", "统一"), ("评估", "评价", "测评"),
    ("摸清", "查清", "掌握"), ("召开", "组织召开", "举行"), ("举办", "承办", "开办"), ("深入", "扎实", "持续深入"),
    ("问题清单", "问题台账", "隐患清单"), ("验收", "竣工验收", "验收工作"), ("意见", "意见建议", "反馈"), ("培训", "业务培训", "轮训"),
    ("工作", "各项工作", "有关工作"), ("情况", "进展情况", "有关情况"), ("研究", "调研", "专题研究"), ("管理", "日常管理", "管控"),
    ("积极", "主动", "大力"), ("做好", "抓好", "认真做好"), ("审查", "审核", "审查审批"), ("探索", "试点探索", "积极探索"),
    ("服务", "公共服务", "保障"), ("宣传", "宣传推广", "宣讲"), ("检查", "督查", "专项检查"), ("发挥", "充分发挥", "用好"),
)  # fmt: skip
CLAUSES = (
    "按照上级统一部署", "加强统筹协调", "确保按期完成", "形成书面报告", "会同有关单位", "及时总结经验做法", "报分管领导审定", "明确责任分工",
    "细化任务分工和时间节点", "建立工作台账", "接受社会监督", "每月调度一次进展", "做好经费保障", "组织“回头看”", "结合单位实际",
    "进一步压实责任", "广泛征求基层意见", "在全市推广", "纳入年度考核", "适时召开现场会",
)  # fmt: skip
DEPARTMENTS = (
    "综合处",
    "督查室",
    "规划发展处",
    "政策法规处",
    "宣传教育科",
    "机关服务中心",
    "质量监督科",
    "项目办",
)
DEADLINES = (
    "1 月",
    "3 月",
    "5 月",
    "6月底前",
    "7月",
    "9 月",
    "10月",
    "11 月",
    "12月",
    "全年",
    "上半年",
    "三季度",
    "2-6 月",
    "每季度",
)
TYPOS = "的了和与及地在为对到新大各全部分工作业务管理人员单位时间"
_SENTENCE = re.compile(r"[^，；。、：]+[，；。、：]?")
_CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True)
class Row:
    """An item of the second version. `edited` names what was done to it; "" for nothing."""

    item: ParsedItem
    origin: int | None
    edited: str = ""


@dataclass
class Editor:
    """Draws edits. `year` dates new deadlines, `others` are foreign items to insert."""

    draw: Random
    year: int
    others: Sequence[ParsedItem] = field(default_factory=tuple)

    # --- edits of a share of the rows ---------------------------------------------------------------

    def reword(self, rows: list[Row], share: float = 0.1) -> list[Row]:
        chosen = self._some(rows, share)
        return [self._reworded(row) if n in chosen else row for n, row in enumerate(rows)]

    def redate(self, rows: list[Row], share: float = 0.1) -> list[Row]:
        """Other days and departments; the words stay."""
        chosen = self._some(rows, share)
        return [
            replace(row, item=self._moved(row.item), edited="moved") if n in chosen else row
            for n, row in enumerate(rows)
        ]

    def overhaul(self, rows: list[Row], share: float = 0.1) -> list[Row]:
        """Reword rows and give them another department and another day as well."""
        chosen = self._some(rows, share)
        return [self._overhauled(row) if n in chosen else row for n, row in enumerate(rows)]

    def restructure(self, rows: list[Row]) -> list[Row]:
        """Cut the plan into other work points, and let other departments do half of it."""
        titles = [row.item.measure[:20] for row in self.draw.sample(rows, len(rows) // 5 + 1)]
        names = {name for row in rows for name in row.item.departments}
        other = {name: self.draw.choice(DEPARTMENTS) for name in sorted(names) if self.draw.random() < 0.5}
        moved = [self._with_departments(row, other) for row in rows]
        return [
            replace(
                row,
                item=replace(row.item, work_point=titles[n * len(titles) // len(rows)], group=None),
                edited=row.edited or "restructured",
            )
            for n, row in enumerate(moved)
        ]

    def delete(self, rows: list[Row], share: float = 0.06) -> list[Row]:
        chosen = self._some(rows, share)
        return [row for n, row in enumerate(rows) if n not in chosen]

    def insert(self, rows: list[Row], share: float = 0.06) -> list[Row]:
        """Put foreign items, and new ones of a series, in anywhere; they take the surroundings of their place."""
        chosen = self._some(rows, share)
        result: list[Row] = []
        for n, row in enumerate(rows):
            result.append(row)
            if n in chosen:
                near = self._sibling(row.item) if self.draw.random() < 0.25 else self._foreign(row.item)
                result.append(Row(near, None, "inserted"))
        return result

    def substitute(self, rows: list[Row], share: float = 0.05) -> list[Row]:
        """Put another task in an item's place, often for the same department and day."""
        chosen = self._some(rows, share)
        return [
            Row(self._foreign(row.item), None, "inserted") if n in chosen else row
            for n, row in enumerate(rows)
        ]

    def split(self, rows: list[Row], share: float = 0.06) -> list[Row]:
        chosen = self._some(rows, share, lambda row: len(_clauses(row.item.measure)) > 1)
        return [part for n, row in enumerate(rows) for part in (self._parts(row) if n in chosen else (row,))]

    def merge(self, rows: list[Row], share: float = 0.06) -> list[Row]:
        """Join an item with the one below it."""
        chosen, result = self._some(rows, share), list[Row]()
        for n, row in enumerate(rows):
            mergeable = result and n - 1 in chosen and not (result[-1].edited or row.edited)
            if mergeable and result[-1].item.work_point == row.item.work_point:
                result[-1] = self._joined(result[-1], row)
            else:
                result.append(row)
        return result

    # --- edits of the whole plan --------------------------------------------------------------------

    def reorder(self, rows: list[Row]) -> list[Row]:
        """Shuffle the rows of some work points, move a few rows anywhere, and two whole blocks."""
        blocks = _blocks(rows)
        for block in blocks:
            if self.draw.random() < 0.3:
                self.draw.shuffle(block)
        for _ in range(min(2, len(blocks) - 1)):
            blocks.insert(self.draw.randrange(len(blocks)), blocks.pop(self.draw.randrange(len(blocks))))
        result = [row for block in blocks for row in block]
        for _ in range(len(result) // 25):
            result.insert(self.draw.randrange(len(result)), result.pop(self.draw.randrange(len(result))))
        return result

    def transfer(self, rows: list[Row], share: float = 0.05) -> list[Row]:
        """Let rows stand under another work point."""
        chosen, result = self._some(rows, share), list(rows)
        for n in chosen:
            there = self.draw.choice(rows).item
            item = replace(
                rows[n].item, section=there.section, work_point=there.work_point, group=there.group
            )
            result[n] = replace(rows[n], item=item, edited=rows[n].edited or "transferred")
        return result

    def renumber(self, rows: list[Row]) -> list[Row]:
        """Give sections, work points and measures new numbers in front, in one of the usual styles."""
        style = self.draw.choice(("{n}.", "（{c}）", "{n}、", "({n})", "第{c}，"))
        sections = list(dict.fromkeys(row.item.section for row in rows))
        points = list(dict.fromkeys(row.item.work_point for row in rows))
        shift = self.draw.randint(0, 3)
        result = []
        for n, row in enumerate(rows, start=1 + shift):
            item, number = row.item, n % 40 + 1
            section = f"{_numeral(sections.index(item.section) + shift)}、{unnumbered(item.section)}"
            point = (
                item.work_point
                and f"（{_numeral(points.index(item.work_point))}）{unnumbered(item.work_point)}"
            )
            mark = style.format(n=number, c=_numeral(number - 1))
            measure = f"{mark}{unnumbered(item.measure)}"
            item = replace(item, section=section, work_point=point, measure=measure)
            result.append(replace(row, item=item, edited=row.edited or "renumbered"))
        return result

    def retitle(self, rows: list[Row], share: float = 0.2) -> list[Row]:
        """Reword work points, for all their rows."""
        points = [point for point in dict.fromkeys(row.item.work_point for row in rows) if point]
        titles = {point: self._rephrase(point) for point in points if self.draw.random() < share}
        return [
            replace(
                row,
                item=replace(row.item, work_point=titles[row.item.work_point]),
                edited=row.edited or "retitled",
            )
            if row.item.work_point in titles
            else row
            for row in rows
        ]

    def rename(self, rows: list[Row]) -> list[Row]:
        """Rename a few departments throughout the plan."""
        names = list(dict.fromkeys(name for row in rows for name in row.item.departments))
        other = {
            name: self.draw.choice((f"{name}（筹）", f"新{name}", self.draw.choice(DEPARTMENTS)))
            for name in self.draw.sample(names, min(len(names), 1 + len(names) // 8))
        }
        return [self._with_departments(row, other) for row in rows]

    # --- one row ------------------------------------------------------------------------------------

    def _some(
        self, rows: Sequence[Row], share: float, fits: Callable[[Row], bool] = lambda _: True
    ) -> frozenset[int]:
        able = [n for n, row in enumerate(rows) if fits(row)]
        return frozenset(self.draw.sample(able, min(len(able), max(1, round(len(rows) * share)))))

    def _reworded(self, row: Row) -> Row:
        measure = row.item.measure
        if self.draw.random() < 0.15:
            measure = self._less(measure)  # first, so that no added clause is all that is left
        for _ in range(self.draw.choice((1, 1, 1, 2, 2, 3, 4))):
            measure = self._rephrase(measure)
        item = self._dated(replace(row.item, measure=measure))
        if self.draw.random() < 0.15:
            item = self._moved(item)
        return replace(row, item=item, edited="reworded")

    def _overhauled(self, row: Row) -> Row:
        item = self._dated(self._reworded(row).item, self.draw.choice(DEADLINES))
        return replace(
            row, item=replace(item, departments=(self.draw.choice(DEPARTMENTS),)), edited="overhauled"
        )

    def _rephrase(self, text: str) -> str:
        """Do one thing to a text; another one where it changes nothing."""
        ways = (
            self._synonyms,
            self._synonyms,
            self._more,
            self._numbers,
            self._marks,
            self._typo,
            self._turn,
        )
        for way in self.draw.sample(ways, len(ways)):
            changed = way(text)
            if changed not in (text, ""):
                return changed
        return f"{self.draw.choice(CLAUSES)}，{text}"

    def _synonyms(self, text: str) -> str:
        known = [words for words in SYNONYMS if words[0] in text]
        for words in self.draw.sample(known, min(len(known), self.draw.randint(1, 3))):
            text = text.replace(words[0], self.draw.choice(words[1:]), 1)
        return text

    def _more(self, text: str) -> str:
        clauses, clause = _clauses(text), self.draw.choice(CLAUSES)
        at = self.draw.randint(0, len(clauses))
        if at == len(clauses):
            return f"{text.rstrip('，；。、：')}，{clause}。"
        return "".join((*clauses[:at], f"{clause}，", *clauses[at:]))

    def _less(self, text: str) -> str:
        clauses = _clauses(text)
        if len(clauses) < 2:
            return text
        longest = max(clauses, key=len)  # what carries the meaning stays
        left_out = self.draw.choice([clause for clause in clauses if clause is not longest])
        return "".join(clause for clause in clauses if clause is not left_out)

    def _numbers(self, text: str) -> str:
        return re.sub(r"\d+", lambda found: str(int(found[0]) + self.draw.randint(1, 5)), text, count=1)

    def _marks(self, text: str) -> str:
        pairs = (("，", "；"), ("。", ""), ("、", "和"), ("“", "「"), ("《", "〈"), ("，", "、"))
        known = [pair for pair in pairs if pair[0] in text]
        return text.replace(*self.draw.choice(known)) if known else f"{text}。"

    def _typo(self, text: str) -> str:
        if len(text) < 4:
            return text
        at = self.draw.randrange(1, len(text) - 1)
        middle = self.draw.choice(("", self.draw.choice(TYPOS), text[at] * 2))
        return text[:at] + middle + text[at + 1 :]

    def _turn(self, text: str) -> str:
        clauses = [clause.rstrip("，；。、：") for clause in _clauses(text)]
        if len(clauses) < 2:
            return text
        at = self.draw.randrange(len(clauses) - 1)
        clauses[at : at + 2] = clauses[at + 1], clauses[at]
        return "，".join(clauses) + "。"

    def _moved(self, item: ParsedItem) -> ParsedItem:
        if self.draw.random() < 0.6:
            return self._dated(item, self.draw.choice(DEADLINES))
        name = self.draw.choice(DEPARTMENTS)
        names = (name,) if self.draw.random() < 0.5 else (*item.departments, name)
        return replace(item, departments=tuple(dict.fromkeys(names)), assisting=())

    def _with_departments(self, row: Row, other: dict[str, str]) -> Row:
        if not any(name in other for name in row.item.departments):
            return row
        names = tuple(dict.fromkeys(other.get(name, name) for name in row.item.departments))
        helping = tuple(dict.fromkeys(other.get(name, name) for name in row.item.assisting))
        return replace(
            row, item=replace(row.item, departments=names, assisting=helping), edited=row.edited or "renamed"
        )

    def _dated(self, item: ParsedItem, text: str | None = None) -> ParsedItem:
        text = item.deadline_text if text is None else text
        return replace(item, deadline_text=text, deadline=item_deadline(text, item.measure, self.year))

    def _foreign(self, near: ParsedItem) -> ParsedItem:
        other = self.draw.choice(self.others)
        item = replace(near, measure=other.measure)
        if self.draw.random() < 0.5:
            item = replace(
                item,
                departments=other.departments,
                assisting=other.assisting,
                deadline_text=other.deadline_text,
            )
        return self._dated(item)

    def _sibling(self, near: ParsedItem) -> ParsedItem:
        """Make the next of a series: another number, quarter or department, and its own day."""
        series = self.draw.choice(("第二批", "第三批", "第五期", "下一阶段", "另一片区"))
        clauses = _clauses(unnumbered(near.measure))
        measure = re.sub(
            r"\d+", lambda found: str(int(found[0]) + self.draw.randint(2, 9)), "".join(clauses[:2])
        )
        if measure == "".join(clauses[:2]):
            measure = f"{clauses[0][:2]}{series}{''.join(clauses)[2:]}"
        if measure == near.measure:
            measure = f"{series}{near.measure}"
        departments = (self.draw.choice(DEPARTMENTS),)
        return self._dated(
            replace(near, measure=measure, departments=departments), self.draw.choice(DEADLINES)
        )

    def _parts(self, row: Row) -> tuple[Row, Row]:
        clauses = _clauses(row.item.measure)
        at = self.draw.randint(1, len(clauses) - 1)
        first, second = ("".join(part).rstrip("，；、：") for part in (clauses[:at], clauses[at:]))
        rest = self._dated(replace(row.item, measure=second))
        if self.draw.random() < 0.4:
            rest = self._moved(rest)
        keeps_first = _letters(first) >= _letters(second)
        one = self._dated(replace(row.item, measure=f"{first}。"))
        return (
            Row(one, row.origin if keeps_first else None, "split"),
            Row(rest, None if keeps_first else row.origin, "split"),
        )

    def _joined(self, one: Row, other: Row) -> Row:
        glue = self.draw.choice(("，", "；", "。"))
        head, tail = one.item.measure.rstrip("，；。、"), unnumbered(other.item.measure)
        longer = one if _letters(one.item.measure) >= _letters(other.item.measure) else other
        names = tuple(dict.fromkeys((*one.item.departments, *other.item.departments)))
        text = self.draw.choice((one, other)).item.deadline_text
        item = replace(one.item, measure=f"{head}{glue}{tail}", departments=names)
        return Row(self._dated(item, text), longer.origin, "merged")


def with_series(items: Sequence[ParsedItem], draw: Random, year: int) -> list[ParsedItem]:
    """Add what plans repeat: a meeting each quarter, batches, and one sentence for each department."""
    result, names = list(items), list(dict.fromkeys(name for item in items for name in item.departments))
    names = names or ["办公室"]
    topic = draw.choice(("例会", "调度会", "安全生产检查", "联席会议", "专题学习"))
    rows = [(f"召开第{c}季度{topic}。", f"{3 * n} 月", names[0]) for n, c in enumerate("一二三四", 1)]
    rows += [
        (f"完成第{c}批{draw.choice(('设备采购', '干部轮训', '项目申报'))}。", "12 月", names[-1])
        for c in "一二三"
    ]
    rows += [("做好数据保障和支持工作。", "全年", name) for name in names[:6]]
    rows += [
        (f"受理申请{n}件，按时办结。", "12 月", name) for n, name in zip((200, 300, 500), names, strict=False)
    ]
    at = draw.randrange(len(result))
    for text, deadline, name in rows:
        near = result[at]
        item = replace(near, measure=text, departments=(name,), assisting=(), deadline_text=deadline)
        result.insert(at + 1, replace(item, deadline=item_deadline(deadline, text, year)))
        at = draw.randrange(len(result)) if draw.random() < 0.3 else at + 1
    return result


Edit = Callable[[Editor, list[Row]], list[Row]]
EDITS: dict[str, Edit] = {
    "nothing": lambda _, rows: rows,
    "reword": Editor.reword,
    "move dates, departments": Editor.redate,
    "reorder": Editor.reorder,
    "transfer": Editor.transfer,
    "split": Editor.split,
    "merge": Editor.merge,
    "delete": Editor.delete,
    "insert": Editor.insert,
    "substitute": Editor.substitute,
    "renumber": Editor.renumber,
    "reword work points": Editor.retitle,
    "rename departments": Editor.rename,
    "delete, insert": lambda editor, rows: editor.insert(editor.delete(rows)),
    "reword, reorder": lambda editor, rows: editor.reorder(editor.reword(rows)),
    "reword, renumber": lambda editor, rows: editor.renumber(editor.reword(rows)),
    "reword, transfer": lambda editor, rows: editor.transfer(editor.reword(rows)),
    "reword items, work points": lambda editor, rows: editor.retitle(editor.reword(rows)),
    "reword, rename departments": lambda editor, rows: editor.rename(editor.reword(rows)),
    "reword, move the same items": Editor.overhaul,
    "reword, restructure": lambda editor, rows: editor.restructure(editor.reword(rows)),
    "reword, delete, insert": lambda editor, rows: editor.insert(editor.delete(editor.reword(rows))),
    "split, merge, reword": lambda editor, rows: editor.reword(
        editor.merge(editor.split(rows, 0.03), 0.03), 0.05
    ),
    "all": lambda editor, rows: editor.renumber(
        editor.reorder(
            editor.insert(
                editor.delete(
                    editor.merge(editor.split(editor.redate(editor.reword(rows), 0.05), 0.02), 0.02), 0.03
                ),
                0.03,
            )
        )
    ),
}


def edit(
    name: str, items: Sequence[ParsedItem], others: Sequence[ParsedItem], seed: int, year: int
) -> list[Row]:
    """Make the second version of a plan by the edits of this name."""
    editor = Editor(Random(f"{name} {seed}"), year, others)
    return EDITS[name](editor, [Row(item, n) for n, item in enumerate(items)])


def _clauses(text: str) -> list[str]:
    return _SENTENCE.findall(text) or [text]


def _letters(text: str) -> int:
    """Count what is no mark, blank or number in front: how much is said."""
    return len(re.sub(r"\W", "", unnumbered(text)))


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    return [list(block) for block in _runs(rows)]


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in rows:
        if run and run[-1].item.work_point != row.item.work_point:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _numeral(index: int) -> str:
    tens, ones = divmod(index + 1, 10)
    return (
        (_CHINESE[tens - 1] if tens > 1 else "")
        + ("十" if tens else "")
        + (_CHINESE[ones - 1] if ones else "")
    )
