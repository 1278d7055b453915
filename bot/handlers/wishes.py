"""What somebody wrote behind /subscribe becomes what the store keeps; what is not plain is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.handlers.desk import desk_of
from bot.handlers.reminder_places import check
from bot.rights import may_remind_of
from bot.subscribing import STOP, draft_of, is_filler, revised
from bot.understanding.department_reading import CUT
from bot.understanding.normalise import blank
from bot.wording import no_department_text, quoted, shorten
from storage.chats import ChatKind, Role
from storage.errors import DubanError, NotAllowedError
from storage.subscription import MOST_LEADS, SubscriptionDraft

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.reminder_places import Spot
    from bot.subscribing import Wish
    from storage.chats import Departments
    from storage.subscription import Subscribed

LONGEST_WORD = 40


class UnclearWishError(DubanError):
    """What somebody wrote cannot be set; the text says why, in their language."""


REFUSALS = (NotAllowedError, UnclearWishError)
"""What is said to whoever asked; all else is not their doing."""


def draft_from(
    context: Context,
    guest: Visit,
    spot: Spot,
    known: Subscribed | None,
    **changes: Any,  # noqa: ANN401 - the draft's fields
) -> SubscriptionDraft:
    """Return what is set at a place, or the defaults where nothing is, with some fields changed."""
    if known is None:
        draft = SubscriptionDraft(
            address=spot.address,
            departments=(),
            zone=context.services.settings.timezone,
            language=_language(guest, spot),
        )
    else:
        draft = draft_of(known)
    return replace(draft, **changes)


def _language(guest: Visit, spot: Spot) -> str:
    """Return the language of whoever sets reminders; a channel speaks its own."""
    own = spot.chat.language if spot.chat.kind is ChatKind.CHANNEL else None
    return own or guest.words.language.value


async def wished_draft(
    context: Context, guest: Visit, spot: Spot, wish: Wish, known: Subscribed | None
) -> SubscriptionDraft | None:
    """Return what is to be set; None where departments have to be chosen first."""
    if wish.unclear:
        raise _not_understood(wish.unclear, guest)
    if STOP.fullmatch(wish.rest):
        raise UnclearWishError(guest.words.say("/unsubscribe ends reminders."))
    if len(wish.leads or ()) > MOST_LEADS:
        raise UnclearWishError(
            guest.words.say("{number} leads at most, so nothing was changed.", number=MOST_LEADS)
        )
    draft = draft_from(context, guest, spot, known, zone=_zone(context, guest, wish, known))
    departments = _departments(context, guest, spot, wish, draft.departments)
    if departments == ():
        if not wish.is_empty:
            raise UnclearWishError(
                guest.words.say("Name departments, too: /subscribe DEPARTMENT 30d,7d 9:00")
            )
        return None
    check(spot, departments, guest.words)
    return revised(replace(draft, departments=departments), wish)


def _zone(context: Context, guest: Visit, wish: Wish, known: Subscribed | None) -> ZoneInfo:
    if wish.zone is None:
        return known.subscription.zone if known else context.services.settings.timezone
    named = {name.lower(): name for name in available_timezones()}
    try:
        return ZoneInfo(named.get(wish.zone.lower(), wish.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _not_understood([wish.zone], guest) from None


def _departments(
    context: Context, guest: Visit, spot: Spot, wish: Wish, otherwise: Departments
) -> Departments:
    """Return the departments named, else those set, else those that the place is about; () if open."""
    if wish.rest:
        return departments_named(context, guest, wish.rest)
    if wish.everything:
        return None
    if otherwise != ():
        return otherwise
    rights = spot.rights
    return may_remind_of(rights, rights.own if rights.role is not Role.ADMIN else rights.scope or ())


def departments_named(context: Context, guest: Visit, text: str) -> tuple[str, ...]:
    """Return the departments that a text names, with nothing else in it."""
    asker, words = desk_of(context).services.asker, guest.words
    reading = asker.departments_in(text)
    if reading.unknown or not reading.names:
        if not reading.unknown and asker.read(text, now=guest.now).asks_own and guest.rights.own:
            return guest.rights.own
        unknown = reading.unknown or (shorten(text, LONGEST_WORD),)
        raise UnclearWishError(no_department_text(unknown, reading.nearest, words))
    left = [part for part in blank(text, reading.spans, CUT).split(CUT) if not is_filler(part)]
    if left:
        raise _not_understood(left, guest)
    return reading.names


def _not_understood(parts: list[str] | tuple[str, ...], guest: Visit) -> UnclearWishError:
    words = guest.words
    said = quoted((shorten(part.strip(), LONGEST_WORD) for part in parts), words)
    return UnclearWishError(
        words.say(
            "I did not understand {words}, so nothing was changed."
            " Write it like: /subscribe DEPARTMENT 30d,7d,1wd 9:00",
            words=said,
        )
    )
