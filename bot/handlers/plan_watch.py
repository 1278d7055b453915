"""PLAN_FILE beside the conversation: when it changes on disk, admins get its card; nothing is published."""

from __future__ import annotations

import asyncio
import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bot import plan_files
from bot.blocks import Line
from bot.catalogue import catalogue
from bot.context import Context
from bot.handlers.approvals import admins_of
from bot.handlers.card_showing import superseded_text, tell
from bot.handlers.plan_upload import PlanFile, offer_plan
from bot.handlers.sending import To, try_to_send
from bot.html import html_text
from bot.plan_reading import read_plan_file
from bot.sentences import say_sentence
from bot.uploading import CardPlace
from storage.chats import Chat, ChatKind
from storage.errors import DubanError

if TYPE_CHECKING:
    from pathlib import Path

    from storage.plan import ParsedPlan
    from storage.plan_store import PlanStore

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]
NEVER: Stamp = (-1, -1, -1)


async def watch_plan_file(application: Any, every: float) -> None:  # noqa: ANN401 - any bot's
    """Look at PLAN_FILE until cancelled; without one there is nothing to look at."""
    context = Context(application)
    path = context.services.settings.plan_file
    if path is None:
        return
    watch = PlanFileWatch(path)
    while True:
        try:
            await watch.look(context)
        except Exception:
            log.exception("the plan file could not be looked at")
        await asyncio.sleep(every)


class PlanFileWatch:
    """Takes a file for changed when it has been left alone between two looks: who writes may not be done.

    None is the stamp of a file that is not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at_start: Stamp | None = NEVER
        self._last: Stamp | None = NEVER
        self._settled: Stamp | None = NEVER

    async def look(self, context: Context) -> None:
        """Offer the file to the admins if it is another one than what was published or offered before."""
        stamp = await context.services.in_thread(_stamp, self._path)
        if self._last == NEVER:
            self._at_start = stamp
        calm, self._last = stamp == self._last, stamp
        if not calm or stamp == self._settled:
            return
        as_found, self._settled = self._settled == NEVER and stamp == self._at_start, stamp
        try:
            await self._take(context, as_found=as_found)
        except DubanError as error:
            log.warning("the plan file cannot be loaded")
            if not as_found:
                await _tell_admins(context, self._path.name, str(error))

    async def _take(self, context: Context, *, as_found: bool) -> None:
        services = context.services
        content, name = await services.in_thread(plan_files.read_plan_file, self._path)
        await _withdraw(context, content)
        # At the start nobody knows whether it has changed: a former version stays one.
        if await services.in_thread(_is_known, services.store, content, ever=as_found):
            return
        plan = await read_plan_file(content, name)
        log.info("the plan file is another one", extra={"items": len(plan.items)})
        await _offer(context, PlanFile(name, content, watched=True), plan)


def _stamp(path: Path) -> Stamp | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def _is_known(store: PlanStore, content: bytes, *, ever: bool) -> bool:
    """Whether this very file is in force (or `ever` was), or is the one that was offered last."""
    digest = sha256(content).hexdigest()
    kept = [store.versions(plan.year) for plan in store.plans()]
    versions = [version for each in kept for version in (each if ever else each[-1:])]
    return digest == store.uploads.last_watched() or any(version.sha256 == digest for version in versions)


async def _withdraw(context: Context, content: bytes) -> None:
    """Let the open cards of what the file said before say that it has changed again."""
    services = context.services
    digest = sha256(content).hexdigest()
    admins = await admins_of(context)
    for upload in await services.in_thread(services.store.uploads.supersede_watched, digest):
        if upload.message_id is not None:
            words = catalogue(admins.get(upload.person_id, services.settings.language))
            place = CardPlace(upload.person_id, upload.person_id, upload.message_id, words)
            await tell(context, place, superseded_text(words))


async def _offer(context: Context, file: PlanFile, plan: ParsedPlan) -> None:
    """Send each admin a card of their own."""
    for admin, language in (await admins_of(context)).items():
        words = catalogue(language)
        found = words.say("Reading {name} …", name=f"PLAN_FILE ({file.name})")
        message_id = await try_to_send(context, _to(admin), html_text([Line(found)], words))
        if message_id is not None:
            await offer_plan(context, CardPlace(admin, admin, message_id, words), file, plan)


async def _tell_admins(context: Context, name: str, sentence: str) -> None:
    for admin, language in (await admins_of(context)).items():
        words = catalogue(language)
        why = say_sentence(sentence, words)
        said = words.say("PLAN_FILE has changed, but {name} cannot be loaded: {why}", name=name, why=why)
        await try_to_send(context, _to(admin), html_text([Line(said)], words))


def _to(admin: int) -> To:
    return To(Chat(id=admin, kind=ChatKind.PRIVATE))
