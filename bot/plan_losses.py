"""What publishing would lose, where it is enough for a second question: items, and reports on them. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.plan_diff import with_status
from bot.plan_report import loss_report
from bot.wording import some_items
from storage.identity import Reason
from storage.progress import has_progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.catalogue import Catalogue
    from storage.diff import PlanDiff
    from storage.plan import Preview

MOST_CODES = 6


def losses(preview: Preview, words: Catalogue) -> tuple[str, ...]:
    """Tell what would be lost, and what is not decided of items of which progress was reported."""
    report = loss_report(preview, words)
    progress = () if preview.diff is None else _of_progress(preview.diff, words)
    return (*([report] if report else []), *progress)


def _of_progress(diff: PlanDiff, words: Catalogue) -> Iterator[str]:
    if dropped := [each.item for each in diff.dropped if each.into is None and has_progress(each.item)]:
        yield words.say(
            "Items are dropped of which progress was reported: {codes}. What was reported is kept, "
            "and comes back with them if a later plan has them again.",
            codes=_listed([with_status(item, words) for item in dropped], words),
        )
    merged = [(each.item, each.into) for each in diff.dropped if each.into]
    if apart := [(item, into) for item, into in merged if item.status is not into.status]:
        yield words.say(
            "Items become one of which not the same was reported: {codes}. The status on the right then "
            "holds for the whole.",
            codes=_listed(
                [f"{with_status(item, words)} → {with_status(into, words)}" for item, into in apart], words
            ),
        )
    wholes = dict.fromkeys(each.whole for each in diff.added if each.whole and not each.back)
    if split := [whole for whole in wholes if has_progress(whole)]:
        yield words.say(
            "Items are split of which progress was reported: {codes}. What was split off begins as a new "
            "item without it.",
            codes=_listed([with_status(whole, words) for whole in split], words),
        )
    if undecided := [
        match.before
        for match in diff.doubtful
        if match.same and match.reason is not Reason.MERGED and has_progress(match.before)
    ]:
        yield words.say(
            "It is not decided whether these are still the items of which progress was reported, for they "
            "say something else now: {codes}. Undecided, they keep it.",
            codes=_listed([with_status(item, words) for item in undecided], words),
        )


def _listed(codes: list[str], words: Catalogue) -> str:
    return some_items(codes, MOST_CODES, words)
