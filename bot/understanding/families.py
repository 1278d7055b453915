"""Several departments said at once: 审协各中心, 江苏、广东中心, 京外中心, 各司. PURE."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.understanding.department_reading import Found
from bot.understanding.glossary import PARTS
from bot.understanding.lexicon import fold
from bot.understanding.names import HEADS, head_of
from bot.understanding.period_numbers import read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.understanding.lexicon import Lexicon
    from bot.understanding.names import Family

_ALL = r"(?:所有|全部|全体|各|每)(?:个|家)?的?"
_COUNT = r"[两二三四五六七八九十\d]{1,2}(?:个|家)"
_SAID_COUNT = re.compile(r"([两二三四五六七八九十\d]{1,2})(?:个|家)")
_ENGLISH_HEADS = {
    "中心": ("center", "centre"), "公司": ("company", "companie", "corporation"),
    "学院": ("college", "school"), "协会": ("association",), "委员会": ("committee", "commission"),
    "局": ("bureau",), "分公司": ("branche",),
}  # fmt: skip
_ALL_ENGLISH = re.compile(
    r"\b(?:(?P<all>all|every|each|both)(?: of)?(?: the| our)?|the|our) (?P<kind>(?:[a-z-]+ ){0,3}?)(?P<head>"
    + "|".join(f"{said}s?" for heads in _ENGLISH_HEADS.values() for said in heads)
    + r")\b"
)


def find_groups(text: str, lexicon: Lexicon) -> Iterator[Found]:
    """Families and lists that share an ending: 审协各中心, 江苏、广东中心, 各司."""
    for family, whole, listed, abroad in _family_patterns(lexicon.families):
        members = dict(family.members)
        for match in abroad.finditer(text):
            yield Found(*match.span(), tuple(name for part, name in family.members if part != "北京"))
        for match in whole.finditer(text):
            yield Found(*match.span(), tuple(members.values()))
        for match in listed.finditer(text):
            parts = re.findall("|".join(map(re.escape, members)), match.group())
            yield Found(*match.span(), tuple(dict.fromkeys(members[part] for part in parts)))
    for match in re.finditer(_ALL + rf"({'|'.join(HEADS)})(?![门室委分管])", text):
        if names := members_by_head(match.group(1), lexicon):
            yield Found(*match.span(), names)


def find_english_groups(text: str, lexicon: Lexicon) -> Iterator[Found]:
    """Families said in English: all centers, the patent examination centers."""
    for match in _ALL_ENGLISH.finditer(text):
        head = next(head for head, said in _ENGLISH_HEADS.items() if match["head"].rstrip("s") in said)
        family = next((family for family in lexicon.families if family.suffix == head), None)
        kind = match["kind"].strip()
        if not match["all"] and not match["head"].endswith("s"):
            continue
        if kind and not (family and kind in PARTS.get(family.prefix, ())):
            continue
        if names := members_by_head(head, lexicon):
            yield Found(*match.span(), names)


def miscounted(text: str, groups: Iterable[tuple[tuple[int, int], tuple[str, ...]]]) -> int | None:
    """Return the number of departments that is said, where it is not that of those meant (六个中心 of seven).

    `groups` are the places where departments are named, with their names.
    """
    for (start, end), names in groups:
        said = _SAID_COUNT.search(text[start:end])
        number = read_number(said[1]) if said else None
        if number and len(names) > 1 and number != len(names):
            return number
    return None


def members_by_head(head: str, lexicon: Lexicon, *, kin: bool = True) -> tuple[str, ...]:
    """All departments whose names end in `head`, of these rather the `kin`; none where there are not two."""
    names = tuple(name for name in lexicon.names if head_of(fold(name)) == head)
    family = next((family for family in lexicon.families if family.suffix == head), None) if kin else None
    if family:
        return tuple(name for _, name in family.members)
    return names if len(names) > 1 else ()


@lru_cache(maxsize=16)
def _family_patterns(
    families: tuple[Family, ...],
) -> tuple[tuple[Family, re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((family, *_patterns_of(family)) for family in families)


def _patterns_of(family: Family) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    prefix, suffix = re.escape(family.prefix), re.escape(family.suffix)
    parts = "|".join(re.escape(part) for part, _ in family.members)
    one_of = f"(?:{prefix})?(?:{parts})"
    ends = f"(?:{suffix}|部门|单位)们?"
    whole = f"(?:{_ALL}|{_COUNT})?{prefix}(?:{_ALL}|{_COUNT})?{ends}" if prefix else f"{_ALL}{suffix}们?"
    between = r"\s*(?:、|,|/|和|与|及|跟|以及|\s)\s*"
    listed = f"{one_of}(?:{between}{one_of})+等?(?:{_COUNT})?{suffix}"
    if prefix:
        listed += f"|{prefix}(?:{parts})(?:{between}{one_of})+(?!{suffix})"
    abroad = f"京外(?:的|各|所有)*(?:{prefix})?各?{suffix}" if prefix else f"京外(?:的|各|所有)*{suffix}"
    return re.compile(whole), re.compile(listed), re.compile(abroad)
