from collections.abc import Iterator

import pytest

from tests.rules.real import RealTimekpr


@pytest.fixture(scope="session")
def real_timekpr() -> Iterator[RealTimekpr]:
    real = RealTimekpr()
    yield real
    real.close()
