"""Asking a store: what is prepared once, and what follows up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bot.asking import Asker
from bot.question import Intent
from storage.plan import Department, ItemFilter, PlanItem, PlanSummary
from tests.examples import NOW, a_summary, an_item, departments_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class ShelfStore:
    """A store that holds what it is given and counts how often it is read."""

    items: tuple[PlanItem, ...]
    changes: int = 0
    reads: int = 0

    def revision(self) -> int:
        return self.changes

    def plans(self) -> Sequence[PlanSummary]:
        return (a_summary(items=len(self.items)),) if self.items else ()

    def departments(self) -> Sequence[Department]:
        return departments_of(self.items)

    def find(self, filter: ItemFilter) -> Sequence[PlanItem]:  # noqa: A002 - the store's word
        assert filter == ItemFilter()
        self.reads += 1
        return self.items


@pytest.fixture
def store() -> ShelfStore:
    items = [an_item(f"第{n}批图书采购。", due="2017-12-31", department="图书馆") for n in range(40)]
    return ShelfStore((*items, an_item("更新门诊设备。", due="2017-11-30", department="校医院")))


def test_a_question_is_answered_from_what_is_loaded(store: ShelfStore) -> None:
    answer = Asker(store).ask("校医院11月有什么任务", now=NOW)
    assert answer.question.departments == ("校医院",)
    assert [item.measure for item in answer.items] == ["更新门诊设备。"]


def test_plans_are_read_once_until_they_change(store: ShelfStore) -> None:
    asker = Asker(store)
    asker.ask("校医院11月", now=NOW)
    asker.ask("图书馆12月", now=NOW)
    assert store.reads == 1
    store.items, store.changes = (replace(store.items[-1], measure="添置门诊设备。"),), 1
    assert asker.ask("校医院11月", now=NOW).items == store.items
    assert store.reads == 2


@pytest.mark.parametrize("text", ["全部", "全部！", "all", "Show all.", "更多"])
def test_all_after_a_shortened_list_asks_for_the_whole_of_it(store: ShelfStore, text: str) -> None:
    asker = Asker(store)
    first = asker.ask("图书馆12月", now=NOW)
    whole = asker.ask(text, now=NOW, previous=first.question)
    assert whole.question == replace(first.question, whole=True)
    assert whole.items == first.items


def test_the_wish_for_the_whole_list_ends_with_it(store: ShelfStore) -> None:
    asker = Asker(store)
    whole = asker.ask("全部", now=NOW, previous=asker.ask("图书馆12月", now=NOW).question)
    assert not asker.ask("那11月呢？", now=NOW, previous=whole.question).question.whole


def test_a_follow_up_keeps_the_rest_of_the_question(store: ShelfStore) -> None:
    asker = Asker(store)
    first = asker.ask("图书馆12月有什么任务", now=NOW)
    answer = asker.ask("校医院呢？", now=NOW, previous=first.question)
    assert answer.question.departments == ("校医院",)
    assert answer.question.period == first.question.period


def test_an_empty_store_says_that_nothing_is_loaded() -> None:
    answer = Asker(ShelfStore(())).ask("12月有什么任务", now=NOW)
    assert answer.items == ()
    assert answer.intent in Intent
