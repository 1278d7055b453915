"""What admins are told of reminders without asking: chats that are gone, departments that nobody tells."""

from __future__ import annotations

import logging
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.blocks import Line
from bot.catalogue import catalogue
from bot.coverage import unheard
from bot.handlers.approvals import admins_of
from bot.handlers.reminder_returns import try_again
from bot.handlers.sending import To, try_to_send
from bot.html import html_text
from bot.roster import chat_name, scope_text
from bot.subscription_card import GONE_NAMES
from bot.wording import count_text, joined
from scheduler.working_days import china
from storage.chats import Chat, ChatKind
from storage.notices import NoticeStore
from storage.plan import ItemFilter, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from bot.catalogue import Catalogue
    from bot.context import Context
    from storage.subscription import Subscribed

log = logging.getLogger(__name__)

LOOKED_EVERY = timedelta(hours=1)
OPENS, CLOSES = time(9), time(18)
AHEAD = timedelta(days=30)
MOST_NAMES = 20


async def tell_admins(context: Context, say: Callable[[Catalogue], str]) -> int:
    """Say something to every admin in their language; return how many have got it."""
    told = 0
    for admin, language in (await admins_of(context)).items():
        words = catalogue(language)
        to = To(Chat(id=admin, kind=ChatKind.PRIVATE))
        told += await try_to_send(context, to, html_text([Line(say(words))], words)) is not None
    return told


async def tell_of_suspension(context: Context, chat: Chat | None, suspended: Sequence[Subscribed]) -> None:
    """Tell the admins which reminders rest because a chat is gone."""
    if not suspended:
        return
    first = suspended[0]
    log.info("reminders were suspended", extra={"chat": first.home.chat_id, "why": first.suspended_for})
    named = [each.subscription.departments for each in suspended]
    departments = (
        None if None in named else tuple(dict.fromkeys(name for some in named for name in some or ()))
    )

    def say(words: Catalogue) -> str:
        assert first.suspended_for
        return words.say(
            "Reminders for {chat} are suspended: {why}. They are about {departments}, and go on by themselves"
            " when I can write there again.",
            chat=chat_name(chat, words) if chat else first.home.chat_id,
            why=words.say(GONE_NAMES[first.suspended_for]),
            departments=scope_text(departments, words),
        )

    await tell_admins(context, say)


class Watch:
    """Looks about each hour of a working day for what the admins should know, and says it once.

    It looks also whether chats that could not be written in can be again.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._notices = NoticeStore(context.services.engine)
        self._looked_at: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look, if it is time to."""
        if not china().is_working_day(now.date()) or not OPENS <= now.time() < CLOSES:
            return
        if self._looked_at is not None and abs(now - self._looked_at) < LOOKED_EVERY:
            return
        self._looked_at = now
        await try_again(self._context)
        await self._tell_of_unheard(now)
        await self._tell_of_calendar(now)

    async def _tell_of_unheard(self, now: datetime) -> None:
        services = self._context.services
        due = await services.in_thread(self._unheard, now.date())

        def say(words: Catalogue, news: Sequence[str]) -> str:
            names = (
                words.say("{name} ({number})", name=name, number=count_text(due[name], words))
                for name in news[:MOST_NAMES]
            )
            said = words.say(
                "These departments have deadlines in the next 30 days, and nobody is told: {departments}."
                " /subscribe in their chat sets reminders; /coverage shows all departments.",
                departments=joined(names, words),
            )
            more = len(news) - MOST_NAMES
            return said if more <= 0 else said + " " + words.say("And {number} more.", number=more)

        await self._say_once("unheard", now, tuple(due), say)

    def _unheard(self, today: date) -> Mapping[str, int]:
        """Count the deadlines ahead of the departments that no subscription hears of."""
        services = self._context.services
        items = services.store.find(ItemFilter(period=Period(today, today + AHEAD)))
        return unheard(items, services.subscriptions.all(), today, today + AHEAD)

    async def _tell_of_calendar(self, now: datetime) -> None:
        lacking = (str(now.year + 1),) if china().lacks_next_year(now.date()) else ()

        def say(words: Catalogue, news: Sequence[str]) -> str:
            return words.say(
                "The official working days of {year} are not known to this program yet: until it is brought"
                " up to date (chinesecalendar), it takes all weekdays for working days.",
                year=news[0],
            )

        await self._say_once("calendar", now, lacking, say)

    async def _say_once(
        self,
        kind: str,
        now: datetime,
        subjects: Sequence[str],
        say: Callable[[Catalogue, Sequence[str]], str],
    ) -> None:
        in_thread = self._context.services.in_thread
        news = await in_thread(self._notices.news, kind, subjects)
        if news and await tell_admins(self._context, lambda words: say(words, news)):
            await in_thread(self._notices.note, kind, news, now)
