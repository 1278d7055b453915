"""Reminders keep to what their chat may ask about, when admins change that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.desk import desk_of
from bot.reminder_channels import CHANNEL
from bot.rights import rights_in
from bot.subscribing import draft_of
from storage.subscription import GoneReason

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Context
    from storage.chats import Departments


async def keep_to_decision(context: Context, chat_id: int, now: datetime, *, approved: bool) -> None:
    """Let a chat's reminders rest when it is refused, and go on when it is approved again."""
    services = context.services
    if approved:
        await services.in_thread(services.subscriptions.resume, CHANNEL, chat_id, now, (GoneReason.REFUSED,))
    else:
        await services.in_thread(services.subscriptions.suspend, CHANNEL, chat_id, GoneReason.REFUSED, now)


async def keep_to_role(context: Context, person_id: int, now: datetime) -> None:
    """Let what comes to a person's private chat keep to what they may ask about there now."""
    services = context.services
    chat, person = await services.in_thread(services.chats.look_up, person_id, person_id)
    if chat is None:
        return
    situation = await desk_of(context).directory.situation(chat, person, context.bot, now)
    rights = rights_in(situation)
    if rights.may_ask:
        await keep_to_scope(context, chat.id, rights.scope, now)
    await keep_to_decision(context, chat.id, now, approved=rights.may_ask)


async def keep_to_scope(context: Context, chat_id: int, scope: Departments, now: datetime) -> None:
    """Take out of a chat's reminders what it may no longer ask about; end those that nothing is left of."""
    services = context.services
    store = services.subscriptions
    if scope is None:
        return
    for each in await services.in_thread(store.of_chat, CHANNEL, chat_id):
        wished = each.subscription.departments
        left = scope if wished is None else tuple(name for name in wished if name in scope)
        if not left:
            await services.in_thread(store.end, each.home, now)
        elif left != wished:
            await services.in_thread(store.put, replace(draft_of(each), departments=left), now=now)
