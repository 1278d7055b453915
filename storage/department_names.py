"""Names in a department cell: telling them from other text, taking a cell apart. PURE."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from storage.canonical import canonical_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NONE_LEADS = "Only assisting departments are named: none is responsible."
# How names of offices and their parts end.
_ENDINGS = (
    "部", "司", "处", "科", "室", "办", "局", "厅", "委", "院", "所", "站", "社", "会", "组", "队", "系",
    "馆", "园", "校", "厂", "段", "库", "网", "台", "店", "矿", "港", "县", "区", "市", "省", "中心",
    "公司", "集团", "单位", "部门", "机构", "党委", "纪委", "党组", "团委", "工会", "支部", "企业", "联盟",
    "基地", "街道", "乡镇", "专班", "人员", "银行", "窗口", "秘书", "领导", "负责人",
    "牵头", "配合",
)  # fmt: skip
_SENTENCE = re.compile(r"[。；！？：《》“”\"]")
_LEAD = r"(?:牵头|责任|主办|负责|承办|主责)"
_ASSIST = r"(?:配合|协办|协助|参与|协同|参加)"
_BRACKETS = str.maketrans("【】［］〔〕", "（）（）（）")
_OF_UNITS = r"(?:部门|单位|科室|处室)?"
_LEAD_MARK = re.compile(rf"^{_LEAD}{_OF_UNITS}[:：]")
_ASSIST_MARK = re.compile(rf"^{_ASSIST}{_OF_UNITS}[:：]")
_MARK = re.compile(rf"[（(]({_LEAD}|{_ASSIST}){_OF_UNITS}[)）]")
# 「展览馆（配合：信息中心）」 and 「业务处牵头，编研处、办公室配合」 say the same as 「牵头：…」「配合：…」.
_BRACKETED = re.compile(rf"[（(](({_LEAD}|{_ASSIST}){_OF_UNITS}[:：][^（()）]+)[)）]")
_LEADS_ALONE = re.compile(rf"^([^:：（(）)]{{2,}}?){_LEAD}(?:实施|落实|办理|推进|完成)?[。.]?$")
_BY = re.compile(rf"^由(?=[^:：]{{2,}}(?:{_LEAD}|{_ASSIST}|会同|为主))")
_LEAD_BEHIND = re.compile(rf"^([^:：（(]{{2,}}?){_LEAD}[，,、；;\s]*(?=[^:：）)])")
# 「发改局（牵头），财政局、住建局配合」: the lead marked in brackets, the helpers in words.
_MARKED_LEAD = re.compile(rf"([（(]{_LEAD}{_OF_UNITS}[)）][，,、；;\s]*)([^:：（(）)]+?){_ASSIST}[。.]?$")
_ASSIST_BEHIND = re.compile(rf"([^:：）)，,；;]+?){_ASSIST}[。]?$")
_ASSIST_WORD = re.compile(_ASSIST)
_SEPARATORS = re.compile(r"[、,，;；/／\n]")
_LONGEST_NAME = 16
_SIGNS = re.compile(r"^[★☆※●○▲△◆◇■□√*＊#]+|[★☆※●○▲△◆◇■□√*＊#]+$")
_COUNTED = re.compile(r"(?:^|(?<=[一-鿿）)、，,；;\s]))(?:\d{1,2}[.．、)）]|[①-⑳])\s*(?=[一-鿿])")
_OWN_MARK = re.compile(rf"([（(](?:{_LEAD}|{_ASSIST}){_OF_UNITS}[)）])\s*(?=[^\s、,，;；/／)）])")
_SHARED = re.compile(
    r"(?:按照?|根据|依据?)(?:各自)?(?:职责|职能|职权|任务)(?:分工|范围)?(?:内)?(?:分别|共同|各自)?(?:负责|落实|抓好落实|做好|推进)?$"
    r"|(?:分别|共同|分工|具体|各自)负责$"
)
_HELPERS_INSIDE = re.compile(rf"[（(]([^（()）:：]{{2,}}?){_ASSIST}[)）]")
_HEADED = re.compile(
    rf"(?:^|(?<=[，,；;、。\s]))((?:{_LEAD}|{_ASSIST})(?:部门|单位|科室|处室))\s*(?=[^:：、，,；;\s])"
)
_WITH = re.compile(
    r"^([^，,；;、:：（(]{2,}[局办室处科部厅委会心院所司队站])会同([^:：]{2,}?)(?:负责|办理|落实|实施)?$"
)
_MAINLY = re.compile(r"为主(?=[，,；;、])")
_JOINT = re.compile(
    r"(?<=[局办室处科部厅委院心司站馆所])(?:以及|和|与|及)(?=[一-鿿]{2,}[局办室处科部厅委院心司站馆所]$)"
)
_NO_NAME = re.compile(
    r"[（）()【】\[\]〔〕:：★☆※*＊●▲◆〃]|配合|牵头|负责|会同|同上|协助|协办|为主|分工|职责|(?:实施|落实|办理|推进)$|\d[.．、]|^[等由]|[^平同均对]等$"
)
_OPEN_ENDED = (
    "委员会",
    "中心",
    "局",
    "处",
    "科",
    "室",
    "部",
    "委",
    "院",
    "所",
    "厅",
    "公司",
    "小组",
    "支队",
    "大队",
)


@dataclass(frozen=True)
class DepartmentCell:
    """A cell taken apart: all names in their order, and those among them that only help."""

    names: tuple[str, ...]
    assisting: tuple[str, ...]


def read_departments(paragraphs: list[str], *, assisting: bool = False) -> DepartmentCell:
    """Take a department cell apart: names divided by marks or paragraphs, and who of them leads or helps.

    「牵头：」「（配合）」「…牵头，…配合」 are understood. With `assisting` the whole cell is one of helpers,
    unless a name is marked otherwise.
    """
    names: dict[str, bool] = {}
    helping = assisting
    open_names: list[str] = []  # between 「（牵头）」 and 「（配合）」
    led = False
    for part in (part for paragraph in _unwrapped(paragraphs) for part in _parts(paragraph)):
        if _LEAD_MARK.match(part):
            helping = False
        elif _ASSIST_MARK.match(part):
            helping = True
        words = _ASSIST_MARK.sub("", _LEAD_MARK.sub("", part))
        mark = _MARK.search(words)
        name = _SIGNS.sub(
            "", re.sub(rf"(?<=..){_LEAD}$", "", canonical_name(_MARK.sub("", words))).strip("。.")
        )
        if not name or name in names:
            continue
        names[name] = _ASSIST_WORD.search(mark.group(1)) is not None if mark else helping
        if mark is None:
            open_names.append(name)
        elif names[name]:
            names |= dict.fromkeys(open_names if led else (), True)
            open_names = []
        else:
            led, open_names = True, []
    return DepartmentCell(tuple(names), tuple(name for name, helps in names.items() if helps))


def doubtful_names(names: Iterable[str]) -> Iterator[str]:
    """Yield the names that hold more than a name: brackets, 「配合」, 「同上」, signs."""
    yield from (name for name in names if _NO_NAME.search(name))


def _unwrapped(paragraphs: list[str]) -> list[str]:
    """Join a name that a line end cuts: 「市发展和改革⏎委员会」."""
    out: list[str] = []
    for paragraph in paragraphs:
        last = _SEPARATORS.split(out[-1])[-1] if out else ""
        cut = len(last) > 1 and re.fullmatch("[一-鿿]+", last) and not last.endswith(_ENDINGS)
        if cut and _SEPARATORS.split(paragraph)[0].strip() in _OPEN_ENDED:
            out[-1] += paragraph
        else:
            out.append(paragraph)
    return out


def _parts(paragraph: str) -> Iterator[str]:
    """Yield the names of a paragraph with the marks at them."""
    text = paragraph.translate(_BRACKETS)
    text = _BY.sub("", _OWN_MARK.sub(r"\1、", _COUNTED.sub("、", text).lstrip("、")))
    for part in _cut(_spelled_out(text)):
        yield from _JOINT.split(_SHARED.sub("", part))


def _spelled_out(paragraph: str) -> str:
    """Bring the ways to say who leads and who helps to one: 「牵头：…；配合：…」."""
    text = _HELPERS_INSIDE.sub(r"；配合：\1；牵头：", _BRACKETED.sub(r"；\1；", paragraph))
    text = _MAINLY.sub("牵头", _WITH.sub(r"牵头：\1；配合：\2", _HEADED.sub(r"\1：", text)))
    if _LEAD_MARK.match(text) or _ASSIST_MARK.match(text):
        return text
    if (alone := _LEADS_ALONE.match(text)) and not _SHARED.search(text):
        return f"牵头：{alone[1]}"
    lead = _LEAD_BEHIND.match(text)
    if lead is None:
        return _MARKED_LEAD.sub(r"\1；配合：\2", text)
    rest = text[lead.end() :]
    mark = "" if _ASSIST_MARK.match(rest) else "配合："
    return f"牵头：{lead.group(1)}；{mark}" + _ASSIST_BEHIND.sub(r"\1", rest)


def _cut(paragraph: str) -> list[str]:
    """Cut at separators outside brackets."""
    out, depth, piece = [], 0, ""
    for char in paragraph:
        depth += (char in "（(") - (char in "）)")
        if depth <= 0 and _SEPARATORS.fullmatch(char):
            out.append(piece)
            piece = ""
        else:
            piece += char
    return [part for part in (piece.strip() for piece in [*out, piece]) if part]


@lru_cache(maxsize=16_384)
def department_likeness(text: str) -> float:
    """Say how much `text` looks like the content of a department cell: 1 surely, 0 not at all."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    words = _BRACKETED.sub(r",\1,", words) if "(" in words else words
    words = re.sub(rf"{_ASSIST}{_OF_UNITS}:|{_LEAD}{_OF_UNITS}:", "", _MARK.sub("", words))
    if not words or _SENTENCE.search(words):
        return 0.0
    parts = [part for part in re.split(r"[、,;/]", words) if part]
    if not parts or any(len(part) > _LONGEST_NAME for part in parts):
        return 0.0
    good = sum(_is_name(part) for part in parts)
    # The last name may go on in the next line, so one open end is forgiven.
    return good / len(parts) if good or len(parts) > 1 else 0.1


def _is_name(part: str) -> bool:
    return len(part) > 1 and part.endswith(_ENDINGS) and not re.search(r"\d{2,}|^[的和与及]", part)
