"""What stands around a question or is left of it: openings, of whom, digits that may be dates. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.normalise import lower
from bot.understanding.words import says_nothing, strip_safe

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

_OPENING = re.compile(
    r"(?:那么|那就?(?![些个曲里边样位天年月时周次日批])|不对|不是(?=[ ,])"
    r"|我(?:说|问|指|要问|想问|要查|要看)的是|我是(?:说|问|指|要问|想问)"
    r"|应该是|(?:给我|帮我|请)?(?:改|换)(?:成|为|到|一下)|换(?=[\u4e00-\u9fff]{1,4}[司部处科室局委办会社心])|然后|另外|接着|再(?:看看?|查查?|来)"
    r"|(?:i mean(?:t)?|no(?! (?:\w+ )?(?:deadlines?|tasks?|items?|work|due|dates?)\b)"
    r"|sorry|actually|instead|rather|change (?:it |that )?to|switch (?:it )?to|make (?:it"
    r"|that))(?=[ ,]))[ ,:]*"
)
_WHOLE_OFFICE = re.compile(
    r"(?:(?<=\n)|(?<= )|^)(?:(?:全|整个)(?:局|院|校|厅|所|公司|集团|单位|机关|系统)"
    r"|(?:局|院|校|厅|公司|单位)(?=里|内|上下))(?:里|内|上下)?"
    r"(?=的?(?:\n| |$|[?,.!。]|任务|工作|要|有|都|还|今|本|下|明|这))"
    r"|\b(?:the |our )?(?:whole|entire) (?:office|bureau|company|organi[sz]ation|agency|institution)\b"
)
_DIGITS = re.compile(
    r"\s*的?\s*(?P<digits>\d{1,4}(?:\s?[-~.至到、,和/]\s?\d{1,2}){0,3})"
    r"(?=\s*(?:\n|$|[?,!。]|的|有|要|任务|工作|due|tasks))"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十百]{1,3}")
# Before or after something that happens: a time, and the plan does not say which.
_EVENT_LIMIT = re.compile(
    r"(?P<event>[\u4e00-\u9fff]{2,8}|(?<![\u4e00-\u9fff])[会赛考])(?:之|以)?[前后](?=\s*(?:\n|$|[,?.!。的]|[要需应得该必须能还都]"
    r"|完成|有[哪什啥多几]))"
)
_NO_EVENT = "目之以此提日空眼面超年月周天号季度旬生售岗课产最今然随先背落往向事幕两三几"
_DOES = re.compile(
    r"\b(?:does|do|did|must|should|will|has|have|is) (?:the |our )?(?P<who>[^\n?]{2,40}?) "
    r"(?:owe|have|need|deliver|do|submit|finish|got|responsible|due|owing)\b"
)
_WHOSE = re.compile(
    r"^\s*(?:请问|麻烦|帮我|查一下|看看|看一下)?(?P<who>[\u4e00-\u9fff]{2,6}?)(?:的|在|到)?(?=\n)"
)
_ENGLISH_WHOSE = re.compile(r"\b(?P<who>[a-z][a-z .]{1,30}?)'s\b")


def without_opening(text: str) -> str:
    """`text` without the words that only go on from what was said before: 那…, 改成…, 我说的是…"""
    rest = text
    while (found := _OPENING.match(lower(rest))) and found.end() < len(rest):
        rest = rest[found.end() :]
    return rest


def find_whole_office(rest: str) -> tuple[tuple[int, int], ...]:
    """Find 全局, 局里: everyone is meant."""
    return tuple(match.span() for match in _WHOLE_OFFICE.finditer(lower(rest)))


def find_digits(rest: str, ends: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Find numbers right behind the places where a department or a time `ends`: months, days, or neither."""
    found = (_DIGITS.match(rest, end) for end in ends)
    return tuple(match.span("digits") for match in found if match)


def find_numeral(
    rest: str, names: tuple[tuple[int, int], ...], times: tuple[tuple[int, int], ...]
) -> tuple[int, int] | None:
    """Find a numeral that stands between a department and a time and belongs to neither (协调司二12月)."""
    for _, end in names:
        numeral = _NUMERAL.match(rest, end)
        behind = [last for start, last in times if numeral and start == numeral.end()]
        if behind:
            return end, behind[0]
    return None


def find_event_limits(rest: str, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    """Find 十九大前, 验收后: times by what happens then. The day is not ours to guess."""
    found = []
    for match in _EVENT_LIMIT.finditer(rest):
        event = strip_safe(match["event"])
        if event and event[-1] not in _NO_EVENT and not lexicon.mentions(event + match[0][-1]):
            found.append((match.end("event") - len(event), match.end()))
    return tuple(found)


def find_subject(text: str, rest: str, topics: tuple[str, ...], lexicon: Lexicon) -> str | None:
    """Find the word that says of whom the tasks are, where the plan has it not: 李三12月, does John owe.

    `rest` is `text` with a mark over what was understood.
    """
    unknown = [topic for topic in topics if not lexicon.mentions(topic)]
    for match in _DOES.finditer(lower(text)):
        who = text[match.start("who") : match.end("who")].strip()
        if any(topic in who or who in topic for topic in unknown):
            return who
    for match in _ENGLISH_WHOSE.finditer(lower(text)):
        who = match["who"].split()[-1]
        if any(who == lower(topic) for topic in unknown):
            return text[match.end("who") - len(who) : match.end("who")]
    whose = _WHOSE.match(rest)
    who = strip_safe(whose["who"]) if whose else ""
    if len(who) < 2 or says_nothing(who) or lexicon.mentions(who):
        return None
    return who if any(who in topic or topic in who for topic in topics) else None
