"""What is shown of subscriptions: the card of one, its next message, departments to choose from, a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks import Heading, Line
from bot.catalogue import catalogue
from bot.handlers.reminder_places import spot_of
from bot.html import html_pages, html_text
from bot.paging import page_of
from bot.question import Language
from bot.reminder_channels import CHANNEL
from bot.reminders import reminder_pages
from bot.rights import decide_reminders, may_remind_of
from bot.subscription_buttons import (
    Act,
    CardPress,
    back_to_card,
    card_keyboard,
    departments_keyboard,
    list_keyboard,
)
from bot.subscription_card import card_blocks, next_reminders, subscription_line
from scheduler.sending import Bundle
from scheduler.working_days import china
from storage.chats import ChatKind, Role
from storage.errors import NotAllowedError
from storage.plan import ItemFilter

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.reminder_places import Spot
    from bot.keyboards import Keyboard
    from scheduler.reminder import Reminders
    from storage.subscription import Subscribed

Shown = tuple[str, "Keyboard"]


async def card_screen(context: Context, guest: Visit, spot: Spot, subscribed: Subscribed) -> Shown:
    coming = await _coming(context, guest, subscribed)
    chat = None if spot.is_here else spot.chat
    blocks = card_blocks(subscribed, chat, coming, guest.now, guest.words)
    keyboard = card_keyboard(subscribed.subscription, spot.press(), guest.words)
    return html_text(blocks, guest.words), keyboard


async def _coming(context: Context, guest: Visit, subscribed: Subscribed) -> Reminders:
    services, subscription = context.services, subscribed.subscription
    wanted = ItemFilter(departments=subscription.departments or ())

    def work_out() -> Reminders:
        return next_reminders(subscription, services.store.find(wanted), china(), guest.now)

    return await services.in_thread(work_out)


async def preview_screen(context: Context, guest: Visit, spot: Spot, subscribed: Subscribed) -> Shown:
    """Show the next message as it will be, or its first part."""
    subscription, keyboard = subscribed.subscription, back_to_card(spot.press(), guest.words)
    coming = await _coming(context, guest, subscribed)
    if not coming:
        return sentence(guest.words.say("Nothing falls due in the year ahead."), guest), keyboard
    words = catalogue(Language(subscription.language))
    bundle = Bundle(subscription.address, coming[0].at, coming)
    return reminder_pages(bundle, words, china())[0].text, keyboard


async def departments_screen(
    context: Context, guest: Visit, spot: Spot, known: Subscribed | None, page: int
) -> Shown:
    """Let departments be chosen: those that may be, and those that are."""
    words, chosen = guest.words, known.subscription.departments if known else ()
    offered = may_remind_of(spot.rights, await known_departments(context))
    if not offered:
        raise NotAllowedError(words.say("No department can be chosen here: an admin sets yours with /role."))
    keyboard = departments_keyboard(
        chosen,
        tuple(dict.fromkeys((*offered, *(chosen or ())))),
        spot.press(page=page),
        words,
        everything=decide_reminders(spot.rights, None) is None,
    )
    if known is None:
        line = words.say(
            "Which departments' deadlines should be told? Or write: /subscribe DEPARTMENT 30d,7d 9:00"
        )
        return sentence(line, guest), keyboard
    return (await card_screen(context, guest, spot, known))[0], keyboard


async def list_screen(context: Context, guest: Visit, page: int) -> Shown:
    services, words = context.services, guest.words
    if guest.chat.kind is ChatKind.PRIVATE and guest.rights.role in {Role.ADMIN, Role.HEAD}:
        found = [
            each for each in await services.in_thread(services.subscriptions.all) if _is_theirs(each, guest)
        ]
    else:
        found = list(await services.in_thread(services.subscriptions.of_chat, CHANNEL, guest.chat.id))
    if not found:
        return sentence(words.say("No reminders come here. /subscribe sets them."), guest), ()
    if len(found) == 1 and found[0].home.chat_id == guest.chat.id:
        spot = await spot_of(context, guest, None, found[0].home.thread_id)
        return await card_screen(context, guest, spot, found[0])
    shown, cut = page_of(found, page)
    chats = {chat.id: chat for chat in await services.in_thread(services.chats.chats)}
    lines = [
        Line(f"{number}. {subscription_line(each, chats.get(each.home.chat_id), words)}")
        for number, each in enumerate(shown, start=1)
    ]
    places = [
        CardPress(
            Act.CARD,
            None if each.home.chat_id == guest.chat.id else each.home.chat_id,
            each.home.thread_id,
        )
        for each in shown
    ]
    text = html_pages([Heading(words.say("Reminders")), *lines], words)[0].text
    return text, list_keyboard(places, cut)


def _is_theirs(subscribed: Subscribed, guest: Visit) -> bool:
    """Whether somebody in private may edit a subscription, or gets it."""
    departments = subscribed.subscription.departments
    if subscribed.home.chat_id == guest.chat.id or guest.rights.role is Role.ADMIN:
        return True
    return departments is not None and set(departments) <= set(guest.rights.own)


async def known_departments(context: Context) -> tuple[str, ...]:
    services = context.services
    return tuple(each.name for each in await services.in_thread(services.store.departments))


def sentence(text: str, guest: Visit) -> str:
    return html_text([Line(text)], guest.words)
