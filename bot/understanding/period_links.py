"""Words that join dates or limit them: from … to, 前, 以后, no later than, 和, 的. PURE."""

from __future__ import annotations

from bot.understanding.period_chinese import COUNTED
from bot.understanding.period_tokens import Kind, Rule

_ITEMS_AHEAD = rf"(?![一二三四五六七八九十两几\d]{{1,3}} ?{COUNTED})"
# 12月后勤保障, 11月起草, 3月前期: these are other words.
_BEFORE = rf"(?:之前|以前|前(?![期往端提置景列沿述瞻台任]|后){_ITEMS_AHEAD})"
_AFTER = rf"(?:之后|以后|过后|往后|后(?![勤续台备补方天半年期果者盾厨疫评]){_ITEMS_AHEAD})"
_SINCE = r"(?:开始|起(?![草诉点步码因源义重飞]))"
# "after Dec 1 and before Dec 15" has two limits in front, "Dec 1 and before" one behind.
_NOTHING_BEHIND = r"(?= ?(?:$|[^ a-z\d]|for ))"

CHINESE_LINK_RULES = (
    # in front, Chinese
    Rule(
        r"(?:截止到|截止至|截至到|截至|截止(?![日期时的]|期限)|不(?:迟|晚)于|最(?:迟|晚)(?:不超过|到|在|于)?|赶在|直到)",
        Kind.UNTIL,
    ),
    Rule(r"(?:自从|自(?![动己主然查评身])|从(?![事业严而此]))", Kind.SINCE),
    Rule(r"(?:晚于|迟于)", Kind.AFTER),
    Rule(r"(?:早于)", Kind.BEFORE),
    # behind, Chinese
    Rule(r"(?:前后|左右|上下)", Kind.BEHIND_AROUND),
    Rule(_BEFORE, Kind.BEHIND_BEFORE),
    Rule(_AFTER, Kind.BEHIND_AFTER),
    Rule(r"以来", Kind.BEHIND_TO_NOW),
    Rule(_SINCE, Kind.BEHIND_SINCE),
    Rule(r"(?:期间|之间|之内|以内|内(?![部容外控]))", Kind.BEHIND_WITHIN),
    Rule(r"(?:为止|止)", Kind.BEHIND_UNTIL),
    Rule(r"(?:那|所在的?|当)一?(?:个星期|周|个礼拜|星期)(?![一二三四五六日])", Kind.BEHIND_WEEK),
)

LINK_RULES = (
    # English, in front
    Rule(
        r"\b(?:on or before|as of|no later than|not later than|at the latest|"
        r"up (?:to|until|till)|by|until|till|til)\b",
        Kind.UNTIL,
    ),
    Rule(r"\b(?:before|prior to|ahead of|earlier than)\b", Kind.BEFORE),
    Rule(
        r"\b(?:since|starting(?: from| in| on)?|beginning(?: from| in| on)|from|on or after)\b",
        Kind.SINCE,
    ),
    Rule(r"\b(?:after|later than|following|beyond)\b", Kind.AFTER),
    Rule(r"\bbetween\b", Kind.BETWEEN),
    # English, behind
    Rule(rf"\b(?:or|and) (?:earlier|before)\b{_NOTHING_BEHIND}", Kind.BEHIND_UNTIL),
    Rule(
        rf"\b(?:onwards?\b|(?:(?:or|and) (?:later|after|beyond)|and on)\b{_NOTHING_BEHIND})",
        Kind.BEHIND_SINCE,
    ),
    Rule(r"\b(?:the )?week (?:of|beginning|commencing|starting|from)\b", Kind.WEEK_OF),
    # between two dates
    Rule(r"\b(?:to|through|thru)\b|-{1,2}|[至到迄]|延续到|持续到", Kind.TO),
    Rule(r"\b(?:and(?: also)?|or|plus)\b|&|、|/|以及|还有|[和与及跟或]", Kind.AND),
    Rule(r"[,，]", Kind.COMMA),
    Rule(
        r"(?:上午|下午|中午|晚上|早上|傍晚|凌晨|[上下]班)"
        r"(?:\d{1,2}[点时](?:半|整|\d{1,2}分)?|\d{1,2}:\d\d)?|(?<!第)(?<!\d)\d{1,2}(?::\d\d|[点时](?:半|整|\d{1,2}分)?(?![意要建]))"
        r"|\bat \d{1,2}(?::\d\d)?(?: ?[ap]m)?\b|\b\d{1,2} ?[ap]m\b"
        r"|\b(?:noon|midnight|cob|close of business)\b|\(含(?:当[日天]|本[日数])?\)|含当[日天]",
        Kind.TIME,
    ),
    Rule(r"的|\bof the\b|\bof\b|\bin\b|\bon\b|\bthe\b|\(|在|于", Kind.GLUE),
)
