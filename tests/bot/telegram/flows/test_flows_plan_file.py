"""PLAN_FILE while the bot runs: read when asked for, offered to the admins when it changes, never published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.bot.telegram.flows.conftest import two_admins
from tests.bot.telegram.flows.uploads import CANCEL, NEW, PUBLISH, ROWS, a_plan_file, uploaders, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.telegram.flows.conftest import Play

YEAR = 2029
NO_PLAN = b"\x00\x01\x02\x03"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("watched")


@pytest.fixture(scope="module")
def watching(folder: Path) -> Iterator[Play]:
    """Start with a file that is no plan: of what the bot finds at its start it only logs that."""
    (folder / "plan.csv").write_bytes(NO_PLAN)
    with two_admins(folder, PLAN_FILE=str(folder / "plan.csv")) as play:
        play.until(lambda: "the plan file cannot be loaded" in play.log.read_text())
        chats = [who.chat for who in uploaders(play).values()]
        assert not [said.text for chat in chats for said in chat.replies if "PLAN_FILE" in said.text]
        yield play


def test_what_becomes_of_a_plan_file(watching: Play, folder: Path) -> None:
    """It is offered to each admin in their language, once; the first who publishes it overtakes the other."""
    play, file, at = watching, folder / "plan.csv", uploaders(watching)
    file.write_bytes(a_plan_file(YEAR))
    cards = {}
    for language, count in (("zh", "2029年计划 · 6 项"), ("en", "Plan 2029 · 6 items")):
        cards[language] = at[language].chat.wait_for(count, timeout=30)
    for language, said in (
        ("zh", "PLAN_FILE 与现行计划不同：plan.csv"),
        ("en", "PLAN_FILE differs from the plan in force: plan.csv"),
    ):
        assert said in cards[language].text
    assert version_of(play, YEAR) == 0
    at["en"].presses(cards["en"], PUBLISH["en"])
    assert version_of(play, YEAR) == 1
    at["zh"].presses(cards["zh"], PUBLISH["zh"])
    assert "没有变化" in cards["zh"].text

    last = {language: who.chat.last for language, who in at.items()}
    file.write_bytes(a_plan_file(YEAR, *ROWS, NEW))
    for language, said in (("zh", "新增 1"), ("en", "new 1")):
        cards[language] = at[language].chat.wait_for(said, after=last[language], timeout=30)
    assert version_of(play, YEAR) == 1

    stale = {language: card.data_of(card.labels[-1]) for language, card in cards.items()}
    last = {language: who.chat.last for language, who in at.items()}
    for change, whys in (
        (lambda: file.write_bytes(NO_PLAN), {"zh": "这不是", "en": "binary"}),
        (file.unlink, {"zh": "没有文件", "en": "There is no file"}),
    ):
        change()
        for language, why in whys.items():
            gone = re.compile(rf"PLAN_FILE.*plan\.csv.*{why}", re.DOTALL)
            last[language] = at[language].chat.wait_for(gone, after=last[language], timeout=30)
    for language, said in (("zh", "这张卡片已失效"), ("en", "no longer holds")):
        assert said in cards[language].text
        assert not cards[language].labels
        assert said in at[language].admin.sends_callback(cards[language], stale[language]).wait_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reload_reads_it_at_once_and_again_after_its_card_was_cancelled(
    watching: Play, folder: Path, language: str
) -> None:
    who = uploaders(watching)[language]
    (folder / "plan.csv").write_bytes(a_plan_file(YEAR, *ROWS[:5]))
    who.admin.says(who.chat, "/reload")
    said = {"zh": "2029年计划 · 5 项", "en": "Plan 2029 · 5 items"}[language]
    for _ in range(2):
        card = who.chat.wait_for(said, timeout=30)
        assert any(PUBLISH[language] in label for label in card.labels)
        who.presses(card, CANCEL[language])
        who.admin.says(who.chat, "/reload")
    who.chat.wait_for(said, timeout=30)


def test_without_one_reload_says_so(play: Play) -> None:
    play.admin.says(play.admins_chat, "/reload")
    play.admins_chat.wait_for("没有设置 PLAN_FILE")
