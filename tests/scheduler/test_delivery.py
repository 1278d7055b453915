"""Getting messages there: in order, at least once, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from scheduler.delivery import LEASE
from storage.delivery_history import DeliveryFilter, DeliveryHistory
from storage.delivery_store import DeliveryStore
from storage.errors import (
    AddressGoneError,
    BadMessageError,
    DeliveryError,
    MovedError,
    TopicClosedError,
    TryLaterError,
)
from storage.reminding import DeliveryState
from storage.subscription import Address, GoneReason
from tests.examples import a_parsed_item
from tests.scheduler.office import LINES, chat
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.reminding import Page
    from tests.scheduler.office import Office

NINE = at("2017-11-23", "09:00")


def prepare(office: Office, chats: int = 1, items: int = 1) -> None:
    """Let a reminder of so many items wait for so many chats, written down already."""
    due = [
        a_parsed_item(f"第{n}号档案归档入库", due="2017-11-30", department=f"第{n}处") for n in range(items)
    ]
    office.publish(*due)
    for number in range(1, chats + 1):
        office.subscribe(chat(number))
    office.clock.set(NINE)
    assert office.tick().written == chats


def failing(error: Exception, times: int = 1) -> Callable[[Address, int], None]:
    """Fail the first tries to send anything."""

    def fault(_address: Address, number: int) -> None:
        if number <= times:
            raise error

    return fault


def history(office: Office) -> list[tuple[DeliveryState, int, str | None]]:
    found = DeliveryHistory(office.engine).find()
    return [(each.delivery.state, each.delivery.pages_sent, each.delivery.last_error) for each in found]


# -- errors -----------------------------------------------------------------------------------------------


def test_what_may_go_through_later_is_sent_again_when_the_other_side_says(office: Office) -> None:
    prepare(office)
    office.channel.fault = failing(TryLaterError("Too many requests.", retry_after=40))
    office.deliver()
    office.clock.advance(seconds=39)
    office.deliver()
    assert office.channel.sent == []
    office.clock.advance(seconds=5)
    office.deliver()
    assert office.channel.lines == ["1 2017-1 2017-11-30 lead:7d"]
    assert history(office) == [(DeliveryState.SENT, 1, "Too many requests.")]
    assert set(office.states().values()) == {"sent"}


@pytest.mark.parametrize("error", [TryLaterError("Away."), ValueError("a bug"), DeliveryError("Something.")])
def test_anything_else_is_tried_again_after_a_growing_pause(office: Office, error: Exception) -> None:
    prepare(office)
    office.channel.fault = failing(error, times=3)
    pauses = []
    for _ in range(3):
        office.deliver()
        due = DeliveryStore(office.engine, "me").next_attempt_at(["test"])
        assert due
        pauses.append(due - office.clock())
        office.clock.set(due)
    office.deliver()
    assert len(office.channel.sent) == 1
    assert pauses == sorted(pauses)
    assert timedelta(seconds=2.5) <= pauses[0] <= timedelta(seconds=5)


def test_one_chat_that_has_to_wait_holds_no_other(office: Office) -> None:
    prepare(office, chats=20)

    def fault(address: Address, _number: int) -> None:
        if address == chat(3):
            raise TryLaterError("Too many requests.", retry_after=600)

    office.channel.fault = fault
    office.deliver()
    assert len(office.channel.sent) == 19


def test_a_channel_that_is_slow_for_one_chat_holds_no_other(office: Office) -> None:
    prepare(office, chats=20)

    class Slow:
        def __init__(self) -> None:
            self.open = asyncio.Event()
            self.sent: list[Address] = []

        async def send(self, address: Address, _page: Page) -> int:
            if address == chat(3):
                await self.open.wait()
            self.sent.append(address)
            if len(self.sent) == 19:
                self.open.set()
            return 1

    slow = Slow()
    office.channel = slow  # type: ignore[assignment]
    office.deliver()
    assert slow.sent[-1] == chat(3)
    assert len(slow.sent) == 20


def test_a_page_that_is_refused_keeps_no_other_from_being_sent(office: Office) -> None:
    prepare(office, items=2 * LINES)
    office.channel.fault = failing(BadMessageError("The message is not valid."))
    office.deliver()
    assert len(office.channel.lines) == LINES
    assert history(office) == [(DeliveryState.FAILED, 1, "The message is not valid.")]


def test_a_chat_that_is_gone_is_suspended_and_said_so_once(office: Office) -> None:
    prepare(office, chats=2)
    told: list[tuple[Address, GoneReason, int]] = []

    async def on_gone(address: Address, error: AddressGoneError, suspended: tuple[object, ...]) -> None:
        told.append((address, error.reason, len(suspended)))

    office.channel.fault = failing(AddressGoneError("The bot was blocked.", GoneReason.BLOCKED))
    office.deliver(on_gone=on_gone, at_once=1)
    assert told == [(chat(1), GoneReason.BLOCKED, 1)]
    assert [each.is_suspended for each in office.subscriptions.all()] == [True, False]
    assert sorted(office.states().values()) == ["held", "sent"]
    office.clock.advance(hours=2)
    office.subscriptions.resume("test", 1, office.clock())
    office.work()
    assert [address for _, address, _ in office.channel.sent] == [chat(2), chat(1)]


def test_a_group_that_moved_is_followed_at_once(office: Office) -> None:
    prepare(office)
    moved: list[tuple[int, int]] = []

    async def on_moved(old: int, new: int) -> None:
        moved.append((old, new))

    office.channel.fault = failing(MovedError("The group is a supergroup now.", -1001))
    office.deliver(on_moved=on_moved)
    assert list(office.channel.by_address()) == [chat(-1001)]
    assert moved == [(1, -1001)]
    assert office.subscriptions.all()[0].home == chat(-1001)


def test_what_was_for_a_closed_topic_goes_to_the_chat_at_once(office: Office) -> None:
    office.publish(a_parsed_item(due="2017-11-30"))
    office.subscribe(chat(-1, 7))
    office.clock.set(NINE)
    office.tick()

    def fault(address: Address, _number: int) -> None:
        if address.thread_id:
            raise TopicClosedError("The topic is closed.")

    office.channel.fault = fault
    office.deliver()
    assert list(office.channel.by_address()) == [chat(-1)]


def test_an_error_that_never_ends_is_no_endless_loop(office: Office) -> None:
    prepare(office)
    office.channel.fault = failing(MovedError("Moved.", 1), times=10_000)
    office.deliver()
    assert office.channel.tries <= 3


# -- order, leases, evenings ------------------------------------------------------------------------------


def test_a_chat_reads_in_order_though_an_earlier_message_has_to_wait(office: Office) -> None:
    prepare(office, items=2 * LINES)
    office.channel.fault = failing(TryLaterError("Away.", retry_after=3600), times=1)
    office.deliver()
    office.publish(*(a_parsed_item(f"第{n}号", due="2017-11-30") for n in range(3)))
    office.clock.advance(minutes=1)
    office.work()
    assert office.channel.sent == []
    office.clock.advance(hours=2)
    office.deliver()
    texts = office.channel.by_address()[chat(1)]
    assert len(texts) == 3
    assert all("lead" in text for text in texts[:2])
    assert "change" in texts[2]


def test_a_rest_is_sent_on_from_the_page_where_it_stopped(office: Office) -> None:
    prepare(office, items=3 * LINES)

    def fault(_address: Address, number: int) -> None:
        if number == 2:
            raise TryLaterError("Away.")

    office.channel.fault = fault
    office.deliver()
    office.clock.advance(minutes=1)
    office.deliver()
    assert Counter(office.channel.lines) == Counter(set(office.states()))


def test_what_is_unsent_in_the_evening_is_said_anew_and_the_rest_is_not(office: Office) -> None:
    prepare(office, items=2 * LINES)

    def fault(_address: Address, number: int) -> None:
        if number > 1:
            raise TryLaterError("Away.")

    office.channel.fault = fault
    office.deliver()
    office.clock.set(at("2017-11-23", "22:00"))
    office.deliver()
    office.channel.fault = lambda _address, _number: None
    assert len(office.work_at(at("2017-11-24", "09:00"))) == LINES
    assert Counter(office.channel.lines) == Counter(set(office.states()))


def test_nothing_is_sent_when_the_evening_has_come(office: Office) -> None:
    prepare(office, chats=3)
    office.clock.set(at("2017-11-23", "21:01"))
    office.deliver()
    assert office.channel.sent == []
    assert set(office.states().values()) == {"waiting"}


def test_what_another_one_holds_is_left_to_it_until_its_lease_ends(office: Office) -> None:
    prepare(office)
    now = office.clock()
    (held,) = DeliveryStore(office.engine, "another").claim(["test"], 5, now, now + LEASE)
    office.deliver()
    assert office.channel.sent == []
    office.clock.set(now + LEASE)
    office.deliver()
    assert len(office.channel.sent) == 1
    assert not DeliveryStore(office.engine, "another").note_page(held.id, 1, now, now)


def test_a_message_that_was_taken_back_is_not_ours_any_more(office: Office) -> None:
    prepare(office, items=2 * LINES)
    now, store = office.clock(), DeliveryStore(office.engine, "me")
    (mine,) = store.claim(["test"], 5, now, now + LEASE)
    assert store.note_page(mine.id, 1, now, now + LEASE)
    office.subscriptions.end(chat(1), now)
    assert not store.note_page(mine.id, 2, now, now + LEASE)
    store.put_off(mine.id, "Too late.", now)
    store.take_back(mine.id, now)
    assert Counter(office.states().values()) == {"sent": LINES, "dropped": LINES}


def test_a_stop_lets_the_page_on_its_way_arrive_and_gives_the_rest_back(office: Office) -> None:
    prepare(office, chats=3, items=2 * LINES)

    async def stop_amid() -> None:
        deliverer = office.a_deliverer(at_once=1)
        begun = asyncio.Event()
        plain = office.channel.send

        async def send(address: Address, page: Page) -> int:
            begun.set()
            await asyncio.sleep(0)
            return await plain(address, page)

        office.channel.send = send  # type: ignore[method-assign]
        running = asyncio.create_task(deliverer.run())
        await begun.wait()
        await deliverer.stop()
        await running

    asyncio.run(stop_amid())
    assert len(office.channel.sent) == 1
    office.deliver()
    assert Counter(Counter(office.channel.lines).values()) == {1: 3 * 2 * LINES}


def test_only_the_channels_that_are_there_are_served(office: Office) -> None:
    office.publish(a_parsed_item(due="2017-11-30"))
    office.subscribe(Address("elsewhere", 1))
    office.clock.set(NINE)
    assert office.work().written == 1
    assert office.channel.sent == []


# -- many faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_with_a_third_of_all_tries_failing_all_that_can_arrive_arrives_in_order(
    office: Office, seed: int
) -> None:
    chats = range(1, 21)
    prepare(office, chats=len(chats), items=3 * LINES)
    random = Random(seed)
    gone = {chat(number) for number in random.sample(chats, 3)}

    def fault(address: Address, _number: int) -> None:
        if address in gone:
            raise AddressGoneError("The bot was removed.", GoneReason.REMOVED)
        if random.random() < 0.3:
            raise random.choice(
                [TryLaterError("Too many requests.", retry_after=3), TryLaterError("500"), TimeoutError()]
            )

    office.channel.fault = fault
    while office.clock() < at("2017-11-23", "12:00"):
        office.deliver()
        office.clock.advance(seconds=60)
    texts = office.channel.by_address()
    assert texts.keys() == {chat(number) for number in chats} - gone
    for number in chats:
        if chat(number) not in gone:
            lines = [line for text in texts[chat(number)] for line in text.splitlines()]
            assert lines == [f"{number} 2017-{n} 2017-11-30 lead:7d" for n in range(1, 3 * LINES + 1)]


# -- the record -------------------------------------------------------------------------------------------


def test_the_record_says_what_was_sent_to_whom_when_and_what_failed_and_why(office: Office) -> None:
    office.publish(
        a_parsed_item("编制年度报告。", due="2017-11-30", department="教务处"),
        a_parsed_item("清点图书馆藏书。", due="2017-11-30", department="图书馆"),
    )
    for number, names in enumerate((["教务处"], ["图书馆"], []), start=1):
        office.subscribe(chat(number), *names)

    def fault(address: Address, _number: int) -> None:
        if address == chat(2):
            raise BadMessageError("The message is not valid.")

    office.channel.fault = fault
    office.clock.set(NINE)
    office.work()
    record = DeliveryHistory(office.engine)
    assert {(each.delivery.address.chat_id, each.delivery.state, each.codes) for each in record.find()} == {
        (1, DeliveryState.SENT, ("2017-1",)),
        (2, DeliveryState.FAILED, ("2017-2",)),
        (3, DeliveryState.SENT, ("2017-1", "2017-2")),
    }
    assert record.counts()[DeliveryState.SENT] == 2

    def chats(wanted: DeliveryFilter) -> set[int]:
        return {each.delivery.address.chat_id for each in record.find(wanted)}

    assert chats(DeliveryFilter(troubled=True)) == {2}
    assert chats(DeliveryFilter(department="图书馆")) == {2, 3}
    assert chats(DeliveryFilter(states=(DeliveryState.SENT,), chat_id=1)) == {1}
    assert chats(DeliveryFilter(since=office.clock() + timedelta(minutes=1))) == set()
    assert len(record.find(limit=2)) == 2
    assert len(record.find(limit=2, offset=2)) == 1
    last = {each.home.chat_id: each.last_sent_at for each in office.subscriptions.all()}
    assert last == {1: office.clock(), 2: None, 3: office.clock()}
