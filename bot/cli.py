"""`duban …`: reads options and settings, builds what a command needs, prints what it says.

A command imports what it works with when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.question import Language
from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.app import Services
    from bot.catalogue import Catalogue
    from bot.settings import Settings

log = logging.getLogger("duban")

SOME_FAILED, EXPECTED_ERROR, BUG = 1, 2, 70
UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})

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


@dataclass(frozen=True)
class Options:
    """The options before a command's name."""

    database: str | None = None


class OutputError(DubanError):
    """Standard output does not take what we print."""


def main() -> NoReturn:
    """Run the command of this process's arguments; no expected error ends in a traceback."""
    _speak_utf8()
    try:
        code = _run()
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has gone. What is left in the buffer must not fail again when Python ends.
        _drop_output()
        code = 1
    except OSError as error:
        _drop_output()
        _complain(OutputError(f"The output cannot be written: {error.strerror}."))
        code = EXPECTED_ERROR
    sys.exit(code)


def _run() -> int:
    try:
        app()
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0
    except DubanError as error:
        _complain(error)
        return EXPECTED_ERROR
    except Exception as error:
        if _is_about_output(error):
            raise
        log.exception("a command failed")
        print("Something went wrong that should not have. The lines above say what.", file=sys.stderr)
        return BUG
    return 0


def _is_about_output(error: Exception) -> bool:
    """Whether what we print to takes no more: such an error names no file, unlike those of files."""
    return isinstance(error, OSError) and error.errno in UNWRITABLE and error.filename is None


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: DubanError) -> None:
    from bot.sentences import say_sentence

    print(say_sentence(str(error), _words()), file=sys.stderr)


def _words() -> Catalogue:
    """Give the sentences of the language that is set."""
    from bot.catalogue import catalogue
    from bot.settings import language_set

    return catalogue(language_set())


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: plans and answers are Chinese."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"duban {version('duban')}")
        raise typer.Exit


def _as_utf8(argument: str) -> str:
    """Read an argument's bytes as UTF-8 whatever the locale says, where they are UTF-8."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


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


@app.command()
def run(
    ctx: typer.Context,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Load this plan first.", show_default=False)
    ] = None,
) -> None:
    """Start Duban on the loaded plan or else a sample: on Telegram with a token, else in this terminal."""
    from bot.app import import_first_plan, office_clock, run_telegram
    from bot.plan_report import publication_report

    services = _open(ctx)
    words, clock = services.words, office_clock(services.settings)
    if plan is None:
        publication = import_first_plan(services, now=clock())
    else:
        from bot.importing import ask_or_refuse, import_plan

        publication = import_plan(services, plan, now=clock(), agree=ask_or_refuse).publication
    if publication is not None:
        print(publication_report(publication, words), file=sys.stderr)
    if services.settings.telegram_token is None:
        _converse(services, clock)
        return
    _log_events(services.settings)
    run_telegram(services, clock)


@app.command()
def chat(ctx: typer.Context, now: Now = None) -> None:
    """Ask in this terminal, with follow-ups."""
    from bot.app import office_clock

    services = _open(ctx)
    _converse(services, office_clock(services.settings, now))


@app.command()
def ask(
    ctx: typer.Context,
    question: Annotated[list[str] | None, typer.Argument(help="The question.", show_default=False)] = None,
    now: Now = None,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id", "q", "now"} lines from standard input.')
    ] = False,
) -> None:
    """Answer a question, or many with --jsonl."""
    text = _as_utf8(" ".join(question or ())).strip()
    if jsonl == bool(text):
        raise typer.BadParameter('give a question: duban ask "…", or --jsonl', param_hint="QUESTION")
    services = _open(ctx)
    if jsonl:
        raise typer.Exit(_answer_lines(services, now))
    _print_answer(services, text, now, as_json)


@app.command()
def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="An item's code, like 2017-112.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show one item whole."""
    services = _open(ctx)
    if services.store.item(code) is None:
        raise DubanError(f"No item has the code {code}.")
    english = services.words.language is Language.ENGLISH
    _print_answer(services, f"show {code}" if english else f"{code} 详情", None, as_json)


