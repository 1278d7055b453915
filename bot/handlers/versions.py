"""Versions of a plan: looked at, fetched, compared, and brought back by way of a card."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from telegram import InputFile

from bot.blocks import Line
from bot.handlers.card_showing import attach, show_card, show_end, show_work, work_up_card
from bot.handlers.gate import is_admin_in_private
from bot.handlers.questions import back_to
from bot.handlers.sending import edit, notify, send
from bot.html import html_text
from bot.plan_card import since_text
from bot.plan_changes import since_file
from bot.publishers import publishers
from bot.rights import Act, decide
from bot.sentences import say_sentence
from bot.uploading import CardPlace, year_in
from bot.version_card import (
    Look,
    Versions,
    back_to_version,
    changes_title,
    version_card,
    versions_list,
)
from storage.uploads import PlanUpload

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.catalogue import Catalogue
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.keyboards import Keyboard
    from bot.version_card import VersionPress
    from storage.plan import PlanVersion

KEPT_FOR = timedelta(hours=24)


async def versions(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """List the versions of a plan: of the year named, else of the one that questions mean."""
    if not await is_admin_in_private(context, guest, incoming):
        return
    year = year_in(text) or context.services.asker.plan_year(now=guest.now)
    shown, keyboard = await _list(context, year, 1, guest.words)
    await send(context, back_to(guest, incoming), shown, keyboard)


async def rollback(context: Context, guest: Visit, incoming: Incoming, text: str) -> None:
    """Offer to go back to the version named, of the year named or the one that questions mean; else list."""
    if not await is_admin_in_private(context, guest, incoming):
        return
    numbers = [int(part) for part in text.split() if part.isascii() and part.isdigit()]
    year = year_in(text) or context.services.asker.plan_year(now=guest.now)
    wanted = next((number for number in reversed(numbers) if number != year), None)
    kept = await _versions(context, year)
    version = next((each for each in kept.versions if each.number == wanted), None) if kept else None
    if kept is None or version is None:
        shown, keyboard = await _list(context, year, 1, guest.words)
        if kept is not None and wanted is not None:
            missing = f"The plan {year} has no version {wanted}."
            shown = html_text([Line(say_sentence(missing, guest.words))], guest.words) + "\n\n" + shown
        await send(context, back_to(guest, incoming), shown, keyboard)
        return
    message_id = await send(context, back_to(guest, incoming), *version_card(kept, version, guest.words))
    if message_id is not None and guest.person is not None:
        place = CardPlace(guest.chat.id, guest.person.id, message_id, guest.words)
        await _offer(context, place, kept, version)


async def on_version_press(context: Context, guest: Visit, query: CallbackQuery, press: VersionPress) -> None:
    """Do what a button under a list of versions, or under one of them, says."""
    words = guest.words
    if decide(Act.ADMINISTER, guest.rights) is not None or not guest.situation.is_private:
        await notify(query, words.say("Only admins can decide this."), alert=True)
        return
    kept = await _versions(context, press.year)
    version = next((each for each in kept.versions if each.number == press.number), None) if kept else None
    if query.message is None or kept is None or (version is None and press.look is not Look.LIST):
        await notify(query, words.say("This button is no longer valid."), alert=True)
        return
    in_force = version == kept.versions[-1] and press.look in {Look.CHANGES, Look.ROLL_BACK}
    await notify(query, words.say("This version is in force.") if in_force else "")
    place = CardPlace(guest.chat.id, query.from_user.id, query.message.message_id, words)
    if press.look is Look.LIST or version is None:
        await _put(context, place, *versions_list(kept, press.number, words))
    else:
        await _look(context, place, kept, version, press.look)


async def _look(context: Context, place: CardPlace, kept: Versions, version: PlanVersion, look: Look) -> None:
    store, words, services = context.services.store, place.words, context.services
    if look is Look.FILE:
        content = await services.in_thread(store.file_of, kept.year, version.number)
        await context.bot.send_document(place.chat_id, InputFile(content, version.file_name))
    elif version == kept.versions[-1]:
        await _put(context, place, *version_card(kept, version, words))
    elif look is Look.CHANGES:
        diff = await services.in_thread(store.changes_since, kept.year, version.number)
        title = changes_title(kept, version, words)
        await _put(context, place, since_text(title, diff, words), back_to_version(kept, version, words))
        if diff.added or diff.changed or diff.dropped:
            await attach(context, place, kept.year, await services.in_thread(since_file, diff, words), title)
    elif look is Look.ROLL_BACK:
        await _offer(context, place, kept, version)
    else:
        await _put(context, place, *version_card(kept, version, words))


async def _offer(context: Context, place: CardPlace, kept: Versions, version: PlanVersion) -> None:
    """Turn the message into the card of a roll back, once: what it would change, and whether to."""
    services, now = context.services, context.services.clock()
    key = _key_of(place, kept.year, version.number)
    shown = await services.in_thread(services.store.uploads.find, key)
    if shown is not None:
        if await show_end(context, place, shown, now) is None:
            work = await work_up_card(context, place, shown)
            if work is not None:
                await show_work(context, place, work)
        return
    upload = PlanUpload(
        key=key,
        person_id=place.person_id,
        message_id=place.message_id,
        year=kept.year,
        file_name=version.file_name,
        sha256=version.sha256,
        created_at=now,
        expires_at=now + KEPT_FOR,
        restores=version.number,
    )
    upload = await services.in_thread(services.store.uploads.keep, upload, None, None)
    await show_card(context, place, upload)


def _key_of(place: CardPlace, year: int, number: int) -> str:
    """Name the card that a message becomes, so that a second press finds it."""
    said = f"{place.chat_id}:{place.message_id}:{year}:{number}"
    return urlsafe_b64encode(sha256(said.encode()).digest()[:9]).decode()


async def _list(context: Context, year: int, page: int, words: Catalogue) -> tuple[str, Keyboard]:
    kept = await _versions(context, year)
    if kept is None:
        none = words.say("There is no plan of {year}.", year=year)
        return html_text([Line(none)], words), ()
    return versions_list(kept, page, words)


async def _versions(context: Context, year: int) -> Versions | None:
    """Read a year's versions and who published them; None where the year has no plan."""
    services = context.services
    found = await services.in_thread(services.store.versions, year)
    if not found:
        return None
    names = await services.in_thread(publishers, services.chats, found)
    plans = await services.in_thread(services.store.plans)
    return Versions(year, found, [plan.year for plan in plans], names, services.settings.timezone)


async def _put(context: Context, place: CardPlace, text: str, keyboard: Keyboard) -> None:
    await edit(context, place.chat_id, place.message_id, text, keyboard)
