"""Random plans with their gold, to measure the reading of a flattened plan on plans nobody has seen.

`python -m tests.random_plans --tier real --seed 7 --out DIR` writes `plan.flat.txt` and `gold.json`. Tiers:
`easy` (one department, one paragraph a row), `real` (merged labels, lists, groups, milestones, page cuts),
`hard` (a cover letter, running heads, leading and assisting departments, serial numbers, footnotes).
"""

from __future__ import annotations

import argparse
import json
from calendar import monthrange
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeAlias, TypedDict

from tests.flattening import Cell, Numbering, Paragraph, Row, Style, Table, flatten

Tier: TypeAlias = Literal["easy", "real", "hard"]


class GoldItem(TypedDict):
    """One paragraph of a measure and what belongs to it."""

    section: str
    work_point: str | None
    group: str | None
    measure: str
    departments: list[str]
    lead_departments: list[str] | None
    assist_departments: list[str] | None
    deadline_text: str
    deadline_kind: str
    due: str | None
    milestone: str | None
    kind: str
    serial: int | None
    row: int


# --- vocabulary --------------------------------------------------------------------------------------

OFFICES = (
    "云溪市图书馆",
    "青禾县自然博物馆",
    "海棠港口管理局",
    "北麓国家公园管理处",
    "松原市气象台",
    "长汀区档案馆",
)
HEADERS = (
    ("工作要点", "具体措施", "部门单位", "完成时间"),
    ("重点任务", "落实举措", "责任单位", "完成时限"),
    ("年度目标", "工作措施", "责任部门", "时间安排"),
)
TITLES = (
    "{office} {year} 年工作要点任务分解表",
    "{office} {year} 年重点工作安排及完成时间",
    "{office} {year} 年度任务清单",
)
DEPARTMENTS = (
    "办公室", "人事处", "财务处", "党委办公室", "机关党委", "工会", "团委", "采编部", "借阅服务部", "古籍保护中心", "展览教育部",
    "信息网络部", "安全保卫处", "后勤服务中心", "标本制作室", "海图测绘科", "航道养护中心", "巡护大队", "科研监测站",
    "对外联络与合作交流处", "预报服务中心", "数字资源建设部", "各分馆", "各管理站", "法规与标准化处", "审计室", "少儿部", "志愿者协会",
)  # fmt: skip
SUBJECTS = (
    "古籍修复", "馆际互借", "流动书车", "标本数字化", "夜间开放", "讲解员队伍", "航标巡检", "泊位调度", "候鸟监测", "防火巡护", "短临预报",
    "档案开放审核", "口述史采集", "借阅积分", "盲文阅览", "公众预约", "库房温湿度控制", "设备台账", "应急演练", "研学课程", "乡镇分站建设",
    "雷达数据质控", "社区共读", "文创开发", "潮位观测", "生态补偿", "访客分流", "名录普查", "缩微胶片转换", "志愿服务", "绿色办公", "往来账目核对",
)  # fmt: skip
SYSTEMS = (
    "统一检索平台",
    "预约入馆小程序",
    "巡护轨迹系统",
    "智能书库",
    "云端标本库",
    "潮汐预报模型",
    "移动服务站",
    "数据中台",
)
RULES = (
    "藏品出入库规定",
    "读者权益公约",
    "巡护员手册",
    "泊位分配办法",
    "预报质量评定细则",
    "讲解服务规范",
    "档案利用守则",
    "三年提升计划",
)
EVENTS = (
    "读书节",
    "馆长圆桌会",
    "开放日",
    "技能比武",
    "防汛会商会",
    "古籍晒书节",
    "巡护员培训班",
    "年中推进会",
)
SECTIONS = (
    "坚持政治引领", "办好公众服务", "守牢安全底线", "推进数字转型", "深化对外合作", "建强人才队伍", "做实基础业务", "改善馆舍条件",
    "严格内部管理", "繁荣学术研究",
)  # fmt: skip
AIMS = (
    "，做到月月有检查",
    "，让群众办事更省心",
    "，逐步形成长效机制",
    "，年内见到成效",
    "，为事业发展打好底子",
    "，避免重复建设",
    "",
)
CLAUSES = (
    "摸清{subject}的底数", "把{subject}列入月度例会议题", "围绕{subject}开展“一线走访”", "委托第三方评估{subject}", "用好{system}",
    "修订《{rule}》", "印发《{rule}》并组织宣讲", "在{n}个站点试行{subject}", "办好{event}", "总结{last}年{subject}的经验", "对接{system}与{subject}",
    "建立{subject}的问题清单", "完成{n}场{subject}观摩", "为{subject}配齐器材", "将{subject}完成率提高到{n}％", "梳理{subject}、{subject}的交叉环节",
    "依照《{rule}》规范{subject}", "回应读者对{subject}的意见", "选派{n}名骨干参与{subject}", "落实{subject}“首问负责”制",
)  # fmt: skip
SHORT = (
    "办好{event}。",
    "启动{subject}。",
    "配合开展{subject}。",
    "完成{system}验收。",
    "起草《{rule}》。",
    "通报{subject}情况。",
    "提供场地保障。",
    "征求对《{rule}》的意见。",
)
CHINESE = "一二三四五六七八九十"
FOOTNOTES = "①②③④⑤⑥"


