"""What the counters say of a grant, against Timekpr's own reckoning with use going on before and after it."""

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import assume, given, settings

from tests.rules import made
from timekpr_rules import Counted, Grant, Operation, TimeFile, Verdict, counted, verdict

ADD, TAKE, SET = Operation.ADD, Operation.TAKE, Operation.SET
MOST = made.DAY
WINDOW = 75


def used(counters: Counted, seconds: int) -> Counted:
    return Counted(counters.spent + seconds, counters.balance + seconds)


def carried_out(counters: Counted, grant: Grant, limit: int) -> Counted:
    """Timekpr's formula: more and less time both forgive first what was overdrawn."""
    balance = {
        ADD: min(counters.balance, limit) - grant.seconds,
        TAKE: min(counters.balance, limit) + grant.seconds,
        SET: limit - grant.seconds,
    }[grant.operation]
    return Counted(counters.spent, min(max(balance, -MOST), MOST))


@dataclass(frozen=True)
class Case:
    """A grant and how much was used before it, between it and a second one, and after that."""

    grant: Grant
    before: Counted
    limit: int
    uses: tuple[int, int, int]

    def says(self, after: Counted) -> Verdict:
        return verdict(self.grant, self.before, self.limit, after, WINDOW)

    def after(self, times: int, limit: int | None = None) -> Counted:
        """The counters when it was carried out so often."""
        counters = self.before
        for number, seconds in enumerate(self.uses):
            counters = used(counters, seconds)
            if number < times:
                counters = carried_out(counters, self.grant, self.limit if limit is None else limit)
        return counters

    @property
    def cut(self) -> bool:
        """Whether Timekpr's bounds of a day cut something, where nothing can be told any more."""
        counters = [used(self.before, sum(self.uses)), *(self.after(times) for times in (1, 2))]
        return any(abs(one.balance) >= MOST for one in counters)


def case(rng: Random) -> Case:
    limit = rng.choice([0, 60, 3600, 7200, MOST])
    spent = rng.choice([0, 59, 3600, rng.randrange(20_000)])
    balance = rng.choice([spent, limit, limit - 1, limit + 1, limit + rng.randrange(200), rng.randrange(-7200, 20_000)])
    seconds = rng.choice([1, 30, 60, 75, 76, 900, rng.randint(1, 7200)])
    near = [max(limit - balance - rng.randrange(100), 0), 0, 1]
    grant = Grant(rng.choice(list(Operation)), max(seconds, 1))
    if grant.operation is SET and rng.random() < 0.6:
        grant = Grant(SET, min(rng.choice(near), MOST))
    uses = tuple(rng.choice([0, 0, 1, 30, 60, WINDOW, rng.randint(0, WINDOW)]) for _ in range(2))
    return Case(grant, Counted(spent, balance), limit, (*uses, rng.choice([0, 0, 10, 5000, rng.randint(0, 400)])))


cases = made.seeded(case)


@settings(max_examples=1000, deadline=None)
@given(case=cases)
def test_one_that_arrived_is_never_said_not_to_have(case: Case) -> None:
    assume(not case.cut)

    assert case.says(case.after(times=1)) is not Verdict.NOT_ARRIVED


@settings(max_examples=1000, deadline=None)
@given(case=cases)
def test_one_that_did_not_arrive_is_never_said_to_have(case: Case) -> None:
    """But for time that is set to what is left anyway: there both are the same."""
    assume(not case.cut)
    after = case.after(times=0)
    said = case.says(after)
    if said is Verdict.ARRIVED:
        assert case.grant.operation is SET
        moment = case.limit - case.before.balance - case.grant.seconds  # when just that was left
        assert 0 <= moment <= min(WINDOW, sum(case.uses))
    else:
        assert said is Verdict.NOT_ARRIVED or (said, case.grant.operation) == (Verdict.UNKNOWN, TAKE)


@settings(max_examples=1000, deadline=None)
@given(case=cases)
def test_one_that_arrived_twice_is_never_said_to_have_arrived_unless_once_would_have_left_the_same(case: Case) -> None:
    assume(not case.cut)
    twice = case.after(times=2)
    if case.says(twice) is not Verdict.ARRIVED:
        return
    assert case.grant.operation is not ADD
    total = sum(case.uses)
    once = (
        Case(case.grant, case.before, case.limit, (first, 0, total - first)).after(times=1)
        for first in range(min(WINDOW, total) + 1)
    )
    assert twice in once


