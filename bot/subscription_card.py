"""What is said about a subscription: its card, its line in a list, and when it speaks next.

PURE but for the catalogue.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.blocks import Fact, Line, Title
from bot.catalogue import mark
from bot.reminder_calendar import lead_text
from bot.roster import chat_name, scope_text
from bot.wording import count_text, day_text, distance_text, joined, weekday_text
from scheduler.schedule import due_reminders
from storage.subscription import GoneReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from scheduler.reminder import Reminders
    from scheduler.working_days import WorkCalendar
    from storage.chats import Chat
    from storage.plan import PlanItem
    from storage.subscription import Subscribed, Subscription

AHEAD, AT_ONCE = timedelta(days=400), timedelta(days=40)
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
GONE_NAMES = {
    GoneReason.BLOCKED: mark("the bot was blocked there"),
    GoneReason.REMOVED: mark("the bot was removed there"),
    GoneReason.DELETED: mark("the chat is no more"),
    GoneReason.READ_ONLY: mark("the bot may not write there"),
    GoneReason.REFUSED: mark("the chat was refused"),
}


def next_reminders(
    subscription: Subscription, items: Sequence[PlanItem], calendar: WorkCalendar, now: datetime
) -> Reminders:
    """Return what the subscription is told at the first moment after `now` at which it is told anything."""
    since = now
    while since < now + AHEAD:
        found = due_reminders(items, [subscription], calendar, since=since, until=since + AT_ONCE)
        if found:
            first = min(each.at for each in found)
            return tuple(each for each in found if each.at == first)
        since += AT_ONCE
    return ()


def card_blocks(
    subscribed: Subscribed, chat: Chat | None, coming: Reminders, now: datetime, words: Catalogue
) -> Iterator[Block]:
    """Set out a subscription; `chat` is named where it is another one than the card's own."""
    subscription = subscribed.subscription
    place = (
        words.say("Reminders for {chat}", chat=chat_name(chat, words))
        if chat
        else words.say("Reminders here")
    )
    yield Title(place)
    yield Fact(words.say("Departments"), scope_text(subscription.departments, words))
    yield Fact(words.say("When"), when_text(subscription, words))
    yield Fact(words.say("Besides"), _besides(subscription, words))
    yield Fact(words.say("Language"), LANGUAGE_NAMES.get(subscription.language, subscription.language))
    if subscribed.home != subscription.address:
        yield Line(words.say("The topic is closed, so they go to the chat."))
    if subscribed.suspended_at:
        yield Line(suspension_text(subscribed, words))
    else:
        yield Line(next_text(coming, now, words))


def when_text(subscription: Subscription, words: Catalogue) -> str:
    leads = joined((lead_text(lead, words) for lead in subscription.leads), words)
    return words.say(
        "{leads}, at {hour} ({zone})",
        leads=leads,
        hour=f"{subscription.hour:%H:%M}",
        zone=subscription.zone.key,
    )


def _besides(subscription: Subscription, words: Catalogue) -> str:
    said = [words.say("overdue"), words.say("changes of the plan")]
    if subscription.outlook:
        said.append(words.say("month's outlook"))
    if subscription.check_in:
        said.append(words.say("year-round check-in"))
    return joined(said, words)


def next_text(coming: Reminders, now: datetime, words: Catalogue) -> str:
    """Say when the next message comes and how much is in it."""
    if not coming:
        return words.say("Nothing falls due in the year ahead.")
    at = coming[0].at
    today = now.astimezone(at.tzinfo).date()
    return words.say(
        "Next: {weekday} {day}, {hour} ({distance}), {items}",
        weekday=weekday_text(at.date(), words),
        day=day_text(at.date(), words, year=at.year != today.year),
        hour=f"{at:%H:%M}",
        distance=distance_text(at.date(), today, words),
        items=count_text(coming, words),
    )


def suspension_text(subscribed: Subscribed, words: Catalogue) -> str:
    assert subscribed.suspended_at
    assert subscribed.suspended_for
    day = subscribed.suspended_at.astimezone(subscribed.subscription.zone).date()
    why = words.say(GONE_NAMES[subscribed.suspended_for])
    return words.say("Suspended since {day}: {why}.", day=day_text(day, words), why=why)


def subscription_line(subscribed: Subscribed, chat: Chat | None, words: Catalogue) -> str:
    """Describe a subscription in a list."""
    subscription = subscribed.subscription
    parts = [
        chat_name(chat, words) if chat else str(subscribed.home.chat_id),
        scope_text(subscription.departments, words),
        " ".join(map(str, subscription.leads)),
        f"{subscription.hour:%H:%M}",
    ]
    if subscribed.home.thread_id is not None:
        parts.insert(1, words.say("topic {number}", number=subscribed.home.thread_id))
    if subscribed.suspended_at:
        parts.append(words.say("suspended"))
    return " · ".join(parts)


def command_for(
    subscription: Subscription, words: Catalogue, *, usual_zone: ZoneInfo, place: int | None = None
) -> str:
    """Write the command that makes the same subscription again; `place` is the chat's number elsewhere."""
    told = subscription.departments
    parts = [
        "/subscribe",
        str(place or ""),
        words.say("all") if told is None else "、".join(told),
        ",".join(map(str, subscription.leads)),
        f"{subscription.hour:%H:%M}",
        "" if subscription.zone == usual_zone else subscription.zone.key,
        LANGUAGE_NAMES.get(subscription.language, ""),
        "" if subscription.outlook else words.say("outlook off"),
        "" if subscription.check_in else words.say("check-in off"),
    ]
    return " ".join(filter(None, parts))
