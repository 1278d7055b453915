"""Find what a question is about in what is left of it once all else is cut out. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.understanding.department_reading import QUOTED
from bot.understanding.glossary import TOPICS
from bot.understanding.normalise import blank, lower
from bot.understanding.period_numbers import in_chinese
from bot.understanding.plan_text import squeeze
from bot.understanding.words import ENGLISH, GENERIC, says_nothing, strip_back, strip_front, strip_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.understanding.lexicon import Lexicon

_BREAK = re.compile(r"[^\w\s&+./%·()（）\-]+|\n+|[.](?!\d)|(?<!\w)[-/()（）]+|[-/()（）]+(?!\w)")
_JOINT = re.compile(r"和|与|及|以及|跟|、|\s+and\s+")
_AND = re.compile(r"\w (?:and|or|as well as) \w")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9'&.+-]*(?: [A-Za-z0-9][A-Za-z0-9'&.+-]*)*")
# 和培训有关的: the first character is no part of the topic.
_RELATED = re.compile(r"(?<![\u4e00-\u9fff])[和与跟同](?=[^\n]{2,20}(?:有关|相关))")
_EVERY = re.compile(
    r"(?:每一?个?|按|逐|分)(季度|月份?|周|星期|年度?)(?!\d)|\b(?:every|each|per) (quarter|month|week|year)\b"
    r"|\b(quarterly|monthly|weekly|yearly|annually)\b"
)
_EVERY_WORDS = {
    "季": ("季度",), "q": ("季度",),
    "月": ("每月", "按月", "每个月"), "m": ("每月", "按月", "每个月"),
    "周": ("每周", "按周"), "星": ("每周", "按周"), "w": ("每周", "按周"),
    "年": ("每年", "年度"), "y": ("每年", "年度"), "a": ("每年", "年度"),
}  # fmt: skip
# A Latin word or a number that the plan does not have is what the question is about.
_NAME = re.compile(r"[a-z]{2}|\d{2}")
_NUMBER = r"[\d一二三四五六七八九十两几多]{1,4}"
_QUANTITY = re.compile(rf"^[前第]?{_NUMBER} ?[个项条件份样]|{_NUMBER} ?[个项条件份样]$|^前{_NUMBER}$")
_FIGURE = re.compile(r"(?<![\d.A-Za-z])(\d{1,2})([\u4e00-\u9fff])")
_GLUE = "的了和与及在对等中内之为有是各"
_EDGE = "的了和与及在"
_ASKING = "有是要在对由给到的类"
_MOST_TOPICS, _MOST_PARTS = 4, 8
_MOST_WEAK = 5


@dataclass(frozen=True)
class TopicReading:
    """`topics` as the plan prints them; `unmatched` are words next to them that the plan does not have.

    `either` says that they are named side by side (扶贫和保密): any of them is meant.
    """

    topics: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    in_plan: bool = False
    either: bool = False


def find_rhythm(text: str, lexicon: Lexicon) -> tuple[str | None, tuple[tuple[int, int], ...]]:
    """Find 每季度, 按月, every week: a word of the plan's to look for, and where the text says it."""
    match = _EVERY.search(lower(text))
    if not match:
        return None, ()
    first = next(filter(None, match.groups()))[0]
    said = next((word for word in _EVERY_WORDS[first] if lexicon.mentions(word)), None)
    return said, (match.span(),) if said else ()


def read_topics(rest: str, lexicon: Lexicon) -> TopicReading:
    """Find topics in a question without departments, dates and question words; does the plan have them?

    Words between quotation marks are a topic as they stand. Of other phrases the longest parts count that
    the plan has, as long as they make up most of the phrase and stand together in an item.
    """
    rest = _RELATED.sub("\n", rest)
    quoted = [match for match in QUOTED.finditer(rest) if match.group()[1:-1].strip()]
    marked = tuple(match.group()[1:-1].strip() for match in quoted)
    rest = blank(rest, (match.span() for match in quoted), "\n")
    readings = [_read_phrase(phrase, lexicon) for phrase in _phrases(rest, lexicon)]
    known = [reading for reading in readings if reading.in_plan]
    if marked or known:
        # What the plan has is enough to go by; the rest is said to be left aside.
        topics = (*marked, *(topic for reading in known for topic in reading.topics))
        missing = [
            word
            for reading in readings
            for word in (reading.unmatched if reading.in_plan else reading.topics)
        ]
        if len(known) > 1 and not marked and not lexicon.text.count(topics):
            together = _together(list(topics), lexicon)
            topics, missing = tuple(together), [*missing, *(word for word in topics if word not in together)]
        tidy = _tidy(topics, missing, lexicon, in_plan=bool(known))
        side_by_side = len(known) == 1 and not marked and known[0].either
        return replace(tidy, either=side_by_side and len(tidy.topics) > 1)
    topics = tuple(dict.fromkeys(topic for reading in readings for topic in reading.topics))
    return TopicReading(topics[:_MOST_TOPICS])


