"""Delivering edits: one visit to one computer (``visit``), grants, rules, and the courier who takes them along."""

from __future__ import annotations

from .courier import Courier

__all__ = ["Courier"]
