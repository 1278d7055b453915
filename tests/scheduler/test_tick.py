"""From a plan and subscriptions to messages that arrived: on time, once, and to whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from scheduler.sending import MOST_MESSAGES
from scheduler.tick import TickReport
from storage.database import writing
from storage.department_store import DepartmentStore
from storage.plan import Status
from storage.records import Author
from storage.reminder_tables import REMINDERS
from storage.reminding import Page
from storage.subscription import GoneReason, Lead
from tests.examples import a_parsed_item
from tests.scheduler.office import LINES, chat
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.sending import Bundle
    from tests.scheduler.office import Office

DUE = "2017-11-30"
REPORT = a_parsed_item("编制年度报告。", due=DUE, department="教务处")
BOOKS = a_parsed_item("清点图书馆藏书并更新目录。", due=DUE, department="图书馆")
ALL_YEAR = a_parsed_item("全年开展义诊活动。", ongoing=True, department="校医院")


# -- on time, once ----------------------------------------------------------------------------------------


def test_each_lead_is_said_on_its_day_at_its_hour_and_then_it_is_overdue(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1), "教务处")
    said = {}
    for day in range(20, 31):
        for hour in ("08:59", "09:00", "09:01", "17:00"):
            if told := office.work_at(at(f"2017-11-{day}", hour)):
                said[f"{day} {hour}"] = told
    said["1 Dec"] = office.work_at(at("2017-12-01"))
    assert said == {
        "23 09:00": ["1 2017-1 2017-11-30 lead:7d"],
        "29 09:00": ["1 2017-1 2017-11-30 lead:1wd"],
        "30 09:00": ["1 2017-1 2017-11-30 lead:0d"],
        "1 Dec": ["1 2017-1 2017-11-30 overdue:1"],
    }


def test_who_subscribed_a_department_is_told_of_it_alone(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(1), "教务处")
    office.subscribe(chat(2), "图书馆")
    office.subscribe(chat(3))
    office.subscribe(chat(4), "校医院")
    office.work_at(at("2017-11-23"))
    assert {address.chat_id: texts for address, texts in office.channel.by_address().items()} == {
        1: ["1 2017-1 2017-11-30 lead:7d"],
        2: ["2 2017-2 2017-11-30 lead:7d"],
        3: ["3 2017-1 2017-11-30 lead:7d\n3 2017-2 2017-11-30 lead:7d"],
    }


def test_the_hour_is_the_subscriptions_own(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1), hour=time(8, 30))
    office.subscribe(chat(2), hour=time(16))
    office.subscribe(chat(3), zone=ZoneInfo("Europe/Berlin"))
    moments = [at("2017-11-23", hour) for hour in ("08:30", "09:00", "16:00", "16:01")]
    assert [office.work_at(moment) for moment in moments] == [
        ["1 2017-1 2017-11-30 lead:7d"],
        [],
        ["2 2017-1 2017-11-30 lead:7d", "3 2017-1 2017-11-30 lead:7d"],
        [],
    ]


def test_year_round_items_are_asked_after_each_quarter(office: Office) -> None:
    office.publish(ALL_YEAR)
    office.subscribe(chat(1))
    office.subscribe(chat(2), check_in=False)
    assert office.work_at(at("2017-12-25")) == ["1 2017-1 - check_in:2017-12"]


def test_a_tick_with_nothing_to_do_does_nothing(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.tick()
    office.clock.advance(minutes=1)
    assert not office.tick().did_something


def test_finished_items_are_silent_even_if_they_were_queued_already(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(1))
    office.plans.set_status("2017-1", Status.DONE, office.clock())
    office.clock.set(at("2017-11-23", "22:30"))
    assert office.work() == TickReport(queued=1)
    office.plans.set_status("2017-2", Status.DONE, office.clock())
    assert office.work_at(at("2017-11-24")) == []
    assert office.states() == {"1 2017-2 2017-11-30 lead:7d": "dropped"}


def test_a_first_import_says_nothing_of_what_is_past(office: Office) -> None:
    office.subscribe(chat(1))
    office.clock.set(at("2017-11-23", "09:05"))
    office.publish(REPORT)
    assert office.work_at(at("2017-11-23", "09:06")) == []
    assert office.work_at(at("2017-11-29", "09:00")) == ["1 2017-1 2017-11-30 lead:1wd"]


def test_a_new_subscription_is_told_nothing_from_before_it(office: Office) -> None:
    office.publish(REPORT)
    office.work_at(at("2017-11-23", "09:30"))
    office.subscribe(chat(1))
    assert office.work_at(at("2017-11-23", "10:00"), at("2017-11-28")) == []


# -- edits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hour", [time(7), time(15)])
def test_another_hour_on_the_day_itself_neither_repeats_nor_loses(office: Office, hour: time) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    said = office.work_at(at("2017-11-23", "08:30"))
    office.subscribe(chat(1), hour=hour)
    said += office.work_at(*(at("2017-11-23", f"{hour:02}:40") for hour in range(8, 20)))
    office.subscribe(chat(1), hour=time(17))
    said += office.work_at(at("2017-11-23", "20:00"))
    assert said == ["1 2017-1 2017-11-30 lead:7d"]


def test_another_zone_neither_repeats_nor_loses(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    said = office.work_at(at("2017-11-23", "09:00"))
    office.subscribe(chat(1), zone=ZoneInfo("Europe/Berlin"))
    said += office.work_at(*(at("2017-11-23", f"{hour:02}:05") for hour in range(9, 24)))
    assert said == ["1 2017-1 2017-11-30 lead:7d"]
    assert office.work_at(at("2017-11-29", "15:59")) == []
    assert office.work_at(at("2017-11-29", "16:00")) == ["1 2017-1 2017-11-30 lead:1wd"]


def test_an_edit_after_an_outage_loses_nothing_of_it(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.clock.set(at("2017-11-24", "10:00"))
    office.subscribe(chat(1), hour=time(8))
    assert office.work_at(office.clock()) == ["1 2017-1 2017-11-30 lead:7d"]


def test_a_department_that_is_left_is_not_told_of_any_more(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(1))
    office.clock.set(at("2017-11-23", "22:00"))
    office.tick()
    office.subscribe(chat(1), "图书馆")
    assert office.work_at(at("2017-11-24")) == ["1 2017-2 2017-11-30 lead:7d"]


def test_another_lead_is_kept_from_now_on(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.subscribe(chat(1), leads=(Lead(3),))
    assert office.work_at(at("2017-11-23"), at("2017-11-27")) == ["1 2017-1 2017-11-30 lead:3d"]


def test_one_that_was_ended_gets_nothing_that_waits(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.clock.set(at("2017-11-23", "09:00"))
    office.tick()
    assert office.subscriptions.end(chat(1), office.clock())
    office.deliver()
    assert office.channel.sent == []
    assert set(office.states().values()) == {"dropped"}
    assert office.work_at(at("2017-11-29")) == []


# -- outages ----------------------------------------------------------------------------------------------


def test_a_day_of_outage_is_made_good_once_with_the_shortest_lead(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1), leads=(Lead(7), Lead(6)))
    office.work_at(at("2017-11-22", "09:00"))
    assert office.work_at(at("2017-11-24", "10:30")) == ["1 2017-1 2017-11-30 lead:6d"]
    assert office.states()["1 2017-1 2017-11-30 lead:7d"] == "dropped"


def test_a_fortnight_of_outage_ends_in_the_overdue_list(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-22", "09:00"))
    assert office.work_at(at("2017-12-06", "10:30")) == ["1 2017-1 2017-11-30 overdue:2"]


def test_nothing_is_said_at_night_or_on_days_off(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-22", "09:00"))
    quiet = [at("2017-11-23", "23:00"), at("2017-11-24", "06:00"), at("2017-11-25", "12:00")]
    assert office.work_at(quiet[0], quiet[1]) == []
    assert office.work_at(at("2017-11-24", "09:00")) == ["1 2017-1 2017-11-30 lead:7d"]


def test_what_was_written_but_not_sent_by_the_evening_is_written_anew(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(1))
    office.clock.set(at("2017-11-23", "20:59"))
    assert office.tick().written == 1
    office.plans.set_status("2017-2", Status.DONE, office.clock())
    assert office.work_at(at("2017-11-23", "21:05")) == []
    assert office.work_at(at("2017-11-24", "09:00")) == ["1 2017-1 2017-11-30 lead:7d"]


def test_a_clock_set_back_an_hour_repeats_nothing(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    moments = [at("2017-11-23", hour) for hour in ("09:10", "08:10", "08:40", "09:00", "09:10", "09:30")]
    assert office.work_at(*moments) == ["1 2017-1 2017-11-30 lead:7d"]


def test_a_clock_that_ran_ahead_for_a_moment_does_not_silence_the_bot(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.clock.set(at("2031-01-04", "03:00"))
    office.tick()
    office.clock.set(at("2017-11-20", "08:30"))
    office.tick()
    assert office.work_at(at("2017-11-23", "09:00")) == ["1 2017-1 2017-11-30 lead:7d"]


# -- reloads ----------------------------------------------------------------------------------------------


def test_a_reload_that_changes_nothing_is_not_heard_of(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-23", "09:00"))
    office.publish(REPORT)
    assert office.work_at(at("2017-11-23", "09:30")) == []


def test_a_reload_is_told_once_to_whom_it_concerns(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    for number, department in enumerate(("教务处", "图书馆", "校医院"), start=1):
        office.subscribe(chat(number), department)
    office.work()
    moved = a_parsed_item("编制年度报告。", due="2017-12-15", department="教务处")
    office.publish(moved, BOOKS, ALL_YEAR)
    assert office.work_at(at("2017-11-21", "10:00")) == [
        "1 2017-1 - change:moved:2017v2",
        "3 2017-3 - change:added:2017v2",
    ]
    assert office.work_at(at("2017-11-21", "10:01"), at("2017-11-21", "12:00")) == []
    assert "1 2017-1 2017-12-15 lead:7d" in office.work_at(at("2017-12-08", "09:00"))


def test_what_a_reload_dropped_can_still_be_named(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(1))
    office.work()
    office.publish(REPORT)
    assert office.work_at(at("2017-11-21", "10:00")) == ["1 2017-2 - change:dropped:2017v2"]


def test_of_several_reloads_the_sum_is_told(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work()
    office.publish(REPORT, BOOKS)
    office.publish(REPORT, BOOKS, ALL_YEAR)
    office.publish(REPORT, ALL_YEAR)
    assert office.work_at(at("2017-11-21", "10:00")) == ["1 2017-3 - change:added:2017v4"]


def test_a_reload_between_queueing_and_sending_takes_effect(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.clock.set(at("2017-11-23", "22:00"))
    office.work()
    office.publish(a_parsed_item("编制年度报告。", due="2017-12-20", department="教务处"))
    assert office.work_at(at("2017-11-24", "09:00")) == ["1 2017-1 - change:moved:2017v2"]
    assert office.states()["1 2017-1 2017-11-30 lead:7d"] == "dropped"


def test_a_reload_at_night_is_told_in_the_morning_and_is_not_late(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-24", "20:00"))
    office.clock.set(at("2017-11-24", "21:30"))
    office.publish(REPORT, BOOKS)
    assert office.work_at(at("2017-11-24", "21:31")) == []
    assert office.work_at(at("2017-11-27", "09:00")) == ["1 2017-2 - change:added:2017v2"]


def test_an_item_handed_over_again_before_it_is_told_names_whose_it_is_now(office: Office) -> None:
    """Though the last reload is none of the first department's business."""
    office.publish(REPORT)
    office.subscribe(chat(1), "教务处")
    office.render = _whose_it_is
    office.work_at(at("2017-11-24", "20:00"))
    office.clock.set(at("2017-11-24", "21:30"))
    for department in ("图书馆", "校医院"):
        office.publish(replace(REPORT, departments=(department,)))
        office.work()
    assert office.work_at(at("2017-11-27", "09:00")) == ["handed_over v1-v3 教务处 → 校医院"]


