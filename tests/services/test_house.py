"""Settings that are changed on a page, and another key."""

from __future__ import annotations

import json

import pytest

from clock import FakeClock
from editing import Asked
from errors import SettingsInvalid
from opening import open_core
from pending import Through
from services import Services
from tests.api.home import AFTERNOON

TINA = Asked("Tina", Through.PAGE, "192.168.1.7")


@pytest.fixture
def services(tmp_path):
    core = open_core(tmp_path / "data", FakeClock(AFTERNOON), writer=True)
    with core.store:
        yield Services(core)


def test_a_setting_holds_at_once_and_after_a_restart(services, tmp_path):
    services.house.change(TINA, language="de", first_weekday="sunday", sync_interval_seconds=60)

    assert (services.language, services.core.style.language, services.house.view().first_weekday) == (
        "de",
        "de",
        "sunday",
    )
    services.core.store.close()
    with open_core(tmp_path / "data", FakeClock(AFTERNOON), writer=True).store as store:
        assert json.loads(store.root.joinpath("settings.json").read_text()) == {
            "language": "de",
            "first_weekday": "sunday",
            "sync_interval_seconds": 60,
        }


def test_a_week_begins_as_it_is_set_and_else_as_the_language_has_it(services):
    assert services.first_weekday == 1
    services.house.change(TINA, first_weekday="sunday")
    assert services.first_weekday == 7


def test_what_was_said_at_the_start_still_holds_after_something_else_was_changed(services):
    services.core.settings = services.core.settings.changed(sync_interval_seconds=42, port=8123)
    services.house.change(TINA, language="de")
    settings = services.core.settings
    assert (settings.language, settings.sync_interval_seconds, settings.port) == ("de", 42, 8123)


def test_what_is_not_changed_stays_in_the_file_word_for_word(services):
    services.core.store.write_bytes(b'{"port": 9090, "mystery": 1}', "settings.json")
    with pytest.raises(SettingsInvalid):
        services.house.change(TINA, language="de")
    services.core.store.write_bytes(b'{"port": 9090}', "settings.json")
    services.house.change(TINA, language="de")

    kept = json.loads(services.core.store.root.joinpath("settings.json").read_text())
    assert kept == {"port": 9090, "language": "de"}


@pytest.mark.parametrize(
    "change",
    [
        {"language": "xx"},
        {"time_format": "36h"},
        {"sync_interval_seconds": 5},
        {"port": 1},
        {"first_weekday": "tuesday"},
    ],
)
def test_a_value_that_is_not_allowed_changes_nothing(services, change):
    with pytest.raises(SettingsInvalid):
        services.house.change(TINA, **change)

    assert services.core.settings == services.core.settings.changed()
    assert not services.core.store.root.joinpath("settings.json").exists()


def test_what_the_environment_sets_is_said_to_be_fixed_and_cannot_be_changed(services, monkeypatch):
    monkeypatch.setenv("TIMEKPR_MNGR_LANGUAGE", "en")

    assert services.house.view().fixed == ("language",)
    with pytest.raises(SettingsInvalid):
        services.house.change(TINA, language="de")


def test_a_change_of_settings_is_in_the_audit_with_who_made_it(services):
    services.house.change(TINA, time_format="12h")

    (entry,) = services.audit.newest(5)
    assert (entry.what, entry.kind, entry.who, entry.before, entry.after) == (
        "settings", "changed", "Tina", {"time_format": "24h"}, {"time_format": "12h"},
    )  # fmt: skip


def test_another_key_is_used_from_the_next_connection_on(services):
    before = services.public_key()

    line = services.house.renew_key(TINA)

    assert services.public_key() == line != before
    assert services.syncer._key.public_line == line
    assert services.audit.newest(1)[0].what == "key"
