"""Commands about the versions of a plan: list them, go back to one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.command_line import AsJson, app, open_services, print_json
from storage.errors import DubanError

if TYPE_CHECKING:
    from datetime import date

    from bot.app import Services
    from bot.catalogue import Catalogue
    from storage.plan import Preview

OfYear = Annotated[
    int | None,
    typer.Option(
        "--year", min=1990, max=2100, help="The plan's year; that which questions mean.", show_default=False
    ),
]


@app.command()
def versions(ctx: typer.Context, year: OfYear = None, as_json: AsJson = False) -> None:
    """List a plan's versions, the newest first."""
    from dataclasses import asdict

    from bot.app import office_clock
    from bot.publishers import publishers
    from bot.version_card import Versions, version_line
    from storage.chat_store import ChatStore

    services = open_services(ctx)
    year = _year(services, year, office_clock(services.settings)().date())
    found = services.store.versions(year)
    if as_json:
        print_json([asdict(version) for version in found], indent=1)
        return
    names = publishers(ChatStore(services.engine), found)
    kept = Versions(year, found, (year,), names, services.settings.timezone)
    for version in reversed(found):
        print(version_line(version, kept, services.words))


@app.command()
def rollback(
    ctx: typer.Context,
    version: Annotated[int, typer.Argument(help="A version as `duban versions` lists it.", min=1)],
    year: OfYear = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it without being asked, even if the plan loses much by it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Publish what an earlier version says as the newest one: the same codes, today's statuses."""
    from dataclasses import asdict

    from bot.app import office_clock
    from bot.plan_report import publication_report

    services = open_services(ctx)
    store, words = services.store, services.words
    now = office_clock(services.settings)()
    year = _year(services, year, now.date())
    preview = store.preview_rollback(year, version)
    if not yes:
        _ask(preview, version, words)
    publication = store.rollback(year, version, now=now, expected=preview.seen)
    if as_json:
        print_json(asdict(publication))
    else:
        print(publication_report(publication, words))


def _ask(preview: Preview, version: int, words: Catalogue) -> None:
    """Show it and ask the person at this terminal; without one, say how to agree beforehand."""
    from bot.importing import YES, DeclinedError
    from bot.plan_losses import losses

    shown = _preview_text(preview, version, words)
    sys.stderr.write("\n".join((shown, *losses(preview, words))) + "\n")
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise DeclinedError(
            words.say(
                "Nothing was changed. If that is meant: duban rollback {version} --year {year} --yes",
                version=version,
                year=preview.year,
            )
        )
    sys.stderr.write(words.say("Roll back? (y/N)") + " ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in YES:
        raise DeclinedError(words.say("Nothing was changed."))


def _preview_text(preview: Preview, version: int, words: Catalogue) -> str:
    from bot.wording import count_text

    diff = preview.diff
    return words.say(
        "Back to version {version} of the plan {year}: {items}; compared with version {seen}, "
        "{added} added, {changed} changed, {dropped} dropped.",
        version=version,
        year=preview.year,
        items=count_text(preview.items, words),
        seen=preview.seen,
        added=len(diff.added) if diff else 0,
        changed=len(diff.changed) if diff else 0,
        dropped=len(diff.dropped) if diff else 0,
    )


def _year(services: Services, wanted: int | None, today: date) -> int:
    """Return the year named, else that which questions mean."""
    from bot.understanding.lexicon import build_lexicon

    plans = services.store.plans()
    if wanted is not None and wanted not in {plan.year for plan in plans}:
        raise DubanError(f"There is no plan of {wanted}.")
    if not plans:
        raise DubanError("No plan is loaded.")
    return wanted or build_lexicon((), plans, ()).plan_year(today)