@dataclass
class _Words:
    """The drawing of words for one plan."""

    draw: Random
    year: int

    def fill(self, pattern: str) -> str:
        while "{" in pattern:
            pattern = pattern.replace("{subject}", self.draw.choice(SUBJECTS), 1)
            pattern = pattern.replace("{system}", self.draw.choice(SYSTEMS), 1).replace(
                "{rule}", self.draw.choice(RULES), 1
            )
            pattern = pattern.replace("{event}", self.draw.choice(EVENTS), 1)
            pattern = pattern.replace("{n}", str(self.draw.choice((2, 3, 5, 8, 10, 12, 20, 95))), 1)
            pattern = pattern.replace("{last}", str(self.year - 1), 1)
        return pattern

    def clauses(self, count: int) -> str:
        """So many clauses, parted mostly by commas, now and then by a semicolon or a full stop."""
        text = self.fill(self.draw.choice(CLAUSES))
        for _ in range(count - 1):
            text += self.draw.choice("，，，，，；。") + self.fill(self.draw.choice(CLAUSES))
        return text

    def sentence(self, count: int) -> str:
        extra = (
            self.draw.choice(("（试点）", "（含预备阶段）", "（OPAC）")) if self.draw.random() < 0.06 else ""
        )
        return (
            self.clauses(count) + self.draw.choice(AIMS) + extra + ("" if self.draw.random() < 0.05 else "。")
        )

    def measure(self) -> str:
        kind = self.draw.random()
        if kind < 0.4:
            return self.fill(self.draw.choice(SHORT))
        return self.sentence(self.draw.randint(2, 4) if kind < 0.8 else self.draw.randint(6, 16))

    def work_point(self) -> str:
        return self.clauses(self.draw.choice((1, 2, 2, 3, 4))).replace("。", "，") + self.draw.choice(AIMS)


# --- deadlines ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Deadline:
    text: str
    kind: str
    due: str | None = None


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02}-{monthrange(year, month)[1]:02}"


def _deadline(words: _Words, tier: Tier) -> _Deadline:
    """Draw a deadline as plans have them, half of them a month; some with blanks typed around the numbers."""
    draw, year = words.draw, words.year
    first, last = sorted(draw.sample(range(1, 13), 2))
    month, blank = draw.randint(1, 12), draw.choice(("", "", " "))
    common = [_Deadline(f"{month}{blank}月", "month", _month_end(year, month))] * 10
    common += [_Deadline("12 月", "month", _month_end(year, 12))] * 4
    common += [_Deadline(text, "year") for text in ("全年", "全年", "长期", "常年")]
    common += [_Deadline(text, "ongoing") for text in ("持续推进", "全年持续推进")]
    common += [
        _Deadline(f"{first}{dash}{last}{blank}月", "range", _month_end(year, last))
        for dash in ("-", "—", "至")
    ]
    common += [_Deadline("上半年", "half", f"{year}-06-30"), _Deadline("三季度", "quarter", f"{year}-09-30")]
    if tier == "easy":
        return draw.choice(common)
    rare = [
        _Deadline(f"{first}月、{last} 月", "list", _month_end(year, last)),
        _Deadline(f"{month} 月 15 日前", "before", f"{year}-{month:02}-15"),
        _Deadline(f"{month}月底前", "before", _month_end(year, month)),
        _Deadline(f"{month}月20日", "day", f"{year}-{month:02}-20"),
        _Deadline(f"{year + 1}年 {month} 月", "nextyear", _month_end(year + 1, month)),
        _Deadline(f"{first}月启动，{last}月完成", "phase", _month_end(year, last)),
        _Deadline("每季度", "recurring"),
        _Deadline("每月底前", "recurring"),
        _Deadline("待定", "tbd"),
        _Deadline("根据上级部署安排", "conditional"),
        _Deadline("按市里统一安排执行", "conditional"),
        _Deadline(f"{year} 年底", "yearend", f"{year}-12-31"),
        _Deadline(f"{month} 月中旬", "tenday", f"{year}-{month:02}-20"),
    ]
    return draw.choice(rare if draw.random() < 0.2 else common)


