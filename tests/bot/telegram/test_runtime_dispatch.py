"""From the inbox to the handlers. No test waits: the loop's clock jumps."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.telegram.dispatch import MOST_IN_MEMORY, Dispatcher
from bot.telegram.envelope import Self
from bot.telegram.jobs import UnreadableError
from bot.telegram.places import Places
from bot.telegram.shares import QUESTIONS, Shares
from bot.telegram.transport import LostAnswerError, NotSentError, ServerTroubleError
from storage.errors import DatabaseError, NotAllowedError
from storage.inbox import Settled, State, Waiting
from tests.bot.telegram.timeless import now, run
from tests.examples import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.telegram.envelope import Envelope
    from bot.telegram.ledger import Ledger

Update = dict[str, Any]
ANNA, BOB, GROUP = 11, 12, -1001


class FakeLedger:
    """An inbox in memory."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.rows: list[Waiting] = []
        self.settled: dict[int, Settled] = {}
        self.writes_failing = 0
        self.unwritable: set[int] = set()

    def put(self, *updates: Update | str) -> None:
        for update in updates:
            seq = len(self.rows) + 1
            body = update if isinstance(update, str) else json.dumps({"update_id": seq, **update})
            self.rows.append(Waiting(seq, seq, body, 0, NOW))
        self.arrived.set()

    async def waiting(self, after: int, limit: int) -> tuple[Waiting, ...]:
        await asyncio.sleep(0)
        return tuple(row for row in self.rows if row.seq > after)[:limit]

    async def settle(self, settled: Settled) -> None:
        await asyncio.sleep(0.001)
        if self.writes_failing:
            self.writes_failing -= 1
            raise DatabaseError("away")
        if settled.seq in self.unwritable:
            raise ValueError("a bug")
        self.settled[settled.seq] = settled

    async def flush(self) -> None:
        await asyncio.sleep(0)

    def states(self) -> dict[int, State]:
        return {seq: each.state for seq, each in self.settled.items()}

    async def all_settled(self) -> None:
        while self.open():  # noqa: ASYNC110 - it takes no time
            await asyncio.sleep(0.5)

    def open(self) -> set[int]:
        final = {seq for seq, each in self.settled.items() if each.state is not State.WAITING}
        return {row.seq for row in self.rows} - final


class World:
    """A dispatcher and what its handler saw: (when it began, chat, text, which try)."""

    def __init__(
        self,
        errors: dict[str, Iterable[Exception]] | None = None,
        *,
        takes: float = 0.1,
        places: int = 32,
        shares: Shares | None = None,
    ) -> None:
        self.ledger = FakeLedger()
        self.begun: list[tuple[float, int, str, int]] = []
        self.ended: list[float] = []
        self.at_once = self.most_at_once = 0
        self.noticed: list[tuple[int | None, bool]] = []
        self.places = Places(places)
        self._takes = takes
        self._errors = {text: iter(failing) for text, failing in (errors or {}).items()}
        self.dispatcher = Dispatcher(
            ledger=cast("Ledger", self.ledger),
            handle=self.handle,
            bot=Self(77, "duban_bot"),
            notify=self.notify,
            places=self.places,
            shares=shares or Shares(None),
        )

    async def handle(self, update: Update, tries: int) -> None:
        message = update["message"]
        self.begun.append((now(), message["chat"]["id"], message["text"], tries))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self._takes)
        finally:
            self.at_once -= 1
        self.ended.append(now())
        error = next(self._errors.get(message["text"], iter(())), None)
        if error is not None:
            raise error

    async def notify(self, envelope: Envelope, *, dropped: bool) -> None:
        self.noticed.append((envelope.person, dropped))

    def texts(self, chat: int | None = None) -> list[str]:
        return [text for _, where, text, _ in self.begun if chat in (None, where)]

    async def until_settled(self, *updates: Update | str) -> None:
        self.ledger.put(*updates)
        running = asyncio.create_task(self.dispatcher.run())
        await self.ledger.all_settled()
        running.cancel()


def said(text: str, chat: int = ANNA, person: int | None = None) -> Update:
    kind = "private" if chat > 0 else "supergroup"
    sender = {"id": person or chat, "is_bot": False, "first_name": "A"}
    return {"message": {"message_id": 1, "chat": {"id": chat, "type": kind}, "from": sender, "text": text}}


def in_world(use: Callable[[World], Awaitable[None]], *args: Any, **options: Any) -> World:
    """Make a world inside the loop and use it there."""

    async def whole() -> World:
        world = World(*args, **options)
        await use(world)
        return world

    return run(whole())


def settle_all(*updates: Update | str, **options: Any) -> World:
    return in_world(lambda world: world.until_settled(*updates), **options)


def test_the_updates_of_a_chat_are_handled_in_their_order_and_chats_side_by_side() -> None:
    updates = [said(f"{number}", chat) for number in range(20) for chat in (ANNA, BOB, GROUP)]
    world = settle_all(*updates)
    for chat in (ANNA, BOB, GROUP):
        assert world.texts(chat) == [f"{number}" for number in range(20)]
    assert world.most_at_once == 3


