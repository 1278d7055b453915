"""Who is reminded of what: /subscribe, /subscriptions, /unsubscribe, and the card with its buttons."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from bot.blocks import Heading, Line
from bot.catalogue import catalogue
from bot.handlers.gate import author
from bot.handlers.questions import back_to
from bot.handlers.reminder_places import Spot, check, check_end, check_set, may_see, spot_of
from bot.handlers.sending import edit, notify, send
from bot.handlers.wishes import UnclearWishError, departments_named, draft_from, wished_draft
from bot.html import html_pages, html_text
from bot.question import Language
from bot.reminder_channels import CHANNEL
from bot.reminders import reminder_pages
from bot.rights import decide_reminders, may_remind_of
from bot.roster import scope_text
from bot.subscribing import Wish, read_wish
from bot.subscription_buttons import (
    ON,
    Act,
    CardPress,
    back_to_card,
    card_keyboard,
    departments_keyboard,
    end_keyboard,
    hours_keyboard,
    leads_keyboard,
    list_keyboard,
    with_department,
    with_lead,
)
from bot.subscription_card import card_blocks, command_for, next_reminders, subscription_line
from scheduler.sending import Bundle
from scheduler.working_days import china
from storage.chats import ChatKind, Role
from storage.errors import NotAllowedError
from storage.plan import ItemFilter
from storage.record_log import RecordLog
from storage.records import Deed

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.keyboards import Keyboard
    from scheduler.reminder import Reminders
    from storage.chats import Departments
    from storage.subscription import Subscribed, SubscriptionDraft

log = logging.getLogger(__name__)

Shown = tuple[str, "Keyboard"]
ON_A_PAGE = 8
REFUSALS = (NotAllowedError, UnclearWishError)
"""What is said to whoever asked; all else is not their doing."""


# -- commands -----------------------------------------------------------------------------------------------


async def subscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Set reminders as the words behind the command say, or by buttons where there are none."""
    try:
        shown = await _subscribe(context, guest, incoming, text)
    except REFUSALS as error:
        shown = _sentence(str(error), guest), ()
    await send(context, back_to(guest, incoming), *shown)


async def _subscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> Shown:
    wish = read_wish(text)
    spot = await spot_of(context, guest, wish.place, incoming.thread_id)
    known = await _find(context, spot)
    check_set(spot, known.subscription.departments if known else (), guest.words)
    if wish.is_empty and known:
        return await _card(context, guest, spot, known)
    draft = await wished_draft(context, guest, spot, wish, known)
    if draft is None:
        return await _departments(context, guest, spot, None, 1)
    return await _card(context, guest, spot, await _put(context, guest, spot, draft))


async def unsubscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """End the reminders of a place, or those of some departments, and say how to have them again."""
    try:
        shown = await _unsubscribe(context, guest, incoming, text)
    except REFUSALS as error:
        shown = _sentence(str(error), guest), ()
    await send(context, back_to(guest, incoming), *shown)


async def _unsubscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> Shown:
    wish = read_wish(text)
    if replace(wish, place=None, rest="", everything=False) != Wish():
        raise UnclearWishError(
            guest.words.say(
                "/unsubscribe ends all reminders of a chat; with departments behind it, only theirs."
                " /subscribe changes anything else."
            )
        )
    spot = await spot_of(context, guest, wish.place, incoming.thread_id, gone=True)
    known = await _find(context, spot)
    if known is None or not wish.rest:
        return _sentence(await _end(context, guest, spot), guest), ()
    return await _leave_out(context, guest, spot, known, departments_named(context, guest, wish.rest))


async def _leave_out(
    context: Context, guest: Visit, spot: Spot, known: Subscribed, names: tuple[str, ...]
) -> Shown:
    """End the reminders of some departments; of the others they go on."""
    services, words, told = context.services, guest.words, known.subscription.departments
    check_end(guest, spot, names)
    if told is None or not set(names) <= set(told):
        raise UnclearWishError(
            words.say(
                "Reminders are set for {departments}; /subscribe with the departments wanted changes that.",
                departments=scope_text(told, words),
            )
        )
    left = tuple(name for name in told if name not in names)
    if not left:
        return _sentence(await _end(context, guest, spot), guest), ()
    draft = draft_from(context, guest, spot, known, departments=left)
    put = await services.in_thread(services.subscriptions.put, draft, now=guest.now, by=_who(guest))
    await _record(context, guest, Deed.UNSUBSCRIBED, spot, names)
    return await _card(context, guest, spot, put)


