"""The buttons under a subscription's card and under a list of them."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from bot.handlers.reminder_places import check, check_end, check_set, may_see, spot_of
from bot.handlers.sending import edit, notify
from bot.handlers.subscription_changes import end_at, find_at, put_at
from bot.handlers.subscription_screens import (
    card_screen,
    departments_screen,
    known_departments,
    list_screen,
    preview_screen,
    sentence,
)
from bot.handlers.wishes import REFUSALS, draft_from
from bot.question import Language
from bot.subscription_buttons import (
    ON,
    Act,
    CardPress,
    end_keyboard,
    hours_keyboard,
    leads_keyboard,
    with_department,
    with_lead,
)
from storage.errors import NotAllowedError

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.reminder_places import Spot
    from bot.handlers.subscription_screens import Shown
    from storage.subscription import Subscribed


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
        return await list_screen(context, guest, press.page)
    chat = None if press.chat_id is None else str(press.chat_id)
    ends = press.act in {Act.ASK_END, Act.END}
    spot = await spot_of(context, guest, chat, press.thread_id, gone=ends or press.act is Act.CARD)
    known = await find_at(context, spot)
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
        return await departments_screen(context, guest, spot, known, press.page)
    names = await known_departments(context)
    chosen = None
    if press.act is Act.DEPARTMENT:
        chosen = with_department(known.subscription.departments if known else (), press.value, names)
        if not chosen:
            raise NotAllowedError(guest.words.say("One department at least has to stay."))
    check(spot, chosen, guest.words)
    put = await put_at(context, guest, spot, draft_from(context, guest, spot, known, departments=chosen))
    return await departments_screen(context, guest, spot, put, press.page)


async def _changed(context: Context, guest: Visit, spot: Spot, press: CardPress, known: Subscribed) -> Shown:
    """Show what a button leads to, after doing what it says."""
    words, here = guest.words, spot.press()
    match press.act:
        case Act.NEXT:
            return await preview_screen(context, guest, spot, known)
        case Act.ASK_END:
            return sentence(words.say("End these reminders?"), guest), end_keyboard(here, words)
        case Act.END:
            return sentence(await end_at(context, guest, spot), guest), ()
    change = _change(press, known)
    if change:
        draft = draft_from(context, guest, spot, known, **change)
        known = await put_at(context, guest, spot, draft)
    text, keyboard = await card_screen(context, guest, spot, known)
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
