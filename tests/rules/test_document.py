from configparser import ConfigParser, Error
from random import Random

import pytest
from hypothesis import example, given, settings, strategies as st

from tests.rules import made
from timekpr_rules import MAX_BYTES, UnreadableFile, read_main_config, read_time_file, read_user_config
from timekpr_rules.document import parse
from timekpr_rules.draft import Draft

GOLDEN = made.samples(".conf") + made.samples(".time")


def mutated_golden(rng: Random) -> bytes:
    return made.mutated(rng, rng.choice(GOLDEN))


def as_config_parser(data: bytes) -> dict[str, dict[str, str | None]] | None:
    """What ConfigParser finds, None where it refuses."""
    parser = ConfigParser(allow_no_value=True)
    parser.optionxform = str
    try:
        text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
        parser.read_file(iter(text.split("\n")))
    except (Error, ValueError, AttributeError):
        return None
    return {name: dict(parser.items(name, raw=True)) for name in parser.sections()}


@settings(max_examples=400, deadline=None)
@given(data=st.binary(max_size=300) | made.seeded(mutated_golden) | st.text(max_size=200).map(str.encode))
@example(data=b"")
@example(data="[a]\n#\u2028x\x0b\x0c\x85\nb=1\r\n c\rd:2".encode())
def test_a_draft_without_changes_renders_every_byte(data: bytes) -> None:
    document = parse(data)
    assert document.data == data
    if document.fault is None or document.fault.code != "not_utf8":
        assert Draft(document).render() == data


@settings(max_examples=400, deadline=None)
@given(data=made.seeded(mutated_golden) | st.text("[]ab=:;# \t\n\r\x0b%", max_size=60).map(str.encode))
@example(data=b"[a]\nk = 1\n\n # remark\n\n  2\n\n")
@example(data=b"[DEFAULT]\na=1\n[DEFAULT]\nb=2\n[x]\nc\n")
def test_it_finds_what_config_parser_finds(data: bytes) -> None:
    expected, document = as_config_parser(data), parse(data)
    if not data or data.startswith(b"\xef\xbb\xbf"):
        return  # the daemon deletes the first and ConfigParser refuses the second at their own places
    assert (document.fault is None) == (expected is not None)
    if expected is not None:
        found = {name: document.entries(name) for name in document.sections if name != "DEFAULT"}
        assert {name: {key: entry.value for key, entry in keys.items()} for name, keys in found.items()} == expected


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=2000) | made.seeded(mutated_golden), user=st.text(max_size=8))
def test_reading_never_raises(data: bytes, user: str) -> None:
    for reading in (read_user_config(data, user), read_time_file(data, user), read_main_config(data)):
        assert len(reading.findings) < 60
        assert all(str(finding.message) for finding in reading.findings)


HUGE = {
    "one line": b"[anna]\nK = " + b"x" * MAX_BYTES,
    "continued for ever": b"[anna]\nLIMIT_PER_WEEK = 1\n" + b" 1\n" * (MAX_BYTES // 3 - 20),
    "odd keys": b"[anna.PLAYTIME]\n" + b"".join(b"%d = %%(%d)s\n" % (n, n + 1) for n in range(12_000)),
    "references that grow": b"[anna]\n[anna.PLAYTIME]\n"
    + b"".join(b"k%d = %s\n" % (n, b"%%(k%d)s" % (n + 1) * 100) for n in range(250)),
    "many percent signs": b"[anna]\nALLOWED_HOURS_1 = " + b"%" * 250_000,
    "long hours": b"[anna]\nALLOWED_HOURS_1 = " + b"7;" * 120_000,
    "long limits": b"[anna]\nALLOWED_WEEKDAYS = " + b"1;" * 60_000 + b"\nLIMITS_PER_WEEKDAYS = " + b"1;" * 60_000,
    "long number": b"[anna]\nLIMIT_PER_WEEK = " + b"9" * 250_000,
    "activities": b"[anna]\n[anna.PLAYTIME]\n" + b"".join(b"PLAYTIME_ACTIVITY_%d = x[y]\n" % n for n in range(7000)),
}


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.timeout(20)
def test_a_hostile_file_stalls_nobody(name: str) -> None:
    data = HUGE[name][:MAX_BYTES]
    assert len(data) > MAX_BYTES / 5
    for reading in (read_user_config(data, "anna"), read_time_file(data, "anna"), read_main_config(data)):
        assert reading.findings


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 1_000_000])
def test_a_file_that_is_too_large_is_refused(size: int) -> None:
    for read in (
        lambda data: read_user_config(data, "anna"),
        lambda data: read_time_file(data, "anna"),
        read_main_config,
    ):
        with pytest.raises(UnreadableFile, match="256 KiB"):
            read(b"#" * size)