# --- cells -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Text:
    """A paragraph of a measure. `kind` is `lead` for a heading of the paragraphs that follow it."""

    text: str
    kind: str = "measure"
    milestone: str | None = None


@dataclass(frozen=True)
class _Label:
    """Who is responsible, as printed and as meant."""

    paragraphs: tuple[str, ...]
    names: tuple[str, ...]
    lead: tuple[str, ...] | None = None
    assist: tuple[str, ...] | None = None
    assist_text: str = ""


def _label(words: _Words, tier: Tier, leading: str) -> _Label:
    draw = words.draw
    if tier == "easy":
        name = draw.choice(DEPARTMENTS)
        return _Label((name,), (name,))
    names = tuple(
        draw.sample(
            DEPARTMENTS,
            draw.choices((1, 2, 3, 4, 5), (70, 16, 8, 4, 2) if tier == "real" else (45, 20, 16, 12, 7))[0],
        )
    )
    if leading:
        return _leading_label(words, names, leading)
    return _Label(names if draw.random() < 0.35 else ("、".join(names),), names)


def _leading_label(words: _Words, names: tuple[str, ...], leading: str) -> _Label:
    """`column`: an assisting column of its own; `mixed`: written into the one cell, in two ways."""
    count = words.draw.randint(1, max(1, len(names) - 1)) if leading == "column" else 1
    lead, assist = names[:count], names[count:]
    if leading == "column":
        return _Label(("、".join(lead),), names, lead, assist, "、".join(assist))
    way = words.draw.random()
    if way < 0.4 or not assist:
        return _Label(("、".join(names),), names)
    if way < 0.7:
        return _Label(("、".join((f"{lead[0]}（牵头）", *assist)),), names, lead, assist)
    return _Label((f"牵头：{lead[0]}", "配合：" + "、".join(assist)), names, lead, assist)


def _texts(words: _Words, tier: Tier) -> list[_Text]:
    """Draw the paragraphs of one measure cell."""
    draw = words.draw
    shape = (
        "one"
        if tier == "easy"
        else draw.choices(
            ("one", "plain", "parts", "list", "nested", "spans", "dates"), (84, 7, 2, 2, 2, 2, 2)
        )[0]
    )
    count = draw.randint(2, 5)
    if shape in {"nested", "spans"}:
        return _nested(words) if shape == "nested" else _spans(words, count)
    if shape == "parts":
        return [_Text(f"（{CHINESE[i]}）{words.sentence(draw.randint(1, 5))}") for i in range(count)]
    if shape == "list":
        form = draw.choice(("{}、 {}", "{}.{}", "（{}）{}"))
        heading = _Text(words.fill("{subject}，主要做好以下工作："), "lead")
        return [
            heading,
            *(_Text(form.format(i + 1, words.sentence(draw.randint(1, 4)))) for i in range(count)),
        ]
    if shape == "dates":
        return [_Text(words.fill("推进{subject}："), "lead"), *(_dated(words) for _ in range(count))]
    return [_Text(words.measure()) for _ in range(count if shape == "plain" else 1)]


def _nested(words: _Words) -> list[_Text]:
    """Headings（一）（二）with points whose numbers run through."""
    texts, number = [], 0
    for part in range(words.draw.randint(2, 3)):
        texts.append(_Text(f"（{CHINESE[part]}）{words.clauses(2)}：", "lead"))
        for _ in range(words.draw.randint(2, 4)):
            number += 1
            texts.append(_Text(f"{number}、 {words.sentence(words.draw.randint(1, 4))}"))
    return texts


