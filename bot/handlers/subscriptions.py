"""The commands of reminders, until there are reminders: an honest line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.addressing import Command

if TYPE_CHECKING:
    from bot.catalogue import Catalogue

COMMANDS = (Command.SUBSCRIBE, Command.UNSUBSCRIBE, Command.SUBSCRIPTIONS)


def not_yet(words: Catalogue) -> str:
    return words.say("Reminders are not switched on yet. Until then, /due shows what is due and overdue.")
