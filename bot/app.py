"""Puts the parts together: the only module that knows them all.

What not every command needs is imported where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.catalogue import catalogue
from bot.moments import read_moment
from scheduler.clock import system_clock
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from storage.subscription import DEFAULT_HOUR

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.asking import Asker
    from bot.catalogue import Catalogue
    from bot.settings import Settings
    from bot.telegram.runtime import Conversation, Manners
    from scheduler.clock import Clock
    from storage.plan import Publication

SAMPLE = "sample-plan.txt"
THREADS = 6
"""For the stores: as many as SQLite makes use of, and PostgreSQL's pool has connections for."""


@dataclass(frozen=True)
class Services:
    """What a command or a conversation works with."""

    settings: Settings
    engine: Engine
    store: PlanStore
    words: Catalogue

    @cached_property
    def asker(self) -> Asker:
        from bot.asking import Asker

        return Asker(self.store)


def open_services(settings: Settings) -> Services:
    """Open the database, made or brought up to date where need be."""
    engine = make_engine(settings.database_url.get_secret_value())
    migrate(engine)
    store = PlanStore(engine, placeholders=[sha256(_sample()).hexdigest()])
    return Services(settings, engine, store, catalogue(settings.language))


def run_telegram(
    services: Services,
    clock: Clock,
    conversation: Conversation | None = None,
    manners: Manners | None = None,
) -> None:
    """Answer on Telegram until asked to stop; `conversation` is what is said there, ours if not named."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor
    from time import monotonic

    from bot import context
    from bot.asking import Asker
    from bot.glance import Glance
    from bot.pauses import settle
    from bot.telegram.runtime import run_bot
    from storage.chat_store import ChatStore
    from storage.department_store import DepartmentStore
    from storage.record_log import RecordLog
    from storage.subscription_store import SubscriptionStore

    with ThreadPoolExecutor(THREADS, thread_name_prefix="store") as threads:
        given = context.Services(
            settings=services.settings,
            engine=services.engine,
            store=services.store,
            asker=Asker(Glance(services.store, monotonic), threads),
            chats=ChatStore(services.engine),
            subscriptions=SubscriptionStore(services.engine),
            departments=DepartmentStore(services.engine),
            records=RecordLog(services.engine),
            clock=clock,
            threads=threads,
        )
        given.asker.ask("help", now=clock())  # loads what the first question would have to wait for
        settle()
        asyncio.run(run_bot(given, services.engine, conversation or _our_conversation(), manners))


def _our_conversation() -> Conversation:
    from bot import handlers
    from bot.handlers.beside import beside
    from bot.telegram.runtime import Conversation

    return Conversation(handlers.register, handlers.on_start, beside)


def office_clock(settings: Settings, now: str | None = None) -> Clock:
    """Say what time it is, in the office's zone; `now`, an ISO date or time, stops the clock there."""
    zone = settings.timezone
    if now is None:
        return lambda: system_clock().astimezone(zone)
    moment = read_moment(now, zone)
    return lambda: moment


def running_clock(settings: Settings, now: str) -> Clock:
    """Start a clock at `now`, an ISO date or time, that goes on from there; a date alone begins at nine."""
    moment = read_moment(now, settings.timezone)
    if moment.time() == time(0) and len(now.strip()) <= len("2017-11-20"):
        moment = datetime.combine(moment.date(), DEFAULT_HOUR, settings.timezone)
    begun = system_clock()
    return lambda: moment + (system_clock() - begun)


def import_first_plan(services: Services, *, now: datetime) -> Publication | None:
    """Make sure that there is a plan to ask about: PLAN_FILE, else the sample.

    Where there is a plan already, nobody has looked at what PLAN_FILE would change: it is not loaded.
    """
    from bot.importing import ask_or_refuse, import_plan

    configured = services.settings.plan_file
    if configured is None:
        return None if services.store.plans() else _publish_sample(services, now)
    if _has_own_plan(services.store):
        return None
    return import_plan(services, configured, now=now, agree=ask_or_refuse).publication


def plan_file_remark(services: Services) -> str | None:
    """Say what of PLAN_FILE is to be known at the start: that it cannot be read, or was never loaded."""
    from bot.plan_files import read_plan_file
    from bot.sentences import say_sentence
    from storage.errors import DubanError

    path, words = services.settings.plan_file, services.words
    if path is None:
        return None
    try:
        content, _ = read_plan_file(path)
    except DubanError as error:
        return words.say("PLAN_FILE: {why}", why=say_sentence(str(error), words))
    if sha256(content).hexdigest() in _files_ever_loaded(services.store):
        return None
    return words.say(
        "PLAN_FILE is another plan than what is loaded. To load it: duban import {path}", path=path
    )


def _has_own_plan(store: PlanStore) -> bool:
    return not _files_ever_loaded(store) <= store.placeholders


def _files_ever_loaded(store: PlanStore) -> set[str]:
    """Return the files of all versions, by their SHA-256."""
    return {version.sha256 for plan in store.plans() for version in store.versions(plan.year)}


def _sample() -> bytes:
    return files("bot").joinpath("samples", SAMPLE).read_bytes()


def _publish_sample(services: Services, now: datetime) -> Publication:
    from storage.parsing import parse_plan

    content = _sample()
    return services.store.publish(parse_plan(content, SAMPLE), file_name=SAMPLE, content=content, now=now)
