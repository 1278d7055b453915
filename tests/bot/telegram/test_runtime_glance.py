"""What a busy bot need not work out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.asking import Asker
from bot.glance import BELIEVED, Glance
from storage.database import make_engine, migrate
from storage.plan_store import PlanStore
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> Iterator[PlanStore]:
    engine = make_engine("sqlite://")
    migrate(engine)
    yield PlanStore(engine)
    engine.dispose()


def publish(store: PlanStore, *measures: str) -> None:
    plan = a_plan(*(a_parsed_item(measure, due="2017-12-31") for measure in measures))
    store.publish(plan, file_name="a.txt", content="".join(measures).encode(), now=NOW)


def test_a_new_plan_is_answered_from_after_a_moment(store: PlanStore) -> None:
    seconds = 100.0
    asker = Asker(Glance(store, lambda: seconds))
    publish(store, "编制培训计划")
    assert len(asker.ask("12月", now=NOW).items) == 1
    publish(store, "编制培训计划", "修订管理办法")
    assert len(asker.ask("12月", now=NOW).items) == 1
    seconds += BELIEVED
    assert len(asker.ask("12月", now=NOW).items) == 2


def test_what_depends_on_the_plans_is_worked_out_once_until_they_change(store: PlanStore) -> None:
    asker, worked_out = Asker(store), []

    def work_out() -> int:
        worked_out.append(1)
        return len(worked_out)

    publish(store, "编制培训计划")
    assert [asker.once("key", work_out), asker.once("key", work_out)] == [1, 1]
    assert asker.once("another", work_out) == 2
    publish(store, "编制培训计划", "修订管理办法")
    assert asker.once("key", work_out) == 3


def test_the_same_words_after_another_question_may_mean_something_else(store: PlanStore) -> None:
    asker = Asker(store)
    publish(store, "编制培训计划")
    alone = asker.ask("那11月呢", now=NOW)
    before = asker.ask("教务处12月的任务", now=NOW).question
    after = asker.ask("那11月呢", now=NOW, previous=before)
    assert alone.question.departments == ()
    assert after.question.departments == ("教务处",)