def test_no_more_are_handled_at_once_than_there_are_places() -> None:
    world = settle_all(*[said("…", chat) for chat in range(1, 101)], places=7)
    assert world.most_at_once == 7
    assert len(world.begun) == 100


def test_a_place_is_kept_until_the_update_is_settled() -> None:
    world = settle_all(*[said("…", chat) for chat in range(1, 10)], places=1, takes=0.1)
    gaps = [round(after - before, 3) for before, after in zip(world.ended, world.ended[1:], strict=False)]
    assert set(gaps) == {0.101}


def test_who_waits_for_telegrams_pace_lends_the_place() -> None:
    async def use(world: World) -> None:
        async def wait() -> None:
            async with world.places.taken(), world.places.lent():
                await asyncio.sleep(100)

        waiting = [asyncio.create_task(wait()) for _ in range(50)]
        await asyncio.sleep(0)
        await world.until_settled(said("…"))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for _ in range(2):
            async with world.places.taken():
                pass

    assert in_world(use, places=1).ended == [0.1]


@pytest.mark.parametrize("body", ["no JSON", "[]", "null", '{"update_id": 1', "[" * 100_000])
def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(body: str) -> None:
    world = settle_all(body, said("after"))
    assert world.ledger.states() == {1: State.SET_ASIDE, 2: State.HANDLED}
    assert world.texts() == ["after"]


def test_what_no_handler_can_read_is_set_aside_at_once() -> None:
    world = settle_all(said("odd"), errors={"odd": [UnreadableError("KeyError: date")]})
    assert [tries for *_, tries in world.begun] == [1]
    assert world.ledger.settled[1].state is State.SET_ASIDE
    assert "KeyError: date" in (world.ledger.settled[1].error or "")


@pytest.mark.parametrize(
    "error",
    [ValueError("bug"), TimedOut(), TimeoutError(), NetworkError("odd"), LostAnswerError("cut")],
    ids=repr,
)
def test_what_fails_once_is_handled_again_before_the_chats_next(error: Exception) -> None:
    world = settle_all(said("odd"), said("next"), errors={"odd": [error]})
    assert [(text, tries) for *_, text, tries in world.begun] == [("odd", 1), ("odd", 2), ("next", 1)]
    assert world.ledger.states() == {1: State.HANDLED, 2: State.HANDLED}


@pytest.mark.parametrize("error", [ValueError("bug"), TimedOut()], ids=repr)
def test_what_fails_twice_is_set_aside(error: Exception) -> None:
    world = settle_all(said("odd"), said("next"), errors={"odd": [error] * 9})
    assert world.texts() == ["odd", "odd", "next"]
    assert world.ledger.states() == {1: State.SET_ASIDE, 2: State.HANDLED}


def test_a_try_before_a_restart_counts() -> None:
    async def use(world: World) -> None:
        world.ledger.put(said("odd"))
        row = world.ledger.rows[0]
        world.ledger.rows[0] = Waiting(row.seq, row.update_id, row.body, 1, NOW)
        await world.until_settled()

    world = in_world(use, {"odd": [ValueError("bug")] * 9})
    assert [tries for *_, tries in world.begun] == [2]


@pytest.mark.parametrize(
    "error",
    [NotSentError("away"), ServerTroubleError("500"), DatabaseError("away"), RetryAfter(400)],
    ids=lambda error: type(error).__name__,
)
def test_without_telegram_or_the_database_an_update_waits_and_is_answered_in_the_end(
    error: Exception,
) -> None:
    world = settle_all(said("early"), errors={"early": [error] * 20})
    assert len(world.begun) == 21
    pauses = [
        round(after[0] - before[0] - 0.1) for before, after in zip(world.begun, world.begun[1:], strict=False)
    ]
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert world.ledger.states() == {1: State.HANDLED}


def test_a_chat_that_waits_for_telegram_holds_no_other() -> None:
    world = settle_all(
        said("stuck", ANNA), said("free", BOB), errors={"stuck": [NotSentError("away")] * 5}, places=1
    )
    assert world.texts()[1] == "free"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Forbidden("bot was blocked by the user"), State.HANDLED),
        (NotAllowedError("no"), State.HANDLED),
        (BadRequest("Message is too long"), State.SET_ASIDE),
    ],
    ids=repr,
)
def test_what_would_fail_again_is_tried_once(error: Exception, state: State) -> None:
    world = settle_all(said("odd"), errors={"odd": [error]})
    assert len(world.begun) == 1
    assert world.ledger.states() == {1: state}


def test_an_update_whose_settling_fails_is_not_handled_again() -> None:
    async def use(world: World) -> None:
        world.ledger.writes_failing = 3
        await world.until_settled(said("once"))

    world = in_world(use)
    assert world.texts() == ["once"]
    assert world.ledger.states() == {1: State.HANDLED}


