"""A bot that answers every text, whoever writes it: the runtime as `duban run` starts it, with less to say.

A text `crash` fails each time, `crash once` the first time; `slow` takes a while, and does not block.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from telegram.ext import MessageHandler, TypeHandler, filters

from bot.app import import_first_plan, office_clock, open_services, run_telegram
from bot.logs import configure_logs
from bot.rendering import render_text
from bot.settings import read_settings, secrets_of
from bot.telegram.pacing import UNLIMITED
from bot.telegram.runtime import Conversation, Manners
from storage.errors import DubanError

if TYPE_CHECKING:
    from telegram import Update

    from bot.context import Context

FLAGS = frozenset(sys.argv[1:])
crashed: set[int] = set()


async def answer(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    text = message.text or ""
    if text == "crash" or (text == "crash once" and message.message_id not in crashed):
        crashed.add(message.message_id)
        raise ValueError("an odd update")
    if text.startswith("slow"):
        await asyncio.sleep(1)
    services = context.services
    found = services.asker.ask(text, now=services.clock())
    await context.bot.send_message(message.chat_id, f"{text}\n{render_text(found)}"[:4000])


async def nothing(update: object, context: Context) -> None:
    """Take what the other handler does not."""


async def apologise(update: object, context: Context) -> None:
    if "sorry" in FLAGS and getattr(update, "effective_chat", None):
        await context.bot.send_message(update.effective_chat.id, "Sorry.")  # type: ignore[attr-defined]


def register(application: Any) -> None:
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.add_handler(TypeHandler(object, nothing))
    application.add_error_handler(apologise)


async def on_start(application: Any) -> None:
    await application.bot.set_my_commands([("ask", "ask")])


def main() -> int:
    settings = read_settings()
    configure_logs(settings.log_level or "WARNING", secrets_of(settings))
    services = open_services(settings)
    clock = office_clock(settings)
    import_first_plan(services, now=clock())
    fast = "fast" in FLAGS
    manners = Manners(pace=UNLIMITED, share=None, finish_within=3) if fast else Manners(finish_within=3)
    try:
        run_telegram(services, clock, Conversation(register, on_start), manners)
    except DubanError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
