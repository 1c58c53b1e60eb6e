"""What is told of edits, and of somebody who did not get in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from audit import Entry
from headlines import Style
from mqtt_ha.events import Event, of_edit, of_entry
from pending import EditKind, EditState
from servers import Child
from state import ServerStatus
from tests.pending.made import an_edit

STYLE = Style("en", "24h")
ANNA = Child(id="anna", name="Anna")


def kinds_of(events: list[Event]) -> list[str]:
    return [event["event_type"] for event in events]


def told(**fields: Any) -> list[Event]:
    return of_edit(an_edit(**fields), ServerStatus(), "PC", ANNA, STYLE)


@pytest.mark.parametrize("kind", [EditKind.CONFIG, EditKind.GRANT])
@pytest.mark.parametrize("state", EditState)
def test_an_edit_is_told_of_when_it_has_come_to_something(state: EditState, kind: EditKind) -> None:
    fields: dict[str, Any] = {"changes": (), "operation": "+", "seconds": 900} if kind is EditKind.GRANT else {}
    events = told(state=state, kind=kind, **fields)
    ends = {
        EditState.CONFIRMED: ["time_granted", "edit_applied"] if kind is EditKind.GRANT else ["edit_applied"],
        EditState.REFUSED: ["edit_failed"], EditState.EXPIRED: ["edit_failed"],
        EditState.CONFLICT: ["edit_conflict"], EditState.UNCLEAR: ["edit_conflict"],
    }  # fmt: skip
    assert kinds_of(events) == ends.get(state, [])
    for event in events:
        assert (event["server"], event["server_name"], event["user"]) == ("pc", "PC", "anna")
        assert (event["child"], event["child_id"]) == ("Anna", "anna")
        assert (event["who"], event["state"]) == ("mum", state.value)
        assert "Anna" in event["message"]


@pytest.mark.parametrize("state", EditState)
def test_nothing_is_told_of_what_is_only_taken_back_after_its_day(state: EditState) -> None:
    assert told(state=state, kind=EditKind.RETURN) == []


@pytest.mark.parametrize(("operation", "is_granted"), [("+", True), ("=", True), ("-", False)])
def test_only_what_is_given_is_a_grant(operation: str, is_granted: bool) -> None:
    fields = {"kind": EditKind.GRANT, "changes": (), "operation": operation, "seconds": 900}
    events = told(state=EditState.CONFIRMED, **fields)
    assert ("time_granted" in kinds_of(events)) is is_granted
    if is_granted:
        assert (events[0]["minutes"], events[0]["playtime"]) == (15, False)


def test_somebody_who_does_not_get_in_is_told_of_and_nothing_else_of_accounts() -> None:
    at = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
    event = of_entry(Entry(at=at, what="account", kind="wrong_password", user="tina", origin="10.0.0.9"), "en")
    assert event == {
        "event_type": "login_failed",
        "message": "Somebody tried to sign in with a wrong name or password, from 10.0.0.9",
        "user": "tina",
        "origin": "10.0.0.9",
    }
    for entry in (Entry(at=at, what="account", kind="added"), Entry(at=at, what="edit", kind="wrong_password")):
        assert of_entry(entry, "en") is None
