"""Doubts about a plan, one by one: what was pressed or written is kept, and the next one is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telegram import ForceReply

from bot.catalogue import mark
from bot.handlers.card_showing import show_work, tell, work_up_card
from bot.handlers.sending import edit
from bot.plan_doubts import date_card, deadline_words, department_card, doubt_card, doubt_from
from bot.rights import Act, decide
from bot.upload_buttons import Deed, UploadPress
from bot.uploading import CardPlace
from bot.wording import shorten
from storage.canonical import canonical_name
from storage.uploads import Awaited, UploadDecisions

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.plan_workup import Workup
    from storage.uploads import PlanUpload

SEPARATORS = re.compile("[、,，;；/\n]")
LONGEST_WORDS = 200
"""Characters of a department or a deadline that an admin writes."""
MATCHES = {Deed.MATCH, Deed.SAME, Deed.NEW}
PROMPTS = {
    "departments": mark("Which department is it? Answer this message; several are set apart by 、"),
    "deadline_text": mark("Until when? Answer this message, as the plan would print it: 6月底前"),
}


async def show_doubt(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    doubt = doubt_from(work, press.place, match=press.deed in MATCHES)
    if doubt is None:
        await show_work(context, place, work)
        return
    text, keyboard = doubt_card(work, doubt, place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def show_departments(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    if _at(work, press) is None:
        await show_work(context, place, work)
        return
    text, keyboard = department_card(work, press.place or 0, press.choice or 1, place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def show_dates(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    if _at(work, press) is None:
        await show_work(context, place, work)
        return
    text, keyboard = date_card(work, press.place or 0, place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def note_press(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    """Note a decision, then show the next doubt, or the card after the last one."""
    decisions = _decided(work, press)
    if decisions is not None:
        work = await _note(context, place, work.upload, decisions) or work
    await show_doubt(context, place, work, press)


def _decided(work: Workup, press: UploadPress) -> UploadDecisions | None:
    """Return all decisions with the one that a press makes; None where it makes none."""
    at, decisions = _at(work, press), work.upload.decisions
    if at is None:
        return None
    if press.deed in MATCHES:
        found = (doubt.match for doubt in work.doubts if doubt.match and doubt.place == at)
        match = next(found, None)
        code = match.before.code if match and press.deed is Deed.SAME else None
        return decisions.with_match(at, code) if match else None
    edit = _edit(work, press)
    return None if edit is None else decisions.with_edit(at, **edit)


def _edit(work: Workup, press: UploadPress) -> dict[str, object] | None:
    """Say which fields of an edit a press sets; none of them keeps the item as it was read."""
    choice = press.choice or 0
    if press.deed is Deed.DEPARTMENT:
        return {"departments": (work.choices[choice],)} if choice < len(work.choices) else None
    if press.deed is Deed.DATE:
        return {"deadline_text": deadline_words(choice)} if deadline_words(choice) else None
    return {"dropped": True} if press.deed is Deed.DROP else {}


def _at(work: Workup, press: UploadPress) -> int | None:
    """Return the place in the plan that a press names, if it is one and may be changed."""
    known = press.place is not None and press.place < len(work.plan.items)
    return press.place if known and work.upload.restores is None else None


async def undo(context: Context, place: CardPlace, work: Workup, _press: UploadPress) -> None:
    again = await _note(context, place, work.upload, UploadDecisions())
    await show_work(context, place, again or work)


async def _note(
    context: Context, place: CardPlace, upload: PlanUpload, decisions: UploadDecisions
) -> Workup | None:
    services = context.services
    changed = await services.in_thread(
        services.store.uploads.change, upload.key, decisions=decisions, awaited=None
    )
    return await work_up_card(context, place, changed)


# -- what is written ----------------------------------------------------------------------------------------


async def ask_for_words(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    """Ask for a department or a deadline in words."""
    at, services = _at(work, press), context.services
    if at is None:
        await show_work(context, place, work)
        return
    field = "departments" if press.deed is Deed.WRITE_DEPARTMENT else "deadline_text"
    asked = await context.bot.send_message(
        place.chat_id, place.words.say(PROMPTS[field]), reply_markup=ForceReply(selective=True)
    )
    awaited = Awaited(at, field, asked.message_id)
    await services.in_thread(
        services.store.uploads.change, work.upload.key, awaited=awaited, message_id=place.message_id
    )


async def take_words(context: Context, guest: Visit, incoming: Incoming) -> bool:
    """Take a message that answers our question for words; say whether it is one."""
    replied, services = incoming.replied_to, context.services
    if replied is None or guest.person is None or guest.person.id != guest.chat.id:
        return False
    if decide(Act.ADMINISTER, guest.rights) is not None:
        return False
    upload = await services.in_thread(
        services.store.uploads.find_awaiting, guest.person.id, replied.message_id
    )
    if upload is None or upload.awaited is None or upload.message_id is None:
        return False
    place = CardPlace(guest.chat.id, guest.person.id, upload.message_id, guest.words)
    if guest.now >= upload.expires_at:
        await tell(context, place, expired_text(guest.words))
        return True
    await _take(context, place, upload, upload.awaited, shorten(incoming.said.text, LONGEST_WORDS))
    return True


async def _take(context: Context, place: CardPlace, upload: PlanUpload, awaited: Awaited, text: str) -> None:
    """Note what was written, and go on in a new message below it."""
    if awaited.field == "departments":
        names = tuple(name for part in SEPARATORS.split(text) if (name := canonical_name(part)))
        decisions = upload.decisions.with_edit(awaited.place, departments=names)
    else:
        decisions = upload.decisions.with_edit(awaited.place, deadline_text=text.strip())
    await tell(context, place, place.words.say("Noted: {words}. It goes on below.", words=text))
    sent = await context.bot.send_message(place.chat_id, "…")
    below = place.moved(sent.message_id)
    work = await _note(context, below, upload, decisions)
    if work is not None:
        await show_doubt(context, below, work, UploadPress(upload.key, Deed.DOUBTS, awaited.place))


def expired_text(words: Catalogue) -> str:
    """Tell that a card is too old."""
    return words.say("This card is older than a day: send the file again. Nothing was changed.")
