"""Which programs a mask means, compared with the real daemon's own search."""

import pytest
from hypothesis import given, settings, strategies as st

from tests.rules.real import RealTimekpr
from timekpr_rules.play_match import Program, is_usable, matched

pytestmark = pytest.mark.real

PIECES = ["steam", "game", ".", "*", "x", "(", ")", "|", "^", "$", "\\", "/", "?", "+", "{2}", " ", "(?i)", "-", "ä"]
MASKS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
PATHS = st.lists(st.sampled_from(["/", "usr", "games", "steam", "game", "x", "\\", " ", "ä", "."]), max_size=7).map(
    "".join
)
COMMANDS = st.lists(st.sampled_from(["steam ", "/game ", "-x ", "/opt/steam ", "x" * 509]), max_size=4).map("".join)
PROGRAMS = st.lists(st.builds(Program, PATHS, COMMANDS), min_size=1, max_size=4)


def asked(real: RealTimekpr, masks: list[str], programs: list[Program], *, by_command_line: bool) -> dict:
    more = {"masks": masks, "programs": [list(one) for one in programs], "by_command_line": by_command_line}
    return real.ask("matches", more=more)


@settings(max_examples=300, deadline=None)
@given(masks=st.lists(MASKS, min_size=1, max_size=3, unique=True), programs=PROGRAMS, by_command_line=st.booleans())
def test_a_program_counts_exactly_where_it_counts_there(
    real_timekpr: RealTimekpr, masks: list[str], programs: list[Program], by_command_line: bool
) -> None:
    usable = [mask for mask in masks if is_usable(mask)]
    says = asked(real_timekpr, usable, programs, by_command_line=by_command_line)["says"]

    assert matched(usable, programs, by_command_line=by_command_line) == says


@pytest.mark.parametrize("mask", ["x{99999999999}", "a\\[", "steam", "(", "*"])
def test_it_stumbles_over_exactly_the_masks_that_are_refused(real_timekpr: RealTimekpr, mask: str) -> None:
    answer = asked(real_timekpr, [mask], [Program("/usr/bin/steam")], by_command_line=False)

    assert (answer["error"] is None) == is_usable(mask)
