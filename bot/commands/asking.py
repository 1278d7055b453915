"""Commands that answer: questions, one item, the reminders to come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.command_line import AsJson, Now, app, as_utf8, open_services, print_json
from bot.question import Language
from storage.errors import DubanError

if TYPE_CHECKING:
    from bot.app import Services

SOME_FAILED = 1


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
    text = as_utf8(" ".join(question or ())).strip()
    if jsonl == bool(text):
        raise typer.BadParameter('give a question: duban ask "…", or --jsonl', param_hint="QUESTION")
    services = open_services(ctx)
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
    services = open_services(ctx)
    if services.store.item(code) is None:
        raise DubanError(f"No item has the code {code}.")
    english = services.words.language is Language.ENGLISH
    _print_answer(services, f"show {code}" if english else f"{code} 详情", None, as_json)


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

    services = open_services(ctx)
    zone, store, words = services.settings.timezone, services.store, services.words
    days = wanted_days(first, last, today=office_clock(services.settings)().date())
    names = wanted_departments([as_utf8(name) for name in department or ()], store.departments())
    rows = dry_run(store.find(ItemFilter()), names, days, china(), zone)
    if as_json:
        print_json(rows_json(rows, words, china()), indent=1)
    else:
        print(reminder_calendar(rows, days, words, terminal_width(), alone=len(names) == 1))


def _print_answer(services: Services, question: str, now: str | None, as_json: bool) -> None:
    from bot.app import office_clock
    from bot.console import terminal_width
    from bot.rendering import answer_json
    from bot.terminal import render_terminal

    answer = services.asker.ask(question, now=office_clock(services.settings, now)())
    if as_json:
        print_json(answer_json(answer))
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
        print_json(line)
        failed |= "error" in line
    return SOME_FAILED if failed else 0