def _spans(words: _Words, count: int) -> list[_Text]:
    ends = sorted(words.draw.sample(range(2, 13), count))
    texts, first = [_Text(words.fill("分步实施{subject}："), "lead")], 1
    for last in ends:
        span = f"{first}-{last} 月" if last > first else f"{last} 月"
        texts.append(_Text(f"{span}：{words.sentence(2)}", milestone=span))
        first = last + 1
    return texts


def _dated(words: _Words) -> _Text:
    first, last = sorted(words.draw.sample(range(1, 13), 2))
    date = words.draw.choice((f"{first}月", f"{first}-{last} 月", f"{first} 月，{last}月"))
    return _Text(f"{words.clauses(2).replace('。', '，')}（{date}）", milestone=date)


# --- rows --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Columns:
    """Which grid columns hold what; `group` are the widths, in columns, that a group's title may have."""

    measure: int
    spans: int
    department: int
    deadline: int
    leading: str = ""
    serial: bool = False
    group: tuple[int, ...] = ()


@dataclass
class _Plan:
    """A plan under way."""

    words: _Words
    tier: Tier
    columns: _Columns
    em: float
    rows: list[Row] = field(default_factory=list)
    gold: list[GoldItem] = field(default_factory=list)
    notes: int = 0
    serial: int = 0
    number: int = 0


@dataclass
class _Draft:
    """One row before its cells are made."""

    texts: list[_Text]
    label: _Label
    deadline: _Deadline
    group: str | None = None
    group_columns: int = 0


def _runs(draw: Random, total: int, chance: float, longest: int) -> list[int]:
    """Cut `total` rows into runs; most have one row, the others are merged."""
    runs: list[int] = []
    while (rest := total - sum(runs)) > 0:
        runs.append(min(rest, draw.randint(2, longest)) if draw.random() < chance else 1)
    return runs


def _drafts(plan: _Plan, count: int) -> tuple[list[_Draft], dict[str, list[int]]]:
    """Draw the rows of one work point and how far each column's cells reach, by row (0: merged with the row above)."""
    draw, tier = plan.words.draw, plan.tier
    chances = {
        "label": 0.0 if tier == "easy" else 0.42,
        "deadline": 0.03 if tier == "easy" else 0.12,
        "group": 0.0,
    }
    if plan.columns.group:
        chances["group"] = 1.0 if draw.random() < 0.3 else 0.05
    spans: dict[str, list[int]] = {}
    values: dict[str, list[Any]] = {}
    for column, make in (
        ("label", lambda: _label(plan.words, tier, plan.columns.leading)),
        ("deadline", lambda: _deadline(plan.words, tier)),
        ("group", lambda: _group(plan)),
    ):
        runs = _runs(draw, count, chances[column], 8 if column == "label" else 4)
        spans[column] = [size if i == 0 else 0 for size in runs for i in range(size)]
        values[column] = [value for size in runs for value in [make()] * size]
    grouped = draw.random() < chances["group"]
    rows = [
        _Draft(
            _texts(plan.words, tier),
            values["label"][i],
            values["deadline"][i],
            *(values["group"][i] if grouped else (None, 0)),
        )
        for i in range(count)
    ]
    return rows, spans


def _group(plan: _Plan) -> tuple[str | None, int]:
    """Draw a title, now and then none: such rows of a work point have the whole measures column."""
    if not plan.columns.group or plan.words.draw.random() < 0.2:
        return None, 0
    return plan.words.fill(
        plan.words.draw.choice(("{subject}", "《{rule}》", "{event}", "{subject}与{subject}"))
    ), plan.words.draw.choice(plan.columns.group)


def _paragraphs(plan: _Plan, texts: list[_Text]) -> tuple[Paragraph, ...]:
    draw, em = plan.words.draw, plan.em
    first = 2 * em if draw.random() < 0.04 else 0.0
    tight = plan.tier != "easy" and draw.random() < 0.008
    hanging = 1.7 * em if texts[-1].text[:1].isdigit() and texts[-1].milestone is None else 0.0
    return tuple(
        Paragraph(t.text, 0.0 if hanging else first, hanging if t.text[:1].isdigit() else 0.0, tight)
        for t in texts
    )


