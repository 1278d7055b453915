"""What was sent to whom when, what failed and why; and who is told of which department.

PURE but for the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.blocks import Heading, Line, Title
from bot.catalogue import mark
from bot.roster import chat_name, scope_text
from bot.sentences import say_sentence
from bot.subscription_card import suspension_text
from bot.wording import count_text, day_text, joined
from storage.reminding import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.blocks import Block
    from bot.catalogue import Catalogue
    from storage.chats import Chat
    from storage.delivery_history import DeliveryRecord
    from storage.subscription import Coverage, Subscribed

STATE_NAMES = {
    DeliveryState.WAITING: mark("on its way"),
    DeliveryState.SENT: mark("sent"),
    DeliveryState.FAILED: mark("failed"),
    DeliveryState.DISSOLVED: mark("taken back, to be said later"),
}
CODES = 4


def deliveries_title(counts: Mapping[DeliveryState, int], words: Catalogue) -> str:
    """Say how many messages there are in each state."""
    parts = (
        words.say("{name} ({number})", name=words.say(STATE_NAMES[state]), number=number)
        for state, number in counts.items()
        if number
    )
    return words.say("Messages: {counts}", counts=joined(parts, words) or words.say("none"))


def delivery_line(record: DeliveryRecord, chats: Mapping[int, Chat], zone: ZoneInfo, words: Catalogue) -> str:
    """Describe a message: when, to whom, of which items, and what became of it."""
    delivery = record.delivery
    address = delivery.address
    chat = chats.get(address.chat_id)
    codes = ", ".join(record.codes[:CODES]) + ("…" if len(record.codes) > CODES else "")
    state = words.say(STATE_NAMES[delivery.state])
    parts = [
        moment_text(delivery.finished_at or delivery.composed_at, zone, words),
        chat_name(chat, words) if chat else str(address.chat_id),
        f"{count_text(record.codes, words)}: {codes}" if codes else "",
        f"{state} ({words.say('sent late')})" if delivery.late else state,
    ]
    if delivery.last_error:
        tries = (
            words.say_number("{number} try", "{number} tries", delivery.attempts) if delivery.attempts else ""
        )
        parts += [tries, say_sentence(delivery.last_error, words)]
    return " · ".join(filter(None, parts))


def moment_text(moment: datetime, zone: ZoneInfo, words: Catalogue) -> str:
    local = moment.astimezone(zone)
    return f"{day_text(local.date(), words)} {local:%H:%M}"


def delivery_json(record: DeliveryRecord, zone: ZoneInfo) -> dict[str, Any]:
    """Return a message as other tools read it."""
    delivery = record.delivery
    finished = delivery.finished_at
    return {
        "id": delivery.id,
        "channel": delivery.address.channel,
        "chat": delivery.address.chat_id,
        "topic": delivery.address.thread_id,
        "composed_at": delivery.composed_at.astimezone(zone).isoformat(),
        "finished_at": finished.astimezone(zone).isoformat() if finished else None,
        "state": delivery.state.value,
        "late": delivery.late,
        "pages": len(delivery.pages),
        "pages_sent": delivery.pages_sent,
        "attempts": delivery.attempts,
        "error": delivery.last_error,
        "items": list(record.codes),
    }


# -- coverage -----------------------------------------------------------------------------------------------


def coverage_blocks(
    covered: Sequence[Coverage],
    subscriptions: Sequence[Subscribed],
    ahead: Mapping[str, int],
    chats: Mapping[int, Chat],
    words: Catalogue,
) -> Iterator[Block]:
    """Say who is told: departments without anybody first. `ahead` counts their deadlines of the next days."""
    bare = [each for each in covered if not each.live]
    yield Title(
        words.say(
            "Departments with reminders of their own: {live} of {all}",
            live=len(covered) - len(bare),
            all=len(covered),
        )
    )
    everything = [each for each in subscriptions if each.subscription.departments is None]
    if everything:
        number = sum(not each.is_suspended for each in everything)
        yield Line(
            words.say_number(
                "{number} chat is told of all departments",
                "{number} chats are told of all departments",
                number,
            )
        )
    if bare:
        yield Heading(words.say("Nobody of their own"))
        yield from (Line(_coverage_line(each, ahead, words)) for each in bare)
    told = [each for each in covered if each.live]
    if told:
        yield Heading(words.say("Told"))
        yield from (Line(_coverage_line(each, ahead, words)) for each in told)
    suspended = [each for each in subscriptions if each.is_suspended]
    if suspended:
        yield Heading(words.say("Suspended chats"))
    for each in suspended:
        chat = chats.get(each.home.chat_id)
        name = chat_name(chat, words) if chat else str(each.home.chat_id)
        scope = scope_text(each.subscription.departments, words)
        yield Line(f"{name} · {scope} · {suspension_text(each, words)}")


def _coverage_line(coverage: Coverage, ahead: Mapping[str, int], words: Catalogue) -> str:
    parts = [coverage.department]
    if coverage.live:
        parts.append(words.say_number("{number} chat", "{number} chats", coverage.live))
    if coverage.suspended:
        parts.append(words.say("{number} suspended", number=coverage.suspended))
    if ahead.get(coverage.department):
        due = count_text(ahead[coverage.department], words)
        parts.append(words.say("due in 30 days: {items}", items=due))
    if coverage.last_sent_at:
        parts.append(words.say("last told {day}", day=day_text(coverage.last_sent_at.date(), words)))
    return " · ".join(parts)
