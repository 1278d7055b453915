"""How a deadline is written: plain digits, signs and units, and the tokens it is made of. PURE.

`plain` only ever swaps one character for one other, so that positions still hold; `compact` also drops
blanks and writes numbers out, for texts as short as a deadline is.
"""

from __future__ import annotations

import re

_DASHES = "‐‑‒–—―−─－﹣~～〜∼"
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord(dash): "-" for dash in _DASHES}
_NUMERAL = "[〇○零一二三四五六七八九十]"
_LINK = "[、,和及与或/至到-]"

_CHINESE_NUMBER = re.compile(rf"{_NUMERAL}{{1,4}}(?=(?:{_LINK}第?{_NUMERAL}{{1,3}}){{0,11}}[年月日号季])")
_CLOCK = re.compile(
    r"(?<=\d)(?:T|[ T]+)\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?![\d:])"
    r"|(?<=[日号])\s*(?:T|[上中下]午|早上|晚上)?\s*(?:\d{1,2}(?::\d\d){1,2}(?:\.\d+)?(?![\d:])|\d{1,2}[时点](?:\d{1,2}分|半)?)"
    r"|(?<=[日号])\s*(?:[上中下]午|晚上)(?=[前,;、)\s]|$)"
)
_FORMER = re.compile(r"\(原[^()]{1,20}\)")  # 「6月（原4月）」: what no longer holds
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([./-])(\d{1,2})(?:\2(\d{1,2}))?(?:T?00:00(?::00)?)?(?!\d)")
_SHARED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=[-、至到](?:19|20)\d\d年)")
_DOTTED_DAY = re.compile(
    r"(?<![\d.])(\d{1,2})\.(\d{1,2})(?=日|前|-\d|至\d|到\d)"
    r"|(?<=[至到-])(\d{1,2})\.(\d{1,2})(?![\d.])"
)
_EVES = {"五一": "4月30日", "七一": "6月30日", "八一": "7月31日", "国庆": "9月30日"}
_BEFORE_FESTIVAL = re.compile(
    r"(?<![月日号\d一二三四五六七八九十])(五一|七一|八一|国庆)(?:国际)?(?:劳动节|建党节|建军节|节)?(?:之|以)?前(?![后夕期])"
)
"""Festivals that every year has on the same day: 「国庆前」 is due the day before."""
_OTHER_YEAR = "(?:(?:(?:19|20)[0-9][0-9]|次|翌|明|第[2二])年)?"
_SHARED_UNIT = re.compile(
    rf"(?<![\d月])(\d{{1,2}})(?=(?:{_LINK}{_OTHER_YEAR}第?\d{{1,2}}(?!\d)){{1,11}}"
    r"(月份?(?:[上中下]{1,2}旬)?|季度?))"
)
_SHARED_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})(?=(?:{_LINK}\d{{1,2}}(?!\d)){{1,11}}([日号]))")
_SHARED_HALF = re.compile("上(?=[、和及]?下半年)")
_SHARED_TEN_DAYS = re.compile(r"([上中下])(?=[、和及至到-][上中下]旬)")


def plain(text: str) -> str:
    """Half-width signs and one kind of dash; as long as `text`, character by character."""
    return text.translate(_PLAIN)


def compact(text: str) -> str:
    """`text` without blanks, numbers in digits, each with its own unit: "一、三 季度" → "1季度、3季度"."""
    text = re.sub(r"-{2,}", "-", "".join(_CLOCK.sub("", plain(text)).split()))
    text = _FORMER.sub("", text).replace("元月", "1月")
    text = _BEFORE_FESTIVAL.sub(lambda match: _EVES[match[1]], text)
    text = _CHINESE_NUMBER.sub(_digits, text)
    text = _ISO_DATE.sub(_spelled_date, text)
    text = _DOTTED_DAY.sub(lambda m: f"{m[1] or m[3]}月{m[2] or m[4]}日", text)
    text = _SHARED_YEAR.sub(r"\1年", text)
    text = _SHARED_DAY.sub(r"\1\2", _SHARED_UNIT.sub(r"\1\2", text))
    text = _SHARED_HALF.sub("上半年、", text)
    return _SHARED_TEN_DAYS.sub(r"\1旬", text)


def _spelled_date(match: re.Match[str]) -> str:
    return f"{match[1]}年{match[3]}月" + (f"{match[4]}日" if match[4] else "")


