"""Who is reminded of what: /subscribe, /subscriptions, /unsubscribe."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.questions import back_to
from bot.handlers.reminder_places import check_end, check_set, spot_of
from bot.handlers.sending import send
from bot.handlers.subscription_changes import end_at, find_at, person_id, put_at, record_at
from bot.handlers.subscription_screens import (
    card_screen,
    departments_screen,
    list_screen,
    sentence,
)
from bot.handlers.wishes import REFUSALS, UnclearWishError, departments_named, draft_from, wished_draft
from bot.roster import scope_text
from bot.subscribing import Wish, read_wish
from storage.records import Deed

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.handlers.reminder_places import Spot
    from bot.handlers.subscription_screens import Shown
    from storage.subscription import Subscribed


async def subscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Set reminders as the words behind the command say, or by buttons where there are none."""
    await _answer(context, guest, incoming, _subscribe(context, guest, incoming, text))


async def _subscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> Shown:
    wish = read_wish(text)
    spot = await spot_of(context, guest, wish.place, incoming.thread_id)
    known = await find_at(context, spot)
    check_set(spot, known.subscription.departments if known else (), guest.words)
    if wish.is_empty and known:
        return await card_screen(context, guest, spot, known)
    draft = await wished_draft(context, guest, spot, wish, known)
    if draft is None:
        return await departments_screen(context, guest, spot, None, 1)
    return await card_screen(context, guest, spot, await put_at(context, guest, spot, draft))


async def unsubscribe(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """End the reminders of a place, or those of some departments, and say how to have them again."""
    await _answer(context, guest, incoming, _unsubscribe(context, guest, incoming, text))


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
    known = await find_at(context, spot)
    if known is None or not wish.rest:
        return sentence(await end_at(context, guest, spot), guest), ()
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
        return sentence(await end_at(context, guest, spot), guest), ()
    draft = draft_from(context, guest, spot, known, departments=left)
    put = await services.in_thread(services.subscriptions.put, draft, now=guest.now, by=person_id(guest))
    await record_at(context, guest, Deed.UNSUBSCRIBED, spot, names)
    return await card_screen(context, guest, spot, put)


async def subscriptions(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Show which reminders come here; in private, all that somebody may edit."""
    del text
    await send(context, back_to(guest, incoming), *await list_screen(context, guest, 1))


async def _answer(context: Context, guest: Visit, incoming: Incoming, asked: Awaitable[Shown]) -> None:
    """Show what somebody asked for, or say why it cannot be."""
    try:
        shown = await asked
    except REFUSALS as error:
        shown = sentence(str(error), guest), ()
    await send(context, back_to(guest, incoming), *shown)