def _tidy(
    topics: Iterable[str], unmatched: Iterable[str], lexicon: Lexicon, *, in_plan: bool
) -> TopicReading:
    unique = {squeeze(topic): lexicon.text.spelling(topic) for topic in topics}
    kept = [key for key in unique if not any(key != other and key in other for other in unique)]
    printed = tuple(unique[key] for key in kept)[:_MOST_TOPICS]
    return TopicReading(
        printed, tuple(dict.fromkeys(unmatched)), in_plan=in_plan or any(map(lexicon.mentions, printed))
    )


def _phrases(rest: str, lexicon: Lexicon) -> Iterator[str]:
    for piece in _BREAK.split(rest):
        yield from _by_script(piece.strip(), lexicon)


def _by_script(piece: str, lexicon: Lexicon) -> Iterator[str]:
    """Cut at blanks between Chinese phrases, not between English words, nor in what the plan has as it is."""
    if not piece:
        return
    if lexicon.mentions(piece):
        yield piece
        return
    at = 0
    for run in _LATIN_RUN.finditer(piece):
        if all(word in ENGLISH for word in run.group().lower().split()) or " " in run.group():
            yield from piece[at : run.start()].split()
            yield run.group()
            at = run.end()
    yield from piece[at:].split()


def _read_phrase(phrase: str, lexicon: Lexicon) -> TopicReading:
    if phrase.isascii() and re.search("[A-Za-z]", phrase):
        return _read_english(phrase, lexicon)
    phrase = strip_safe(phrase)
    if not lexicon.mentions(phrase):
        phrase = strip_safe(_QUANTITY.sub("", phrase))
    if len(phrase) < 2 or phrase.isdigit() or says_nothing(phrase) or squeeze(phrase) in lexicon.offices:
        return TopicReading()
    phrase = _FIGURE.sub(lambda figure: _as_printed(figure, lexicon), phrase)
    if lexicon.mentions(phrase):
        return TopicReading((phrase,), (), in_plan=True)
    core = _without_weak(phrase, lexicon)
    if lexicon.mentions(core):
        return TopicReading((core,), (), in_plan=True)
    parts = [part for part in map(strip_safe, _JOINT.split(core)) if part]
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        readings = [_read_phrase(part, lexicon) for part in parts]
        if any(reading.in_plan for reading in readings):
            topics = tuple(topic for reading in readings for topic in reading.topics)
            unmatched = tuple(word for reading in readings for word in reading.unmatched)
            either = all(reading.in_plan and len(reading.topics) == 1 for reading in readings)
            return TopicReading(topics, unmatched, in_plan=True, either=either)
    return _in_parts(core, lexicon)


def _as_printed(figure: re.Match[str], lexicon: Lexicon) -> str:
    """Write 19大 as 十九大 where the plan does."""
    spelled = in_chinese(int(figure[1])) + figure[2]
    return spelled if lexicon.mentions(spelled) and not lexicon.mentions(figure[0]) else figure[0]


def _without_weak(phrase: str, lexicon: Lexicon) -> str:
    """Strip weak words off the ends until the plan has the rest; if it never does, only the long ones."""
    level = {phrase}
    for _ in range(_MOST_WEAK):
        level = {shorter for longer in level for shorter in _one_less(longer)}
        found = max(filter(lexicon.mentions, level), key=len, default=None)
        if found:
            return found
    while (shorter := _one_long_less(phrase)) != phrase:
        phrase = shorter
    return phrase


def _one_less(phrase: str) -> Iterator[str]:
    for shorter in (strip_back(phrase, weak=True), strip_front(phrase, weak=True)):
        word = phrase.removeprefix(shorter) if phrase.startswith(shorter) else phrase.removesuffix(shorter)
        # One character off a three-character word is seldom a word of its own (上 + 海市).
        if len(shorter) > 2 or (len(shorter) == 2 and (len(word) > 1 or word in _ASKING)):
            yield shorter


def _one_long_less(phrase: str) -> str:
    for shorter in (strip_back(phrase, weak=True), strip_front(phrase, weak=True)):
        if len(phrase) - len(shorter) > 1 < len(strip_safe(shorter)):
            return strip_safe(shorter)
    return phrase


