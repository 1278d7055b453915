"""Reminders are queued once and written down once; on each kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.database import reading, writing
from storage.delivery_history import DeliveryHistory
from storage.delivery_store import DeliveryStore
from storage.outbox import Outbox, Settlement
from storage.reminder_queue import queue
from storage.reminder_tables import REMINDERS
from storage.reminding import Button, DeliveryState, Page, QueuedReminder, WrittenMessage
from storage.subscription import Address, GoneReason, SubscriptionDraft
from storage.subscription_store import SubscriptionStore
from tests.examples import NOW, a_parsed_item, a_plan
from tests.scheduler.plans import SHANGHAI

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.plan_store import PlanStore

HERE = Address("test", 1)
DAY = date(2017, 11, 20)
AT = NOW.astimezone(UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def outbox(engine: Engine, store: PlanStore) -> Outbox:
    """Open an outbox for one chat and a plan of two items."""
    items = [a_parsed_item(f"办好第{n}件事", due="2017-11-30") for n in (1, 2)]
    store.publish(a_plan(*items), file_name="a", content=b"a", now=NOW)
    draft = SubscriptionDraft(address=HERE, departments=None, zone=SHANGHAI)
    assert SubscriptionStore(engine).put(draft, now=NOW).subscription.id == 1
    return Outbox(engine)


def a_reminder(code: str = "2017-1", **fields: object) -> QueuedReminder:
    plain = QueuedReminder(
        key=f"1 {code} 2017-11-30 lead:7d",
        subscription_id=1,
        code=code,
        due=date(2017, 11, 30),
        rule="lead",
        occasion="7d",
        lead="7d",
        change=None,
        at=AT,
        ready_at=AT,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def a_message(*codes: str, pages: int = 1) -> WrittenMessage:
    page = Page("今天到期", codes, ((Button("详情", "v:1"), Button("本月", "v:2")),))
    return WrittenMessage(
        address=HERE,
        day=DAY,
        composed_at=AT,
        expires_at=AT + timedelta(hours=11),
        pages=(page,) * pages,
        keys=tuple(a_reminder(code).key for code in codes),
    )


def enqueue(engine: Engine, *reminders: QueuedReminder) -> int:
    with writing(engine) as connection:
        return queue(connection, reminders)


def states(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        return {row.code: row.state for row in connection.execute(select(REMINDERS).order_by(REMINDERS.c.id))}


def test_a_reminder_is_queued_once_whoever_does_it(outbox: Outbox, engine: Engine) -> None:
    assert enqueue(engine, a_reminder(), a_reminder("2017-2")) == 2
    assert enqueue(engine, a_reminder("2017-2"), a_reminder("2017-2")) == 0
    ready = outbox.ready(AT)
    assert [each.code for each in ready.reminders] == ["2017-1", "2017-2"]
    assert ready.reminders[0] == a_reminder()
    assert {key: about.item.code for key, about in ready.about.items()} == {
        a_reminder(code).key: code for code in ("2017-1", "2017-2")
    }


def test_what_is_not_ready_is_left_alone(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder(), a_reminder("2017-2", ready_at=LATER))
    assert [each.code for each in outbox.ready(AT).reminders] == ["2017-1"]
    outbox.settle(Settlement(postponed={a_reminder().key: LATER}), most=3)
    assert outbox.ready(AT).reminders == ()
    assert len(outbox.ready(LATER).reminders) == 2


def test_a_reminder_is_written_into_one_message_only(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder(), a_reminder("2017-2"))
    assert outbox.settle(Settlement([a_message("2017-1")]), most=3) == 1
    assert outbox.settle(Settlement([a_message("2017-1", "2017-2")]), most=3) == 0
    assert states(engine) == {"2017-1": "bundled", "2017-2": "waiting"}


def test_no_more_messages_a_day_are_written_than_allowed(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder(), a_reminder("2017-2"))
    assert outbox.settle(Settlement([a_message("2017-1", pages=2)]), most=3) == 1
    assert outbox.said_on({(DAY, HERE)}) == {(DAY, HERE): 2}
    assert outbox.settle(Settlement([a_message("2017-2", pages=2)]), most=3) == 0
    assert outbox.settle(Settlement([a_message("2017-2")]), most=3) == 1


def test_what_is_dropped_is_never_ready_again(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder())
    outbox.settle(Settlement(dropped=[a_reminder().key]), most=3)
    assert outbox.ready(LATER).reminders == ()
    assert enqueue(engine, a_reminder()) == 0


def test_a_message_comes_back_as_it_was_written(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder())
    outbox.settle(Settlement([a_message("2017-1")]), most=3)
    (claimed,) = DeliveryStore(engine, "me").claim(["test"], 5, AT, LATER)
    message = a_message("2017-1")
    assert (claimed.address, claimed.pages, claimed.day) == (message.address, message.pages, message.day)
    assert (claimed.expires_at, claimed.state) == (message.expires_at, DeliveryState.WAITING)
    (record,) = DeliveryHistory(engine).find()
    assert (record.delivery, record.codes) == (claimed, ("2017-1",))


def test_a_message_taken_back_still_tells_its_items(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder())
    outbox.settle(Settlement([a_message("2017-1")]), most=3)
    mine = DeliveryStore(engine, "me")
    (claimed,) = mine.claim(["test"], 5, AT, LATER)
    mine.take_back(claimed.id, AT)
    (record,) = DeliveryHistory(engine).find()
    assert (record.delivery.state, record.codes) == (DeliveryState.DISSOLVED, ("2017-1",))
    assert states(engine) == {"2017-1": "waiting"}


def test_reminders_of_a_suspended_chat_are_held_and_of_one_that_ended_left_out(
    outbox: Outbox, engine: Engine
) -> None:
    subscriptions = SubscriptionStore(engine)
    subscriptions.suspend("test", 1, GoneReason.BLOCKED, AT)
    enqueue(engine, a_reminder())
    assert states(engine) == {"2017-1": "held"}
    subscriptions.end(HERE, AT)
    assert enqueue(engine, a_reminder("2017-2")) == 0
    assert states(engine) == {"2017-1": "dropped"}
    assert outbox.ready(LATER).reminders == ()


def test_of_a_chat_only_the_oldest_message_can_be_claimed(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder(), a_reminder("2017-2"))
    outbox.settle(Settlement([a_message("2017-1"), a_message("2017-2")]), most=3)
    one, other = DeliveryStore(engine, "one"), DeliveryStore(engine, "other")
    (first,) = one.claim(["test"], 5, AT, LATER)
    assert other.claim(["test"], 5, AT, LATER) == ()
    one.put_off(first.id, "Away.", LATER)
    assert other.claim(["test"], 5, AT, LATER) == ()
    assert [each.id for each in other.claim(["test"], 5, LATER, LATER)] == [first.id]
    assert other.next_attempt_at(["test"]) == AT
    assert other.next_attempt_at(["elsewhere"]) is None


def test_what_is_given_back_can_be_claimed_at_once(outbox: Outbox, engine: Engine) -> None:
    enqueue(engine, a_reminder())
    outbox.settle(Settlement([a_message("2017-1")]), most=3)
    one, other = DeliveryStore(engine, "one"), DeliveryStore(engine, "other")
    one.claim(["test"], 5, AT, LATER)
    other.give_back_all()
    assert other.claim(["test"], 5, AT, LATER) == ()
    one.give_back_all()
    assert len(other.claim(["test"], 5, AT, LATER)) == 1
