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

_ENGLISH_TIMES = frozenset(
    words(
        "january february march april may june july august september october november december jan feb mar "
        "apr jun jul aug sep sept oct nov dec today tomorrow yesterday week weeks month months quarter year "
        "years day days half monday tuesday wednesday thursday friday saturday sunday early mid late"
    )
)
_ENGLISH_NAMES = frozenset(
    words("center centre office department bureau division committee association library section union")
)


def language_of(
    text: str,
    names: Iterable[str] = (),
    when: str = "",
    topics: Iterable[str] = (),
    before: Language | None = None,
) -> Language:
    """Tell the language of `text` by the words around `names`, the time (`when`) and `topics`.

    Where they do not tell, in a conversation (`before`) the time's do, or a name said in English; and where
    nothing does (a bare name or number), it is that of the conversation. Alone, it is the name's own.
    """
    rest = lower(text)
    for word in sorted((*names, *when.split(), *topics), key=len, reverse=True):
        rest = rest.replace(lower(word), " ")
    told = _tells(rest)
    if told is None and before:
        told = _tells(when) or _tells_english(names) or before
    if told:
        return told
    return Language.CHINESE if _CHINESE.search(text) or not _WORD.search(lower(text)) else Language.ENGLISH


def _tells(text: str) -> Language | None:
    text = lower(text)
    if _CHINESE.search(text):
        return Language.CHINESE
    spoken = _WORD.findall(text)
    return Language.ENGLISH if any(word in _ENGLISH or word in _ENGLISH_TIMES for word in spoken) else None


def _tells_english(names: Iterable[str]) -> Language | None:
    spoken = {word for name in names for word in _WORD.findall(lower(name))}
    return Language.ENGLISH if spoken & _ENGLISH_NAMES else None
