"""The methods of the Bot API that are played here, by lower-case name (Telegram takes any case)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.telegram_server.methods import account, answering, changing, chats, sending

if TYPE_CHECKING:
    from tests.telegram_server.calls import Call
    from tests.telegram_server.world import World

Method = Callable[["World", "Call"], Any]

METHODS: dict[str, Method] = {
    "getme": account.get_me,
    "logout": account.done,
    "close": account.done,
    "setwebhook": account.set_webhook,
    "deletewebhook": account.delete_webhook,
    "getwebhookinfo": account.get_webhook_info,
    "getfile": account.get_file,
    "setmycommands": account.set_my_commands,
    "getmycommands": account.get_my_commands,
    "deletemycommands": account.delete_my_commands,
    "setmyname": account.set_my_text,
    "getmyname": account.get_my_text,
    "setmydescription": account.set_my_text,
    "getmydescription": account.get_my_text,
    "setmyshortdescription": account.set_my_text,
    "getmyshortdescription": account.get_my_text,
    "setmydefaultadministratorrights": account.done,
    "setchatmenubutton": account.set_chat_menu_button,
    "getchatmenubutton": account.get_chat_menu_button,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "sendphoto": sending.send_photo,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": changing.edit_message_text,
    "editmessagecaption": changing.edit_message_caption,
    "editmessagereplymarkup": changing.edit_message_reply_markup,
    "deletemessage": changing.delete_message,
    "deletemessages": changing.delete_messages,
    "pinchatmessage": changing.pin,
    "unpinchatmessage": changing.pin,
    "setmessagereaction": changing.react,
    "answercallbackquery": answering.answer_callback_query,
    "answerinlinequery": answering.answer_inline_query,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "createforumtopic": chats.create_forum_topic,
    "closeforumtopic": chats.close_forum_topic,
    "reopenforumtopic": chats.reopen_forum_topic,
    "editforumtopic": chats.edit_forum_topic,
    "deleteforumtopic": chats.delete_forum_topic,
}
