"""The command that writes a loaded plan, or a part of it, as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.command_line import app, as_utf8, open_services
from bot.export_format import ExportFormat, wanted_format
from bot.plan_files import STANDARD_INPUT as STANDARD_OUTPUT
from storage.errors import DubanError


@app.command()
def export(  # noqa: PLR0913 - one for each option
    ctx: typer.Context,
    *,
    kind: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(ExportFormat),
            help="The kind of file; else as -o ends.",
            show_default=False,
        ),
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this department's.", show_default=False)
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only what is due then: 12月, third quarter.", show_default=False),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1990, max=2100, help="Only this year's plan; else the one that a question means."),
    ] = None,
    out: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="Write it there; - is standard output."),
    ] = STANDARD_OUTPUT,
) -> None:
    """Write a plan as a table (.xlsx, .csv), its due days as a calendar (.ics), or JSON."""
    from bot.app import office_clock
    from bot.exporting import Wanted, export
    from bot.plan_files import write_file

    written = wanted_format(kind, "" if out == STANDARD_OUTPUT else out.name)
    if out == STANDARD_OUTPUT and written is ExportFormat.XLSX and sys.stdout.isatty():
        raise DubanError("A terminal cannot show an .xlsx file: name a file with -o.")
    services = open_services(ctx)
    wanted = Wanted(year, tuple(map(as_utf8, department or ())), as_utf8(period) if period else None)
    done = export(services, written, wanted, office_clock(services.settings)())
    if out == STANDARD_OUTPUT:
        sys.stdout.buffer.write(done.content)
        return
    write_file(out, done.content)
    words = services.words
    print(
        words.say_number("{number} item: {path}", "{number} items: {path}", done.items, path=out),
        file=sys.stderr,
    )