def _digits(match: re.Match[str]) -> str:
    run = match[0].replace("○", "〇").replace("零", "〇")
    values = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")}
    if "十" in run:
        tens, _, ones = run.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return match[0]
        return str(values.get(tens, 1) * 10 + values.get(ones, 0))
    unit = match.string[match.end() : match.end() + 1]
    if len(run) == 2 and unit in "月季":  # 一二月份: a run of months, said without a dash
        joint = "月-" if unit == "月" else "季度、"
        return f"{values[run[0]]}{joint}{values[run[1]]}"
    return "".join(str(values[numeral]) for numeral in run)


# Words before a date that add nothing to it.
_LEADING = (
    "分别|截止?(?:至|到)?|不[迟晚]于|最迟|力争|争取|确保|预计|计划|[暂预]定|原则上|初步|大约|大致"
    "|拟?于|拟?在|约|拟|从|自|每年的?"
)
_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d|(?<!\d)\d\d)年度?"
    r"|(?P<shift>本年度?|今年|当年|明年|次年|来年|翌年|下一?年度?|第[2二]年))的?"
)
_MONTH = (
    r"(?P<month>(?<!\d)\d{1,2})月份?"
    r"(?:(?P<day>\d{1,2})(?:[日号]|(?=前|-\d))|(?P<ten>[上中下]{1,2})旬|(?P<edge>[初中底末]))?"
)
_QUARTER = (
    r"(?:第|前)?(?:(?P<quarter>(?<!\d)[1-4])季度?|(?P<quarter_sum>[1-4])个季度"
    r"|[Qq](?P<q_first>[1-4])(?!\d)|(?<!\d)(?P<q_last>[1-4])[Qq])(?P<quarter_edge>[初中底末])?"
)
_HALF = r"(?P<half>[上下])半年度?[底末]?"
_YEAR_EDGE = r"(?:(?<![\d半两几多每学全常长周])年度?|(?<=年)年?|(?<=年度))(?P<year_edge>[初中底末终尾内])"
_BARE = r"(?P<bare_day>(?<!\d)\d{1,2})[日号]|(?P<bare_ten>[上中下]{1,2})旬"
_RECURRING = (
    r"(?:(?:每|各|按|逐)一?个?(?P<unit>月度?|季度?|半年度?|年度?|[2两]个?月|双月)"
    r"|(?<![\d一-四])(?P<bare_unit>[月季])度?(?=[底末]))"
    r"(?:(?P<which>首|第?[1-3一二三]个?|末|最后一?个)月)?"
    r"(?:(?P<each_day>\d{1,2})[日号]|(?P<each_ten>[上中下])旬|(?P<each_edge>[初中底末]))?"
)
_ONGOING = (
    "全年度?|常年|长年|终年|长期性?|常态化?|持续性?|贯穿于?|始终|经常性?|日常|不间断|不断|一贯|连续|"
    "每[日天周旬]|每[1一两2]周|每个?工作日|每个?星期"
)

# One token a match, in order of precedence: durations are no dates, and 年底 is no 全年.
TOKEN = re.compile(
    r"(?P<duration>(?:(?<!\d)\d{1,3}|[一二两三四五六七八九十半几]+)(?:个?半?月|个?工作日|[天日周年]|个?星期|个?季度)(?:之|以)?内)"
    rf"|(?P<ongoing>{_ONGOING})"
    rf"|(?P<recurring>{_RECURRING})(?P<each_suffix>(?:之|以)?[前内])?(?![\d年])"
    rf"|(?P<point>(?P<leading>(?:{_LEADING}){{0,2}})(?P<has_year>{_YEAR})?"
    rf"(?:{_MONTH}|{_QUARTER}|{_HALF}|{_YEAR_EDGE}|(?(has_year)|(?:{_BARE}))))"
    r"(?:\(含\))?(?:(?P<before>(?:之|以)?前(?![往后期三沿置瞻]))"
    r"|(?P<since>起(?![草步止])|开始(?=持续|$)|[之以]?后(?![续期])|以来)|(?:之|以)?内|左右|前后|期间|份)?"
    r"|(?P<dash>-|至(?![少多今])|到(?![位达]))|(?P<list>[、和及与或/])|(?P<clause>[,;。:!?()\[\]|])|(?P<word>.)"
)

