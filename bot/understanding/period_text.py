"""A question's text in one spelling, with the way back to what was written.

PURE. Full-width becomes half-width, traditional characters become simplified (only those that date
words use), capitals small, typed pinyin (12yue) Chinese. Every character remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

_SIMPLIFIED = str.maketrans(
    "個號週禮後兩倆來內從過間節國慶勞動陽這遲於當現時點農曆裡裏還與幾數終歲續開為項條級會將應須報總結評檢線層調",
    "个号周礼后两俩来内从过间节国庆劳动阳这迟于当现时点农历里里还与几数终岁续开为项条级会将应须报总结评检线层调",
)
_SAME = str.maketrans(
    dict.fromkeys("‐‑‒–—―−─－~～〜∼﹣", "-") | dict.fromkeys("○◯〇零", "〇") | {"’": "'", "‘": "'"}
)

# The pinyin people type when no input method is at hand, by the Chinese that it stands for.
_PINYIN = {
    "yue": "月", "yuefen": "月份", "yuedi": "月底", "yuechu": "月初", "yuemo": "月末", "yuezhong": "月中",
    "yueqian": "月前", "yuehou": "月后", "yuediqian": "月底前", "nian": "年", "ri": "日", "hao": "号",
    "niandi": "年底", "nianchu": "年初", "niandiqian": "年底前", "jidu": "季度", "zhou": "周",
    "benyue": "本月", "zheyue": "这月", "zhegeyue": "这个月", "xiayue": "下月", "xiageyue": "下个月",
    "shangyue": "上月", "shanggeyue": "上个月", "benzhou": "本周", "zhezhou": "这周", "xiazhou": "下周",
    "shangzhou": "上周", "jinnian": "今年", "mingnian": "明年", "qunian": "去年", "jintian": "今天",
    "mingtian": "明天", "houtian": "后天", "shangbannian": "上半年", "xiabannian": "下半年",
}  # fmt: skip
# These are also English words or names: only behind a digit are they dates.
_ONLY_BEHIND_DIGITS = {"yue", "nian", "ri", "hao", "zhou", "jidu"}
_LATIN_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Spelling:
    """`low` is what rules read; `starts` and `ends` say where each of its characters stood in the text."""

    low: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `low[start:end]` stands in the text as written."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=4096)
def _spell(char: str) -> str:
    """One character as the rules know it; compatibility forms may become several (㋋ is 12月)."""
    plain = unicodedata.normalize("NFKC", char).translate(_SIMPLIFIED).translate(_SAME)
    return "".join(" " if piece.isspace() else piece.lower() for piece in plain)


def spell(text: str) -> Spelling:
    """Bring `text` to the one spelling that the rules know."""
    pieces = [_spell(char) for char in text]
    places = tuple(place for place, piece in enumerate(pieces) for _ in piece)
    return _with_pinyin(Spelling("".join(pieces), places, tuple(place + 1 for place in places)))


def _with_pinyin(spelling: Spelling) -> Spelling:
    """Replace pinyin date words; each new character stands for the whole word it came from."""
    low, starts, ends = spelling.low, spelling.starts, spelling.ends
    new_low, new_starts, new_ends = [], [], []  # type: list[str], list[int], list[int]
    done = 0
    for word in _LATIN_WORD.finditer(low):
        chinese = _chinese_for(low, word)
        if chinese is None:
            continue
        new_low += [low[done : word.start()], chinese]
        new_starts += [*starts[done : word.start()], *[starts[word.start()]] * len(chinese)]
        new_ends += [*ends[done : word.start()], *[ends[word.end() - 1]] * len(chinese)]
        done = word.end()
    if not done:
        return spelling
    return Spelling("".join((*new_low, low[done:])), (*new_starts, *starts[done:]), (*new_ends, *ends[done:]))


_MONTHS = ("january", "february", "march", "april", "august", "september", "october", "november", "december")
_SHORTEST_SLIP, _LONG_NAME = 5, 6


@lru_cache(maxsize=4096)
def _month_meant(word: str) -> str | None:
    """Read an English month with one slip in it; in short names only letters changing places count.

    >>> _month_meant("decmber"), _month_meant("match")
    ('december', None)
    """
    if len(word) < _SHORTEST_SLIP or word in _MONTHS:
        return None
    near = (name for name in _MONTHS if DamerauLevenshtein.distance(word, name) == 1)
    return next((name for name in near if len(name) >= _LONG_NAME or sorted(name) == sorted(word)), None)


def _chinese_for(low: str, word: re.Match[str]) -> str | None:
    chinese = _PINYIN.get(word.group()) or _month_meant(word.group())
    if chinese is None or word.group() not in _ONLY_BEHIND_DIGITS:
        return chinese
    before = low[max(0, word.start() - 2) : word.start()].rstrip()
    return chinese if before[-1:].isdigit() else None
