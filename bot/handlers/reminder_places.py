"""Where reminders may go, and what somebody may set there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.directory import is_inside
from bot.reminder_channels import CHANNEL
from bot.rights import Act as Deed
from bot.rights import Refusal, Rights, Situation, decide, decide_reminders, rights_in
from bot.roster import scope_text
from bot.subscription_buttons import Act, CardPress
from bot.wording import some_of
from storage.chats import ChatKind, Role
from storage.errors import NotAllowedError
from storage.subscription import Address

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from storage.chats import Chat, Departments, Person

RULERS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
MOST_NAMES = 6


@dataclass(frozen=True)
class Spot:
    """A chat or one of its topics, and the rights there of whoever asks; `is_here` where they ask it."""

    chat: Chat
    thread_id: int | None
    rights: Rights
    is_here: bool

    @property
    def address(self) -> Address:
        return Address(CHANNEL, self.chat.id, self.thread_id)

    def press(self, *, page: int = 1) -> CardPress:
        """Name this place for buttons."""
        return CardPress(Act.CARD, None if self.is_here else self.chat.id, self.thread_id, page=page)


async def spot_of(
    context: Context, guest: Visit, named: str | None, thread_id: int | None, *, gone: bool = False
) -> Spot:
    """Find the place that is meant: this one, or in private a chat by its @name or number.

    `gone` allows one that the bot is in no more.
    """
    if named is None or named == str(guest.chat.id):
        return Spot(guest.chat, thread_id, await _rights(context, guest, guest.chat), is_here=True)
    if guest.chat.kind is not ChatKind.PRIVATE:
        raise NotAllowedError(guest.words.say("Please ask me this in private."))
    chat = await _chat_named(context, named)
    if chat is None or not (chat.present or gone):
        raise NotAllowedError(guest.words.say("I am in no chat {name}: add me there first.", name=named))
    return Spot(chat, thread_id, await _rights(context, guest, chat), is_here=False)


def check(spot: Spot, departments: Departments, words: Catalogue) -> None:
    """Raise, and say politely why, unless reminders of these departments may be set there."""
    refusal = decide_reminders(spot.rights, departments)
    if refusal is not None:
        raise NotAllowedError(_refusal_text(refusal, spot.rights, words))


def check_set(spot: Spot, departments: Departments, words: Catalogue) -> None:
    """Raise unless somebody may change what is set there, which is about these departments."""
    refusal = decide_reminders(spot.rights, departments)
    if refusal is Refusal.OTHER_DEPARTMENTS and spot.rights.role is Role.HEAD:
        raise NotAllowedError(
            words.say(
                "Reminders for {departments} are set here already. Ask an admin to add yours, or set yours"
                " in a topic or in another chat.",
                departments=scope_text(departments, words),
            )
        )
    check(spot, departments, words)


def check_end(guest: Visit, spot: Spot, departments: Departments) -> None:
    """Raise unless somebody may end reminders: admins may, and whoever gets them in private."""
    is_own = spot.is_here and spot.chat.kind is ChatKind.PRIVATE
    if not is_own and guest.rights.role is not Role.ADMIN:
        check_set(spot, departments, guest.words)


async def is_theirs(context: Context, guest: Visit, named: str | None, *, ends: bool) -> bool:
    """Whether somebody who may ask nothing runs the chat that they name, or ends what comes to their own."""
    if guest.chat.kind is not ChatKind.PRIVATE:
        return False
    try:
        spot = await spot_of(context, guest, named, None, gone=ends)
    except NotAllowedError:
        return False
    if not spot.is_here:
        return spot.rights.role is Role.ADMIN
    store = context.services.subscriptions
    return ends and await context.services.in_thread(store.find, spot.address) is not None


def may_see(guest: Visit, spot: Spot) -> None:
    """Raise unless somebody may see what is set there: all who may ask here, and who may set it elsewhere."""
    rights = guest.rights if spot.is_here else spot.rights
    refusal = decide(Deed.ASK if spot.is_here else Deed.SUBSCRIBE, rights)
    if refusal is not None:
        raise NotAllowedError(_refusal_text(refusal, rights, guest.words))


def _refusal_text(refusal: Refusal, rights: Rights, words: Catalogue) -> str:
    if refusal is Refusal.STRANGER:
        return words.say("That chat is not approved: an admin does that with /chats.")
    allowed = rights.scope if rights.role is Role.ADMIN else rights.own
    if refusal is Refusal.OTHER_DEPARTMENTS and allowed:
        return words.say(
            "Reminders may be set here for {departments}.", departments=some_of(allowed, MOST_NAMES, words)
        )
    return words.say("Only heads of departments, for their own, and admins can set reminders.")


async def _chat_named(context: Context, name: str) -> Chat | None:
    """Find a chat that the bot is or was in, by the number or the @name."""
    services = context.services
    chat_id = await _ask_id(context, name) if name.startswith("@") else int(name)
    if chat_id is None:
        return None
    chat, _ = await services.in_thread(services.chats.look_up, chat_id, None)
    return chat


async def _ask_id(context: Context, name: str) -> int | None:
    try:
        return (await context.bot.get_chat(name)).id
    except TelegramError:
        return None


async def _rights(context: Context, guest: Visit, chat: Chat) -> Rights:
    """Work out what a guest may set in a chat. Who may post in a channel rules it, within its limits."""
    here = chat.id == guest.chat.id
    if here and chat.kind is not ChatKind.CHANNEL:
        return guest.rights
    place = rights_in(Situation(chat=replace(chat), person=None))
    return Rights(role=await _role(context, guest, chat, here=here), scope=place.scope, own=guest.rights.own)


async def _role(context: Context, guest: Visit, chat: Chat, *, here: bool) -> Role | None:
    role, person = guest.rights.role, guest.person
    if role is Role.ADMIN:
        return role
    if person is None:
        return Role.ADMIN if here else None
    if chat.kind is ChatKind.CHANNEL:
        return Role.ADMIN if await rules(context, chat, person) else None
    try:
        member = await context.bot.get_chat_member(chat.id, person.id)
    except TelegramError:
        return None
    return role if is_inside(member) else None


async def rules(context: Context, chat: Chat, person: Person) -> bool:
    """Whether Telegram says that a person runs a chat."""
    try:
        member = await context.bot.get_chat_member(chat.id, person.id)
    except TelegramError:
        return False
    return member.status in RULERS
