"""A plan's card as a message: worked out, shown, with the file of all changes below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import InputFile

from bot.blocks import Line
from bot.handlers.sending import edit
from bot.html import html_text
from bot.plan_card import card_text
from bot.plan_changes import changes_file
from bot.plan_report import year_remark
from bot.sentences import say_sentence
from bot.upload_buttons import card_keyboard, year_keyboard
from bot.uploading import Workups
from storage.errors import DubanError, PlanConflictError

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.plan_workup import Workup
    from bot.uploading import CardPlace
    from storage.uploads import PlanUpload


def workups_of(context: Context) -> Workups:
    """Return the bot's, made at its first use."""
    workups: Workups | None = context.bot_data.get(Workups)
    if workups is None:
        workups = context.bot_data[Workups] = Workups(context.services)
    return workups


async def show_card(context: Context, place: CardPlace, upload: PlanUpload) -> None:
    """Show a new upload's card, or ask for its year first; with the file of all changes below."""
    if upload.year is None:
        await ask_year(context, place, upload)
        return
    work = await work_up_card(context, place, upload)
    if work is not None:
        await show_work(context, place, work)
        await attach_changes(context, place, work)


async def ask_year(context: Context, place: CardPlace, upload: PlanUpload) -> None:
    year = context.services.clock().year
    line = Line(
        place.words.say("The file names no year. For which year is this plan? (Or send it with the year.)")
    )
    keyboard = year_keyboard(upload.key, (year - 1, year, year + 1), place.words)
    await edit(context, place.chat_id, place.message_id, html_text([line], place.words), keyboard)


async def work_up_card(context: Context, place: CardPlace, upload: PlanUpload) -> Workup | None:
    """Work out a card beside the version that is current now; None, and said so, where it cannot be."""
    uploads = context.services.store.uploads
    try:
        try:
            work = await workups_of(context).of(upload)
        except PlanConflictError:  # decided for an item that the plan no longer has
            decisions = replace(upload.decisions, matches={})
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
    if remark := year_remark(work.plan, work.upload.year, words):
        remarks = (*remarks, remark)
    text, keyboard = card_text(work, words, remarks), card_keyboard(work, words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def attach_changes(context: Context, place: CardPlace, work: Workup) -> None:
    """Send the file with all changes and doubts, where there are any."""
    if work.preview.unchanged and not work.findings:
        return
    words = place.words
    content = await context.services.in_thread(changes_file, work, words)
    name = words.say("changes-{year}.xlsx", year=work.preview.year)
    caption = words.say("All that changes, and all that is not certain")
    await context.bot.send_document(place.chat_id, InputFile(content, name), caption=caption)


async def tell(context: Context, place: CardPlace, text: str) -> None:
    """Let a card say one sentence, without buttons."""
    await edit(context, place.chat_id, place.message_id, html_text([Line(text)], place.words))


def superseded_text(words: Catalogue) -> str:
    """Tell that a card found on disk is overtaken by the file itself."""
    return words.say("PLAN_FILE has changed again: this card no longer holds. Nothing was changed.")
