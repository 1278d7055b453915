"""Names of departments that may be one department's: told by their letters. PURE.

Offices differ in a single character often enough (机关党委 and 机关纪委, 一处 and 二处), so a likeness alone
is not enough: the letters must be the same ones, sound alike, or the name be rare beside the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from storage.canonical import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST = 3
_SHORTEST_SLIP = 5  # of shorter names one character tells two departments apart
_RARE = 3  # so many times more often stands the other name
_CONTRASTS = (
    "一二三四五六七八九十",
    "东西南北中",
    "上下",
    "前后",
    "左右",
    "内外",
    "大小",
    "党纪团工",
    "省市县区乡",
)
_KINDS = ("委员会", "办公室", "中心", "小组", *"处科室部局司厅院所站组队委办会")
_GENERAL = frozenset(("综合", "业务", "管理", "服务", "技术", "工作", "行政", "办公", "专项", "直属"))
"""What many a department is called, each of them another one's."""
_SHORTEST_STEM = 2


def similar_name(name: str, counts: Mapping[str, int], known: frozenset[str] = frozenset()) -> str | None:
    """Find the name that `name` may stand for; `counts` says how often a plan has each.

    Of two like ones the rarer stands for the other, and never a name in `known` for one that is not.
    """
    likely = [other for other in counts if _may_stand_for(name, other, counts, known)]
    return max(likely, key=lambda other: (other in known, counts[other], other), default=None)


def _may_stand_for(name: str, other: str, counts: Mapping[str, int], known: frozenset[str]) -> bool:
    if name in known:
        return False
    one, two = fold(name), fold(other)
    if one == two or min(len(_whole(one)), len(_whole(two))) < _SHORTEST:
        return False
    trusted = other in known
    if not trusted and (counts[name], name) > (counts[other], other):
        return False
    if any(alike(one, two) for alike in (_same_letters, _is_written_out, _sound_alike, _is_short_form)):
        return True
    return (trusted or counts[name] * _RARE <= counts[other]) and _is_slip(one, two)


def _same_letters(one: str, two: str) -> bool:
    """审协江苏中心 and 江苏审协中心."""
    return sorted(one) == sorted(two)


def _is_written_out(one: str, two: str) -> bool:
    """审协江苏中心 and 专利审查协作江苏中心; not 办公室 and 专利局办公室, which are two."""
    short, long = sorted((one, two), key=len)
    letters = iter(long)
    return (
        _SHORTEST_SLIP <= len(short) < len(long) <= 2 * len(short)
        and short[-2:] == long[-2:]
        and short not in long
        and all(char in letters for char in short)
    )


def _is_short_form(one: str, two: str) -> bool:
    """局办 and 局办公室, 党办 and 党委办公室, 信息中心 and 信息化中心, 规划处 and 发展规划处."""
    if _whole(one) == _whole(two):
        return True
    short, long = sorted(map(_whole, (one, two)), key=len)
    kind = next((kind for kind in _KINDS if short.endswith(kind)), "")
    stem, more = short.removesuffix(kind), len(long) - len(short)
    if not (kind and long.endswith(kind) and 0 < more <= len(short)) or _has_number(one + two):
        return False
    if stem == "党" and kind == "办公室":
        return long.removesuffix(kind) == "党委"
    if len(stem) < _SHORTEST_STEM or stem in _GENERAL:
        return False
    if long.endswith(short):
        return not long[:more].endswith(_KINDS)  # another organisation's
    return more == 1 and long.startswith(stem)


def _whole(name: str) -> str:
    """Write 党委办 out: 党委办公室."""
    return f"{name}公室" if name.endswith("办") else name


def _has_number(name: str) -> bool:
    return bool(re.search(r"[0-9a-z一二三四五六七八九十]", name))


def _sound_alike(one: str, two: str) -> bool:
    """审协江苏中心 and 审协江苏中新."""
    if len(one) != len(two) or Levenshtein.distance(one, two) != 1 or _differ_in_contrast(one, two):
        return False
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - large, and hardly ever needed

    return bool(lazy_pinyin(one) == lazy_pinyin(two))


def _is_slip(one: str, two: str) -> bool:
    """One character wrong, missing or too much, but for the first one, which often says whose it is."""
    return (
        min(len(one), len(two)) >= _SHORTEST_SLIP
        and one[0] == two[0]
        and Levenshtein.distance(one, two) == 1
        and not _differ_in_contrast(one, two)
    )


def _differ_in_contrast(one: str, two: str) -> bool:
    """Whether they differ in characters that tell departments apart: numbers, directions, kinds of office."""
    differing = set(one) ^ set(two)
    return bool(re.search(r"[0-9a-z]", "".join(differing))) or any(
        len(differing.intersection(group)) > 1 for group in _CONTRASTS
    )
