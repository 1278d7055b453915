"""Chats that come and go: added, promoted, kicked, blocked, turned into supergroups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.chats import ChatKind, ChatState
from tests.bot.telegram.flows.conftest import LIBRARY

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Chat

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
POLITE = {
    "zh": "这里尚未获管理员批准，暂时不能回答；已转请管理员审批。",
    "en": "I only answer in chats that an admin has approved. I have asked the admins.",
}


def is_present(play: Play, chat: Chat) -> bool:
    known, _ = play.chats.look_up(chat.id, None)
    assert known
    return known.present


@LANGUAGES
def test_a_bot_that_is_added_asks_the_admins_and_says_so(play: Play, language: str) -> None:
    bo = play.person(language)
    group = play.server.group("新群", members=[bo], bots=[])
    bo.adds(play.server.bot, group)
    assert group.wait_for().text == POLITE[language]
    asked = play.admins_chat.wait_for(str(group.id), after=None)
    assert str(bo.id) in asked.text
    play.admin.presses(asked, "✅ 批准").wait()
    group.wait_for({"zh": "管理员已批准", "en": "An admin has approved"}[language])


def test_a_bot_that_is_added_to_a_channel_writes_nothing_there(play: Play) -> None:
    owner = play.person()
    channel = play.server.channel("新频道", admins=[owner], bots=[])
    owner.promotes(play.server.bot, channel)
    asked = play.admins_chat.wait_for(str(channel.id))
    assert "频道“新频道”" in asked.text
    play.admin.presses(asked, "✅ 批准").wait()
    assert channel.replies == []
    owner.posts(channel, "@duban_bot 图书馆12月")
    channel.wait_for("图书馆 · 2017年12月")


def test_a_promotion_changes_nothing(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    bo.promotes(play.server.bot, group)
    assert play.is_silent(group)
    bo.demotes(play.server.bot, group)
    assert play.is_silent(group)
    assert play.chats.look_up(group.id, None)[0].state is ChatState.APPROVED  # type: ignore[union-attr]


def test_admins_hear_of_an_approved_group_that_is_lost_and_it_comes_back_as_it_was(play: Play) -> None:
    bo = play.person()
    group = play.group(bo, departments=(LIBRARY,))
    bo.kicks(play.server.bot, group)
    play.admins_chat.wait_for(f"我已被移出：群组“{group.title}”")
    play.until(lambda: not is_present(play, group))
    assert "尚未获管理员批准" in play.asks(bo, "图书馆12月").text  # no longer known through the group
    bo.adds(play.server.bot, group)
    bo.says(group, "/ask 图书馆12月")
    group.wait_for("图书馆 · 2017年12月")
    known, _ = play.chats.look_up(group.id, None)
    assert known
    assert (known.present, known.departments) == (True, (LIBRARY,))


def test_a_person_who_blocks_the_bot_is_remembered_as_gone(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    play.asks(bo, "图书馆12月")
    bo.blocks()
    play.until(lambda: not is_present(play, bo.private()))
    bo.unblocks()
    assert play.asks(bo, "图书馆12月").text.startswith("图书馆")
    assert is_present(play, bo.private())


@pytest.mark.parametrize("told", [True, False])
def test_a_group_that_becomes_a_supergroup_keeps_everything(play: Play, told: bool) -> None:
    """Whether Telegram tells by a message, or only by an error when the bot answers under the old id."""
    bo = play.person()
    group = play.group(bo, departments=(LIBRARY,))
    asked = bo.says(group, "/ask 图书馆11月")
    group.wait_for("图书馆")
    if told:
        place = bo.upgrades(group)
    else:
        play.server.latency = 0.2
        bo.edits(asked, "/ask 图书馆10月")
        bo.says(group, "/ask 图书馆12月")
        place = bo.upgrades(group)
        play.server.latency = 0.0
    bo.says(place, "/ask 12月要完成什么")
    reply = place.wait_for("图书馆 · 2017年12月")
    assert "预算" not in reply.text
    play.settle(place)
    new, _ = play.chats.look_up(place.id, None)
    assert new
    assert (new.kind, new.state, new.departments) == (ChatKind.SUPERGROUP, ChatState.APPROVED, (LIBRARY,))
    assert play.chats.look_up(group.id, None)[0] is None
    assert play.asks(bo, "图书馆12月").text.startswith("图书馆")  # still known through the group


def test_a_new_title_is_noticed(play: Play) -> None:
    bo = play.person()
    group = play.group(bo)
    group.title = "改了名"
    play.asks(bo, "/ask 12月", group)
    assert "改了名" in play.says_admin("/scope " + str(group.id) + " all").text


def test_a_new_member_of_an_approved_group_may_ask_at_once(play: Play) -> None:
    bo, cy = play.person(), play.person()
    group = play.group(bo)
    play.asks(cy, "图书馆12月")
    cy.joins(group)
    play.settle(group)
    assert play.asks(cy, "图书馆12月").text.startswith("图书馆")


def test_an_answer_to_somebody_who_has_blocked_the_bot_meanwhile_harms_nobody(play: Play) -> None:
    bo = play.person()
    play.group(bo)
    bo.says(play.server.private(bo), "图书馆12月")
    bo.private().blocked = True
    assert play.asks(play.admin, "图书馆12月").text.startswith("图书馆")
