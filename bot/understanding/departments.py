"""Find the departments that a text names, and the names in it that no department has. PURE."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.department_reading import (
    CUT,
    LATIN_WORD,
    QUOTED,
    DepartmentReading,
    Found,
    goes_on,
    join,
)
from bot.understanding.families import find_english_groups, find_groups
from bot.understanding.glossary import PARTS
from bot.understanding.lexicon import fold
from bot.understanding.names import HEADS, says_whose, stem_of
from bot.understanding.nearby import is_one_off, is_slip
from bot.understanding.normalise import blank, lower
from bot.understanding.unnamed import barely_before_times, find_unnamed
from bot.understanding.words import ENGLISH, strip_back, strip_front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.lexicon import Lexicon

_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+\Z")
_DATE_END = re.compile(r"[年月日号天周旬底初末前后间度季]$")
# With this character before it, a name's first one belongs to another word (集 + 团委, 职 + 工会).
_BEGAN_BEFORE = {
    "团": "集社乐财",
    "工": "职员分施手竣加民化",
    "报": "上汇申通填晚",
    "党": "政乱",
    "办": "主承协督举开筹经",
}
_WHOLE = ("党委", "纪委", "团委", "工会")
# One character that ends another word before a name (由, 给); others may be part of a longer name (人才).
_BEFORE_NAME = "由是给让的和与及跟找问对在从到看查请向按为有要被等了以及叫帮替"
_OWN = re.compile(
    r"(?:我们|咱们|我|咱)的?(?:部门|单位|中心|处室|科室|办公室|公司|这边|[处科司部室院局])(?![理署研技学生])"
    r"|本(?:部门|单位|中心|处室|科室|公司|[处司部院局](?![理署内]))"
    r"|我的(?:任务|工作)|我(?:们)?(?:自己)"
    r"|\b(?:my|our) (?:department|dept|office|cent(?:er|re)|team|unit|division|own|tasks?|deadlines?)\b"
    r"|\bdo i\b"
)


def find_departments(text: str, lexicon: Lexicon) -> DepartmentReading:
    """Find departments by any name, and words that look like the name of one that there is not.

    `text` is a whole question; where dates and other words are cut out first, fewer words can be mistaken.
    """
    named = find_named(text, lexicon)
    return join(named, find_unnamed(blank(text, named.spans, CUT), lexicon))


def find_own(text: str) -> tuple[tuple[int, int], ...]:
    """Find where the text speaks of the asking person's own department."""
    return tuple(match.span() for match in _OWN.finditer(lower(text)))


def find_named(text: str, lexicon: Lexicon) -> DepartmentReading:
    """Find departments by their names and the forms made from them."""
    text = lower(text)
    open_text = blank(text, _titles(text, lexicon), CUT)
    groups = list(find_english_groups(open_text, lexicon))
    open_text = blank(open_text, ((group.start, group.end) for group in groups), CUT)
    barely = (Found(*place) for place in barely_before_times(open_text, lexicon))
    found = [*groups, *barely, *_chinese(open_text, lexicon), *_latin(open_text, lexicon)]
    found.sort(key=lambda one: one.start)
    names = dict.fromkeys(name for one in found for name in one.names)
    return DepartmentReading(
        tuple(names),
        spans=tuple((one.start, one.end) for one in found),
        groups=tuple(one.names for one in found),
    )


