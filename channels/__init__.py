"""The ways to change something on a computer: their words (``words``) and which of them work (``discover``)."""

from __future__ import annotations

from .discover import Channel, Ways, discover

__all__ = ["Channel", "Ways", "discover"]
