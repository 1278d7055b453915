"""A large plan is prepared beside the questions: they are answered meanwhile, from what was loaded before."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

import pytest

from bot import asking
from bot.asking import Asker
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Callable


class Later(Executor):
    """Does what it is given when told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, call: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: call(*args, **kwargs)))
        return future

    def work(self) -> None:
        for future, call in self.waiting:
            future.set_result(call())
        self.waiting.clear()


@pytest.mark.parametrize("at_once", [0, 100])
def test_a_large_plan_is_answered_from_when_it_is_ready(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", at_once)
    engine = make_engine("sqlite://")
    migrate(engine)
    store, later = PlanStore(engine), Later()
    asker = Asker(store, later)

    def codes() -> list[str]:
        return [item.code for item in asker.ask("2017年教务处的任务", now=NOW).items]

    def publish(*words: str) -> None:
        items = (a_parsed_item(each, due="2017-12-31") for each in words)
        store.publish(a_plan(*items), file_name="plan.csv", content=b"x", now=NOW)

    publish("修订教学大纲。")
    assert codes() == ["2017-1"]
    publish("修订教学大纲。", "组织暑期培训。")
    assert codes() == (["2017-1"] if at_once == 0 else ["2017-1", "2017-2"])
    publish("修订教学大纲。", "组织暑期培训。", "开展满意度调查。")
    later.work()
    codes()
    codes()
    later.work()
    codes()
    assert codes() == ["2017-1", "2017-2", "2017-3"]
    assert not later.waiting
    engine.dispose()
