"""Which of many points a test looks at: some of them, others in each run, or all that there are."""

from __future__ import annotations

import os
import random

EVERY = "TIMEKPR_TESTS_EVERY_STEP" in os.environ


def some_of(first: int, last: int, apart: int) -> range:
    """Every ``apart``-th from ``first`` to ``last``. Where to begin goes by the run's seed, which pytest prints."""
    apart = 1 if EVERY else apart
    return range(first + random.randrange(apart), last + 1, apart)
