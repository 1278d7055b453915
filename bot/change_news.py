"""What a new version of the plan changed for a chat: dates and departments before and after. PURE."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.blocks import Line
from bot.catalogue import mark
from bot.wording import day_text, joined, shorten, some_of
from scheduler.reminder import ChangeKind
from storage.plan import DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.catalogue import Catalogue
    from scheduler.reminder import Change, Reminder
    from storage.chats import Departments
    from storage.plan import PlanItem

CHANGE_NAMES = {
    ChangeKind.EARLIER: mark("Due earlier"),
    ChangeKind.ADDED: mark("New in the plan"),
    ChangeKind.RECEIVED: mark("Newly yours, in the plan before"),
    ChangeKind.MOVED: mark("Due at another time"),
    ChangeKind.HANDED_OVER: mark("No longer yours, still in the plan"),
    ChangeKind.ROLES: mark("Other departments, or other roles"),
    ChangeKind.REGROUPED: mark("Split or merged"),
    ChangeKind.MERGED: mark("Now part of another item"),
    ChangeKind.DROPPED: mark("No longer in the plan"),
}
SHORT_NAMES = {
    ChangeKind.EARLIER: mark("earlier"),
    ChangeKind.ADDED: mark("new"),
    ChangeKind.RECEIVED: mark("newly yours"),
    ChangeKind.MOVED: mark("at another time"),
    ChangeKind.HANDED_OVER: mark("no longer yours"),
    ChangeKind.ROLES: mark("other departments"),
    ChangeKind.REGROUPED: mark("split or merged"),
    ChangeKind.MERGED: mark("part of another"),
    ChangeKind.DROPPED: mark("dropped"),
}
MOST_DAYS, MOST_NAMES = 4, 3
LABEL, FILE_NAME, DEADLINE = 16, 40, 24


def change_groups(told: Sequence[Reminder]) -> Iterator[tuple[ChangeKind, list[Reminder]]]:
    """Group changes by what became of the items; in a group, what is due first comes first."""
    for kind in ChangeKind:
        group = [each for each in told if each.change and each.change.kind is kind]
        if group:
            yield kind, sorted(group, key=lambda each: each.item.due[:1] or (date.max,))


# -- which plan ---------------------------------------------------------------------------------------------


def changed_plans(told: Iterable[Reminder], words: Catalogue) -> str:
    """Say that the plans of some years have changed; nothing where none has."""
    years = sorted({each.change.year for each in told if each.change})
    return words.say("The plan {year} has changed", year=joined(map(str, years), words)) if years else ""


def news_lines(told: Sequence[Reminder], words: Catalogue) -> Iterator[Line]:
    """Say, for each year, which version came when, and how much it changes of what here."""
    years = sorted({each.change.year for each in told if each.change})
    for year in years:
        of_year = [each for each in told if each.change and each.change.year == year]
        yield Line(_origin(of_year, words))
        counts = [
            words.say("{number} {name}", name=words.say(SHORT_NAMES[kind]), number=len(group))
            for kind, group in change_groups(of_year)
        ]
        if len(counts) > 1:
            yield Line(
                words.say_number(
                    "{number} change for this chat: {counts}",
                    "{number} changes for this chat: {counts}",
                    len(of_year),
                    counts=joined(counts, words),
                )
            )


def _origin(reminders: Sequence[Reminder], words: Catalogue) -> str:
    """Name the version, its day and hour where the chat is, its file, and what it is compared with."""
    changes = [each.change for each in reminders if each.change]
    newest = max(changes, key=lambda each: each.version)
    published, since = newest.published, min(each.since for each in changes)
    number = published.number if published else newest.version
    parts = [words.say("Plan {year}, version {version}", year=newest.year, version=number)]
    if published:
        local = published.published_at.astimezone(reminders[0].subscription.zone)
        when = f"{day_text(local.date(), words)} {local:%H:%M}"
        parts.append(words.say("published {moment}", moment=when))
        if published.restored_from is not None:
            parts.append(words.say("back to version {version}", version=published.restored_from))
        else:
            parts.append(shorten(published.file_name, FILE_NAME))
    if number - since > 1:
        parts.append(words.say("all that changed since version {version}", version=since))
    return " · ".join(parts)


# -- what became of an item ---------------------------------------------------------------------------------


def change_remarks(reminder: Reminder, words: Catalogue) -> Iterator[str]:
    """Say when, who, and with which other items: before and after, where that differs; "" for no word."""
    change = reminder.change
    if change is None:
        return
    if change.before and change.after:
        yield _time_remark(change.before, change.after, change.kind, words)
        yield " · ".join(_who_remarks(change.before, change.after, reminder, words))
    else:
        yield time_text(reminder.item, words)
    yield " · ".join(_regrouping_remarks(change, reminder.subscription.departments, words))


def names_departments(reminder: Reminder) -> bool:
    """Whether the remarks name who is responsible, so that the row need not."""
    change = reminder.change
    if change is None or change.before is None or change.after is None:
        return False
    return set(change.before.responsible) != set(change.after.responsible)


def _regrouping_remarks(change: Change, own: Departments, words: Catalogue) -> Iterator[str]:
    """Name other items; those that say now what this one said with their departments, if they are others."""
    grouping, elsewhere = change.regrouping, {item.code: item for item in change.elsewhere}

    def named(code: str) -> str:
        item = elsewhere.get(code)
        if item is None or not item.responsible or (own and not set(own).isdisjoint(item.responsible)):
            return code
        return words.say("{name} ({remarks})", name=code, remarks=_names(item.responsible, words))

    if grouping.part_of and change.before is None:
        yield words.say("was part of {code}", code=grouping.part_of)
    if grouping.merged_into and change.after is None:
        yield words.say("now part of {code}", code=named(grouping.merged_into))
    if grouping.holds:
        yield words.say("now holds {codes} as well", codes=joined(grouping.holds, words))
    if grouping.parted:
        yield words.say("part of it is now {codes}", codes=joined(map(named, grouping.parted), words))


# -- when ---------------------------------------------------------------------------------------------------


def time_text(item: PlanItem, words: Catalogue) -> str:
    """Say when an item is due: on its days, all year round, or in the plan's own words for no date yet."""
    days = _days_text(item, item.due, words)
    if item.deadline.kind is DeadlineKind.ONGOING:
        all_year = words.say("all year round")
        return joined((all_year, days), words) if days else all_year
    if days:
        return days
    undated = words.say("no date in the plan")
    if not item.deadline_text:
        return undated
    printed = words.say("“{name}”", name=shorten(item.deadline_text, DEADLINE))
    return words.say("{name} ({remarks})", name=undated, remarks=printed)


