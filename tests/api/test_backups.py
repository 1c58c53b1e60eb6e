"""Copies of the data directory by the API."""

from __future__ import annotations

from tests.api.home import Home, code
from tests.backup.conftest import quick

__all__ = ["quick"]


def test_one_is_made_and_listed(home: Home, quick: None) -> None:
    home.services.house.change(None, **{"backup.passphrase": "correct horse battery staple"})
    answer = home.ask("POST", "/api/v1/backups")
    assert answer.status_code == 201, answer.text
    made = answer.json()["backup"]
    assert made["has_secrets"] is True
    told = home.get("/api/v1/backups")
    assert [one["name"] for one in told["copies"]] == [made["name"]]
    assert told["last"]["name"] == made["name"]
    assert "correct horse" not in str(told)


def test_it_is_for_admins(home: Home) -> None:
    for method in ("GET", "POST"):
        answer = home.ask(method, "/api/v1/backups", scope="edit")
        assert (answer.status_code, code(answer)) == (403, "out_of_scope")


def test_what_is_in_the_way_is_a_code_and_a_sentence(home: Home) -> None:
    home.core.settings = home.core.settings.changed(**{"backup.folder": "/nowhere/at/all"})
    answer = home.ask("POST", "/api/v1/backups")
    assert code(answer) == "backup_folder_missing"
    assert answer.status_code == 503
