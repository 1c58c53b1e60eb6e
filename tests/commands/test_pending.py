"""``pending``: what waits, and what is decided about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.played import Played
from tests.support.program import as_json, invoke, ok


def accepted(data: Path, *words: str) -> str:
    return as_json(data, *words)["edit"]["id"]


def state(data: Path, edit: str) -> str:
    return as_json(data, "pending", "show", edit)["state"]


def test_a_list_has_what_waits_and_with_all_what_has_ended(alone: Path) -> None:
    assert ok(alone, "pending", "list") == "Nothing waits.\n"
    first = accepted(alone, "grant", "pc", "anna", "+30m")
    second = accepted(alone, "set", "pc", "--main", "TIMEKPR_POLLTIME=5")
    third = accepted(alone, "grant", "pc", "anna", "-15m", "--playtime")
    assert ok(alone, "pending", "cancel", first).endswith(": 30 min more (" + first + "): cancelled.\n")

    lines = [[cell.strip() for cell in line.split("  ") if cell] for line in ok(alone, "pending", "list").splitlines()]
    assert lines == [
        [second, "pc", "Seconds between two looks at the users: 3 → 5", "waits"],
        [third, "anna on pc", "15 min less PlayTime", "waits"],
    ]
    assert [one["id"] for one in as_json(alone, "pending", "list", "--all")] == [first, second, third]


def test_one_is_shown_with_its_values_reason_and_who_asked(alone: Path) -> None:
    edit = accepted(alone, "set", "pc", "anna", "LIMIT_PER_WEEK=3600", "--reason", "school")
    told = ok(alone, "pending", "show", edit)

    assert "Limit of the week: no limit → 1 h" in told
    assert f"Asked for by {Path.home().owner()} (command)\n" in told
    assert "Reason: school\n" in told
    assert "  LIMIT_PER_WEEK: ? → 3600\n" in told


@pytest.mark.parametrize("words", [("cancel",), ("retry",), ("show",), ("resolve", "--take", "ours")])
@pytest.mark.parametrize("edit", ["20260101T000000000-abcd", "../../servers", "", "🙂", "a\nb"])
def test_an_edit_that_there_is_not_is_named(alone: Path, words: tuple[str, ...], edit: str) -> None:
    done = invoke(alone, "pending", words[0], edit, *words[1:])

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "There is no edit named" in done.stderr


def test_what_does_not_fit_to_its_state_is_refused(alone: Path) -> None:
    edit = accepted(alone, "grant", "pc", "anna", "+30m")

    for words in (("retry", edit), ("resolve", edit, "--take", "ours"), ("resolve", edit, "--take", "arrived")):
        done = invoke(alone, "pending", *words)
        assert (done.returncode, "queued" in done.stderr) == (2, True)
    assert invoke(alone, "pending", "resolve", edit, "--take", "both").returncode == 2
    ok(alone, "pending", "cancel", edit)
    assert invoke(alone, "pending", "cancel", edit).returncode == 2


def test_one_that_has_ended_is_tried_again_as_a_new_one(alone: Path) -> None:
    edit = accepted(alone, "grant", "pc", "anna", "+30m")
    ok(alone, "pending", "cancel", edit)

    assert "anna on pc: 30 min more (" in ok(alone, "pending", "retry", edit)
    (new,) = as_json(alone, "pending", "list")
    assert (new["id"] == edit, new["seconds"]) == (False, 1800)


@pytest.mark.parametrize(("take", "limit"), [("ours", "3600"), ("theirs", "7200")])
def test_a_conflict_is_shown_with_both_values_and_resolved(pc: Played, take: str, limit: str) -> None:
    edit = accepted(pc.data, "set", "pc", "anna", "LIMIT_PER_WEEK=3600")
    file = pc.timekpr.disk.config("anna")
    file.write_text(file.read_text().replace("LIMIT_PER_WEEK = 604800", "LIMIT_PER_WEEK = 7200"))
    assert invoke(pc.data, "sync").returncode == 1
    assert state(pc.data, edit) == "conflict"
    told = ok(pc.data, "pending", "show", edit)
    assert "LIMIT_PER_WEEK: 604800 → 3600" in told
    assert "now there: 7200" in told

    ok(pc.data, "pending", "resolve", edit, "--take", take)
    ok(pc.data, "sync")

    assert pc.rules()["LIMIT_PER_WEEK"] == limit
    assert state(pc.data, edit) == ("confirmed" if take == "ours" else "cancelled")
