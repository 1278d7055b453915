"""What a column of a plan's table is for, by the meaning of its heading. PURE."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum


class Role(IntEnum):
    """A column's role, in the order in which such tables put their columns."""

    SERIAL = 0
    WORK_POINT = 1
    GROUP = 2
    MEASURE = 3
    DEPARTMENT = 4
    ASSISTING = 5
    DEADLINE = 6
    REMARK = 7


# The first pattern that is found decides, so the narrower meanings stand first: 「配合部门」 is no 「部门」,
# 「完成时间」 no 「完成内容」.
_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.SERIAL, re.compile(r"^(?:.{0,2}(?:序号|编号|项号|项次)|序|号|no\.?|#)$", re.IGNORECASE)),
    (
        Role.REMARK,
        re.compile(
            r"备注|说明$|附注|(?:完成|进展|落实|推进|执行|进度)情况|进展$|是否|remark|note|comment|status",
            re.IGNORECASE,
        ),
    ),
    (
        Role.DEADLINE,
        re.compile(
            r"^[起始止终]$|时间|时限|期限|进度|节点|截止|日期|完成时|月份|deadline|due|date|when|timeline",
            re.IGNORECASE,
        ),
    ),
    (
        Role.ASSISTING,
        re.compile(
            r"配合|协办|协助|协同|协作|会办|支持|支撑|参与|参加单位|参加部门|support|assist", re.IGNORECASE
        ),
    ),
    (
        Role.DEPARTMENT,
        re.compile(
            r"部门|单位|责任|牵头|主办|承办|负责|[科处股]室$|department|owner|lead|responsib|unit$",
            re.IGNORECASE,
        ),
    ),
    (
        Role.MEASURE,
        re.compile(
            r"措施|举措|内容|做法|步骤|事项|要求|任务分解|分解任务|子任务|^具体|^工作安排$|measure|action|activit|step",
            re.IGNORECASE,
        ),
    ),
    (
        Role.WORK_POINT,
        re.compile(r"要点|任务|目标|重点|工作|项目|指标|类别|实事|task|goal|objective|point", re.IGNORECASE),
    ),
)
_LEADING = "(?:牵头|责任(?!人)|主办|承办|主责|主体|负责(?!人))"
_HELPING = "(?:配合|协办|协助|协同|会办|参与|参加)"
_OF_UNITS = "(?:部门|单位|科室|处室|方)?"
_JOINED = re.compile(
    rf"(?:主要|第一|首要|具体)?{_LEADING}{_OF_UNITS}[和与及或、/&+(]*以?及?其?{_HELPING}|{_HELPING}{_OF_UNITS}[和与及或、/&+(]+以?及?{_LEADING}"
)
"""One column for who leads and who helps: 「牵头及配合单位」, 「责任（配合）单位」."""
_NONE = re.compile(r"标准$|标志$|经费|资金|预算|投资|分值|权重|依据|来源|地点|对象$")
"""What a heading with a task's word in it may name besides: 「任务来源」."""
_LONGEST_HEADING = 12
_LATIN = 3  # so many letters say as much as one character


def column_role(heading: str) -> Role | None:
    """Say what a column is for; None when the words are no heading that we know.

    White space inside is ignored (「时 限」).
    """
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading))
    if joins_departments(heading):
        return Role.DEPARTMENT
    if not words or _is_long(words) or re.search(r"[。，；：、,;:]", words) or _NONE.search(words):
        return None
    return next((role for role, pattern in _PATTERNS if pattern.search(words)), None)


def column_roles(headings: list[str]) -> list[Role | None]:
    """Say what each column of a header row is for.

    A table without a column of measures keeps them under its tasks: 「任务」 alone is the measure.
    """
    roles = [column_role(heading) for heading in headings]
    if Role.MEASURE not in roles and Role.WORK_POINT in roles:
        at = len(roles) - 1 - roles[::-1].index(Role.WORK_POINT)
        roles[at] = Role.MEASURE
    return roles


_BRACKET = re.compile(r"[（(][^（()）]*[)）]")
_SECTION = re.compile(
    r"板块|章节|领域|类别|分类|大类|大项|模块|条线|^专项$|^方面$|^一级(?:任务|指标|目标)|section|category|^area$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"分组|子项|小项|小类|子类|子课题|^二级(?:任务|指标|目标)")
_PERSON = re.compile(r"领导|责任人|负责人|联系人|经办人|承办人|联络员|电话|人员$|局长|处长|主任")
_OFFICE = re.compile(r"部门|单位|科室|处室|机构|司局")
_OUTCOME = re.compile(r"目标(?!任务)|指标|成效|成果|效果")
_BEGINNING = re.compile(r"启动|开始|起始|起草|开工|^[起始自]$|^起时")
_FIRST_LEADS = re.compile(
    r"(?:首位|第一位|排在?[第最]?[一前]|列首|第一个)[^，。]{0,6}(?:牵头|主办|责任|负责)"
)


def plain_heading(heading: str) -> str:
    """Leave out white space, and remarks in brackets: 「完成时限（月）」."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading))
    return _BRACKET.sub("", words) or words


def joins_departments(heading: str) -> bool:
    """Whether one column holds both who leads and who helps: its cells must say which is which."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading))
    return not _is_long(words) and _JOINED.match(words) is not None


def names_section(heading: str) -> bool:
    """Whether a column of its own holds the plan's sections."""
    return _fits(_SECTION, heading)


def names_group(heading: str) -> bool:
    """Whether a column of its own holds titles between work point and measure."""
    return _fits(_GROUP, heading)


def names_persons(heading: str) -> bool:
    """Whether a column that could be one of departments holds people."""
    return _fits(_PERSON, heading) and not _fits(_OFFICE, heading)


def names_outcome(heading: str) -> bool:
    """Whether a column that could be one of work points holds what is to come of them."""
    return _fits(_OUTCOME, heading)


def names_beginning(heading: str) -> bool:
    """Whether a column of times says when something begins, not when it is due."""
    return _fits(_BEGINNING, heading)


def says_first_leads(text: str) -> bool:
    """Whether `text` says that the first department of several is the responsible one."""
    return _FIRST_LEADS.search(text) is not None


def _fits(pattern: re.Pattern[str], heading: str) -> bool:
    words = plain_heading(heading)
    return not _is_long(words) and pattern.search(words) is not None


def _is_long(words: str) -> bool:
    return len(words) > (_LONGEST_HEADING * _LATIN if words.isascii() else _LONGEST_HEADING)
