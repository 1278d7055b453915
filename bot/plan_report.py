"""What an admin reads after a plan file was read or published: what needs a look comes first. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.catalogue import mark
from storage.plan import PlanKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.catalogue import Catalogue
    from storage.plan import ParsedItem, ParsedPlan, PlanSummary, Publication, Source

SHOWN = 20
LONGEST = 40
KINDS: Mapping[PlanKind, str] = {
    PlanKind.TABLE: mark("a table of measures"),
    PlanKind.OUTLINE: mark("an outline, without departments and dates"),
}
SEVERITIES: Mapping[Severity, str] = {Severity.WARNING: mark("warning"), Severity.ERROR: mark("error")}


def parse_report(plan: ParsedPlan, words: Catalogue) -> str:
    """Tell how a plan was read: problems and doubts first, then what it holds."""
    parts = (_head(plan, words), _problems(plan, words), _doubts(plan, words), _departments(plan, words))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := tuple(part)))


def publication_report(publication: Publication, words: Catalogue) -> str:
    """Tell what a reload changed."""
    values = {"year": publication.year, "version": publication.version, "items": publication.items}
    if publication.unchanged:
        return words.say(
            "Plan {year}: nothing changed; version {version} with {items} items stays.", **values
        )
    counts = {"added": publication.added, "changed": publication.changed, "dropped": publication.dropped}
    return words.say(
        "Plan {year}, version {version}: {items} items; {added} added, {changed} changed, {dropped} dropped.",
        **values,
        **counts,
    )


def plans_report(plans: tuple[PlanSummary, ...], words: Catalogue) -> str:
    """One line for each year's plan."""
    if not plans:
        return words.say("No plan is loaded. Load one: duban import FILE")
    return "\n".join(
        words.say(
            "{year} · {title} · version {version} · {items} items",
            year=plan.year,
            title=plan.title,
            version=plan.version,
            items=plan.items,
        )
        for plan in plans
    )


def _head(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    yield plan.title or words.say("(no title)")
    yield words.say(
        "{year} · {kind} · {items} items · {days} due days",
        year=plan.year or words.say("no year found: give --year"),
        kind=words.say(KINDS[plan.kind]),
        items=len(plan.items),
        days=sum(len(item.deadline.occurrences) for item in plan.items),
    )


def _problems(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    if plan.problems:
        yield words.say("Problems: {count}", count=len(plan.problems))
    for problem in sorted(plan.problems, key=lambda problem: problem.severity is not Severity.ERROR):
        yield f"  {words.say(SEVERITIES[problem.severity])} · {problem.where} · {problem.message}"


def _doubts(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    doubted = [item for item in plan.items if item.doubts]
    if doubted:
        yield words.say("Items to look at, for their reading is not certain: {count}", count=len(doubted))
    for item in doubted[:SHOWN]:
        yield f"  {_where(item.source, words)} · {_shorten(item.measure)}"
        yield f"      {_holder(item, words)}"
        yield from (f"      ? {doubt}" for doubt in item.doubts)
    if len(doubted) > SHOWN:
        yield words.say("  … and {count} more: duban parse FILE --json", count=len(doubted) - SHOWN)


def _holder(item: ParsedItem, words: Catalogue) -> str:
    return f"{'、'.join(item.departments) or words.say('no department')} · {item.deadline_text or '—'}"


def _departments(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    counts = Counter(name for item in plan.items for name in item.departments)
    if counts:
        yield words.say("Departments: {count}", count=len(counts))
    yield from (f"  {count:>4}  {name}" for name, count in counts.most_common())


def _where(source: Source, words: Catalogue) -> str:
    return source.place or words.say("line {line}", line=source.line)


def _shorten(measure: str) -> str:
    return measure if len(measure) <= LONGEST else measure[: LONGEST - 1] + "…"
