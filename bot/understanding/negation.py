"""What a question denies: departments that have none, what is not overdue, 除培训外. PURE.

The text has marks over its departments and times. Without this, the answer to who has nothing would be who
has something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.question import Standing
from bot.understanding import cues
from bot.understanding.families import members_by_head
from bot.understanding.normalise import blank, lower
from bot.understanding.topics import read_topics

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

Spans = tuple[tuple[int, int], ...]

_UNIT = r"(?:部门|单位|处室|科室|司局|中心|处|科|司|部|院系|学院)"
_OFFICE = r"(?:departments?|depts?|offices?|units?|cent(?:er|re)s?|teams?|divisions?|bureaus?|sections?)"
_THING = r"(?:任务|工作|事项|事情|事儿?|活儿?|东西|安排|节点|项目|要求)"
_FILL = (
    r"(?:(?:要|需要?|应该?|该|得)(?:做|办|交|报|完成|提交|落实|负责)|任何|什么|啥|一[项件个]|到期|截止"
    r"|负责|牵头|承担|配合|待办|安排|的|\s)*"
)
_LATE = r"(?:逾期|过期|超期|超时|延期|拖期|误期|延误|拖延)"
# 有没有 asks; what stands for these cannot be mistaken for a denial.
_NO_DENIAL = re.compile(r"有没有?|没问题|没关系|[了过]没有?|有(?=[^,]{1,10}没有\W*$)|(?<=[^没]有)没有")
_NONE = re.compile(
    rf"(?:没有?|无){_FILL}{_THING}(?:要|需要?|应该?)?(?:完成|做|办|交|到期|可做|干|的情况)*"
    rf"|(?:没有?|无)(?:任何|什么|啥|\s)*(?:到期|截止|要交|要做|要完成)(?:的)?|(?:很|都|最|比较)?(?:闲着|空闲|清闲)"
    r"|\b(?:(?:has|have|owes?|got|with|is|are|there) )*(?:nothing|none|no (?:open |more |other |single )?"
    r"(?:tasks?|items?|work|deadlines?|dut(?:y|ies)|deliverables?|assignments?|obligations?))"
    r"(?: (?:to do|to deliver|to submit|to finish|due|at all|assigned|scheduled|planned|left))*\b"
    r"|\b(?:(?:do|does|did)(?: not|n't)|without)(?: (?:have|owe|need))?(?: to do)?"
    r"(?: (?:any|a|an|single|open))* ?(?:anything|tasks?|items?|work|deadlines?|deliverables?)?"
    r"(?: (?:to do|to deliver|to submit|due))*(?=\s|\W*$)(?<=[a-z])"
    r"|\b(?:is|are) (?:free|idle)\b|没有?人(?:来|去)?(?:负责|牵头|承担|管|做|办)"
    r"|(?:不|没有?|未)(?:负责|牵头|承担|参与|参加)(?!的)"
    r"|\b(?:not|n't) (?:responsible for|in charge of|involved in|handle|handling|lead|leading|own|run)\b"
)
_NOT_LATE = re.compile(
    rf"(?:没有?|并?未|不|无)(?:发生|出现|任何|什么|过|算|曾|\s)*{_LATE}(?:了|过|的)*(?:{_THING}|情况|现象)?"
    r"|(?:还|尚)?(?:没有?|未)(?:到|过)(?:期限|时限|期)(?:的|(?=\W*$))"
    r"|(?:(?:\b(?:is|are|has|have|was|were)(?: not|n't)|\bnot|\bnever|\bnothing|\bno(?:ne)?)"
    r"(?: (?:is|are|yet|currently|at all|any|running|anything))*"
    r" (?:overdue|late|delayed|behind schedule|past due)(?: (?:tasks?|items?|work))*|\bon track)\b"
)
_SUBJECT = re.compile(
    rf"谁|哪(?:一?个|些|几个|家)?{_UNIT}|(?:什么|啥|几个|多少个?|所有|各|全部){_UNIT}|\bwho\b"
    rf"|的\s*{_UNIT}(?=\W*$|[有是])|\b{_OFFICE}\b|\bany(?:one|body)\b"
)
_OF_UNITS = re.compile(rf"\s*的?(?:责任)?(?P<head>{_UNIT})(?:们|名单)?(?=[有是呢吗? \n]|\W*$)")
_WITHOUT = re.compile(
    r"(?:除了|除去|除开|(?<![删消解清扣免拆排])除(?![夕草尘虫湿锈以名非])|不含|不包括|不包含|不算|不要|去掉)"
    r"(?P<what>[^\n,。?!]{2,12}?)(?:(?:以外|之外|外)(?:的)?|(?:类|方面)?的?(?=任务|工作|事项|还|\n|,|\W*$))"
    r"|(?<![\u4e00-\u9fff])(?P<outside>[\u4e00-\u9fff]{2,8})(?:以外|之外)的?"
    r"|(?<![除莫是并])非(?P<kind>[\u4e00-\u9fff]{2,6})(?:类|性)的?"
    r"|[和与跟同](?P<apart>[^\n,。?!]{2,10})(?:无关|不相关|没有?关系)的?"
    r"|\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|but not|not including|not about|besides)"
    r" (?P<english>[\w' -]{2,30})"
)
_HAS_NOT = re.compile(r"没有(?!人|哪|谁)")
_ASKS_BACK = re.compile(r"[吗吧么]\W*$|^(?:is|are|isn't|aren't|does|do|doesn't|don't)\b")


@dataclass(frozen=True)
class Denial:
    """What is denied.

    `idle` asks for the departments that have none, `among` those of a kind; `without` are topics left out.
    `none` are words that say that there is nothing where it is not asked who has nothing.
    """

    idle: bool = False
    among: tuple[str, ...] = ()
    standing: Standing = Standing.ANY
    without: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    spans: Spans = ()


def find_denial(text: str, lexicon: Lexicon) -> Denial:
    """Find what a text without its departments and times denies."""
    without, spans = _without(text, lexicon)
    text = lower(blank(text, spans, "\n"))
    said = blank(text, (match.span() for match in _NO_DENIAL.finditer(text)), "\0")
    late = _NOT_LATE.search(said)
    none = None if late else _NONE.search(_without_standing(said))
    found = late or none or _bare(said)
    if not found:
        return Denial(without=without, spans=spans)
    units = _OF_UNITS.match(said, found.end())
    spans = (*spans, (found.start(), units.end() if units else found.end()))
    asks_back = _ASKS_BACK.search(said) is not None
    if units or (_SUBJECT.search(said) and not (late and asks_back)):
        among = members_by_head(units["head"], lexicon, kin=False) if units else ()
        standing = Standing.OVERDUE if late else Standing.ANY
        return Denial(True, among, standing, without, spans=spans)
    if late:
        standing = Standing.OVERDUE if asks_back else Standing.IN_TIME
        return Denial(standing=standing, without=without, spans=spans)
    words = text[found.start() : found.end()].strip("\n ")
    return Denial(without=without, none=() if asks_back else (words,), spans=spans)


def _without_standing(text: str) -> str:
    """`text` without 没有完成 and its like, which deny something else."""
    spans = (match.span() for pattern in (cues.OVERDUE, cues.OPEN) for match in pattern.finditer(text))
    return blank(text, spans, "\n")


def _bare(text: str) -> re.Match[str] | None:
    """Find 没有 before what there is none of (没有培训); at the end it is asked of whom: 谁12月没有."""
    found = _HAS_NOT.search(_without_standing(text))
    at_end = found is not None and not re.search(r"\w", text[found.end() :])
    return None if at_end and not _SUBJECT.search(text) else found


def _without(text: str, lexicon: Lexicon) -> tuple[tuple[str, ...], Spans]:
    topics: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _WITHOUT.finditer(lower(text)):
        group = match.lastgroup
        if group is None or lexicon.mentions(match.group().strip()):
            continue
        reading = read_topics(text[slice(*match.span(group))], lexicon)
        if reading.in_plan:
            topics += reading.topics
            spans.append(match.span())
    return tuple(dict.fromkeys(topics)), tuple(spans)
