"""Checking a plan file before it is loaded: what was found, and the marked copy of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.plan_files import read_plan_file, write_file
from bot.plan_progress import read_plan
from bot.sentences import say_sentence
from storage.deadlines import dated
from storage.errors import DubanError
from storage.lint import lint

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import Services
    from bot.catalogue import Catalogue
    from storage.lint import Finding
    from storage.plan import ParsedPlan

REPORT = ".xlsx"


@dataclass(frozen=True)
class Check:
    """A plan file as read, and what an admin should look at in it."""

    plan: ParsedPlan
    findings: tuple[Finding, ...]


def check_plan(services: Services, path: Path, *, year: int | None = None) -> Check:
    """Read a plan file as that of `year` or its own, and look it through; nothing is stored."""
    plan = read_plan(*read_plan_file(path), services.words)
    if year is not None:
        plan = dated(plan, year)
    return Check(plan, lint(plan, services.store.departments()))


def write_report(check: Check, plan_file: Path, report: Path, words: Catalogue) -> None:
    """Write the plan with its doubtful cells marked; never over the plan file itself."""
    from storage.export.xlsx import marked_copy  # noqa: PLC0415 - only a report needs it

    if report.suffix.lower() != REPORT:
        raise DubanError(f"The marked copy is an {REPORT} file: end its name so, not like {report.name}.")
    if report.exists() and plan_file.exists() and report.samefile(plan_file):
        raise DubanError("The marked copy would replace the plan file: give it another name.")
    copy = marked_copy(check.plan, check.findings, lambda text: say_sentence(text, words), plan_file.name)
    write_file(report, copy)
