"""Departments said by a bare or misspelt name, and names that no department has. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.department_reading import CUT, GOES_ON, LATIN_WORD, QUOTED, DepartmentReading, join
from bot.understanding.glossary import HEADS as GLOSSARY_HEADS
from bot.understanding.lexicon import fold
from bot.understanding.names import PLACES, head_of
from bot.understanding.nearby import (
    begins_alike,
    candidates,
    heard_alike,
    latin_slip,
    nearest,
    one_off_windows,
    short_slips,
)
from bot.understanding.normalise import blank, lower
from bot.understanding.words import ENGLISH, says_nothing, strip_back, strip_front, strip_safe, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.lexicon import Lexicon

_NO_DEPARTMENT = frozenset(
    words(
        "全部 内部 外部 本部 总部 干部 支部 党支部 局部 俱乐部 中部 西部 东部 南部 北部 各部 大部 分部 "
        "上部 下部 好处 用处 坏处 到处 处处 何处 此处 之处 长处 学科 本科 专科 各科 百科 会议室 教室 公司 "
        "本公司 集团 中心 本中心 学院 医院 学校 主办 承办 协办 举办 督办 待办 筹办 开办 经办 查办 代办 "
        "创办 党委会 处室 科室 各处室 各科室 一处 各处 本处 我处 我司 我部 我科 我室 我中心 我院 我局 "
        "我办 本司 本部 本科室 本室 本院 本局 本办 上司 官司"
    )
)
# Endings that make a word a department's name wherever it stands, and those of words of many kinds.
_SURE_HEADS = frozenset(
    words(
        "部 司 处 科 室 厅 办 委 办公室 办公厅 委员会 中心 公司 分公司 子公司 协会 学会 党委 纪委 团委 "
        "工会 学院 研究院 研究所 出版社 报社 杂志社 事业部 分局 支队 大队 领导小组 编辑部 基金会"
    )
)
_SPLIT = re.compile(r"[^\u4e00-\u9fffa-z0-9&' -]+|的|和|与|及|跟|以及|是|由|归|还是|或者|或")
_BEFORE_TIME = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,20}?"
    r"(?=的? ?(?:\d|[一二三四五六七八九十]{1,2}月|[一二三四上下本这]个?(?:月|季度|半年)|[今明]年|年[底末内]))"
)
_LEADS_TO = "把将给让看查问找发要说是"
_ASKING = "有是要在由给请查看问跟让和与及"
_ENGLISH_HEADS = frozenset(
    words(
        "center centre department dept division office bureau committee team section commission unit centers"
    )
)

_MANY = frozenset(words("each every all any which what per by whole entire this that other same no"))
_MOST_NEAREST = 3


def find_unnamed(rest: str, lexicon: Lexicon) -> DepartmentReading:
    """Find departments by a bare or misspelt name, and names that no department has.

    `rest` is a question's text with all that was understood cut out.
    """
    rest = lower(rest)
    reading = DepartmentReading()
    for start, end, name in heard_alike(rest, lexicon):
        reading = join(reading, DepartmentReading((name,), spans=((start, end),), groups=((name,),)))
        rest = blank(rest, ((start, end),), CUT)
    for start, phrase in _phrases(blank(rest, (quoted.span() for quoted in QUOTED.finditer(rest)), CUT)):
        reading = join(reading, _read_phrase(start, phrase, lexicon))
    return reading


def _phrases(rest: str) -> Iterator[tuple[int, str]]:
    at = 0
    for cut in [*_SPLIT.finditer(rest), None]:
        piece = rest[at : cut.start() if cut else len(rest)]
        words_of = piece.split() if not piece.isascii() else [piece.strip()]
        for word in words_of:
            if word:
                yield rest.index(word, at), word
        at = cut.end() if cut else len(rest)


def _read_phrase(start: int, phrase: str, lexicon: Lexicon) -> DepartmentReading:
    if phrase.isascii():
        return _read_latin_phrase(start, phrase, lexicon)
    core = _core_of(phrase, lexicon)
    if len(core) < 2 or says_nothing(core) or core in _NO_DEPARTMENT:
        return DepartmentReading()
    start += phrase.index(core)
    span: tuple[tuple[int, int], ...] = ((start, start + len(core)),)
    if found := said_barely(core, lexicon):
        return DepartmentReading(found, spans=span, groups=(found,))
    known = _is_in_plan(core, lexicon)
    found = candidates(core, lexicon, slips=not known) if head_of(core) else ()
    if known and not found:
        found = begins_alike(core, lexicon)
    if not found:
        found = short_slips(core, lexicon)
    if not found and not known:
        windows = {name: (begin, end) for begin, end, name in one_off_windows(core, lexicon)}
        found = tuple(windows)
        span = tuple((start + begin, start + end) for begin, end in windows.values()) or span
    if len(found) == 1:
        return DepartmentReading(found, spans=span, groups=(found,) * len(span))
    if found or (not known and _looks_like_one(core, lexicon)):
        return DepartmentReading((), (core,), found or nearest(core, lexicon), span, ((),))
    return DepartmentReading()


def said_barely(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Read 江苏 for 审协江苏中心, 江苏广东 for two of them, and 审协 for all that begin so."""
    if found := _one_by_one(word, lexicon):
        return found
    family = next((family for family in lexicon.families if family.prefix == word), None)
    return tuple(name for _, name in family.members) if family else ()


