"""A month of a family, in which everybody edits, plays and pulls plugs: nothing is lost, and nothing is done twice.

The same months each time, so that what fails here failed before. Others, and many: ``TIMEKPR_TESTS_MONTHS=2000``.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.courier.month import Month

MONTHS = os.environ.get("TIMEKPR_TESTS_MONTHS", "")

TestMonth = pytest.mark.timeout(0 if MONTHS else 300)(Month.TestCase)
TestMonth.settings = settings(
    max_examples=int(MONTHS or 25),
    stateful_step_count=50,
    deadline=None,
    derandomize=not MONTHS,
    database=None,
    suppress_health_check=list(HealthCheck),
)
