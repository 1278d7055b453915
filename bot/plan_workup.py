"""What an admin has to know of an upload before publishing it: put together from the store; it blocks.

Also what is still open: readings that are not certain, and items of which it is not certain which they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.lint import lint
from storage.plan import Status
from storage.uploads import Edit, edited, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.diff import DoubtfulMatch, DroppedItem
    from storage.lint import Finding
    from storage.plan import ParsedItem, ParsedPlan, Preview
    from storage.plan_store import PlanStore
    from storage.uploads import PlanUpload


@dataclass(frozen=True)
class Doubt:
    """Something that an admin can decide about the item at `place`: how it reads, or which item it is."""

    place: int
    findings: tuple[Finding, ...] = ()
    match: DoubtfulMatch | None = None


@dataclass(frozen=True)
class Workup:
    """An upload with its plan as read, and what publishing it as decided so far would do.

    `findings` are about the plan as read; `years` are those that have a plan already, `known` the departments
    of these. `title_before` is the title of the version that it is compared with.
    """

    upload: PlanUpload
    plan: ParsedPlan
    preview: Preview
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    years: tuple[int, ...]
    known: tuple[str, ...]
    revision: int
    title_before: str | None = None

    @property
    def lost(self) -> tuple[DroppedItem, ...]:
        """The dropped items of which somebody has reported something."""
        dropped = self.preview.diff.dropped if self.preview.diff else ()
        return tuple(each for each in dropped if each.item.status is not Status.OPEN)

    @property
    def departments(self) -> tuple[str, ...]:
        """Whom the plan names, those with most items first."""
        counts = Counter(name for item in self.plan.items for name in item.departments)
        return tuple(name for name, _ in counts.most_common())

    @property
    def choices(self) -> tuple[str, ...]:
        """The departments that an item may be given: the plan's, then others that are known."""
        return tuple(dict.fromkeys((*self.departments, *self.known)))

    def item(self, place: int) -> ParsedItem:
        """Return the item at a place as it is corrected so far."""
        return edited(self.plan.items[place], self.upload.decisions.edits.get(place), self.preview.year)


def work_up(store: PlanStore, upload: PlanUpload) -> Workup:
    """Read and compare all that a card shows of an upload whose year is known."""
    revision = store.revision()
    plan = store.uploads.plan_of(upload.key)
    preview = store.uploads.preview(upload.key)
    departments, plans = store.departments(), store.plans()
    findings = () if upload.restores is not None else lint(plan, departments)
    return Workup(
        upload=upload,
        plan=plan,
        preview=preview,
        findings=findings,
        doubts=tuple(_open(upload, plan, preview, findings)),
        years=tuple(each.year for each in plans),
        known=tuple(department.name for department in departments),
        revision=revision,
        title_before=next((each.title for each in plans if each.year == preview.year), None),
    )


def _open(
    upload: PlanUpload, plan: ParsedPlan, preview: Preview, findings: tuple[Finding, ...]
) -> Iterator[Doubt]:
    """List what is not decided yet: readings first, in the order of the plan."""
    if upload.restores is not None:
        return
    about: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.item is None:
            continue
        if not upload.decisions.edits.get(finding.item, Edit()).settles(finding.field):
            about.setdefault(finding.item, []).append(finding)
    for place, found in sorted(about.items()):
        yield Doubt(place, tuple(found))
    places = settle(plan, upload.decisions, preview.year).places
    for match in preview.diff.doubtful if preview.diff else ():
        yield Doubt(places[match.place], match=match)
