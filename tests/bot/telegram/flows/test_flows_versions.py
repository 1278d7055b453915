"""Versions of plans: listed, fetched, compared, brought back, recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.database import reading
from storage.plan import Status
from storage.plan_store import PlanStore
from storage.reminder_tables import PLAN_ANNOUNCEMENTS
from tests.bot.telegram.flows.uploads import (
    HANDED_ON,
    LANGUAGES,
    MOVED,
    NEW,
    PUBLISH,
    ROWS,
    Uploader,
    a_plan_file,
    a_year,
    codes_of,
    file_in,
    rows_of,
    the_items,
    version_of,
)
from tests.examples import NOW

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play


@pytest.fixture
def play(uploading: Play) -> Play:
    return uploading


@LANGUAGES
def test_versions_are_listed_fetched_compared_and_brought_back(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    first, second = a_plan_file(year), a_plan_file(year, *ROWS[:3], MOVED, ROWS[4], NEW)
    who.publishes(first)
    before = codes_of(play, year)
    PlanStore(play.engine).set_status(f"{year}-1", Status.IN_PROGRESS, NOW)
    who.publishes(second)
    who.admin.says(who.chat, f"/versions {year}")
    card = who.chat.wait_for({"zh": "2 个版本", "en": "2 versions"}[language])
    assert who.admin.name in card.text
    assert "plan.csv" in card.text
    who.presses(card, "1")
    words = {
        "zh": ("原文件", "此后的变化", "返回", "回退到此版", "回退", "第 3 版"),
        "en": ("The file", "What has changed since", "Back", "Roll back to it", "Roll back", "version 3"),
    }[language]
    who.admin.presses(card, next(label for label in card.labels if words[0] in label)).wait()
    sent = who.chat.wait_for(lambda message: "document" in (message.content or {}))
    assert file_in(play, sent) == first
    who.presses(card, words[1])
    assert "12月 → 10月" in card.text
    assert f"· {year}-7 · 更换宿舍楼" in card.text
    sheet = rows_of(
        play, who.chat.wait_for(lambda message: "document" in (message.content or {}), after=sent)
    )
    assert {(row[0], row[1]) for row in sheet} == {
        (word, f"{year}-{number}")
        for word, number in zip(
            {"zh": ("删去", "改动", "新增"), "en": ("dropped", "changed", "new")}[language],
            (6, 4, 7),
            strict=True,
        )
    }
    who.presses(card, words[2])
    back = card.data_of(next(label for label in card.labels if words[3] in label))
    compared = who.presses(card, words[3]).text
    assert "10月 → 12月" in compared
    play.settle(who.chat)
    files = play.server.count("sendDocument")
    who.admin.sends_callback(card, back).wait()
    play.settle(who.chat)
    assert (card.text, play.server.count("sendDocument")) == (compared, files), (
        "a second press is no second card"
    )
    assert version_of(play, year) == 2
    who.presses(card, words[4])
    assert words[5] in card.text
    assert codes_of(play, year) == before
    assert the_items(play, year)[0].status is Status.IN_PROGRESS
    newest = PlanStore(play.engine).versions(year)[-1]
    assert (newest.restored_from, newest.published_by) == (1, who.admin.id)
    card = who.sends(second)
    who.presses(card, PUBLISH[language])
    assert codes_of(play, year)["更换宿舍楼全部老旧供水管道。"] == f"{year}-7"


@LANGUAGES
def test_rollback_names_a_version_at_once(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    who.publishes(a_plan_file(year, *ROWS, NEW))
    who.admin.says(who.chat, f"/rollback {year} 1")
    card = who.chat.wait_for(
        {"zh": f"{year}年计划回退到第 1 版", "en": f"Back to version 1 of the plan {year}"}[language]
    )
    who.presses(card, {"zh": "回退", "en": "Roll back"}[language])
    assert len(the_items(play, year)) == 6
    who.admin.says(who.chat, f"/versions {year}")
    card = who.chat.wait_for({"zh": "3 个版本", "en": "3 versions"}[language])
    in_force = who.admin.sends_callback(card, f"w:{year}:3:r")
    assert in_force.wait_text() == {"zh": "这一版就是现行版本。", "en": "This version is in force."}[language]
    who.admin.says(who.chat, f"/rollback {year} 77")
    who.chat.wait_for(
        {"zh": f"{year}年计划没有第 77 版", "en": f"The plan {year} has no version 77"}[language]
    )
    who.admin.says(who.chat, "/rollback 1990")
    who.chat.wait_for({"zh": "没有1990年计划", "en": "There is no plan of 1990"}[language])


def test_what_was_published_is_recorded(at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    who.publishes(a_plan_file(year))
    who.admin.says(who.chat, "/log")
    said = who.chat.wait_for(f"{year} v1")
    assert str(who.admin.id) in said.text


# -- what subscribed chats hear ------------------------------------------------------------------------------


@LANGUAGES
def test_subscribed_groups_are_told_what_a_new_version_means_for_them(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    theirs, others = play.group(play.admin), play.group(play.admin)
    for group, department in ((theirs, "财务处"), (others, "图书馆")):
        play.admin.says(group, f"/subscribe {department} 7d 9:00 {language}")
        group.wait_for(lambda message: bool(message.labels))
    play.passes(seconds=40)
    play.until(lambda: _is_announced(play, year, 1))
    who.publishes(a_plan_file(year, *ROWS[:3], MOVED, ROWS[4], HANDED_ON))
    play.passes(seconds=40)
    title = {"zh": f"{year}年计划有更新 · ", "en": f"The plan {year} has changed · "}[language]
    said = theirs.wait_for(title).text
    assert {"zh": "现由审计处负责", "en": "now 审计处's"}[language] in said
    assert {"zh": f"{year}年计划，第 2 版", "en": f"Plan {year}, version 2"}[language] in said
    assert {"zh": "12月31日 → 10月31日", "en": "31 Dec → 31 Oct"}[language] in others.wait_for(title).text


def _is_announced(play: Play, year: int, version: int) -> bool:
    with reading(play.engine) as connection:
        told = select(PLAN_ANNOUNCEMENTS.c.version).where(PLAN_ANNOUNCEMENTS.c.year == year)
        return connection.execute(told).scalar() == version
