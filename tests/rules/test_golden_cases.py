"""Each directory under tests/cases is a file of Timekpr's, what it means and what is odd about it."""

import json
from pathlib import Path

import pytest

from tests.rules.made import CASES
from tests.rules.meaning import findings, meaning, read
from timekpr_rules import CODES

NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


def input_of(case: Path) -> Path:
    """The file of a case: the one that is not JSON."""
    (found,) = (path for path in case.iterdir() if path.suffix != ".json")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_meaning(name: str) -> None:
    source = input_of(CASES / name)
    expected = json.loads((CASES / name / "meaning.json").read_text("utf-8"))
    assert json.loads(json.dumps(meaning(read(source.name, source.read_bytes()).model))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_what_is_odd(name: str) -> None:
    source = input_of(CASES / name)
    expected = json.loads((CASES / name / "findings.json").read_text("utf-8"))
    assert findings(read(source.name, source.read_bytes())) == expected


def test_every_finding_has_a_case() -> None:
    found = {item["code"] for path in CASES.glob("*/findings.json") for item in json.loads(path.read_text("utf-8"))}
    assert found == set(CODES)
