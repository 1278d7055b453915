"""What changes between two versions, as a card shows it: a few of each kind, with progress first. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.blocks import Heading, Line, Row
from bot.catalogue import mark
from bot.plan_difference import difference
from bot.wording import shorten, some_of, status_text
from storage.diff import Field
from storage.progress import has_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from storage.diff import AddedItem, ChangedItem, DroppedItem, FieldChange, PlanDiff
    from storage.plan import PlanItem

T = TypeVar("T")
MEASURE, LONG_NAME, MOST_NAMES = 42, 60, 3
FIELDS = {
    Field.SECTION: mark("section"),
    Field.WORK_POINT: mark("work point"),
    Field.GROUP: mark("group"),
    Field.MEASURE: mark("measure"),
    Field.DEPARTMENTS: mark("department"),
    Field.ASSISTING: mark("assisting department"),
    Field.DEADLINE: mark("deadline"),
    Field.DUE: mark("due days"),
}
DEPARTMENTS = {Field.DEPARTMENTS, Field.ASSISTING}


def diff_blocks(diff: PlanDiff, words: Catalogue, shown: int) -> Iterator[Block]:
    yield Line(_counts(diff, words))
    yield from _dropped(diff.dropped, words, shown)
    # What is another department's on another day stands in both lists: the rest of it in the first.
    dates = [(each, _but(each, DEPARTMENTS)) for each in diff.changed if each.moved_date]
    departments = [
        (each, _but(each, set(Field) - DEPARTMENTS if each.moved_date else ()))
        for each in diff.changed
        if each.moved_department
    ]
    others = [(each, each.fields) for each in diff.changed if not (each.moved_date or each.moved_department)]
    yield from _changed(words.say("To another date"), dates, words, shown)
    yield from _changed(words.say("To another department"), departments, words, shown)
    yield from _changed(words.say("Otherwise changed"), others, words, shown)
    yield from _added(diff.added, words, shown)


def _counts(diff: PlanDiff, words: Catalogue) -> str:
    parts = (
        (words.say("new"), len(diff.added)),
        (words.say("changed"), len(diff.changed)),
        (words.say("to another date"), sum(each.moved_date for each in diff.changed)),
        (words.say("to another department"), sum(each.moved_department for each in diff.changed)),
        (words.say("dropped"), len(diff.dropped)),
        (words.say("split off"), sum(each.split_from is not None for each in diff.added)),
        (words.say("merged"), sum(each.merged_into is not None for each in diff.dropped)),
        (words.say("moved in the plan"), diff.reordered),
        (words.say("as before"), diff.unchanged + diff.renumbered),
    )
    return " · ".join(f"{name} {number}" for name, number in parts if number)


def _but(each: ChangedItem, fields: Collection[Field]) -> tuple[FieldChange, ...]:
    return tuple(change for change in each.fields if change.field not in fields)


def _changed(
    heading: str,
    items: Sequence[tuple[ChangedItem, tuple[FieldChange, ...]]],
    words: Catalogue,
    shown: int,
) -> Iterator[Block]:
    """List first those of which something was reported."""

    def block(each: tuple[ChangedItem, tuple[FieldChange, ...]]) -> Block:
        item, changes = each
        said = tuple(_change_text(change, words) for change in changes)
        return Row(item.code, _short(item.after.measure), remarks=(*progress(item.before, words), *said))

    ordered = sorted(items, key=lambda each: not has_progress(each[0].before))
    yield from some_blocks(heading, ordered, block, words, shown)


def _change_text(change: FieldChange, words: Catalogue) -> str:
    if change.field in _PLAIN:
        return f"{shorten(change.before, LONG_NAME) or '—'} → {shorten(change.after, LONG_NAME) or '—'}"
    label = words.say(FIELDS[change.field])
    return words.say("{label}: {value}", label=label, value=difference(change.before, change.after))


_PLAIN = {Field.DEPARTMENTS, Field.DEADLINE, Field.DUE}
"""Fields whose values say themselves what they are."""


def progress(item: PlanItem | None, words: Catalogue) -> tuple[str, ...]:
    """Name what was reported of an item, if anything was."""
    return (status_text(item, words),) if item and has_progress(item) else ()


def _dropped(items: Sequence[DroppedItem], words: Catalogue, shown: int) -> Iterator[Block]:
    """List first those of which something was reported."""

    def block(each: DroppedItem) -> Block:
        return Row(each.item.code, _short(each.item.measure), remarks=dropped_remarks(each, words))

    ordered = sorted(items, key=lambda each: not (has_progress(each.item) or progress(each.into, words)))
    yield from some_blocks(words.say("Dropped"), ordered, block, words, shown)


def dropped_remarks(each: DroppedItem, words: Catalogue) -> tuple[str, ...]:
    if each.into is None:
        return progress(each.item, words)
    touched = has_progress(each.item) or has_progress(each.into)
    code = with_status(each.into, words) if touched else each.into.code
    return (*progress(each.item, words), words.say("now part of {code}", code=code))


def with_status(item: PlanItem, words: Catalogue) -> str:
    return f"{item.code} ({status_text(item, words)})"


def _added(items: Sequence[AddedItem], words: Catalogue, shown: int) -> Iterator[Block]:
    def block(each: AddedItem) -> Block:
        said = ["" if each.back else each.code, _short(each.item.measure)]
        said += [some_of(each.item.departments, MOST_NAMES, words), each.item.deadline_text]
        said += added_remarks(each, words)
        return Line("· " + " · ".join(filter(None, said)))

    yield from some_blocks(words.say("New"), items, block, words, shown)


def added_remarks(each: AddedItem, words: Catalogue) -> tuple[str, ...]:
    back = () if each.back is None else (words.say("back as {code}", code=_named(each.back, words)),)
    split = () if each.whole is None else (words.say("was part of {code}", code=_named(each.whole, words)),)
    return (*back, *split)


def _named(item: PlanItem, words: Catalogue) -> str:
    return with_status(item, words) if has_progress(item) else item.code


def some_blocks(
    heading: str, items: Sequence[T], block: Callable[[T], Block], words: Catalogue, shown: int
) -> Iterator[Block]:
    """Show the first few under a heading with their number, and how many more there are."""
    if not items:
        return
    yield Heading(words.say("{label}: {value}", label=heading, value=len(items)))
    # One more line is no longer than saying that there is one.
    few = len(items) if 0 < shown >= len(items) - 1 else shown
    yield from map(block, items[:few])
    if few < len(items):
        yield Line(words.say("… and {number} more, in the file below", number=len(items) - few))


def _short(measure: str) -> str:
    return shorten(measure, MEASURE)
