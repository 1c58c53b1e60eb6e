import pytest

from errors import InvalidValue
from tests.rules import made
from timekpr_rules import (
    Activity,
    File,
    MainConfig,
    UserConfig,
    Version,
    default_text,
    describe_keys,
    edit_user_config,
    find_key,
    key_texts,
    new_user_config,
    with_main_values,
    with_user_values,
)
from timekpr_rules.models import PlayTime

FRESH = new_user_config("anna")


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("LIMIT_PER_WEEK", "-1", "out_of_range"),
        ("LIMIT_PER_WEEK", "604801", "out_of_range"),
        ("LIMIT_PER_WEEK", "1e3", "out_of_range"),
        ("LIMIT_PER_WEEK", "٣", "out_of_range"),
        ("LIMIT_PER_WEEK", "1_000", "out_of_range"),
        ("LIMIT_PER_WEEK", "9" * 5000, "too_long"),
        ("LIMIT_PER_WEEK", "", "out_of_range"),
        ("LIMIT_PER_MONTH", " 5", "bad_characters"),
        ("LIMIT_PER_MONTH", "5\nLOCKOUT_TYPE = lock", "bad_characters"),
        ("TRACK_INACTIVE", "maybe", "not_boolean"),
        ("LOCKOUT_TYPE", "Terminate", "not_a_choice"),
        ("LOCKOUT_TYPE", "", "not_a_choice"),
        ("WAKEUP_HOUR_INTERVAL", "7", "bad_hour_range"),
        ("WAKEUP_HOUR_INTERVAL", "7;24", "bad_hour_range"),
        ("ALLOWED_HOURS_1", "07", "bad_hours"),
        ("ALLOWED_HOURS_1", "7;7[0-30]", "bad_hours"),
        ("ALLOWED_HOURS_1", "7[30-30]", "bad_hours"),
        ("ALLOWED_HOURS_1", "7[0-61]", "bad_hours"),
        ("ALLOWED_HOURS_1", "24", "bad_hours"),
        ("ALLOWED_HOURS_1", "7;", "bad_hours"),
        ("ALLOWED_WEEKDAYS", "1;8", "bad_days"),
        ("ALLOWED_WEEKDAYS", "1;1", "bad_days"),
        ("LIMITS_PER_WEEKDAYS", "3600", "not_seven_limits"),
        ("LIMITS_PER_WEEKDAYS", "1;2;3;4;5;6;86401", "out_of_range"),
        ("PLAYTIME_LIMITS_PER_WEEKDAYS", "1;2;3;4;5;6", "not_seven_limits"),
        ("PLAYTIME_ACTIVITIES", "100%", "bad_characters"),
        ("PLAYTIME_ACTIVITIES", "x", "bad_mask"),
        ("PLAYTIME_ACTIVITIES", "x[Game]", "bad_mask"),
        ("PLAYTIME_ACTIVITIES", "[Game]", "bad_mask"),
        ("PLAYTIME_ACTIVITIES", "ga[me]s[Game]", "bad_mask"),
        ("PLAYTIME_ACTIVITIES", "game[[Game]", "bad_mask"),
        ("PLAYTIME_ACTIVITIES", "game[ Game]", "bad_characters"),
        ("PLAYTIME_ACTIVITIES", 'game("Game")', "bad_mask"),
        ("PLAYTIME_ACTIVITIES", "game[Ga\u2028me]", "bad_characters"),
        ("PLAYTIME_ACTIVITIES", "game[Ga\udce4me]", "bad_characters"),
        ("PLAYTIME_ACTIVITIES", ";".join(["game"] * 101), "too_long"),
        ("PLAYTIME_ACTIVITIES", "g" * 201, "too_long"),
        ("PLAYTIME_ACTIVITY_001", "game", "unknown_key"),
        ("TIMEKPR_POLLTIME", "3", "unknown_key"),
        ("{0.__class__}", "3", "unknown_key"),
    ],
)
def test_what_is_not_allowed_is_refused_with_a_sentence(key: str, text: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        edit_user_config(FRESH, "anna", {key: text})
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("TIMEKPR_POLLTIME", "45", "out_of_range"),
        ("TIMEKPR_CONFIG_DIR", "var/lib", "bad_path"),
        ("TIMEKPR_CONFIG_DIR", "/var/../etc", "bad_path"),
        ("TIMEKPR_CONFIG_DIR", "/var/lib/", "bad_path"),
        ("TIMEKPR_CONFIG_DIR", "/var/%d", "bad_characters"),
        ("TIMEKPR_USERS_EXCL", "gdm;;x", "bad_words"),
        ("TIMEKPR_USERS_EXCL", "gdm; x", "bad_words"),
    ],
)
def test_settings_that_are_not_allowed_are_refused(key: str, text: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        with_main_values(MainConfig(), {key: text})
    assert refused.value.code == code


@pytest.mark.parametrize(
    "config",
    [
        UserConfig(week_limit=-1),
        UserConfig(lockout="nothing"),
        UserConfig(playtime=PlayTime(limits=(0, 0, 0, 0, 0, 0, 90_000))),
        UserConfig(playtime=PlayTime(activities=(Activity("a;b"),))),
        UserConfig(playtime=PlayTime(activities=(Activity("game;other", "x"),))),
        UserConfig(playtime=PlayTime(activities=(Activity("game", "50%"),))),
        UserConfig(playtime=PlayTime(activities=(Activity("game", "x]\n[b"),))),
    ],
)
def test_a_whole_model_is_checked_by_the_same_rules(config: UserConfig) -> None:
    with pytest.raises(InvalidValue):
        new_user_config("anna", config)
    with pytest.raises(InvalidValue):
        edit_user_config(FRESH, "anna", config)


def test_kill_is_for_those_who_know_it() -> None:
    assert with_user_values(UserConfig(), {"LOCKOUT_TYPE": "kill"}, Version(0, 5, 8)).lockout == "kill"
    with pytest.raises(InvalidValue, match="knows terminate, lock, suspend, suspendwake, shutdown"):
        with_user_values(UserConfig(), {"LOCKOUT_TYPE": "kill"})


def test_a_value_that_is_not_allowed_and_not_changed_stays() -> None:
    odd = FRESH.replace(b"LOCKOUT_TYPE = terminate", b"LOCKOUT_TYPE = nothing")
    assert b"LOCKOUT_TYPE = nothing" in edit_user_config(odd, "anna", {"LIMIT_PER_WEEK": "5"})


def test_a_closed_day_is_not_opened_by_its_name_alone() -> None:
    closed = (made.CASES / "rules_weekend_only" / "timekpr.anna.conf").read_bytes()
    with pytest.raises(InvalidValue, match="day 1 is closed; give it a limit and hours"):
        edit_user_config(closed, "anna", {"ALLOWED_WEEKDAYS": "1;6;7"})


def test_playtime_days_that_are_not_named_have_none() -> None:
    wanted = {"PLAYTIME_ALLOWED_WEEKDAYS": "6;7", "PLAYTIME_LIMITS_PER_WEEKDAYS": "9;9;9;9;9;60;70"}
    assert with_user_values(UserConfig(), wanted).playtime.limits == (0, 0, 0, 0, 0, 60, 70)


@pytest.mark.parametrize("file", File)
def test_every_key_is_described_and_has_its_default(file: File) -> None:
    for key in describe_keys(file):
        assert find_key(file, key.name) is key
        assert key.meaning
        assert key.minimum <= key.maximum
    assert default_text(find_key(File.USER, "LIMIT_PER_WEEK")) == "604800"
    assert default_text(find_key(File.TIME, "LAST_CHECKED")) == ""


def test_the_texts_are_those_of_the_file() -> None:
    for line in FRESH.decode().split("\n"):
        key, equals, text = line.partition(" = ")
        if equals:
            assert key_texts(UserConfig())[key] == text
