"""What an admin writes for a card: departments or a deadline (in a reply or the next message), the year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ForceReply

from bot.catalogue import mark
from bot.handlers.card_doubts import note, place_of, show_doubt
from bot.handlers.card_showing import YEAR, asked_of, show_card, show_end, show_work, tell, work_up_card
from bot.plan_corrections import is_plain_answer, is_readable_deadline, read_written_names
from bot.rights import Act, decide
from bot.sentences import say_sentence
from bot.upload_buttons import YEARS, Deed, UploadPress
from bot.uploading import CardPlace, no_year_text, year_said
from bot.wording import joined, no_department_text, shorten
from storage.deadlines import day_doubt
from storage.uploads import Awaited

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
PROMPTS = {
    "departments": mark("Which department is it? Answer this message; several are set apart by 、"),
    "deadline_text": mark("Until when? Answer this message, as the plan would print it: 6月底前"),
    YEAR: mark("For which year is this plan? Answer this message with the year alone."),
}


async def ask_for_words(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    """Ask for a department or a deadline in words."""
    at = place_of(work, press)
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
    upload = await _awaiting(context, guest, incoming)
    if upload is None or upload.awaited is None or upload.message_id is None:
        return False
    place = CardPlace(guest.chat.id, guest.person.id, upload.message_id, guest.words)
    if ended := await show_end(context, place, upload, guest.now):
        if is_reply:
            await context.bot.send_message(place.chat_id, ended)
        return is_reply
    text = _words_of(incoming)
    if upload.awaited.field == YEAR:
        return await _take_year(context, place, upload, text, is_reply=is_reply)
    work = await work_up_card(context, place, upload)
    if work is None or not (
        is_reply or is_plain_answer(upload.awaited.field, text, work.choices, work.renamed)
    ):
        return is_reply
    await _take(context, place, work, upload.awaited, text)
    return True


def _words_of(incoming: Incoming) -> str:
    return shorten(incoming.said.text, LONGEST_WORDS).strip()


async def _awaiting(context: Context, guest: Visit, incoming: Incoming) -> PlanUpload | None:
    """Return the admin's upload for which the message replied to asked for words, or else our last one.

    A year by itself is also told later, or after a restart: it is that of their newest upload without one.
    """
    services, uploads = context.services, context.services.store.uploads
    asked = asked_of(context).pop(guest.chat.id, None)
    message_id = incoming.replied_to.message_id if incoming.replied_to else asked
    if decide(Act.ADMINISTER, guest.rights) is not None:
        return None
    if message_id is not None:
        return await services.in_thread(uploads.find_awaiting, guest.chat.id, message_id)
    if year_said(_words_of(incoming)) is None:
        return None
    return await services.in_thread(uploads.find_without_year, guest.chat.id, guest.now)


async def _take_year(
    context: Context, place: CardPlace, upload: PlanUpload, text: str, *, is_reply: bool
) -> bool:
    """Take the year of a plan whose file names none; say whether the message was meant so."""
    year = year_said(text)
    if year not in YEARS:
        if is_meant := is_reply or year is not None:
            awaited, unclear = upload.awaited or Awaited(0, YEAR, 0), no_year_text(text, place.words)
            await _ask(context, place, upload.key, awaited, f"{unclear} {place.words.say(PROMPTS[YEAR])}")
        return is_meant
    below = await _below(context, place, str(year))
    services = context.services
    changed = await services.in_thread(
        services.store.uploads.change, upload.key, year=year, awaited=None, message_id=below.message_id
    )
    await show_card(context, below, changed)
    return True


async def _take(context: Context, place: CardPlace, work: Workup, awaited: Awaited, text: str) -> None:
    """Note what was written, and go on in a new message below it; what cannot be taken is asked for again."""
    words, upload = place.words, work.upload
    edit: dict[str, object] = {"deadline_text": text}
    if awaited.field == "departments":
        written = read_written_names(text, work.choices, work.renamed)
        edit = {"departments": written.names}
        unclear = _unclear_names(written, awaited, words)
        awaited = replace(awaited, unknown=joined(written.unknown, words))
        text = joined(written.names, words)
    else:
        unclear = _unclear_deadline(text, work.preview.year, words)
    if unclear:
        await _ask(context, place, upload.key, awaited, unclear)
        return
    below = await _below(context, place, text)
    noted = await note(context, below, upload, upload.decisions.with_edit(awaited.place, **edit))
    if noted is not None:
        await show_doubt(context, below, noted, UploadPress(upload.key, Deed.DOUBTS, awaited.place))


async def _below(context: Context, place: CardPlace, noted: str) -> CardPlace:
    """Let the card go on in a new message, below what was written."""
    await tell(context, place, place.words.say("Noted: {words}. It goes on below.", words=noted))
    sent = await context.bot.send_message(place.chat_id, "…")
    return place.moved(sent.message_id)


def _unclear_deadline(text: str, year: int, words: Catalogue) -> str | None:
    """Say what is wrong with a deadline that a plan of that year cannot have."""
    if doubt := day_doubt(text, year):
        said = say_sentence(doubt, words)
    elif is_readable_deadline(text):
        return None
    else:
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
