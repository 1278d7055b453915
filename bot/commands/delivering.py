"""Commands about reminders that were sent."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.command_line import AsJson, app, as_utf8, open_services, print_json


@app.command()
def deliveries(  # noqa: PLR0913, PLR0917 - its options
    ctx: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Only those with trouble.")] = False,
    chat: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Only to this chat.", show_default=False)
    ] = None,
    department: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only about this department.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the latest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the reminders that were sent: to whom, when, and what failed."""
    from bot.console import terminal_width
    from bot.delivery_report import deliveries_title, delivery_json, delivery_line
    from bot.dry_run import wanted_departments
    from bot.terminal import wrap
    from storage.chat_store import ChatStore
    from storage.delivery_history import DeliveryFilter, DeliveryHistory

    services = open_services(ctx)
    zone, words, history = services.settings.timezone, services.words, DeliveryHistory(services.engine)
    name = None
    if department:
        name = wanted_departments([as_utf8(department)], services.store.departments())[0]
    wanted = DeliveryFilter(chat_id=chat, department=name, troubled=failed)
    found = history.find(wanted, limit=limit)
    if as_json:
        print_json([delivery_json(record, zone) for record in found], indent=1)
        return
    chats = {each.id: each for each in ChatStore(services.engine).chats()}
    print(deliveries_title(history.counts(wanted), words))
    for record in found:
        print("\n".join(wrap(delivery_line(record, chats, zone, words), terminal_width())))
