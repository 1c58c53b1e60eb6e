from __future__ import annotations

import os

import pytest
from pydantic import BaseModel, Field, SecretStr

import settings
from errors import SettingsInvalid
from i18n import N_
from settings import Settings, SettingsBase, WholeNumber, fields_of, load, load_model, parse


def refusal(content=None, environ=None, model=Settings) -> str:
    with pytest.raises(SettingsInvalid) as caught:
        load_model(model, content, environ or {})
    return str(caught.value)


def test_it_has_defaults_that_work():
    found = load(None, {"PATH": "/bin", "TIMEKPR_MNGR_DATA": "/srv/data"})
    assert (found.sync_interval_seconds, found.port, found.host, found.language) == (180, 8080, "0.0.0.0", "en")
    assert (found.time_format, found.log_level) == ("24h", "info")


def test_the_environment_wins_over_the_file():
    found = load({"port": 81, "sync_interval_seconds": 20}, {"TIMEKPR_MNGR_PORT": "82"})
    assert (found.port, found.sync_interval_seconds) == (82, 20)


def test_only_what_it_was_given_counts(monkeypatch):
    monkeypatch.setenv("TIMEKPR_MNGR_PORT", "99")
    assert load(None, {}).port == 8080


@pytest.mark.parametrize("value", [0, 65536, 70000, -1, "1e3", True, "", "a", None, [], {}, 1.5, "8080x", 10**400])
def test_a_port_that_is_none_is_refused_with_what_is_allowed(value):
    assert refusal({"port": value}) == (
        f"The setting port is not right: “{settings.shortened(value)}” in settings.json is not allowed. "
        "A port is a number from 1 to 65535."
    )


def test_a_bad_value_says_which_variable_has_it():
    assert refusal({"port": 1}, {"TIMEKPR_MNGR_PORT": "0"}) == (
        "The setting port is not right: “0” in the environment variable TIMEKPR_MNGR_PORT is not allowed. "
        "A port is a number from 1 to 65535."
    )


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("sync_interval_seconds", [10, 3600, "60"], [9, 3601, True, "NaN", "inf"]),
        (
            "host",
            ["0.0.0.0", "::", "127.0.0.1", "::1", "192.168.1.2", "localhost"],
            ["", "a b", "pc1", 1, "1.2.3", "*"],
        ),
        (
            "base_url",
            ["", "https://a.example", "http://10.0.0.1:8080/x/"],
            ["a.example", "ftp://a", "https://", "https://a?b"],
        ),
        ("allowed_hosts", ["", "nas, nas.lan", "a_b"], ["*", "a b", "nas;nas", "nas:80", "http://nas", ".lan"]),
        ("trusted_proxies", ["", "10.0.0.1", "10.0.0.0/8, ::1"], ["*", "nas", "10.0.0.0/33", "10.0.0.1;10.0.0.2"]),
        ("tls", ["off", "auto"], ["on", "", True]),
        ("session_idle_days", [1, 365], [0, 366, "", None]),
        ("session_most_days", [1, 365], [0, 366, 1.5]),
        ("language", ["en"], ["xx", "", "EN", "../de", 1]),
        ("time_format", ["24h", "12h"], ["24", 24, ""]),
        ("log_level", ["debug", "WARNING"], ["loud", 10, None]),
    ],
)
def test_each_setting_takes_what_it_may_and_nothing_else(key, good, bad):
    for value in good:
        load({key: value}, {})
    for value in bad:
        assert refusal({key: value}).startswith(f"The setting {key} is not right: “{value}” in settings.json")


def test_it_says_which_languages_there_are():
    assert "There are: en" in refusal({"language": "xx"})


