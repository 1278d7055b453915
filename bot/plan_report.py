"""What an admin reads after a plan file was read or published: what needs a look comes first. PURE."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.catalogue import mark
from bot.sentences import say_sentence
from bot.wording import count_text
from storage.plan import PlanKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.catalogue import Catalogue
    from storage.plan import ParsedItem, ParsedPlan, PlanSummary, Preview, Publication, Source

SHOWN = 20
LONGEST = 40
MISSED, FEWEST_TO_MISS = 3, 2
"""One in so many items gone, and so many at least, is worth a question; so is the whole plan."""
KINDS: Mapping[PlanKind, str] = {
    PlanKind.TABLE: mark("a table of measures"),
    PlanKind.OUTLINE: mark("an outline, without departments and dates"),
}
SEVERITIES: Mapping[Severity, str] = {Severity.WARNING: mark("warning"), Severity.ERROR: mark("error")}


def parse_report(plan: ParsedPlan, words: Catalogue) -> str:
    """Tell how a plan was read: problems and doubts first, then what it holds."""
    parts = (plan_head(plan, words), _problems(plan, words), _doubts(plan, words), _departments(plan, words))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := tuple(part)))


def publication_report(publication: Publication, words: Catalogue) -> str:
    """Tell what a reload changed."""
    items = count_text(publication.items, words)
    values = {"year": publication.year, "version": publication.version, "items": items}
    if publication.unchanged:
        return words.say("Plan {year}: nothing changed; version {version} with {items} stays.", **values)
    if not (publication.added or publication.changed or publication.dropped):
        return words.say(
            "Plan {year}, version {version}: {items}, none added, changed or dropped. Only their "
            "order, their numbers, the title or doubts about them differ from the version before.",
            **values,
        )
    counts = {"added": publication.added, "changed": publication.changed, "dropped": publication.dropped}
    return words.say(
        "Plan {year}, version {version}: {items}; {added} added, {changed} changed, {dropped} dropped.",
        **values,
        **counts,
    )


def loss_report(preview: Preview, words: Catalogue) -> str | None:
    """Tell what a plan would lose, where it is so much that the file may be the wrong one or cut short."""
    values = {
        "year": preview.year,
        "version": preview.seen,
        "before": count_text(preview.items_before, words),
    }
    if preview.becomes_outline:
        return words.say(
            "The plan {year} is a table of {before} with departments and dates; this file is an "
            "outline of {items} without them. Version {version} would be kept as an earlier one.",
            items=count_text(preview.items, words),
            **values,
        )
    gone = sum(each.into is None for each in preview.diff.dropped) if preview.diff else 0
    if gone * MISSED < preview.items_before or gone < min(FEWEST_TO_MISS, preview.items_before or 1):
        return None
    return words.say_number(
        "{number} of the {before} of the plan {year} is not in this file, which has {items}. "
        "Version {version} would be kept as an earlier one.",
        "{number} of the {before} of the plan {year} are not in this file, which has {items}. "
        "Version {version} would be kept as an earlier one.",
        gone,
        items=preview.items,
        **values,
    )


def year_remark(plan: ParsedPlan, year: int | None, words: Catalogue) -> str | None:
    """Tell that a file names another year than it is loaded for."""
    if year is None or plan.year in (None, year):
        return None
    return words.say(
        "The file is for {said}; it is loaded as the plan {year}, and its deadlines are dated for {year}.",
        said=plan.year,
        year=year,
    )


def to_look_at(plan: ParsedPlan, words: Catalogue) -> str | None:
    """Count what an admin should look at after an import."""
    doubted = sum(bool(item.doubts) for item in plan.items)
    if not doubted and not plan.problems:
        return None
    return words.say(
        "Problems: {problems}; items whose reading is not certain: {doubted}. "
        "To see them: duban import FILE --check",
        problems=len(plan.problems),
        doubted=doubted,
    )


def plans_report(plans: tuple[PlanSummary, ...], words: Catalogue) -> str:
    """One line for each year's plan."""
    if not plans:
        return words.say("No plan is loaded. Load one: duban import FILE")
    return "\n".join(
        words.say(
            "{year} · {title} · version {version} · {items}",
            year=plan.year,
            title=plan.title,
            version=plan.version,
            items=count_text(plan.items, words),
        )
        for plan in plans
    )


def plan_head(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    """Tell which plan it is, and how much it holds."""
    yield plan.title or words.say("(no title)")
    days = sum(len(item.deadline.occurrences) for item in plan.items)
    yield words.say_number(
        "{year} · {kind} · {items} · {number} due day",
        "{year} · {kind} · {items} · {number} due days",
        days,
        year=plan.year or words.say("no year found: give --year"),
        kind=words.say(KINDS[plan.kind]),
        items=count_text(plan.items, words),
    )


def _problems(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    if plan.problems:
        yield words.say("Problems: {count}", count=len(plan.problems))
    for problem in sorted(plan.problems, key=lambda problem: problem.severity is not Severity.ERROR):
        where, message = say_sentence(problem.where, words), say_sentence(problem.message, words)
        yield f"  {words.say(SEVERITIES[problem.severity])} · {where} · {message}"


def _doubts(plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    doubted = [item for item in plan.items if item.doubts]
    if doubted:
        yield words.say("Items to look at, for their reading is not certain: {count}", count=len(doubted))
    for item in doubted[:SHOWN]:
        yield f"  {_where(item.source, words)} · {_shorten(item.measure)}"
        yield f"      {_holder(item, words)}"
        yield from (f"      ? {say_sentence(doubt, words)}" for doubt in item.doubts)
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
    return say_sentence(source.place, words) if source.place else words.say("line {line}", line=source.line)


def _shorten(measure: str) -> str:
    return measure if len(measure) <= LONGEST else measure[: LONGEST - 1] + "…"
