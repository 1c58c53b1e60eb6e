"""The commands beside a running ``serve`` on the same data: they add, and what they decide is done by the program."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.played import Played
from tests.support.program import as_json, ok, run, serving

pytestmark = pytest.mark.real

PATIENCE = 15


def becomes(data: Path, edit: str, state: str) -> None:
    """Wait until the edit is in that state."""
    end = time.monotonic() + PATIENCE
    while (now := as_json(data, "pending", "show", edit))["state"] != state:
        assert time.monotonic() < end, now
        time.sleep(0.1)


def test_a_grant_of_another_process_is_sent_at_once(pc: Played) -> None:
    with serving(pc.data):
        done = run(pc.data, "grant", "pc", "anna", "+30m")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Accepted for anna on pc: 30 min more (")
        assert done.stdout.endswith("The running program sends it in a moment.\n")

        becomes(pc.data, done.stdout.partition("(")[2].partition(")")[0], "confirmed")
    assert pc.granted() == 1800


def test_a_decision_of_another_process_is_carried_out_in_a_moment(pc: Played) -> None:
    pc.machine.switch_off()
    with serving(pc.data):
        edit = as_json(pc.data, "grant", "pc", "anna", "+30m")["edit"]["id"]
        assert [one["id"] for one in as_json(pc.data, "pending", "list")] == [edit]
        done = run(pc.data, "pending", "cancel", edit)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("cancelled.\nThe running program does it in a moment.\n")

        becomes(pc.data, edit, "cancelled")
        told = ok(pc.data, "pending", "retry", edit)
        assert "30 min more" in told
        (new,) = as_json(pc.data, "pending", "list")
        assert new["id"] != edit


def test_the_same_key_is_accepted_once_beside_a_running_program_too(pc: Played) -> None:
    with serving(pc.data):
        first = as_json(pc.data, "grant", "pc", "anna", "+30m", "--key", "k")
        becomes(pc.data, first["edit"]["id"], "confirmed")
        second = as_json(pc.data, "grant", "pc", "anna", "+30m", "--key", "k")

    assert (second["again"], second["edit"]["id"]) == (True, first["edit"]["id"])
    assert pc.granted() == 1800
