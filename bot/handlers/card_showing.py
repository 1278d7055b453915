"""A plan's card as a message: worked out, shown, with the file of all changes below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InputFile

from bot.blocks import Line
from bot.handlers.sending import edit
from bot.html import html_text
from bot.plan_card import card_text, done_text
from bot.plan_changes import changes_file
from bot.plan_report import year_remark
from bot.publishers import name_of
from bot.sentences import say_sentence
from bot.upload_buttons import card_keyboard, year_keyboard
from bot.uploading import Workups
from bot.wording import day_text
from storage.errors import DubanError, PlanConflictError
from storage.uploads import Awaited, UploadState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.plan_workup import Workup
    from bot.uploading import CardPlace
    from storage.uploads import PlanUpload


YEAR = "year"
"""What is awaited of an upload without one."""


def workups_of(context: Context) -> Workups:
    """Return the bot's, made at its first use."""
    workups: Workups | None = context.bot_data.get(Workups)
    if workups is None:
        workups = context.bot_data[Workups] = Workups(context.services)
    return workups


async def show_card(context: Context, place: CardPlace, upload: PlanUpload) -> None:
    """Show a new upload's card, with the file of all changes below."""
    work = await work_up_card(context, place, upload)
    if work is not None:
        await show_work(context, place, work)
        await attach_changes(context, place, work)


class Asked(dict[int, int]):
    """By person, our question that their very next message answers, without being a reply to it."""


def asked_of(context: Context) -> Asked:
    """Return the bot's, made at its first use; after a restart replies and years alone are answers."""
    asked: Asked = context.bot_data.setdefault(Asked, Asked())
    return asked


async def ask_year(
    context: Context, place: CardPlace, upload: PlanUpload, why: str = "", own: int | None = None
) -> None:
    """Let the card ask for the year, by buttons or in words; the file's `own` is one of them."""
    services, year = context.services, context.services.clock().year
    awaited = Awaited(0, YEAR, place.message_id)
    await services.in_thread(
        services.store.uploads.change, upload.key, awaited=awaited, message_id=place.message_id
    )
    asked_of(context)[place.person_id] = place.message_id
    asking = place.words.say("For which year is this plan? Press it, or write it if it is another one.")
    keyboard = year_keyboard(upload.key, sorted({year - 1, year, year + 1, own or year}), place.words)
    text = html_text([Line(said) for said in (why, asking) if said], place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def work_up_card(context: Context, place: CardPlace, upload: PlanUpload) -> Workup | None:
    """Work out a card beside the version that is current now; None, and said so, where it cannot be."""
    uploads = context.services.store.uploads
    try:
        try:
            work = await workups_of(context).of(upload)
        except PlanConflictError:  # decided for an item that the plan no longer has
            decisions = upload.decisions.without_matches()
            upload = await context.services.in_thread(uploads.change, upload.key, decisions=decisions)
            work = await workups_of(context).of(upload)
        if work.preview.seen == upload.seen:
            return work
        upload = await context.services.in_thread(uploads.change, upload.key, seen=work.preview.seen)
        return await workups_of(context).of(upload)
    except DubanError as error:
        await tell(context, place, say_sentence(str(error), place.words))
        return None


async def show_work(context: Context, place: CardPlace, work: Workup, *remarks: str) -> None:
    words = place.words
    told = year_remark(work.plan, work.upload.year, words), await _decided_earlier(context, place, work)
    remarks = (*remarks, *filter(None, told))
    text, keyboard = card_text(work, words, remarks), card_keyboard(work, words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def _decided_earlier(context: Context, place: CardPlace, work: Workup) -> str | None:
    """Tell whose decisions about this very file are applied again."""
    services, words, earlier = context.services, place.words, work.upload.decisions.earlier
    if earlier is None:
        return None
    day = day_text(earlier.at.astimezone(services.settings.timezone).date(), words)
    if earlier.person_id == place.person_id:
        return words.say("What you decided about this file on {day} is applied again.", day=day)
    name = await services.in_thread(name_of, services.chats, earlier.person_id)
    return words.say(
        "What {name} decided about this file on {day} is applied again.",
        name=name or earlier.person_id,
        day=day,
    )


async def attach_changes(context: Context, place: CardPlace, work: Workup) -> None:
    """Send the file with all changes and doubts, where there are any."""
    if work.preview.unchanged and not work.findings:
        return
    words = place.words
    content = await context.services.in_thread(changes_file, work, words)
    caption = words.say("All that changes, and all that is not certain")
    await attach(context, place, work.preview.year, content, caption)


async def attach(context: Context, place: CardPlace, year: int, content: bytes, caption: str) -> None:
    """Send a file of changes."""
    name = place.words.say("changes-{year}.xlsx", year=year)
    await context.bot.send_document(place.chat_id, InputFile(content, name), caption=caption)


async def tell(context: Context, place: CardPlace, text: str) -> None:
    """Let a card say one sentence, without buttons."""
    await edit(context, place.chat_id, place.message_id, html_text([Line(text)], place.words))


async def show_end(context: Context, place: CardPlace, upload: PlanUpload, now: datetime) -> str | None:
    """Let a card on which nothing can be decided any more show why; say it, too. None for an open one."""
    words = place.words
    if upload.outcome is not None:
        await edit(context, place.chat_id, place.message_id, done_text(upload.outcome, upload, words))
        return words.say("This is published already.")
    if upload.state is UploadState.CANCELLED:
        await tell(context, place, cancelled_text(upload, words))
        return words.say("This was cancelled.")
    if upload.state is UploadState.SUPERSEDED:
        said = superseded_text(words)
    elif now >= upload.expires_at:
        said = expired_text(upload, words)
    else:
        return None
    await tell(context, place, said)
    return said


def superseded_text(words: Catalogue) -> str:
    """Tell that a card found on disk is overtaken by the file itself."""
    return words.say("PLAN_FILE has changed again: this card no longer holds. Nothing was changed.")


def cancelled_text(upload: PlanUpload, words: Catalogue) -> str:
    if upload.watched:
        return words.say("Cancelled: nothing was changed. To see the file again: /reload")
    return words.say("Cancelled: nothing was changed.")


def expired_text(upload: PlanUpload, words: Catalogue) -> str:
    """Tell that a card is too old, and where the next one is."""
    if upload.restores is not None:
        return words.say(
            "This card is older than a day: choose the version again, /versions. Nothing was changed."
        )
    if upload.watched:
        return words.say("This card is older than a day: /reload reads the file again. Nothing was changed.")
    return words.say("This card is older than a day: send the file again. Nothing was changed.")
