"""What docs/tamper-signs.md says is so."""

from __future__ import annotations

import re

import pytest

import cures
import server_problems
import sign_finder
from problems import SignCode
from settings import Settings
from tests.tree import ROOT

GUIDE = (ROOT / "docs/tamper-signs.md").read_text(encoding="utf-8")
ROWS = {row[0].strip("`"): row for row in (
    [cell.strip() for cell in line[1:-1].split("|")] for line in GUIDE.split("\n") if line.startswith("| `")
)}  # fmt: skip
MOMENTS = set(re.findall(r"SignCode\.([A-Z_]+)", (ROOT / "sign_finder.py").read_text(encoding="utf-8"))) | {
    "RULES_CHANGED_THERE"
}


def test_the_guide_has_a_row_for_each_sign_there_is() -> None:
    assert set(ROWS) == {one.value for one in SignCode}


def test_each_row_is_filled_in() -> None:
    assert [row[0] for row in ROWS.values() if len(row) != 5 or not all(row)] == []


def test_it_says_which_go_by_themselves() -> None:
    assert {code for code, row in ROWS.items() if row[1] == "no"} == {SignCode[one].value for one in MOMENTS}


def test_the_commands_in_it_are_those_that_the_pages_say() -> None:
    said = {
        code: command
        for code, row in ROWS.items()
        for command in re.findall(r"`(sudo [^`]+)`", row[4])
        if (cure := cures.of_problem(code)) is None or command not in cure.text()
    }
    assert said == {}


def test_the_figures_in_it_are_those_of_the_program() -> None:
    assert (sign_finder.SLACK, sign_finder.NIGHT, sign_finder.QUIET.total_seconds()) == (300, 6, 3600)
    assert server_problems.STOPPED_FROM == 2


@pytest.mark.parametrize("code", SignCode)
def test_each_sign_can_be_switched_off(code: SignCode) -> None:
    assert Settings().changed(tamper_signs_off=f"clock_off, {code.value}").tamper_signs_off.endswith(code.value)


def test_a_sign_that_there_is_not_cannot_be_switched_off() -> None:
    with pytest.raises(Exception, match=r"tamper-signs\.md"):
        Settings().changed(tamper_signs_off="clock_of")
