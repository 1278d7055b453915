"""A plan's card under its buttons: looked through, published or cancelled by whoever sent the file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.handlers import card_doubts
from bot.handlers.card_showing import (
    ask_year,
    asked_of,
    attach_changes,
    cancelled_text,
    show_card,
    show_end,
    show_work,
    tell,
    work_up_card,
)
from bot.handlers.card_words import ask_for_words
from bot.handlers.sending import edit, notify
from bot.plan_card import done_text, sure_text
from bot.plan_losses import losses
from bot.publishing import publish_upload
from bot.rights import Act, decide
from bot.sentences import say_sentence
from bot.upload_buttons import YEARS, Deed, sure_keyboard
from bot.uploading import CardPlace
from storage.errors import DubanError, PlanConflictError
from storage.uploads import UploadState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import CallbackQuery

    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.plan_workup import Workup
    from bot.upload_buttons import UploadPress
    from storage.uploads import PlanUpload

log = logging.getLogger(__name__)


async def on_upload_press(context: Context, guest: Visit, query: CallbackQuery, press: UploadPress) -> None:
    """Do what a button of a card says, if it is the presser's own card and still open."""
    services, words = context.services, guest.words
    if decide(Act.ADMINISTER, guest.rights) is not None or not guest.situation.is_private:
        await notify(query, words.say("Only admins can decide this."), alert=True)
        return
    upload = await services.in_thread(services.store.uploads.find, press.key)
    if upload is None or query.message is None:
        await notify(query, words.say("This button is no longer valid."), alert=True)
        return
    if upload.person_id != query.from_user.id:
        await notify(query, words.say("Only who sent the file can decide about it."), alert=True)
        return
    place = CardPlace(guest.chat.id, query.from_user.id, query.message.message_id, words)
    if ended := await show_end(context, place, upload, guest.now):
        await notify(query, ended, alert=upload.outcome is None)
        return
    asked_of(context).pop(place.person_id, None)
    if press.deed is Deed.CANCEL:
        await notify(query)
        await _cancel(context, place, upload)
    elif upload.year is None:
        await notify(query)
        await _take_year(context, place, upload, press)
    else:
        await _do(context, place, upload, press, query)


async def _cancel(context: Context, place: CardPlace, upload: PlanUpload) -> None:
    services = context.services
    await services.in_thread(services.store.uploads.change, upload.key, state=UploadState.CANCELLED)
    await tell(context, place, cancelled_text(upload, place.words))


async def _take_year(context: Context, place: CardPlace, upload: PlanUpload, press: UploadPress) -> None:
    """Show the card of the year that was pressed; without one nothing else can be done."""
    services = context.services
    if press.deed is not Deed.YEAR or press.choice not in YEARS:
        await ask_year(context, place, upload)
        return
    upload = await services.in_thread(
        services.store.uploads.change, upload.key, year=press.choice, awaited=None
    )
    await show_card(context, place, upload)


async def _do(
    context: Context, place: CardPlace, upload: PlanUpload, press: UploadPress, query: CallbackQuery
) -> None:
    """Do it to the plan as it is now; what is decided already, or cannot be, is said to the press."""
    decides = press.deed in card_doubts.DECIDING
    if not decides:
        await notify(query)
    work = await work_up_card(context, place, upload)
    overtaken = work is not None and work.upload.seen != upload.seen
    if decides:
        said = "" if work is None or overtaken else card_doubts.remark(work, press, place.words)
        await notify(query, said)
    if work is None:
        return
    if overtaken:
        await _show_overtaken(context, place, work)
        return
    await DEEDS[press.deed](context, place, work, press)


async def _show_overtaken(context: Context, place: CardPlace, work: Workup) -> None:
    said = place.words.say(
        "Version {version} has been published meanwhile: this is the difference to it. "
        "Your decisions are kept.",
        version=work.preview.seen,
    )
    await show_work(context, place, work, said)
    await attach_changes(context, place, work)


async def _card(context: Context, place: CardPlace, work: Workup, _press: UploadPress) -> None:
    await show_work(context, place, work)


async def _publish(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    services, words, key = context.services, place.words, work.upload.key
    if press.deed is not Deed.PUBLISH_SURELY and losses(work.preview, words):
        await edit(
            context, place.chat_id, place.message_id, sure_text(work, words), sure_keyboard(key, words)
        )
        return
    await tell(context, place, words.say("Publishing …"))
    try:
        publication = await publish_upload(services, key, work.preview.items, services.clock())
    except PlanConflictError:
        await _show_conflict(context, place, key)
        return
    except DubanError as error:
        await show_work(context, place, work, say_sentence(str(error), words))
        return
    log.info("a plan was published", extra={"person": place.person_id, "version": publication.version})
    await edit(context, place.chat_id, place.message_id, done_text(publication, work.upload, words))


async def _show_conflict(context: Context, place: CardPlace, key: str) -> None:
    """Show what came first: a decision about this very card, or another version."""
    services = context.services
    upload = await services.in_thread(services.store.uploads.find, key)
    if upload is None or await show_end(context, place, upload, services.clock()):
        return
    work = await work_up_card(context, place, upload)
    if work is not None:
        await _show_overtaken(context, place, work)


DEEDS: dict[Deed, Callable[[Context, CardPlace, Workup, UploadPress], Awaitable[None]]] = {
    Deed.CARD: _card,
    Deed.YEAR: _card,
    Deed.PUBLISH: _publish,
    Deed.PUBLISH_SURELY: _publish,
    Deed.DOUBTS: card_doubts.show_doubt,
    Deed.MATCH: card_doubts.show_doubt,
    Deed.KEEP: card_doubts.note_press,
    Deed.DROP: card_doubts.note_press,
    Deed.DEPARTMENTS: card_doubts.show_departments,
    Deed.DEPARTMENT: card_doubts.note_press,
    Deed.WRITE_DEPARTMENT: ask_for_words,
    Deed.DATES: card_doubts.show_dates,
    Deed.DATE: card_doubts.note_press,
    Deed.WRITE_DATE: ask_for_words,
    Deed.SAME: card_doubts.note_press,
    Deed.NEW: card_doubts.note_press,
    Deed.UNDO: card_doubts.undo,
    Deed.UNDO_LAST: card_doubts.undo,
}
"""All but CANCEL, which needs no look at the plan."""
