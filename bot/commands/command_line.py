"""The command line itself: `app`, the options that several commands have, and what they are given."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.app import Services
    from bot.catalogue import Catalogue
    from bot.settings import Settings

app = typer.Typer(
    name="duban",
    help="Duban (督办) knows an office's annual work plan: who owes what, by when.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="A plan file; - is standard input.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Now = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="Answer as of this ISO date or time.", show_default=False),
]
Year = Annotated[
    int | None, typer.Option(min=1990, max=2100, help="The plan's year, where the file names none.")
]
Yes = Annotated[
    bool, typer.Option("--yes", help="Load it even if the plan loses much by it, without being asked.")
]


INTERRUPTED = 130
"""What programs end with that a person has stopped by Ctrl-C."""


@dataclass(frozen=True)
class Options:
    """The options before a command's name."""

    database: str | None = None


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"duban {version('duban')}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Instead of DATABASE_URL.", show_default=False),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback has printed it
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Duban (督办) knows an office's annual work plan: who owes what, by when."""
    ctx.obj = Options(database)


def settings_of(ctx: typer.Context) -> Settings:
    """Read the settings, and have what goes wrong from here on logged without their secrets."""
    from bot.logs import configure_logs
    from bot.settings import read_settings, secrets_of

    settings = read_settings()
    given = ctx.obj.database
    if given:
        settings = settings.with_database(given)
    configure_logs(settings.log_level or "WARNING", secrets_of(settings))
    return settings


def open_services(ctx: typer.Context) -> Services:
    from bot import app as parts

    return parts.open_services(settings_of(ctx))


@contextmanager
def cancellable(words: Catalogue) -> Iterator[None]:
    """Say to whoever stops a plan's reading that it has left no trace."""
    try:
        yield
    except KeyboardInterrupt:
        print(words.say("Cancelled: nothing was loaded."), file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None


def print_json(value: object, indent: int | None = None) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent, default=str), flush=indent is None)


def as_utf8(argument: str) -> str:
    """Read an argument's bytes as UTF-8 whatever the locale says, where they are UTF-8."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument
