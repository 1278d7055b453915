"""What a question wants to know, and which standing it asks for; where the text says so. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.question import Intent, Standing, Talk
from bot.understanding import cues
from bot.understanding.normalise import blank, lower

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

Spans = tuple[tuple[int, int], ...]

# The first that is found counts: "which department has most" holds the words of "which department".
_ASKING = (
    (Intent.RANK, cues.RANK),
    (Intent.WHEN, cues.WHEN),
    (Intent.COUNT, cues.COUNT),
    (Intent.WHO, cues.WHO),
)
_STANDINGS = (
    (Standing.OVERDUE, cues.OVERDUE),
    (Standing.OPEN, cues.OPEN),
    (Standing.DONE, cues.DONE),
)


@dataclass(frozen=True)
class IntentReading:
    """What a text asks for; `intent` is None where it does not say.

    `asks_deadline` marks a noun (截止时间, deadline) that asks for a day only where there is a topic.
    `spans` are all the words that say so.
    """

    intent: Intent | None = None
    asks_deadline: bool = False
    standing: Standing = Standing.ANY
    spans: Spans = ()


def read_whole(text: str, is_known: Callable[[str], bool]) -> Intent | None:
    """Read texts that are no question to the plan: greetings, calls for help, wishes for actions.

    `is_known` says whether the plan has a word: then it is no small talk.
    """
    plain = lower(text).strip(" .!~,;:、。")
    if not plain:
        return Intent.OUT_OF_SCOPE
    if cues.HELP.fullmatch(plain) or cues.HELP.fullmatch(plain.rstrip("? ")) or _is_beyond(plain, is_known):
        return Intent.HELP
    plain = plain.rstrip("?吗呢吧啊呀 ")
    talk = cues.SMALL_TALK.search(plain)
    if cues.CHAT.fullmatch(plain) or cues.NO_FILTER.search(plain) or (talk and not is_known(talk.group())):
        return Intent.OUT_OF_SCOPE
    return None


def read_talk(text: str) -> Talk:
    """Tell thanks from greetings, in a text that is no question."""
    plain = lower(text)
    if cues.THANKS.search(plain):
        return Talk.THANKS
    return Talk.GREETING if cues.CHAT.fullmatch(plain) and cues.GREETING.match(plain) else Talk.NONE


def _is_beyond(plain: str, is_known: Callable[[str], bool]) -> bool:
    word = cues.BEYOND_WORDS.search(plain)
    return cues.BEYOND.search(plain) is not None or (word is not None and not is_known(word.group()))


def read_intent(text: str) -> IntentReading:
    """Find what is asked for in a text from which departments, dates and codes are cut out."""
    text = lower(text)
    standing, standing_spans = _standing(text)
    text = blank(text, standing_spans, "\n")
    lists = _spans(cues.LIST, text)
    for asked, pattern in _ASKING:
        if spans := _spans(pattern, text):
            also = () if asked is Intent.WHO else _spans(cues.WHO, text)
            if asked is Intent.WHEN and standing is Standing.DONE:
                standing = Standing.ANY  # when it is done asks for the day
            return IntentReading(asked, False, standing, (*standing_spans, *spans, *also, *lists))
    nouns = _spans(cues.WHEN_NOUN, text)
    intent = Intent.LIST if lists else None
    return IntentReading(intent, bool(nouns), standing, (*standing_spans, *nouns, *lists))


def _standing(text: str) -> tuple[Standing, Spans]:
    for standing, pattern in _STANDINGS:
        if spans := _spans(pattern, text):
            return (Standing.ANY if _asks_whether(text, standing) else standing), spans
    return Standing.ANY, ()


def _asks_whether(text: str, standing: Standing) -> bool:
    """Whether it is asked if something is done: then its standing is the answer and no filter."""
    return standing is Standing.DONE and text.startswith(
        ("is ", "are ", "has ", "have ", "was ", "were ", "did ")
    )


def _spans(pattern: re.Pattern[str], text: str) -> Spans:
    return tuple(span for match in pattern.finditer(text) for span in _cuts(match) if span[0] < span[1])


def _cuts(match: re.Match[str]) -> Spans:
    """Give a match's span without what it only reaches over (哪个部门 ‹扶贫› 任务最多)."""
    start, end = match.span()
    if "kept" in match.re.groupindex and match.group("kept"):
        inner, outer = match.span("kept")
        return ((start, inner), (outer, end))
    return ((start, end),)
