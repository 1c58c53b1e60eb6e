import pytest

from timekpr_rules import is_user_name, new_user_config, user_of_config_name
from timekpr_rules.refusals import BadUserName


@pytest.mark.parametrize("name", ["anna", "a", "Anna_2", "j.doe", "x" * 32, "pc$", "_web", "USERS"])
def test_logins_are_names(name: str) -> None:
    assert is_user_name(name)
    assert user_of_config_name(f"timekpr.{name}.conf") == name


@pytest.mark.parametrize(
    "name",
    [
        "", "1a", "-a", ".a", "a/b", "../x", "a b", "a\n", "ä", "x" * 33, "a$b", "a;b", "DEFAULT", "DOCUMENTATION",
        "USER", "a]", "a%", "a\0",
    ],
)  # fmt: skip
def test_other_texts_are_not(name: str) -> None:
    assert not is_user_name(name)
    assert user_of_config_name(f"timekpr.{name}.conf") is None
    with pytest.raises(BadUserName):
        new_user_config(name)


@pytest.mark.parametrize(
    "filename",
    [
        "timekpr.conf", "timekpr.anna.conf.prev", "timekpr.anna.conf.invalid", "timekpr.anna.conf.upload", "anna.conf",
        "timekpr.anna.conf\n", "xtimekpr.anna.conf", "timekpr..conf", "timekprXannaXconf",
    ],
)  # fmt: skip
def test_other_files_belong_to_nobody(filename: str) -> None:
    assert user_of_config_name(filename) is None
