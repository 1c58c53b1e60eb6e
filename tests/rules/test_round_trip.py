from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import (
    MainConfig,
    TimeFile,
    UserConfig,
    changed_texts,
    key_texts,
    new_main_config,
    new_time_file,
    new_user_config,
    read_main_config,
    read_time_file,
    read_user_config,
    with_main_values,
    with_user_values,
)


@settings(max_examples=150, deadline=None)
@given(config=made.seeded(made.user_config))
def test_new_rules_say_what_was_meant(config: UserConfig) -> None:
    reading = read_user_config(new_user_config("anna", config), "anna")
    assert reading.model == config
    assert not reading.findings


@settings(max_examples=100, deadline=None)
@given(config=made.seeded(made.main_config))
def test_new_settings_say_what_was_meant(config: MainConfig) -> None:
    reading = read_main_config(new_main_config(config))
    assert reading.model == config
    assert not reading.findings


@settings(max_examples=100, deadline=None)
@given(spent=made.seeded(made.time_file))
def test_new_counters_say_what_was_meant(spent: TimeFile) -> None:
    reading = read_time_file(new_time_file("anna", spent), "anna")
    assert reading.model == spent
    assert not reading.findings


@settings(max_examples=100, deadline=None)
@given(config=made.seeded(made.user_config), other=made.seeded(made.user_config))
def test_the_texts_of_rules_make_the_same_rules(config: UserConfig, other: UserConfig) -> None:
    texts = key_texts(other)
    open_days = ";".join(str(day) for day, rule in enumerate(other.week, start=1) if rule.allowed)
    assert with_user_values(config, {**texts, "ALLOWED_WEEKDAYS": open_days}) == other
    assert changed_texts(config, other).items() <= texts.items()


@settings(max_examples=100, deadline=None)
@given(config=made.seeded(made.main_config), other=made.seeded(made.main_config))
def test_the_texts_of_settings_make_the_same_settings(config: MainConfig, other: MainConfig) -> None:
    assert with_main_values(config, key_texts(other)) == other


@settings(max_examples=20, deadline=None)
@given(config=made.seeded(made.user_config), user=made.seeded(lambda rng: rng.choice(["berta", "carl"])))
def test_models_of_many_users_share_their_days(config: UserConfig, user: str) -> None:
    anna = read_user_config(new_user_config("anna", config), "anna").model
    other = read_user_config(new_user_config(user, config), user).model
    assert all(mine is theirs for mine, theirs in zip(anna.week, other.week, strict=True))
