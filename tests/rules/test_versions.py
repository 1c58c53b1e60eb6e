import pytest

from timekpr_rules import Feature, Version, has, lockout_types, parse_version, read_user_config
from timekpr_rules.new_files import new_user_config


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("0.5.4", Version(0, 5, 4)),
        ("0.5.8-1ubuntu1~ppa1", Version(0, 5, 8)),
        ("Timekpr-nExT 0.5.10 is here", Version(0, 5, 10)),
        ("0.5", None),
        ("", None),
        ("1.2.3.4", None),
        ("99999.1.1", None),
    ],
)
def test_a_version_is_found_in_a_text(text: str, version: Version | None) -> None:
    assert parse_version(text) == version


def test_versions_are_in_order() -> None:
    assert Version(0, 5, 10) > Version(0, 5, 9) > Version(0, 5, 8)


@pytest.mark.parametrize(
    ("feature", "before", "since"),
    [
        (Feature.EMPTY_DAYS, Version(0, 5, 1), Version(0, 5, 2)),
        (Feature.MONTH_KEEPS_WEEK, Version(0, 5, 5), Version(0, 5, 6)),
        (Feature.REALTIME_INFO, Version(0, 5, 5), Version(0, 5, 6)),
        (Feature.LOCKOUT_KILL, Version(0, 5, 7), Version(0, 5, 8)),
        (Feature.GET_COMMANDS, Version(0, 5, 8), Version(0, 5, 9)),
    ],
)
def test_features_have_a_beginning(feature: Feature, before: Version, since: Version) -> None:
    assert has(since, feature)
    assert not has(before, feature)


def test_an_unknown_version_is_taken_for_0_5_4() -> None:
    assert has(None, Feature.EMPTY_DAYS)
    assert not has(None, Feature.MONTH_KEEPS_WEEK)
    assert "kill" not in lockout_types(None)


def test_reading_kill_alarms_only_where_it_does_not_work() -> None:
    data = new_user_config("anna").replace(b"terminate\n", b"kill\n")
    assert not read_user_config(data, "anna").findings
    assert not read_user_config(data, "anna", Version(0, 5, 8)).findings
    assert [found.code for found in read_user_config(data, "anna", Version(0, 5, 7)).findings] == ["lockout_unknown"]