def _marked(plan: _Plan, texts: list[_Text]) -> list[_Text]:
    """With a footnote's mark on one in twenty, in the hard plans."""
    if plan.tier != "hard" or plan.notes >= len(FOOTNOTES) or plan.words.draw.random() > 0.05:
        return texts
    plan.notes += 1
    last = texts[-1]
    stop = "。" if last.text.endswith("。") else ""
    marked = _Text(last.text.removesuffix("。") + FOOTNOTES[plan.notes - 1] + stop, last.kind, last.milestone)
    return [*texts[:-1], marked]


def _add_work_point(plan: _Plan, section: str, count: int) -> None:
    columns, draw = plan.columns, plan.words.draw
    point = None if columns.serial else plan.words.work_point()
    drafts, spans = _drafts(plan, count)
    for i, draft in enumerate(drafts):
        draft.texts = _marked(plan, draft.texts)
        cells = [] if point is None or i else [Cell(0, (Paragraph(point),), rows=count, centred=False)]
        if columns.serial:
            plan.serial += 1
            cells.append(_label_cell(0, (str(plan.serial),), 1))
        if draft.group and spans["group"][i]:
            cells.append(
                Cell(
                    columns.measure,
                    (Paragraph(draft.group),),
                    draft.group_columns,
                    spans["group"][i],
                    centred=False,
                )
            )
        start = columns.measure + (draft.group_columns if draft.group else 0)
        cells.append(Cell(start, _paragraphs(plan, draft.texts), columns.measure + columns.spans - start))
        if spans["label"][i]:
            cells.append(_label_cell(columns.department, draft.label.paragraphs, spans["label"][i]))
            if columns.leading == "column":
                cells.append(
                    _label_cell(columns.department + 1, (draft.label.assist_text,), spans["label"][i])
                )
        if spans["deadline"][i]:
            cells.append(_label_cell(columns.deadline, (draft.deadline.text,), spans["deadline"][i]))
        height = (
            draw.choice((28.0, 32.0, 40.0, 48.0)) if plan.tier != "easy" and draw.random() < 0.12 else 0.0
        )
        plan.rows.append(Row(tuple(cells), height))
        _add_gold(plan, section, point, draft)


def _label_cell(column: int, texts: tuple[str, ...], rows: int) -> Cell:
    return Cell(column, tuple(map(Paragraph, texts)), rows=rows, label=True)


def _add_gold(plan: _Plan, section: str, point: str | None, draft: _Draft) -> None:
    label, deadline = draft.label, draft.deadline
    for text in draft.texts:
        plan.gold.append(
            GoldItem(
                section=section,
                work_point=point,
                group=draft.group,
                measure=text.text,
                departments=list(label.names),
                lead_departments=None if label.lead is None else list(label.lead),
                assist_departments=None if label.assist is None else list(label.assist),
                deadline_text=deadline.text,
                deadline_kind=deadline.kind,
                due=deadline.due,
                milestone=text.milestone,
                kind=text.kind,
                serial=plan.serial or None,
                row=plan.number,
            )
        )
    plan.number += 1


# --- plans -------------------------------------------------------------------------------------------


def _columns(tier: Tier, seed: int) -> _Columns:
    """Hard plans take turns: serial numbers with an assisting column, or groups with mixed labels."""
    if tier == "easy":
        return _Columns(1, 1, 2, 3)
    if tier == "hard" and seed % 3 == 1:
        return _Columns(1, 1, 2, 4, "column", serial=True)
    return _Columns(1, 3, 4, 5, "mixed" if tier == "hard" else "", group=(1, 2))


