"""Setting and ending the reminders of a place, each noted in the log of who did what."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.handlers.gate import author
from bot.handlers.reminder_places import check_end
from bot.reminder_channels import CHANNEL
from bot.subscription_card import command_for
from storage.record_log import RecordLog
from storage.records import Deed, noted

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.reminder_places import Spot
    from storage.chats import Departments
    from storage.subscription import Subscribed, SubscriptionDraft

log = logging.getLogger(__name__)


async def find_at(context: Context, spot: Spot) -> Subscribed | None:
    services = context.services
    return await services.in_thread(services.subscriptions.find, spot.address)


async def put_at(context: Context, guest: Visit, spot: Spot, draft: SubscriptionDraft) -> Subscribed:
    services, by = context.services, person_id(guest)
    put = await services.in_thread(services.subscriptions.put, draft, now=guest.now, by=by)
    if put.is_suspended:  # somebody is there, so the chat is back
        await services.in_thread(services.subscriptions.resume, CHANNEL, spot.chat.id, guest.now)
        put = await find_at(context, spot) or put
    log.info("a subscription was set", extra={"chat": spot.chat.id, "topic": spot.thread_id, "person": by})
    await record_at(context, guest, Deed.SUBSCRIBED, spot, put.subscription.departments)
    return put


async def record_at(context: Context, guest: Visit, deed: Deed, spot: Spot, names: Departments) -> None:
    """Note in the log who set or ended reminders, where, and of whom."""
    about = f"{spot.chat.title} ({spot.chat.id})" + (f" · {spot.thread_id}" if spot.thread_id else "")
    details = {"departments": noted(names)}
    by, services = author(guest), context.services
    await services.in_thread(RecordLog.note, services.engine, by.who, deed, about, by.at, details)


async def end_at(context: Context, guest: Visit, spot: Spot) -> str:
    services, words = context.services, guest.words
    known = await find_at(context, spot)
    if known is None:
        return words.say("No reminders come here. /subscribe sets them.")
    check_end(guest, spot, known.subscription.departments)
    await services.in_thread(services.subscriptions.end, spot.address, guest.now)
    await record_at(context, guest, Deed.UNSUBSCRIBED, spot, known.subscription.departments)
    extra = {"chat": spot.chat.id, "topic": spot.thread_id, "person": person_id(guest)}
    log.info("a subscription was ended", extra=extra)
    usual, place = services.settings.timezone, None if spot.is_here else spot.chat.id
    command = command_for(known.subscription, words, usual_zone=usual, place=place)
    return words.say("These reminders have ended. To have them again: {command}", command=command)


def person_id(guest: Visit) -> int | None:
    return guest.person.id if guest.person else None