@app.command()
def parse(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Say how a plan file reads; nothing is stored."""
    from bot.catalogue import catalogue
    from bot.plan_files import read_plan_file
    from bot.plan_json import plan_json
    from bot.plan_report import parse_report
    from storage.parsing import parse_plan

    settings = _settings(ctx)
    plan = parse_plan(*read_plan_file(file))
    if as_json:
        _print_json(plan_json(plan), indent=1)
    else:
        print(parse_report(plan, catalogue(settings.language)))


@app.command("import")
def import_(
    ctx: typer.Context, file: File, year: Year = None, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Load a plan file as its year's newest version."""
    from dataclasses import asdict

    from bot.app import office_clock
    from bot.importing import agreed, ask_or_refuse, import_plan
    from bot.plan_report import publication_report

    services = _open(ctx)
    now = office_clock(services.settings)()
    done = import_plan(services, file, now=now, year=year, agree=agreed if yes else ask_or_refuse)
    for remark in done.remarks:
        print(remark, file=sys.stderr)
    if as_json:
        _print_json(asdict(done.publication))
        return
    print(publication_report(done.publication, services.words))
    if done.to_look_at:
        print(done.to_look_at)


@app.command()
def remind(
    ctx: typer.Context,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day; today.", show_default=False)
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day; 30 days on.", show_default=False)
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this department's.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which reminders would be sent from one day to another; nothing is sent."""
    from bot.app import office_clock
    from bot.console import terminal_width
    from bot.dry_run import dry_run, rows_json, wanted_days, wanted_departments
    from bot.reminder_calendar import reminder_calendar
    from scheduler.working_days import china
    from storage.plan import ItemFilter

    services = _open(ctx)
    zone, store, words = services.settings.timezone, services.store, services.words
    days = wanted_days(first, last, today=office_clock(services.settings)().date())
    names = wanted_departments([_as_utf8(name) for name in department or ()], store.departments())
    rows = dry_run(store.find(ItemFilter()), names, days, china(), zone)
    if as_json:
        _print_json(rows_json(rows, words, china()), indent=1)
    else:
        print(reminder_calendar(rows, days, words, terminal_width(), alone=len(names) == 1))


@app.command()
def plans(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the loaded plans."""
    from dataclasses import asdict

    from bot.plan_report import plans_report

    services = _open(ctx)
    found = services.store.plans()
    if as_json:
        _print_json([asdict(plan) for plan in found], indent=1)
    else:
        print(plans_report(found, services.words))


@app.command()
def departments(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the departments of the loaded plans."""
    services = _open(ctx)
    found = services.store.departments()
    if as_json:
        _print_json([{"name": each.name, "aliases": list(each.aliases)} for each in found], indent=1)
        return
    if not found:
        print(services.words.say("No plan is loaded. Load one: duban import FILE"))
    for each in found:
        print(" = ".join((each.name, *each.aliases)))


def _settings(ctx: typer.Context) -> Settings:
    """Read the settings, and have what goes wrong from here on logged without their secrets."""
    from bot.logs import configure_logs
    from bot.settings import read_settings, secrets_of

    settings = read_settings()
    given = ctx.obj.database
    if given:
        settings = settings.with_database(given)
    configure_logs(settings.log_level, secrets_of(settings))
    return settings


def _log_events(settings: Settings) -> None:
    """Log what happens, too, where nobody has said how much: a bot has no screen to say it on."""
    if "log_level" not in settings.model_fields_set:
        from bot.logs import configure_logs
        from bot.settings import secrets_of

        configure_logs("INFO", secrets_of(settings))


def _open(ctx: typer.Context) -> Services:
    from bot.app import open_services

    return open_services(_settings(ctx))


def _print_answer(services: Services, question: str, now: str | None, as_json: bool) -> None:
    from bot.app import office_clock
    from bot.console import terminal_width
    from bot.rendering import answer_json
    from bot.terminal import render_terminal

    answer = services.asker.ask(question, now=office_clock(services.settings, now)())
    if as_json:
        _print_json(answer_json(answer))
    else:
        print(render_terminal(answer, terminal_width()))


def _answer_lines(services: Services, now: str | None) -> int:
    from bot.app import office_clock
    from bot.batch import answer_lines
    from bot.rendering import answer_json

    clock = office_clock(services.settings, now)

    def answer(question: str, at: str | None) -> dict[str, object]:
        moment = office_clock(services.settings, at)() if at else clock()
        return answer_json(services.asker.ask(question, now=moment))

    failed = False
    for line in answer_lines(sys.stdin or (), answer):
        _print_json(line)
        failed |= "error" in line
    return SOME_FAILED if failed else 0


def _converse(services: Services, clock: Callable[[], datetime]) -> None:
    from bot.console import Conversation, converse

    converse(Conversation(services.asker, clock, services.words), services.words)


def _print_json(value: object, indent: int | None = None) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent, default=str), flush=indent is None)
