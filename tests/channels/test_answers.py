"""What busctl and timekpra answer: any text is understood as something, and only a real success as one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from channels.words import MAX_ANSWER, Said, bus_said, one_line, timekpra_said

statuses = st.none() | st.integers(-1, 255) | st.just(0)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
answers = st.dictionaries(st.sampled_from(["type", "data"]), json_values).map(json.dumps)
outputs = st.text() | json_values.map(json.dumps) | answers


@given(statuses, outputs)
def test_any_answer_of_busctl_is_understood_and_only_a_plain_0_is_success(status: int | None, output: str) -> None:
    said = bus_said(status, output)

    if said.done:
        code = json.loads(output)["data"][0]
        assert (status, type(code), code) == (0, int, 0)
    assert said.answer.isprintable()
    assert not (said.done and said.channel_broken)


@given(statuses, outputs)
def test_any_answer_of_timekpra_is_understood_and_only_silence_is_success(status: int | None, output: str) -> None:
    said = timekpra_said(status, output)

    assert said.done == (status == 0 and not output.strip())
    assert not (said.done and said.channel_broken)


@given(st.text() | st.text().map(lambda text: text + "x" * 2 * MAX_ANSWER))
def test_an_answer_is_shown_in_one_short_line_that_can_be_seen(output: str) -> None:
    line = one_line(output)

    assert line.isprintable()
    assert len(line) <= MAX_ANSWER
    assert bool(line) == bool(output.strip()) or not any(part.strip() for part in output.splitlines())


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ('{"type":"is","data":[0,""]}\n', Said(done=True, answer="")),
        ('{"type":"isaas","data":[0,"",[["anna",""]]]}\n', Said(done=True, answer="")),
        ('{"type":"is","data":[-1,"day list is not correct"]}', Said(done=False, answer="day list is not correct")),
        ('{"type":"is","data":[-1,"one\\ntwo\\u0007"]}', Said(done=False, answer="two\N{REPLACEMENT CHARACTER}")),
        ('{"type":"is","data":[false,""]}', Said(done=False, answer="")),
        ('{"type":"is","data":[0.0,""]}', Said(done=False, answer="")),
        ('{"type":"is","data":["0",""]}', Said(done=False, answer="")),
    ],
)
def test_busctl_says_what_timekpr_answered(output: str, said: Said) -> None:
    assert bus_said(0, output) == said


@pytest.mark.parametrize(
    "output",
    [
        "", "ok", "{}", "null", "0", "[0]", '"x"', '{"data":[]}', '{"data":[0]}', '{"data":{}}', '{"data":null}',
        "[" * 60_000, '{"data":' + "[" * 60_000, "9" * 60_000, '{"data":[0,""]', "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_answer_of_busctl_means_that_the_way_is_broken(output: str) -> None:
    said = bus_said(0, output)

    assert (said.done, said.channel_broken) == (False, True)


@pytest.mark.parametrize(
    ("status", "output", "broken"),
    [
        (1, "Call failed: Access denied\n", True),
        (1, "", False),  # the guard: it came too late, and nothing was run
        (126, "", True),
        (127, "sh: 1: busctl: not found\n", True),
        (255, "", True),
        (None, "", False),
        (None, "half an ans", False),
    ],
)
def test_a_busctl_that_fails_has_done_nothing(status: int | None, output: str, broken: bool) -> None:
    assert bus_said(status, output) == Said(done=False, answer=output.strip(), channel_broken=broken)


@pytest.mark.parametrize(
    ("status", "output", "done", "broken"),
    [
        (0, "", True, False),
        (0, " \n", True, False),
        (0, 'User "anna" configuration is not found\n', False, False),
        (0, "Command FAILED: access denied\n", False, True),
        (0, "Traceback (most recent call last):\n  File x\nKeyError: 1\n", False, True),
        (1, "", False, False),
        (126, "", False, True),
        (127, "env: 'timekpra': No such file or directory\n", False, True),
        (None, "", False, False),
    ],
)
def test_timekpra_is_silent_when_it_has_done_it(status: int | None, output: str, done: bool, broken: bool) -> None:
    said = timekpra_said(status, output)

    assert (said.done, said.channel_broken) == (done, broken)
    assert said.answer == one_line(output)
