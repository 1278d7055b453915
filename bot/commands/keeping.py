"""Commands about what is kept: the log of who did what, backups, restoring one."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.command_line import AsJson, app, open_services, print_json
from storage.errors import DubanError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import Services
    from storage.records import Author

TERMINAL = "terminal"


@app.command()
def log(
    ctx: typer.Context,
    most: Annotated[int, typer.Option(min=1, help="How many records, the latest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show who did what."""
    from dataclasses import asdict

    from bot.record_wording import entry_line
    from storage.record_log import RecordLog

    services = open_services(ctx)
    entries = RecordLog(services.engine).entries(most)
    if as_json:
        print_json([asdict(entry) for entry in entries], indent=1)
        return
    for entry in entries:
        print(entry_line(entry, services.words, services.settings.timezone))
    if not entries:
        print(services.words.say("Nothing has been recorded yet."))


@app.command()
def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to; by default here, named by the time.")
    ] = None,
) -> None:
    """Write everything that the database holds into one file; the bot may go on meanwhile."""
    from storage.archive import write_archive
    from storage.record_log import RecordLog
    from storage.records import Deed

    services, now = _opened(ctx)
    target = file or Path(f"duban-{now:%Y%m%d-%H%M%S}.backup")
    archived = write_archive(services.engine, target, now)
    by = _author(now)
    details = {"rows": archived.rows}
    RecordLog.note(services.engine, by.who, Deed.BACKED_UP, target.name, by.at, details)
    print(
        services.words.say(
            "{file}: {rows} rows, {size} MB.",
            file=target,
            rows=archived.rows,
            size=f"{archived.size / 1_000_000:.1f}",
        )
    )


@app.command()
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.", show_default=False)],
    while_running: Annotated[
        bool, typer.Option("--while-running", help="Even if the bot runs on this database.")
    ] = False,
) -> None:
    """Put a backup in the place of everything that the database holds; a copy of that is kept."""
    from storage.archive_restoring import restore as restore_archive

    services, now = _opened(ctx)
    if not while_running:
        _refuse_while_running(services)
    restored = restore_archive(services.engine, file, _author(now), Path.cwd())
    words = services.words
    made_at = restored.made_at.astimezone(services.settings.timezone)
    print(
        words.say(
            "Restored: {rows} rows, as of {when}.", rows=restored.rows, when=f"{made_at:%Y-%m-%d %H:%M}"
        )
    )
    if restored.copy:
        print(words.say("What was there before is kept in {file}.", file=restored.copy))


def _refuse_while_running(services: Services) -> None:
    """Say so where the bot works on this database now; it would go on with what it has in mind."""
    token = services.settings.telegram_token
    if token is None:
        return
    from bot.telegram.runtime import lease_of

    mine = lease_of(services.engine, token.get_secret_value().strip())
    taken = mine.acquire()
    mine.release()
    if not taken:
        raise DubanError("The bot runs on this database: stop it first, or say --while-running.")


def _opened(ctx: typer.Context) -> tuple[Services, datetime]:
    from bot.app import office_clock

    services = open_services(ctx)
    return services, office_clock(services.settings)()


def _author(now: datetime) -> Author:
    """Name who works in the terminal, as far as the system knows."""
    from storage.records import Author

    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        return Author(TERMINAL, now)
    return Author(f"{TERMINAL} ({name})", now)
