"""What our findings say of the daemon's next change, before the judge."""

import base64

import pytest

from tests.rules import made
from tests.rules.real import RealTimekpr
from timekpr_rules import Reading, UserConfig, read_user_config

pytestmark = pytest.mark.real


def after_its_next_change(real_timekpr: RealTimekpr, case: str) -> Reading[UserConfig]:
    answer = real_timekpr.ask("save_user", conf=(made.CASES / case / "timekpr.anna.conf").read_bytes())
    return read_user_config(base64.b64decode(answer["says"]["saved"]), "anna")


@pytest.mark.parametrize("case", ["rules_continued_value", "rules_colons", "rules_marker_twice", "rules_percent_twice"])
def test_it_damages_the_file(real_timekpr: RealTimekpr, case: str) -> None:
    assert after_its_next_change(real_timekpr, case).damaged


@pytest.mark.parametrize("case", ["rules_marker_missing", "rules_marker_misplaced", "rules_marker_behind_the_section"])
def test_it_loses_the_activities(real_timekpr: RealTimekpr, case: str) -> None:
    reading = after_its_next_change(real_timekpr, case)
    assert not reading.damaged
    assert reading.model.playtime.activities == ()


@pytest.mark.parametrize("case", ["rules_school", "rules_playtime", "rules_positional_limits", "rules_default_section"])
def test_it_keeps_what_is_well_written(real_timekpr: RealTimekpr, case: str) -> None:
    before = read_user_config((made.CASES / case / "timekpr.anna.conf").read_bytes(), "anna").model
    assert after_its_next_change(real_timekpr, case).model == before
