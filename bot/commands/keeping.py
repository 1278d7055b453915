"""Commands about what is kept: the log of who did what, backups, restoring one."""

from __future__ import annotations

import getpass
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.command_line import AsJson, app, open_services, print_json
from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.app import Services
    from storage.records import Author

TERMINAL = "terminal"


@app.command()
def log(
    ctx: typer.Context,
    limit: Annotated[
        int, typer.Option("--limit", "--most", min=1, help="How many records, the latest first.")
    ] = 50,
    as_json: AsJson = False,
) -> None:
    """Show who did what."""
    from dataclasses import asdict

    from bot.record_wording import entry_line
    from storage.record_log import RecordLog

    services = open_services(ctx)
    entries = RecordLog(services.engine).entries(limit)
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
    from bot.wording import size_text
    from storage.archive import write_archive
    from storage.record_log import RecordLog
    from storage.records import Deed

    services, now = _opened(ctx)
    target = file or Path(f"duban-{now:%Y%m%d-%H%M%S}.backup")
    archived = write_archive(services.engine, target, now)
    by = _author(now)
    size = size_text(archived.size)
    RecordLog.note(services.engine, by.who, Deed.BACKED_UP, target.name, by.at, {"size": size})
    print(services.words.say("{file}: all that the database holds, {size}.", file=target, size=size))


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
    with nullcontext() if while_running else _no_bot_running(services):
        restored = restore_archive(services.engine, file, _author(now), Path.cwd())
    words = services.words
    made_at = restored.made_at.astimezone(services.settings.timezone)
    print(words.say("Restored: everything as of {when}.", when=f"{made_at:%Y-%m-%d %H:%M}"))
    if restored.copy:
        print(words.say("What was there before is kept in {file}.", file=restored.copy))


@contextmanager
def _no_bot_running(services: Services) -> Iterator[None]:
    """Refuse where a bot works on this database, with what it has in mind; one that starts now waits."""
    from storage.lease import RUNNING, lease

    alone = lease(services.engine, RUNNING)
    if not alone.acquire():
        raise DubanError("The bot runs on this database: stop it first, or say --while-running.")
    try:
        yield
    finally:
        alone.release()


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
