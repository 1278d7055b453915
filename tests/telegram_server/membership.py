"""Who is in a chat and who rules it: people add, remove, promote; chats turn into supergroups, topics close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram_server.bots import BotAccount
from tests.telegram_server.chats import Chat, ChatKind, Member, Status, Topic
from tests.telegram_server.users import User
from tests.telegram_server.world import ITS_OWN_ID

if TYPE_CHECKING:
    from tests.telegram_server.world import World


@dataclass(eq=False, kw_only=True)
class Membership(User):
    """What a person does about places in chats, their own and others'; bots are placed like people."""

    world: World

    @property
    def first_bot(self) -> BotAccount:
        return next(iter(self.world.bots.values()))

    def adds(self, who: User, chat: Chat) -> None:
        """Put somebody into a group. A bot keeps the privacy mode that it has now, until it is added again."""
        self._seat(chat, who, Status.MEMBER)
        if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
            self._note(chat, new_chat_members=[who.to_dict()])

    def kicks(self, who: User, chat: Chat) -> None:
        """Remove somebody for good."""
        if chat.kind == ChatKind.GROUP:
            self._note(chat, left_chat_member=who.to_dict())
        self._seat(chat, who, Status.KICKED)
        if chat.kind == ChatKind.SUPERGROUP:
            self._note(chat, left_chat_member=who.to_dict())

    def removes(self, who: User, chat: Chat) -> None:
        """Remove somebody who may come back."""
        self._seat(chat, who, Status.LEFT)
        if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
            self._note(chat, left_chat_member=who.to_dict())

    def promotes(
        self, who: User, chat: Chat, *, without: tuple[str, ...] = (), anonymous: bool = False
    ) -> None:
        """Make somebody an admin, with all rights but `without` (names as in the API)."""
        self._seat(chat, who, Status.ADMINISTRATOR, withheld=frozenset(without), anonymous=anonymous)

    def demotes(self, who: User, chat: Chat) -> None:
        self._seat(chat, who, Status.LEFT if chat.kind == ChatKind.CHANNEL else Status.MEMBER)

    def restricts(self, who: User, chat: Chat) -> None:
        """Let somebody stay, but write nothing."""
        self._seat(chat, who, Status.RESTRICTED)

    def joins(self, chat: Chat) -> None:
        self.adds(self, chat)

    def leaves(self, chat: Chat) -> None:
        self._seat(chat, self, Status.LEFT)
        if chat.kind in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
            self._note(chat, left_chat_member=self.to_dict())

    def blocks(self, bot: BotAccount | None = None) -> None:
        """Stop the bot: it may not write to this person any more."""
        self._block(bot or self.first_bot, blocked=True)

    def unblocks(self, bot: BotAccount | None = None) -> None:
        self._block(bot or self.first_bot, blocked=False)

    def deletes_account(self) -> None:
        self.deactivated = True

    def upgrades(self, group: Chat) -> Chat:
        """Turn a group into a supergroup, which is a new chat with a new id; return it."""
        with self.world.changed:
            assert group.kind == ChatKind.GROUP
            place = Chat(
                world=self.world,
                id=-1_002_100_000_000 - self.world.number(),
                kind=ChatKind.SUPERGROUP,
                title=group.title,
                members=dict(group.members),
                last_bot=group.last_bot,
            )
            self.world.chats[place.id] = place
            self._note(group, migrate_to_chat_id=place.id)
            self._note(place, migrate_from_chat_id=group.id)
            group.migrated_to = place
            return place

    def closes_topic(self, chat: Chat, topic: Topic) -> None:
        topic.closed = True
        self._note(chat, thread=topic.id, forum_topic_closed={})

    def reopens_topic(self, chat: Chat, topic: Topic) -> None:
        topic.closed = False
        self._note(chat, thread=topic.id, forum_topic_reopened={})

    def deletes_topic(self, chat: Chat, topic: Topic) -> None:
        """Delete a topic with all that stands in it; Telegram tells nobody."""
        with self.world.changed:
            topic.deleted = True
            for message in chat.by_id.values():
                if message.thread == topic.id:
                    message.deleted = True

    def mutes(self, chat: Chat) -> None:
        """Let only admins write."""
        chat.muted = True

    def _seat(self, chat: Chat, who: User, status: Status, **more: Any) -> None:
        with self.world.changed:
            sees_all = chat.member(who).sees_all
            if status == Status.MEMBER and isinstance(who, BotAccount) and not chat.member(who).present:
                sees_all = not who.privacy
            self.world.seat(chat, Member(who, status, sees_all=sees_all, **more), by=self)

    def _note(self, chat: Chat, *, thread: int | None = None, **content: Any) -> None:
        with self.world.changed:
            self.world.post(chat, self, service=True, thread=thread, content=content)

    def _block(self, bot: BotAccount, *, blocked: bool) -> None:
        with self.world.changed:
            chat = self.world.private[bot.id, self.id]
            places = [Member(bot, Status.MEMBER), Member(bot, Status.KICKED)]
            old, new = places if blocked else places[::-1]
            chat.blocked = blocked
            change = {
                "chat": chat.to_dict(),
                "from": self.to_dict(),
                "date": self.world.now(),
                "old_chat_member": old.to_dict(chat.kind),
                "new_chat_member": new.to_dict(chat.kind),
            }
            chat.mark = self.world.change()
            bot.put("my_chat_member", change, chat.id)


def open_topic(chat: Chat, by: User, name: str) -> Topic:
    """Open a topic: the note that says so gives it its id."""
    with chat.world.changed:
        note = {"name": name, "icon_color": 7322096}
        opening = chat.world.post(
            chat, by, service=True, thread=ITS_OWN_ID, content={"forum_topic_created": note}
        )
        topic = Topic(opening.id, name, opening)
        chat.topics[topic.id] = topic
        return topic
