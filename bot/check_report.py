"""What a person reads who has a plan file checked: the findings, those of one kind together. PURE."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.catalogue import mark
from bot.plan_report import SEVERITIES, plan_head
from bot.sentences import say_sentence
from bot.wording import shorten
from storage.lint import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.catalogue import Catalogue
    from storage.lint import Finding
    from storage.plan import ParsedPlan

SHOWN = 20
"""So many places of one finding are named."""
LONGEST = 40
HEADINGS: Mapping[FindingKind, str] = {
    FindingKind.PROBLEM: mark("About the whole file: {count}"),
    FindingKind.DEPARTMENT: mark("About departments: {count}"),
    FindingKind.DEADLINE: mark("About deadlines: {count}"),
    FindingKind.MEASURE: mark("About measures: {count}"),
    FindingKind.DOUBLED: mark("Said twice: {count}"),
    FindingKind.DOUBT: mark("Readings that are not certain: {count}"),
}


def check_report(plan: ParsedPlan, findings: Sequence[Finding], words: Catalogue) -> str:
    """Tell what was found in a plan, by kind; one sentence is said once, with all its places."""
    parts = [tuple(plan_head(plan, words))]
    for kind in FindingKind:
        of_kind = [finding for finding in findings if finding.kind is kind]
        if of_kind:
            parts.append(tuple(_of_kind(kind, of_kind, plan, words)))
    if not findings:
        parts.append((words.say("Nothing was found that needs a look."),))
    return "\n\n".join("\n".join(lines) for lines in parts)


def check_json(plan: ParsedPlan, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings as other tools read them; `item` is a place in the plan's items, from 0."""
    return {
        "plan": {"year": plan.year, "title": plan.title, "kind": plan.kind.value, "items": len(plan.items)},
        "findings": [
            {
                "kind": finding.kind.value,
                "severity": finding.severity.value,
                "where": finding.where,
                "item": finding.item,
                "field": None if finding.item is None else finding.field.value,
                "message": finding.message,
            }
            for finding in findings
        ],
    }


def _of_kind(
    kind: FindingKind, findings: Sequence[Finding], plan: ParsedPlan, words: Catalogue
) -> Iterator[str]:
    yield words.say(HEADINGS[kind], count=len(findings))
    if kind is FindingKind.PROBLEM:
        yield from (_of_file(finding, words) for finding in findings)
        return
    order = {finding.message: place for place, finding in reversed(list(enumerate(findings)))}
    for message, same in groupby(
        sorted(findings, key=lambda each: order[each.message]), lambda each: each.message
    ):
        yield f"  {say_sentence(message, words)}"
        yield from _places(list(same), plan, words)


def _of_file(finding: Finding, words: Catalogue) -> str:
    where, message = say_sentence(finding.where, words), say_sentence(finding.message, words)
    return f"  {words.say(SEVERITIES[finding.severity])} · {where} · {message}"


def _places(findings: Sequence[Finding], plan: ParsedPlan, words: Catalogue) -> Iterator[str]:
    for finding in findings[:SHOWN]:
        measure = plan.items[finding.item].measure if finding.item is not None else ""
        yield f"      {say_sentence(finding.where, words)} · {shorten(measure, LONGEST)}"
    if len(findings) > SHOWN:
        yield words.say("      … and {count} more", count=len(findings) - SHOWN)
