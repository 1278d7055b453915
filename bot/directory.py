"""Who is who: chats and people as they are known, kept for seconds; group members asked for when needed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.reminder_channels import CHANNEL, COMES_BACK
from bot.rights import Situation, rights_in
from storage.chats import ChatKind, ChatState

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import ChatMember

    from bot.context import Bot, Services
    from storage.chats import Chat, Person

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=5)
"""How long what was read is believed: another process may change it."""
MEMBER_FOR = timedelta(hours=6)
"""How long a membership is believed before the messenger is asked again."""
MOST = 20_000
MOST_LOOKUPS = 30
"""Groups asked about one person at once."""
OUTSIDE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


@dataclass(frozen=True)
class Known:
    """A situation as worked out at a moment, for names as they were."""

    situation: Situation
    names: tuple[object, ...]
    at: datetime


class Directory:
    """Works out who speaks where. Whoever changes rights calls `forget`: nothing stale is believed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._chats = services.chats
        self._known: dict[tuple[int | None, int | None], Known] = {}
        self._moved: dict[int, int] = {}

    def note_move(self, old_id: int, new_id: int) -> None:
        """Remember that a chat has a new id: what was said under the old one may still be on its way."""
        self._moved[old_id] = new_id

    def current(self, chat: Chat) -> Chat:
        """Return a chat under the id that it has now."""
        new_id = self._moved.get(chat.id)
        return chat if new_id is None else replace(chat, id=new_id, kind=ChatKind.SUPERGROUP)

    def forget(self) -> None:
        """Believe nothing that was read before: something has changed."""
        self._known.clear()

    def is_first_admin(self, person_id: int) -> bool:
        return person_id in self._services.settings.admin_ids

    async def situation(self, chat: Chat | None, person: Person | None, bot: Bot, now: datetime) -> Situation:
        """Say who speaks where, as far as it matters for their rights. `chat` is None outside of chats."""
        key = (chat.id if chat else None, person.id if person else None)
        names = _names(chat, person)
        known = self._known.get(key)
        if known is None or known.names != names or now - known.at > FRESH:
            situation = await self._work_out(chat, person, bot, now)
            known = Known(situation, names, now)
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = known
        return known.situation

    async def _work_out(self, chat: Chat | None, person: Person | None, bot: Bot, now: datetime) -> Situation:
        person_id = person.id if person else None
        chat_id = chat.id if chat else person_id or 0
        known_chat, known_person = await self._services.in_thread(self._chats.look_up, chat_id, person_id)
        if chat and (not known_chat or _names(chat, person) != _names(known_chat, known_person)):
            await self._services.in_thread(self._chats.see, chat, person)
        if chat and chat.present and known_chat and not known_chat.present:
            # Who writes from a chat shows that the bot is in it.
            await self._services.in_thread(self._chats.set_present, chat)
            await self._services.in_thread(
                self._services.subscriptions.resume, CHANNEL, chat.id, now, COMES_BACK
            )
        situation = Situation(
            chat=known_chat or chat,
            person=known_person or person,
            is_first_admin=person is not None and self.is_first_admin(person.id),
        )
        if person and chat and chat.kind.is_group and situation.chat:
            await self._note_member(situation.chat, person, now)
        return await self._with_groups(situation, bot, now)

    async def _note_member(self, chat: Chat, person: Person, now: datetime) -> None:
        """Remember who writes in an approved group: they may ask in private, too."""
        if chat.state is not ChatState.APPROVED:
            return
        seen = await self._services.in_thread(self._chats.memberships, person.id)
        late = now - MEMBER_FOR / 2
        if not any(each.chat_id == chat.id and each.present and each.checked_at > late for each in seen):
            await self._services.in_thread(self._chats.note_member, chat.id, person.id, now, present=True)

    async def _with_groups(self, situation: Situation, bot: Bot, now: datetime) -> Situation:
        """Add the approved groups of a person whom nothing else allows to ask in private about everything."""
        person = situation.person
        if not situation.is_private or person is None or rights_in(situation).scope is None:
            return situation
        groups = await self._services.in_thread(self._chats.approved_groups)
        seen = await self._services.in_thread(self._chats.memberships, person.id) if groups else ()
        believed = {each.chat_id: each.present for each in seen if now - each.checked_at <= MEMBER_FOR}
        for group in [group for group in groups if group.id not in believed][:MOST_LOOKUPS]:
            believed[group.id] = await self._ask_member(group, person, bot, now)
        return replace(situation, groups=tuple(group for group in groups if believed.get(group.id)))

    async def _ask_member(self, group: Chat, person: Person, bot: Bot, now: datetime) -> bool:
        """Ask the messenger whether a person is in a group, and note the answer if there is one."""
        try:
            present = is_inside(await bot.get_chat_member(group.id, person.id))
        except BadRequest:
            present = False  # neither such a member nor any trace of one
        except Forbidden:
            return False
        except TelegramError as error:
            log.warning("a membership could not be asked for: %s", type(error).__name__)
            return False
        await self._services.in_thread(self._chats.note_member, group.id, person.id, now, present=present)
        return present


def is_inside(member: ChatMember) -> bool:
    """Whether a member's status says that they are in the chat now."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in OUTSIDE


def _names(chat: Chat | None, person: Person | None) -> tuple[object, ...]:
    return (
        (chat.kind, chat.title) if chat else None,
        (person.name, person.username) if person else None,
    )
