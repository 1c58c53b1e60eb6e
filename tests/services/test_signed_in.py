"""Settings as somebody changes them who has been signed in for a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clock import FakeClock
from editing import Asked
from errors import NotAllowed, PasswordNeeded, SettingsInvalid
from opening import open_core
from pending import Through
from services import Services
from services.signed_in import SignedIn
from tests.api.home import AFTERNOON
from tokens import Scope

TINA = Asked("", Through.PAGE, "192.168.1.7")


class Known:
    """Stands for ``Access``: somebody who has not entered a password for some minutes."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def need(self, scope: Scope, *, fresh: bool = False) -> None:
        if scope is not self.scope:
            raise NotAllowed
        if fresh:
            raise PasswordNeeded


CHANGES: dict[str, tuple[Callable[[SignedIn], Callable[..., None]], dict[str, object], dict[str, object]]] = {
    "backups": (lambda one: one.backups.change, {"at": "25:99"}, {"at": "04:00"}),
    "git": (lambda one: one.git_copies.change, {"remote": "ext::sh"}, {"branch": "nas"}),
    "mail": (lambda one: one.house.change_smtp, {"port": 0}, {"port": 465}),
    "mqtt": (lambda one: one.house.change_mqtt, {"port": 0}, {"port": 8883}),
}


@pytest.fixture
def services(tmp_path):
    core = open_core(tmp_path / "data", FakeClock(AFTERNOON), writer=True)
    with core.store:
        yield Services(core)


@pytest.mark.parametrize("card", CHANGES)
def test_what_cannot_be_set_is_said_before_the_password_is_wanted(services: Services, card: str) -> None:
    change, wrong, right = CHANGES[card]
    admin = SignedIn(services, Known(Scope.ADMIN))
    with pytest.raises(SettingsInvalid):
        change(admin)(wrong, TINA)
    with pytest.raises(PasswordNeeded):
        change(admin)(right, TINA)
    assert services.core.settings == services.core.settings.changed()


@pytest.mark.parametrize("card", CHANGES)
def test_who_may_not_set_it_learns_nothing_of_what_can_be_set(services: Services, card: str) -> None:
    change, wrong, _ = CHANGES[card]
    with pytest.raises(NotAllowed):
        change(SignedIn(services, Known(Scope.EDIT)))(wrong, TINA)
