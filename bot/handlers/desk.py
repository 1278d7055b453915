"""What handlers share while the bot runs, and who is at it: the visit that an update makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalogue import catalogue
from bot.conversations import Conversations
from bot.directory import Directory
from bot.menus import menu_language
from bot.rights import rights_in
from bot.views import Views

if TYPE_CHECKING:
    from datetime import datetime

    from bot.catalogue import Catalogue
    from bot.context import Context, Services
    from bot.rights import Rights, Situation
    from storage.chats import Chat, Person


@dataclass(frozen=True)
class Desk:
    """One for each running bot."""

    services: Services
    directory: Directory
    views: Views
    conversations: Conversations

    def forget(self) -> None:
        """Believe nothing that was read before: rights have changed."""
        self.directory.forget()


def desk_of(context: Context) -> Desk:
    """Return the bot's desk, set up at its first use."""
    desk: Desk | None = context.bot_data.get(Desk)
    if desk is None:
        services = context.services
        desk = Desk(services, Directory(services), Views(services), Conversations())
        context.bot_data[Desk] = desk
    return desk


@dataclass(frozen=True)
class Visit:
    """Who is there, where, when, with what rights; `words` are for what is no answer to a question."""

    chat: Chat
    person: Person | None
    situation: Situation
    rights: Rights
    now: datetime
    words: Catalogue


async def visit(context: Context, chat: Chat, person: Person | None, client_language: str | None) -> Visit:
    """Find out who is there."""
    desk = desk_of(context)
    now = desk.services.clock()
    chat = desk.directory.current(chat)
    situation = await desk.directory.situation(chat, person, context.bot, now)
    language = menu_language(situation, client_language, desk.services.settings.language)
    return Visit(
        chat=situation.chat or chat,
        person=situation.person,
        situation=situation,
        rights=rights_in(situation),
        now=now,
        words=catalogue(language),
    )
