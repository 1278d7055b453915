"""What stands behind /subscribe, in a hurry: 「审协江苏中心 30d 7d 9:00 英文」. PURE.

Whatever is not a lead, an hour, a language, a zone, a place or a switch should name departments: it is left
in `rest` for whoever knows their names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import time
from typing import TYPE_CHECKING, TypeVar

from bot.understanding.normalise import normalise
from bot.understanding.period_numbers import ENGLISH_NUMBERS, read_number
from storage.subscription import LONGEST_LEAD, Lead, LeadUnit, SubscriptionDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.subscription import Subscribed

T = TypeVar("T")

EARLIEST, LATEST = time(6), time(21)
"""At which hours a chat may wish to be told."""
NUMBER = rf"(?:\d{{1,4}}|[一二两三四五六七八九十]{{1,3}}|\b(?:{'|'.join(map(re.escape, ENGLISH_NUMBERS))})\b)"
DAYS, WORKING = r"天|日|days?|d", r"个?工作日|wd|(?:working|business)\s+days?|workdays?"
WEEKS, MONTHS = r"周|个?星期|weeks?|w", r"个月|months?"
AHEAD = r"(?:提前|到期前|前)?[:,]?\s*"
LEAD = re.compile(
    rf"{AHEAD}(?<!第)(?P<minus>(?<![\da-z天日周月])[-−])?(?P<number>{NUMBER})\s*(?:(?P<working>{WORKING})|(?P<days>{DAYS})"
    rf"|(?P<weeks>{WEEKS})|(?P<months>{MONTHS}))(?![a-z])(?:\s*(?:之前|以前|前|ahead|before|early|in\s+advance))?"
)
WEEKS_AND_DAYS = re.compile(
    rf"{AHEAD}(?P<weeks>{NUMBER})(?:{WEEKS})零?(?P<days>{NUMBER})(?:天|日|days?|d)(?![a-z])"
)
DAY_BEFORE = re.compile(r"\b(?:the\s+)?day\s+before\b|前日")
ON_THE_DAY = re.compile(r"(?:到期)?(?:当天|当日)|到期日|\b(?:on\s+)?the\s+(?:due\s+)?day\b|\bsame\s+day\b")
SHARED_UNIT = re.compile(
    rf"(?P<one>\d{{1,4}})(?P<gap>\s*(?:[、,/和]|and)\s*)(?=\d{{1,4}}\s*(?P<unit>{WORKING}|{DAYS}|{WEEKS}|{MONTHS})(?![a-z]))"
)
DAILY = r"每天|每日|\b(?:daily|(?:every|each)\s+day)\b"
EVERY_DAY = rf"(?:(?:{DAILY})\s*)?"
"""Goes with an hour; alone it asks for more than there is."""
HALF = r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
CLOCK = re.compile(
    rf"{EVERY_DAY}(?:\bat\s+)?\b(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){HALF}(?:\s*{EVERY_DAY})"
)
DOTTED_HOUR = re.compile(
    rf"{EVERY_DAY}\bat\s+(?P<hour>\d{{1,2}})\.(?P<minute>\d{{2}})\b{HALF}(?:\s*{EVERY_DAY})"
)
ENGLISH_HOUR = re.compile(
    rf"{EVERY_DAY}(?:(?:\bat\s+)?\b(?P<hour>\d{{1,2}})\s*(?P<half>[ap])\.?m\b\.?"
    rf"|\bat\s+(?P<bare>\d{{1,2}})\b)(?:\s*{EVERY_DAY})"
)
CHINESE_HOUR = re.compile(
    rf"{EVERY_DAY}(?P<part>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚|早)?(?P<hour>{NUMBER})(?:点|时)"
    rf"(?:(?P<thirty>半)|(?P<quarter>[一三])刻|(?P<minute>{NUMBER})分?)?(?:整|钟)?"
)
NIGHT = {"晚上", "晚", "a"}
"""With twelve, midnight."""
HOURS = (CLOCK, DOTTED_HOUR, ENGLISH_HOUR, CHINESE_HOUR)
AFTERNOON = {"下午", "傍晚", "晚上", "晚", "p"}
LANGUAGES = {
    "zh": re.compile(r"用?(?:中文|汉语)(?![系学院部教组])|\b(?:in\s+)?chinese\b|\bzh(?:-cn)?\b"),
    "en": re.compile(r"用?(?:英文|英语)(?![系学院部教组])|\b(?:in\s+)?english\b|\ben\b"),
}
ZONE = re.compile(r"\b[A-Za-z]{2,}(?:/[A-Za-z_]{2,}){1,2}\b|\b(?:UTC|utc)\b")
OUTLOOK = r"(?:每月|本月|月初|月度)?(?:预告|概览)|(?:the\s+)?(?:monthly\s+|month's\s+)?outlooks?"
CHECK_IN = r"(?:全年任务|年度任务|全年|季度)?核对|(?:the\s+)?(?:year-round\s+|quarterly\s+)?check-?\s?ins?"
OFF = r"关闭|不要|不用|取消|关|\b(?:without|no|off)\b"
ON = r"打开|开启|要|开|\b(?:with|on)\b"
EVERYTHING = re.compile(
    r"(?:全部|所有|全体|各)的?(?:部门|单位)|全部|所有|\ball(?:\s+(?:the\s+)?departments)?\b|\beverything\b"
)
PLACE = re.compile(r"(?<![\w.@])(?:@[A-Za-z][A-Za-z0-9_]{3,31}|-\d{5,18})(?![A-Za-z0-9_])")
LINK = re.compile(r"(?:https?://)?\b(?:t|telegram)\.me/(?:s/)?(?=[A-Za-z])(\w+)(?:/\d+)*/?")
STOP = re.compile(r"(?:取消|关闭|停止|退订|停用?)(?:提醒|订阅)?|off|stop|cancel|end")
FILLERS = re.compile(
    r"提醒|订阅|请|我们|我|给|和|与|及|到期|部门|\b(?:remind(?:ers?)?|me|us|of|for|in|at|to|and|the|a"
    r"|with|please|department|departments|lead|leads|hour|time|language)\b|\W"
)
CUT = " , "
"""Stands for what was taken out: nothing goes on over it."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What someone wants to be set; None leaves it as it is.

    `place` is a channel's @name or a chat's number. `unclear` are the words that can be nothing sensible,
    as an hour at night or a lead of years.
    """

    place: str | None = None
    everything: bool = False
    leads: tuple[Lead, ...] | None = None
    hour: time | None = None
    zone: str | None = None
    language: str | None = None
    outlook: bool | None = None
    check_in: bool | None = None
    rest: str = ""
    unclear: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted but perhaps a place."""
        return replace(self, place=None) == Wish()


