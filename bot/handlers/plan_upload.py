"""A plan file in, its card out: read beside the bot, compared with what is loaded, not published."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from telegram.error import BadRequest

from bot import plan_files
from bot.blocks import Line
from bot.handlers.approvals import turn_away
from bot.handlers.card_showing import ask_year, show_card
from bot.handlers.desk import visit
from bot.handlers.gate import is_admin_in_private
from bot.handlers.incoming import read_message
from bot.handlers.questions import back_to
from bot.handlers.sending import edit, send
from bot.html import html_text
from bot.plan_reading import read_plan_file
from bot.rights import Act, decide
from bot.sentences import say_sentence
from bot.upload_buttons import YEARS
from bot.uploading import CardPlace, no_year_text, year_said
from bot.views import new_key
from bot.wording import shorten
from storage.errors import DubanError
from storage.uploads import PlanUpload

if TYPE_CHECKING:
    from telegram import Document, Update

    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.plan_reading import Progress
    from storage.plan import ParsedPlan

log = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024
"""Bytes: the Bot API gives no larger file to a bot."""
KEPT_FOR = timedelta(hours=24)
TOLD_EVERY = 1.5
"""Seconds between two words of progress: Telegram allows about one edit a second."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class PlanFile:
    """A file's name and content; `watched`: it was found on disk."""

    name: str
    content: bytes
    watched: bool = False

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


async def on_document(update: Update, context: Context) -> None:
    """Take a plan file from an admin in private; another person's is not even fetched.

    What is written under it later is no question.
    """
    message = update.message
    incoming = read_message(message, context.bot.id, edited=False) if message else None
    if incoming is None or message is None or message.document is None:
        return
    guest = await visit(context, incoming.chat, incoming.person, incoming.client_language)
    if decide(Act.ADMINISTER, guest.rights) is not None:
        await _turn_down(context, guest, incoming)
        return
    document = message.document
    name = document.file_name or "plan"
    if (document.file_size or 0) > LARGEST:
        await _say(context, guest, incoming, _too_large(name, guest.words))
        return
    place = await _begin(context, guest, incoming, name)
    if place is None:
        return
    content = await _fetch(context, document)
    if content is None:
        await _tell(context, place, _too_large(name, guest.words))
        return
    await take_plan(context, place, PlanFile(name, content), year_said(message.caption or ""))


async def reload(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Read PLAN_FILE as if an admin had sent it."""
    words, services = guest.words, context.services
    if not await is_admin_in_private(context, guest, incoming):
        return
    if services.settings.plan_file is None:
        said = words.say("PLAN_FILE names no file. Send me the plan file here instead.")
        await _say(context, guest, incoming, said)
    elif place := await _begin(context, guest, incoming, services.settings.plan_file.name):
        try:
            content, name = await services.in_thread(plan_files.read_plan_file, services.settings.plan_file)
        except DubanError as error:
            await _tell(context, place, say_sentence(str(error), words))
            return
        await take_plan(context, place, PlanFile(name, content), year_said(text))


async def take_plan(context: Context, place: CardPlace, file: PlanFile, year: int | None) -> None:
    """Read a plan file and turn the message into its card; `year` is what the admin says it is of."""
    try:
        plan = await _read(context, place, file)
    except DubanError as error:
        log.info("a plan file was not read", extra={"person": place.person_id})
        await _tell(context, place, say_sentence(str(error), place.words))
        return
    log.info("a plan file was read", extra={"person": place.person_id, "items": len(plan.items)})
    await offer_plan(context, place, file, plan, year)


async def offer_plan(
    context: Context, place: CardPlace, file: PlanFile, plan: ParsedPlan, year: int | None = None
) -> None:
    """Keep a plan until it is decided about; turn the message into its card, or ask for its year first."""
    services, said = context.services, year or plan.year
    upload = _upload(context, place, file, said if said in YEARS else None)
    try:
        upload = await services.in_thread(services.store.uploads.keep, upload, file.content, plan)
    except DubanError as error:
        await _tell(context, place, say_sentence(str(error), place.words))
        return
    if upload.year is not None:
        await show_card(context, place, upload)
        return
    why = no_year_text(said, place.words) if said else place.words.say("The file names no year.")
    await ask_year(context, place, upload, why, plan.year if plan.year in YEARS else None)


def _upload(context: Context, place: CardPlace, file: PlanFile, year: int | None) -> PlanUpload:
    now = context.services.clock()
    return PlanUpload(
        key=new_key(),
        person_id=place.person_id,
        message_id=place.message_id,
        year=year,
        file_name=file.name,
        sha256=file.sha256,
        created_at=now,
        expires_at=now + KEPT_FOR,
        watched=file.watched,
    )


async def _read(context: Context, place: CardPlace, file: PlanFile) -> ParsedPlan:
    """Read the file with the year that it names itself: the card tells of another one."""
    told = asyncio.get_running_loop().time()

    async def tell(progress: Progress) -> None:
        nonlocal told
        now = asyncio.get_running_loop().time()
        if now - told >= TOLD_EVERY:
            told = now
            said = place.words.say(
                "Reading {name}: page {done} of {total} …",
                name=shorten(file.name, LONGEST_NAME),
                done=progress.done,
                total=progress.total,
            )
            await _tell(context, place, said)

    return await read_plan_file(file.content, file.name, progress=tell)


async def _begin(context: Context, guest: Visit, incoming: Incoming, name: str) -> CardPlace | None:
    """Say that the file is being read, in the message that becomes its card."""
    reading = guest.words.say("Reading {name} …", name=shorten(name, LONGEST_NAME))
    message_id = await _say(context, guest, incoming, reading)
    if message_id is None or guest.person is None:
        return None
    return CardPlace(guest.chat.id, guest.person.id, message_id, guest.words)


async def _fetch(context: Context, document: Document) -> bytes | None:
    """Fetch a file; None if it is larger than the messenger said."""
    try:
        file = await context.bot.get_file(document.file_id)
    except BadRequest as error:
        if "too big" in str(error).lower():
            return None
        raise
    return bytes(await file.download_as_bytearray())


async def _turn_down(context: Context, guest: Visit, incoming: Incoming) -> None:
    if not guest.rights.may_ask:
        await turn_away(context, guest, incoming)
        return
    said = guest.words.say(
        "Only admins can load a plan, so I have not opened the file. Please send it to one of them."
    )
    await _say(context, guest, incoming, said)


def _too_large(name: str, words: Catalogue) -> str:
    return words.say(
        "{name} is larger than 20 MB: Telegram gives no bot such a file. Send the plan's table alone, "
        "or load it where I run: duban import FILE",
        name=shorten(name, LONGEST_NAME),
    )


async def _say(context: Context, guest: Visit, incoming: Incoming, text: str) -> int | None:
    return await send(context, back_to(guest, incoming), html_text([Line(text)], guest.words))


async def _tell(context: Context, place: CardPlace, text: str) -> None:
    await edit(context, place.chat_id, place.message_id, html_text([Line(text)], place.words))
