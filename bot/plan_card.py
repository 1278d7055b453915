"""The card of a plan that waits to be published: what it would change, on one phone screen or two. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.blocks import Heading, Line, Row, Title
from bot.catalogue import mark
from bot.html import MOST_ENTITIES, html_pages
from bot.plan_difference import difference
from bot.plan_report import KINDS, loss_report, publication_report
from bot.sentences import say_sentence
from bot.wording import count_text, joined, shorten, some_of, status_text
from storage.canonical import storable
from storage.diff import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.plan_workup import Workup
    from storage.diff import AddedItem, ChangedItem, DroppedItem, PlanDiff
    from storage.plan import Publication
    from storage.uploads import PlanUpload

T = TypeVar("T")
SHOWN = 4
"""Lines of each kind, or fewer where they do not fit; the file has all."""
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


def card_text(work: Workup, words: Catalogue, remarks: Iterable[str] = ()) -> str:
    """Set the card as HTML that fits one message."""
    remarks = tuple(remarks)
    return _fitting(lambda shown: _card(work, words, remarks, shown), words)


def _fitting(blocks: Callable[[int], Iterable[Block]], words: Catalogue) -> str:
    """Set as many lines of each kind as one message holds."""
    for shown in range(SHOWN, -1, -1):
        pages = html_pages(blocks(shown), words, MOST_ENTITIES)
        if len(pages) == 1:
            break
    return pages[0].text


def _card(work: Workup, words: Catalogue, remarks: tuple[str, ...], shown: int) -> Iterator[Block]:
    yield Title(_title(work, words))
    yield Line(_origin(work, words))
    yield from map(Line, remarks)
    yield Line(standing_line(work, words))
    diff = work.preview.diff
    if work.preview.unchanged or diff is None:
        yield from _to_look_at(work, words, shown)
        return
    yield from _beside_items(work, diff, words)
    yield from _diff_blocks(diff, words, shown)
    yield from _to_look_at(work, words, shown)


def _beside_items(work: Workup, diff: PlanDiff, words: Catalogue) -> Iterator[Block]:
    """Tell what there is to publish where all items stay as they are."""
    if diff.added or diff.changed or diff.dropped:
        return
    yield Line(
        words.say(
            "No item differs from version {version}: publishing changes only order, numbers, "
            "the title or doubts.",
            version=work.preview.seen,
        )
    )
    title = storable(work.plan.title)
    if work.title_before not in (None, title):
        yield Line(
            words.say("The title: {difference}", difference=difference(work.title_before or "", title))
        )


def since_text(title: str, diff: PlanDiff, words: Catalogue) -> str:
    """Set what changed between two versions, as HTML that fits one message."""
    return _fitting(lambda shown: [Title(title), *_diff_blocks(diff, words, shown)], words)


def _diff_blocks(diff: PlanDiff, words: Catalogue, shown: int) -> Iterator[Block]:
    yield Line(_counts(diff, words))
    yield from _dropped(diff.dropped, words, shown)
    dates = [each for each in diff.changed if each.moved_date]
    departments = [each for each in diff.changed if each.moved_department]
    others = [each for each in diff.changed if not (each.moved_date or each.moved_department)]
    yield from _changed(words.say("To another date"), dates, (Field.DEADLINE, Field.DUE), words, shown)
    moved = (Field.DEPARTMENTS, Field.ASSISTING)
    yield from _changed(words.say("To another department"), departments, moved, words, shown)
    yield from _changed(words.say("Otherwise changed"), others, tuple(Field), words, shown)
    yield from _added(diff.added, words, shown)


def _title(work: Workup, words: Catalogue) -> str:
    upload = work.upload
    values = {"year": work.preview.year, "items": count_text(work.preview.items, words)}
    if upload.restores is not None:
        return words.say(
            "Back to version {version} of the plan {year} · {items}", version=upload.restores, **values
        )
    departments = words.say_number("{number} department", "{number} departments", len(work.departments))
    return words.say("Plan {year} · {items} · {departments}", departments=departments, **values)


def _origin(work: Workup, words: Catalogue) -> str:
    name, title = shorten(work.upload.file_name, LONG_NAME), shorten(work.plan.title, LONG_NAME)
    if work.upload.watched:
        name = words.say("PLAN_FILE has changed: {name}", name=name)
    return " · ".join(part for part in (name, title, words.say(KINDS[work.plan.kind])) if part)


def standing_line(work: Workup, words: Catalogue) -> str:
    """Say what the plan is compared with."""
    preview = work.preview
    others = [year for year in work.years if year != preview.year]
    if preview.unchanged:
        return words.say("It says what version {version} says: nothing changes.", version=preview.seen)
    if preview.diff is not None:
        return words.say("Compared with version {version}:", version=preview.seen)
    if others:
        years = joined(map(str, others), words)
        return words.say(
            "The first plan of {year}; it stands beside that of {years}.", year=preview.year, years=years
        )
    return words.say("The first plan of {year}.", year=preview.year)


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


def _changed(
    heading: str, items: Sequence[ChangedItem], fields: tuple[Field, ...], words: Catalogue, shown: int
) -> Iterator[Block]:
    def block(each: ChangedItem) -> Block:
        changes = [change for change in each.fields if change.field in fields][:1] or each.fields[:1]
        remarks = tuple(
            f"{words.say(FIELDS[change.field])}: {difference(change.before, change.after)}"
            if change.field in _TEXTS
            else f"{shorten(change.before, LONG_NAME) or '—'} → {shorten(change.after, LONG_NAME) or '—'}"
            for change in changes
        )
        return Row(each.code, _short(each.after.measure), remarks=remarks)

    yield from _some(heading, items, block, words, shown)


_TEXTS = {Field.SECTION, Field.WORK_POINT, Field.GROUP, Field.MEASURE}


def _dropped(items: Sequence[DroppedItem], words: Catalogue, shown: int) -> Iterator[Block]:
    """List first those of which something was reported."""

    def block(each: DroppedItem) -> Block:
        return Row(each.item.code, _short(each.item.measure), remarks=dropped_remarks(each, words))

    ordered = sorted(items, key=lambda each: each.item.status.value == "open")
    yield from _some(words.say("Dropped"), ordered, block, words, shown)


def dropped_remarks(each: DroppedItem, words: Catalogue) -> tuple[str, ...]:
    status = () if each.item.status.value == "open" else (status_text(each.item, words),)
    merged = () if each.merged_into is None else (words.say("now part of {code}", code=each.merged_into),)
    return (*status, *merged)


def _added(items: Sequence[AddedItem], words: Catalogue, shown: int) -> Iterator[Block]:
    def block(each: AddedItem) -> Block:
        said = [_short(each.item.measure), some_of(each.item.departments, MOST_NAMES, words)]
        said += [each.item.deadline_text, *added_remarks(each, words)]
        return Line("· " + " · ".join(filter(None, said)))

    yield from _some(words.say("New"), items, block, words, shown)


def added_remarks(each: AddedItem, words: Catalogue) -> tuple[str, ...]:
    back = () if each.code is None else (words.say("back as {code}", code=each.code),)
    split = () if each.split_from is None else (words.say("was part of {code}", code=each.split_from),)
    return (*back, *split)


def _to_look_at(work: Workup, words: Catalogue, shown: int) -> Iterator[Block]:
    """Tell what is about the whole file, then how many doubts are open."""
    whole = [finding for finding in work.findings if finding.item is None]
    yield from _some(
        words.say("About the file"),
        whole,
        lambda finding: Line(
            f"! {say_sentence(finding.where, words)} · {say_sentence(finding.message, words)}"
        ),
        words,
        shown,
    )
    if not work.doubts:
        return
    matches = sum(doubt.match is not None for doubt in work.doubts)
    readings = len(work.doubts) - matches
    yield Heading(words.say("Not certain: {number}", number=len(work.doubts)))
    if readings:
        yield Line(
            words.say_number("{number} item reads doubtfully", "{number} items read doubtfully", readings)
        )
    if matches:
        yield Line(
            words.say_number(
                "{number} item may be new or an earlier one",
                "{number} items may be new or earlier ones",
                matches,
            )
        )


def _some(
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


# -- what would be lost, and what was done ------------------------------------------------------------------


def losses(work: Workup, words: Catalogue) -> tuple[str, ...]:
    """Tell what publishing would lose, where it is enough for a second question."""
    said = []
    if report := loss_report(work.preview, words):
        said.append(report)
    if work.lost:
        codes = [f"{each.item.code} ({status_text(each.item, words)})" for each in work.lost]
        said.append(
            words.say(
                "Items are dropped of which progress was reported: {codes}. What was reported is kept, "
                "and comes back with them if a later plan has them again.",
                codes=some_of(codes, 6, words),
            )
        )
    return tuple(said)


def sure_text(work: Workup, words: Catalogue) -> str:
    """Ask once more."""
    blocks: list[Block] = [Title(_title(work, words)), *map(Line, losses(work, words))]
    return html_pages(blocks, words)[0].text


def done_text(publication: Publication, upload: PlanUpload, words: Catalogue) -> str:
    """Tell that it was published."""
    said = publication_report(publication, words)
    if upload.restores is not None and not publication.unchanged:
        said = words.say("Rolled back to version {version}.", version=upload.restores) + " " + said
    back = words.say("All versions, and the way back: /versions")
    return html_pages([Line("✅ " + said), Line(back)], words)[0].text
