"""A plan's card under its buttons: looked through, published or cancelled by whoever sent the file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.handlers import card_doubts
from bot.handlers.card_doubts import expired_text
from bot.handlers.card_showing import (
    ask_year,
    attach_changes,
    show_card,
    show_work,
    superseded_text,
    tell,
    work_up_card,
)
from bot.handlers.sending import edit, notify
from bot.plan_card import done_text, losses, sure_text
from bot.publishing import publish_upload
from bot.rights import Act, decide
from bot.sentences import say_sentence
from bot.upload_buttons import Deed, sure_keyboard
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
    if await _is_over(context, place, query, upload, guest):
        return
    await notify(query)
    card_doubts.asked_of(context).pop(place.person_id, None)
    await _do(context, place, upload, press)


async def _is_over(
    context: Context, place: CardPlace, query: CallbackQuery, upload: PlanUpload, guest: Visit
) -> bool:
    """Say so, and show it, where nothing more can be decided."""
    words = place.words
    if upload.outcome is not None:
        await edit(context, place.chat_id, place.message_id, done_text(upload.outcome, upload, words))
        await notify(query, words.say("This is published already."))
        return True
    if upload.state is UploadState.SUPERSEDED:
        await notify(query, superseded_text(words), alert=True)
        return True
    if upload.state is UploadState.CANCELLED:
        await notify(query, words.say("This was cancelled."), alert=True)
        return True
    if guest.now >= upload.expires_at:
        said = expired_text(words)
        await tell(context, place, said)
        await notify(query, said, alert=True)
        return True
    return False


async def _do(context: Context, place: CardPlace, upload: PlanUpload, press: UploadPress) -> None:
    store, services = context.services.store, context.services
    if press.deed is Deed.CANCEL:
        await services.in_thread(store.uploads.change, upload.key, state=UploadState.CANCELLED)
        await tell(context, place, place.words.say("Cancelled: nothing was changed."))
        return
    if press.deed is Deed.YEAR and upload.year is None and press.choice and 1990 <= press.choice <= 2100:
        upload = await services.in_thread(store.uploads.change, upload.key, year=press.choice)
        await show_card(context, place, upload)
        return
    if upload.year is None:
        await ask_year(context, place, upload)
        return
    seen = upload.seen
    work = await work_up_card(context, place, upload)
    if work is None:
        return
    if work.upload.seen != seen:
        await show_work(context, place, work, _overtaken(work, place))
        await attach_changes(context, place, work)
        return
    await DEEDS[press.deed](context, place, work, press)


def _overtaken(work: Workup, place: CardPlace) -> str:
    return place.words.say(
        "Version {version} has been published meanwhile: this is the difference to it. "
        "Your decisions are kept.",
        version=work.preview.seen,
    )


async def _card(context: Context, place: CardPlace, work: Workup, _press: UploadPress) -> None:
    await show_work(context, place, work)


async def _publish(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    services, words, key = context.services, place.words, work.upload.key
    if press.deed is not Deed.PUBLISH_SURELY and losses(work, words):
        await edit(
            context, place.chat_id, place.message_id, sure_text(work, words), sure_keyboard(key, words)
        )
        return
    await tell(context, place, words.say("Publishing …"))
    try:
        publication = await publish_upload(services, key, work.preview.items, services.clock())
    except PlanConflictError:
        again = await work_up_card(context, place, work.upload)
        if again is not None:
            await show_work(context, place, again, _overtaken(again, place))
            await attach_changes(context, place, again)
        return
    except DubanError as error:
        await show_work(context, place, work, say_sentence(str(error), words))
        return
    log.info("a plan was published", extra={"person": place.person_id, "version": publication.version})
    await edit(context, place.chat_id, place.message_id, done_text(publication, work.upload, words))


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
    Deed.WRITE_DEPARTMENT: card_doubts.ask_for_words,
    Deed.DATES: card_doubts.show_dates,
    Deed.DATE: card_doubts.note_press,
    Deed.WRITE_DATE: card_doubts.ask_for_words,
    Deed.SAME: card_doubts.note_press,
    Deed.NEW: card_doubts.note_press,
    Deed.UNDO: card_doubts.undo,
}
"""All but CANCEL, which needs no look at the plan."""
