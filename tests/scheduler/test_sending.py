"""What is sent when: on time, after an outage, and never at night or on a day off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.reminder import Change, ChangeKind, Reminder, still_holds
from scheduler.rules.span import RuleName
from scheduler.schedule import due_reminders, reminders_between
from scheduler.sending import next_send_time, sort_out
from scheduler.working_days import china
from storage.plan import Status
from storage.regrouping import Regrouping
from storage.subscription import Address
from tests.examples import a_deadline, an_item
from tests.scheduler.plans import SPRING, a_subscription, at, calendars, items, subscriptions

if TYPE_CHECKING:
    from scheduler.working_days import WorkCalendar
    from storage.plan import PlanItem
    from storage.subscription import Subscription

ONE = a_subscription()
PLAN = [an_item(due="2017-11-30", code="2017-1"), an_item(due="2017-12-29", code="2017-2")]


# -- when a chat may be told something --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        pytest.param("2017-11-23T08:59", "2017-11-23T09:00", id="early in the morning"),
        pytest.param("2017-11-23T09:00", "2017-11-23T09:00", id="at its hour"),
        pytest.param("2017-11-23T16:20", "2017-11-23T16:20", id="in the afternoon, at once"),
        pytest.param("2017-11-23T21:00", "2017-11-23T21:00", id="in the evening, just so"),
        pytest.param("2017-11-23T21:01", "2017-11-24T09:00", id="at night, the next morning"),
        pytest.param("2017-11-24T23:30", "2017-11-27T09:00", id="on Friday night, on Monday"),
        pytest.param("2017-11-25T10:00", "2017-11-27T09:00", id="on a Saturday, on Monday"),
        pytest.param("2017-09-30T10:00", "2017-09-30T10:00", id="on a worked Saturday, at once"),
        pytest.param("2017-10-01T10:00", "2017-10-09T09:00", id="in a holiday, after it"),
    ],
)
def test_a_chat_is_told_between_its_hour_and_the_evening_of_a_working_day(now: str, moment: str) -> None:
    def read(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ONE.zone)

    assert next_send_time(read(now), ONE, china()) == read(moment)


def test_a_late_hour_has_an_hour_of_grace() -> None:
    night = replace(ONE, hour=time(22, 30))
    assert next_send_time(at("2017-11-23", "23:20"), night, china()) == at("2017-11-23", "23:20")
    assert next_send_time(at("2017-11-23", "23:40"), night, china()) == at("2017-11-24", "22:30")


# -- an outage --------------------------------------------------------------------------------------------


def _after(start: datetime, end: datetime) -> tuple[list[str], list[str], list[str], bool]:
    """Say what is sent, dropped and waits at `end` when nothing ran since `start`; and whether it is late."""
    missed = due_reminders(PLAN, [ONE], china(), since=start, until=end)
    outcome = sort_out(missed, end, china())
    said = [f"{each.item.code} {each.rule}:{each.occasion}" for b in outcome.bundles for each in b.reminders]
    dropped, waiting = (
        [f"{each.item.code} {each.rule}:{each.occasion}" for each in group]
        for group in (outcome.dropped, outcome.waiting)
    )
    return said, dropped, waiting, any(bundle.is_late for bundle in outcome.bundles)


def test_what_is_sent_on_time_is_not_late() -> None:
    said = _after(at("2017-11-23", "08:59"), at("2017-11-23", "09:00"))
    assert said == (["2017-1 lead:7d"], [], [], False)


def test_an_hour_of_outage_is_made_good_at_once_and_is_not_late() -> None:
    said = _after(at("2017-11-23", "08:30"), at("2017-11-23", "09:40"))
    assert said == (["2017-1 lead:7d"], [], [], False)


def test_after_a_day_of_outage_only_the_shortest_lead_missed_is_sent() -> None:
    said = _after(at("2017-11-28", "20:00"), at("2017-11-30", "10:00"))
    assert said == (["2017-2 lead:30d", "2017-1 lead:0d"], ["2017-1 lead:1wd"], [], True)


def test_what_was_missed_on_a_working_day_goes_out_the_next_morning_as_late() -> None:
    missed = _after(at("2017-11-23", "08:30"), at("2017-11-23", "23:00"))
    assert missed == ([], [], ["2017-1 lead:7d"], False)
    assert _after(at("2017-11-23", "08:30"), at("2017-11-24", "09:00"))[3]


def test_after_a_fortnight_of_outage_what_is_past_due_is_in_the_overdue_list() -> None:
    said, dropped, waiting, late = _after(at("2017-11-22", "20:00"), at("2017-12-06", "09:00"))
    assert said == ["2017-2 lead:30d", "2017-2 outlook:2017-12", "2017-1 overdue:2"]
    assert dropped == ["2017-1 lead:7d", "2017-1 lead:1wd", "2017-1 lead:0d", "2017-1 overdue:1"]
    assert waiting == []
    assert late


def test_the_weekend_after_an_outage_is_left_in_peace() -> None:
    said, _, waiting, _ = _after(at("2017-11-23", "08:00"), at("2017-11-25", "12:00"))
    assert (said, waiting) == ([], ["2017-1 lead:7d"])


def test_an_outlook_of_a_month_that_is_over_is_not_sent() -> None:
    said, dropped, _, _ = _after(at("2017-12-01", "08:00"), at("2018-01-02", "12:00"))
    assert "2017-2 outlook:2017-12" in dropped
    assert said == ["2017-1 overdue:4", "2017-2 overdue:1"]


# -- one message a chat -----------------------------------------------------------------------------------


def test_two_subscriptions_of_a_chat_make_one_message() -> None:
    here = Address("test", 7)
    wanted = [a_subscription(1, "教务处", address=here), a_subscription(2, "图书馆", address=here)]
    plan = [an_item(due="2017-11-30"), an_item(due="2017-11-30", department="图书馆")]
    now = at("2017-11-30")
    said = due_reminders(plan, wanted, china(), since=at("2017-11-29"), until=now)
    (bundle,) = sort_out(said, now, china()).bundles
    assert bundle.address == here
    assert len(bundle.reminders) == 2


def test_topics_of_a_chat_have_messages_of_their_own() -> None:
    wanted = [a_subscription(number, address=Address("test", 7, number)) for number in (1, 2)]
    now = at("2017-11-30")
    said = due_reminders(PLAN[:1], wanted, china(), since=at("2017-11-29"), until=now)
    assert len(sort_out(said, now, china()).bundles) == 2


# -- what is queued may be no longer so -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "holds"),
    [
        pytest.param(PLAN[0], True, id="nothing changed"),
        pytest.param(None, False, id="dropped"),
        pytest.param(replace(PLAN[0], status=Status.DONE), False, id="finished"),
        pytest.param(replace(PLAN[0], deadline=a_deadline("2017-12-15")), False, id="moved"),
        pytest.param(replace(PLAN[0], status=Status.BLOCKED), True, id="in difficulty"),
    ],
)
def test_a_queued_reminder_holds_while_its_item_is_open_and_due_then(
    item: PlanItem | None, holds: bool
) -> None:
    now = at("2017-11-30")
    (reminder,) = due_reminders(PLAN, [ONE], china(), since=at("2017-11-29", "12:00"), until=now)[:1]
    assert reminder.item.code == "2017-1" or not holds
    assert still_holds(replace(reminder, item=PLAN[0], due=date(2017, 11, 30)), item) is holds


# -- any outages ------------------------------------------------------------------------------------------


class Office:
    """Runs a scheduler that is up now and then, and keeps what becomes of each reminder."""

    def __init__(self, plan: list[PlanItem], wanted: list[Subscription], calendar: WorkCalendar) -> None:
        self._world = plan, wanted, calendar
        self._queued: dict[str, Reminder] = {}
        self._done: set[str] = set()
        self.sent: list[tuple[datetime, Reminder]] = []
        self.dropped: list[tuple[datetime, Reminder]] = []

    def tick(self, since: datetime, now: datetime) -> None:
        plan, wanted, calendar = self._world
        known = {reminder.key for reminder in self._queued.values()}
        for each in due_reminders(plan, wanted, calendar, since=since, until=now, queued=known):
            self._queued[str(each.key)] = each
        waiting = [each for key, each in self._queued.items() if key not in self._done]
        outcome = sort_out(waiting, now, calendar)
        self.sent += [(now, each) for bundle in outcome.bundles for each in bundle.reminders]
        self.dropped += [(now, each) for each in outcome.dropped]
        self._done |= {str(each.key) for _, each in self.sent + self.dropped}


@given(
    items(),
    subscriptions(),
    calendars(),
    st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=20)), max_size=25),
)
def test_whatever_the_outages_each_reminder_is_sent_once_or_better_said_by_another(
    plan: list[PlanItem], wanted: list[Subscription], calendar: WorkCalendar, pauses: list[timedelta]
) -> None:
    office = Office(plan, wanted, calendar)
    first, last = SPRING - timedelta(days=20), date(2017, 9, 6)
    since = at(first, "00:00") - timedelta(seconds=1)
    for pause in pauses:
        now = min(since + pause, at(last, "00:00"))
        office.tick(since, now)
        since = now
    # On a Wednesday far behind all holidays everyone's hour comes.
    for hour in range(24):
        now = at(last, f"{hour:02}:00")
        office.tick(since, now)
        since = now
    whole = reminders_between(first, last, plan, wanted, calendar)
    ended = [str(each.key) for _, each in office.sent + office.dropped]
    assert sorted(ended) == sorted(str(each.key) for each in whole)
    for now, reminder in office.sent:
        _was_sent_rightly(now, reminder, calendar)
    for now, reminder in office.dropped:
        assert any(_says_it_better(other, reminder) for moment, other in office.sent if moment <= now)


def _was_sent_rightly(now: datetime, reminder: Reminder, calendar: WorkCalendar) -> None:
    local = now.astimezone(reminder.subscription.zone)
    assert reminder.at <= now
    assert calendar.is_working_day(local.date())
    assert local.time() >= reminder.subscription.hour
    assert local.time() <= max(time(21), time(min(reminder.subscription.hour.hour + 1, 23), 59, 59))
    if reminder.due is not None and reminder.rule is not RuleName.OVERDUE:
        assert reminder.due >= local.date()


def _says_it_better(said: Reminder, dropped: Reminder) -> bool:
    """Whether it is a shorter lead of the same due day, or an overdue list that came later."""
    if (said.subscription, said.item) != (dropped.subscription, dropped.item):
        return False
    if dropped.rule is RuleName.CHECK_IN:
        return said.rule is dropped.rule and said.at > dropped.at
    if said.due != dropped.due:
        return False
    if said.lead and dropped.lead:
        return said.lead.length <= dropped.lead.length
    return said.rule is RuleName.OVERDUE and said.at > dropped.at


# -- several reloads before anybody is told -----------------------------------------------------------------

JUNE = an_item(code="2017-1", due="2017-06-30", department="教务处")
JULY = replace(JUNE, deadline=a_deadline("2017-07-31"))
THEIRS = replace(JUNE, departments=("图书馆",))
OURS = a_subscription(1, "教务处")


def _change(
    before: PlanItem | None, after: PlanItem | None, kind: ChangeKind = ChangeKind.MOVED, **fields: Any
) -> Change:
    """Return a change whose kind counts for nothing: it is found anew."""
    return Change(kind=kind, year=2017, before=before, after=after, **{"version": 2, "since": 1, **fields})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param([(JUNE, JULY)], ("moved", JUNE, JULY), id="one"),
        pytest.param([(None, JUNE), (JUNE, None)], None, id="came and went"),
        pytest.param([(JUNE, JULY), (JULY, JUNE)], None, id="moved and moved back"),
        pytest.param([(JUNE, None), (None, JULY)], ("moved", JUNE, JULY), id="went and came"),
        pytest.param([(JUNE, None), (None, JUNE)], None, id="went and came back"),
        pytest.param([(JUNE, JULY), (JULY, None)], ("dropped", JUNE, None), id="moved and went"),
        pytest.param([(None, JUNE), (JUNE, JULY)], ("added", None, JULY), id="came and moved"),
        pytest.param(
            [(JULY, JUNE), (JUNE, THEIRS)], ("handed_over", JULY, THEIRS), id="moved and given away"
        ),
        pytest.param([(JUNE, THEIRS), (THEIRS, JUNE)], None, id="given away and back"),
        pytest.param([(THEIRS, JUNE), (JUNE, None)], None, id="received and dropped"),
        pytest.param([(None, JUNE), (JUNE, THEIRS)], None, id="came and given away"),
    ],
)
def test_reloads_that_nobody_was_told_of_yet_are_told_as_one(
    changes: list[tuple[PlanItem | None, PlanItem | None]],
    told: tuple[str, PlanItem | None, PlanItem | None] | None,
) -> None:
    waiting = [
        _waiting(_change(before, after, version=number, since=number - 1))
        for number, (before, after) in enumerate(changes, start=2)
    ]
    for order in (waiting, waiting[::-1]):
        sending = sort_out(order, at("2017-05-09"), china())
        said = [each.change for bundle in sending.bundles for each in bundle.reminders if each.change]
        assert [(each.kind.value, each.before, each.after) for each in said] == ([told] if told else [])
        assert all((each.since, each.version) == (1, len(changes) + 1) for each in said)
        assert len(sending.dropped) == len(changes) - len(said)


def test_a_split_that_is_taken_back_before_it_is_told_is_no_word_worth() -> None:
    parted, held = Regrouping(parted=("2017-2",)), Regrouping(holds=("2017-2",))
    waiting = [
        _waiting(_change(JUNE, JUNE, version=number, regrouping=regrouping))
        for number, regrouping in enumerate((parted, held), start=2)
    ]
    assert sort_out(waiting[:1], at("2017-05-09"), china()).bundles
    assert not sort_out(waiting, at("2017-05-09"), china()).bundles


def test_a_chat_that_left_a_department_is_not_told_what_became_of_its_items() -> None:
    library = a_subscription(1, "图书馆")
    assert not sort_out([_waiting(_change(JUNE, JULY), library)], at("2017-05-09"), china()).bundles


def _waiting(change: Change, subscription: Subscription = OURS) -> Reminder:
    item = change.after or change.before
    assert item
    return Reminder(
        subscription=subscription,
        rule=RuleName.CHANGE,
        occasion=f"{change.kind.value}:2017v{change.version}",
        at=at("2017-05-08", "22:30"),
        item=item,
        change=change,
    )
