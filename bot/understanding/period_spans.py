"""Phrases to days: what a range or a list leaves out, years that turn, and limits. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understanding.period_calendar import DAY, Stretch, touches, week_of
from bot.understanding.period_parts import FineKind, Grain, Partial, Setting, festival_of, resolve
from bot.understanding.period_phrases import Item, Limit, Phrase, Range
from storage.plan import Period

# A range that only makes sense over nearly a whole year was mistyped: 12月15日到12月1日.
_LONGEST_TURN = timedelta(days=330)


@dataclass(frozen=True)
class Span:
    """The days of a phrase: `period` is the hull of `parts`, which do not touch each other."""

    period: Period
    parts: tuple[Period, ...]
    year_said: bool


def span_of(phrase: Phrase, setting: Setting) -> Span | None:
    """Find the days that are meant; None where the words mean no days that exist."""
    try:
        items = _completed(phrase.items)
        stretches = _stretches(items, setting)
        if stretches is None:
            return None
        period = _limited(phrase.limit, items, stretches, setting)
        parts = (period,) if phrase.limit else tuple(Period(*stretch) for stretch in _merged(stretches))
    except (ValueError, OverflowError):
        return None
    if period.first and period.last and period.first > period.last:
        return None
    return Span(period, parts, any(_says_year(item) for item in items))


def _says_year(item: Item) -> bool:
    if isinstance(item, Range):
        return _says_year(item.first) or _says_year(item.last)
    if item.fixed or item.year is not None:
        return True
    counted = item.fine is None or item.fine.kind is not FineKind.HALVES
    return counted and item.months is None and item.festival is None


def _completed(items: tuple[Item, ...]) -> list[Item]:
    """Hand on what was said once: the month in 12月1日、3日, the year in 2018年1月和2月."""
    known: Partial | None = None
    done: list[Item] = []
    for item in items:
        if isinstance(item, Range):
            first = _inherit(item.first, known)
            last = _inherit(item.last, first)
            item = Range(_inherit(first, last), last)  # noqa: PLW2901 - the same item, completed
            known = item.last
        else:
            item = known = _inherit(item, known)  # noqa: PLW2901
        done.append(item)
    for place in range(len(done) - 2, -1, -1):
        one, following = done[place], done[place + 1]
        if isinstance(one, Partial):
            done[place] = _inherit(one, following.first if isinstance(following, Range) else following)
    return done


def _inherit(partial: Partial, known: Partial | None) -> Partial:
    """Give a mere day the month and year (a weekday the week) of its neighbour, if that has one."""
    if known is None or not partial.only_fine or known.festival:
        return partial
    weekday = partial.fine is not None and partial.fine.kind is FineKind.WEEKDAYS
    if weekday != bool(known.fixed):
        return partial
    if known.fixed:
        return replace(partial, fixed=week_of(known.fixed[0]))
    return replace(partial, year=known.year, months=known.months, year_behind=known.year_behind)


def _stretches(items: list[Item], setting: Setting) -> list[Stretch] | None:
    done: list[Stretch] = []
    year = _year_at_the_end(items)
    for item in items:
        stretch = _range(item, setting) if isinstance(item, Range) else _in_list(item, done, setting, year)
        if stretch is None:
            return None
        done.append(stretch)
        year = _year_of(item, stretch) or year
    return done


def _year_at_the_end(items: list[Item]) -> int | None:
    """Jan and Feb 2018: the year that stands behind the last counts for all."""
    last = items[-1]
    return last.year if len(items) > 1 and isinstance(last, Partial) and last.year_behind else None


def _year_of(item: Item, stretch: Stretch) -> int | None:
    said = item.last.year if isinstance(item, Range) else item.year
    return stretch[1].year if said is not None else None


def _in_list(partial: Partial, done: list[Stretch], setting: Setting, year: int | None) -> Stretch | None:
    if not partial.year_open:
        return resolve(partial, setting)
    stretch = resolve(replace(partial, year=year), setting)
    if done and stretch and stretch[1] < done[-1][0]:
        following = resolve(replace(partial, year=stretch[0].year + 1), setting)
        if following and touches(done[-1], following):  # 12月和1月
            return following
    return stretch


def _range(item: Range, setting: Setting) -> Stretch | None:
    first, last = item.first, item.last
    if _is_weekday(first) and _is_weekday(last):
        return _weekdays(first, last, setting)
    if last.year_open:
        start = resolve(first, setting)
        return _until(start, first, last, setting) if start else None
    end = resolve(last, setting)
    if end is None:
        return None
    if not first.year_open:
        start = resolve(first, setting)
        return (start[0], end[1]) if start and start[0] <= end[1] else None
    years = [end[1].year, end[1].year - 1]
    for year in years if last.year_behind else [setting.plan_year, *years]:
        start = resolve(replace(first, year=year), setting)
        if start and start[0] <= end[1]:
            return start[0], end[1]
    return None


def _until(start: Stretch, first: Partial, last: Partial, setting: Setting) -> Stretch | None:
    """Give the end the start's year, or the next where the range goes over the year's end."""
    years = [start[0].year, start[0].year + 1]
    if first.fixed:
        years.insert(0, setting.plan_year)
    for year in years:
        end = resolve(replace(last, year=year), setting)
        if end and end[1] >= start[0] and end[0] >= start[0] - DAY * 31:
            turned = year > start[0].year and first.fixed is None
            return None if turned and end[1] - start[0] > _LONGEST_TURN else (start[0], end[1])
    return None


def _is_weekday(partial: Partial) -> bool:
    return partial.only_fine and partial.fine is not None and partial.fine.kind is FineKind.WEEKDAYS


def _weekdays(first: Partial, last: Partial, setting: Setting) -> Stretch | None:
    """周一到周五: this week's as long as its last day is ahead, then the next one's."""
    end = resolve(last, setting)
    if end is None:
        return None
    start = resolve(replace(first, fixed=week_of(end[0])), setting)
    if start and start[0] > end[1]:
        start = (start[0] - 7 * DAY, start[1] - 7 * DAY)
    return (start[0], end[1]) if start else None


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """In order, those that touch made one."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        if merged and touches(merged[-1], stretch):
            merged[-1] = (merged[-1][0], max(merged[-1][1], stretch[1]))
        else:
            merged.append(stretch)
    return merged


