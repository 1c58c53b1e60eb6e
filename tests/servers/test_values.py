from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings, strategies

from errors import InvalidValue
from servers import values

NO_TEXT = [None, True, 5, math.nan, [], {}, b"pc1"]
EVIL = [
    "",
    "../x",
    "-oProxyCommand=x",
    "a b",
    "$(reboot)",
    "x" * 300,
    "a\0b",
    "a\n",
    "a;b",
    "`id`",
    "\ud800",
    "a/b",
    "%s",
]

CASES = [
    (values.server_name, ["pc1", "PC-Anna", "a.b_c", "1", "x" * 63], [*EVIL, "büro", ".a", "_a", "a.", "x" * 64]),
    (
        values.host,
        [
            "pc1",
            "pc1.local",
            "1pc",
            "a-b.c",
            "x" * 63,
            "192.168.1.2",
            "::1",
            "fe80::1%eth0",
            "2001:db8::2",
            "localhost",
        ],
        [
            *EVIL,
            *[
                "büro",
                "-a",
                "a-",
                "a..b",
                ".a",
                "a.",
                "a_b",
                "x" * 64,
                "300.1.1.1",
                "1.2.3",
                "[::1",
                "[pc1]",
                "[1.2.3.4]",
            ],
            *["fe80::1%", "fe80::1%$(x)", "fe80::1%a b", "1.2.3.4%eth0", "::1%" + "x" * 16, "1.2.3.4:22", "user@pc1"],
        ],
    ),
    (values.account, ["timekpr-mngr", "_x", "a.b", "a$", "x" * 32], [*EVIL, "büro", "1a", "-a", "x" * 33, "a$b"]),
    (
        values.user_name,
        ["anna", "_x", "Anna.B", "a$", "x" * 32, "user", "default"],
        [*EVIL, "änne", "1a", "-a", "x" * 33, "DEFAULT", "DOCUMENTATION", "USER"],
    ),
    (
        values.remote_path,
        ["/var/lib/timekpr/config", "/a", "/with blank", "/Größe", "/" + "x" * 254],
        [
            "",
            "/",
            "a",
            "../x",
            "/a/../b",
            "/a/./b",
            "//a",
            "/a//b",
            "/a\0b",
            "/a\nb",
            "/" + "x" * 255,
            "/\ud800",
            "/a\u2028",
        ],
    ),
    (
        values.note,
        ["", "in the kitchen", "Größe, 日本 👨‍👩‍👧", "x" * 500],
        ["a\nb", "a\0", "x" * 501, "\u202eevil", "\u2029"],
    ),
    (
        values.child_name,
        ["Änne", "Anna Maria", "{{ 7*191 }}", "<b>", "李", "👧🏽", "x" * 60],
        ["", "  ", "x" * 61, "a\nb", "a\0b", "\u202eevil", "\ud800"],
    ),
]
PORTS = [0, -1, 65536, 70000, "22", "1e3", True, 22.0, math.nan, None, [], 10**400]


def ids(cases):
    return [function.__name__ for function, *_ in cases]


@pytest.mark.parametrize(("function", "good", "bad"), CASES, ids=ids(CASES))
def test_it_takes_what_is_right_as_it_is(function, good, bad):
    assert [function(value) for value in good] == good


@pytest.mark.parametrize(("function", "good", "bad"), CASES, ids=ids(CASES))
def test_it_refuses_the_rest_with_one_sentence(function, good, bad):
    for value in [*bad, *NO_TEXT]:
        with pytest.raises(InvalidValue) as caught:
            function(value)
        sentence = str(caught.value)
        assert re.fullmatch(r"[a-z]+: “.{0,81}” is not allowed\. .+\.", sentence), sentence
        sentence.encode()


@pytest.mark.parametrize("value", PORTS)
def test_a_port_is_a_whole_number_in_range(value):
    with pytest.raises(InvalidValue, match="A port is a number from 1 to 65535"):
        values.port(value)


def test_ports_at_the_edges_are_right():
    assert (values.port(1), values.port(22), values.port(65535)) == (1, 22, 65535)


def test_brackets_around_an_address_are_dropped():
    assert (values.host("[::1]"), values.host("[fe80::1%eth0]")) == ("::1", "fe80::1%eth0")


def test_a_slash_at_the_end_of_a_folder_is_dropped():
    assert values.remote_path("/var/lib/") == "/var/lib"


def test_a_name_typed_in_two_ways_is_one_name():
    assert values.child_name(" A\u0308nne ") == "\u00c4nne"


@settings(deadline=None)
@given(strategies.text())
def test_whatever_passes_can_be_a_word_of_a_command_line(text):
    for function in (values.server_name, values.host, values.account, values.user_name):
        try:
            value = function(text)
        except InvalidValue:
            continue
        assert re.fullmatch(r"[A-Za-z0-9_:][A-Za-z0-9_.:%$-]*", value)