def read_wish(text: str) -> Wish:
    """Read what stands behind the command."""
    place, text = _take(PLACE, LINK.sub(r"@\1", unicodedata.normalize("NFKC", text)))
    text = normalise(text)
    zone, text = _take(ZONE, text)
    reader = _Reader(text.lower())
    outlook, check_in = reader.switch(OUTLOOK), reader.switch(CHECK_IN)
    language = reader.language()
    hours, leads = reader.hours(), reader.leads()
    everything = bool(reader.take(EVERYTHING, bool))
    reader.take(re.compile(DAILY), lambda _: None)
    unclear = list(reader.unclear)
    if len(set(hours)) > 1:
        unclear += [f"{hour:%H:%M}" for hour in hours[1:]]
    return Wish(
        place=place,
        everything=everything,
        leads=tuple(sorted(set(leads), reverse=True)) or None,
        hour=hours[0] if hours else None,
        zone=zone,
        language=language,
        outlook=outlook,
        check_in=check_in,
        rest=reader.rest,
        unclear=tuple(unclear),
    )


def draft_of(subscribed: Subscribed) -> SubscriptionDraft:
    """Return what is set, to be changed."""
    known = subscribed.subscription
    return SubscriptionDraft(
        address=subscribed.home,
        departments=known.departments,
        zone=known.zone,
        leads=known.leads,
        hour=known.hour,
        language=known.language,
        outlook=known.outlook,
        check_in=known.check_in,
    )