def test_a_change_of_what_is_finished_before_it_is_told_is_silent(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-24", "20:00"))
    office.clock.set(at("2017-11-24", "21:30"))
    office.publish(replace(REPORT, departments=("图书馆",)), BOOKS)
    office.work()
    office.plans.set_status("2017-1", Status.DONE, office.clock())
    assert office.work_at(at("2017-11-27", "09:00")) == ["1 2017-2 - change:added:2017v2"]


def test_a_department_that_is_renamed_has_handed_nothing_over(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1), "教务处")
    office.subscribe(chat(2))
    office.work()
    _rename(office, "教务处", "教学工作处")
    office.publish(REPORT, ALL_YEAR)
    assert office.work_at(at("2017-11-21", "10:00")) == ["2 2017-2 - change:added:2017v2"]


def test_what_is_told_of_a_reload_uses_the_names_of_the_moment(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1), "教务处")
    office.render = _whose_it_is
    office.work_at(at("2017-11-24", "20:00"))
    office.clock.set(at("2017-11-24", "21:30"))
    office.publish(replace(REPORT, departments=("图书馆",)))
    office.work()
    _rename(office, "图书馆", "图书信息中心")
    assert office.work_at(at("2017-11-27", "09:00")) == ["handed_over v1-v2 教务处 → 图书信息中心"]