def random_style(seed: int, tier: Tier) -> Style:
    """Draw the paper of `random_plan(seed, tier)`."""
    draw = Random(f"style {tier} {seed}")
    if tier == "easy":
        return Style((194.8, draw.choice((329.2, 337.6)), 124.8, draw.choice((87.0, 82.8))))
    if tier == "real":
        numbered = frozenset(draw.sample(range(2, 40), 5))
        return Style(
            (194.8, 88.4, 35.6, draw.choice((220.0, 228.4)), 124.8, 87.0),
            numbering=Numbering.NOW_AND_THEN,
            numbered=numbered,
        )
    head, numbering = (
        OFFICES[seed % len(OFFICES)] + "文件",
        draw.choice((Numbering.EVERY_PAGE, Numbering.OF_ALL)),
    )
    if seed % 3 == 1:
        return Style((48.8, 336.8, 108.8, 132.8, 84.8), 12.0, 18.0, 469.0, head=head, numbering=numbering)
    if seed % 3 == 2:
        return Style(
            (194.8, 88.4, 35.6, 218.6, 124.8, 82.8), repeat_header=False, head=head, numbering=numbering
        )
    return Style(
        (108.8, 65.6, 21.2, 144.8, 84.8, 72.8),
        12.0,
        18.0,
        703.0,
        repeat_header=False,
        head=head,
        numbering=numbering,
    )


def random_plan(seed: int, tier: Tier) -> tuple[Table, list[GoldItem]]:
    """Draw a plan: the same seed and tier give the same one, whatever else is drawn."""
    draw = Random(f"plan {tier} {seed}")
    year, office = draw.randint(2014, 2026), OFFICES[seed % len(OFFICES)]
    plan = _Plan(_Words(draw, year), tier, _columns(tier, seed), random_style(seed, tier).em)
    for i, name in enumerate(draw.sample(SECTIONS, draw.randint(5, 8))):
        section = f"{CHINESE[i]}、{name}"
        width = plan.columns.deadline + 1
        plan.rows.append(Row((Cell(0, (Paragraph(section),), width),)))
        for _ in range(draw.randint(1, 4) if tier == "easy" else draw.randint(2, 5)):
            rows = 1 + int(draw.expovariate(0.8 if tier == "easy" else 0.3))
            _add_work_point(plan, section, min(10, rows))
    title = draw.choice(TITLES).format(office=office, year=year)
    table = Table(title, _header(plan, draw), tuple(plan.rows))
    if tier == "hard":
        table = Table(
            title, table.header, table.rows, _cover(title, office, year), "附件", _notes(plan, office, year)
        )
    return table, plan.gold


def _header(plan: _Plan, draw: Random) -> Row:
    if plan.columns.serial:
        names = enumerate(("序号", "任务", "牵头部门", "配合部门", "时限"))
        return Row(tuple(_label_cell(i, (name,), 1) for i, name in names), 27.0)
    point, measure, department, deadline = draw.choice(HEADERS)
    columns = plan.columns
    cells = (
        _label_cell(0, (point,), 1),
        Cell(columns.measure, (Paragraph(measure),), columns.spans, label=True),
        _label_cell(columns.department, (department,), 1),
        _label_cell(columns.deadline, (deadline,), 1),
    )
    return Row(cells, 30.0)


def _cover(title: str, office: str, year: int) -> tuple[Paragraph, ...]:
    letter = (
        f"现将《{title}》发给你们，请各自领取任务、排定进度，遇到困难及时反映，每季度结束后五日内报送进展。"
    )
    texts = (
        f"云发〔{year}〕8 号",
        "",
        f"关于印发《{title}》的通知",
        "",
        "各部门：",
        letter,
        "附件：任务清单",
        "",
        office,
        f"{year} 年 1 月 9 日",
    )
    return tuple(map(Paragraph, texts))


def _notes(plan: _Plan, office: str, year: int) -> tuple[Paragraph, ...]:
    marks = (f"{FOOTNOTES[i]}以实际批复的时间为准。" for i in range(plan.notes))
    texts = (
        "注：没有写明时限的任务在年内完成。",
        *marks,
        "抄送：各分支机构。",
        f"{office}办公室 {year} 年 1 月 10 日印发",
    )
    return tuple(map(Paragraph, texts))


def random_text(seed: int, tier: Tier) -> tuple[str, list[GoldItem]]:
    """Give the flattened text of a random plan, and its gold."""
    table, gold = random_plan(seed, tier)
    return flatten(table, random_style(seed, tier)), gold


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tier", choices=("easy", "real", "hard"), default="real")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    text, gold = random_text(options.seed, options.tier)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "plan.flat.txt").write_text(text, encoding="utf-8")
    (options.out / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
