"""Questions that name a department as it was called when they were asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.asking import Asker
from bot.keyboards import Move
from bot.question import Intent
from bot.replies import show
from bot.rights import Rights
from storage.database import make_engine, migrate
from storage.department_store import DepartmentStore
from storage.plan_store import PlanStore
from storage.records import Author
from tests.examples import NOW, a_parsed_item, a_plan, a_question

TEACHING, LIBRARY = "教务处", "图书馆"


@pytest.fixture
def asker() -> Asker:
    """Ask about plans whose 图书馆 was renamed, and then had 教务处 merged into it."""
    engine = make_engine("sqlite://")
    migrate(engine)
    store, departments = PlanStore(engine), DepartmentStore(engine)
    items = [
        a_parsed_item("建库", due="2017-12-31", department=name) for name in (TEACHING, LIBRARY, "财务处")
    ]
    store.publish(a_plan(*items), file_name="a", content=b"a", now=NOW)
    ids = {each.name: each.id for each in departments.departments()}
    departments.carry_out(departments.plan_rename(ids[LIBRARY], "文献中心"), Author(1, NOW))
    departments.carry_out(departments.plan_merge(ids[TEACHING], ids[LIBRARY]), Author(1, NOW))
    return Asker(store)


def test_former_names_are_read_as_what_they_are_now(asker: Asker) -> None:
    question = a_question(departments=(TEACHING, LIBRARY, "财务处"), excluded=(LIBRARY,), apart=(TEACHING,))
    now = asker.current(question)
    assert now == replace(
        question, departments=("文献中心", "财务处"), excluded=("文献中心",), apart=("文献中心",)
    )
    assert asker.current(now) is now


def test_a_name_that_nobody_has_stays(asker: Asker) -> None:
    question = a_question(departments=("外事处",))
    assert asker.current(question).departments == ("外事处",)


@pytest.mark.parametrize("name", [TEACHING, LIBRARY, "文献中心"])
def test_an_old_view_shows_what_the_department_has_now(asker: Asker, name: str) -> None:
    rights = Rights(scope=("文献中心",))
    question = a_question(Intent.LIST, departments=(name,), plan_year=2017)
    assert show(asker, question, Move("k" * 12), rights, NOW).text.count("建库") == 2
