"""A parsed plan as JSON: the contract of `duban parse --json`. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from storage.plan import Deadline, Occurrence, ParsedItem, ParsedPlan, PlanItem, PlanSummary, Problem

Json = dict[str, Any]


def plan_json(plan: ParsedPlan) -> Json:
    """Everything that was read, in the file's order."""
    return {
        "plan": {"year": plan.year, "title": plan.title, "kind": plan.kind.value},
        "items": [_item(item) for item in plan.items],
        "problems": [_problem(problem) for problem in plan.problems],
    }


def stored_plan_json(plan: PlanSummary, items: Iterable[PlanItem]) -> Json:
    """Items of a loaded plan, in the same form, with their codes and how far they are."""
    return {
        "plan": {"year": plan.year, "title": plan.title, "kind": plan.kind.value},
        "items": [{"code": item.code, **_item(item), "status": item.status.value} for item in items],
        "problems": [],
    }


def _item(item: ParsedItem) -> Json:
    source = {"line": item.source.line}
    return {
        "section": item.section,
        "work_point": item.work_point,
        "group": item.group,
        "measure": item.measure,
        "departments": list(item.departments),
        "assisting": list(item.assisting),
        "deadline_text": item.deadline_text,
        "deadline": _deadline(item.deadline),
        "source": source if item.source.place is None else {**source, "place": item.source.place},
        "doubts": list(item.doubts),
    }


def _deadline(deadline: Deadline) -> Json:
    return {
        "kind": deadline.kind.value,
        "start": _day(deadline.start),
        "occurrences": [_occurrence(occurrence) for occurrence in deadline.occurrences],
    }


def _occurrence(occurrence: Occurrence) -> Json:
    return {"due": _day(occurrence.due), "start": _day(occurrence.start), "label": occurrence.label}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _problem(problem: Problem) -> Json:
    return {"severity": problem.severity.value, "where": problem.where, "message": problem.message}
