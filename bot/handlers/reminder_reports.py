"""What admins may look at of reminders: those to come, those sent, and who is told of which department."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.blocks import Line, Title
from bot.coverage import unheard
from bot.delivery_report import coverage_blocks, deliveries_title, delivery_line
from bot.dry_run import LONGEST, default_subscriptions
from bot.handlers.desk import desk_of
from bot.handlers.gate import is_admin_in_private, read_departments, say
from bot.handlers.questions import back_to
from bot.handlers.sending import edit, notify, send
from bot.html import html_pages
from bot.paging import ON_A_PAGE, cut_at
from bot.reminder_load import load_blocks, loads
from bot.report_buttons import DeliveriesPage, DryRunPage, deliveries_keyboard, turning
from bot.rights import Act, decide
from bot.subscription_buttons import key_of
from scheduler.schedule import reminders_between
from scheduler.working_days import china
from storage.delivery_history import DeliveryFilter, DeliveryHistory
from storage.plan import ItemFilter

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.html import HtmlPage
    from bot.keyboards import Keyboard
    from bot.report_buttons import ReportPage
    from storage.chats import Chat
    from storage.delivery_history import DeliveryRecord
    from storage.subscription import Subscription

USUAL_DAYS, MOST_DAYS = 30, LONGEST.days
AHEAD = timedelta(days=30)
YEAR = re.compile(r"(?:19|20)\d\d")
"""A number that is one rather than days."""
TROUBLE = {"failed", "trouble", "失败", "出错"}

Shown = tuple[str, "Keyboard"]


async def on_report_page(context: Context, guest: Visit, query: CallbackQuery, wanted: ReportPage) -> None:
    """Turn a report's pages, for admins."""
    if decide(Act.ADMINISTER, guest.rights) is not None or not guest.situation.is_private:
        await notify(query, guest.words.say("Only admins can do this."), alert=True)
        return
    if isinstance(wanted, DryRunPage):
        text, keyboard = await _dry_run(context, guest, wanted)
    else:
        text, keyboard = await _deliveries(context, guest, wanted)
    if query.message is not None:
        await edit(context, guest.chat.id, query.message.message_id, text, keyboard)
    await notify(query)


# -- /dryrun ------------------------------------------------------------------------------------------------


