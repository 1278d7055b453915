"""The log of who did what, and backups: for admins, in private."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from telegram import InputFile

from bot.handlers.gate import author, is_admin_in_private, say, show_screen
from bot.paging import cut_at
from bot.record_wording import log_screen
from bot.wording import size_text
from storage.archive import write_archive
from storage.record_log import RecordLog
from storage.records import Deed

if TYPE_CHECKING:
    from bot.admin_buttons import AdminPress, Screen
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming

log = logging.getLogger(__name__)

ON_A_PAGE = 10
LARGEST = 50_000_000
"""Bytes of a file that a bot may send."""


async def show_log(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Show who did what, the latest first."""
    del text
    if await is_admin_in_private(context, visit, incoming):
        await show_screen(context, visit, incoming, await _page(context, visit, 1))


async def on_log(context: Context, guest: Visit, press: AdminPress) -> Screen:
    return await _page(context, guest, press.number())


async def _page(context: Context, visit: Visit, wanted: int) -> Screen:
    services = context.services
    cut = cut_at(wanted, await services.in_thread(services.records.count), ON_A_PAGE)
    entries = await services.in_thread(services.records.entries, ON_A_PAGE, skip=cut.start)
    return log_screen(entries, cut, visit.words, services.settings.timezone)


async def backup(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Send a backup of everything; what is too large for the messenger is said to be."""
    del text
    if not await is_admin_in_private(context, visit, incoming):
        return
    services, words = context.services, visit.words
    with TemporaryDirectory(prefix="duban-") as folder:
        file = Path(folder) / f"duban-{visit.now:%Y%m%d-%H%M%S}.backup"
        archived = await services.in_thread(write_archive, services.engine, file, visit.now)
        size = size_text(archived.size)
        if archived.size > LARGEST:
            line = words.say(
                "The backup has {size}, and a bot may send 50 MB at most: make it with “duban backup”.",
                size=size,
            )
            await say(context, visit, incoming, line)
            return
        content = await services.in_thread(file.read_bytes)
    caption = words.say(
        "All that I know ({size}): the plans with all versions and files, reports, reminders, departments, "
        "chats and people, the log. Keep it safe. To restore it: duban restore FILE",
        size=size,
    )
    await context.bot.send_document(visit.chat.id, InputFile(content, file.name), caption=caption)
    by = author(visit)
    await services.in_thread(
        RecordLog.note, services.engine, by.who, Deed.BACKED_UP, file.name, by.at, {"size": size}
    )
    log.info("a backup was sent", extra={"admin": by.who, "rows": archived.rows})
