"""Settings that are changed on a page, and another key."""

from __future__ import annotations

import dataclasses
import json
from functools import partial
from threading import Thread
from types import SimpleNamespace

import pytest

from audit_views import entry_words
from clock import FakeClock
from editing import Asked
from errors import BrokerPasswordWanted, SettingsInvalid
from mqtt_views import MQTT, MqttView
from opening import open_core
from pending import Through
from services import Services
from settings import MqttSettings
from tests.api.home import AFTERNOON

SECRET = "otters-at-midnight"
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


def test_what_two_parents_change_at_the_same_moment_both_holds(services, monkeypatch):
    content, others = services.house._content, []

    def while_somebody_else_changes():
        found = content()
        if not others:
            others.append(Thread(target=services.house.change, args=[TINA], kwargs={"mqtt.host": "nas.lan"}))
            others[0].start()
            others[0].join(0.3)
        return found

    monkeypatch.setattr(services.house, "_content", while_somebody_else_changes)
    services.house.change(TINA, language="de")
    others[0].join(10)

    kept = json.loads(services.core.store.root.joinpath("settings.json").read_text())
    assert kept == {"language": "de", "mqtt": {"host": "nas.lan"}}
    assert (services.core.settings.language, services.core.settings.mqtt.host) == ("de", "nas.lan")


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
        {"mystery": 1},
        {"mqtt.mystery": 1},
        {"mqtt": {"host": "nas"}},
        {"mqtt.host": "mqtt://nas"},
        {"mqtt.host": "nas", "mqtt.port": 0},
        {"mqtt.password": "two\nlines"},
        {"mqtt.password_file": "/x"},
        {"smtp.password_file": "/x"},
        {"git_copy.token_file": "/x"},
        {"backup.passphrase_file": "/x"},
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


def test_settings_of_the_bridge_hold_at_once_and_after_a_restart(services, tmp_path):
    told = []
    services.house._on_settings = lambda: told.append(services.core.settings.mqtt.host)
    services.house.change(TINA, **{"mqtt.host": "nas.lan", "mqtt.tls": True, "mqtt.port": None, "language": "de"})

    view = services.house.mqtt_view()
    assert (view.host, view.tls, view.port, view.port_in_use, told) == ("nas.lan", True, None, 8883, ["nas.lan"])
    services.core.store.close()
    core = open_core(tmp_path / "data", FakeClock(AFTERNOON), writer=True)
    with core.store as store:
        assert json.loads(store.root.joinpath("settings.json").read_text()) == {
            "language": "de",
            "mqtt": {"host": "nas.lan", "tls": True},
        }
        assert core.settings.mqtt.host == "nas.lan"


def test_what_else_is_in_the_group_stays_in_the_file(services):
    services.core.store.write_bytes(b'{"mqtt": {"qos": 2, "host": "old"}, "port": 9090}', "settings.json")
    services.house.change(TINA, **{"mqtt.host": "nas.lan"})
    kept = json.loads(services.core.store.root.joinpath("settings.json").read_text())
    assert kept == {"mqtt": {"qos": 2, "host": "nas.lan"}, "port": 9090}


def test_a_password_that_is_not_given_stays_and_an_empty_one_is_none_any_more(services):
    services.house.change(TINA, **{"mqtt.password": SECRET})
    services.house.change(TINA, **{"mqtt.password": None, "mqtt.username": "otter"})
    assert services.core.settings.mqtt.password.get_secret_value() == SECRET
    assert services.house.mqtt_view().has_password
    services.house.change(TINA, **{"mqtt.password": ""})
    assert not services.house.mqtt_view().has_password


@pytest.mark.parametrize("group", ["mqtt", "smtp"])
def test_the_file_of_a_password_is_forgotten_on_a_page_and_never_chosen_there(services, group):
    key = f"{group}.password_file"
    services.core.settings = services.core.settings.changed(**{key: "/run/secrets/it"})
    services.house.change(TINA, **{key: "/run/secrets/it", f"{group}.username": "otter"})  # as it was
    with pytest.raises(SettingsInvalid, match=rf"{group}\.password_file.*settings\.json"):
        services.house.change(TINA, **{key: "/etc/shadow"})
    services.house.change(TINA, **{key: ""})
    assert getattr(services.core.settings, group).password_file == ""


def test_the_password_is_said_to_have_changed_and_is_in_settings_json_alone(services):
    services.house.change(TINA, **{"mqtt.password": SECRET})
    services.house.change(TINA, **{"mqtt.password": SECRET})  # no change
    services.house.change(TINA, **{"mqtt.password": f"{SECRET}!"})
    services.house.change(TINA, **{"mqtt.password": ""})

    entries = services.audit.newest(9)
    assert [(one.before, one.after) for one in entries] == [
        ({"mqtt.password": "•••"}, {"mqtt.password": ""}),
        ({}, {"mqtt.password": "•••"}),
        ({}, {"mqtt.password": "•••"}),
    ]
    said = [[part.text() for part in entry_words(one, services.core.style)] for one in entries]
    assert said[1] == ["Settings changed", "Password at the broker: •••"]
    assert all(len(words) == 2 for words in said)
    assert SECRET not in repr(services.house.mqtt_view())
    root = services.core.store.root
    holding = {
        path.relative_to(root).parts[0] for path in root.rglob("*") if path.is_file() and SECRET in path.read_text()
    }
    assert holding <= {"settings.json", "backups"}


