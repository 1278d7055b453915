"""Chats: who is in them with what rights, their topics, their messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tests.telegram_server.errors import ApiError, bad_request, forbidden, migrated

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.messages import Message
    from tests.telegram_server.users import User
    from tests.telegram_server.world import World

What = str | re.Pattern[str] | Callable[["Message"], bool] | None


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = {Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER, Status.RESTRICTED}
ADMINS = {Status.CREATOR, Status.ADMINISTRATOR}
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
RIGHTS_BY_KIND = {
    ChatKind.CHANNEL: ["can_post_messages", "can_edit_messages"],
    ChatKind.SUPERGROUP: ["can_pin_messages", "can_manage_topics"],
    ChatKind.GROUP: ["can_pin_messages"],
    ChatKind.PRIVATE: [],
}
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


@dataclass(frozen=True)
class Member:
    """Somebody's place in a chat. A bot that `sees_all` joined with privacy mode off."""

    user: User
    status: Status
    withheld: frozenset[str] = frozenset()  # the rights that an admin does not have
    sees_all: bool = False
    anonymous: bool = False

    @property
    def present(self) -> bool:
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        return self.status in ADMINS

    def may(self, right: str) -> bool:
        return self.status == Status.CREATOR or (self.is_admin and right not in self.withheld)

    def to_dict(self, kind: ChatKind) -> dict[str, Any]:
        shown: dict[str, Any] = {"user": self.user.to_dict(), "status": self.status.value}
        match self.status:
            case Status.CREATOR:
                shown["is_anonymous"] = self.anonymous
            case Status.ADMINISTRATOR:
                names = [*RIGHTS, *RIGHTS_BY_KIND[kind]]
                shown |= {"can_be_edited": False, "is_anonymous": self.anonymous}
                shown |= {name: self.may(name) for name in names}
            case Status.RESTRICTED:
                shown |= {"is_member": True, "until_date": 0, **dict.fromkeys(PERMISSIONS, False)}
            case Status.KICKED:
                shown["until_date"] = 0
            case _:
                pass
        return shown


@dataclass(eq=False)
class Topic:
    """A topic of a forum; its `id` is that of the message that opened it."""

    id: int
    name: str
    opening: Message
    closed: bool = False
    deleted: bool = False


@dataclass(eq=False, kw_only=True)
class Chat:
    """One conversation. A private chat is one person's with one bot: its `id` is the person's."""

    world: World
    id: int
    kind: ChatKind
    title: str
    username: str | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    is_forum: bool = False
    by_id: dict[int, Message] = field(default_factory=dict)
    person: User | None = None  # of a private chat
    bot: BotAccount | None = None  # of a private chat
    started: bool = False
    blocked: bool = False
    migrated_to: Chat | None = None
    deleted: bool = False
    muted: bool = False  # only admins may write
    hides_members: bool = False
    last_bot: User | None = None
    mark: int = 0  # the server's count of changes when a person last did something here

    @property
    def messages(self) -> list[Message]:
        """Everything that stands here, by anybody, in the order sent."""
        with self.world.changed:
            return [message for message in self.by_id.values() if not message.deleted]

    @property
    def replies(self) -> list[Message]:
        """What the bots wrote here."""
        return [message for message in self.messages if message.from_bot and not message.service]

    @property
    def last(self) -> Message:
        """The newest of the bots' messages."""
        return self.replies[-1]

    def since(self, message: Message | None = None) -> list[Message]:
        """List what bots sent or edited after `message`, else after a person last did something here."""
        after = self.mark if message is None else message.changed
        return [reply for reply in self.replies if reply.changed > after]

    def wait_for(self, what: What = None, *, after: Message | None = None, timeout: float = 10.0) -> Message:
        """Wait for a message of a bot, new or edited, that fits `what`: a part of its text, a pattern, a question.

        Counts what came after `after`, else after a person last did something in this chat.
        """
        mark = self.mark if after is None else after.changed
        fits = _question(what)

        def found() -> Message | None:
            bots = (
                m for m in reversed(self.by_id.values()) if m.changed > mark and m.from_bot and not m.service
            )
            return next((message for message in bots if not message.deleted and fits(message)), None)

        with self.world.changed:
            message = self.world.changed.wait_for(found, timeout)
            if message is None:
                there = [reply for reply in self.replies if reply.changed > mark]
                raise AssertionError(f"waited {timeout} s for {what!r} in {self.title!r}; there came {there}")
            return message

    def topic(self, name: str) -> Topic:
        return next(topic for topic in self.topics.values() if topic.name == name and not topic.deleted)

    def member(self, user: User) -> Member:
        return self.members.get(user.id) or Member(user, Status.LEFT)

    def to_dict(self) -> dict[str, Any]:
        if self.person is not None:
            shown = {"id": self.id, "type": "private", "first_name": self.person.name}
            names = {"last_name": self.person.last_name, "username": self.person.username}
        else:
            shown = {"id": self.id, "type": self.kind.value, "title": self.title}
            names = {"username": self.username}
            if self.is_forum:
                shown["is_forum"] = True
        return shown | {name: value for name, value in names.items() if value}

    def check_reading(self, bot: BotAccount) -> None:
        """Refuse a bot that is not here (any more)."""
        if self.kind == ChatKind.PRIVATE:
            return
        if self.migrated_to is not None:
            raise migrated(self.migrated_to.id)
        if self.deleted:
            raise forbidden("the group chat was deleted")
        status = self.member(bot).status
        if status == Status.KICKED:
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if status == Status.LEFT:
            raise forbidden(f"bot is not a member of the {self.kind} chat")

    def check_writing(self, bot: BotAccount) -> None:
        """Refuse a bot that may not send here."""
        if refused := self._person_refuses():
            raise refused
        self.check_reading(bot)
        member = self.member(bot)
        if self.kind == ChatKind.CHANNEL and not member.may("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        if member.status == Status.RESTRICTED or (self.muted and not member.is_admin):
            raise bad_request("not enough rights to send text messages to the chat")

    def _person_refuses(self) -> ApiError | None:
        if self.person is None:
            return None
        if self.person.deactivated:
            return forbidden("user is deactivated")
        if self.blocked:
            return forbidden("bot was blocked by the user")
        if not self.started:
            return forbidden("bot can't initiate conversation with a user")
        return None

    def check_thread(self, bot: BotAccount, thread: int | None) -> None:
        """Refuse a topic that is not there, or closed to this bot."""
        if thread is None:
            return
        topic = self.topics.get(thread)
        if topic is None or topic.deleted:
            raise bad_request("message thread not found")
        if topic.closed and not self.member(bot).may("can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")


def _question(what: What) -> Callable[[Message], bool]:
    if what is None:
        return lambda _message: True
    if isinstance(what, str):
        part = what
        return lambda message: part in message.text
    if isinstance(what, re.Pattern):
        pattern = what
        return lambda message: pattern.search(message.text) is not None
    return what
