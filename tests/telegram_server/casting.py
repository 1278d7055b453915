"""Who and what there is: bots, people, groups, supergroups, channels, made as a test names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.telegram_server.bots import BotAccount
from tests.telegram_server.chats import Chat, ChatKind, Member, Status
from tests.telegram_server.membership import open_topic
from tests.telegram_server.people import Person
from tests.telegram_server.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.clock import Clock
    from tests.telegram_server.users import User

FIRST_PERSON = 5_000_000_001  # ids of people do not fit into 32 bits nowadays


class Casting:
    """Makes what a test plays with. `bot` is the first bot, the one under test."""

    def __init__(self, clock: Clock, *, privacy: bool) -> None:
        self.world = World(clock)
        self.bot = self.add_bot("duban_bot", name="督办", privacy=privacy)

    def add_bot(self, username: str, *, name: str | None = None, privacy: bool = True) -> BotAccount:
        """Make one more bot; add all before the server starts."""
        number = 7_000_000_000 + self.world.number()
        token = f"{number}:AAF{username}_{'k' * 24}"
        bot = BotAccount(
            world=self.world,
            id=number,
            name=name or username,
            username=username,
            token=token,
            privacy=privacy,
        )
        bot.wake = lambda: self._wake(bot)
        self.world.bots[token] = bot
        return bot

    def person(
        self,
        name: str,
        *,
        language: str | None = "zh-hans",
        username: str | None = None,
        number: int | None = None,
    ) -> Person:
        """Bring somebody new, with a client in `language`."""
        number = number or FIRST_PERSON + self.world.number()
        person = Person(world=self.world, id=number, name=name, username=username, language=language)
        self.world.people[number] = person
        return person

    def private(self, person: Person, bot: BotAccount | None = None) -> Chat:
        """Return the private chat of a person who once pressed Start."""
        return person.private(bot or self.bot)

    def group(self, title: str, members: Sequence[User] = (), **options: Any) -> Chat:
        """Make a basic group. See `supergroup` for the options."""
        return self._chat(ChatKind.GROUP, title, members, **options)

    def supergroup(
        self, title: str, members: Sequence[User] = (), *, topics: Sequence[str] = (), **options: Any
    ) -> Chat:
        """Make a supergroup, with topics a forum. The bot is in it, by `bots=[]` not; `owner` is nobody's else."""
        chat = self._chat(ChatKind.SUPERGROUP, title, members, **options)
        chat.is_forum = bool(topics)
        for name in topics:
            open_topic(chat, self._owner(chat), name)
        self._forget_updates(chat)
        return chat

    def channel(self, title: str, *, admins: Sequence[User] = (), **options: Any) -> Chat:
        """Make a channel in which the bot and `admins` may post."""
        return self._chat(ChatKind.CHANNEL, title, (), admins=admins, **options)

    def _chat(
        self,
        kind: ChatKind,
        title: str,
        members: Sequence[User],
        *,
        admins: Sequence[User] = (),
        bots: Sequence[BotAccount] | None = None,
        owner: Person | None = None,
        username: str | None = None,
        bot_is_admin: bool = False,
    ) -> Chat:
        base = -4_000_000_000 if kind == ChatKind.GROUP else -1_002_000_000_000
        chat = Chat(
            world=self.world, id=base - self.world.number(), kind=kind, title=title, username=username
        )
        places = {Status.MEMBER: members, Status.ADMINISTRATOR: admins}
        for status, users in places.items():
            chat.members |= {user.id: Member(user, status) for user in users}
        bots = [self.bot] if bots is None else bots
        status = Status.ADMINISTRATOR if bot_is_admin or kind == ChatKind.CHANNEL else Status.MEMBER
        chat.members |= {bot.id: Member(bot, status, sees_all=not bot.privacy) for bot in bots}
        chief = owner or self.person(f"Owner of {title}")
        chat.members[chief.id] = Member(chief, Status.CREATOR)
        self.world.chats[chat.id] = chat
        return chat

    def _owner(self, chat: Chat) -> User:
        return next(member.user for member in chat.members.values() if member.status == Status.CREATOR)

    def _forget_updates(self, chat: Chat) -> None:
        """Drop the news of what was there before the test began."""
        with self.world.changed:
            for bot in self.world.bots.values():
                bot.queue = [one for one in bot.queue if one.chat != chat.id]

    def _wake(self, bot: BotAccount) -> None:
        """Say that something is queued for a bot."""
        raise NotImplementedError
