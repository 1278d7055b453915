"""Festivals as times: 国庆前, 春节后, 端午假期 - and not as topics: 国庆活动方案. PURE."""

from __future__ import annotations

import re

from bot.understanding.period_parts import Partial, Setting
from bot.understanding.period_tokens import Kind, Meaning, Rule

_FESTIVALS = {
    "劳动节": "五一", "五一劳动节": "五一", "五一节": "五一", "五一国际劳动节": "五一", "十一": "国庆",
    "端阳": "端午", "年": "春节", "过年": "春节", "新年": "元旦", "阳历年": "元旦", "三八": "妇女节",
    "三八节": "妇女节", "三八妇女节": "妇女节", "五四": "青年节", "五四青年节": "青年节", "六一": "儿童节",
    "七一": "建党节", "八一": "建军节", "六一儿童节": "儿童节", "八一建军节": "建军节",
    "七一建党节": "建党节", "国庆节": "国庆", "元宵节": "元宵", "大年三十": "除夕", "圣诞节": "圣诞",
    "清明节": "清明", "端午节": "端午", "中秋节": "中秋", "重阳节": "重阳",
}  # fmt: skip
_PLAIN_FESTIVALS = (
    "元旦", "春节", "除夕", "元宵", "清明", "五一", "端午", "中秋", "国庆", "重阳", "教师节", "圣诞",
    "妇女节", "青年节", "儿童节", "建党节", "建军节",
)  # fmt: skip
_FESTIVAL = "|".join(
    # 青年前往, 历年前列 are other words
    r"(?<![青少老童中壮历周学往常百千几多半近每来])年" if name == "年" else name
    for name in sorted({*_FESTIVALS, *_PLAIN_FESTIVALS}, key=len, reverse=True)
)
# With these behind it a festival is a time; 国庆活动方案 is a topic.
_AS_A_TIME = (
    r"(?P<off>小?长?假(?:期|日)?(?:期间)?|期间|当天|当日|这天)|"
    r"(?=(?:之|以)?(?:前|后)(?![往端期续勤备补]))|(?=以来|起|左右|到|至|-)|"
    r"(?=$|[?。! ]|有[什哪啥没多]|要|还|该|需|应|必须|的?任务|的?工作(?!方案|组|安排)|到期|截止|完成)"
)
_ONLY_WITH_MORE = {"十一", "七一", "八一", "六一", "三八", "五四", "年", "过年", "新年", "五一"}


def _festival(match: re.Match[str], _: Setting) -> Meaning:
    word, rest = match["name"], match.string[match.end("name") :][:2]
    confirmed = bool(match["off"]) or rest[:1] in {"前", "后"} or rest in {"之前", "之后", "以前", "以后"}
    if word in _ONLY_WITH_MORE and not confirmed and not (word == "五一" and not rest):
        return Kind.NOTHING
    name = _FESTIVALS.get(word, word)
    return Partial(festival=name, point=(match["off"] or "") in {"当天", "当日", "这天"})


_ENGLISH = {
    "christmas": "圣诞", "xmas": "圣诞", "spring": "春节", "chinese new": "春节", "lunar new": "春节",
    "national": "国庆", "new year": "元旦", "mid": "中秋", "moon": "中秋", "dragon": "端午", "lab": "五一",
    "qing": "清明", "tomb": "清明",
    "lantern": "元宵", "women": "妇女节", "teacher": "教师节",
}  # fmt: skip


def _english_festival(match: re.Match[str], _: Setting) -> Meaning:
    """Read a festival where a word before it makes it a time; the Christmas party is none."""
    word = match["name"]
    if match.start() and not _TIME_BEFORE.search(match.string[: match.start()]):
        return Kind.NOTHING
    return Partial(festival=next(name for start, name in _ENGLISH.items() if word.startswith(start)))


_TIME_BEFORE = re.compile(
    r"(?:\b(?:before|after|by|until|till|since|around|during|over|at|on|for|this|next|ahead of|prior to|and"
    r"|than)(?: the)?"
    r"|[^\x00-\x7f]) ?$"
)
ENGLISH_FESTIVAL_RULES = (
    Rule(
        r"\b(?:the )?(?P<name>christmas|xmas|spring festival|(?:chinese|lunar) new year|national day"
        r"|new year(?:'?s)?(?: day)?"
        r"|mid-autumn(?: festival)?|moon festival|dragon boat(?: festival)?|labou?r day"
        r"|qingming(?: festival)?"
        r"|tomb[- ]sweeping day|lantern festival|women'?s day|teachers'? day)(?: holidays?| eve| break)?\b",
        _english_festival,
    ),
)

FESTIVAL_RULES = (
    Rule(rf"(?<![第一二三四五六七八九十双\d初])(?P<name>{_FESTIVAL})(?:{_AS_A_TIME})", _festival),
    # 节前: before which one?
    Rule(r"(?<![季国环细调情关音章育佳])节(?:前|后)(?![能约])", Kind.UNCLEAR),
)