async def dry_run(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Show what would be told in the next days, or in a period that is named; nothing is sent."""
    if not await is_admin_in_private(context, guest, incoming):
        return
    wanted = _days(context, guest, text)
    if wanted is None:
        line = guest.words.say("For how many days, or for when? /dryrun 30, or /dryrun December")
        await say(context, guest, incoming, line)
        return
    text, keyboard = await _dry_run(context, guest, wanted)
    await send(context, back_to(guest, incoming), text, keyboard)


def _days(context: Context, guest: Visit, text: str) -> DryRunPage | None:
    """Read a number of days from today on, or a period."""
    today, number = guest.now.date(), text.strip().removesuffix("天").removesuffix("days").strip()
    if YEAR.fullmatch(text.strip()):
        first, last = date(int(number), 1, 1), date(int(number), 12, 31)
        return DryRunPage(first, (last - first).days)
    if not number or number.isdecimal():
        days = int(number[:6]) if number else USUAL_DAYS
        return DryRunPage(today, days) if 0 < days <= MOST_DAYS else None
    period = desk_of(context).services.asker.read(text, now=guest.now).period
    if period is None or period.last is None:
        return None
    first = period.first or today
    days = (period.last - first).days
    return DryRunPage(first, days) if 0 <= days <= MOST_DAYS else None


async def _dry_run(context: Context, guest: Visit, wanted: DryRunPage) -> Shown:
    pages = await context.services.in_thread(_dry_run_pages, context, guest, wanted)
    wanted = replace(wanted, page=min(max(wanted.page, 1), len(pages)))
    return pages[wanted.page - 1].text, turning(wanted, len(pages))


def _dry_run_pages(context: Context, guest: Visit, wanted: DryRunPage) -> tuple[HtmlPage, ...]:
    services, words = context.services, guest.words
    last = wanted.first + timedelta(days=min(wanted.days, MOST_DAYS))
    items = services.store.find(ItemFilter())
    subscriptions = services.subscriptions.all()
    told = _told(
        context, wanted.first, [each.subscription for each in subscriptions if not each.is_suspended]
    )
    found = loads(reminders_between(wanted.first, last, items, told, china()))
    silent = unheard(items, subscriptions, wanted.first, last) if subscriptions else {}
    blocks = load_blocks(found, (wanted.first, last), words, set_up=bool(subscriptions), unheard=silent)
    return html_pages(blocks, words)


def _told(context: Context, first: date, live: list[Subscription]) -> tuple[Subscription, ...]:
    """Return whom reminders go to; while nothing is set, each department as if it had the default."""
    services = context.services
    if live:
        return tuple(live)
    names = [department.name for department in services.store.departments()]
    return default_subscriptions(names, first, services.settings.timezone)


# -- /deliveries --------------------------------------------------------------------------------------------


async def deliveries(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """List what was sent, the latest first: to a chat by its number, about a department, or what failed."""
    if not await is_admin_in_private(context, guest, incoming):
        return
    wanted = DeliveriesPage()
    rest = []
    for word in text.split():
        if word.lower() in TROUBLE:
            wanted = replace(wanted, troubled=True)
        elif word.removeprefix("-").isdecimal():
            wanted = replace(wanted, chat_id=int(word[:19]))
        else:
            rest.append(word)
    names = await read_departments(context, guest, incoming, " ".join(rest))
    if names is None:
        return
    if names:
        wanted = replace(wanted, department=key_of(names[0]))
    text, keyboard = await _deliveries(context, guest, wanted)
    await send(context, back_to(guest, incoming), text, keyboard)


async def _deliveries(context: Context, guest: Visit, wanted: DeliveriesPage) -> Shown:
    services, words = context.services, guest.words
    history = DeliveryHistory(services.engine)
    filter_ = DeliveryFilter(
        chat_id=wanted.chat_id,
        department=await _department(context, wanted.department),
        troubled=wanted.troubled,
    )
    counts = await services.in_thread(history.counts, filter_)
    cut = cut_at(wanted.page, sum(counts.values()))
    wanted = replace(wanted, page=cut.number)
    found: tuple[DeliveryRecord, ...] = await services.in_thread(
        history.find, filter_, limit=ON_A_PAGE, offset=cut.start
    )
    chats = await _chats(context)
    lines = [Line("· " + delivery_line(record, chats, services.settings.timezone, words)) for record in found]
    text = html_pages([Title(deliveries_title(counts, words)), *lines], words)[0].text
    return text, deliveries_keyboard(wanted, cut.pages, words)


async def _department(context: Context, key: str) -> str | None:
    services = context.services
    if not key:
        return None
    names = (each.name for each in await services.in_thread(services.store.departments))
    return next((name for name in names if key_of(name) == key), None)


async def _chats(context: Context) -> dict[int, Chat]:
    services = context.services
    return {chat.id: chat for chat in await services.in_thread(services.chats.chats)}


# -- /coverage ----------------------------------------------------------------------------------------------


async def coverage(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Show who is told of which department, what rests, and when each was last told."""
    del text
    if not await is_admin_in_private(context, guest, incoming):
        return
    services, words, today = context.services, guest.words, guest.now.date()
    covered = await services.in_thread(services.subscriptions.coverage)
    subscriptions = await services.in_thread(services.subscriptions.all)
    items = await services.in_thread(services.store.find, ItemFilter())
    ahead = unheard(items, (), today, today + AHEAD)
    blocks = coverage_blocks(covered, subscriptions, ahead, await _chats(context), words)
    for page in html_pages(blocks, words):
        await send(context, back_to(guest, incoming), page.text)