def _titles(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Quoted titles: a department's name in one does not name the department."""
    for quoted in QUOTED.finditer(text):
        if fold(quoted.group()[1:-1]) not in lexicon.chinese:
            yield quoted.span()


def _chinese(text: str, lexicon: Lexicon) -> Iterator[Found]:
    groups = {found.start: found for found in find_groups(text, lexicon)}
    at, before = 0, 0
    while at < len(text):
        found = _longest(text, at, lexicon)
        group = groups.get(at)
        if group and (not found or group.end > found.end):
            found = group
        elif found:
            found = _in_context(text, before, _with_slip(text, found, lexicon), lexicon)
        if found:
            yield found
            at = before = found.end
        else:
            at += 1


def _longest(text: str, at: int, lexicon: Lexicon) -> Found | None:
    for form in lexicon.by_first.get(text[at], ()):
        end = _end_of(form, text, at)
        if not end:
            continue
        if len(form) > 2 and form.endswith("部") and text.startswith("门", end):
            return Found(at, end + 1, lexicon.chinese[form])
        if not _is_cut_from_words(text, at, end):
            return Found(at, end, lexicon.chinese[form])
    return None


def _end_of(form: str, text: str, at: int) -> int | None:
    """Give where `form` ends if it stands in `text` from `at`, maybe with blanks in it."""
    if text.startswith(form, at):
        return at + len(form)
    for char in form if " " in text else ():
        while text.startswith(" ", at):
            at += 1
        if not text.startswith(char, at):
            return None
        at += 1
    return at if " " in text else None


def _with_slip(text: str, found: Found, lexicon: Lexicon) -> Found:
    """Take in the rest of a name that goes on with a slip: 审协江苏 + 中新."""
    (name, *others), said = found.names, text[found.start : found.end]
    plain = fold(name)
    if others or plain == said or not plain.startswith(said):
        return found
    for length in (len(plain), len(plain) + 1, len(plain) - 1):
        end = found.start + length
        if (
            end > found.end
            and _CHINESE_RUN.fullmatch(text[found.start : end])
            and is_slip(text[found.start : end], plain, lexicon.names)
        ):
            return Found(found.start, end, found.names)
    return found


def _is_cut_from_words(text: str, start: int, end: int) -> bool:
    before = text[max(start - 1, 0) : start]
    if before and before in _BEGAN_BEFORE.get(text[start], ""):
        return True
    return goes_on(text[start:end], text[end : end + 1])


def _in_context(text: str, before: int, found: Found, lexicon: Lexicon) -> Found | None:
    """Take in what only says whose the department is; None if the name is part of a longer other name."""
    word = _attached(text[before : found.start])
    said = text[found.start : found.end]
    bare = not stem_of(said) or said in _WHOLE
    if bare and any(
        text.startswith(head, found.end) for head in HEADS if len(head) > 1 and head not in _WHOLE
    ):
        return None
    if longer := _misspelt_longer(text, before, found, lexicon):
        return longer[0] if len({one.names for one in longer}) == 1 else None
    if not word:
        return found
    if says_whose(word, map(fold, lexicon.names), lexicon.offices) or any(
        len(word) > 1 and _is_scattered(fold(name), word + said) for name in found.names if fold(name) != said
    ):
        return Found(found.start - len(word), found.end, found.names)
    if any(lexicon.mentions(word[-length:] + said) for length in range(2, len(word) + 1)):
        return None
    # 发展规划处 is rather a department that there is not than 规划处 and a topic.
    return None if bare or word in PARTS else found


def _misspelt_longer(text: str, before: int, found: Found, lexicon: Lexicon) -> tuple[Found, ...]:
    """Find longer names with a slip in them that end in the found one: 发规划处 is 发展规划处, not 规划处."""
    said = text[found.start : found.end]
    # One character more (院办公室) may as well be a function word (由办公室), so two are asked for.
    longer = {name: fold(name) for name in lexicon.names if fold(name)[2:].endswith(said)}
    return tuple(
        Found(found.end - length, found.end, (name,))
        for name, plain in longer.items()
        for length in (len(plain) + 1, len(plain), len(plain) - 1)
        if before <= found.end - length < found.start
        and is_one_off(text[found.end - length : found.end], plain)
    )


def _attached(left: str) -> str:
    """Give the word that stands right before a name, with no function word between."""
    run = _CHINESE_RUN.search(left)
    if not run or _DATE_END.search(run.group()):
        return ""
    word = run.group()[-12:]
    shorter = strip_back(word, weak=True)
    if len(word) - len(shorter) > 1 or word[-1] in _BEFORE_NAME:
        return ""
    while (shorter := strip_front(word, weak=len(word) > 3)) != word:
        word = shorter
    return word


def _is_scattered(name: str, text: str) -> bool:
    """Whether `text` begins like `name` and holds its characters in order: 专利审查协作江苏中心 does."""
    letters = iter(text)
    return all(char in letters for char in name)


def _latin(text: str, lexicon: Lexicon) -> Iterator[Found]:
    tokens = list(LATIN_WORD.finditer(text))
    at = 0
    while at < len(tokens):
        for last in range(_reach(text, tokens, at), at, -1):
            names = _latin_names([token.group().removesuffix("'s") for token in tokens[at:last]], lexicon)
            if names:
                yield Found(tokens[at].start(), tokens[last - 1].end(), names)
                at = last
                break
        else:
            at += 1


def _reach(text: str, tokens: list[re.Match[str]], at: int) -> int:
    """How far Latin words follow one another with nothing but blanks between."""
    last = at + 1
    while (
        last < len(tokens) and last - at < 8 and text[tokens[last - 1].end() : tokens[last].start()].isspace()
    ):
        last += 1
    return last


def _latin_names(spoken: list[str], lexicon: Lexicon) -> tuple[str, ...]:
    phrase = " ".join(spoken)
    for form in (phrase, phrase.removesuffix("s")):
        if form in lexicon.latin and form not in ENGLISH:
            return lexicon.latin[form]
    sound = "".join(spoken)
    if sound in lexicon.pinyin and phrase not in ENGLISH:
        return (lexicon.pinyin[sound],)
    return (lexicon.initials[phrase],) if len(spoken) == 1 and phrase in lexicon.initials else ()
