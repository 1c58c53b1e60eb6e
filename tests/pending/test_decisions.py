"""What a parent may decide in every state: what fits goes on as it says, the rest is refused and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from audit import Audit
from error_record import recorded
from errors import CannotTell, InvalidValue, WrongState
from pending import ASKS, OPEN, Attempt, Edit, EditState, KeyChange, decided, moved
from tests.pending.made import MORNING, an_edit

LATER = MORNING + timedelta(minutes=5)
AFTER = {
    ("cancel", EditState.QUEUED): EditState.CANCELLED,
    ("cancel", EditState.CONFLICT): EditState.CANCELLED,
    ("cancel", EditState.UNCLEAR): EditState.CANCELLED,
    ("ours", EditState.CONFLICT): EditState.QUEUED,
    ("theirs", EditState.CONFLICT): EditState.CANCELLED,
    ("arrived", EditState.UNCLEAR): EditState.CONFIRMED,
    ("again", EditState.UNCLEAR): EditState.QUEUED,
}
CLASHING = KeyChange(key="LIMIT_PER_WEEK", seen="3600", wanted="7200", found="1800")
QUIET = KeyChange(key="TRACK_INACTIVE", seen="False", wanted="True")


def in_state(state: EditState, *changes: KeyChange) -> Edit:
    attempt = None if state is EditState.QUEUED else Attempt(at=MORNING, not_after=1)
    return an_edit(state=state, changes=changes or (CLASHING,), attempt=attempt, attempts=1, why=recorded(CannotTell()))


@pytest.mark.parametrize("state", EditState)
@pytest.mark.parametrize("ask", ASKS)
def test_each_decision_fits_to_its_states_alone(ask: str, state: EditState) -> None:
    edit = in_state(state)
    if (ask, state) in AFTER:
        after = decided(edit, ask, LATER)
        assert (after.state, after.changed) == (AFTER[ask, state], LATER)
        assert (after.attempt, after.why) == (None, None)
        assert (after.id, after.created, after.attempts) == (edit.id, edit.created, 1)
    else:
        with pytest.raises(WrongState) as caught:
            decided(edit, ask, LATER)
        assert state.value in str(caught.value)


@given(st.text(max_size=60).filter(lambda text: text not in ASKS), st.sampled_from(EditState))
def test_any_other_word_is_no_decision(ask: str, state: EditState) -> None:
    with pytest.raises(InvalidValue):
        decided(in_state(state), ask, LATER)


def test_ours_holds_against_what_was_found() -> None:
    after = decided(in_state(EditState.CONFLICT, CLASHING, QUIET), "ours", LATER)

    assert after.changes == (CLASHING.model_copy(update={"seen": "1800", "found": None}), QUIET)


def test_theirs_lets_go_of_the_keys_that_clash_alone() -> None:
    after = decided(in_state(EditState.CONFLICT, CLASHING, QUIET), "theirs", LATER)

    assert (after.state, after.changes) == (EditState.QUEUED, (QUIET,))


def test_an_edit_that_is_taken_back_still_says_what_it_was() -> None:
    assert decided(in_state(EditState.CONFLICT), "theirs", LATER).changes == (CLASHING,)
    assert decided(in_state(EditState.CONFLICT, CLASHING, QUIET), "cancel", LATER).changes == (CLASHING, QUIET)


def test_only_what_is_on_its_way_keeps_what_was_known_when_it_was_sent() -> None:
    attempt = Attempt(at=MORNING, not_after=1)

    assert moved(an_edit(), EditState.SENDING, LATER, attempt=attempt).attempt == attempt
    assert moved(in_state(EditState.SENDING), EditState.SENDING, LATER).attempt == attempt
    assert moved(in_state(EditState.SENDING), EditState.QUEUED, LATER).attempt is None


def test_four_states_go_on_and_four_are_the_end() -> None:
    assert {state for state in EditState if an_edit(state=state).is_open} == OPEN
    assert {state.value for state in OPEN} == {"queued", "sending", "conflict", "unclear"}
    assert len(set(EditState) - OPEN) == 4


def test_the_audit_names_who_decided_and_not_who_asked_for_the_edit(house) -> None:
    edit = house.queue.add(an_edit(who="mum"))

    house.queue.decide(edit.id, "cancel", MORNING, "dad")

    assert [entry.who for entry in Audit(house.store).newest(2)] == ["dad", "mum"]
