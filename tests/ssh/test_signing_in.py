"""Only a server that says no to our key is told to the parent as one that does."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import paramiko
import pytest

from errors import ConnectionLost, KeyNotAccepted, MachineError
from ssh_client.keys import HostKey, generate_key, load_key

from .conftest import Computer
from .hostile import hostile

pytestmark = pytest.mark.real


class Door(paramiko.ServerInterface):
    """Answers a key with what the test says, or hangs up."""

    def __init__(self, client: socket.socket, answer: int | None, others: str) -> None:
        self._client, self._answer, self._others = client, answer, others

    def get_allowed_auths(self, username: str) -> str:
        return self._others

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        if self._answer is None:
            self._client.shutdown(socket.SHUT_RDWR)
        return paramiko.AUTH_FAILED if self._answer is None else self._answer


def sign_in(computer: Computer, answer: int | None, others: str = "publickey") -> MachineError | None:
    key = load_key(generate_key()).key

    def script(client: socket.socket, stop: threading.Event) -> None:
        transport = paramiko.Transport(client)
        try:
            transport.add_server_key(key)
            transport.start_server(server=Door(client, answer, others))
            transport.join(10)
        finally:
            transport.close()

    with hostile(script) as port:
        login = replace(computer.login, pinned=HostKey(key.get_name(), key.asbytes()))
        outcome = computer.pull(target=computer.target(port=port, login=login))
    assert outcome.stage == "auth"
    return outcome.error


@pytest.mark.parametrize(
    ("answer", "others"),
    [
        (paramiko.AUTH_FAILED, "publickey"),
        (paramiko.AUTH_FAILED, "password"),
        (paramiko.AUTH_PARTIALLY_SUCCESSFUL, "publickey,password"),
    ],
)
def test_one_that_does_not_take_our_key_says_so(computer: Computer, answer: int, others: str) -> None:
    assert isinstance(sign_in(computer, answer, others), KeyNotAccepted)


def test_one_that_hangs_up_says_nothing_about_the_key(computer: Computer) -> None:
    assert isinstance(sign_in(computer, None), ConnectionLost)
