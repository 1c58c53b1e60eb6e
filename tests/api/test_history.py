"""The history over the API."""

from __future__ import annotations

import pytest

from tests.api.home import ANNA, Home


def test_the_days_are_there_with_their_figures(home: Home) -> None:
    told = home.get(f"{ANNA}/history", scope="read")

    assert told["server"] == "pc"
    assert [(day["date"], day["used"], day["limit"]) for day in told["days"]] == [("2026-11-18", 1200, 7200)]
    text = home.ask("GET", f"{ANNA}/history/csv?days=1", scope="read").text
    assert text.splitlines()[1].startswith("2026-11-18,1200,0,7200,")


def test_the_readings_of_today_and_the_hours_are_there(home: Home) -> None:
    told = home.get(f"{ANNA}/history/hours", scope="read")

    assert [sample["used"] for sample in told["today"]["samples"]] == [1200]
    assert told["days"][0]["date"] == "2026-11-18"


def test_days_of_another_program_are_added(home: Home) -> None:
    body = {"days": {"2026-11-17": {"time_spent": 60}, "2026-11-18": {"time_spent": 1}}}
    told = home.ask("POST", f"{ANNA}/history", body, scope="admin").json()

    assert told == {"added": 1, "known": 1, "too_old": 0}
    assert [day["used"] for day in home.get(f"{ANNA}/history", scope="read")["days"]] == [60, 1200]
    assert home.services.audit.newest(1)[0].what == "history"

    before = home.services.audit.newest(50)
    assert home.ask("POST", f"{ANNA}/history", body, scope="admin").json() == {"added": 0, "known": 2, "too_old": 0}
    assert home.services.audit.newest(50) == before


@pytest.mark.parametrize(
    "query", ["days=0", "days=x", "from=2026-13-01", "from=2026-02-01&to=2026-01-01", "days=9&from=2026-01-01", "day=1"]
)
def test_a_wrong_range_is_refused(home: Home, query: str) -> None:
    assert home.ask("GET", f"{ANNA}/history?{query}", scope="read").status_code == 422


def test_whoever_may_only_read_adds_nothing(home: Home) -> None:
    body = {"days": {"2026-11-17": {"time_spent": 60}}}

    assert home.ask("POST", f"{ANNA}/history", body, scope="edit").status_code == 403
    assert home.ask("GET", "/api/v1/servers/pc/users/nobody/history", scope="read").status_code == 404


def test_the_ends_of_the_calendar_may_be_asked_for(home: Home) -> None:
    assert home.get(f"{ANNA}/history?days=3660&to=0001-01-05", scope="read")["days"] == []
    assert home.get(f"{ANNA}/history?from=0001-01-01&to=9999-12-31", scope="read")["days"] != []


@pytest.mark.parametrize("end", ["", "/csv", "/hours"])
def test_a_history_of_a_later_release_is_not_told_as_an_empty_one(home: Home, end: str) -> None:
    home.services.history.flush()
    path = home.core.store.root / "history" / "pc" / "anna.json"
    path.write_text(path.read_text().replace('"schema": 2', '"schema": 99'))

    assert home.ask("GET", f"{ANNA}/history{end}", scope="read").status_code == 503