def _time_remark(before: PlanItem, after: PlanItem, kind: ChangeKind, words: Catalogue) -> str:
    was, now = time_text(before, words), time_text(after, words)
    gone = [day for day in before.due if day not in after.due]
    new = [day for day in after.due if day not in before.due]
    same_kind = before.deadline.kind is after.deadline.kind
    if same_kind and len(gone) < len(before.due) and (gone or new):
        return _some_days(before, after, gone, new, words)
    if was != now and (gone or new or not same_kind):
        return words.say("{before} → {after}", before=was, after=now)
    return "" if kind is ChangeKind.HANDED_OVER else now


def _some_days(
    before: PlanItem, after: PlanItem, gone: Sequence[date], new: Sequence[date], words: Catalogue
) -> str:
    """Where other days stay, name only those that do not."""
    was, now = _days_text(before, gone, words), _days_text(after, new, words)
    if gone and new:
        said = words.say("{before} → {after}", before=was, after=now)
    else:
        said = words.say("also due {days}", days=now) if new else words.say("no longer due {days}", days=was)
    kept = len(before.due) - len(gone)
    stays = words.say_number("{number} other day stays", "{number} other days stay", kept)
    return words.say("{name} ({remarks})", name=said, remarks=stays)


def _days_text(item: PlanItem, days: Sequence[date], words: Catalogue) -> str:
    """Name days, each with the milestone that it is of; of many the first and how many there are."""
    named = [_day_text(item, day, words) for day in days]
    if len(named) <= MOST_DAYS:
        return joined(named, words)
    first = joined(named[: MOST_DAYS - 1], words)
    return words.say("{days} and more, {number} days in all", days=first, number=len(named))


