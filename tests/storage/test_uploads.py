"""Plans that wait for a decision: what is decided, taken back step by step, remembered and forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.uploads import (
    Decided,
    Edit,
    PlanUpload,
    UploadDecisions,
    UploadState,
    decisions_json,
    read_decisions,
)
from tests.examples import NOW, a_parsed_item, a_plan

if TYPE_CHECKING:
    from storage.plan_store import PlanStore

A_STEP = st.one_of(
    st.tuples(st.integers(0, 3), st.sampled_from([{"kept": True}, {"dropped": True}, {"dropped": False}])),
    st.tuples(st.integers(0, 3), st.fixed_dictionaries({"departments": st.tuples(st.text(max_size=2))})),
    st.tuples(st.integers(0, 3), st.sampled_from(["2017-1", "2017-2", None])),
)
EARLIER = UploadDecisions(
    {0: Edit(kept=True), 1: Edit(departments=("财务处",))}, earlier=Decided(8, NOW + timedelta(hours=1))
)


@given(st.lists(A_STEP, max_size=8))
def test_decisions_are_taken_back_one_by_one_also_after_being_kept(
    steps: list[tuple[int, dict[str, object] | str | None]],
) -> None:
    states = [EARLIER]
    for place, what in steps:
        now = states[-1]
        then = now.with_edit(place, **what) if isinstance(what, dict) else now.with_match(place, what)
        assert (then is now) == (then == now), "what changes nothing is no step"
        states += [then] if then != now else []
    decided = read_decisions(json.loads(json.dumps(decisions_json(states[-1]))))
    for state in reversed(states[1:]):
        assert decided == state
        decided = decided.without_last()
    assert decided == EARLIER


def test_what_an_earlier_release_kept_can_be_taken_back_as_a_whole_only() -> None:
    said = decisions_json(EARLIER)
    del said["steps"], said["earlier"]
    assert read_decisions(said) == replace(EARLIER, earlier=None)


def an_upload(key: str, **what: object) -> PlanUpload:
    made = PlanUpload(
        key=key,
        person_id=7,
        year=2017,
        file_name="plan.csv",
        sha256=key,
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    return replace(made, **what)  # type: ignore[arg-type]


def test_what_is_decided_again_stays_theirs_who_decided_it_until_somebody_decides_more(
    store: PlanStore,
) -> None:
    plan = a_plan(a_parsed_item("修订办法。", due="2017-12-31"), a_parsed_item("培训。", due="2017-12-31"))
    decided, by = UploadDecisions().with_edit(1, dropped=True), []
    for person, more in ((7, decided), (8, None), (9, decided.with_edit(0, kept=True)), (10, None)):
        key, at = str(person), NOW + timedelta(hours=person)
        upload = an_upload(key, person_id=person, sha256="same", created_at=at)
        by.append(store.uploads.keep(upload, b"plan", plan).decisions.earlier)
        what = {} if more is None else {"decisions": more}
        store.uploads.change(key, state=UploadState.PUBLISHED, **what)
    seven, nine = (Decided(person, NOW + timedelta(hours=person)) for person in (7, 9))
    assert by == [None, seven, seven, nine]


@pytest.mark.parametrize("state", [UploadState.CANCELLED, UploadState.OPEN])
def test_a_file_found_on_disk_is_remembered_after_its_card_is_forgotten(
    store: PlanStore, state: UploadState
) -> None:
    plan = a_plan(a_parsed_item("修订办法。", due="2017-12-31"))
    store.uploads.keep(an_upload("watched", watched=True), b"plan", plan)
    store.uploads.keep(an_upload("sent"), b"plan", plan)
    store.uploads.change("watched", state=state)
    later = NOW + timedelta(days=90)
    store.uploads.keep(an_upload("new", created_at=later, expires_at=later), b"plan", plan)
    assert store.uploads.find("sent") is None
    assert store.uploads.last_watched() == "watched"