_VERB = (
    "启动|开始|完成|结束|印发|下发|发布|出台|制定|实施|报送|上报|提交|提出|总结|验收|考核|评估|检查"
    "|督查|通报|召开|举办|举行"
    "|组织|开展|推进|落实|形成|上线|运行|投入使用|使用|建成|竣工|开工|交付|办结|见效|达标|到位|初步"
    "|初稿|定稿|送审|审议|报批|报审"
    "|征求意见|试点|推广|公布|公示|签订|签约|汇总|调度|调研|培训|执行|更新|修订|起草|筹备|备案|上会"
    "|收官|封顶|进场|招标|挂牌|取得|实现"
)
_MANNER = (
    "基本|全部|全面|正式|陆续|分批|集中|按时|如期|适时|分别|并|再|各|拟|将|力争|争取|确保|统一|统筹"
    "|逐步|分步|及时"
)
_TIMES = r"(?:至少|不少于|各|进行|开展|召开|组织)?(?:\d{1,2}|[一两二三四])?次(?:以上)?"
PHASE = re.compile(rf"(?:{_MANNER})*+(?:{_VERB}){{1,2}}(?:工作)?")
PHASE_OF_SEVERAL = re.compile(rf"(?:{_MANNER})*+(?:{_VERB}){{1,2}}[一-鿿]{{0,6}}|[一-鿿]{{1,6}}(?:{_VERB})")
TIMES = re.compile(_TIMES)
FREQUENCY = re.compile(rf"(?:{_MANNER})*+(?:{_TIMES}|(?:{_VERB})(?:{_TIMES})?)")
ALONGSIDE = re.compile(
    rf"(?:{_MANNER}|{_VERB}|{_ONGOING}|坚持|进行|推动|做好|抓好|抓实|抓牢|抓紧|跟进|用力|深化|深入|有序|稳步|稳妥|督促|优化|完善|加强"
    "|保持|提升|巩固|定期|动态|不定期|有力|任务|管理|维护|监测|跟踪|各项|全过程|全程|整个|工作|办理"
    "|整改|改进|发力|性|地)*+"
)

_DONE = (
    "推进|执行|开展|进行|实施|落实|完成|确定|而定|定|组织|办理|启动|安排|部署|召开|报送|上报|处理"
    f"|调整|推动|{_VERB}"
)
_EVENT = (
    "会议|大会|召开|印发|发布|下达|下发|批复|出台|结束|开学|放假|春节|元旦|国庆节?|清明节?|端午节?"
    "|中秋节?|五一|七一|八一|十一|两会|汛期"
    "|暑[假期]|寒[假期]|节假日|学期|开工|竣工|开园|开馆|验收|完成|启动|实施|立项|审批|审定|通过|确定"
    "|到位|明确|公布|活动|比赛|考试"
)
_AFTER = r"(?:(?:\d+|[一二两三四五六七八九十半几]+)(?:个?半?月|个?工作日|[天日周年]|个?星期))"
VAGUE = re.compile(
    "待定|未定|视情|酌情|立行立改|即知即改|另行(?:通知|确定|安排)|待[一-鿿]{0,8}(?:确定|明确|通知|部署|安排|定)后?"
    rf"|(?:{_MANNER}){{0,3}}?(?:适时|择机|择期|随时|及时|实时|即时|尽快|尽早|按时|按期|如期|限期|限时|立即|近期|不定期|定期|分批|分步)"
    rf"(?:{_DONE})*+"
    "|(?:根据|按照?|依据|依照|视(?![频察觉听力野])|结合|遵照|参照)[一-鿿、0-9]{0,16}?"
    "(?:部署|安排|要求|进展|进度|情况|需要|需求|计划|节点|通知|实际|规定|约定|程序|统筹|步骤|方案|指示|指令|任务)"
    rf"(?:(?:{_MANNER}|情况|安排|要求|需要|另行|同步|有序|稳步)*+(?:{_DONE}){{1,2}}+|情况|安排|要求|需要)?"
    "|[上下本每各新春秋第一二两]{1,2}个?学期[初中底末]?(?:前|内)?"
    rf"|(?:自[一-鿿]{{2,8}}(?:之日|日)起)?{_AFTER}(?:之|以)?内(?:{_DONE})?"
)
# 「会议召开前」「批复后1个月内」: a day that the plan's year does not tell.
EVENT = re.compile(
    rf"[一-鿿、0-9]{{0,8}}?(?:{_EVENT})(?:[之以]?[前后]|前后|期间|时|[初末])(?:{_AFTER}[之以]?内)?(?:{_DONE})?"
)