async def subscriptions(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Show which reminders come here; in private, all that somebody may edit."""
    del text
    await send(context, back_to(guest, incoming), *await _list(context, guest, 1))


# -- buttons ------------------------------------------------------------------------------------------------


async def on_subscription(context: Context, guest: Visit, query: CallbackQuery, press: CardPress) -> None:
    """Do what a button of a card or list says, for whoever may."""
    try:
        shown = await _pressed(context, guest, press)
    except REFUSALS as error:
        await notify(query, str(error), alert=True)
        return
    if query.message is not None:
        await edit(context, guest.chat.id, query.message.message_id, *shown)
    await notify(query)


async def _pressed(context: Context, guest: Visit, press: CardPress) -> Shown:
    if press.act is Act.LIST:
        return await _list(context, guest, press.page)
    chat = None if press.chat_id is None else str(press.chat_id)
    ends = press.act in {Act.ASK_END, Act.END}
    spot = await spot_of(context, guest, chat, press.thread_id, gone=ends or press.act is Act.CARD)
    known = await _find(context, spot)
    departments = known.subscription.departments if known else ()
    if ends:
        check_end(guest, spot, departments)
    elif press.act in {Act.CARD, Act.NEXT}:
        may_see(guest, spot)
    else:
        check_set(spot, departments, guest.words)
    if press.act in {Act.DEPARTMENTS, Act.DEPARTMENT, Act.EVERYTHING}:
        return await _choose(context, guest, spot, press, known)
    if known is None:
        raise NotAllowedError(guest.words.say("No reminders come here. /subscribe sets them."))
    return await _changed(context, guest, spot, press, known)


async def _choose(
    context: Context, guest: Visit, spot: Spot, press: CardPress, known: Subscribed | None
) -> Shown:
    """Turn to the departments, and choose the one that was pressed."""
    if press.act is Act.DEPARTMENTS:
        return await _departments(context, guest, spot, known, press.page)
    names = await _known_departments(context)
    chosen = None
    if press.act is Act.DEPARTMENT:
        chosen = with_department(known.subscription.departments if known else (), press.value, names)
        if not chosen:
            raise NotAllowedError(guest.words.say("One department at least has to stay."))
    check(spot, chosen, guest.words)
    put = await _put(context, guest, spot, draft_from(context, guest, spot, known, departments=chosen))
    return await _departments(context, guest, spot, put, press.page)


async def _changed(context: Context, guest: Visit, spot: Spot, press: CardPress, known: Subscribed) -> Shown:
    """Show what a button leads to, after doing what it says."""
    words, here = guest.words, spot.press()
    match press.act:
        case Act.NEXT:
            return await _preview(context, guest, spot, known)
        case Act.ASK_END:
            return _sentence(words.say("End these reminders?"), guest), end_keyboard(here, words)
        case Act.END:
            return _sentence(await _end(context, guest, spot), guest), ()
    change = _change(press, known)
    if change:
        draft = draft_from(context, guest, spot, known, **change)
        known = await _put(context, guest, spot, draft)
    text, keyboard = await _card(context, guest, spot, known)
    if press.act in {Act.LEADS, Act.LEAD}:
        keyboard = leads_keyboard(known.subscription, here, words)
    elif press.act in {Act.HOURS, Act.HOUR}:
        keyboard = hours_keyboard(known.subscription.hour, here, words)
    return text, keyboard


def _change(press: CardPress, known: Subscribed) -> dict[str, object]:
    """Say which fields a press sets; none where it only shows something, or what it asks cannot be."""
    value = press.value
    match press.act:
        case Act.LEAD:
            leads = with_lead(known.subscription.leads, value)
            return {"leads": leads} if leads else {}
        case Act.HOUR:
            return {"hour": time(int(value[:2]), int(value[2:]))}
        case Act.LANGUAGE:
            return {"language": Language(value).value}
        case Act.OUTLOOK:
            return {"outlook": value == ON}
        case Act.CHECK_IN:
            return {"check_in": value == ON}
    return {}


# -- what is shown ------------------------------------------------------------------------------------------


async def _card(context: Context, guest: Visit, spot: Spot, subscribed: Subscribed) -> Shown:
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


async def _preview(context: Context, guest: Visit, spot: Spot, subscribed: Subscribed) -> Shown:
    """Show the next message as it will be, or its first part."""
    subscription, keyboard = subscribed.subscription, back_to_card(spot.press(), guest.words)
    coming = await _coming(context, guest, subscribed)
    if not coming:
        return _sentence(guest.words.say("Nothing falls due in the year ahead."), guest), keyboard
    words = catalogue(Language(subscription.language))
    bundle = Bundle(subscription.address, coming[0].at, coming)
    return reminder_pages(bundle, words, china())[0].text, keyboard


async def _departments(
    context: Context, guest: Visit, spot: Spot, known: Subscribed | None, page: int
) -> Shown:
    """Let departments be chosen: those that may be, and those that are."""
    words, chosen = guest.words, known.subscription.departments if known else ()
    offered = may_remind_of(spot.rights, await _known_departments(context))
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
        return _sentence(line, guest), keyboard
    return (await _card(context, guest, spot, known))[0], keyboard


async def _list(context: Context, guest: Visit, page: int) -> Shown:
    services, words = context.services, guest.words
    if guest.chat.kind is ChatKind.PRIVATE and guest.rights.role in {Role.ADMIN, Role.HEAD}:
        found = [
            each for each in await services.in_thread(services.subscriptions.all) if _is_theirs(each, guest)
        ]
    else:
        found = list(await services.in_thread(services.subscriptions.of_chat, CHANNEL, guest.chat.id))
    if not found:
        return _sentence(words.say("No reminders come here. /subscribe sets them."), guest), ()
    if len(found) == 1 and found[0].home.chat_id == guest.chat.id:
        spot = await spot_of(context, guest, None, found[0].home.thread_id)
        return await _card(context, guest, spot, found[0])
    pages = -(-len(found) // ON_A_PAGE)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
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
    return html_pages([Heading(words.say("Reminders")), *lines], words)[0].text, list_keyboard(
        places, page, pages
    )


def _is_theirs(subscribed: Subscribed, guest: Visit) -> bool:
    """Whether somebody in private may edit a subscription, or gets it."""
    departments = subscribed.subscription.departments
    if subscribed.home.chat_id == guest.chat.id or guest.rights.role is Role.ADMIN:
        return True
    return departments is not None and set(departments) <= set(guest.rights.own)


# -- steps --------------------------------------------------------------------------------------------------


async def _find(context: Context, spot: Spot) -> Subscribed | None:
    services = context.services
    return await services.in_thread(services.subscriptions.find, spot.address)


async def _known_departments(context: Context) -> tuple[str, ...]:
    services = context.services
    return tuple(each.name for each in await services.in_thread(services.store.departments))


async def _put(context: Context, guest: Visit, spot: Spot, draft: SubscriptionDraft) -> Subscribed:
    services, by = context.services, _who(guest)
    put = await services.in_thread(services.subscriptions.put, draft, now=guest.now, by=by)
    if put.is_suspended:  # somebody is there, so the chat is back
        await services.in_thread(services.subscriptions.resume, CHANNEL, spot.chat.id, guest.now)
        put = await _find(context, spot) or put
    log.info("a subscription was set", extra={"chat": spot.chat.id, "topic": spot.thread_id, "person": by})
    await _record(context, guest, Deed.SUBSCRIBED, spot, put.subscription.departments)
    return put


async def _record(context: Context, guest: Visit, deed: Deed, spot: Spot, names: Departments) -> None:
    """Note in the log who set or ended reminders, where, and of whom."""
    about = f"{spot.chat.title} ({spot.chat.id})" + (f" · {spot.thread_id}" if spot.thread_id else "")
    details = {"departments": "all" if names is None else list(names)}
    by, services = author(guest), context.services
    await services.in_thread(RecordLog.note, services.engine, by.who, deed, about, by.at, details)


async def _end(context: Context, guest: Visit, spot: Spot) -> str:
    services, words = context.services, guest.words
    known = await _find(context, spot)
    if known is None:
        return words.say("No reminders come here. /subscribe sets them.")
    check_end(guest, spot, known.subscription.departments)
    await services.in_thread(services.subscriptions.end, spot.address, guest.now)
    await _record(context, guest, Deed.UNSUBSCRIBED, spot, known.subscription.departments)
    extra = {"chat": spot.chat.id, "topic": spot.thread_id, "person": _who(guest)}
    log.info("a subscription was ended", extra=extra)
    usual, place = services.settings.timezone, None if spot.is_here else spot.chat.id
    command = command_for(known.subscription, words, usual_zone=usual, place=place)
    return words.say("These reminders have ended. To have them again: {command}", command=command)


def _who(guest: Visit) -> int | None:
    return guest.person.id if guest.person else None


def _sentence(text: str, guest: Visit) -> str:
    return html_text([Line(text)], guest.words)