@pytest.mark.parametrize(
    ("content", "environ", "sentence"),
    [
        ({"prot": 80}, {}, "settings.json has it, and there is no such setting. Did you mean port?"),
        ({"Port": 80}, {}, "Did you mean port?"),
        ({}, {"TIMEKPR_MNGR_PROT": "80"}, "Did you mean TIMEKPR_MNGR_PORT?"),
        ({}, {"timekpr_mngr_port": "80"}, "Did you mean TIMEKPR_MNGR_"),
        ({}, {"TIMEKPR_MNGR_": "80"}, "Did you mean TIMEKPR_MNGR_"),
        ({}, {"TIMEKPR_MNGR_DATE": "/srv"}, "Did you mean TIMEKPR_MNGR_DATA?"),
        ({}, {"TIMEKPR_MNGR_PORT_FILE": "/srv"}, "there is no such setting"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(content, environ, sentence):
    assert sentence in refusal(content, environ)


class Broker(BaseModel, extra="forbid"):
    host: str = ""
    port: WholeNumber = Field(1883, ge=1, le=65535, description=N_("A port is a number from 1 to 65535."))
    password: SecretStr | None = Field(None, max_length=20, description=N_("At most 20 characters."))


class WithBroker(SettingsBase):
    mqtt: Broker = Broker()
    token: SecretStr = SecretStr("")


def test_a_group_is_set_key_by_key():
    found = load_model(WithBroker, {"mqtt": {"host": "a", "port": 1}}, {"TIMEKPR_MNGR_MQTT__PORT": "2"})
    assert (found.mqtt.host, found.mqtt.port) == ("a", 2)


def test_a_bad_value_in_a_group_is_named_in_full():
    assert "The setting mqtt.port is not right: “0” in settings.json" in refusal(
        {"mqtt": {"port": 0}}, model=WithBroker
    )
    assert "TIMEKPR_MNGR_MQTT__PORT is not allowed" in refusal({}, {"TIMEKPR_MNGR_MQTT__PORT": "x"}, WithBroker)
    assert "Did you mean mqtt.port?" in refusal({"mqtt": {"prot": 0}}, model=WithBroker)
    assert "The setting mqtt is not right" in refusal({"mqtt": 5}, model=WithBroker)


def test_a_secret_comes_from_its_file_without_the_last_line_feed(tmp_path):
    (tmp_path / "secret").write_text(" s3cret \n")
    found = load_model(WithBroker, None, {"TIMEKPR_MNGR_MQTT__PASSWORD_FILE": str(tmp_path / "secret")})
    assert found.mqtt.password.get_secret_value() == " s3cret "
    assert "s3cret" not in repr(found)


def test_a_secret_is_never_shown(tmp_path):
    (tmp_path / "secret").write_text("s3cret" * 10)
    for content, environ in (
        ({"mqtt": {"password": "s3cret" * 10}}, {}),
        ({}, {"TIMEKPR_MNGR_MQTT__PASSWORD": "s3cret" * 10}),
        ({}, {"TIMEKPR_MNGR_MQTT__PASSWORD_FILE": str(tmp_path / "secret")}),
    ):
        sentence = refusal(content, environ, WithBroker)
        assert "s3cret" not in sentence
        assert "At most 20 characters." in sentence


def test_a_secret_that_is_given_twice_or_not_there_is_refused(tmp_path):
    assert "are both set" in refusal({}, {"TIMEKPR_MNGR_TOKEN": "x", "TIMEKPR_MNGR_TOKEN_FILE": "/x"}, WithBroker)
    missing = str(tmp_path / "missing")
    assert f"the file {missing}, which cannot be read: No such file" in refusal(
        {}, {"TIMEKPR_MNGR_TOKEN_FILE": missing}, WithBroker
    )
    os.mkfifo(tmp_path / "pipe")
    for odd, why in (
        (tmp_path, "it is not a file"),
        (tmp_path / "pipe", "it is not a file"),
        ("/dev/zero", "not a file"),
    ):
        assert why in refusal({}, {"TIMEKPR_MNGR_TOKEN_FILE": str(odd)}, WithBroker)
    (tmp_path / "long").write_bytes(b"x" * 65537)
    assert "too long" in refusal({}, {"TIMEKPR_MNGR_TOKEN_FILE": str(tmp_path / "long")}, WithBroker)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert "cannot be read" in refusal({}, {"TIMEKPR_MNGR_TOKEN_FILE": str(tmp_path / "binary")}, WithBroker)


def test_it_reads_the_content_of_the_file():
    assert parse(b'{"schema": 1, "port": 81}') == {"port": 81}
    for damaged in (b"", b"{", b"[1]", b"\0\0", b'{"port": NaN}', b"\xff", b"[" * 100_000):
        with pytest.raises(ValueError):
            parse(damaged)


def test_every_setting_says_what_is_allowed():
    assert [key for key, field in fields_of(Settings) if not field.description] == []
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
