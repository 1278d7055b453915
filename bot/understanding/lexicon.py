"""All that questions are read against: departments by all their names, the plans, the plan's words. PURE.

Built once for each plan version; reading a question only looks things up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.understanding.english import english_forms, initials, pinyin
from bot.understanding.names import (
    PLACES,
    Family,
    chinese_forms,
    family_forms,
    find_families,
    head_of,
    stem_of,
)
from bot.understanding.normalise import lower, normalise
from bot.understanding.plan_text import PlanText, read_plan_text
from bot.understanding.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from storage.plan import Department, PlanSummary

_CHINESE_ONLY = re.compile(r"[\u4e00-\u9fff]+")
# Shorter than this, initials and pinyin are mostly something else (ip, hr, an).
_SHORTEST_INITIALS, _SHORTEST_PINYIN = 3, 4

Forms = dict[str, set[str]]


@dataclass(frozen=True)
class Lexicon:
    """What is known when a question is read. All keys are as `fold` writes them.

    `chinese` are names and forms found anywhere in a text, `bare` those that count only where they stand
    alone (江苏 for 审协江苏中心); `latin` are English phrases and Latin names, `vague` English phrases that
    would fit several departments.
    """

    departments: tuple[Department, ...]
    plans: tuple[PlanSummary, ...]
    names: tuple[str, ...]
    families: tuple[Family, ...]
    offices: tuple[str, ...]
    text: PlanText
    chinese: Mapping[str, tuple[str, ...]]
    by_first: Mapping[str, tuple[str, ...]]
    bare: Mapping[str, str]
    latin: Mapping[str, tuple[str, ...]]
    vague: Mapping[str, tuple[str, ...]]
    pinyin: Mapping[str, str]
    initials: Mapping[str, str]

    def named(self, name: str) -> tuple[str, ...]:
        """Give the departments that a name, an alias or a form made of one stands for."""
        key = fold(name)
        return self.chinese.get(key) or self.latin.get(key) or ()

    def mentions(self, word: str) -> bool:
        """Whether the plan's text holds `word`."""
        return self.text.mentions(word)

    def plan_year(self, today: date) -> int:
        """Give the year of a month without one: now's if it has a plan, else that of the latest dated."""
        dated = [plan.year for plan in self.plans if plan.dated] or [plan.year for plan in self.plans]
        return today.year if today.year in dated or not dated else max(dated)

    def is_dated(self, year: int) -> bool:
        """Whether a plan with due days is loaded for `year`."""
        return any(plan.year == year and plan.dated for plan in self.plans)

    def is_outline(self, year: int) -> bool:
        """Whether all that is loaded for `year` is a plan without due days."""
        return any(plan.year == year for plan in self.plans) and not self.is_dated(year)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` in the spelling of the lexicon's keys: small, half-width, simplified, Chinese without blanks."""
    text = lower(normalise(text))
    return text if text.isascii() else text.replace(" ", "")


def build_lexicon(
    departments: Iterable[Department], plans: Iterable[PlanSummary], texts: Iterable[str]
) -> Lexicon:
    """Prepare everything that questions are read against.

    `texts` are the plan's searchable texts, one an item (measure, group, work point and deadline text
    together), so that words can be tested for standing in the plan, and for standing in one item.
    """
    departments, plans = tuple(departments), tuple(plans)
    said = _said_forms(departments)
    names = tuple(fold(department.name) for department in departments)
    real = dict(zip(names, (department.name for department in departments), strict=True))
    families = find_families(names)
    text = read_plan_text(texts)
    chinese = {form: tuple(found) for form, found in said.items() if not form.isascii()}
    chinese |= _unique(_made_forms(names, families), said, real)
    latin, vague = _latin(names, families, said, real)
    return Lexicon(
        departments=departments,
        plans=plans,
        names=tuple(real[name] for name in names),
        families=_with_real_names(families, real),
        offices=_offices(plans),
        text=text,
        chinese=chinese,
        by_first=_by_first(chinese),
        bare=_bare(names, families, text, real),
        latin=latin,
        vague=vague,
        pinyin=_sounds(chinese, pinyin, _SHORTEST_PINYIN),
        initials={
            letters: name
            for letters, name in _sounds(chinese, initials, _SHORTEST_INITIALS).items()
            if letters not in ENGLISH and not text.mentions(letters)
        },
    )


def _said_forms(departments: tuple[Department, ...]) -> dict[str, list[str]]:
    """Names and confirmed aliases; an alias may stand for several departments, a name only for its own."""
    said: dict[str, list[str]] = {fold(department.name): [department.name] for department in departments}
    taken = set(said)
    for department in departments:
        for alias in map(fold, department.aliases):
            if alias and alias not in taken:
                said.setdefault(alias, []).append(department.name)
    return said


def _made_forms(names: tuple[str, ...], families: tuple[Family, ...]) -> Forms:
    forms: Forms = defaultdict(set)
    for name in names:
        for form in chinese_forms(name):
            forms[form].add(name)
    for family in families:
        for form, name in family_forms(family):
            forms[form].add(name)
        for part, name in family.members:
            for spell in (initials, pinyin):  # half of it typed in Latin letters: 江苏zx, js中心
                forms[part + spell(family.suffix)].add(name)
                forms[spell(part) + family.suffix].add(name)
    return {form: found for form, found in forms.items() if not form.isascii()}


def _unique(
    forms: Forms, said: Mapping[str, list[str]], real: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Keep the made-up forms that lead to one department and are nobody's own."""
    return {
        form: (real[next(iter(found))],)
        for form, found in forms.items()
        if len(found) == 1 and form not in said
    }


def _latin(
    names: tuple[str, ...],
    families: tuple[Family, ...],
    said: Mapping[str, list[str]],
    real: Mapping[str, str],
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """English phrases that lead to one department, and those that fit several."""
    own: Forms = defaultdict(set)
    other: Forms = defaultdict(set)
    for name, spoken in _spoken(names, families):
        for form, fits in english_forms(spoken):
            (own if fits else other)[form].add(real[name])
    latin = {form: tuple(found) for form, found in said.items() if form.isascii()}
    vague: dict[str, tuple[str, ...]] = {}
    for forms in (own, other):
        for form, found in forms.items():
            if form not in latin and form not in vague:
                (latin if len(found) == 1 else vague)[form] = tuple(sorted(found))
    return latin, vague


def _spoken(names: tuple[str, ...], families: tuple[Family, ...]) -> Iterable[tuple[str, str]]:
    """Pairs of a name and a Chinese form to translate: a family's members are called by what differs."""
    for name in names:
        yield name, name
    for family in families:
        for part, name in family.members:
            yield name, part + family.suffix


def _bare(
    names: tuple[str, ...], families: tuple[Family, ...], text: PlanText, real: Mapping[str, str]
) -> dict[str, str]:
    forms: Forms = defaultdict(set)
    for family in families:
        for part, name in family.members:
            if part in PLACES:
                forms[part].add(real[name])
    for name in names:
        stem = stem_of(name)
        if head_of(name) and len(stem) > 1 and not text.mentions(stem):
            forms[stem].add(real[name])
    return {form: next(iter(found)) for form, found in forms.items() if len(found) == 1}


def _sounds(
    chinese: Mapping[str, tuple[str, ...]], spell: Callable[[str], str], shortest: int
) -> dict[str, str]:
    """Spell the Chinese forms in Latin letters; what several departments share is left out."""
    forms: Forms = defaultdict(set)
    for form, found in chinese.items():
        if _CHINESE_ONLY.fullmatch(form) and len(found) == 1:
            forms[spell(form)].update(found)
    return {
        form: next(iter(found)) for form, found in forms.items() if len(found) == 1 and len(form) >= shortest
    }


def _by_first(chinese: Iterable[str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for form in sorted(chinese, key=len, reverse=True):
        groups[form[:1]].append(form)
    return {first: tuple(forms) for first, forms in groups.items()}


def _with_real_names(families: tuple[Family, ...], real: Mapping[str, str]) -> tuple[Family, ...]:
    return tuple(
        Family(family.prefix, family.suffix, tuple((part, real[name]) for part, name in family.members))
        for family in families
    )


def _offices(plans: tuple[PlanSummary, ...]) -> tuple[str, ...]:
    """Whose plans these are: what their titles begin with, up to the year."""
    return tuple(dict.fromkeys(re.split(r"\d", fold(plan.title))[0].strip() for plan in plans))
