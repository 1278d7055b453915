"""Commands that go on until they are stopped: the bot, and the conversation in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.command_line import Now, app, open_services
from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.app import Services
    from bot.settings import Settings


@app.command()
def run(
    ctx: typer.Context,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Load this plan first.", show_default=False)
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT",
            help="Try another day in this terminal: as if it were this ISO date or time.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Start Duban on the loaded plan or else a sample: on Telegram with a token, else in this terminal."""
    from bot.app import (
        import_first_plan,
        office_clock,
        plan_file_remark,
        run_telegram,
        running_clock,
    )
    from bot.plan_report import publication_report

    services = open_services(ctx)
    words, clock = services.words, office_clock(services.settings)
    if plan is None:
        publication = import_first_plan(services, now=clock())
    else:
        from bot.importing import ask_or_refuse, import_plan

        publication = import_plan(services, plan, now=clock(), agree=ask_or_refuse).publication
    if publication is not None:
        print(publication_report(publication, words), file=sys.stderr)
    if remark := plan_file_remark(services):
        print(remark, file=sys.stderr)
    if services.settings.telegram_token is None:
        _converse(services, running_clock(services.settings, now) if now else clock, remind=True)
        return
    if now:
        raise DubanError("Another day can be tried in a terminal only: leave TELEGRAM_TOKEN empty for it.")
    _log_events(services.settings)
    run_telegram(services, clock)


@app.command()
def chat(ctx: typer.Context, now: Now = None) -> None:
    """Ask in this terminal, with follow-ups."""
    from bot.app import office_clock

    services = open_services(ctx)
    _converse(services, office_clock(services.settings, now))


def _log_events(settings: Settings) -> None:
    """Log what happens, too, where nobody has said how much: a bot has no screen to say it on."""
    if settings.log_level is None:
        from bot.logs import configure_logs
        from bot.settings import secrets_of

        configure_logs("INFO", secrets_of(settings))


def _converse(services: Services, clock: Callable[[], datetime], *, remind: bool = False) -> None:
    from bot.console import Conversation, converse
    from bot.terminal_reminders import TerminalReminders
    from scheduler.working_days import china

    words, zone = services.words, services.settings.timezone
    reminders = TerminalReminders(services.store, clock, zone, words, china()) if remind else None
    converse(Conversation(services.asker, clock, words), words, reminders)