def revised(draft: SubscriptionDraft, wish: Wish) -> SubscriptionDraft:
    """Change what a wish names, but for place, zone and departments: others know what these are."""
    return replace(
        draft,
        leads=wish.leads or draft.leads,
        hour=wish.hour or draft.hour,
        language=wish.language or draft.language,
        outlook=draft.outlook if wish.outlook is None else wish.outlook,
        check_in=draft.check_in if wish.check_in is None else wish.check_in,
    )


def is_filler(text: str) -> bool:
    """Whether nothing of a text says anything: marks and words that go with the rest."""
    return not FILLERS.sub("", text)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    """Take the first match out of a text."""
    found = pattern.search(text)
    if found is None:
        return None, text
    return found[0], text[: found.start()] + CUT + text[found.end() :]


class _Reader:
    """A text that gets shorter with everything that is found in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.unclear: list[str] = []

    @property
    def rest(self) -> str:
        parts = (part.strip() for part in self._text.split(","))
        return "、".join(part for part in parts if not is_filler(part))

    def take(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], T | None]) -> list[T]:
        """Take all matches out; what cannot be read is noted as unclear."""
        taken: list[T] = []

        def note(match: re.Match[str]) -> str:
            value = read(match)
            if value is None:
                self.unclear.append(match[0].strip())
            else:
                taken.append(value)
            return CUT

        self._text = pattern.sub(note, self._text)
        return taken

    def switch(self, name: str) -> bool | None:
        pattern = re.compile(
            rf"(?:(?P<before>{OFF}|{ON})\s*)?(?:{name})(?:\s*[:=]?\s*(?P<after>{OFF}|{ON})(?!\w))?"
        )

        def is_on(match: re.Match[str]) -> bool:
            return not re.fullmatch(OFF, match["before"] or match["after"] or "on")

        said = self.take(pattern, is_on)
        return said[-1] if said else None

    def language(self) -> str | None:
        said = {language: found for language, name in LANGUAGES.items() if (found := self.take(name, _text))}
        if len(said) > 1:
            self.unclear += [name for found in said.values() for name in found]
        return next(iter(said), None)

    def hours(self) -> list[time]:
        return [hour for pattern in HOURS for hour in self.take(pattern, _hour)]

    def leads(self) -> list[Lead]:
        shared = None
        while shared != self._text:
            shared = self._text
            self._text = SHARED_UNIT.sub(r"\g<one>\g<unit>\g<gap>", shared)
        return [
            *self.take(DAY_BEFORE, lambda _: Lead(1)),
            *self.take(ON_THE_DAY, lambda _: Lead(0)),
            *self.take(WEEKS_AND_DAYS, _weeks_and_days),
            *self.take(LEAD, _lead),
        ]


def _hour(match: re.Match[str]) -> time | None:
    said = match.groupdict()
    hour = _number(said["hour"] or said.get("bare"))
    part = said.get("half") or said.get("part")
    minute = 30 if said.get("thirty") else _quarter(said.get("quarter")) or _number(said.get("minute") or "0")
    if hour is None or minute is None:
        return None
    if hour < 12 and (part in AFTERNOON or (part == "中午" and hour < 3)):
        hour += 12
    elif hour == 12 and part in NIGHT:
        hour = 0
    if hour > 23 or minute > 59 or not EARLIEST <= time(hour, minute) <= LATEST:
        return None
    return time(hour, minute)


def _quarter(said: str | None) -> int | None:
    return {"一": 15, "三": 45}.get(said or "")


def _lead(match: re.Match[str]) -> Lead | None:
    number = _number(match["number"])
    if number is None or match["minus"]:
        return None
    days = number * (7 if match["weeks"] else 30 if match["months"] else 1)
    if days > LONGEST_LEAD:
        return None
    return Lead(days, LeadUnit.WORKING_DAYS if match["working"] else LeadUnit.DAYS)


def _weeks_and_days(match: re.Match[str]) -> Lead | None:
    weeks, days = _number(match["weeks"]), _number(match["days"])
    if weeks is None or days is None or weeks * 7 + days > LONGEST_LEAD:
        return None
    return Lead(weeks * 7 + days)


def _text(match: re.Match[str]) -> str:
    return match[0].strip()


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return ENGLISH_NUMBERS.get(text) if text in ENGLISH_NUMBERS else read_number(text)
