"""Methods about chats: who is in them, leaving, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.telegram_server.chats import PERMISSIONS, Chat, ChatKind, Member, Status, Topic
from tests.telegram_server.errors import bad_request
from tests.telegram_server.membership import open_topic
from tests.telegram_server.methods.places import find_chat, is_private

if TYPE_CHECKING:
    from tests.telegram_server.calls import Call
    from tests.telegram_server.world import World

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, call: Call) -> dict[str, Any]:
    chat = _readable(world, call)
    shown = chat.to_dict() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
        shown["permissions"] = dict.fromkeys(PERMISSIONS, not chat.muted)
    return shown


def get_chat_member(world: World, call: Call) -> dict[str, Any]:
    """Tell of one person; where members are hidden, only admins hear of others."""
    chat = _readable(world, call)
    number = call.integer("user_id")
    if number is None:
        raise bad_request("invalid user_id specified")
    member = chat.members.get(number)
    if is_private(chat):
        user = call.bot if number == call.bot.id else chat.person
        assert user is not None
        return Member(user, Status.MEMBER).to_dict(chat.kind)
    if number != call.bot.id and not chat.member(call.bot).is_admin:
        if chat.kind == ChatKind.CHANNEL:
            raise bad_request("member list is inaccessible")
        if chat.hides_members:
            raise bad_request("CHAT_ADMIN_REQUIRED")
    user_or_none = world.people.get(number)
    if member is None and user_or_none is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if member is None:
        assert user_or_none is not None
        member = Member(user_or_none, Status.LEFT)
    return member.to_dict(chat.kind)


def get_chat_administrators(world: World, call: Call) -> list[dict[str, Any]]:
    """List the admins; other bots are not among them."""
    chat = _readable(world, call)
    if is_private(chat):
        raise bad_request("there are no administrators in the private chat")
    admins = (member for member in chat.members.values() if member.is_admin)
    return [admin.to_dict(chat.kind) for admin in admins if not admin.user.is_bot or admin.user is call.bot]


def get_chat_member_count(world: World, call: Call) -> int:
    chat = _readable(world, call)
    return 2 if is_private(chat) else sum(1 for member in chat.members.values() if member.present)


def leave_chat(world: World, call: Call) -> bool:
    chat = _readable(world, call)
    if is_private(chat):
        raise bad_request("chat member status can't be changed in private chats")
    world.seat(chat, Member(call.bot, Status.LEFT), by=call.bot)
    return True


def create_forum_topic(world: World, call: Call) -> dict[str, Any]:
    chat = _managed_forum(world, call)
    topic = open_topic(chat, call.bot, call.text("name"))
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}


def close_forum_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, closed=True)


def reopen_forum_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, closed=False)


def _set_closed(world: World, call: Call, *, closed: bool) -> bool:
    topic = _topic(_managed_forum(world, call), call)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


def edit_forum_topic(world: World, call: Call) -> bool:
    _topic(_managed_forum(world, call), call).name = call.text("name")
    return True


def delete_forum_topic(world: World, call: Call) -> bool:
    _topic(_managed_forum(world, call), call).deleted = True
    return True


def _topic(chat: Chat, call: Call) -> Topic:
    topic = chat.topics.get(call.integer("message_thread_id") or 0)
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    return topic


def _managed_forum(world: World, call: Call) -> Chat:
    chat = _readable(world, call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.member(call.bot).may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    return chat


def _readable(world: World, call: Call) -> Chat:
    chat = find_chat(world, call)
    chat.check_reading(call.bot)
    return chat