def _in_parts(phrase: str, lexicon: Lexicon) -> TopicReading:
    """Take a phrase that the plan does not have apart into words that it has."""
    pieces = _pieces(squeeze(phrase), lexicon)
    found = [word.strip(_EDGE) for word, is_known in pieces if is_known and len(word.strip(_EDGE)) > 1]
    missing = [word for word, is_known in pieces if not is_known and word.strip(_GLUE)]
    special = [word for word in found if word not in GENERIC and not says_nothing(word)]
    told = list(dict.fromkeys(special if missing else (special or found)))[:_MOST_PARTS]
    said = sum(map(len, told))
    # What is said by half its words only is another thing: 疫情防控 is not 防控.
    if said * 2 < len(phrase) or said < 2 * sum(map(len, missing)) or any(map(_NAME.search, missing)):
        return TopicReading((phrase,))
    together = _together(told, lexicon)
    if not together or (len(together) < len(told) and max(map(len, together)) < 3):
        return TopicReading((phrase,), (), in_plan=not missing)
    aside = [word for word in told if word not in together]
    return TopicReading(tuple(together), (*missing, *aside), in_plan=True)


def _pieces(text: str, lexicon: Lexicon) -> list[tuple[str, bool]]:
    """Cut `text` into the fewest words of the plan's, leaving as little as possible over."""
    reach = [lexicon.text.reach(text, at) for at in range(len(text))]
    cost = [0.0] * (len(text) + 1)
    step = [1] * len(text)
    for at in range(len(text) - 1, -1, -1):
        cost[at] = cost[at + 1] + (0.3 if text[at] in _GLUE else 1.5)
        for end in range(at + 2, reach[at] + 1):
            if cost[end] + 1 < cost[at]:
                cost[at], step[at] = cost[end] + 1, end - at
    pieces: list[tuple[str, bool]] = []
    at = 0
    while at < len(text):
        word, is_known = text[at : at + step[at]], step[at] > 1
        if not is_known and word not in _GLUE and pieces and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + word, False)
        else:
            pieces.append((word, is_known))
        at += step[at]
    return _mended(pieces)


def _mended(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Take back short words next to a lone character: a word was cut through (六 + 安市)."""
    out: list[tuple[str, bool]] = []
    for word, is_known in pieces:
        last = out[-1] if out else ("", True)
        cut = (
            len(last[0]) == 1 and not last[1] and last[0] not in _GLUE and is_known and len(word) == 2
        ) or (len(word) == 1 and not is_known and word not in _GLUE and last[1] and len(last[0]) == 2)
        if cut and last[0]:
            out[-1] = (last[0] + word, False)
        else:
            out.append((word, is_known))
    return out


def _together(found: list[str], lexicon: Lexicon) -> list[str]:
    """Keep the words that stand together in some item, the longest and rarest first, in the order said."""
    kept: list[str] = []
    for word in sorted(found, key=lambda word: (-len(word), lexicon.text.count([word]))):
        if lexicon.text.count([*kept, word]):
            kept.append(word)
    return [word for word in found if word in kept]


def _read_english(phrase: str, lexicon: Lexicon) -> TopicReading:
    topics: list[str] = []
    missing: list[list[str]] = [[]]
    spoken = [word.strip("'.-") for word in phrase.split()]
    at = 0
    while at < len(spoken):
        length, found = _english_topic(spoken[at : at + 5], lexicon)
        if found:
            topics.append(found)
        elif spoken[at].lower() not in ENGLISH and spoken[at]:
            missing[-1].append(spoken[at])
        if found or spoken[at].lower() in ENGLISH:
            missing.append([])
        at += length
    unmatched = tuple(" ".join(run) for run in missing if run and not all(word.isdigit() for word in run))
    if not topics:
        return TopicReading(unmatched)
    if len(topics) == 2 and not unmatched and _AND.search(phrase.lower()):
        return TopicReading(tuple(topics), in_plan=True, either=True)
    together = _together(topics, lexicon)
    return TopicReading(
        tuple(together), (*unmatched, *(word for word in topics if word not in together)), in_plan=True
    )


def _english_topic(spoken: list[str], lexicon: Lexicon) -> tuple[int, str | None]:
    """Give how many words at the front of `spoken` the plan has, and how: as said or in Chinese."""
    for length in range(len(spoken), 0, -1):
        words_of = spoken[:length]
        if words_of[0].lower() in ENGLISH or words_of[-1].lower() in ENGLISH:
            continue
        phrase = " ".join(words_of)
        if len(phrase) > 1 and not phrase.isdigit() and lexicon.mentions(phrase):
            return length, phrase
        for chinese in TOPICS.get(phrase.lower(), ()):
            if lexicon.mentions(chinese):
                return length, chinese
    return 1, None
