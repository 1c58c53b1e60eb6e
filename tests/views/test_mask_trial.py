"""Trying masks on example programs, in a process that is ended when it takes too long."""

from __future__ import annotations

import pytest

import mask_trial
from errors import TriedTooLong
from mask_trial import read_programs, tried
from timekpr_rules.play_match import Program


def test_a_name_is_taken_to_be_where_programs_are() -> None:
    assert read_programs("supertuxkart\n\n  /opt/x/game --full \n") == (
        Program("/usr/bin/supertuxkart", "supertuxkart "),
        Program("/opt/x/game", "/opt/x/game --full "),
    )


@pytest.mark.parametrize("line", ["'My Game' x", "My' Game", "''", "\\", "{{7*7}} <script>", "\u2028x"])
def test_any_line_is_read_as_some_program(line: str) -> None:
    assert all(program.path for program in read_programs(line))


def test_no_more_lines_are_tried_than_there_is_room_for() -> None:
    assert len(read_programs("x\n" * 500)) == mask_trial.MOST_PROGRAMS


def test_it_says_which_masks_mean_a_program() -> None:
    programs = read_programs("steam\njava -jar /opt/games/minecraft.jar\nfirefox")

    assert tried(["steam", "minecraft.jar"], programs, by_command_line=False) == [[0], [], []]
    assert tried(["steam", "minecraft.jar"], programs, by_command_line=True) == [[0], [1], []]


def test_a_mask_that_would_take_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_trial, "PATIENCE", 0.3)

    with pytest.raises(TriedTooLong):
        tried(["(x+)+y"], read_programs("x" * 60), by_command_line=False)
    assert tried(["x"], read_programs("x"), by_command_line=False) == [[0]]
