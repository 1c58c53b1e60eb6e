"""The history on the command line, and days from another program."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clock import SystemClock
from opening import open_core
from stats_history import HISTORY, Day, HistoryFile
from tests.support.played import Played
from tests.support.program import as_json, invoke, ok

DAYS = (
    Day(used=8400, limit=7200, granted=1380),
    Day(used=7200, limit=7200),
    Day(used=1800, limit=7200, granted=-1800),
    Day(used=3600, limit=86400),
)
"""Today, and the days before."""
TODAY = datetime.now().astimezone().date()


def seed(folder: Path, days: object) -> Path:
    path = folder / "history.json"
    path.write_text(json.dumps(days))
    return path


def test_what_a_cycle_has_read_is_there_at_once(pc: Played) -> None:
    ok(pc.data, "sync")
    rows = list(csv.DictReader(io.StringIO(ok(pc.data, "history", "pc", "anna", "--csv"))))

    assert rows[-1]["used"] == "600"
    assert list(rows[-1])[:3] == ["date", "used", "playtime"]
    told = as_json(pc.data, "history", "pc", "anna", "--days", "1")
    assert [day["used"] for day in told["days"]] == [600]
    assert told["as_of"] is not None
    assert "10 min" in ok(pc.data, "history", "pc", "anna")


def test_without_any_reading_it_says_when_there_will_be_something(alone: Path) -> None:
    assert ok(alone, "history", "pc", "anna").startswith("Nothing is known yet")
    assert ok(alone, "history", "pc", "anna", "--csv").splitlines()[1:] == []
    assert as_json(alone, "history", "pc", "anna")["days"] == []


def test_a_day_is_held_against_what_it_had_with_what_was_given(pc: Played) -> None:
    known = {TODAY - timedelta(days=ago): day for ago, day in enumerate(DAYS)}
    core = open_core(pc.data, SystemClock(), writer=True)
    with core.store:
        core.store.save(HISTORY, HistoryFile(year=dict(sorted(known.items()))), "history", "pc", "anna.json")
    lines = ok(pc.data, "history", "pc", "anna").splitlines()

    assert [" ".join(line.split()[1:]) for line in lines] == [
        "1 h",
        "30 min of 1 h 30 2 h for the day less 30 min",
        "2 h of 2 h",
        "2 h 20 of 2 h 23 2 h for the day and 23 min given",
    ]
    told = as_json(pc.data, "history", "pc", "anna")["days"][-1]
    assert (told["used"], told["limit"], told["granted"]) == (8400, 7200, 1380)


def test_days_of_another_program_are_added_once_and_leave_what_is_known(alone: Path, tmp_path: Path) -> None:
    old, known = TODAY - timedelta(days=400), TODAY - timedelta(days=1)
    file = seed(tmp_path, {str(known): {"time_spent": 3600, "playtime_spent": 60}, str(old): {"time_spent": 1}})

    assert ok(alone, "history", "pc", "anna", "--import", str(file)).startswith("1 days added. 0 were known")
    assert as_json(alone, "history", "pc", "anna", "--import", str(file)) == {"added": 0, "known": 1, "too_old": 1}
    [row] = as_json(alone, "history", "pc", "anna", "--from", str(known), "--to", str(known))["days"]
    assert (row["used"], row["playtime"], row["imported"]) == (3600, 60, True)
    assert ok(alone, "audit").count("Days of another program's history added") == 1


def test_a_file_with_a_wrong_day_adds_none(alone: Path, tmp_path: Path) -> None:
    file = seed(tmp_path, {str(TODAY): {"time_spent": 5}, "yesterday": {"time_spent": 5}})
    done = invoke(alone, "history", "pc", "anna", "--import", str(file))

    assert done.returncode == 2
    assert done.stderr == "day: “yesterday” is not allowed. A day that is not yet to come, as 2026-11-23.\n"
    assert as_json(alone, "history", "pc", "anna")["days"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--days", "0"], "days: “0” is not allowed."),
        (["--days", "5", "--from", "2026-01-01"], "days: “5” is not allowed."),
        (["--from", "2026-13-01"], "from: “2026-13-01” is not allowed."),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "to: “2026-01-01” is not allowed."),
        (["--import", "/nowhere/at all"], "history file: “/nowhere/at all” is not allowed."),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_a_wrong_range_is_one_sentence(alone: Path, words: list[str], said: str) -> None:
    done = invoke(alone, "history", "pc", "anna", *words)

    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_somebody_who_is_not_managed_has_no_history(alone: Path) -> None:
    done = invoke(alone, "history", "pc", "../../etc/passwd")

    assert done.returncode != 0
    assert "is not managed from here" in done.stderr


@pytest.mark.parametrize(
    ("content", "told"), [('{"schema": 99}', "was written by a later release"), ('{"schema": 2, "year', "is damaged")]
)
def test_a_history_that_cannot_be_read_is_not_told_as_an_empty_one(alone: Path, content: str, told: str) -> None:
    folder = alone / "history" / "pc"
    folder.mkdir(parents=True)
    (folder / "anna.json").write_text(content)

    for options in ((), ("--csv",), ("--json",)):
        done = invoke(alone, "history", "pc", "anna", *options)
        assert (done.returncode, done.stdout) == (1, "")
        assert told in done.stderr
