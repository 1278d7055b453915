"""Asking a store: what is prepared once, and what follows up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bot.answer import CutOff, NothingNamed, OutOfList
from bot.asking import Asker
from bot.question import Intent, Language
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


@pytest.mark.parametrize(
    ("text", "language"),
    [("全部", "zh"), ("全部！", "zh"), ("all", "en"), ("Show all.", "en"), ("更多", "zh")],
)
def test_all_after_a_shortened_list_asks_for_the_whole_of_it_in_its_own_language(
    store: ShelfStore, text: str, language: str
) -> None:
    asker = Asker(store)
    first = asker.ask("图书馆12月", now=NOW)
    whole = asker.ask(text, now=NOW, previous=first.question)
    assert whole.question == replace(first.question, whole=True, language=Language(language))
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


def test_a_place_is_one_of_the_list_before(store: ShelfStore) -> None:
    asker = Asker(store)
    first = asker.ask("图书馆12月", now=NOW)
    second = asker.ask("第二条", now=NOW, previous=first.question)
    assert second.items == first.items[1:2]
    assert not second.notes


def test_a_place_counts_what_may_be_seen_here(store: ShelfStore) -> None:
    asker = Asker(store)
    everyone = asker.ask("2017年的任务", now=NOW).question
    seen = asker.answer(everyone, now=NOW, scope=("图书馆",)).items
    shown = asker.read("第一条", now=NOW, previous=everyone, scope=("图书馆",))
    assert shown.codes == (seen[0].code,)
    assert asker.read("第一条", now=NOW, previous=everyone).codes != shown.codes


@pytest.mark.parametrize("before", [None, "校医院11月"])
def test_a_place_that_no_list_has_is_said_to_be_read_as_a_code(store: ShelfStore, before: str | None) -> None:
    asker = Asker(store)
    previous = asker.ask(before, now=NOW).question if before else None
    found = asker.ask("第二条", now=NOW, previous=previous)
    assert found.notes[0] == OutOfList(("2017-2",))


@pytest.mark.parametrize("text", ["图书馆12月第三条", "图书馆12月的第3项", "看看图书馆12月里第三个"])
def test_a_place_may_be_asked_for_with_its_list(store: ShelfStore, text: str) -> None:
    asker = Asker(store)
    listed = asker.ask("图书馆12月", now=NOW)
    assert asker.ask(text, now=NOW).items == listed.items[2:3]


def test_a_list_too_short_for_a_place_is_shown_itself(store: ShelfStore) -> None:
    found = Asker(store).ask("校医院11月第九条", now=NOW)
    assert (found.intent, found.items) == (Intent.LIST, store.items[-1:])


@pytest.mark.parametrize("text", ["第三条", "the third one", "show me the third item", "3"])
def test_after_an_item_of_a_list_the_next_place_is_one_of_the_same_list(store: ShelfStore, text: str) -> None:
    asker = Asker(store)
    listed = asker.ask("图书馆12月", now=NOW)
    second = asker.ask("第二条", now=NOW, previous=listed.question)
    assert asker.ask(text, now=NOW, previous=second.question).items == listed.items[2:3]


def test_a_place_may_be_one_of_the_items_shown_for_want_of_others(store: ShelfStore) -> None:
    asker = Asker(store)
    nothing = asker.ask("图书馆11月", now=NOW)
    assert not nothing.items
    assert asker.ask("第二条", now=NOW, previous=nothing.question).items == store.items[1:2]


def test_a_question_too_long_to_be_read_whole_says_so(store: ShelfStore) -> None:
    asker = Asker(store)
    assert CutOff() in asker.ask("图书馆" + "，请问一下" * 70 + "12月", now=NOW).notes
    assert CutOff() not in asker.ask("图书馆12月", now=NOW).notes


def test_an_item_of_a_year_is_meant_by_its_code(store: ShelfStore) -> None:
    assert Asker(store).read("2017年第3项", now=NOW).codes == ("2017-3",)


@pytest.mark.parametrize("text", ["他们12月有什么", "这些部门12月要完成什么", "what do they owe in December"])
def test_they_are_who_was_named_as_responsible_before(store: ShelfStore, text: str) -> None:
    asker = Asker(store)
    who = asker.ask("门诊设备谁负责", now=NOW).question
    assert asker.read(text, now=NOW, previous=who).departments == ("校医院",)
    assert not asker.read(text, now=NOW).departments


def test_a_number_beyond_any_list_is_a_code(store: ShelfStore) -> None:
    assert not Asker(store).read("第112项", now=NOW).out_of_list


@pytest.mark.parametrize("text", ["谁负责", "这个谁负责", "什么时候到期", "who is responsible for it?"])
def test_who_and_when_without_saying_of_what_is_asked_back(store: ShelfStore, text: str) -> None:
    found = Asker(store).ask(text, now=NOW)
    assert found.notes == (NothingNamed(),)
    assert not found.items
