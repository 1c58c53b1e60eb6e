"""Which secrets of a machine go along into settings that somebody else has written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from backup.secret import WAY, made_fit
from settings import Settings, fields_of, load

MAIL = {"host": "mail.lan", "port": 465, "security": "tls", "username": "anna", "password": "otters", "enabled": True}
GIT = {"remote": "https://git.lan/x.git", "token": "foxes", "enabled": True}
MQTT = {"host": "nas.lan", "password": "hares"}
MINE: dict[str, Any] = {"smtp": MAIL, "git_copy": GIT, "mqtt": MQTT, "backup": {"passphrase": "four words in a row"}}
SECRETS = ("otters", "foxes", "hares", "four words in a row")


def bare(content: dict[str, Any]) -> dict[str, Any]:
    return {
        group: {name: value for name, value in inner.items() if value not in SECRETS}
        for group, inner in content.items()
    }


def merged(content: dict[str, Any], mine: dict[str, Any] | None = MINE) -> tuple[dict[str, Any], tuple[str, ...]]:
    found = made_fit(json.dumps(content).encode(), None if mine is None else json.dumps(mine).encode())
    return json.loads(found.content), found.elsewhere


def test_to_the_same_servers_they_all_go_along() -> None:
    assert merged(bare(MINE)) == (MINE, ())


@pytest.mark.parametrize(
    ("group", "changes"),
    [
        ("smtp", {"host": "evil.lan"}),
        ("smtp", {"port": 8149}),
        ("smtp", {"security": "none"}),
        ("smtp", {"insecure": True}),
        ("smtp", {"ca_cert": "/tmp/mine.pem"}),
        ("smtp", {"username": "eve"}),
        ("smtp", {"host": "evil.lan", "password_file": "/run/secrets/mail"}),
        ("git_copy", {"remote": "http://git.lan/x.git", "insecure": True}),
        ("git_copy", {"remote": "https://evil.lan/x.git"}),
        ("mqtt", {"host": "evil.lan"}),
        ("mqtt", {"tls": True, "insecure": True}),
    ],
)
def test_elsewhere_none_goes_and_the_group_is_turned_off(group: str, changes: dict[str, Any]) -> None:
    content = bare(MINE)
    content[group] |= changes
    after, elsewhere = merged(content)
    assert elsewhere == (group,)
    assert after[group]["enabled"] is False
    assert not any(secret in json.dumps(after[group]) for secret in SECRETS)
    assert not any(after[group].get(name) for name in ("password_file", "token_file"))
    others = {name: inner for name, inner in after.items() if name != group}
    assert others == {name: inner for name, inner in MINE.items() if name != group}


def test_a_default_that_is_written_out_is_the_same_way() -> None:
    content = bare(MINE)
    content["smtp"]["insecure"] = False
    after, elsewhere = merged(content)
    assert elsewhere == ()
    assert after["smtp"]["password"] == "otters"


def test_a_broker_that_wants_no_password_is_not_exchanged_either() -> None:
    after, elsewhere = merged({"mqtt": {"host": "evil.lan"}}, {"mqtt": {"host": "nas.lan"}})
    assert (after["mqtt"]["enabled"], elsewhere) == (False, ("mqtt",))


@pytest.mark.parametrize("mine", [None, {"language": "de"}])
def test_where_there_was_no_server_none_is_spoken_to_before_somebody_has_looked(mine: dict[str, Any] | None) -> None:
    after, elsewhere = merged(bare(MINE), mine)
    assert elsewhere == ("git_copy", "mqtt", "smtp")
    assert [after[group]["enabled"] for group in elsewhere] == [False] * 3


def test_it_brings_no_secret_of_its_own_and_names_no_file_of_ours() -> None:
    """A passphrase that somebody else knows would open the next copy, and a file might hold another password."""
    hostile = {
        "backup": {"passphrase": "known to the attacker"},
        "smtp": {"host": "evil.lan", "password_file": "/run/secrets/mqtt", "enabled": True},
        "mqtt": {"password": "known", "password_file": "/etc/passwd"},
    }
    after, elsewhere = merged(hostile, {"mqtt": {"password_file": "/run/secrets/mqtt"}})
    assert elsewhere == ("smtp",)
    assert "known" not in json.dumps(after)
    assert not after["smtp"].get("password_file")
    assert after["mqtt"]["password_file"] == "/run/secrets/mqtt"


def test_whatever_leads_to_a_server_is_heeded() -> None:
    """A setting that a later release adds to a group with a secret belongs to ``WAY``, or here."""
    harmless = {
        "enabled", "password", "password_file", "token", "token_file", "passphrase", "passphrase_file",
        "client_cert", "client_key", "keepalive", "client_id", "base_topic", "discovery_prefix", "status_topic", "qos",
        "commands", "discovery", "nearly_out_minutes", "commands_per_minute", "grants_per_quarter_hour",
        "sender", "recipients", "timeout", "branch", "ssh_key_file",
        "known_hosts_file", "at", "author_name", "author_email", "folder", "keep_days", "keep_weeks", "keep_months",
    }  # fmt: skip
    groups = {key.partition(".")[0] for key, _ in fields_of(Settings) if key.endswith((".password", ".token"))}
    names = {key.partition(".")[2] for key, _ in fields_of(Settings) if key.partition(".")[0] in groups}
    assert names - harmless - set(WAY) == set()


ANYTHING = st.recursive(st.none() | st.text() | st.integers() | st.booleans(), st.lists)
GROUPS = st.dictionaries(st.sampled_from(["smtp", "mqtt", "git_copy", "backup", "port"]), ANYTHING)


@given(st.binary() | (ANYTHING | GROUPS).map(lambda one: json.dumps(one).encode()))
def test_settings_of_whatever_kind_are_left_to_those_who_look_at_them(content: bytes) -> None:
    made_fit(content, json.dumps(MINE).encode())
    made_fit(json.dumps(MINE).encode(), content)


def test_what_comes_out_can_be_started_with() -> None:
    content = bare(MINE)
    content["smtp"] |= {"host": "evil.lan", "sender": "a@b.de", "recipients": "a@b.de", "enabled": True}
    load(merged(content)[0], {})
