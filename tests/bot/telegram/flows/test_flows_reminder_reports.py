"""What admins see of reminders: those to come, those sent, and who is told of which department."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from scheduler.working_days import china
from tests.bot.telegram.flows.conftest import FINANCE, LIBRARY, TEACHING, a_stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.telegram.flows.conftest import Play

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Start a bot of its own: these reports are about all that there is."""
    with a_stage(tmp_path_factory.mktemp("reports")) as play:
        yield play


@pytest.fixture(scope="module")
def bare_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Start one in which nobody ever sets reminders."""
    with a_stage(tmp_path_factory.mktemp("bare")) as play:
        yield play


def speak(play: Play, language: str) -> None:
    play.says_admin(f"/lang {language}")


@LANGUAGES
def test_what_is_to_come_is_shown_by_day_and_department(bare_office: Play, language: str) -> None:
    speak(bare_office, language)
    said = bare_office.says_admin("/dryrun 45").text
    assert {"zh": "尚未设置提醒", "en": "No reminders are set"}[language] in said
    assert {"zh": "不发送", "en": "nothing is sent"}[language] in said
    december = {"zh": "12月29日 周五", "en": "Fri 29 Dec"}[language]
    line = next(line for line in said.splitlines() if december in line)
    assert f"{TEACHING} 30" in line
    assert "▇▇▇" in line
    assert line in bare_office.says_admin({"zh": "/预演 12月", "en": "/dryrun December"}[language]).text
    assert {"zh": "多少天", "en": "how many days"}[language] in bare_office.says_admin("/dryrun 0").text


def test_a_year_is_no_number_of_days(bare_office: Play) -> None:
    speak(bare_office, "zh")
    bare_office.admin.says(bare_office.admins_chat, "/dryrun 2017")
    bare_office.admins_chat.wait_for("提醒预演 · 2017年 · 不发送")


@LANGUAGES
def test_a_long_dry_run_has_pages(bare_office: Play, language: str) -> None:
    speak(bare_office, language)
    shown = bare_office.says_admin("/dryrun 3000")
    if len(shown.labels):
        bare_office.admin.presses(shown, shown.labels[0]).wait()


def test_admins_hear_in_december_that_next_years_working_days_are_not_known(bare_office: Play) -> None:
    before = bare_office.now
    speak(bare_office, "zh")
    last = china().last
    assert last
    december = datetime(last, 12, 1, 10, tzinfo=before.tzinfo)
    bare_office.passes(seconds=(december - before).total_seconds())
    bare_office.admins_chat.wait_for(f"还没有{last + 1}年的法定节假日安排")
    bare_office.passes(hours=3)
    bare_office.settle(bare_office.admins_chat)
    bare_office.passes(seconds=(before - bare_office.now).total_seconds())
    told = [reply for reply in bare_office.admins_chat.replies if "法定节假日" in reply.text]
    assert len(told) == 1


def test_sent_and_failed_messages_are_listed(office: Play) -> None:
    speak(office, "zh")
    assert "无" in office.says_admin("/deliveries").text
    good, bad = office.group(office.admin), office.group(office.admin)
    for group in (good, bad):
        office.asks(office.admin, "/subscribe 图书馆 10d 10:00", group)
    bad.deleted = True
    office.passes(minutes=40)
    good.wait_for("督办提醒")
    office.admins_chat.wait_for("的提醒已暂停")
    office.until(lambda: "已发送（1）" in office.says_admin("/deliveries").text)  # noted when it has arrived
    listed = office.says_admin("/deliveries")
    line = next(line for line in listed.text.splitlines() if good.title in line)
    assert "2017-3" in line
    office.admin.presses(listed, "只看有问题的").wait()
    assert good.title not in listed.text
    assert good.title in office.says_admin("/deliveries 图书馆").text
    assert good.title not in office.says_admin("/deliveries 财务处").text
    assert bad.title not in office.says_admin(f"/deliveries {good.id}").text
    covered = office.says_admin("/coverage").text
    assert f"{LIBRARY} · 1 个聊天" in covered
    assert "上次提醒 2017年11月20日" in covered
    assert covered.index(FINANCE) < covered.index(f"{LIBRARY} ·")
    assert "已暂停" in covered


def test_only_admins_turn_the_pages(office: Play) -> None:
    bo = office.person()
    office.group(bo)
    message = office.asks(bo, "/whoami")
    for data in ("p:d:736000:30:1", "p:h:::a:1", "p:h:-:zz:a:1", "p:d:9999999:30:1", "p:d:0:30:1"):
        office.admin.sends_callback(office.says_admin("/whoami"), data).wait()
        said = bo.sends_callback(message, data).wait_text()
        assert "只有管理员" in said or "已失效" in said
