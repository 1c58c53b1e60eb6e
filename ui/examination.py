"""What a sheet needs that shows step by step what works and what does not."""

from __future__ import annotations

from typing import Protocol

from doctor import Finding
from errors import MngrError


class Examination(Protocol):
    """A visit of the doctor, or another trial, that is under way; reading of it does not wait."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What has been found so far, in the order of the steps."""
        ...

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        ...

    @property
    def error(self) -> MngrError | None:
        """Why it ended before its end, where that was a fault of ours."""
        ...

    def stop(self) -> None:
        """Nobody wants to know any more; does not wait."""
        ...
