"""The card of a plan that waits to be published: what it would change, on one phone screen or two. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks import Heading, Line, Title
from bot.catalogue import mark
from bot.html import MOST_ENTITIES, html_pages
from bot.plan_diff import LONG_NAME, MEASURE, diff_blocks, some_blocks
from bot.plan_difference import difference
from bot.plan_losses import losses
from bot.plan_report import KINDS, publication_report
from bot.sentences import say_sentence
from bot.wording import count_text, joined, shorten, some_items, some_of
from storage.canonical import storable
from storage.lint import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from bot.plan_workup import Workup
    from storage.diff import PlanDiff
    from storage.lint import Finding
    from storage.plan import Publication
    from storage.uploads import PlanUpload


MOST_PAIRS, MOST_LEFT_OUT = 6, 2
SHOWN = 4
"""Lines of each kind, or fewer where they do not fit; the file has all."""


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
    yield from map(Line, (*names_read(work, words), *remarks, *_left_out(work, words)))
    yield Line(standing_line(work, words))
    diff = work.preview.diff
    if work.preview.unchanged or diff is None:
        yield from _to_look_at(work, words, shown)
        return
    yield from _beside_items(work, diff, words)
    yield from diff_blocks(diff, words, shown)
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
    return _fitting(lambda shown: [Title(title), *diff_blocks(diff, words, shown)], words)


def _title(work: Workup, words: Catalogue) -> str:
    upload = work.upload
    values = {"year": work.preview.year, "items": count_text(work.preview.items, words)}
    if upload.restores is not None:
        return words.say(
            "Back to version {version} of the plan {year} · {items}", version=upload.restores, **values
        )
    departments = words.say_number("{number} department", "{number} departments", work.named)
    return words.say("Plan {year} · {items} · {departments}", departments=departments, **values)


def _origin(work: Workup, words: Catalogue) -> str:
    name, title = shorten(work.upload.file_name, LONG_NAME), shorten(work.plan.title, LONG_NAME)
    if work.upload.watched:
        differs = mark("PLAN_FILE differs from the plan in force: {name}")
        name = words.say(mark("PLAN_FILE: {name}") if work.preview.unchanged else differs, name=name)
    return " · ".join(part for part in (name, title, words.say(KINDS[work.plan.kind])) if part)


def names_read(work: Workup, words: Catalogue) -> Iterator[str]:
    """Say which names of the file are read as those of which departments."""
    if work.read_as and work.upload.restores is None:
        pairs = [
            words.say("“{written}” is {department}", written=written, department=department)
            for written, department in work.read_as.items()
        ]
        yield words.say("Names in the file: {names}.", names=some_of(pairs, MOST_PAIRS, words))


def _left_out(work: Workup, words: Catalogue) -> Iterator[str]:
    if work.left_out:
        measures = [shorten(item.measure, MEASURE) for item in work.left_out]
        yield words.say_number(
            "{number} item of the file is left out, as decided: {measures}",
            "{number} items of the file are left out, as decided: {measures}",
            len(measures),
            measures=some_items(measures, MOST_LEFT_OUT, words),
        )


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


def _to_look_at(work: Workup, words: Catalogue, shown: int) -> Iterator[Block]:
    """Tell what is about the whole file, then how many doubts are open."""
    whole = [finding for finding in work.findings if finding.item is None]
    yield from some_blocks(
        words.say("About the file"),
        whole,
        lambda finding: Line(f"! {_about_file(finding, words)}"),
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


def _about_file(finding: Finding, words: Catalogue) -> str:
    where = () if finding.where == WHOLE else (finding.where,)
    return " · ".join(say_sentence(said, words) for said in (*where, finding.message))


# -- asked once more, and done ------------------------------------------------------------------------------


def sure_text(work: Workup, words: Catalogue) -> str:
    """Ask once more."""
    blocks: list[Block] = [Title(_title(work, words)), *map(Line, losses(work.preview, words))]
    return html_pages(blocks, words)[0].text


def done_text(publication: Publication, upload: PlanUpload, words: Catalogue) -> str:
    """Tell that it was published."""
    said = publication_report(publication, words)
    if upload.restores is not None and not publication.unchanged:
        said = words.say("Rolled back to version {version}.", version=upload.restores) + " " + said
    back = words.say("All versions, and the way back: /versions")
    return html_pages([Line("✅ " + said), Line(back)], words)[0].text
