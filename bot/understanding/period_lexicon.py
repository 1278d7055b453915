"""All date words in order of precedence: of two at one place, the first in this list is read. PURE."""

from __future__ import annotations

from bot.understanding.period_chinese import NUMBERED_RULES
from bot.understanding.period_digits import DIGIT_RULES
from bot.understanding.period_english import ENGLISH_RULES
from bot.understanding.period_english_names import NAMED_RULES
from bot.understanding.period_festival_words import ENGLISH_FESTIVAL_RULES, FESTIVAL_RULES
from bot.understanding.period_lengths import LENGTH_RULES
from bot.understanding.period_links import CHINESE_LINK_RULES, LINK_RULES
from bot.understanding.period_relative import RELATIVE_RULES
from bot.understanding.period_tokens import Family, Kind, Lexicon, Rule

_UNITS = "年度?|半年|季度?|月|周|星期|礼拜|日|天|旬"
_RECURRING = (
    Rule(
        rf"每(?:隔|逢|一|半|两|[二三四五六七八九十\d]{{1,2}})?个?(?:{_UNITS}|工作日)(?:[末底初中份]|[一二三四五六日天](?![项个次]))?|[按逐](?:{_UNITS})",
        Kind.RECURRING,
    ),
    Rule(r"月月(?!底)|年年(?!底)|一[年月周天季][一两][次报度]", Kind.RECURRING),
)
_RECURRING_ENGLISH = (
    Rule(
        r"\b(?:every|each|per)(?: (?:other|single|second|two|three|\d))? (?:day|week|month|quarter|year)s?\b|"
        r"\b(?:every|each) ",
        Kind.RECURRING,
    ),
)

_HAN, _LATIN, _DIGIT = r"[^\x00-\x7f]", "[a-z]", r"\d"

LEXICON = Lexicon(
    Family(_HAN, _RECURRING),
    Family(_LATIN, _RECURRING_ENGLISH),
    Family(_DIGIT, DIGIT_RULES),
    Family(_HAN, FESTIVAL_RULES),
    Family(rf"{_DIGIT}|{_HAN}", NUMBERED_RULES),
    Family(_HAN, RELATIVE_RULES),
    Family(rf"{_DIGIT}|{_HAN}", LENGTH_RULES),
    Family(rf"{_DIGIT}|{_LATIN}", (*ENGLISH_FESTIVAL_RULES, *ENGLISH_RULES, *NAMED_RULES)),
    Family(_HAN, CHINESE_LINK_RULES),
    Family("[^ ]", LINK_RULES),
)