def test_every_change_of_the_bridge_is_said_in_words(services):
    changes = {
        "enabled": False, "host": "nas", "port": 1884, "username": "t", "password": "x", "tls": True,
        "ca_cert": "/a", "client_cert": "/b", "client_key": "/c", "insecure": True, "keepalive": 9, "client_id": "x",
        "base_topic": "t", "discovery_prefix": "p", "status_topic": "s", "qos": 0, "commands": "off",
        "grants_per_quarter_hour": 1, "commands_per_minute": 2, "nearly_out_minutes": 3, "discovery": False,
    }  # fmt: skip
    services.house.change(TINA, **{f"mqtt.{name}": value for name, value in changes.items()})
    (entry,) = services.audit.newest(1)
    words = [part.text() for part in entry_words(entry, services.core.style)]
    assert len(words) == 1 + len(changes)
    assert {"Home Assistant is told by MQTT: yes → no", "MQTT broker: nas", "Port of the broker: 1884"} <= set(words)
    assert set(changes) | {"password_file"} == set(MqttSettings.model_fields)


def test_what_the_environment_sets_of_the_bridge_is_fixed(services, monkeypatch):
    monkeypatch.setenv("TIMEKPR_MNGR_MQTT__HOST", "nas.lan")
    monkeypatch.setenv("TIMEKPR_MNGR_MQTT__PASSWORD", SECRET)

    assert services.house.mqtt_view().fixed == ("mqtt.host", "mqtt.password", "mqtt.password_file")
    assert services.house.view().fixed == ()
    for change in ({"mqtt.host": "other"}, {"mqtt.password": "other"}):
        with pytest.raises(SettingsInvalid, match="set by the environment"):
            services.house.change(TINA, **change)
    services.house.change(TINA, **{"mqtt.password": None, "mqtt.qos": 2})
    assert services.core.settings.mqtt.qos == 2
    assert SECRET not in services.core.store.root.joinpath("settings.json").read_text()


def test_the_view_of_the_bridge_has_every_setting_but_the_password():
    names = {field.name for field in dataclasses.fields(MqttView)}
    assert names - {"has_password", "fixed", "port_in_use", "client_id_in_use"} == {
        name for name in MqttSettings.model_fields if name != "password"
    }


def kept(services, **settings):
    services.house.change(TINA, **{f"mqtt.{name}": value for name, value in settings.items()})


def test_settings_are_tried_as_they_would_be_and_none_is_saved(services):
    kept(services, host="nas.lan", password=SECRET)
    tried = services.house.to_try(MQTT, {"username": "otter", "qos": 2, "password": None}).mqtt
    assert (tried.host, tried.username, tried.qos, tried.password.get_secret_value()) == ("nas.lan", "otter", 2, SECRET)
    assert services.house.to_try(MQTT, {"password": "typed"}).mqtt.password.get_secret_value() == "typed"
    assert services.core.settings.mqtt.username == ""
    with pytest.raises(SettingsInvalid, match="not allowed"):
        services.house.to_try(MQTT, {"port": 0})


ELSEWHERE = ({"host": "evil.lan"}, {"port": 1884}, {"tls": False}, {"insecure": True}, {"host": "x", "password": None})


@pytest.mark.parametrize(
    ("secret", "where"),
    [({"password": SECRET}, where) for where in ELSEWHERE] + [({"password_file": "/s"}, where) for where in ELSEWHERE],
)
def test_the_saved_password_is_neither_tried_nor_saved_for_another_broker_or_with_less_protection(
    services, secret, where
):
    given = {"host": "nas.lan", "port": 8883, "tls": True, **secret}
    services.core.settings = services.core.settings.changed(**{f"mqtt.{name}": value for name, value in given.items()})
    saved = services.core.settings.mqtt
    for ask in (partial(services.house.to_try, MQTT), lambda where: kept(services, **where)):
        with pytest.raises(BrokerPasswordWanted, match=r"for nas\.lan, port 8883, and goes nowhere else"):
            ask(where)
        if "password_file" in secret:  # to forget a password is not to enter one
            with pytest.raises(BrokerPasswordWanted):
                ask({**where, "password": ""})
    assert services.core.settings.mqtt == saved
    typed = {"password": "typed", "password_file": ""}
    assert services.house.to_try(MQTT, {**where, **typed}).mqtt.password.get_secret_value() == "typed"
    assert services.house.to_try(MQTT, {**where, **typed, "password": ""}).mqtt.password.get_secret_value() == ""
    kept(services, **{**where, **typed})
    assert services.core.settings.mqtt.password.get_secret_value() == "typed"


def test_another_way_to_the_same_broker_may_have_the_saved_password(services):
    kept(services, host="nas.lan", password=SECRET)
    assert services.house.to_try(MQTT, {"port": 1883}).mqtt.password.get_secret_value() == SECRET
    assert services.house.to_try(MQTT, {"tls": True, "port": 1883}).mqtt.tls


def test_a_file_of_choice_is_sent_to_nobody_where_no_password_is_saved(services):
    with pytest.raises(SettingsInvalid, match=r"settings\.json"):
        services.house.to_try(MQTT, {"host": "evil.lan", "password_file": "/etc/hostname"})
    assert services.house.to_try(MQTT, {"host": "new.lan"}).mqtt.host == "new.lan"


def test_a_trial_is_in_the_audit_with_where_it_went(services):
    began = []
    services.bridge = SimpleNamespace(test=lambda settings: began.append(settings) or "examination")
    assert services.connection_trials.mqtt({"host": "nas.lan", "password": SECRET}, TINA) == "examination"
    assert [one.host for one in began] == ["nas.lan"]
    (entry,) = services.audit.newest(1)
    words = [part.text() for part in entry_words(entry, services.core.style)]
    assert words == ["Connection to an MQTT broker tried", "MQTT broker: nas.lan", "Port of the broker: 1883"]


def test_another_key_is_used_from_the_next_connection_on(services):
    before = services.public_key()

    line = services.house.renew_key(TINA)

    assert services.public_key() == line != before
    assert services.syncer._key.public_line == line
    assert services.audit.newest(1)[0].what == "key"
