"""Methods that put messages into chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.telegram_server.errors import ApiError, bad_request
from tests.telegram_server.methods.markup import Markup, caption_fields, message_text, reply_markup
from tests.telegram_server.methods.places import find_chat, find_message, replied_message, writable_chat

if TYPE_CHECKING:
    from tests.telegram_server.calls import Call
    from tests.telegram_server.chats import Chat
    from tests.telegram_server.files import StoredFile
    from tests.telegram_server.messages import Message
    from tests.telegram_server.world import World

Result = dict[str, Any]

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(world: World, call: Call) -> Result:
    text, entities = message_text(call)
    markup, keyboard = reply_markup(call)
    return _post(world, call, (markup, keyboard), text=text, entities=entities or None).to_dict()


def send_document(world: World, call: Call) -> Result:
    return _send_file(world, call, "document")


def send_photo(world: World, call: Call) -> Result:
    return _send_file(world, call, "photo")


def _send_file(world: World, call: Call, kind: str) -> Result:
    caption = caption_fields(call)
    keyboards = reply_markup(call)
    file = _file(world, call, kind)
    shown: Any = file.as_photo() if kind == "photo" else file.as_document()
    return _post(world, call, keyboards, content={kind: shown, **caption}).to_dict()


def _file(world: World, call: Call, kind: str) -> StoredFile:
    """Take the uploaded file, or the known one that the request names."""
    named = call.text(kind)
    upload = (
        call.files.get(named.removeprefix("attach://"))
        if named.startswith("attach://")
        else call.files.get(kind)
    )
    if upload is None:
        if not named:
            raise bad_request(f"there is no {kind} in the request")
        return world.files.known(named)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    file = world.files.keep(upload.name, upload.content, upload.mime)
    if kind == "photo" and len(upload.content) > LARGEST_PHOTO:
        raise bad_request("file is too big for a photo; the maximum size is 10485760 bytes")
    if kind == "photo" and not file.is_picture:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return file


def _post(world: World, call: Call, keyboards: tuple[Markup | None, Markup | None], **what: Any) -> Message:
    chat, thread = writable_chat(world, call)
    reply_to = replied_message(world, call, chat)
    if thread is None and reply_to is not None and reply_to.chat is chat:
        thread = reply_to.thread
        chat.check_thread(call.bot, thread)
    if call.bot.limits is not None and (refused := call.bot.limits.check(chat.id)):
        raise refused
    markup, keyboard = keyboards
    return world.post(
        chat, call.bot, thread=thread, reply_to=reply_to, markup=markup, keyboard=keyboard, **what
    )


def copy_message(world: World, call: Call) -> Result:
    """Copy a message without a sign of where it came from."""
    source = _source(world, call, "message to copy not found")
    markup, keyboard = reply_markup(call)
    content = dict(source.content or {})
    if "caption" in call.values:
        content |= caption_fields(call)
    copy = _post(
        world,
        call,
        (markup, keyboard),
        text=source.text_or_none,
        entities=source.entities,
        content=content or None,
    )
    return {"message_id": copy.id}


def forward_message(world: World, call: Call) -> Result:
    source = _source(world, call, "message to forward not found")
    author = source.sender.to_dict() if source.sender else None
    origin: dict[str, Any] = {"date": source.date, "type": "user", "sender_user": author}
    if author is None:
        origin = {
            "date": source.date,
            "type": "channel",
            "chat": source.chat.to_dict(),
            "message_id": source.id,
        }
    content = {**(source.content or {}), "forward_origin": origin}
    return _post(
        world, call, (None, None), text=source.text_or_none, entities=source.entities, content=content
    ).to_dict()


def _source(world: World, call: Call, missing: str) -> Message:
    chat: Chat = find_chat(world, call, "from_chat_id")
    chat.check_reading(call.bot)
    message = find_message(chat, call, missing)
    if message.service:
        raise bad_request(missing.replace("not found", "can't be copied"))
    return message


def send_chat_action(world: World, call: Call) -> bool:
    writable_chat(world, call)
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True
