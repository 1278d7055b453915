"""Doubts about a plan, one by one: what was pressed is kept, and the next one is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.card_showing import show_work, work_up_card
from bot.handlers.sending import edit
from bot.plan_doubts import date_card, deadline_words, department_card, doubt_card, doubt_from
from bot.upload_buttons import Deed, name_number
from storage.uploads import UploadDecisions

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.plan_workup import Workup
    from bot.upload_buttons import UploadPress
    from bot.uploading import CardPlace
    from storage.uploads import PlanUpload

MATCHES = {Deed.MATCH, Deed.SAME, Deed.NEW}
UNDOING = {Deed.UNDO, Deed.UNDO_LAST}
DECIDING = UNDOING | {Deed.KEEP, Deed.DROP, Deed.DEPARTMENT, Deed.DATE, Deed.SAME, Deed.NEW, Deed.YEAR}
"""What may come too late: the press is answered once that is known."""


async def show_doubt(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    doubt = doubt_from(work, press.place, match=press.deed in MATCHES)
    if doubt is None:
        await show_work(context, place, work)
        return
    text, keyboard = doubt_card(work, doubt, place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def show_departments(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    if place_of(work, press) is None:
        await show_work(context, place, work)
        return
    text, keyboard = department_card(work, press.place or 0, press.choice or 1, place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def show_dates(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    if place_of(work, press) is None:
        await show_work(context, place, work)
        return
    text, keyboard = date_card(work, press.place or 0, place.words)
    await edit(context, place.chat_id, place.message_id, text, keyboard)


async def note_press(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    """Note a decision, then show the next doubt, or the card after the last one."""
    decisions = _decided(work, press)
    if decisions is not None:
        work = await note(context, place, work.upload, decisions) or work
    await show_doubt(context, place, work, press)


async def undo(context: Context, place: CardPlace, work: Workup, press: UploadPress) -> None:
    """Take back all decisions, or the last one and ask about it again."""
    decisions, steps = _decided(work, press), work.upload.decisions.steps
    if decisions is not None:
        work = await note(context, place, work.upload, decisions) or work
    if press.deed is Deed.UNDO:
        await show_work(context, place, work)
        return
    is_match = decisions is not None and steps[-1].is_match
    await show_doubt(context, place, work, replace(press, deed=Deed.MATCH if is_match else Deed.DOUBTS))


def remark(work: Workup, press: UploadPress, words: Catalogue) -> str:
    """Say why a press decides nothing (any more); nothing where it does."""
    decisions = _decided(work, press)
    if press.deed is Deed.YEAR or decisions == work.upload.decisions:
        return words.say("This is decided already.")
    if decisions is not None:
        return ""
    if press.deed in UNDOING:
        return words.say("This has been undone already.")
    return words.say("This button is no longer valid.")


def _decided(work: Workup, press: UploadPress) -> UploadDecisions | None:
    """Return all decisions as a press makes them; None where it makes none."""
    at, decisions = place_of(work, press), work.upload.decisions
    if press.deed is Deed.UNDO:
        return UploadDecisions() if decisions.number else None
    if press.deed is Deed.UNDO_LAST:
        return decisions.without_last() if press.choice == len(decisions.steps) - 1 else None
    if at is None:
        return None
    if press.deed in MATCHES:
        return _matched(work, at, press.choice or 0, same=press.deed is Deed.SAME)
    edit = _edit(work, press)
    return None if edit is None else decisions.with_edit(at, **edit)


def _matched(work: Workup, at: int, choice: int, *, same: bool) -> UploadDecisions | None:
    """Return all decisions with one about which item it is, which may have been decided before."""
    decisions = work.upload.decisions
    match = next((doubt.match for doubt in work.doubts if doubt.match and doubt.place == at), None)
    if match is not None and choice < len(match.choices):
        return decisions.with_match(at, match.choices[choice].code if same else None)
    if at not in decisions.matches:
        return None
    if same:
        return decisions if decisions.matches[at] else None
    return decisions.with_match(at, None)


def _edit(work: Workup, press: UploadPress) -> dict[str, object] | None:
    """Say which fields of an edit a press sets; None where there is no such choice."""
    choice = press.choice or 0
    if press.deed is Deed.DEPARTMENT:
        name = _department(work, choice)
        return {"departments": (name,), "dropped": False} if name else None
    if press.deed is Deed.DATE:
        text = deadline_words(choice)
        return {"deadline_text": text, "dropped": False} if text else None
    return {"dropped": True} if press.deed is Deed.DROP else {"kept": True, "dropped": False}


def _department(work: Workup, number: int) -> str | None:
    """Find whom a button means, by today's name: it may have been renamed since the button was shown."""
    names = {name_number(former): name for former, name in work.renamed.items()}
    return {**names, **{name_number(name): name for name in work.choices}}.get(number)


def place_of(work: Workup, press: UploadPress) -> int | None:
    """Return the place in the plan that a press names, if it is one and may be changed."""
    known = press.place is not None and press.place < len(work.plan.items)
    return press.place if known and work.upload.restores is None else None


async def note(
    context: Context, place: CardPlace, upload: PlanUpload, decisions: UploadDecisions
) -> Workup | None:
    """Keep what was decided; return what the card says then."""
    services = context.services
    changed = await services.in_thread(
        services.store.uploads.change,
        upload.key,
        decisions=decisions,
        awaited=None,
        message_id=place.message_id,
    )
    return await work_up_card(context, place, changed)
