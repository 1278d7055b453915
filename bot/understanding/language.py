"""Which language a question is in: names, topics and dates do not tell, the words around them do. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.question import Language
from bot.understanding.normalise import lower
from bot.understanding.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z']+")
# Words that only English sentences have; deadline or PPH are said in Chinese ones as well.
_ENGLISH = frozenset(
    words(
        "a an the of for in on at to by from with about and or is are was were be been do does did has "
        "have had will would should can could must what what's whats which who who's whose when where why "
        "how any anything everything all every each my our me us we i you your it this that these those "
        "there please show list tell give due left still not help hello hi hey thanks thank next last "
        "before after until between"
    )
)


def language_of(text: str, *known: str | Iterable[str], before: Language | None = None) -> Language:
    """Tell the language of `text`, leaving out the `known` words.

    Where nothing tells (a bare name), it is that of the conversation `before`, else the name's own.
    """
    rest = lower(text)
    for word in sorted(_words(known), key=len, reverse=True):
        rest = rest.replace(lower(word), " ")
    if _CHINESE.search(rest):
        return Language.CHINESE
    if any(word in _ENGLISH for word in _WORD.findall(rest)):
        return Language.ENGLISH
    if before:
        return before
    return Language.CHINESE if _CHINESE.search(text) or not _WORD.search(lower(text)) else Language.ENGLISH


def _words(known: Iterable[str | Iterable[str]]) -> Iterable[str]:
    for one in known:
        yield from (one.split() if isinstance(one, str) else one)
