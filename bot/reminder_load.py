"""A dry run for a phone: how much is told on which day, and of which departments.

PURE but for the catalogue.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.blocks import Heading, Line, Title
from bot.wording import count_text, day_text, joined, month_text, period_text, some_of, weekday_text
from storage.plan import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from scheduler.reminder import Reminder

BAR, LONGEST_BAR = "▇", 8
BUSIEST, MOST_NAMED = 3, 12
NAMED_A_DAY = 6


@dataclass(frozen=True)
class Load:
    """What would be told on a day: to how many places, and of how many items each department hears."""

    day: date
    messages: int
    items: int
    departments: Mapping[str, int]


def loads(reminders: Iterable[Reminder]) -> tuple[Load, ...]:
    """Count, by day. An item that is told twice on a day, or in several places, counts once."""
    places: defaultdict[date, set[object]] = defaultdict(set)
    told: defaultdict[date, set[tuple[object, ...]]] = defaultdict(set)
    heard: defaultdict[date, set[tuple[object, ...]]] = defaultdict(set)
    for each in reminders:
        day, matter = each.at.date(), (each.item.code, each.due)
        places[day].add((each.subscription.address, each.at))
        told[day].add(matter)
        for name in _hearing(each):
            heard[day].add((name, *matter))
    return tuple(
        Load(day, len(places[day]), len(told[day]), Counter(str(name) for name, *_ in heard[day]))
        for day in sorted(told)
    )


def _hearing(reminder: Reminder) -> Sequence[str]:
    """Return the departments that hear of an item by a reminder."""
    item, wanted = reminder.item, reminder.subscription.departments
    if wanted is None:
        return item.responsible or item.departments
    return [name for name in item.departments if name in wanted]


def load_blocks(
    found: Sequence[Load],
    days: tuple[date, date],
    words: Catalogue,
    *,
    set_up: bool,
    unheard: Mapping[str, int],
) -> Iterator[Block]:
    """Set out loads by month and day; `unheard` are deadlines in that time that nobody is told of.

    Where nothing is `set_up`, the loads are those of each department's default.
    """
    yield Title(words.say("Reminders · {period} · nothing is sent", period=period_text(Period(*days), words)))
    if not set_up:
        yield Line(words.say("No reminders are set: this is what each department would get by default."))
    if not found:
        yield Line(words.say("Nothing to remind of."))
    else:
        yield from _summary(found, words)
    if unheard:
        names = [words.say("{name} ({number})", name=name, number=number) for name, number in unheard.items()]
        yield Line(words.say("Nobody is told: {departments}", departments=some_of(names, MOST_NAMED, words)))
    most = max((load.items for load in found), default=0)
    for _, group in groupby(found, key=lambda load: (load.day.year, load.day.month)):
        month = tuple(group)
        items = count_text(sum(load.items for load in month), words)
        yield Heading(f"{month_text(month[0].day, words)} · {items}")
        for load in month:
            yield Line(_line(load, most, words))


def _summary(found: Sequence[Load], words: Catalogue) -> Iterator[Block]:
    departments: Counter[str] = Counter()
    for load in found:
        departments.update(load.departments)
    yield Line(
        words.say(
            "{messages} · {items} · {departments}",
            messages=words.say_number(
                "{number} message", "{number} messages", sum(load.messages for load in found)
            ),
            items=count_text(sum(load.items for load in found), words),
            departments=words.say_number("{number} department", "{number} departments", len(departments)),
        )
    )
    if len(found) > BUSIEST:
        busiest = sorted(found, key=lambda load: -load.items)[:BUSIEST]
        named = (
            words.say("{name} ({number})", name=day_text(load.day, words, year=False), number=load.items)
            for load in busiest
        )
        yield Line(words.say("Busiest days: ") + joined(named, words))
    shares = [f"{name} {number}" for name, number in departments.most_common()]
    yield Line(words.say("By department: ") + some_of(shares, MOST_NAMED, words))


def _line(load: Load, most: int, words: Catalogue) -> str:
    """Set a day: a bar to see pile-ups by, and who hears of how much."""
    shares = [f"{name} {number}" for name, number in Counter(load.departments).most_common()]
    bar = BAR * max(1, round(LONGEST_BAR * load.items / most))
    day = words.say(
        "{weekday} {day}", day=day_text(load.day, words, year=False), weekday=weekday_text(load.day, words)
    )
    return f"{day} {bar} {load.items}: {some_of(shares, NAMED_A_DAY, words)}"
