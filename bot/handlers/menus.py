"""The commands that Telegram offers behind the slash, for each kind of chat, in both languages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden

from bot.menus import FOR_ADMINS, FOR_GROUPS, FOR_PRIVATE, menu
from bot.question import Language
from storage.chats import Role

if TYPE_CHECKING:
    from telegram import BotCommandScope

    from bot.addressing import Command
    from bot.context import Bot, Context, Services

log = logging.getLogger(__name__)


async def set_menus(bot: Bot, services: Services) -> None:
    """Register the commands of every scope; the client picks those of its language."""
    otherwise = services.settings.language
    for scope, commands in (
        (BotCommandScopeDefault(), FOR_GROUPS),
        (BotCommandScopeAllGroupChats(), FOR_GROUPS),
        (BotCommandScopeAllPrivateChats(), FOR_PRIVATE),
    ):
        await _set(bot, scope, commands, otherwise)
    people = await services.in_thread(services.chats.people)
    chosen = {person.id: person.language for person in people}
    admins = {person.id for person in people if person.role is Role.ADMIN} | set(services.settings.admin_ids)
    for admin in admins:
        language = chosen.get(admin)
        await _set_for(bot, admin, FOR_ADMINS, Language(language) if language else None, otherwise)


async def offer_menu(context: Context, person_id: int, role: Role | None, language: Language | None) -> None:
    """Offer a person the commands of their role, in the language they chose; None is the client's."""
    if role is not Role.ADMIN and language is None:
        try:
            for code in ("", *Language):
                await context.bot.delete_my_commands(BotCommandScopeChat(person_id), code)
        except (BadRequest, Forbidden):
            log.info("a menu could not be taken back", extra={"person": person_id})
        return
    commands = FOR_ADMINS if role is Role.ADMIN else FOR_PRIVATE
    await _set_for(context.bot, person_id, commands, language, context.services.settings.language)


async def _set_for(
    bot: Bot, person_id: int, commands: tuple[Command, ...], language: Language | None, otherwise: Language
) -> None:
    """Set one person's menu; who has not started the bot has none yet."""
    try:
        await _set(bot, BotCommandScopeChat(person_id), commands, language or otherwise, only=language)
    except (BadRequest, Forbidden):
        log.info("a menu could not be set", extra={"person": person_id})


async def _set(
    bot: Bot,
    scope: BotCommandScope,
    commands: tuple[Command, ...],
    otherwise: Language,
    only: Language | None = None,
) -> None:
    """Set a scope's commands: for clients of each language in it (or all in one), and for all others."""
    await bot.set_my_commands(menu(commands, otherwise), scope)
    for language in Language:
        await bot.set_my_commands(menu(commands, only or language), scope, language.value)
