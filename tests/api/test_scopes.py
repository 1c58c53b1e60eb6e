"""Which scope each endpoint asks for: one that is less gets 403 and changes nothing, that one gets through."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from tests.api.home import ANNA, SCOPES, Home, code
from web.api import PARTS, PREFIX

V1 = "/api/v1"
PC = f"{V1}/servers/pc"
WEEK = {"changes": {"LIMIT_PER_WEEK": "36000"}}

ENDPOINTS = [
    ("read", "GET", f"{V1}/status", None),
    ("read", "GET", f"{V1}/servers", None),
    ("read", "GET", PC, None),
    ("read", "GET", f"{PC}/doctor", None),
    ("read", "GET", f"{PC}/users", None),
    ("read", "GET", f"{ANNA}/config", None),
    ("read", "GET", f"{ANNA}/versions", None),
    ("read", "GET", f"{ANNA}/history", None),
    ("read", "GET", f"{ANNA}/history/csv", None),
    ("read", "GET", f"{ANNA}/history/hours", None),
    ("read", "GET", f"{V1}/pending", None),
    ("read", "GET", f"{V1}/pending/none", None),
    ("read", "GET", f"{V1}/children", None),
    ("read", "GET", f"{V1}/children/anna/digest", None),
    ("read", "GET", f"{V1}/requests", None),
    ("grant", "POST", f"{V1}/requests/none/answer", {"seconds": 60}),
    ("grant", "POST", f"{ANNA}/grants", {"seconds": 60}),
    ("grant", "POST", f"{ANNA}/today", {"changes": {"LIMIT": "3600"}}),
    ("grant", "POST", f"{ANNA}/lock", None),
    ("grant", "POST", f"{ANNA}/unlock", None),
    ("grant", "POST", f"{V1}/sync", None),
    ("grant", "DELETE", f"{V1}/pending/none", None),
    ("grant", "POST", f"{V1}/pending/none/retry", None),
    ("grant", "POST", f"{V1}/pending/none/decision", {"decision": "cancel"}),
    ("grant", "POST", f"{PC}/signs/1/seen", None),
    ("edit", "PATCH", f"{ANNA}/config", WEEK),
    ("edit", "POST", f"{ANNA}/revert", {"version": 1}),
    ("admin", "GET", f"{PC}/config", None),
    ("admin", "PATCH", f"{PC}/config", {"changes": {"TIMEKPR_POLLTIME": "5"}}),
    ("admin", "POST", f"{V1}/servers", {"name": "Laptop", "host": "laptop.lan"}),
    ("admin", "PATCH", PC, {"note": "attic"}),
    ("admin", "DELETE", PC, None),
    ("admin", "POST", f"{PC}/trust", {"fingerprint": "SHA256:x"}),
    ("admin", "POST", f"{PC}/users", {"user": "ben"}),
    ("admin", "DELETE", ANNA, None),
    ("admin", "POST", f"{ANNA}/history", {"days": {"2026-11-17": {"time_spent": 60}}}),
    ("admin", "POST", f"{V1}/children", {"name": "Anna"}),
    ("admin", "GET", f"{V1}/audit", None),
    ("admin", "GET", f"{V1}/backups", None),
    ("admin", "POST", f"{V1}/backups", None),
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.doctors.examine", lambda *_, **__: iter(()))


@pytest.mark.parametrize(("needed", "method", "path", "body"), ENDPOINTS, ids=lambda value: str(value)[:60])
def test_less_than_the_scope_is_refused_and_the_scope_is_enough(
    home: Home, needed: str, method: str, path: str, body: object
) -> None:
    for less in SCOPES[: SCOPES.index(needed)]:
        answer = home.ask(method, path, body, scope=less)
        assert answer.status_code == 403, less
        assert code(answer) == "out_of_scope"
        assert needed in answer.json()["error"]["message"]
    assert home.edits() == ()

    assert home.ask(method, path, body, scope=needed).status_code not in {401, 403, 405, 500}


def test_every_endpoint_there_is_stands_above() -> None:
    routes = [route for part in PARTS for route in part.routes if isinstance(route, APIRoute)]
    names = {"server": "pc", "user": "anna", "edit": "none", "request": "none", "child": "anna", "number": 1}
    paths = {(method, PREFIX + route.path.format(**names)) for route in routes for method in route.methods}

    assert {(method, path) for _, method, path, _ in ENDPOINTS} == paths
