"""Cards of plans: published, cancelled, overtaken, expired, pressed twice; asked again before much is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.plan import Status
from storage.plan_store import PlanStore
from tests.bot.telegram.flows.uploads import (
    CANCEL,
    DOUBTS,
    HANDED_ON,
    LANGUAGES,
    NEW,
    PUBLISH,
    READY,
    ROWS,
    SURE,
    Uploader,
    a_plan_file,
    a_year,
    codes_of,
    the_items,
    version_of,
)
from tests.examples import NOW

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play


@pytest.fixture
def play(uploading: Play) -> Play:
    return uploading


# -- deciding -----------------------------------------------------------------------------------------------


@LANGUAGES
def test_a_cancelled_card_changes_nothing_and_stays_cancelled(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year))
    data = card.data_of(next(label for label in card.labels if PUBLISH[language] in label))
    who.presses(card, CANCEL[language])
    assert {"zh": "已取消", "en": "Cancelled"}[language] in card.text
    assert who.admin.sends_callback(card, data).wait_text()
    assert version_of(play, year) == 0


@LANGUAGES
def test_a_card_expires(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    who.publishes(a_plan_file(year, *ROWS, NEW))
    who.admin.says(who.chat, f"/rollback {year} 1")
    back = who.chat.wait_for({"zh": "回退到第 1 版", "en": "Back to version 1"}[language])
    card = who.sends(a_plan_file(year))
    play.passes(hours=25)
    words = {
        "zh": ("已超过一天", "请重新发送文件", "请用 /versions"),
        "en": ("older than a day", "send the file again", "choose the version again, /versions"),
    }[language]
    for message, way_on in ((card, words[1]), (back, words[2])):
        said = who.admin.presses(message, message.labels[0]).wait_text()
        assert words[0] in said
        assert way_on in said
        assert not message.labels
    assert version_of(play, year) == 2


def test_a_second_press_publishes_nothing_more(play: Play, at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    card = who.sends(a_plan_file(year))
    data = card.data_of("✅ 发布")
    presses = [who.admin.sends_callback(card, data) for _ in range(3)]
    for press in presses:
        press.wait()
    assert version_of(play, year) == 1
    who.chat.wait_for(f"{year}年计划第 1 版")


@LANGUAGES
def test_two_admins_at_once_do_not_overwrite_each_other(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, one = a_year(), at[language]
    other = at["en" if language == "zh" else "zh"]
    one.publishes(a_plan_file(year))
    mine = one.sends(a_plan_file(year, *ROWS[:5], HANDED_ON))
    others = other.sends(a_plan_file(year, *ROWS, NEW))
    other.presses(others, PUBLISH[other.language])
    one.presses(mine, PUBLISH[language])
    assert {"zh": "期间已发布第 2 版", "en": "Version 2 has been published meanwhile"}[language] in mine.text
    assert "更换宿舍楼" in mine.text
    assert version_of(play, year) == 2
    one.presses(mine, PUBLISH[language])
    assert version_of(play, year) == 3
    assert "更换宿舍楼全部老旧供水管道。" not in codes_of(play, year)


@LANGUAGES
def test_every_press_is_answered_and_the_card_shows_how_it_stands(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    """Of a card that is over, every button says so; a press that comes twice decides nothing more."""
    year, who = a_year(), at[language]
    words = {
        "zh": (
            "已经决定过了",
            "已经撤销过了",
            "已经取消",
            "已经发布",
            "已超过一天",
            "保留原读法",
            "撤销上一个",
        ),
        "en": (
            "decided already",
            "undone already",
            "cancelled",
            "published",
            "older",
            "Keep as",
            "Undo the last",
        ),
    }[language]
    file = a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,,5月")
    card = who.sends(file)
    who.presses(card, DOUBTS[language])
    keep = card.data_of(next(label for label in card.labels if words[5] in label))
    who.presses(card, words[5])
    assert words[0] in who.admin.sends_callback(card, keep).wait_text()
    undo = card.data_of(next(label for label in card.labels if words[6] in label))
    who.presses(card, words[6])
    assert "维护校园网络设备" in card.text
    assert words[1] in who.admin.sends_callback(card, undo).wait_text()
    play.settle(who.chat)
    assert "维护校园网络设备" in card.text
    who.presses(card, {"zh": "回到卡片", "en": "To the card"}[language])
    own = [card.data_of(label) for label in card.labels]
    who.presses(card, CANCEL[language])
    cancelled = card.text
    second = who.sends(file)
    publish = second.data_of(next(label for label in second.labels if PUBLISH[language] in label))
    who.presses(second, PUBLISH[language])
    published = second.text
    third = who.sends(file)
    stale = third.data_of(third.labels[-1])
    for message, press, said, shown in (
        *((card, data, words[2], cancelled) for data in (keep, undo, *own)),
        (second, publish, words[3], published),
    ):
        assert said in who.admin.sends_callback(message, press).wait_text()
        assert (message.text, message.labels) == (shown, ())
    play.passes(hours=25)
    assert words[4] in who.admin.sends_callback(third, stale).wait_text()
    assert words[4] in third.text
    assert version_of(play, year) == 1


def test_a_card_is_its_senders_alone(play: Play, at: dict[str, Uploader]) -> None:
    year = a_year()
    card = at["zh"].sends(a_plan_file(year))
    own = at["en"].sends(a_plan_file(a_year()))
    stolen = at["en"].admin.sends_callback(own, card.data_of("✅ 发布"))
    assert stolen.wait_text() == "Only who sent the file can decide about it."
    assert version_of(play, year) == 0


@pytest.mark.parametrize(
    "data", ["u:AAAAAAAAAAAA:p::", "u:AAAAAAAAAAAA:qq::", "w:1999:1:o", "w:2017:99:r", "w:2017:1:q"]
)
def test_made_up_buttons_do_nothing(at: dict[str, Uploader], data: str) -> None:
    card = at["zh"].sends(a_plan_file(a_year()))
    before = card.text
    assert at["zh"].admin.sends_callback(card, data).wait_text()
    assert card.text == before


def test_made_up_places_of_an_own_card_do_nothing(play: Play, at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    card = who.sends(a_plan_file(year))
    key = card.data_of("✅ 发布").split(":")[1]
    for what in (
        "k:99999:",
        "ds:0:9999",
        "ts:0:15",
        "ms:0:",
        "r::",
        "dl:99999:1",
        "tw:99999:",
        "y::2050",
        "m:7:",
    ):
        who.admin.sends_callback(card, f"u:{key}:{what}").wait()
    who.publishes(a_plan_file(year))
    assert len(the_items(play, year)) == 6


# -- losing -------------------------------------------------------------------------------------------------


@LANGUAGES
def test_what_was_reported_on_is_not_dropped_without_a_second_word(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    PlanStore(play.engine).set_status(f"{year}-5", Status.DONE, NOW)
    card = who.sends(a_plan_file(year, *ROWS[:4], ROWS[5]))
    who.presses(card, PUBLISH[language])
    assert f"{year}-5 ({ {'zh': '已办结', 'en': 'done'}[language] })" in card.text
    assert version_of(play, year) == 1
    who.presses(card, SURE[language])
    assert version_of(play, year) == 2
    who.publishes(a_plan_file(year))
    found = next(item for item in the_items(play, year) if item.code == f"{year}-5")
    assert found.status is Status.DONE


@LANGUAGES
def test_a_much_shorter_plan_needs_a_second_word(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    card = who.sends(a_plan_file(year, *ROWS[:4]))
    who.presses(card, PUBLISH[language])
    assert {"zh": "6 项中有 2 项", "en": "2 of the 6 items"}[language] in card.text
    assert version_of(play, year) == 1
    who.presses(card, {"zh": "返回", "en": "Back"}[language])
    assert READY[language] in card.text
