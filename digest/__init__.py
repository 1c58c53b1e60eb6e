"""A child's week in words: what was used, what people did about it, what was not as usual, and what is not known.

Pure: out of the history and the audit that somebody hands in. The page, the mail and the event say the same.
"""

from __future__ import annotations

from .letter import PATH, known, letter_of, path_of, unknown
from .making import digest_of
from .models import Digest, DigestPage, Person, Reading, Sums
from .shape import digest_shape
from .week import Week, week_named, week_of
from .words import dates, heading, title

__all__ = [
    "PATH",
    "Digest",
    "DigestPage",
    "Person",
    "Reading",
    "Sums",
    "Week",
    "dates",
    "digest_of",
    "digest_shape",
    "heading",
    "known",
    "letter_of",
    "path_of",
    "title",
    "unknown",
    "week_named",
    "week_of",
]