def _limited(limit: Limit | None, items: list[Item], stretches: list[Stretch], setting: Setting) -> Period:
    first, last = min(start for start, _ in stretches), max(end for _, end in stretches)
    match limit:
        case Limit.SINCE:
            return Period(first, None)
        case Limit.TO_NOW:
            return Period(first, setting.today if first <= setting.today else None)
        case Limit.AFTER:
            return Period(last + DAY, None)
        case Limit.UNTIL:
            return _up_to(last, first, items[-1], setting)
        case Limit.BEFORE:
            end = _end_before(_outer(items[-1]), stretches[-1], setting)
            return _up_to(end, first, items[-1], setting)
    return _widened(limit, first, last)


def _widened(limit: Limit | None, first: date, last: date) -> Period:
    """Around a day are three days to each side; a longer time is vague enough as it is."""
    if limit is Limit.WEEK and last - first < 7 * DAY:
        return Period(*week_of(first))
    if limit is Limit.AROUND and first == last:
        return Period(first - 3 * DAY, last + 3 * DAY)
    return Period(first, last)


def _outer(item: Item) -> Partial:
    return item.last if isinstance(item, Range) else item


def _up_to(end: date, first: date, item: Item, setting: Setting) -> Period:
    """By X: from today while X is ahead, else (and 今天以前) from the start of the plan's year."""
    if isinstance(item, Range):
        return Period(first, end)
    if end > setting.today or (end == setting.today and item.fixed is None):
        return Period(setting.today, end)
    return Period(date(min(setting.plan_year, end.year), 1, 1), end)


def _end_before(partial: Partial, stretch: Stretch, setting: Setting) -> date:
    """Look ahead where the plan's year leaves nothing: 1月前 in autumn is before next January."""
    end = _day_before(partial, stretch, setting)
    if not partial.year_open or end >= min(setting.today, date(setting.plan_year, 1, 1)):
        return end
    if partial.months and partial.months.grain is Grain.HALF:
        return stretch[1]
    following = replace(partial, year=setting.plan_year + 1)
    days = resolve(following, setting)
    return _day_before(following, days, setting) if days else end


def _day_before(partial: Partial, stretch: Stretch, setting: Setting) -> date:
    """Find the last day that 前 leaves: 12月15日前 and 12月底前 include it, 12月前 ends with November."""
    if partial.festival:
        found = festival_of(partial, setting)
        return (found.day if found else stretch[0]) - DAY
    return stretch[1] if partial.point else stretch[0] - DAY
