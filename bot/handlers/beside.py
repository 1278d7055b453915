"""All that goes on beside the conversation as long as the bot serves."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.handlers.plan_watch import watch_plan_file
from bot.handlers.reminding import remind


async def beside(application: Any, every: float, finish_within: float) -> None:  # noqa: ANN401 - any bot's
    """Remind, and watch the plan file, until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(remind(application, every, finish_within))
        tasks.create_task(watch_plan_file(application, every))
