"""Other ways to say a department's name in Chinese, made from its parts. PURE.

A made-up form counts only where it leads to one department and is nobody's real name; `lexicon` sees to that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.understanding.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# How the names of departments end, the longer first.
HEADS = tuple(
    sorted(
        words(
            "部 司 处 科 室 厅 局 办 委 院 所 馆 社 会 队 站 组 系 办公室 办公厅 委员会 中心 公司 分公司 "
            "子公司 集团 协会 学会 党委 纪委 团委 工会 学院 研究院 研究所 出版社 报社 杂志社 事业部 分局 "
            "支队 大队 领导小组 工作组 专班 编辑部 医院 学校 基金会"
        ),
        key=len,
        reverse=True,
    )
)

PLACES = frozenset(
    words(
        "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 "
        "海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 深圳 广州 南京 苏州 "
        "杭州 宁波 武汉 长沙 成都 西安 郑州 济南 青岛 大连 沈阳 长春 哈尔滨 石家庄 太原 合肥 南昌 福州 "
        "厦门 南宁 海口 贵阳 昆明 拉萨 兰州 西宁 银川 乌鲁木齐 呼和浩特 无锡 佛山 东莞 珠海 温州 华东 "
        "华南 华北 华中 东北 西北 西南 东部 西部 南部 北部 中部"
    )
)

_SHORTER = {"委员会": "委", "办公室": "办", "办公厅": "办", "领导小组": "领导组", "出版社": "社"}
_LONGER = {"委": "委员会", "办": "办公室"}
# 党委 and its like are whole words; 党委员会 is none.
_WHOLE = ("党委", "纪委", "团委", "工委", "编委", "组委", "评委")
OWNERS = words("各 局 院 校 厅 省 市 县 区 集团 公司 总公司 学校 医院 机关 直属 全校 全院")
_ORGANISATION = frozenset(
    words(
        "中华 全国 中国 国家 国务院 本 局 院 校 厅 省 市 县 区 集团 公司 总公司 学校 医院 机关 直属 大学 "
        "学院 总部 总"
    )
)


@dataclass(frozen=True)
class Family:
    """Departments named alike but for one part: 审协 + 北京/江苏/… + 中心."""

    prefix: str
    suffix: str
    members: tuple[tuple[str, str], ...]
    """Pairs of the differing part and the department's name."""


@lru_cache(maxsize=8192)
def head_of(name: str) -> str:
    """Give the ending that makes `name` a department's, "" if it has none."""
    return next((head for head in HEADS if name.endswith(head)), "")


def stem_of(name: str) -> str:
    """`name` without its ending: 人事 of 人事司."""
    return name[: len(name) - len(head_of(name))]


def find_families(names: Sequence[str]) -> tuple[Family, ...]:
    """Group names that share beginning and ending, the largest groups first.

    Two make a family where they differ by a place; otherwise it takes three.
    """
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            prefix, suffix = _shared(one, other)
            parts = [name[len(prefix) : len(name) - len(suffix)] for name in (one, other)]
            if suffix and all(2 <= len(part) <= 4 for part in parts) and (prefix or PLACES.issuperset(parts)):
                groups[prefix, suffix] |= dict(zip(parts, (one, other), strict=True))
    found = [
        Family(prefix, suffix, tuple(members.items()))
        for (prefix, suffix), members in groups.items()
        if len(prefix) != 1 and (PLACES.issuperset(members) or (prefix and len(members) > 2))
    ]
    return tuple(sorted(found, key=lambda family: -len(family.members)))


def _shared(one: str, other: str) -> tuple[str, str]:
    """Give what two names begin with and end in, the ending being a department's."""
    prefix = _common_start(one, other)
    tail = _common_start(one[len(prefix) :][::-1], other[len(prefix) :][::-1])[::-1]
    return prefix, next((head for head in HEADS if tail.endswith(head)), "")


def _common_start(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(char for char, _ in same)


def chinese_forms(name: str) -> Iterator[str]:
    """Shorter and longer ways to write one name: 三期办公室, 局扶贫办, 学术委员会."""
    for variant in (name, *_other_endings(name)):
        yield variant
        for owner in OWNERS:
            rest = variant.removeprefix(owner)
            if rest != variant and (rest in _WHOLE or (len(rest) > 2 and stem_of(rest))):
                yield rest


def _other_endings(name: str) -> Iterator[str]:
    for ending, other in _SHORTER.items():
        if name.endswith(ending) and len(name) > len(ending):
            yield name.removesuffix(ending) + other
    for ending, other in _LONGER.items():
        if name.endswith(ending) and not name.endswith(_WHOLE) and len(name) > 2:
            yield name.removesuffix(ending) + other


def family_forms(family: Family) -> Iterator[tuple[str, str]]:
    """Pairs of a short form and the name it stands for: 江苏中心, 审协江苏, 江苏审协(中心)."""
    for part, name in family.members:
        yield part + family.suffix, name
        if family.prefix:
            yield family.prefix + part, name
            yield part + family.prefix, name
            yield part + family.prefix + family.suffix, name


def says_whose(word: str, names: Iterable[str], offices: Iterable[str]) -> bool:
    """Whether `word` before a department's name only says whose it is (专利 + 复审委, 学校 + 教务处)."""
    starts = {name[:length] for name in names for length in range(2, len(name))}
    reached = {0}
    for end in range(1, len(word) + 1):
        pieces = (word[start:end] for start in reached if start < end)
        if any(
            piece in _ORGANISATION
            or piece in starts
            or (len(piece) > 1 and any(piece in office for office in offices))
            for piece in pieces
        ):
            reached.add(end)
    return len(word) in reached
