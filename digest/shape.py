"""A digest in bare texts and numbers, for programs: the same for the API and the command line."""

from __future__ import annotations

from typing import Any

from digest.letter import known, unknown
from digest.models import Digest
from digest.words import title


def digest_shape(digest: Digest, language: str) -> dict[str, Any]:
    """What can be put into JSON. Durations are seconds, days ISO 8601; None is what is not known."""
    sums, did = digest.sums, digest.did
    return {
        "child": digest.person.name,
        "child_id": digest.person.child_id,
        "week": digest.week.name,
        "first": digest.week.first.isoformat(),
        "last": digest.week.last.isoformat(),
        "title": title(digest).text(language),
        "text": "\n".join(known(digest, language)),
        "not_known": unknown(digest, language),
        "days_known": sums.days,
        "used": sums.used if sums.days else None,
        "used_is_estimated": sums.estimated,
        "playtime": sums.playtime if sums.days else None,
        "allowed": sums.allowed if sums.is_all_limited else None,
        "used_week_before": sums.before,
        "longest_day": sums.longest.day.isoformat() if sums.longest else None,
        "longest_day_used": sums.longest.used if sums.longest else None,
        "over_days": [one.day.isoformat() for one in sums.over],
        "given": did.given,
        "grants": [
            {"who": one.who, "seconds": one.given, "count": one.gifts, "reasons": list(one.reasons)}
            for one in did.people
            if one.gifts
        ],
        "taken": sum(one.taken for one in did.people),
        "not_carried_out": did.not_done,
        "requests": did.requests.asked,
        "requests_granted": did.requests.given,
        "requests_not_now": did.requests.not_now,
        "requests_taken_back": did.requests.taken_back,
        "requests_unanswered": did.requests.unanswered,
        "unusual": [
            {
                "day": one.day.isoformat(),
                "what": one.oddness.value,
                "begin_minute": one.begin,
                "end_minute": one.end,
                "minutes": one.minutes,
            }
            for one in digest.nights
        ],
    }
