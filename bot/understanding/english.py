"""How English speakers, and people who type pinyin, call a Chinese department. PURE.

A name is taken apart (人事 + 司), each part translated or spelled in pinyin, and put together in the ways
people do: personnel department, department of personnel, Jiangsu center.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING

from bot.understanding.glossary import HEADS, PARTS, WHOLE
from bot.understanding.names import PLACES, head_of, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY_HEAD = (
    "department",
    "dept",
    "division",
    "office",
    "team",
    "unit",
    "section",
    "bureau",
    "center",
    "centre",
)
_ABBREVIATIONS = frozenset({"hr", "ehs", "hse", "r&d"})

_MOST_FORMS = 120


def english_forms(name: str) -> Iterator[tuple[str, bool]]:
    """Ways to say `name` in English, each with whether it has the ending that belongs to it."""
    if name.isascii():
        yield from ((form, False) for form in _latin_forms(name))
        return
    yield from ((form, True) for form in WHOLE.get(name, ()))
    stem, head = stem_of(name), head_of(name)
    if not stem:
        return
    own = HEADS.get(head, _ANY_HEAD[:8])
    for core in _cores(stem):
        yield from ((f"{core} {end}", True) for end in own)
        yield from ((f"{end} of {core}", True) for end in own)
        yield from (
            (f"{core} {end}", False) for end in (*_ANY_HEAD, "committee", "staff", "people") if end not in own
        )
        if core in _ABBREVIATIONS or core == pinyin(stem):
            yield core, True


def _latin_forms(name: str) -> Iterator[str]:
    """Say a Latin name with another word for department, or with one at all."""
    core, _, end = name.rpartition(" ")
    core = core if end in _ANY_HEAD and core else name
    yield from (f"{core} {head}" for head in _ANY_HEAD)
    yield from (f"{head} of {core}" for head in _ANY_HEAD)


def _cores(stem: str) -> Iterator[str]:
    """English or pinyin for a name without its ending."""
    options = [PARTS[part] if part in PARTS else [pinyin(part)] for part in _parts(stem)]
    seen = dict.fromkeys(" ".join(filter(None, choice)) for choice in islice(product(*options), _MOST_FORMS))
    yield from filter(None, dict.fromkeys([*seen, pinyin(stem)]))


def _parts(stem: str) -> Iterator[str]:
    """Cut `stem` into known parts, the longest first; what is unknown stays together."""
    unknown = ""
    while stem:
        known = next(
            (stem[:n] for n in range(len(stem), 0, -1) if stem[:n] in PARTS or stem[:n] in PLACES), ""
        )
        if not known or (len(known) == 1 and unknown):
            unknown, stem = unknown + stem[0], stem[1:]
            continue
        if unknown:
            yield unknown
        yield known
        unknown, stem = "", stem[len(known) :]
    if unknown:
        yield unknown


@lru_cache(maxsize=4096)
def pinyin(text: str) -> str:
    """`text` in pinyin without tones, blanks or marks."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take a moment to load

    return "".join(lazy_pinyin(text)).lower()


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Spell `text` by the first letter of each syllable: sxjs for 审协江苏."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=8192)
def readings(char: str) -> frozenset[str]:
    """All ways to read one character, n and ng, z and zh and their like taken as one: people mix them up."""
    from pypinyin import Style  # noqa: PLC0415
    from pypinyin import pinyin as read  # noqa: PLC0415

    heard = read(char, heteronym=True, style=Style.NORMAL)[0]
    return frozenset(
        sound.replace("zh", "z").replace("ch", "c").replace("sh", "s").removesuffix("g") for sound in heard
    )
