"""Which items of the loaded plans a person wants as a file, and the file: for `duban export`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dry_run import wanted_departments
from bot.export_format import ExportFormat
from bot.plan_json import stored_plan_json
from bot.understanding.periods import find_period
from bot.wording import STATUS_NAMES, count_text, joined, period_text
from storage.errors import DubanError
from storage.export.table import Extra
from storage.plan import ItemFilter, ParsedPlan, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from bot.app import Services
    from bot.catalogue import Catalogue
    from storage.plan import Period, PlanItem, PlanSummary


@dataclass(frozen=True)
class Wanted:
    """What the file is limited to; empty fields do not restrict. `periods` are the spans of one time."""

    year: int | None = None
    departments: tuple[str, ...] = ()
    period: str | None = None


@dataclass(frozen=True)
class Extract:
    """The wanted items of a plan; in a calendar also those of other years, beside those of `plan`."""

    plan: PlanSummary
    items: tuple[PlanItem, ...]
    departments: tuple[str, ...]
    periods: tuple[Period, ...]
    versions: Mapping[int, int]
    """The number of the current version of each year's plan."""


@dataclass(frozen=True)
class Export:
    """A file's content, and how many items it holds."""

    content: bytes
    items: int


def export(services: Services, kind: ExportFormat, wanted: Wanted, now: datetime) -> Export:
    """Write the wanted items of a plan: of `wanted.year`, else of the year that a question would mean.

    A calendar holds those of all years unless one is named.
    """
    extract = _extract(services, wanted, now, for_calendar=kind is ExportFormat.ICS)
    return Export(WRITERS[kind](extract, services.words, now), len(extract.items))


def _extract(services: Services, wanted: Wanted, now: datetime, *, for_calendar: bool) -> Extract:
    store = services.store
    plans = {plan.year: plan for plan in store.plans()}
    if not plans:
        raise DubanError("No plan is loaded.")
    if wanted.year is not None and wanted.year not in plans:
        raise DubanError(f"No plan of {wanted.year} is loaded, only: {'、'.join(map(str, plans))}.")
    departments = wanted_departments(wanted.departments, store.departments()) if wanted.departments else ()
    meant = wanted.year or services.asker.plan_year(now=now)
    periods, said = wanted_periods(wanted.period, now.date(), meant) if wanted.period else ((), None)
    year = said if said in plans and wanted.year is None else meant
    years = tuple(plans) if for_calendar and wanted.year is None else (year,)
    found = store.find(ItemFilter(years=years, departments=departments))
    items = tuple(item for item in found if _is_wanted(item, periods, only_dated=for_calendar))
    if not items:
        raise DubanError("Nothing was written: no item of the plan is as wanted.")
    versions = {year: plan.version for year, plan in plans.items()}
    return Extract(plans[year], items, departments, periods, versions)


def wanted_periods(text: str, today: date, year: int) -> tuple[tuple[Period, ...], int | None]:
    """Read a time as in a question: its spans, and the year that it names itself."""
    reading = find_period(text, today, year)
    if reading.match is None or reading.unclear:
        raise DubanError(
            f"“{text}” names no time that we know: write it like 12月, 三季度, 2017-10 or “third quarter”."
        )
    match = reading.match
    first = match.period.first or match.period.last
    return match.parts or (match.period,), first.year if first and match.year_said else None


def _is_wanted(item: PlanItem, periods: Sequence[Period], *, only_dated: bool) -> bool:
    if not periods:
        return bool(item.due) or not only_dated
    return any(period.includes(due) for period in periods for due in item.due)


# -- the files --------------------------------------------------------------------------------------------


def _table(extract: Extract) -> ParsedPlan:
    plan = extract.plan
    return ParsedPlan(plan.year, plan.title, plan.kind, extract.items)


def _extras(items: Sequence[PlanItem], words: Catalogue) -> tuple[Extra, ...]:
    """How far each item is, and its code: columns that an import passes over."""
    progress = (
        words.say(STATUS_NAMES[item.status]) if item.status is not Status.OPEN else "" for item in items
    )
    return (
        Extra("进展情况", tuple(progress), width=14),
        Extra("编号", tuple(item.code for item in items)),
    )


def _subtitle(extract: Extract, words: Catalogue) -> str:
    limits = [joined(extract.departments, words)] if extract.departments else []
    limits += (
        [joined([period_text(period, words) for period in extract.periods], words)] if extract.periods else []
    )
    return " · ".join((*limits, count_text(extract.items, words))) if limits else ""


def _xlsx(extract: Extract, words: Catalogue, _now: datetime) -> bytes:
    from storage.export.xlsx import write_xlsx  # noqa: PLC0415 - only this kind of file needs it

    return write_xlsx(_table(extract), _extras(extract.items, words), _subtitle(extract, words))


def _csv(extract: Extract, words: Catalogue, _now: datetime) -> bytes:
    from storage.export.csv import write_csv  # noqa: PLC0415 - only this kind of file needs it

    return write_csv(_table(extract), _extras(extract.items, words))


def _json(extract: Extract, _words: Catalogue, _now: datetime) -> bytes:
    value = stored_plan_json(extract.plan, extract.items)
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode(errors="replace")


def _ics(extract: Extract, _words: Catalogue, now: datetime) -> bytes:
    from storage.export.ics import write_ics  # noqa: PLC0415 - only this kind of file needs it

    title, periods = extract.plan.title, extract.periods
    return write_ics(extract.items, title, now=now, within=periods, versions=extract.versions)


WRITERS: Mapping[ExportFormat, Callable[[Extract, Catalogue, datetime], bytes]] = {
    ExportFormat.XLSX: _xlsx,
    ExportFormat.CSV: _csv,
    ExportFormat.JSON: _json,
    ExportFormat.ICS: _ics,
}