def _one_by_one(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Read a bare name, or places with nothing between them; none if anything is left over.

    财务审计 is rather one name cut short than two.
    """
    if word in lexicon.bare:
        return (lexicon.bare[word],)
    for end in range(len(word) - 2, 1, -1):
        are_places = word[:end] in PLACES and any(map(word[end:].startswith, PLACES))
        name = lexicon.bare.get(word[:end]) if are_places else None
        if name and (others := _one_by_one(word[end:], lexicon)):
            return tuple(dict.fromkeys((name, *others)))
    return ()


def barely_before_times(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Find bare names that begin a phrase and have a time right behind them: 江苏12月, 广东11月."""
    for match in _BEFORE_TIME.finditer(text):
        start = match.start() + max(match.group().rfind(word) for word in _LEADS_TO) + 1
        if found := _one_by_one(text[start : match.end()], lexicon):
            yield start, match.end(), found


def _core_of(phrase: str, lexicon: Lexicon) -> str:
    """`phrase` without the function words around it."""
    core = strip_safe(phrase)
    while not lexicon.mentions(core):
        shorter = strip_back(core, weak=True)
        if core == shorter + head_of(core):
            break
        front = strip_front(shorter, weak=True)
        # One character may be the first of a name (上 of 上海): only those that ask are cut off.
        if len(shorter) - len(front) > 1 or shorter[:1] in _ASKING:
            shorter = front
        if shorter == core or len(shorter) < 2:
            break
        core = shorter
    return core


def _is_in_plan(word: str, lexicon: Lexicon) -> bool:
    """Whether the plan's text has `word`, and not only as the beginning of another (人事部 in 人事部门)."""
    goes_on = next((GOES_ON[word[-length:]] for length in (2, 1) if word[-length:] in GOES_ON), "")
    others = sum(lexicon.text.whole.count(word + char) for char in goes_on)
    return lexicon.mentions(word) and lexicon.text.whole.count(word) > others


def _looks_like_one(word: str, lexicon: Lexicon) -> bool:
    head = head_of(word)
    if (
        not head
        or word in _NO_DEPARTMENT
        or any(word.endswith(none) for none in _NO_DEPARTMENT if len(none) > 2)
    ):
        return False
    is_sure = head in _SURE_HEADS or (
        head != "会" and any(fold(name).endswith(head) for name in lexicon.names)
    )
    return is_sure and 1 < len(word) <= 12 and (len(word) > 2 or len(head) > 1)


def _read_latin_phrase(start: int, phrase: str, lexicon: Lexicon) -> DepartmentReading:
    tokens = list(LATIN_WORD.finditer(phrase))
    for at, token in enumerate(tokens):
        if token.group() not in _ENGLISH_HEADS:
            continue
        first = at
        while first and tokens[first - 1].group() not in ENGLISH:
            first -= 1
        if first == at:
            if bare := _read_bare_head(start, tokens, at, lexicon):
                return bare
            continue
        said = " ".join(word.group() for word in tokens[first : at + 1])
        span = ((start + tokens[first].start(), start + token.end()),)
        found = latin_slip(said, lexicon)
        if len(found) == 1:
            return DepartmentReading(found, spans=span, groups=(found,))
        return DepartmentReading((), (said,), found or nearest(said, lexicon), span, ((),))
    return DepartmentReading()


def _read_bare_head(
    start: int, tokens: list[re.Match[str]], at: int, lexicon: Lexicon
) -> DepartmentReading | None:
    """Read "office" or "the center": the one department of that kind, or one that is not told apart.

    Every office is no department, and neither are office supplies.
    """
    before = tokens[at - 1].group() if at else ""
    behind = tokens[at + 1].group() if at + 1 < len(tokens) else ""
    heads = {head for head, said in GLOSSARY_HEADS.items() if tokens[at].group() in said}
    found = tuple(sorted((n for n in lexicon.names if head_of(fold(n)) in heads), key=len))
    if not found or before in _MANY or (behind and not behind.isdigit() and behind not in ENGLISH):
        return None
    span = ((start + tokens[at].start(), start + tokens[at].end()),)
    if len(found) == 1:
        return DepartmentReading(found, spans=span, groups=(found,))
    return DepartmentReading((), (tokens[at].group(),), found[:_MOST_NEAREST], span, ((),))
