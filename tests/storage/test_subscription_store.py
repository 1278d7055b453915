"""Subscriptions are kept, edited, suspended, moved; on each kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind
from storage.plan_store import PlanStore
from storage.subscription import Address, Coverage, GoneReason, Lead, SubscriptionDraft
from storage.subscription_store import SubscriptionStore
from tests.examples import NOW, a_parsed_item, a_plan
from tests.scheduler.plans import SHANGHAI

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.subscription import Subscribed

HERE = Address("telegram", -100)
TOPIC = Address("telegram", -100, 7)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def subscriptions(engine: Engine) -> SubscriptionStore:
    return SubscriptionStore(engine)


def a_draft(address: Address = HERE, *departments: str, **fields: Any) -> SubscriptionDraft:
    wanted = departments or None
    return SubscriptionDraft(**{"address": address, "departments": wanted, "zone": SHANGHAI, **fields})


def homes(found: tuple[Subscribed, ...]) -> list[Address]:
    return [each.home for each in found]


def test_a_subscription_is_found_again_as_it_was_wished(subscriptions: SubscriptionStore) -> None:
    draft = a_draft(
        TOPIC, "图书馆", "教务处", leads=(Lead(14), Lead(2)), hour=time(8, 30), language="en", outlook=False
    )
    made = subscriptions.put(draft, now=NOW, by=5)
    wished = {name: getattr(made.subscription, name) for name in SubscriptionDraft.__dataclass_fields__}
    assert SubscriptionDraft(**wished) == draft
    assert (made.subscription.created, made.created_by, made.is_suspended) == (NOW, 5, False)
    assert subscriptions.find(TOPIC) == made
    assert subscriptions.find(HERE) is None
    assert subscriptions.of_chat("telegram", -100) == subscriptions.all() == (made,)


def test_all_departments_are_not_none_of_them(subscriptions: SubscriptionStore) -> None:
    assert subscriptions.put(a_draft(), now=NOW).subscription.departments is None
    none = replace(a_draft(TOPIC), departments=())
    assert subscriptions.put(none, now=NOW).subscription.departments == ()


def test_an_address_has_one_subscription(subscriptions: SubscriptionStore) -> None:
    first = subscriptions.put(a_draft(HERE, "图书馆"), now=NOW, by=5)
    second = subscriptions.put(a_draft(HERE, "校医院", hour=time(15)), now=LATER, by=6)
    assert second.subscription.id == first.subscription.id
    assert second.subscription.created == NOW
    assert second.subscription.departments == ("校医院",)
    assert subscriptions.all() == (second,)


def test_a_department_is_known_by_any_spelling_and_named_as_in_the_plan(
    subscriptions: SubscriptionStore, store: PlanStore
) -> None:
    plan = a_plan(a_parsed_item(department="PCT处"))
    store.publish(plan, file_name="a", content=b"a", now=NOW)
    made = subscriptions.put(a_draft(HERE, "ＰＣＴ 处", "PCT处"), now=NOW)
    assert made.subscription.departments == ("PCT处",)


def test_one_that_was_ended_is_gone_and_can_be_made_anew(subscriptions: SubscriptionStore) -> None:
    first = subscriptions.put(a_draft(HERE, "图书馆"), now=NOW)
    assert subscriptions.end(HERE, LATER)
    assert subscriptions.all() == ()
    assert not subscriptions.end(HERE, LATER)
    again = subscriptions.put(a_draft(), now=LATER)
    assert again.subscription.id != first.subscription.id
    assert again.subscription.created == LATER


def test_a_chat_that_is_gone_is_suspended_with_its_topics_and_comes_back(
    subscriptions: SubscriptionStore,
) -> None:
    for address in (HERE, TOPIC, Address("telegram", -200)):
        subscriptions.put(a_draft(address), now=NOW)
    gone = subscriptions.suspend("telegram", -100, GoneReason.REMOVED, LATER)
    assert homes(gone) == [HERE, TOPIC]
    assert {(each.suspended_at, each.suspended_for) for each in gone} == {(LATER, GoneReason.REMOVED)}
    assert subscriptions.suspend("telegram", -100, GoneReason.BLOCKED, LATER) == ()
    assert [each.is_suspended for each in subscriptions.all()] == [True, True, False]
    assert subscriptions.resume("telegram", -100, LATER, [GoneReason.REFUSED]) == ()
    assert homes(subscriptions.resume("telegram", -100, LATER)) == [HERE, TOPIC]
    assert not any(each.is_suspended for each in subscriptions.all())
    assert subscriptions.resume("telegram", -100, LATER) == ()


def test_a_closed_topic_falls_back_to_its_chat_until_it_is_opened(subscriptions: SubscriptionStore) -> None:
    subscriptions.put(a_draft(TOPIC), now=NOW)
    assert subscriptions.close_topic(TOPIC)
    assert not subscriptions.close_topic(TOPIC)
    closed = subscriptions.find(TOPIC)
    assert closed
    assert (closed.subscription.address, closed.home) == (HERE, TOPIC)
    assert subscriptions.reopen_topic(TOPIC)
    reopened = subscriptions.find(TOPIC)
    assert reopened
    assert reopened.subscription.address == TOPIC
    assert not subscriptions.close_topic(HERE)


def test_a_supergroup_keeps_the_groups_subscriptions(
    subscriptions: SubscriptionStore, engine: Engine
) -> None:
    made = subscriptions.put(a_draft(), now=NOW)
    chats = ChatStore(engine)
    chats.see(Chat(id=-100, kind=ChatKind.GROUP), None)
    assert chats.migrate(-100, -1001)
    (moved,) = subscriptions.all()
    assert moved.home == Address("telegram", -1001)
    assert moved.subscription.id == made.subscription.id
    assert not subscriptions.move_chat(-100, -1001)


def test_what_the_new_chat_had_gives_way(subscriptions: SubscriptionStore) -> None:
    there = Address("telegram", -1001)
    old = subscriptions.put(a_draft(HERE, "图书馆"), now=NOW)
    subscriptions.put(a_draft(there, "校医院"), now=NOW)
    subscriptions.put(a_draft(Address("telegram", -1001, 3), "校医院"), now=NOW)
    assert subscriptions.move_chat(-100, -1001)
    assert homes(subscriptions.all()) == [there, Address("telegram", -1001, 3)]
    assert subscriptions.all()[0].subscription.id == old.subscription.id


def test_coverage_says_who_is_told_about_each_department(
    subscriptions: SubscriptionStore, store: PlanStore
) -> None:
    plan = a_plan(
        *(a_parsed_item(f"办好{name}的事", department=name) for name in ("教务处", "图书馆", "校医院"))
    )
    store.publish(plan, file_name="a", content=b"a", now=NOW)
    subscriptions.put(a_draft(HERE, "教务处", "图书馆"), now=NOW)
    subscriptions.put(a_draft(Address("telegram", -200), "图书馆"), now=NOW)
    subscriptions.put(a_draft(Address("telegram", -300)), now=NOW)
    subscriptions.suspend("telegram", -200, GoneReason.BLOCKED, NOW)
    assert subscriptions.coverage() == (
        Coverage(department="教务处", live=1),
        Coverage(department="图书馆", live=1, suspended=1),
        Coverage(department="校医院"),
    )


def test_a_sample_plan_makes_way_and_subscriptions_stay(engine: Engine) -> None:
    import hashlib  # noqa: PLC0415

    subscriptions = SubscriptionStore(engine)
    store = PlanStore(engine, [hashlib.sha256(b"sample").hexdigest()])
    store.publish(a_plan(a_parsed_item(department="教务处")), file_name="a", content=b"sample", now=NOW)
    subscriptions.put(a_draft(HERE, "教务处"), now=NOW)
    store.publish(a_plan(a_parsed_item(department="图书馆")), file_name="b", content=b"real", now=NOW)
    assert [department.name for department in store.departments()] == ["图书馆"]
    (kept,) = subscriptions.all()
    assert kept.subscription.departments == ("教务处",)
