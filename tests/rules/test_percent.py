import pytest

from timekpr_rules.percent import MAX_LENGTH, MAX_LOOKUPS, Interpolation, can_be_written

VALUES = {"A": "1", "B": "%(A)s;2", "LOOP": "%(LOOP)s", "NONE": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50%%", "50%"),
        ("%(B)s;3", "1;2;3"),
        ("%", None),
        ("%x", None),
        ("%(NOTHING)s", None),
        ("%(NONE)s", None),
        ("%(LOOP)s", None),
        ("%(A", None),
    ],
)
def test_it_resolves_as_config_parser_does(text: str, value: str | None) -> None:
    assert Interpolation("anna", VALUES).resolve("KEY", text) == value


def test_a_long_value_is_not_looked_into() -> None:
    assert Interpolation("anna", {}).resolve("KEY", "%%" * (MAX_LENGTH // 2)) == "%" * (MAX_LENGTH // 2)
    assert Interpolation("anna", {}).resolve("KEY", "%%" * MAX_LENGTH) is None


def test_a_long_value_is_not_repeated() -> None:
    assert Interpolation("anna", {"LONG": "x" * (MAX_LENGTH + 1)}).resolve("KEY", "%(LONG)s") is None


def test_references_are_not_followed_for_ever() -> None:
    bomb = {f"K{depth}": f"%(K{depth + 1})s" * 10 for depth in range(8)} | {"K8": "x"}
    assert Interpolation("anna", bomb).resolve("KEY", "%(K6)s") == "x" * 100
    assert Interpolation("anna", bomb).resolve("KEY", "%(K1)s") is None
    few = Interpolation("anna", VALUES)
    answers = [few.resolve("KEY", "%(B)s") for _ in range(MAX_LOOKUPS)]
    assert answers[0] == "1;2"
    assert answers[-1] is None


@pytest.mark.parametrize(
    ("value", "fine"), [("50%%", True), ("%(A)s", True), ("50%", False), ("x", True), (None, True)]
)
def test_a_lonely_percent_sign_cannot_be_written(value: str | None, fine: bool) -> None:
    assert can_be_written(value) == fine
