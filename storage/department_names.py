"""Names in a department cell: telling them from other text, taking a cell apart. PURE."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from storage.canonical import canonical_name

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
_OF_UNITS = r"(?:部门|单位|科室|处室)?"
_LEAD_MARK = re.compile(rf"^{_LEAD}{_OF_UNITS}[:：]")
_ASSIST_MARK = re.compile(rf"^{_ASSIST}{_OF_UNITS}[:：]")
_MARK = re.compile(rf"[（(]({_LEAD}|{_ASSIST}){_OF_UNITS}[)）]")
# 「展览馆（配合：信息中心）」 and 「业务处牵头，编研处、办公室配合」 say the same as 「牵头：…」「配合：…」.
_BRACKETED = re.compile(rf"[（(](({_LEAD}|{_ASSIST}){_OF_UNITS}[:：][^（()）]+)[)）]")
_LEAD_BEHIND = re.compile(rf"^([^:：（(]{{2,}}?){_LEAD}[，,、；;\s]*(?=[^:：）)])")
_ASSIST_BEHIND = re.compile(rf"([^:：）)，,；;]+?){_ASSIST}[。]?$")
_ASSIST_WORD = re.compile(_ASSIST)
_SEPARATORS = re.compile(r"[、,，;；/／\n]")
_LONGEST_NAME = 16


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
    for part in (part for paragraph in paragraphs for part in _cut(_spelled_out(paragraph))):
        if _LEAD_MARK.match(part):
            helping = False
        elif _ASSIST_MARK.match(part):
            helping = True
        words = _ASSIST_MARK.sub("", _LEAD_MARK.sub("", part))
        mark = _MARK.search(words)
        name = re.sub(rf"(?<=..){_LEAD}$", "", canonical_name(_MARK.sub("", words))).strip("。.")
        if name and name not in names:
            names[name] = _ASSIST_WORD.search(mark.group(1)) is not None if mark else helping
    return DepartmentCell(tuple(names), tuple(name for name, helps in names.items() if helps))


def _spelled_out(paragraph: str) -> str:
    """Bring the ways to say who leads and who helps to one: 「牵头：…；配合：…」."""
    text = _BRACKETED.sub(r"；\1；", paragraph)
    lead = _LEAD_BEHIND.match(text)
    if lead is None or _LEAD_MARK.match(text):
        return text
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
