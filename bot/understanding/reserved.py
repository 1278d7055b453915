"""Words that questions need for something else, so that no department can be called so. PURE."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.question import Intent, Standing
from bot.understanding.lexicon import build_lexicon
from bot.understanding.names import head_of, stem_of
from bot.understanding.understand import read_alone

if TYPE_CHECKING:
    from datetime import date

    from bot.understanding.lexicon import Lexicon
    from bot.understanding.understand import Reading

_OFTEN = re.compile(r"[每按][天日周月季年]度?|长期|持续|更多|其余|除了")
_ABBREVIATION = re.compile(r"[A-Z]{2,}")


def is_reserved(name: str, today: date) -> bool:
    """Whether a name by itself says when, everybody, the plan, what is asked, or is a command.

    >>> from datetime import date
    >>> [is_reserved(name, date(2017, 3, 5)) for name in ("12月", "全部", "计划", "计划处", "馆里")]
    [True, True, True, False, False]
    """
    if name.startswith(("/", "／")) or _OFTEN.fullmatch(name):
        return True
    reading = read_alone(name, today, _nothing_loaded())
    if reading.parts is None:
        return True
    if reading.said.whole:
        return True
    return not _names_an_office(name, reading) and _asks(name, reading)


@lru_cache(maxsize=1)
def _nothing_loaded() -> Lexicon:
    """Read without any plan: what a word means by itself."""
    return build_lexicon((), (), ())


def _names_an_office(name: str, reading: Reading) -> bool:
    """Whether it ends as names of departments do: 计划处, 2025办."""
    said = reading.said
    return bool(said.unknown_departments) or (
        not said.asks_own and len(stem_of(name)) > 1 and head_of(name) != ""
    )


def _asks(name: str, reading: Reading) -> bool:
    said, parts = reading.said, reading.parts
    assert parts is not None
    if said.period or said.codes or said.unclear_dates or parts.intent.intent:
        return True
    if said.topics or said.unmatched:
        return False
    # Nothing is left that could name anybody; IT is an office as well as a word.
    means = said.asks_own or said.standing is not Standing.ANY or said.upcoming or parts.speaks_of_tasks
    return means or said.intent is not Intent.OUT_OF_SCOPE or not _ABBREVIATION.fullmatch(name)
