"""What a question narrows itself to besides departments, time and topic. PURE.

Each finder takes a text from which what was understood is cut out, and gives what it found and where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.question import Intent, Timing
from bot.understanding.families import members_by_head
from bot.understanding.names import HEADS
from bot.understanding.normalise import lower
from bot.understanding.period_numbers import read_english, read_number

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

Spans = tuple[tuple[int, int], ...]

_NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,2}"
_UNIT = r"(?:部门|单位|处室|科室|司局|中心|司|处|科|部)"
_WORDS = "two|three|four|five|six|seven|eight|nine|ten"
_WORK = r"(?:任务|工作|事项|事情|节点)"
_WHICH = rf"(?:哪一?个|哪些|哪几个|哪家|什么|啥){_UNIT}"

_UPCOMING = re.compile(
    rf"下一?(?:个|批|次|项|条)?(?:要|该|马上)?(?:到期|截止|要交|要做)(?:的)?(?:日期|时间|日|{_WORK})?(?:的)?(?:是|有|在)?"
    rf"|下一?(?:个|批|次|项)(?:的)?(?:{_WORK}|期限|时限|截止(?:日期?|时间)|到期日)(?:的)?(?:是|有|在)?"
    rf"|最近(?:的)?(?:要)?(?:一(?:个|批|次|项))?(?:要)?(?:到期|截止)(?:的)?(?:日期|时间|日|{_WORK})?(?:的)?(?:是|有|在)?"
    r"|\b(?:the )?(?:next|nearest|upcoming|closest|earliest) (?:deadline|due date|due day|item|task|thing"
    r"|milestone)"
    r"(?: due)?\b|\bnext due\b|\bdue next\b(?=[?.! ]*$)|\bwhat(?:'s| is| comes) (?:up )?next\b"
)
_ONGOING = re.compile(
    rf"(?:全年性|全年推进|全年持续|常年性?|长期性?|持续性|持续推进)的?(?:{_WORK}|项目)|(?:常年|长期|持续推进)的(?=$|\n|有)"
    rf"|(?:全年|常年)(?:性|持续|推进)+的?(?:{_WORK})?|(?<=是)全年的?(?=\W*$|{_WORK})"
    r"|\b(?:year[- ]?round|all[- ]year(?:[- ](?:round|long))?|ongoing)\b"
)
_DATED = re.compile(
    r"(?:(?<![是除莫])非|不是|除了?|不要|不含|不包括|不算|不看|去掉)(?:全年|常年|长期|持续)(?:性|推进|持续)*(?:以外|之外|外)?的?"
    r"|\bnot (?:year[- ]?round|ongoing)\b"
)
_UNDATED = re.compile(
    r"(?:还|尚)?(?:没有?|无|未|不)(?:有)?(?:明确|确定|规定|写明?|标明?|定|设)?(?:的)?(?:截止|完成|到期|具体)?"
    r"(?:日期|时间|期限|时限)(?!完成|交|做|办|内)(?:的)?"
    r"|(?:还|尚)?(?:没有?|未)(?:定|确定|明确)(?:好|下来)?(?:截止|完成|具体)?(?:日期|时间|期限|时限)(?:的)?"
    r"|(?:日期|时间|期限|时限)(?:还|尚)?(?:未定|待定|没定|不明确?|未明确)(?:的)?|待定的"
    r"|\bundated\b|\b(?:without|no|lacking|(?:do|does)(?:n't| not) have) (?:a |an |any )?(?:due )?"
    r"(?:dates?|deadlines?)\b"
    r"(?! (?:due )?(?:in|on|for|this|next|during|by|before|until|today|tomorrow)\b)"
)
_TIMINGS = ((Timing.UNDATED, _UNDATED), (Timing.DATED, _DATED), (Timing.ONGOING, _ONGOING))
_HELP = r"(?:配合|协助|协办|帮助|支持|辅助)"
# Beside a department: 谁配合 ‹条法司›, 协助 ‹条法司› 的有谁, ‹条法司› 的配合部门.
_HELPERS = re.compile(
    rf"(?:谁|{_WHICH})(?:来|在|要|会|能|去|需要?|应该?)*{_HELP}(?=\n)"
    rf"|(?:由|让|被|有)?{_HELP}(?=\n+(?:工作)?的?(?:是|有|都)*(?:谁|{_WHICH}|{_UNIT}))"
    rf"|(?<=\n)的?{_HELP}(?:的)?(?:责任)?{_UNIT}(?:们)?(?:有|是|都)*(?:哪些|哪几个|谁|什么)?(?!的?{_WORK})"
    r"|\b(?:who|which (?:departments?|units?|offices?))(?: (?:else|will|should|must|is|are|does))*"
    r" (?:assist|help|support)(?:s|ing)?(?: with)?(?=\s*\n)"
    r"|\b(?:who|by whom|which (?:departments?|units?|offices?))(?: is| are)"
    r"(?=\s*\n+ ?(?:assist|help|support)ed)"
)
_ASSISTING = re.compile(
    rf"(?:配合|协助|协办|参与配合)(?:类|性)?(?:的|了)?(?=(?:有)?(?:哪|什么|啥|谁|几|多少|{_WORK})"
    r"|[?。! ]*$|的)"
    r"|不(?:牵头|主办|承办|主责)(?:负责)?的"
    r"|\b(?:assist(?:s|ing)?|help(?:s|ing)? (?:with|out))\b(?: with| in| on)?"
)
_JOINT = re.compile(
    r"(?:共同|联合|一起|一同|合作|都有?)(?:负责|牵头|承担|参与|完成|推进|要?做|办|的)+"
    rf"|(?:共同|联合|合作)(?={_WORK}|项目|\W*$)"
    r"|\b(?:joint(?:ly)?|shared|together|in common)\b"
)
_JOINT_OF_ANY = re.compile(
    rf"(?:共同|联合|一起|一同|合作)(?:负责|牵头|承担)(?:的|(?=\W*$))|共同(?={_WORK})"
    r"|\bjoint (?=tasks?|items?|work)"
    r"|\bjointly (?:responsible|owned|led)\b"
)
_FEWEST = re.compile(r"最(?:少|轻|闲)|\b(?:fewest|least)\b")
_TOP = re.compile(
    rf"前 ?(?P<first>{_NUMBER}) ?(?:名|位|个|家|强)?(?:的)?{_UNIT}?"
    rf"|(?P<some>{_NUMBER}) ?(?:个|家)(?={_UNIT})"
    rf"|\btop (?P<top>\d{{1,2}}|{_WORDS})\b|\b(?P<most>\d{{1,2}}|{_WORDS})(?= (?:busiest|least busy"
    rf"|departments|centers))"
)
_KIND = re.compile(
    rf"(?:哪一?个|哪些|哪几个|哪家|哪)(?P<head>{'|'.join(HEADS)})(?![门局室长法议])"
    r"|\b(?:which|what) (?P<english>cent)(?:er|re)s?\b"
)
_DEPARTMENTS = re.compile(
    r"(?:这个|本|整个)?(?:计划|方案|表|系统|局|单位)?(?:里面?|中|上|内)?(?:一?共|总共|都|全部)?(?:有|涉及|包括|包含)?"
    rf"(?:哪些|哪几个|多少个?|几个|什么|啥)(?:责任|牵头|配合)?(?P<unit>部门|单位|处室|科室|{'|'.join(HEADS)})(?:啊|呢|呀|吗)?"
    rf"|(?:列出|显示|查看|看看?|给我)?(?:所有|全部|各)?(?:的)?(?:责任)?(?:部门|单位)(?:的)?(?:名单|列表|清单|一览表?|名称|名册|有哪些|都有谁)"
    r"|(?:how many|what|which|list|list all|show|show me|show all|all)(?: of)?(?: the| all the"
    r"| your)? (?:departments|units|divisions|offices)"
    r"(?: are there| do (?:you|we) (?:know|have)| exist| are (?:in|covered by) (?:the|this) plan"
    r"| in the plan| are listed| (?:does|do) (?:it|the plan) (?:cover|have))?"
)


@dataclass(frozen=True)
class Scope:
    """How a question narrows itself; `spans` are the words that say so."""

    upcoming: bool = False
    timing: Timing = Timing.ANY
    assisting: bool = False
    joint: bool = False
    helpers: bool = False
    spans: Spans = ()


def find_scope(text: str, departments: int) -> Scope:
    """Find what narrows a question about so many `departments`."""
    text = lower(text)
    spans: list[tuple[int, int]] = []

    def said(pattern: re.Pattern[str]) -> bool:
        found = [match.span() for match in pattern.finditer(text)]
        spans.extend(found)
        return bool(found)

    upcoming = said(_UPCOMING)
    timing = next((timing for timing, pattern in _TIMINGS if said(pattern)), Timing.ANY)
    helpers = departments > 0 and said(_HELPERS)
    assisting = departments > 0 and not helpers and said(_ASSISTING)
    joint = said(_JOINT if departments > 1 else _JOINT_OF_ANY)
    return Scope(upcoming, timing, assisting, joint, helpers, tuple(spans))


@dataclass(frozen=True)
class Ranking:
    """How far a ranking goes and where it starts; `among` are the departments of the kind asked for."""

    fewest: bool = False
    top: int | None = None
    among: tuple[str, ...] = ()
    spans: Spans = ()


def read_ranking(text: str, intent: Intent | None, lexicon: Lexicon) -> Ranking:
    """Read which end of a ranking is asked for, how many, and of which kind of department."""
    if intent not in (Intent.RANK, Intent.WHO):
        return Ranking()
    text = lower(text)
    if intent is Intent.WHO:
        return Ranking(among=_among(text, lexicon))
    top = _TOP.search(text)
    number = next(filter(None, top.groups()), None) if top else None
    return Ranking(
        fewest=_FEWEST.search(text) is not None,
        top=(read_number(number) or read_english(number, several=3)) if number else None,
        among=_among(text, lexicon),
        spans=(top.span(),) if top else (),
    )


def _among(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Give the departments of the kind that is asked about: 哪个中心, which centers."""
    kind = _KIND.search(text)
    return members_by_head(kind["head"] or "中心", lexicon, kin=False) if kind else ()


def asks_departments(text: str, lexicon: Lexicon) -> tuple[str, ...] | None:
    """Tell whether all that a text asks is which departments there are; and of which kind, () for all."""
    plain = lower(text).strip(" .?!。")
    for opener in ("请问", "请", "帮我", "麻烦", "please "):
        plain = plain.removeprefix(opener)
    match = _DEPARTMENTS.fullmatch(plain)
    if not match:
        return None
    unit = match["unit"] or ""
    if unit in ("", "部门", "单位", "处室", "科室"):
        return ()
    return members_by_head(unit, lexicon, kin=False) or None
