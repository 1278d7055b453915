"""Methods that change or take away messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.telegram_server.chats import Chat, ChatKind
from tests.telegram_server.errors import ApiError, bad_request
from tests.telegram_server.methods.markup import caption_fields, message_text, reply_markup
from tests.telegram_server.methods.places import find_chat, find_message, is_private

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.calls import Call
    from tests.telegram_server.messages import Message
    from tests.telegram_server.world import World

DELETABLE = 48 * 3600  # seconds
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

Edited = dict[str, Any] | bool


def edit_message_text(world: World, call: Call) -> Edited:
    text, entities = message_text(call)
    markup = reply_markup(call)[0]
    message = _editable(world, call)
    if message.text_or_none is None:
        raise bad_request("there is no text in the message to edit")
    same = message.text_or_none == text and (message.entities or []) == entities
    return _edit(world, message, same=same, text_or_none=text, entities=entities or None, markup=markup)


def edit_message_caption(world: World, call: Call) -> Edited:
    caption = caption_fields(call)
    markup = reply_markup(call)[0]
    message = _editable(world, call)
    if message.content is None:
        raise bad_request("there is no caption in the message to edit")
    bare = {
        key: value for key, value in message.content.items() if key not in {"caption", "caption_entities"}
    }
    content = bare | caption
    return _edit(world, message, same=content == message.content, content=content, markup=markup)


def edit_message_reply_markup(world: World, call: Call) -> Edited:
    markup = reply_markup(call)[0]
    return _edit(world, _editable(world, call), same=True, markup=markup)


def _edit(world: World, message: Message, *, same: bool, markup: Any, **fields: Any) -> Edited:
    if same and message.markup == markup:
        raise bad_request(NOT_MODIFIED)
    world.edit(message, markup=markup, **fields)
    return True if message.inline_id else message.to_dict()


def _editable(world: World, call: Call) -> Message:
    """Find the message to edit: a bot's own, or one sent by way of it."""
    inline_id = call.text("inline_message_id")
    if inline_id:
        message = world.inline_messages.get(inline_id)
        if message is None or message.deleted or message.via is not call.bot:
            raise bad_request("MESSAGE_ID_INVALID")
        return message
    chat = find_chat(world, call)
    if chat.kind == ChatKind.PRIVATE and (chat.blocked or (chat.person and chat.person.deactivated)):
        chat.check_writing(call.bot)
    chat.check_reading(call.bot)
    message = find_message(chat, call, "message to edit not found")
    if message.author is not call.bot or message.service:
        raise bad_request("message can't be edited")
    return message


def delete_message(world: World, call: Call) -> bool:
    chat = find_chat(world, call)
    chat.check_reading(call.bot)
    message = find_message(chat, call, "message to delete not found")
    if refused := _undeletable(world, chat, message, call.bot):
        raise refused
    _delete(world, message)
    return True


def delete_messages(world: World, call: Call) -> bool:
    """Delete what can be deleted; what cannot is passed over."""
    chat = find_chat(world, call)
    chat.check_reading(call.bot)
    for number in call.json("message_ids") or []:
        message = chat.by_id.get(int(number))
        if message is not None and not _undeletable(world, chat, message, call.bot):
            _delete(world, message)
    return True


def _undeletable(world: World, chat: Chat, message: Message, bot: BotAccount) -> ApiError | None:
    own = message.author is bot
    allowed = own or is_private(chat) or chat.member(bot).may("can_delete_messages")
    old = world.now() - message.date > DELETABLE and not (chat.member(bot).is_admin and not is_private(chat))
    return bad_request("message can't be deleted") if not allowed or old else None


def _delete(world: World, message: Message) -> None:
    message.deleted = True
    message.changed = world.change()
    world.changed.notify_all()


def pin(world: World, call: Call) -> bool:
    chat = find_chat(world, call)
    chat.check_reading(call.bot)
    if not is_private(chat) and not chat.member(call.bot).is_admin:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if call.method.lower() == "pinchatmessage":
        find_message(chat, call, "message to pin not found")
    return True


def react(world: World, call: Call) -> bool:
    chat = find_chat(world, call)
    chat.check_reading(call.bot)
    find_message(chat, call, "message to react not found")
    return True
