"""Every kind of error has its status, a code for programs and a sentence for people."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from errors import (
    AlreadyTrusted,
    DataDamaged,
    DiskFailing,
    DiskFull,
    FingerprintDiffers,
    MngrError,
    NotReached,
    NotSaved,
    QueueFull,
    QuotaFull,
    TooMany,
    Unreachable,
)
from i18n import Message
from services.doctors import AT_ONCE
from tests.api.home import ANNA, Home, code
from web.api.answers import Answer

V1 = "/api/v1"


def config(key: str, text: str) -> tuple[str, str, object]:
    return "PATCH", f"{ANNA}/config", {"changes": {key: text}}


@pytest.mark.parametrize(
    ("request_", "status", "expected"),
    [
        (("GET", f"{V1}/servers/attic", None), 404, "not_found"),
        (("GET", f"{V1}/servers/{'x' * 5000}", None), 404, "not_found"),
        (("GET", f"{V1}/servers/..%2f..%2fetc", None), 404, "no_such_path"),
        (("GET", f"{V1}/servers/%00", None), 404, "not_found"),
        (("GET", f"{V1}/servers/pc/users/ben/config", None), 404, "not_managed"),
        (("GET", f"{V1}/servers/pc/users/%2e%2e%5c/versions", None), 404, "not_managed"),
        (("POST", f"{V1}/servers/pc/users/ben/grants", {"seconds": 60}), 404, "not_managed"),
        (("POST", f"{V1}/servers/pc/users/ben/revert", {"version": 1}), 404, "not_managed"),
        (("DELETE", f"{V1}/servers/pc/users/ben", None), 404, "not_found"),
        (("POST", f"{ANNA}/revert", {"version": 99}), 404, "not_found"),
        (("GET", f"{V1}/pending/20261118T140000000-0000", None), 404, "not_found"),
        (("GET", f"{V1}/nothing", None), 404, "no_such_path"),
        (("GET", f"{V1}/servers/", None), 404, "no_such_path"),
        (("PUT", f"{V1}/servers", {}), 405, "wrong_method"),
        (("POST", f"{V1}/servers", {"name": "pc", "host": "pc.lan"}), 409, "already_exists"),
        (("POST", f"{V1}/servers/pc/users", {"user": "anna"}), 409, "already_exists"),
        (config("LIMIT_PER_WEEK", "604800"), 409, "nothing_to_change"),
        (config("LIMIT_PER_WEEK", "-1"), 422, "out_of_range"),
        (config("LIMIT_PER_WEEK", "1%"), 422, "bad_characters"),
        (config("NO_SUCH_KEY", "1"), 422, "unknown_key"),
        (config("ALLOWED_HOURS_1", "8;8"), 422, "bad_hours"),
        (("PATCH", f"{V1}/servers/pc/config", {"changes": {"TIMEKPR_WORK_DIR": "/tmp"}}), 422, "not_settable"),
        (("POST", f"{ANNA}/today", {"changes": {"LIMIT_PER_WEEK": "1"}}), 422, "not_todays"),
        (("POST", f"{ANNA}/unlock", None), 422, "not_locked"),
        (("POST", f"{ANNA}/grants", {"seconds": 0}), 422, "out_of_range"),
        (("POST", f"{V1}/servers", {"name": "a b", "host": "pc.lan"}), 422, "invalid_value"),
        (("POST", f"{V1}/servers/pc/trust", {"fingerprint": "SHA256:short"}), 422, "invalid_value"),
    ],
    ids=lambda value: str(value)[:70],
)
def test_a_request_that_cannot_be_fulfilled(
    home: Home, request_: tuple[str, str, object], status: int, expected: str
) -> None:
    answer = home.ask(*request_)

    assert (answer.status_code, code(answer)) == (status, expected)
    assert len(answer.json()["error"]["message"]) < 300
    assert home.edits() == ()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueueFull(server="pc", limit=1000), 429),
        (TooMany(what=Message("computers"), limit=2000), 429),
        (DiskFull(path="x"), 507),
        (QuotaFull(path="x"), 507),
        (DiskFailing(path="x"), 503),
        (NotSaved(path="x", why="y"), 503),
        (DataDamaged(path="x"), 503),
        (AlreadyTrusted(name="x", fingerprint="y"), 409),
        (FingerprintDiffers(name="x", wanted="y", offered="z"), 409),
        (NotReached(name="x", why="It is off."), 502),
        (Unreachable(host="x", port=22), 502),
        (MngrError(), 500),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_what_goes_wrong_further_down(
    home: Home, monkeypatch: pytest.MonkeyPatch, error: MngrError, status: int
) -> None:
    monkeypatch.setattr(home.services.editing, "grant", failing(error))

    answer = home.ask("POST", f"{ANNA}/grants", {"seconds": 60})

    assert (answer.status_code, code(answer)) == (status, error.code)


def test_a_fault_of_ours_says_so_and_nothing_of_its_inside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home.services.editing, "grant", failing(RuntimeError("the secret inside")))

    answer = home.ask("POST", f"{ANNA}/grants", {"seconds": 60})

    assert (answer.status_code, code(answer)) == (500, "unexpected")
    assert "the secret inside" not in answer.text


def test_no_more_than_a_day_is_given(home: Home) -> None:
    home.grant(86_400)

    answer = home.ask("POST", f"{ANNA}/grants", {"seconds": 1})

    assert (answer.status_code, code(answer)) == (422, "too_much_granted")


def test_the_methods_that_a_path_takes_are_all_named(home: Home) -> None:
    assert home.ask("PUT", f"{V1}/servers").headers["Allow"] == "GET, POST"
    assert home.ask("PUT", f"{V1}/servers/pc").headers["Allow"] == "DELETE, GET, PATCH"


def test_the_sentence_is_in_the_language_of_the_settings(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEKPR_MNGR_LANGUAGE", "de")
    home = Home(tmp_path)

    assert "attic" in (said := home.ask("GET", f"{V1}/servers/attic").json()["error"]["message"])
    assert "There is no" not in said
    home.stop()


def test_a_doctor_who_is_busy_says_so_and_keeps_nobody_waiting(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()
    monkeypatch.setattr("services.doctors.examine", lambda *_, **__: (free.wait(30) for _ in range(1)))
    held = [home.services.begin_examination("pc") for _ in range(AT_ONCE)]
    try:
        answer = home.ask("GET", f"{V1}/servers/pc/doctor")
    finally:
        free.set()
    for one in held:
        list(one.all())

    assert (answer.status_code, code(answer)) == (429, "busy")


def test_half_a_character_that_a_computer_told_us_spoils_no_answer() -> None:
    assert Answer({"name": "a\ud800ü"}).body == '{"name":"a?ü"}'.encode()


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