def test_a_change_queued_before_versions_were_kept_with_it_is_told_still(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-24", "20:00"))
    office.clock.set(at("2017-11-24", "21:30"))
    office.publish(replace(REPORT, departments=("图书馆",)))
    office.tick()
    old = {"kind": "moved", "year": 2017, "version": 2, "before": [], "after": [], "of": 2}
    with writing(office.engine) as connection:
        connection.execute(update(REMINDERS).values(change=old))
    office.render = _whose_it_is
    assert office.work_at(at("2017-11-27", "09:00")) == ["roles v1-v2 教务处 → 图书馆"]


def _rename(office: Office, before: str, after: str) -> None:
    names = DepartmentStore(office.engine)
    (id_,) = (each.id for each in names.departments() if each.name == before)
    names.carry_out(names.plan_rename(id_, after), Author(1, office.clock()))


def _whose_it_is(bundle: Bundle, _most: int) -> list[Page]:
    """Write a line for each change: its kind, its versions, whose the item was and is."""
    lines = []
    for change in (each.change for each in bundle.reminders if each.change):
        assert change.before
        assert change.after
        assert change.published
        versions = f"v{change.since}-v{change.published.number}"
        names = " → ".join("、".join(each.departments) for each in (change.before, change.after))
        lines.append(f"{change.kind} {versions} {names}")
    return [Page("\n".join(lines))]


# -- chats that come and go -------------------------------------------------------------------------------


def test_a_suspended_chat_gets_nothing_and_what_still_matters_when_it_is_back(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(1), "教务处")
    office.subscribe(chat(2), "图书馆")
    office.clock.set(at("2017-11-23", "09:00"))
    office.tick()
    office.subscriptions.suspend("test", 1, GoneReason.REMOVED, office.clock())
    office.deliver()
    assert office.work_at(at("2017-11-29", "09:00")) == ["2 2017-2 2017-11-30 lead:1wd"]
    office.clock.set(at("2017-11-29", "15:00"))
    office.subscriptions.resume("test", 1, office.clock())
    assert office.work_at(at("2017-11-29", "15:01")) == ["1 2017-1 2017-11-30 lead:1wd"]
    assert office.states()["1 2017-1 2017-11-30 lead:7d"] == "dropped"
    assert [text for texts in office.channel.by_address().values() for text in texts] == [
        "2 2017-2 2017-11-30 lead:7d",
        "2 2017-2 2017-11-30 lead:1wd",
        "1 2017-1 2017-11-30 lead:1wd",
    ]


def test_a_supergroup_gets_what_was_written_for_the_group(office: Office) -> None:
    office.publish(REPORT)
    office.subscribe(chat(-1))
    office.clock.set(at("2017-11-23", "09:00"))
    office.tick()
    office.subscriptions.move_chat(-1, -1001)
    office.deliver()
    assert list(office.channel.by_address()) == [chat(-1001)]


def test_a_closed_topic_and_its_chat_get_one_message(office: Office) -> None:
    office.publish(REPORT, BOOKS)
    office.subscribe(chat(-1), "教务处")
    office.subscribe(chat(-1, 7), "图书馆")
    office.subscriptions.close_topic(chat(-1, 7))
    office.work_at(at("2017-11-23", "09:00"))
    assert office.channel.by_address() == {
        chat(-1): ["1 2017-1 2017-11-30 lead:7d\n2 2017-2 2017-11-30 lead:7d"]
    }


# -- messages ---------------------------------------------------------------------------------------------


def test_three_messages_a_day_are_the_most(office: Office) -> None:
    many = [a_parsed_item(f"第{n}号档案归档入库", due=DUE, department=f"第{n}处") for n in range(4 * LINES)]
    office.publish(*many)
    office.subscribe(chat(1))
    told = office.work_at(at("2017-11-23", "09:00"))
    assert len(office.channel.sent) == MOST_MESSAGES
    assert len(told) == MOST_MESSAGES * LINES
    assert office.work_at(at("2017-11-23", "10:00")) == []
    left = office.work_at(at("2017-11-24", "09:00"))
    assert len(left) == LINES
    assert not set(left) & set(told)
    assert set(office.states().values()) == {"sent"}


def test_what_waits_for_room_is_silent_once_the_plan_drops_it(office: Office) -> None:
    many = [a_parsed_item(f"第{n}号档案归档入库", due=DUE, department=f"第{n}处") for n in range(4 * LINES)]
    office.publish(*many)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-23", "09:00"))
    office.publish(*many[:-1])
    changed, *left = sorted(office.work_at(at("2017-11-24", "09:00")), key=lambda line: "lead" in line)
    assert "change" in changed
    assert len(left) == LINES - 1


def test_a_message_that_cannot_be_written_holds_no_other_up(office: Office) -> None:
    from scheduler.tick import Tick  # noqa: PLC0415
    from tests.scheduler.office import pages  # noqa: PLC0415

    office.publish(REPORT)
    for number in (1, 2, 3):
        office.subscribe(chat(number))

    def render(bundle: Bundle, most: int) -> Sequence[Page]:
        if bundle.address == chat(2):
            raise KeyError("a fault")
        return pages(bundle, most)

    office.clock.set(at("2017-11-23", "09:00"))
    assert Tick(office.engine, render, office.calendar).run(office.clock()).written == 2
    office.clock.advance(minutes=20)
    assert Tick(office.engine, pages, office.calendar).run(office.clock()).written == 1


def test_what_was_sent_long_ago_is_forgotten(office: Office) -> None:
    from scheduler.tick import Tick  # noqa: PLC0415

    office.publish(REPORT)
    office.subscribe(chat(1))
    office.work_at(at("2017-11-23", "09:00"))
    tick = Tick(office.engine, lambda _bundle, _most: [], office.calendar)
    assert tick.prune(office.clock() + timedelta(days=399)) == 0
    assert tick.prune(office.clock() + timedelta(days=401)) == 1
    assert office.states() == {}
