"""What a bot gets to see of a chat: privacy mode as the documentation promises it, and not more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.telegram_server.chats import ChatKind

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.chats import Chat
    from tests.telegram_server.messages import Message


def sees(bot: BotAccount, message: Message) -> bool:
    """Whether `bot` gets `message`: never its own, never another bot's, in groups what privacy mode lets through."""
    chat = message.chat
    if message.from_bot and not message.service:
        return False
    if chat.kind == ChatKind.PRIVATE:
        return chat.bot is bot
    member = chat.member(bot)
    if not member.present or message.sender is bot:
        return False
    if chat.kind == ChatKind.CHANNEL or member.is_admin or member.sees_all or message.service:
        return True
    return _is_meant_for(bot, chat, message)


def _is_meant_for(bot: BotAccount, chat: Chat, message: Message) -> bool:
    if message.via is bot:
        return True
    answered = message.reply_to  # in a topic, the note that opened it: that is no reply
    if answered is not None and answered.sender is bot and not answered.service:
        return True
    handle = f"@{bot.username}".lower()
    for entity in message.all_entities:
        word = message.entity_text(entity).lower()
        if entity["type"] == "mention" and bot.sees_mentions and word == handle:
            return True
        if entity["type"] == "bot_command" and _obeys(bot, chat, word, handle, entity["offset"]):
            return True
    return False


def _obeys(bot: BotAccount, chat: Chat, command: str, handle: str, offset: int) -> bool:
    """Whether a command is for `bot`: a bare one goes to the bot that spoke last, or to the only one."""
    if "@" in command:
        return command.endswith(handle)
    if offset:
        return False
    if chat.last_bot is not None:
        return chat.last_bot is bot
    return sum(1 for member in chat.members.values() if member.user.is_bot and member.present) == 1
