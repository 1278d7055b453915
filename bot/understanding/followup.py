"""Questions that go on from the last one: 「那11月呢？」, "and in November?". PURE."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.question import Intent, Question, Standing, Timing
from bot.understanding.normalise import lower

_GOES_ON = re.compile(
    r"^(?:那么?|那就|然后|还有|另外|再看|再查|换成|改成|换|改[成为到]|如果是|应该是|不对|不是|我(?:说|问|指|要问|想问|要查|要看)的是"
    r"|我是(?:说|问|指))|呢[?!。.~ ]*$"
    r"|^(?:no|sorry|i mean(?:t)?|instead|rather|(?:change|switch|make) (?:it|that)|and|what about|how about"
    r"|same for|then|also|ok and|what of)\b"
)
_POINTS_BACK = re.compile(
    r"这(?:个|些|项|几项)|那(?:个|些|项|几项)|它们?|上面|上述|其中"
    r"|\b(?:it|its|those|these|them|they|that one)\b"
)
# Of what was answered before, only some is wanted: 其中…, 只看…, of these.
_OF_THOSE = re.compile(
    r"其中|它们?|^(?:那么?|就|请)?(?:只|仅)(?:看|要|列|显示|留)|(?:这|那)(?:些|几[项个条件])|上面|上述"
    r"|^(?:only|just)\b|\b(?:of|among|from) (?:these|those|them)\b|\b(?:is|are|was|were) (?:it|these|those)\b"
)
_THEM = re.compile(
    r"[他她]们?|(?:这|那)(?:几|两|三|四|些)?个?(?:部门|单位|处室|科室)"
    r"|\b(?:these|those|the same) (?:departments|units)\b|\b(?:do|does|have|are|will|must|should|did) they\b"
)
_OTHERS = re.compile(
    r"(?:别的|其[他它余]的?|另外的?|剩下的?|其他各?)(?:部门|单位|处室|科室)"
    r"|\b(?:(?:the |any )?other (?:departments|units|offices)|(?:everyone|anyone|everybody|anybody) else)\b"
)
# A question that was answered with a list, or with something of one, can be gone on from.
_KEPT = {
    Intent.LIST, Intent.WHO, Intent.WHEN, Intent.COUNT, Intent.RANK, Intent.SHOW, Intent.UNKNOWN_DEPARTMENT,
}  # fmt: skip
_LONGEST = 40


def goes_on(text: str, said: Question, *, has_intent: bool, speaks_of_tasks: bool) -> bool:
    """Whether `text`, understood by itself as `said`, is only part of a question.

    It is if it says so (那…, …呢, and…) or points back (它), if it asks without saying of what (谁负责),
    or names a department or a time and nothing else. A whole question starts anew.
    """
    plain = lower(text)
    if len(plain) > _LONGEST or said.intent in (Intent.HELP, Intent.SHOW):
        return False
    parts = _parts(said)
    names_department = said.departments or said.unknown_departments
    if (_OF_THOSE.search(plain) and not names_department) or (_POINTS_BACK.search(plain) and not parts):
        return True
    if _GOES_ON.search(plain):
        return parts < 2 or not has_intent
    if has_intent:
        return not parts and said.intent is not Intent.RANK
    only = names_department or said.period or said.unclear_dates
    if said.excluded and not parts:
        return not speaks_of_tasks
    return parts == 1 and bool(only) and not speaks_of_tasks


def goes_on_from(
    text: str, said: Question, previous: Question | None, in_vain: Question | None
) -> Question | None:
    """Say which question an elliptic one goes on from.

    What was asked `in_vain` since, as of an unknown department, is taken up by naming another one. All else
    goes on from the last that was answered; without one, only what says that it goes on.
    """
    if in_vain and (said.departments or said.unknown_departments):
        return in_vain
    return previous or (in_vain if _GOES_ON.search(lower(text)) else None)


def _parts(said: Question) -> int:
    """How many things a question says: department, time, topic, standing."""
    return sum(
        map(
            bool,
            (
                said.departments or said.unknown_departments,
                said.period or said.unclear_dates,
                said.topics,
                said.standing is not Standing.ANY,
            ),
        )
    )


def speaks_of_them(text: str, said: Question) -> bool:
    """Whether a text asks about those whom the answer before named as responsible: 他们12月还有什么."""
    return (
        said.intent in _KEPT
        and not (said.departments or said.unknown_departments or said.topics or said.codes)
        and _THEM.search(lower(text)) is not None
    )


def of_others(text: str, said: Question, previous: Question) -> Question:
    """Read 还有别的部门吗: all but those who were asked about."""
    asks = _OTHERS.search(lower(text)) and previous.departments and not said.departments
    return replace(said, excluded=previous.departments) if asks else said


def without_unknown(said: Question, previous: Question, *, in_plan: bool) -> Question:
    """Leave words aside that the plan does not have, where what is gone on from is no topic either."""
    if in_plan or previous.topics or not said.topics:
        return said
    return replace(said, topics=(), unmatched=(*said.topics, *said.unmatched))


def go_on(previous: Question, said: Question, *, has_intent: bool) -> Question:
    """Keep what `previous` asked and put in what is said anew."""
    if previous.intent not in _KEPT:
        return said
    names_department = bool(said.departments or said.unknown_departments)
    has_time = bool(said.period or said.unclear_dates)
    timed = said if has_time else previous
    unknown = () if names_department else previous.unknown_departments
    return replace(
        said,
        intent=_intent(previous, said, has_intent=has_intent),
        departments=_departments(previous, said, names_department=names_department),
        unknown_departments=said.unknown_departments or unknown,
        nearest=said.nearest or (previous.nearest if unknown else ()),
        excluded=said.excluded or (() if names_department else previous.excluded),
        assisting=said.assisting or previous.assisting,
        helpers=said.helpers or (previous.helpers and not has_intent),
        joint=said.joint or (previous.joint and not names_department),
        fewest=said.fewest or (previous.fewest and not has_intent),
        top=said.top or previous.top,
        timing=previous.timing if said.timing is Timing.ANY else said.timing,
        of_departments=False,
        idle=said.idle or (previous.idle and not has_intent),
        without=said.without or (() if said.topics else previous.without),
        period=timed.period,
        period_text=timed.period_text,
        parts=timed.parts,
        year_assumed=timed.year_assumed,
        plan_year=timed.plan_year,
        topics=said.topics or previous.topics,
        either=said.either if said.topics else previous.either,
        codes=() if names_department or has_time or said.topics else previous.codes,
        standing=previous.standing if said.standing is Standing.ANY else said.standing,
        with_overdue=previous.with_overdue and not has_time,
        asks_own=said.asks_own or (previous.asks_own and not names_department),
    )


def _departments(previous: Question, said: Question, *, names_department: bool) -> tuple[str, ...]:
    if names_department:
        return said.departments
    return tuple(name for name in previous.departments if name not in said.excluded)


def _intent(previous: Question, said: Question, *, has_intent: bool) -> Intent:
    keeps_unknown = not said.departments and previous.intent is Intent.UNKNOWN_DEPARTMENT
    if (said.unknown_departments or keeps_unknown) and not said.departments:
        return Intent.UNKNOWN_DEPARTMENT
    if has_intent and said.intent is not Intent.OUT_OF_SCOPE:
        return said.intent
    if previous.intent is Intent.RANK and said.departments:
        return Intent.COUNT
    asks_list = {
        Intent.UNKNOWN_DEPARTMENT: True,
        Intent.SHOW: bool(said.departments or said.period or said.topics),
        Intent.WHEN: said.period is not None,
        Intent.WHO: bool(said.departments) and not previous.topics,
    }
    return Intent.LIST if asks_list.get(previous.intent) else previous.intent
