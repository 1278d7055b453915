"""Doubts about a plan, one by one: what was pressed or written is kept, and the next one is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ForceReply

from bot.catalogue import mark
from bot.handlers.card_showing import show_work, tell, work_up_card
from bot.handlers.sending import edit
from bot.plan_corrections import is_plain_answer, is_readable_deadline, read_written_names
from bot.plan_doubts import date_card, deadline_words, department_card, doubt_card, doubt_from
from bot.rights import Act, decide
from bot.upload_buttons import Deed, UploadPress
from bot.uploading import CardPlace
from bot.wording import joined, no_department_text, shorten
from storage.uploads import Awaited, UploadDecisions

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.plan_corrections import WrittenNames
    from bot.plan_workup import Workup
    from storage.uploads import PlanUpload

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
    """Say which fields of an edit a press sets; None where there is no such choice."""
    choice = press.choice or 0
    if press.deed is Deed.DEPARTMENT:
        return {"departments": (work.choices[choice],)} if choice < len(work.choices) else None
    if press.deed is Deed.DATE:
        return {"deadline_text": deadline_words(choice)} if deadline_words(choice) else None
    return {"dropped": True} if press.deed is Deed.DROP else {"kept": True}


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


class Asked(dict[int, int]):
    """By person, our question that their very next message answers, without being a reply to it."""


def asked_of(context: Context) -> Asked:
    """Return the bot's, made at its first use; a restart forgets it, then replies alone are answers."""
    asked: Asked = context.bot_data.setdefault(Asked, Asked())
    return asked


async def ask_for_words(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    """Ask for a department or a deadline in words."""
    at = _at(work, press)
    if at is None:
        await show_work(context, place, work)
        return
    field = "departments" if press.deed is Deed.WRITE_DEPARTMENT else "deadline_text"
    await _ask(context, place, work.upload.key, Awaited(at, field, 0), place.words.say(PROMPTS[field]))


async def _ask(context: Context, place: CardPlace, key: str, awaited: Awaited, text: str) -> None:
    services = context.services
    asked = await context.bot.send_message(place.chat_id, text, reply_markup=ForceReply(selective=True))
    awaited = replace(awaited, message_id=asked.message_id)
    await services.in_thread(services.store.uploads.change, key, awaited=awaited, message_id=place.message_id)
    asked_of(context)[place.person_id] = asked.message_id


async def take_words(context: Context, guest: Visit, incoming: Incoming) -> bool:
    """Take a message that answers our question for words; say whether it is one."""
    if guest.person is None or guest.person.id != guest.chat.id:
        return False
    is_reply = incoming.replied_to is not None
    asked = asked_of(context).pop(guest.person.id, None)
    upload = await _awaiting(context, guest, incoming.replied_to.message_id if incoming.replied_to else asked)
    if upload is None or upload.awaited is None or upload.message_id is None:
        return False
    place = CardPlace(guest.chat.id, guest.person.id, upload.message_id, guest.words)
    if guest.now >= upload.expires_at:
        await tell(context, place, expired_text(guest.words))
        return is_reply
    work = await work_up_card(context, place, upload)
    text = shorten(incoming.said.text, LONGEST_WORDS).strip()
    if work is None or not (is_reply or is_plain_answer(upload.awaited.field, text, work.choices)):
        return is_reply
    await _take(context, place, work, upload.awaited, text)
    return True


async def _awaiting(context: Context, guest: Visit, message_id: int | None) -> PlanUpload | None:
    """Return the admin's upload for which that message of ours asked for words."""
    services = context.services
    if message_id is None or decide(Act.ADMINISTER, guest.rights) is not None:
        return None
    return await services.in_thread(services.store.uploads.find_awaiting, guest.chat.id, message_id)


async def _take(context: Context, place: CardPlace, work: Workup, awaited: Awaited, text: str) -> None:
    """Note what was written, and go on in a new message below it; what cannot be taken is asked for again."""
    words, upload = place.words, work.upload
    edit: dict[str, object] = {"deadline_text": text}
    unclear = _unclear_deadline(text, words)
    if awaited.field == "departments":
        written = read_written_names(text, work.choices)
        edit = {"departments": written.names}
        unclear = _unclear_names(written, awaited, words)
        awaited = replace(awaited, unknown=joined(written.unknown, words))
        text = joined(written.names, words)
    if unclear:
        await _ask(context, place, upload.key, awaited, unclear)
        return
    await tell(context, place, words.say("Noted: {words}. It goes on below.", words=text))
    sent = await context.bot.send_message(place.chat_id, "…")
    below = place.moved(sent.message_id)
    noted = await _note(context, below, upload, upload.decisions.with_edit(awaited.place, **edit))
    if noted is not None:
        await show_doubt(context, below, noted, UploadPress(upload.key, Deed.DOUBTS, awaited.place))


def _unclear_deadline(text: str, words: Catalogue) -> str | None:
    if is_readable_deadline(text):
        return None
    said = words.say("“{words}” is no time that I can read.", words=text)
    return f"{said} {words.say(PROMPTS['deadline_text'])}"


def _unclear_names(written: WrittenNames, awaited: Awaited, words: Catalogue) -> str | None:
    """Say what is wrong with names; an unknown one that is written again is a new department's."""
    if not written.names:
        prompt = PROMPTS["departments"]
        return " ".join((words.say("That names no department."), words.say(prompt)))
    if not written.unknown or joined(written.unknown, words) == awaited.unknown:
        return None
    said = no_department_text(written.unknown, written.nearest, words)
    again = words.say("Answer this message with the right name, or with the same once more if it is new.")
    return f"{said} {again}"


def expired_text(words: Catalogue) -> str:
    """Tell that a card is too old."""
    return words.say("This card is older than a day: send the file again. Nothing was changed.")
