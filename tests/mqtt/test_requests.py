"""Whatever comes in becomes a request, or a sentence on what is wrong with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st

from errors import BadCommand, NotFound
from mqtt_ha.controls import CONTROLS, command_of, subscriptions
from mqtt_ha.requests import MOST_BYTES, REQUESTS, GrantTime, refuse_if_late, transaction_of
from tests.mqtt.asking import TOPICS, read, user_of

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
AT = '"server": "pc", "user": "anna"'


def refused(name: str, payload: bytes | str) -> str:
    with pytest.raises(BadCommand) as error:
        read(f"bridge/request/{name}", payload)
    assert error.value.text("de")
    return error.value.text("en")


def carried_out(place: str, payload: bytes) -> str:
    """What is wrong, in English and German; nothing if it is a request, which is looked at."""
    try:
        request = read(place, payload)
        refuse_if_late(request, NOW)
    except (BadCommand, NotFound) as error:
        return f"{error.text('en')} {error.text('de')}"
    assert type(request) in REQUESTS.values()
    assert abs(getattr(request, "minutes", 0)) <= 1440
    assert len(request.transaction) <= 100
    return ""


FIELDS = (
    "server", "user", "child", "minutes", "mode", "kind", "type", "request", "text", "reason", "transaction",
    "expires_at", "sent_at", "odd",
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=30)
    | st.sampled_from(["pc", "anna", "add", "lock", 15, 1e300, 10**18, "0001-01-01T00:00+14:00"])
    | st.datetimes(timezones=st.none() | st.timezones()).map(datetime.isoformat),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
OBJECTS = st.dictionaries(st.sampled_from(FIELDS) | st.text(st.characters(), max_size=10), VALUES, max_size=8)
PAYLOADS = st.one_of(
    st.binary(max_size=MOST_BYTES + 10),
    st.text().map(lambda text: text.encode()),
    OBJECTS.map(lambda it: json.dumps(it).encode()),
    VALUES.map(lambda it: json.dumps(it).encode()),
)  # fmt: skip
PLACES = [
    *(f"bridge/request/{name}" for name in (*REQUESTS, "", "x", "grant/more", "💥\u202e")),
    "servers/pc/sync",
    "servers/no/sync",
    *(f"servers/pc/users/{user}/{name}" for name in CONTROLS for user in ("anna", "nobody")),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@given(payload=PAYLOADS)
def test_whatever_comes_in_is_a_request_or_refused_in_words(place: str, payload: bytes) -> None:
    said = carried_out(place, payload)
    assert len(said) < 600
    assert not any(words in said for words in ("Input should", "Value error", "String should", "Field required"))
    json.dumps(said, ensure_ascii=False).encode()
    assert transaction_of(payload) is None or len(str(transaction_of(payload))) <= 100


@pytest.mark.parametrize(
    ("minutes", "why"),
    [
        ("NaN", "It is not one JSON object"),
        ("Infinity", "It is not one JSON object"),
        ("-Infinity", "It is not one JSON object"),
        ("1e999", "“minutes” is not allowed"),
        ("true", "“minutes” is not allowed: a whole number is needed."),
        ("null", "“minutes” is not allowed"),
        ("15.5", "“minutes” is not allowed: a whole number is needed."),
        ('"15"', "“minutes” is not allowed"),
        ("[15]", "“minutes” is not allowed"),
        ("{}", "“minutes” is not allowed"),
        ("241", "“minutes” is not allowed: the most is 240."),
        ("-241", "“minutes” is not allowed: the least is -240."),
        ("1e300", "“minutes” is not allowed"),
        ("9" * 700, "“minutes” is not allowed"),
        ("-0.5", "“minutes” is not allowed"),
        ("015", "It is not one JSON object"),
        ("'15'", "It is not one JSON object"),
    ],
)
def test_minutes_are_a_whole_number_within_bounds(minutes: str, why: str) -> None:
    assert why in refused("grant", f'{{{AT}, "minutes": {minutes}, "transaction": "x"}}')


@pytest.mark.parametrize(("minutes", "meant"), [("15", 15), ("15.0", 15), ("-15", -15), ("1.5e1", 15), ("240", 240)])
def test_a_whole_number_may_be_written_in_any_way_of_json(minutes: str, meant: int) -> None:
    request = read("bridge/request/grant", f'{{{AT}, "minutes": {minutes}, "transaction": 7}}')
    assert request == GrantTime(server="pc", user="anna", minutes=meant, transaction="7")


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ("", "“minutes” is not allowed: it is missing."),
        ("{}", "“minutes” is not allowed: it is missing."),
        ("15", "It is not one JSON object, such as {"),
        ("[]", "It is not one JSON object"),
        ("null", "It is not one JSON object"),
        ("{'minutes': 15}", "It is not one JSON object"),
        ('{"minutes": 15} {}', "It is not one JSON object"),
        ("[" * 1000, "It is not one JSON object"),
        ("[" * 10_000, "It is longer than 1,024 bytes."),
        ('{"a":' * 150 + "1" + "}" * 150, "is not allowed"),
        (" " * 1025, "It is longer than 1,024 bytes."),
        ("ä" * 513, "It is longer than 1,024 bytes."),
        (b'{"minutes": 15, "user": "\xff"}', "It is not UTF-8."),
        ('{"minutes": 15}'.encode("utf-16"), "It is not UTF-8."),
        ("\ufeff{}", "It is not one JSON object"),
        (f'{{{AT}, "minutes": 15}}', "A grant needs a “transaction”"),
        (f'{{{AT}, "minutes": 15, "transaction": ""}}', "A grant needs a “transaction”"),
        (f'{{{AT}, "minutes": 15, "transaction": " \\n"}}', "A grant needs a “transaction”"),
        (f'{{{AT}, "minutes": 15, "transaction": "{"x" * 101}"}}', "“transaction” is not allowed"),
        (f'{{{AT}, "minutes": 15, "transaction": true}}', "“transaction” is not allowed"),
        (f'{{{AT}, "minutes": 15, "transaction": 1.5}}', "“transaction” is not allowed"),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "minuten": 1}}', "“minuten” is not allowed: there is no such"),
        ('{"\\ud800": 1, "minutes": 1}', "“?” is not allowed: a text is needed."),
        ('{"minutes": 1, "reason": "\\ud800"}', "“reason” is not allowed: a text is needed."),
        ('{"minutes": 1, "sent_at": "0000-01-01"}', "“sent_at” is not allowed: a moment is needed"),
        ('{"minutes": 1, "sent_at": []}', "“sent_at” is not allowed: a moment is needed"),
        ('{"server": 7, "user": "anna", "minutes": 15}', "“server” is not allowed: a text is needed."),
        ('{"server": "", "user": "anna", "minutes": 15}', "“server” is not allowed: it is empty."),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "mode": "Set"}}', "it has to be one of add, set."),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "reason": "{"x" * 201}"}}', "it is longer than 200 characters."),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "sent_at": "today"}}', "a moment is needed, such as 2"),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "sent_at": 1e300}}', "a moment is needed, such as 2"),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "expires_at": true}}', "a moment is needed, such as 2"),
        *(
            (f'{{{AT}, "minutes": 15, "transaction": "x", "{field}": "{moment}"}}',
             f"“{field}” is not allowed: it has no time zone; such as 2026-11-18T14:00:00Z has one.")
            for field in ("expires_at", "sent_at")
            for moment in ("2026-11-18T14:00:00", "2026-11-18 14:00", "2026-11-18", "0001-01-01T00:00:00")
        ),
        (f'{{{AT}, "minutes": 15, "transaction": "x", "\\u0000{{x": 1}}', "“�{x” is not allowed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(payload: bytes | str, why: str) -> None:
    assert why in refused("grant", payload)


@pytest.mark.parametrize(
    ("who", "is_plain"),
    [("server user", True), ("child", True), ("", False), ("server", False), ("user", False), ("child server", False),
     ("child user", False), ("child server user", False)],
)  # fmt: skip
@pytest.mark.parametrize("name", ["lock", "unlock"])
def test_it_has_to_be_plain_who_is_meant(name: str, who: str, is_plain: bool) -> None:
    payload = json.dumps(dict.fromkeys(who.split(), "ben"))
    if is_plain:
        assert read(f"bridge/request/{name}", payload)
    else:
        assert "It has to name a computer and a user" in refused(name, payload)


def test_a_request_that_there_is_not_is_named_with_those_that_there_are() -> None:
    said = refused("gr\x07ant/" + "x" * 100, "{}")
    assert "“gr\N{REPLACEMENT CHARACTER}ant/" in said
    assert "sync, grant, set_extra, set_limit, lock, unlock, set_lockout, answer_request" in said
    assert len(said) < 250


@pytest.mark.parametrize("name", REQUESTS)
def test_the_example_of_a_refusal_is_a_request(name: str) -> None:
    example = REQUESTS[name].example
    assert type(read(f"bridge/request/{name}", example)) is REQUESTS[name]
    assert example in refused(name, "?")


@pytest.mark.parametrize(
    ("sent", "is_refused"),
    [
        (NOW, False),
        (NOW - timedelta(minutes=2), False),
        (NOW - timedelta(minutes=2, seconds=1), True),
        (NOW + timedelta(minutes=2, seconds=1), True),
        (NOW.astimezone(timezone(timedelta(hours=14))), False),
        (datetime(9999, 12, 30, tzinfo=UTC), True),
    ],
)
@pytest.mark.parametrize("written", ["iso", "seconds"])
def test_what_was_sent_too_long_ago_is_refused(sent: datetime, is_refused: bool, written: str) -> None:
    content: dict[str, Any] = {"sent_at": sent.isoformat() if written == "iso" else int(sent.timestamp())}
    request = read("bridge/request/sync", json.dumps(content))
    if not is_refused:
        refuse_if_late(request, NOW)
        return
    with pytest.raises(BadCommand, match="more than two minutes ago"):
        refuse_if_late(request, NOW)


@pytest.mark.parametrize("moment", ["2026-11-18T13:59:59Z", "0001-01-01T00:00:00+14:00", 0, -1e9])
def test_what_was_to_be_done_by_now_is_refused(moment: object) -> None:
    request = read("bridge/request/sync", json.dumps({"expires_at": moment}))
    with pytest.raises(BadCommand, match="until"):
        refuse_if_late(request, NOW)
    for later in ("2026-11-18T14:00:00Z", "9999-12-31T23:59:59-14:00", NOW.timestamp() + 1):
        refuse_if_late(read("bridge/request/sync", json.dumps({"expires_at": later})), NOW)


@pytest.mark.parametrize(
    "topic",
    [
        "timekpr/servers/online", "timekpr/servers/pc/state", "timekpr/servers/pc/users/anna/state",
        "homeassistant/status", "timekpr/bridge/state", "timekpr/bridge/response/grant",
        "timekpr/servers/pc/users/anna/limit/set/more", "timekpr/servers/pc/users/anna/limit", "servers/pc/sync",
        "servers/pc/users/anna/limit/set", "", "/", "x" * 60_000,
        "other/timekpr/servers/pc/sync", "timekpr/servers/pc/sync/", "timekpr/servers/pc/users//limit/set",
    ],
)  # fmt: skip
def test_nothing_else_is_a_command(topic: str) -> None:
    assert command_of(TOPICS, topic, user_of) is None


def test_all_that_is_listened_to_leads_somewhere() -> None:
    for place in subscriptions(TOPICS):
        for topic in (
            place.replace("+", "pc", 1).replace("+", "anna"),
            place.replace("+", "sync", 1).replace("+", "x"),
        ):
            assert command_of(TOPICS, topic, user_of) is not None


@pytest.mark.parametrize(
    ("payload", "transaction"),
    [
        (b'{"transaction": "x", "minutes": NaN}', "x"), (b'{"transaction": 7, "odd": 1}', "7"),
        (b'{"transaction": true}', None), (b'{"transaction": 1.5}', None), (b'{"transaction": null}', None),
        (b'{"transaction": ["x"]}', None), (b"[]", None), (b'"transaction"', None), (b"", None), (b"\xff", None),
        (b"[" * 100_000, None), (b'{"transaction": "x"', None), (b'{"transaction": "' + b"x" * 101 + b'"}', None),
        (b'{"transaction": ' + b"9" * 900 + b"}", None), (b"7", None), ("{}".encode("utf-16"), None), (b"\x00", None),
    ],
)  # fmt: skip
def test_the_transaction_of_what_is_wrong_is_named_where_it_can_be_read(payload: bytes, transaction: object) -> None:
    assert transaction_of(payload) == transaction


@pytest.mark.parametrize("transaction", ["x", 7, -(10**60)])
def test_a_transaction_is_named_alike_whether_its_message_is_right_or_wrong(transaction: object) -> None:
    right = json.dumps({"server": "pc", "user": "anna", "minutes": 15, "transaction": transaction})
    assert read("bridge/request/grant", right).transaction == transaction_of(right.encode()) == str(transaction)


@pytest.mark.parametrize("transaction", ["a\0b", "a\nb", "\x1b]0;x\x07", "\u202ez"])
def test_a_transaction_that_would_garble_the_line_it_is_shown_in_is_refused(transaction: str) -> None:
    content = {"server": "pc", "user": "anna", "minutes": 5, "transaction": transaction}
    with pytest.raises(BadCommand, match="cannot be shown"):
        read("bridge/request/grant", json.dumps(content))
