"""Reminders beside the conversation: the runner on this bot, and what its deliveries tell of chats."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.context import Context
from bot.handlers.reminder_notices import Watch, tell_of_suspension
from bot.handlers.sending import move_chat, set_present
from bot.reminder_buttons import sent_pages
from bot.reminder_channels import CHANNEL
from bot.telegram.reminder_channel import TelegramChannel
from scheduler.delivery import LOOK_EVERY, Deliverer
from scheduler.runner import Runner
from scheduler.tick import Tick
from scheduler.working_days import china
from storage.subscription import GoneReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.sending import Bundle
    from storage.errors import AddressGoneError
    from storage.reminding import Page
    from storage.subscription import Address, Subscribed

log = logging.getLogger(__name__)

AGAIN_AFTER = 30.0  # seconds


async def remind(application: Any, every: float, finish_within: float) -> None:  # noqa: ANN401 - any bot's
    """Remind until cancelled; a fault must not end the conversation, so all begins anew after one."""
    context = Context(application)
    while True:
        try:
            await _runner(context, every).run(finish_within)
        except Exception:
            log.exception("reminders stopped; they begin anew")
        await asyncio.sleep(AGAIN_AFTER)


def _runner(context: Context, every: float) -> Runner:
    services = context.services
    deliverer = Deliverer(
        services.engine,
        {CHANNEL: TelegramChannel(context.bot)},
        services.clock,
        services.threads,
        look_every=min(every, LOOK_EVERY),
        on_gone=partial(_on_gone, context),
        on_moved=partial(move_chat, context),
    )
    tick = Tick(services.engine, _render, china())
    watch = Watch(context)
    return Runner(tick, deliverer, services.clock, services.threads, every=every, after_tick=watch.look)


def _render(bundle: Bundle, most: int) -> Sequence[Page]:
    return sent_pages(bundle, china(), most)


async def _on_gone(
    context: Context, address: Address, error: AddressGoneError, suspended: tuple[Subscribed, ...]
) -> None:
    """Note that a chat is gone, and tell the admins whose reminders rest for it."""
    services = context.services
    chat, _ = await services.in_thread(services.chats.look_up, address.chat_id, None)
    if chat is not None and error.reason is not GoneReason.READ_ONLY:
        await set_present(context, replace(chat, present=False))
    await tell_of_suspension(context, chat, suspended)
