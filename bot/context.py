"""What handlers are handed: python-telegram-bot's context with our services on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

from telegram.ext import CallbackContext, ExtBot

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from sqlalchemy import Engine

    from bot.asking import Asker
    from bot.settings import Settings
    from scheduler.clock import Clock
    from storage.chat_store import ChatStore
    from storage.department_store import DepartmentStore
    from storage.plan_store import PlanStore
    from storage.record_log import RecordLog
    from storage.subscription_store import SubscriptionStore

P = ParamSpec("P")
R = TypeVar("R")
Data: TypeAlias = dict[Any, Any]
Bot: TypeAlias = ExtBot[None]


@dataclass(frozen=True)
class Services:
    """What a handler works with. `clock` tells the office's time; stores block, so call them `in_thread`."""

    settings: Settings
    engine: Engine
    store: PlanStore
    asker: Asker
    chats: ChatStore
    subscriptions: SubscriptionStore
    departments: DepartmentStore
    records: RecordLog
    clock: Clock
    threads: Executor

    async def in_thread(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run what blocks (a store, a long computation) beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, partial(call, *args, **kwargs))


class Context(CallbackContext[Bot, Data, Data, Data]):
    """The context of one update."""

    @property
    def services(self) -> Services:
        services: Services = self.bot_data[Services]
        return services
