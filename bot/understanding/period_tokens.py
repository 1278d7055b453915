"""Cutting a text into date words and the words that join or limit them. PURE."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.understanding.period_parts import Partial, Setting

if TYPE_CHECKING:
    from bot.understanding.period_text import Spelling


class Kind(StrEnum):
    DATE = "date"
    UNCLEAR = "unclear"  # like a date, but none that exists or none that is certain
    NOTHING = "nothing"  # looks like a date and is something else: 第十一项, 两周五次
    RECURRING = "recurring"  # 每月: a kind of work, not a time
    TIME = "time"  # of the day
    GLUE = "glue"  # 的, of the
    COMMA = "comma"
    TO = "to"
    AND = "and"
    BETWEEN = "between"
    UNTIL = "until"  # in front: X is included
    BEFORE = "before"
    SINCE = "since"
    AFTER = "after"
    WEEK_OF = "week of"
    BEHIND_BEFORE = "… before"  # the same behind the date
    BEHIND_SINCE = "… since"
    BEHIND_TO_NOW = "… until now"
    BEHIND_AFTER = "… after"
    BEHIND_AROUND = "… around"
    BEHIND_WITHIN = "… within"
    BEHIND_UNTIL = "… until"
    BEHIND_WEEK = "… week"


@dataclass(frozen=True)
class Token:
    """A date word, or one that matters beside it. Several partials: a list in one word (1、3月)."""

    kind: Kind
    start: int
    end: int
    partials: tuple[Partial, ...] = ()


Meaning = Kind | Partial | tuple[Partial, ...] | None
Reader = Callable[["re.Match[str]", Setting], Meaning]


@dataclass(frozen=True)
class Rule:
    """How one sort of word looks, and what it means; None: not this time, try what follows."""

    pattern: str
    meaning: Reader | Kind


@dataclass(frozen=True)
class Family:
    """Rules whose words all start with certain characters, so that other places are passed over quickly."""

    starts: str
    rules: tuple[Rule, ...]


class Lexicon:
    """Rules in order of precedence, as one pattern that finds the next word of any sort."""

    def __init__(self, *families: Family) -> None:
        self._rules: list[tuple[re.Pattern[str], Reader | Kind]] = []
        self._any = re.compile("|".join(self._pattern(family) for family in families), re.ASCII)

    def _pattern(self, family: Family) -> str:
        named: list[str] = []
        for rule in family.rules:
            named.append(f"(?P<r{len(self._rules)}>{_nameless(rule.pattern)})")
            self._rules.append((re.compile(rule.pattern, re.ASCII), rule.meaning))
        return f"(?={family.starts})(?:{'|'.join(named)})"

    def tokens(self, spelling: Spelling, setting: Setting) -> Iterator[Token]:
        """Yield the words of the text in order; what is between them means nothing here."""
        text, place = spelling.low, 0
        while found := self._any.search(text, place):
            meaning = self._meaning(found, spelling, setting)
            if meaning is None:
                place = found.start() + 1
                continue
            yield _token(meaning, found)
            place = found.end()

    def _meaning(self, found: re.Match[str], spelling: Spelling, setting: Setting) -> Meaning:
        pattern, meaning = self._rules[int((found.lastgroup or "r0")[1:])]
        if isinstance(meaning, Kind):
            return meaning
        match = pattern.match(spelling.low, found.start())
        try:
            return meaning(match, setting) if match else None
        except (ValueError, OverflowError):  # a day that no calendar has
            return Kind.UNCLEAR


def said(match: re.Match[str], *groups: str) -> str:
    """Return what whichever of the groups took part says, "" if none did."""
    words = match.groupdict()
    return next((words[group] for group in groups if words.get(group)), "")


def _nameless(pattern: str) -> str:
    """Take the names off groups: different rules share some, which one pattern does not allow."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def _token(meaning: Meaning, found: re.Match[str]) -> Token:
    if isinstance(meaning, Kind):
        return Token(meaning, found.start(), found.end())
    partials = meaning if isinstance(meaning, tuple) else (meaning,)
    return Token(Kind.DATE, found.start(), found.end(), tuple(part for part in partials if part))
