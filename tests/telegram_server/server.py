"""The server that tests start, and the people and chats that they ask it for."""

from __future__ import annotations

import asyncio
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from scheduler.clock import system_clock
from tests.telegram_server.bots import BotAccount
from tests.telegram_server.chats import Chat, ChatKind, Member, Status
from tests.telegram_server.faults import Faults
from tests.telegram_server.limits import Limits
from tests.telegram_server.membership import open_topic
from tests.telegram_server.people import Person
from tests.telegram_server.web import LARGEST_BODY, Site
from tests.telegram_server.webhooks import Deliveries
from tests.telegram_server.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from scheduler.clock import Clock
    from tests.telegram_server.bots import Update
    from tests.telegram_server.calls import Call
    from tests.telegram_server.messages import Message
    from tests.telegram_server.users import User

FIRST_PERSON = 5_000_000_001  # ids of people do not fit into 32 bits nowadays


class TelegramServer:
    """A Bot API on loopback, in a thread of its own; `with` starts and stops it. The world outlives a stop."""

    def __init__(self, *, clock: Clock = system_clock, privacy: bool = True, port: int = 0) -> None:
        self.world = World(clock)
        self.faults = Faults()
        self.bot = self.add_bot("duban_bot", name="督办", privacy=privacy)
        self._port = port
        self._latency = 0.0
        self._site: Site | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deliveries: dict[int, Deliveries] = {}

    # running

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        ready = Event()
        self._thread = Thread(target=self._run, args=(ready,), name="telegram", daemon=True)
        self._thread.start()
        ready.wait()
        if self._loop is None:
            raise OSError(f"cannot listen on port {self._port}")

    def stop(self) -> None:
        """Cut every connection, as a server does that goes away."""
        loop, site = self._loop, self._site
        if loop is not None and site is not None:
            loop.call_soon_threadsafe(site.stopping.set)
            self._thread.join()

    @property
    def url(self) -> str:
        """What TELEGRAM_API_URL is set to."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def token(self) -> str:
        return self.bot.token

    @property
    def latency(self) -> float:
        return self._latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._latency = seconds
        if self._site is not None:
            self._site.latency = seconds

    def limit(self, limits: Limits | None = None) -> Limits:
        """Hold the bot to Telegram's pace from now on."""
        self.bot.limits = limits or Limits()
        return self.bot.limits

    def _run(self, ready: Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        finally:
            self._loop = None
            ready.set()

    async def _serve(self, ready: Event) -> None:
        site = Site(self.world, self.faults)
        site.latency = self._latency
        server = web.Server(site.answer, request_factory=_request)
        runner = web.ServerRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port, reuse_address=True).start()
            self._port = runner.addresses[0][1]
            self._site, self._loop = site, asyncio.get_running_loop()
            self._deliveries = {b.id: Deliveries(self.world, b, site.call) for b in self.world.bots.values()}
            for bot in self.world.bots.values():
                self._wake(bot)
            ready.set()
            await site.stopping.wait()
        finally:
            self._loop = self._site = None
            await asyncio.gather(*(deliveries.close() for deliveries in self._deliveries.values()))
            await runner.cleanup()

    def _wake(self, bot: BotAccount) -> None:
        loop, site = self._loop, self._site
        if loop is None or site is None:
            return
        if bot.webhook is not None:
            loop.call_soon_threadsafe(self._deliveries[bot.id].look)
        loop.call_soon_threadsafe(site.polls.wake, bot)

    # people and chats

    def add_bot(self, username: str, *, name: str | None = None, privacy: bool = True) -> BotAccount:
        """Make one more bot; add all before the server starts."""
        number = 7_000_000_000 + self.world.number()
        token = f"{number}:AAF{username}_{'k' * 24}"
        bot = BotAccount(
            world=self.world, id=number, name=name or username, username=username, token=token, privacy=privacy
        )
        bot.wake = lambda: self._wake(bot)
        self.world.bots[token] = bot
        return bot

    def person(
        self, name: str, *, language: str | None = "zh-hans", username: str | None = None, number: int | None = None
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
        """What was there before the test began is no news to the bots."""
        with self.world.changed:
            for bot in self.world.bots.values():
                bot.queue = [one for one in bot.queue if one.chat != chat.id]

    # reading

    @property
    def sent(self) -> list[Message]:
        """Everything that bots sent, in order, as it stands now."""
        with self.world.changed:
            return list(self.world.sent)

    def calls(self, method: str | None = None) -> list[Call]:
        """List the requests in the order they came, of one method or of all."""
        with self.world.changed:
            return [call for call in self.world.calls if method is None or call.method.lower() == method.lower()]

    def feed(self, *updates: Update) -> None:
        """Queue raw updates for the bot; without an `update_id` each gets the next."""
        with self.world.changed:
            for update in updates:
                self.bot.feed(update)

    def repeat(self, update: Update) -> None:
        """Queue an update once more under its old number, though it may be confirmed."""
        with self.world.changed:
            self.bot.feed(update, again=True)

    @property
    def pending(self) -> list[Update]:
        """The updates that the bot has not confirmed."""
        with self.world.changed:
            return [one.update for one in self.bot.queue]

    def wait_until(self, holds: Callable[[], object], timeout: float = 10.0) -> None:
        """Wait for a condition; looked at whenever a bot did something."""
        with self.world.changed:
            if not self.world.changed.wait_for(lambda: bool(holds()), timeout):
                raise AssertionError(f"waited {timeout} s in vain")

    def wait_calls(self, method: str, number: int = 1, timeout: float = 10.0) -> list[Call]:
        """Wait until a method was called so often, and return the calls."""
        self.wait_until(lambda: len(self.calls(method)) >= number, timeout)
        return self.calls(method)

    def wait_quiet(self, idle: float = 0.2, timeout: float = 10.0) -> None:
        """Wait until all updates are confirmed and no bot has asked for anything, save updates, for `idle` seconds."""
        world = self.world
        end = monotonic() + timeout
        with world.changed:
            while (left := self._still_busy(idle)) > 0:
                if monotonic() > end:
                    waiting = len(self.bot.queue)
                    raise AssertionError(f"not quiet after {timeout} s: {waiting} updates wait, {world.active} requests")
                world.changed.wait(min(left, end - monotonic() + 0.001))

    def _still_busy(self, idle: float) -> float:
        """Say how long to wait before looking again; 0 when all is quiet."""
        if self.world.active or any(bot.queue for bot in self.world.bots.values()):
            return idle
        return self.world.last_activity + idle - monotonic()


def _request(*parts: Any) -> web.BaseRequest:
    """Make a request that may be as large as an upload is."""
    return web.BaseRequest(*parts, asyncio.get_running_loop(), client_max_size=LARGEST_BODY)
