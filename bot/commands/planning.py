"""Commands about plans: read, load and list them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.command_line import (
    AsJson,
    File,
    Year,
    Yes,
    app,
    cancellable,
    open_services,
    print_json,
    settings_of,
)
from storage.errors import DubanError

if TYPE_CHECKING:
    from bot.app import Services


@app.command()
def parse(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Say how a plan file reads; nothing is stored."""
    from bot.catalogue import catalogue
    from bot.plan_files import read_plan_file
    from bot.plan_json import plan_json
    from bot.plan_progress import read_plan
    from bot.plan_report import parse_report

    words = catalogue(settings_of(ctx).language)
    with cancellable(words):
        plan = read_plan(*read_plan_file(file), words)
    if as_json:
        print_json(plan_json(plan), indent=1)
    else:
        print(parse_report(plan, words))


@app.command("import")
def import_(  # noqa: PLR0913 - one for each option
    ctx: typer.Context,
    file: File,
    *,
    year: Year = None,
    yes: Yes = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what in the file should be looked at; load nothing.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help="With --check: write the plan there with the doubtful cells marked.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load a plan file as its year's newest version, or check it first."""
    from dataclasses import asdict

    from bot.app import office_clock
    from bot.importing import agreed, ask_or_refuse, import_plan
    from bot.plan_report import publication_report

    if report and not check:
        raise DubanError("--report goes with --check: say both.")
    services = open_services(ctx)
    if check:
        _check(services, file, year, report, as_json)
        return
    now = office_clock(services.settings)()
    with cancellable(services.words):
        done = import_plan(services, file, now=now, year=year, agree=agreed if yes else ask_or_refuse)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    if as_json:
        print_json(asdict(done.publication))
        return
    print(publication_report(done.publication, services.words))
    if done.to_look_at:
        print(done.to_look_at)


def _check(services: Services, file: Path, year: int | None, report: Path | None, as_json: bool) -> None:
    from bot.check_report import check_json, check_report
    from bot.checking import check_plan, write_report

    words = services.words
    with cancellable(words):
        done = check_plan(services, file, year=year)
    if report:
        write_report(done, file, report, words)
    if as_json:
        print_json(check_json(done.plan, done.findings), indent=1)
        return
    print(check_report(done.plan, done.findings, words))
    if report:
        print(words.say("\nThe plan with the doubtful cells marked: {path}", path=report))


@app.command()
def plans(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the loaded plans."""
    from dataclasses import asdict

    from bot.plan_report import plans_report

    services = open_services(ctx)
    found = services.store.plans()
    if as_json:
        print_json([asdict(plan) for plan in found], indent=1)
    else:
        print(plans_report(found, services.words))


@app.command()
def departments(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the departments of the loaded plans."""
    services = open_services(ctx)
    found = services.store.departments()
    if as_json:
        print_json([{"name": each.name, "aliases": list(each.aliases)} for each in found], indent=1)
        return
    if not found:
        print(services.words.say("No plan is loaded. Load one: duban import FILE"))
    for each in found:
        print(" = ".join((each.name, *each.aliases)))
