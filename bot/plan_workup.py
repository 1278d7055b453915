"""What an admin has to know of an upload before publishing it: put together from the store; it blocks.

Also what is still open: readings that are not certain, and items of which it is not certain which they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.canonical import fold
from storage.current_names import named_now
from storage.deadlines import dated
from storage.lint import lint
from storage.uploads import Edit, edited, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.diff import DoubtfulMatch
    from storage.lint import Finding
    from storage.plan import ParsedItem, ParsedPlan, Preview
    from storage.plan_store import PlanStore
    from storage.uploads import PlanUpload, Settled


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
    of these, `renamed` their names by former ones and aliases, folded; `read_as` are those of the file that
    `renamed` has. `title_before` is the title of the version that it is compared with.
    """

    upload: PlanUpload
    plan: ParsedPlan
    preview: Preview
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    years: tuple[int, ...]
    known: tuple[str, ...]
    renamed: Mapping[str, str]
    read_as: Mapping[str, str]
    settled: Settled
    revision: int
    title_before: str | None = None

    @property
    def departments(self) -> tuple[str, ...]:
        """Whom the plan names, those with most items first."""
        counts = Counter(name for item in self.plan.items for name in item.departments)
        return tuple(name for name, _ in counts.most_common())

    @property
    def choices(self) -> tuple[str, ...]:
        """The departments that an item may be given: the plan's, then others that are known."""
        return tuple(dict.fromkeys((*self.departments, *self.known)))

    @property
    def named(self) -> int:
        """How many departments the plan names as decided so far."""
        names = {name for item in self.settled.plan.items for name in item.departments}
        return len({self.renamed.get(fold(name), name) for name in names})

    @property
    def left_out(self) -> tuple[ParsedItem, ...]:
        """The items of the file that are not loaded, as decided."""
        kept = frozenset(self.settled.places)
        return tuple(item for place, item in enumerate(self.plan.items) if place not in kept)

    def item(self, place: int) -> ParsedItem:
        """Return the item at a place as it is corrected so far."""
        edit = self.upload.decisions.edits.get(place)
        return named_now(edited(self.plan.items[place], edit, self.preview.year), self.renamed)


def work_up(store: PlanStore, upload: PlanUpload) -> Workup:
    """Read and compare all that a card shows of an upload whose year is known."""
    revision = store.revision()
    plan, renamed = store.uploads.plan_of(upload.key), store.current_names()
    written = dict.fromkeys(name for item in plan.items for name in item.departments)
    plan = replace(plan, items=tuple(named_now(item, renamed) for item in plan.items))
    preview = store.uploads.preview(upload.key)
    settled = settle(plan, upload.decisions, preview.year)
    departments, plans = store.departments(), store.plans()
    as_loaded = plan if plan.year == preview.year else dated(plan, preview.year)
    findings = () if upload.restores is not None else lint(as_loaded, departments)
    return Workup(
        upload=upload,
        plan=plan,
        preview=preview,
        findings=findings,
        doubts=tuple(_open(upload, settled, preview, findings)),
        years=tuple(each.year for each in plans),
        known=tuple(department.name for department in departments),
        renamed=renamed,
        read_as={name: renamed[fold(name)] for name in written if fold(name) in renamed},
        settled=settled,
        revision=revision,
        title_before=next((each.title for each in plans if each.year == preview.year), None),
    )


def _open(
    upload: PlanUpload, settled: Settled, preview: Preview, findings: tuple[Finding, ...]
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
    for match in preview.diff.doubtful if preview.diff else ():
        yield Doubt(settled.places[match.place], match=match)