def test_an_update_that_cannot_be_settled_holds_up_no_other_of_its_chat() -> None:
    async def use(world: World) -> None:
        world.ledger.unwritable = {1}
        world.ledger.put(said("first"), said("second"))
        running = asyncio.create_task(world.dispatcher.run())
        while 2 not in world.ledger.settled:  # noqa: ASYNC110 - it takes no time
            await asyncio.sleep(0.1)
        running.cancel()
        assert world.dispatcher.in_memory == 0

    world = in_world(use)
    assert world.texts() == ["first", "second"]
    assert world.ledger.states() == {2: State.HANDLED}


def test_the_memory_holds_no_more_than_there_is_room_for() -> None:
    most = 0

    async def use(world: World) -> None:
        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, world.dispatcher.in_memory)
                await asyncio.sleep(0.01)

        watching = asyncio.create_task(watch())
        await world.until_settled(*[said("…", chat) for chat in range(1, 2 * MOST_IN_MEMORY)])
        watching.cancel()

    world = in_world(use, takes=0.01)
    assert len(world.begun) == 2 * MOST_IN_MEMORY - 1
    assert most <= MOST_IN_MEMORY + 200


# -- stopping -----------------------------------------------------------------------------------------------


def test_who_is_asked_to_stop_finishes_what_has_begun_and_leaves_the_rest() -> None:
    async def use(world: World) -> None:
        world.ledger.put(*[said(f"{number}", chat) for number in range(5) for chat in (ANNA, BOB)])
        running = asyncio.create_task(world.dispatcher.run())
        await asyncio.sleep(0.15)
        running.cancel()
        await world.dispatcher.stop(within=10)

    world = in_world(use)
    assert sorted(world.texts()) == ["0", "0", "1", "1"]
    assert world.ledger.states() == dict.fromkeys((1, 2, 3, 4), State.HANDLED)


def test_what_takes_too_long_to_finish_is_left_unsettled() -> None:
    async def use(world: World) -> None:
        world.ledger.put(said("slow"))
        running = asyncio.create_task(world.dispatcher.run())
        await asyncio.sleep(0.1)
        running.cancel()
        await world.dispatcher.stop(within=5)
        assert now() == pytest.approx(5.1)

    assert in_world(use, takes=60).ledger.states() == {}


def test_what_only_waits_for_its_turn_does_not_delay_the_end() -> None:
    async def use(world: World) -> None:
        world.ledger.put(said("stuck"), *[said("…", BOB) for _ in range(QUESTIONS.most + 5)])
        running = asyncio.create_task(world.dispatcher.run())
        await asyncio.sleep(10)
        running.cancel()
        await world.dispatcher.stop(within=5)
        assert now() < 10.5

    in_world(use, {"stuck": [NotSentError("away")] * 99}, shares=Shares())


# -- each person's share ------------------------------------------------------------------------------------


def test_one_person_cannot_starve_a_group() -> None:
    flood = [said(f"/ask {number}", GROUP, ANNA) for number in range(60)]
    world = settle_all(*flood, said("/ask me", GROUP, BOB), shares=Shares())
    assert world.texts().index("/ask me") == QUESTIONS.most
    assert len(world.begun) == 61


def test_who_asks_too_much_is_answered_in_turn_at_the_pace_of_a_share() -> None:
    world = settle_all(*[said(f"{number}") for number in range(70)], shares=Shares())
    assert world.texts() == [f"{number}" for number in range(70)]
    begun = [begin for begin, *_ in world.begun]
    busiest = max(sum(begin <= time < begin + 57 for time in begun) for begin in begun)
    assert busiest <= QUESTIONS.most + 1


def test_who_asks_too_much_is_told_once() -> None:
    world = settle_all(*[said(f"{number}") for number in range(70)], shares=Shares())
    assert world.noticed == [(ANNA, False)]


def test_what_comes_beyond_all_patience_is_left_unanswered() -> None:
    world = settle_all(*[said(f"{number}") for number in range(40)], shares=Shares(most_put_off=5))
    assert len(world.begun) == QUESTIONS.most + 5
    assert set(world.ledger.states().values()) == {State.HANDLED}
    assert world.noticed == [(ANNA, False), (ANNA, True)]


def test_chatter_that_asks_nothing_is_not_counted() -> None:
    world = settle_all(*[said("hello", GROUP, ANNA) for _ in range(100)], shares=Shares())
    assert len(world.begun) == 100
    assert world.noticed == []


def test_shares_of_the_silent_are_forgotten() -> None:
    shares = Shares()
    for person in range(20_000):
        shares.turn(person, now=person * 10.0)
    assert len(shares._shares) < 6000


def test_everybody_has_a_share() -> None:
    people = defaultdict(list)
    world = settle_all(
        *[said(f"{person}", person) for person in range(1, 11) for _ in range(30)], shares=Shares()
    )
    for begun, chat, *_ in world.begun:
        people[chat].append(begun)
    assert {len(times) for times in people.values()} == {30}
    assert set(world.noticed) == {(person, False) for person in range(1, 11)}
