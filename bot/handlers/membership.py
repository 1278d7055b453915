"""Who is where: the bot added, promoted, kicked, blocked; people who join and leave; groups that move."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus

from bot.blocks import Line
from bot.catalogue import catalogue
from bot.directory import is_inside
from bot.handlers.approvals import admins_of, ask_admins, tell
from bot.handlers.desk import desk_of, visit
from bot.handlers.incoming import read_chat, read_person
from bot.handlers.reminder_notices import tell_of_suspension
from bot.handlers.sending import To, move_chat, set_present, try_to_send
from bot.html import html_text
from bot.reminder_channels import CHANNEL, COMES_BACK
from bot.roster import chat_name
from storage.chats import Chat, ChatKind, ChatState
from storage.subscription import Address, GoneReason

if TYPE_CHECKING:
    from telegram import ChatMember, Message, Update

    from bot.context import Context

log = logging.getLogger(__name__)


async def on_my_place(update: Update, context: Context) -> None:
    """Note where the bot comes and goes; where it comes unapproved, the admins are asked."""
    change = update.my_chat_member
    chat = read_chat(change.chat) if change else None
    if change is None or chat is None:
        return
    inside, was_inside = is_inside(change.new_chat_member), is_inside(change.old_chat_member)
    log.info("the bot's place changed", extra={"chat": chat.id, "status": change.new_chat_member.status})
    chat = replace(chat, present=inside)
    await set_present(context, chat)
    suspended = await _note_for_reminders(context, chat)
    if chat.kind is ChatKind.PRIVATE:
        return
    guest = await visit(context, chat, read_person(change.from_user), change.from_user.language_code)
    if not inside:
        if was_inside and guest.chat.state is ChatState.APPROVED and not suspended:
            await _tell_admins_of_loss(context, guest.chat)
        return
    if guest.chat.state is not ChatState.APPROVED:
        await ask_admins(context, guest)
        if _may_write(change.new_chat_member, chat):
            await tell(context, guest, To(chat))


async def _note_for_reminders(context: Context, chat: Chat) -> bool:
    """Let a chat's reminders rest when it is gone, and go on when it is back; say whether they rest now."""
    services = context.services
    store, now = services.subscriptions, services.clock()
    if chat.present:
        await services.in_thread(store.resume, CHANNEL, chat.id, now, COMES_BACK)
        return False
    why = GoneReason.BLOCKED if chat.kind is ChatKind.PRIVATE else GoneReason.REMOVED
    suspended = await services.in_thread(store.suspend, CHANNEL, chat.id, why, now)
    await tell_of_suspension(context, chat, suspended)
    return bool(suspended)


def _may_write(me: ChatMember, chat: Chat) -> bool:
    """Whether a word is welcome: in groups; a channel's readers are not spoken to unasked."""
    return chat.kind.is_group and me.status != ChatMemberStatus.RESTRICTED


async def _tell_admins_of_loss(context: Context, chat: Chat) -> None:
    for admin, language in (await admins_of(context)).items():
        words = catalogue(language)
        line = Line(words.say("I was removed from {chat}.", chat=chat_name(chat, words)))
        await try_to_send(context, To(Chat(id=admin, kind=ChatKind.PRIVATE)), html_text([line], words))


async def on_members(update: Update, context: Context) -> None:
    """Note who is in a chat, where Telegram says so."""
    change = update.chat_member
    if change is not None:
        present = is_inside(change.new_chat_member)
        await _note(context, change.chat.id, change.new_chat_member.user.id, present=present)


async def on_service(update: Update, context: Context) -> None:
    """Note what a service message tells: who came, who left, that a group has moved."""
    message = update.effective_message
    if message is None:
        return
    await _note_moves(context, message)
    await _note_topic(context, message)
    for user in message.new_chat_members:
        await _note(context, message.chat.id, user.id, present=True)
    if message.left_chat_member is not None:
        await _note(context, message.chat.id, message.left_chat_member.id, present=False)


async def _note_moves(context: Context, message: Message) -> None:
    if message.migrate_to_chat_id is not None:
        await move_chat(context, message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        await move_chat(context, message.migrate_from_chat_id, message.chat.id)


async def _note_topic(context: Context, message: Message) -> None:
    """Send a closed topic's reminders to its chat, and back to the topic when it is open again."""
    services = context.services
    address = Address(CHANNEL, message.chat.id, message.message_thread_id)
    if message.forum_topic_closed is not None:
        await services.in_thread(services.subscriptions.close_topic, address)
    if message.forum_topic_reopened is not None:
        await services.in_thread(services.subscriptions.reopen_topic, address)


async def _note(context: Context, chat_id: int, person_id: int, *, present: bool) -> None:
    """Note a member of an approved group; others are none of our business."""
    desk = desk_of(context)
    services = desk.services
    chat, _ = await services.in_thread(services.chats.look_up, chat_id, None)
    if chat is None or chat.state is not ChatState.APPROVED or person_id == context.bot.id:
        return
    now = services.clock()
    await services.in_thread(services.chats.note_member, chat_id, person_id, now, present=present)
    desk.forget()