@settings(max_examples=1000, deadline=None)
@given(case=cases)
def test_what_is_said_to_have_arrived_is_what_it_alone_could_have_left(case: Case) -> None:
    """Whatever else happened there: another grant on top, another limit."""
    assume(not case.cut)
    other = Random(str(case))
    after = used(case.after(times=other.randrange(3), limit=other.choice([case.limit, 0, 1800])), other.randrange(60))
    if case.says(after) is Verdict.ARRIVED:
        total = after.spent - case.before.spent
        assert after in [
            Case(case.grant, case.before, case.limit, (first, 0, total - first)).after(times=1)
            for first in range(min(WINDOW, total) + 1)
        ]


@pytest.mark.parametrize(
    ("grant", "before", "after", "said"),
    [
        (Grant(ADD, 600), Counted(1200, 1200), Counted(1200, 600), Verdict.ARRIVED),
        (Grant(ADD, 600), Counted(1200, 1200), Counted(1260, 660), Verdict.ARRIVED),
        (Grant(ADD, 600), Counted(1200, 1200), Counted(1260, 1260), Verdict.NOT_ARRIVED),
        (Grant(ADD, 600), Counted(1200, 1200), Counted(1200, 0), Verdict.UNKNOWN),
        (Grant(ADD, 600), Counted(1200, 1200), Counted(1200, 900), Verdict.UNKNOWN),
        (Grant(TAKE, 600), Counted(1200, 1200), Counted(1200, 1800), Verdict.ARRIVED),
        (Grant(TAKE, 600), Counted(1200, 1200), Counted(1230, 1230), Verdict.NOT_ARRIVED),
        (Grant(SET, 600), Counted(1200, 1200), Counted(1200, 3000), Verdict.ARRIVED),
        (Grant(SET, 2400), Counted(1200, 1200), Counted(1200, 1200), Verdict.ARRIVED),
        (Grant(SET, 600), Counted(1200, 1200), Counted(1200, 1200), Verdict.NOT_ARRIVED),
    ],
)
def test_with_an_hour_for_the_day(grant: Grant, before: Counted, after: Counted, said: Verdict) -> None:
    assert verdict(grant, before, 3600, after, WINDOW) is said


def test_what_was_overdrawn_is_forgiven_and_that_still_counts_as_once() -> None:
    overdrawn = Counted(5000, 5000)

    assert verdict(Grant(ADD, 600), overdrawn, 3600, Counted(5000, 3000), WINDOW) is Verdict.ARRIVED
    assert verdict(Grant(TAKE, 600), overdrawn, 3600, Counted(5000, 4200), WINDOW) is Verdict.ARRIVED


def test_a_minute_that_was_given_twice_to_whoever_has_nothing_left_is_seen() -> None:
    """Nothing was used meanwhile, so nothing can have been forgiven either."""
    case = Case(Grant(ADD, 60), Counted(3600, 3600), 3600, (0, 0, 0))

    assert case.says(case.after(times=1)) is Verdict.ARRIVED
    assert case.says(case.after(times=2)) is Verdict.UNKNOWN


def test_a_minute_that_may_have_been_given_once_or_twice_is_unclear() -> None:
    once = Case(Grant(ADD, 60), Counted(3600, 3600), 3600, (60, 0, 0))
    twice = Case(Grant(ADD, 60), Counted(3600, 3600), 3600, (0, 0, 60))

    assert once.after(times=1) == twice.after(times=2)
    assert once.says(once.after(times=1)) is Verdict.UNKNOWN


def test_taking_what_was_overdrawn_by_just_that_changes_nothing_that_shows() -> None:
    case = Case(Grant(TAKE, 600), Counted(4200, 4200), 3600, (0, 0, 0))

    assert case.after(times=1) == case.after(times=0)
    assert case.says(case.before) is Verdict.UNKNOWN


@settings(max_examples=100, deadline=None)
@given(spent=made.seeded(made.time_file))
def test_playtime_has_counters_of_its_own(spent: TimeFile) -> None:
    assert counted(spent, playtime=False) == Counted(spent.spent_day, spent.balance)
    assert counted(spent, playtime=True) == Counted(spent.playtime_day, spent.playtime_balance)


@pytest.mark.parametrize(
    ("operation", "said"), [(Operation.TAKE, Verdict.UNKNOWN), (Operation.ADD, Verdict.NOT_ARRIVED)]
)
def test_where_a_whole_day_is_given_what_was_taken_may_have_been_given_again(operation, said):
    most = Counted(spent=0, balance=-86_400)
    assert verdict(Grant(operation, 600), most, 7200, most, 0) is said
