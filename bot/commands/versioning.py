"""Commands about the versions of a plan: list them, go back to one."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.command_line import AsJson, app, open_services, print_json
from storage.errors import DubanError

OfYear = Annotated[
    int | None,
    typer.Option("--year", min=1990, max=2100, help="The plan's year; the latest.", show_default=False),
]


@app.command()
def versions(ctx: typer.Context, year: OfYear = None, as_json: AsJson = False) -> None:
    """List a plan's versions, the newest first."""
    from dataclasses import asdict

    from bot.version_card import Versions, version_line

    services = open_services(ctx)
    year = _year(year, [plan.year for plan in services.store.plans()])
    found = services.store.versions(year)
    if as_json:
        print_json([asdict(version) for version in found], indent=1)
        return
    kept = Versions(year, found, (year,), {}, services.settings.timezone)
    for version in reversed(found):
        print(version_line(version, kept, services.words))


@app.command()
def rollback(
    ctx: typer.Context,
    version: Annotated[int, typer.Argument(help="A version as `duban versions` lists it.", min=1)],
    year: OfYear = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it even if the plan loses much by it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Publish what an earlier version says as the newest one: the same codes, today's statuses."""
    from dataclasses import asdict

    from bot.app import office_clock
    from bot.plan_report import loss_report, publication_report

    services = open_services(ctx)
    store, words = services.store, services.words
    year = _year(year, [plan.year for plan in store.plans()])
    preview = store.preview_rollback(year, version)
    loss = loss_report(preview, words)
    if loss and not yes:
        raise DubanError(
            words.say("{loss} If that is meant: duban rollback --yes {version}", loss=loss, version=version)
        )
    now = office_clock(services.settings)()
    publication = store.rollback(year, version, now=now, expected=preview.seen)
    if as_json:
        print_json(asdict(publication))
    else:
        print(publication_report(publication, words))


def _year(wanted: int | None, loaded: list[int]) -> int:
    """Return the year named, else the latest that has a plan."""
    if wanted is not None and wanted not in loaded:
        raise DubanError(f"There is no plan of {wanted}.")
    if not loaded:
        raise DubanError("No plan is loaded.")
    return wanted or loaded[-1]
