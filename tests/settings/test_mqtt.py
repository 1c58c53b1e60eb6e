"""The settings of the bridge to Home Assistant."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from errors import SettingsInvalid
from settings import MqttSettings, load, set_by_environment, value_at

SECRET = "otters-at-midnight"


def refusal(mqtt: object, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsInvalid) as caught:
        load({"mqtt": mqtt}, environ or {})
    return str(caught.value)


def test_without_any_it_is_on_speaks_to_nobody_and_has_the_usual_topics():
    found = load(None, {}).mqtt
    assert (found.enabled, found.host, found.port, found.qos, found.commands) == (True, "", None, 1, "all")
    assert (found.base_topic, found.discovery_prefix, found.status_topic) == (
        "timekpr", "homeassistant", "homeassistant/status",
    )  # fmt: skip


def test_each_can_be_set_by_the_environment():
    environ = {
        "HOST": "nas",
        "PORT": "1884",
        "TLS": "true",
        "QOS": "2",
        "COMMANDS": "grants",
        "BASE_TOPIC": "home/time",
    }
    found = load({"mqtt": {"host": "other"}}, {f"TIMEKPR_MNGR_MQTT__{name}": value for name, value in environ.items()})
    assert {name: str(value_at(found, f"mqtt.{name.lower()}")) for name in environ} == {**environ, "TLS": "True"}


TOPICS = (
    ["timekpr", "home/küche/time", "a b", "x" * 200],
    ["", "/a", "a/", "a//b", "a+", "a/#", "$SYS", "a\0", "a\nb", "x" * 201, " a", "a\u2028", "a\ufeff", 1, None],
)
SWITCHES = ([True, False, "yes", "off"], ["", "maybe", 2, None])
PATHS = (["", "/etc/ssl/ca.pem"], ["ca.pem", "~/ca.pem", "/a\0", "/a\nb", "/" + "x" * 4096, 1, None])


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("enabled", *SWITCHES),
        (
            "host",
            ["", "nas", "nas.lan", "core-mosquitto", "192.168.1.2", "::1", "fd00::2", "1and1.example"],
            ["mqtt://nas", "nas:1883", "a b", "1.2.3", "256.1.1.1", "fe80::1%eth0", "*", "-", 1, None, "nas/"],
        ),
        ("port", [1, 65535, "1883", None], [0, 65536, True, "", "x", 1.5]),
        ("username", ["", "tina", "Tina Müller", "x" * 200], ["x" * 201, "a\0", "a\nb", 1, None]),
        ("password_file", *PATHS),
        ("tls", *SWITCHES),
        ("ca_cert", *PATHS),
        ("client_cert", *PATHS),
        ("client_key", ["", "/etc/ssl/key.pem"], PATHS[1]),
        ("insecure", *SWITCHES),
        ("keepalive", [5, 3600, "60"], [4, 3601, True, None]),
        ("client_id", ["", "timekpr_1-A", "x" * 64], ["x" * 65, "a b", "a/b", "ä", "a\n", 1, None]),
        ("base_topic", *TOPICS),
        ("discovery_prefix", *TOPICS),
        ("status_topic", *TOPICS),
        ("qos", [0, 1, 2, "2"], [-1, 3, True, "", None, 0.5]),
        ("commands", ["all", "grants", "off"], ["", "ALL", "some", True, None]),
        ("grants_per_quarter_hour", [1, 100], [0, 101, False]),
        ("commands_per_minute", [1, 6000], [0, 6001, "many"]),
        ("nearly_out_minutes", [1, 120], [0, 121, None]),
        ("discovery", *SWITCHES),
    ],
)
def test_each_takes_what_it_may_and_nothing_else(name, good, bad):
    beside = {"client_key": {"client_cert": "/etc/ssl/cert.pem"}}.get(name, {})
    for value in good:
        load({"mqtt": {**beside, name: value}}, {})
    for value in bad:
        sentence = refusal({**beside, name: value})
        assert sentence.startswith(f"The setting mqtt.{name} is not right: “"), value
        assert sentence.endswith(f"in settings.json is not allowed. {MqttSettings.model_fields[name].description}")


def test_every_one_of_them_is_tried_here():
    (marks,) = test_each_takes_what_it_may_and_nothing_else.pytestmark
    assert {row[0] for row in marks.args[1]} == MqttSettings.model_fields.keys() - {"password"}


@given(st.text(max_size=210))
def test_whatever_is_taken_for_a_topic_can_be_published_at(topic):
    try:
        taken = MqttSettings(base_topic=topic).base_topic
    except ValidationError:
        return
    assert taken == topic
    assert all(taken.split("/"))
    assert len(taken.encode()) < 65_000
    assert not {"+", "#", "\0", "\r", "\n", "\x7f", "\u2028", "\ufeff", "\uffff"} & set(taken)
    assert not taken.startswith("$")


@given(st.lists(st.text("aZ9äß _-.%{}'\"", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_topics_of_usual_signs_are_taken(levels):
    topic = "/".join(levels)[:200].strip("/ ")
    assert MqttSettings(base_topic=topic).base_topic == topic


@given(st.text("abz/ ä-_", min_size=1, max_size=60), st.text("abz/ ä-_", min_size=1, max_size=60))
def test_two_base_topics_make_two_client_ids_that_any_broker_takes(one, other):
    ids = []
    for topic in (one, other):
        try:
            ids.append(MqttSettings(base_topic=topic).client_id_in_use)
        except ValidationError:
            return
    assert (ids[0] == ids[1]) == (one == other)
    for made in ids:
        assert MqttSettings(client_id=made).client_id_in_use == made


def test_the_port_is_the_usual_one_unless_it_is_set():
    assert MqttSettings().port_in_use == 1883
    assert MqttSettings(tls=True).port_in_use == 8883
    assert MqttSettings(tls=True, port=1884).port_in_use == 1884


def test_the_client_id_is_the_one_that_is_set():
    assert MqttSettings(client_id="mine").client_id_in_use == "mine"
    assert MqttSettings().client_id_in_use == "timekpr-mngr-timekpr"


@pytest.mark.parametrize(
    ("mqtt", "key", "sentence"),
    [
        ({"password": SECRET, "password_file": "/p"}, "password_file", "There is mqtt.password already"),
        ({"client_key": "/k"}, "client_key", "set mqtt.client_cert too"),
        ({"host": "nas", "ca_cert": "/c"}, "ca_cert", "mqtt.tls is off"),
        ({"host": "nas", "client_cert": "/c"}, "client_cert", "mqtt.tls is off"),
        ({"host": "nas", "insecure": True}, "insecure", "mqtt.tls is off"),
    ],
)
def test_what_does_not_go_together_says_so(mqtt, key, sentence):
    said = refusal(mqtt)
    assert said.startswith(f"The setting mqtt.{key} is not right: “")
    assert sentence in said


def test_certificates_without_a_host_are_for_the_broker_of_the_supervisor():
    assert load({"mqtt": {"ca_cert": "/c", "client_cert": "/d", "client_key": "/e"}}, {}).mqtt.ca_cert == "/c"
    assert load({"mqtt": {"host": "nas", "tls": True, "insecure": True}}, {}).mqtt.insecure


def test_a_file_that_the_environment_names_holds_the_password_and_is_read_at_the_start(tmp_path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    environ = {"TIMEKPR_MNGR_MQTT__PASSWORD_FILE": str(tmp_path / "secret")}
    for content in (None, {"mqtt": {"password": "old"}}, {"mqtt": {"password_file": "/old"}}):
        found = load(content, environ).mqtt
        assert (found.password.get_secret_value(), found.password_file) == (SECRET, "")
    with pytest.raises(SettingsInvalid, match="which cannot be read"):
        load(None, {"TIMEKPR_MNGR_MQTT__PASSWORD_FILE": str(tmp_path / "missing")})


def test_a_password_of_the_environment_wins_over_a_file_that_settings_json_names():
    found = load({"mqtt": {"password_file": "/old"}}, {"TIMEKPR_MNGR_MQTT__PASSWORD": SECRET}).mqtt
    assert (found.password.get_secret_value(), found.password_file) == (SECRET, "")


@pytest.mark.parametrize("name", ["TIMEKPR_MNGR_MQTT__PASSWORD", "TIMEKPR_MNGR_MQTT__PASSWORD_FILE"])
def test_a_password_of_the_environment_fixes_both_ways_to_have_one(name):
    assert set_by_environment({name: "/x"}) == {"mqtt.password", "mqtt.password_file"}
    assert set_by_environment({"TIMEKPR_MNGR_MQTT__HOST": "x"}) == {"mqtt.host"}


@pytest.mark.parametrize("bad", [f"{SECRET}\n{SECRET}", SECRET * 100, f"{SECRET}\0", [SECRET], {"a": SECRET}, None, 5])
def test_a_bad_password_is_refused_and_not_shown(bad, tmp_path):
    sentence = refusal({"password": bad})
    assert sentence == (
        "The setting mqtt.password is not right: what settings.json holds is not allowed. "
        "One line of at most 1000 characters."
    )


@pytest.mark.parametrize("odd", [SECRET, [SECRET], 5, None, True])
def test_what_stands_in_place_of_the_group_is_not_shown(odd):
    assert refusal(odd).startswith("The setting mqtt is not right: what settings.json holds is not allowed. ")
    assert SECRET not in refusal(odd)


def test_the_password_is_nowhere_but_where_it_is_asked_for(caplog):
    found = load({"mqtt": {"password": SECRET}}, {})
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").info("%s %r %s", found, found, found.mqtt)
    dumps = (repr(found), str(found.mqtt), str(found.model_dump()), found.model_dump_json(), caplog.text)
    assert not [one for one in dumps if SECRET in one]
    with pytest.raises(ValidationError) as caught:
        MqttSettings(password=f"{SECRET}\n", host=5)
    assert SECRET not in str(caught.value)


def test_other_values_by_their_keys_leave_the_rest_and_the_password_as_they_are():
    before = load({"mqtt": {"password": SECRET, "host": "nas"}}, {})
    after = before.changed(**{"mqtt.host": "other", "language": "de"})
    assert (after.mqtt.host, after.language, after.mqtt.password.get_secret_value()) == ("other", "de", SECRET)
    assert before.mqtt.host == "nas"
    with pytest.raises(SettingsInvalid, match=r"The setting mqtt.port is not right: “0” in the command line"):
        before.changed(**{"mqtt.port": 0})
    with pytest.raises(SettingsInvalid) as caught:
        before.changed(**{"mqtt.password": f"{SECRET}\n"})
    assert SECRET not in str(caught.value)


def test_a_set_group_is_as_frozen_as_the_others():
    with pytest.raises(ValidationError):
        load(None, {}).mqtt.host = "x"
    assert json.loads(load(None, {}).model_dump_json())["mqtt"]["port"] is None
