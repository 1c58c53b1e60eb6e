"""A child's week by the API."""

from __future__ import annotations

from datetime import UTC, datetime

from stats_history import HISTORY
from tests.api.home import Home
from tests.digest.made import days, history

DIGEST = "/api/v1/children/Anna/digest"


def with_a_week(home: Home) -> None:
    home.services.add_child("Anna")
    home.core.fleet.assign("Anna", "pc", "anna")
    home.core.store.save(HISTORY, history(days(60, 70, 80, 0, 100, 160, 90)), "history", "pc", "anna.json")
    home.clock.advance((datetime(2026, 11, 23, 9, 0, tzinfo=UTC) - home.clock.now()).total_seconds())


def test_the_last_week_is_there_in_words_and_figures(home: Home) -> None:
    with_a_week(home)
    digest = home.get(DIGEST, scope="read")
    assert (digest["child"], digest["week"], digest["first"], digest["last"]) == (
        "Anna", "2026-W47", "2026-11-16", "2026-11-22",
    )  # fmt: skip
    assert (digest["used"], digest["allowed"], digest["used_week_before"], digest["days_known"]) == (
        33600, 50400, None, 7,
    )  # fmt: skip
    assert digest["text"].startswith("Anna used 9 h 20 of 14 h allowed. The longest day was Saturday with 2 h 40.")


def test_another_week_goes_by_its_name(home: Home) -> None:
    with_a_week(home)
    digest = home.get(f"{DIGEST}?week=2026-W46", scope="read")
    assert (digest["week"], digest["used"], digest["days_known"]) == ("2026-W46", None, 0)


def test_what_is_no_week_or_no_child_is_refused_in_a_sentence(home: Home) -> None:
    with_a_week(home)
    for query in ("week=x", "week=2026-W48", "week=" + "1" * 30, "wek=2026-W46"):
        assert home.ask("GET", f"{DIGEST}?{query}", scope="read").status_code == 422, query
    assert home.ask("GET", "/api/v1/children/Zoe/digest", scope="read").status_code == 404
    assert home.ask("GET", DIGEST, scope="").status_code == 401