def _day_text(item: PlanItem, day: date, words: Catalogue) -> str:
    text = day_text(day, words, year=day.year != item.year)
    labels = [each.label for each in item.deadline.occurrences if each.due == day]
    milestones = [shorten(label, LABEL) for label in labels if label]
    if not milestones or len(milestones) < len(labels):
        return text
    return words.say("{name} ({remarks})", name=text, remarks=joined(milestones, words))


# -- who ----------------------------------------------------------------------------------------------------


def _who_remarks(before: PlanItem, after: PlanItem, reminder: Reminder, words: Catalogue) -> Iterator[str]:
    kind = reminder.change.kind if reminder.change else None
    own = set(reminder.subscription.departments or ())
    if kind is ChangeKind.RECEIVED:
        yield from _received(before, after, own, words)
    elif kind is ChangeKind.HANDED_OVER:
        yield from _handed_over(before, after, own, words)
    else:
        yield from _roles(before, after, own, words)


def _received(before: PlanItem, after: PlanItem, own: set[str], words: Catalogue) -> Iterator[str]:
    if set(before.responsible) == set(after.responsible):
        yield _labelled(words.say("Responsible"), after.responsible, words)
        return
    yield _once(before.responsible, words)
    if own.isdisjoint(after.responsible):
        yield _now(after.responsible, words)
    elif others := [name for name in after.responsible if name not in own]:
        yield words.say("together with {departments}", departments=_names(others, words))


def _handed_over(before: PlanItem, after: PlanItem, own: set[str], words: Catalogue) -> Iterator[str]:
    if own.isdisjoint(before.responsible):
        yield words.say("assisting until now")
    if set(before.responsible) == set(after.responsible):
        yield _labelled(words.say("Responsible"), after.responsible, words)
    else:
        yield _now(after.responsible, words)


def _roles(before: PlanItem, after: PlanItem, own: set[str], words: Catalogue) -> Iterator[str]:
    """Say what changed of who answers and who helps; first, what a chat's own departments do now."""
    helped, helps = (bool(own) and own.isdisjoint(each.responsible) for each in (before, after))
    if helped != helps:
        yield (
            words.say("to assist now, not to answer for it")
            if helps
            else words.say("to answer for it now, not only to assist")
        )
    if set(before.responsible) != set(after.responsible):
        yield _before_after(words.say("Responsible"), before.responsible, after.responsible, words)
    helpers = set(before.assisting) ^ set(after.assisting)
    if helpers and not (helped != helps and helpers <= own):
        yield _before_after(words.say("Assisting"), before.assisting, after.assisting, words)


def _before_after(label: str, before: Sequence[str], after: Sequence[str], words: Catalogue) -> str:
    value = words.say("{before} → {after}", before=_names(before, words), after=_names(after, words))
    return words.say("{label}: {value}", label=label, value=value)


def _labelled(label: str, names: Sequence[str], words: Catalogue) -> str:
    return words.say("{label}: {value}", label=label, value=_names(names, words))


def _once(names: Sequence[str], words: Catalogue) -> str:
    if not names:
        return words.say("was no department's")
    return words.say("was {departments}'s", departments=_names(names, words))


def _now(names: Sequence[str], words: Catalogue) -> str:
    if not names:
        return words.say("now no department's")
    return words.say("now {departments}'s", departments=_names(names, words))


def _names(names: Sequence[str], words: Catalogue) -> str:
    return some_of(names, MOST_NAMES, words) if names else words.say("none")
