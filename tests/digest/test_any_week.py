"""Whatever is known of a week, its digest is in itself without contradiction, and can be said in every language."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta

from hypothesis import given, strategies as st

from audit import Entry
from digest import digest_shape, known, letter_of, unknown
from digest.models import DigestPage
from i18n import languages
from mqtt_ha.events import of_digest
from stats_history import DAY_SECONDS, DayDetail, HistoryFile, written
from tests.digest.made import ANNA, ENGLISH, WEEK, a_digest, at, grant, history

SECONDS = st.integers(0, DAY_SECONDS)
SPAN = st.tuples(st.integers(0, 1439), st.integers(1, 300)).map(lambda one: written(one[0], min(1440, one[0] + one[1])))
DETAIL = st.builds(
    DayDetail,
    used=SECONDS,
    playtime=SECONDS,
    limit=st.none() | SECONDS,
    granted=st.integers(-DAY_SECONDS, DAY_SECONDS),
    until=st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    estimated=st.booleans(),
    spans=st.lists(SPAN, max_size=4).map(lambda spans: tuple(sorted(spans))),
    allowed=st.none() | st.lists(SPAN, max_size=2).map(tuple),
)
DAY = st.integers(-40, 9).map(lambda place: WEEK.first + timedelta(days=place))
HISTORY = st.dictionaries(DAY, DETAIL, max_size=30).map(history) | st.just(HistoryFile())
KINDS = ["asked", "replaced", "given", "not_now", "taken_back", "nonsense"]
WORDS = st.text(max_size=120)
REQUEST = st.builds(
    lambda day, kind: [Entry(at=at(day), what="request", kind=kind, server="pc", user="anna")],
    DAY,
    st.sampled_from(KINDS),
)
EDIT = st.builds(
    lambda day, amount, who, reason, state, kind: grant(day, amount, who, reason, state=state, kind=kind),
    DAY,
    st.sampled_from(["+900", "-60", "=0", "=1800", "+", "", "nonsense", "+99999999"]),
    WORDS,
    WORDS,
    st.sampled_from(["confirmed", "refused", "expired", "unclear", "conflict", "cancelled", "nonsense"]),
    st.sampled_from(["grant", "lock", "today", "unlock", "config"]),
)
ENTRIES = st.lists(REQUEST | EDIT, max_size=8).map(lambda some: [one for entries in some for one in entries])


@given(HISTORY, HISTORY, ENTRIES)
def test_a_digest_does_not_contradict_itself(one: HistoryFile, other: HistoryFile, entries: list[Entry]) -> None:
    person = ANNA.__class__("anna", "Anna", "anna", (("pc", "anna"), ("laptop", "anna")))
    digest = a_digest(one, entries, person=person, others=[other])
    sums, did = digest.sums, digest.did

    assert 0 <= sums.used_on <= sums.days <= 7
    assert 0 <= sums.limited <= sums.days
    assert 0 <= sums.playtime <= sums.used
    assert 0 <= sums.used_of_allowed <= sums.used
    assert sums.allowed >= 0
    assert (sums.longest is None) == (sums.used == 0)
    if sums.longest is not None and sums.longest.used is not None:
        assert sums.used / 7 <= sums.longest.used <= sums.used
        assert (sums.longest.used == sums.used) == (sums.used_on == 1)
    assert sums.before is None or sums.average is None
    assert min(did.given, did.gifts, did.not_done, did.unsure) >= 0
    assert did.gifts == sum(person.gifts for person in did.people)
    assert {one.day for one in digest.nights} <= set(WEEK)
    assert all(0 <= one.begin < one.end <= 1800 and 10 <= one.minutes <= one.end - one.begin for one in digest.nights)
    assert digest.is_known == (sums.days > 0)


@given(HISTORY, ENTRIES)
def test_it_can_be_said_whole_in_every_language(file: HistoryFile, entries: list[Entry]) -> None:
    digest = a_digest(file, entries)
    for language in languages():
        sentences = [one.text(language) for one in (*digest.sentences, *digest.notes)]
        assert sentences
        assert all(re.search(r"\w.*\.$", one) and one == one.strip() for one in sentences)
        assert not [one for one in sentences if "minus" in one or re.search(r"\bNone\b", one)] or entries
        assert all("\n" not in one for one in (*known(digest, language), unknown(digest, language)))
        assert json.loads(json.dumps(digest_shape(digest, language)))["title"]
        event = of_digest(digest, language)
        assert len(json.dumps(event, ensure_ascii=False).encode()) < 12_000
        assert event["message"].startswith(known(digest, language)[0][:2000])
    letter = letter_of(DigestPage(WEEK, "", "", (digest,)), base_url="", style=ENGLISH)
    assert known(digest, "en")[0] in letter.text
