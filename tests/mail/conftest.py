from __future__ import annotations

import pytest

from tests.mail.house import House
from tests.mqtt.certificates import Authority, Files


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def files(authority: Authority) -> Files:
    return authority.sign("server", "127.0.0.1", "localhost")


@pytest.fixture
def house(tmp_path) -> House:
    with House(tmp_path / "data") as house:
        yield house
