"""Whatever the rules are: every obstacle to a grant is said, and what is offered helps."""

from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import (
    Doubt,
    File,
    Grant,
    MainConfig,
    Offer,
    Operation,
    TimeFile,
    UserConfig,
    doubts_about_grant,
    edit_user_config,
    find_key,
    granted,
    new_user_config,
    time_left,
    with_user_values,
)
from timekpr_rules.texts import parse_value


def standing(rng: Random) -> tuple[UserConfig, MainConfig, TimeFile, datetime, Grant]:
    now = made.moment(rng)
    gap = rng.choice([0, 0, 0, 3600, made.DAY, rng.randint(-40 * made.DAY, 40 * made.DAY)])
    operation = rng.choice(list(Operation))
    seconds = rng.choice([1, 900, 1800, made.DAY, rng.randint(1, 4 * 3600)])
    grant = Grant(operation, 0 if operation is Operation.SET and rng.random() < 0.2 else seconds, rng.random() < 0.2)
    main = MainConfig(playtime_enabled=rng.random() < 0.7)
    return made.user_config(rng), main, made.time_file(rng, now - timedelta(seconds=gap)), now, grant


Standing = tuple[UserConfig, MainConfig, TimeFile, datetime, Grant]


def left_after(config: UserConfig, standing: Standing) -> int:
    _, main, spent, now, grant = standing
    return time_left(config, main, granted(config, spent, grant, now), now).seconds


def offers_of(found: tuple[Doubt, ...]) -> list[Offer]:
    return [offer for doubt in found for offer in doubt.offers]


@settings(max_examples=500, deadline=None)
@given(case=made.seeded(standing))
def test_all_that_is_offered_is_allowed_and_helps(case: Standing) -> None:
    config, *_, grant = case
    found = doubts_about_grant(*case, raw=new_user_config("anna", config), user="anna")
    helped = config
    for offer in offers_of(found):
        assert bool(offer.today) != bool(offer.lasting)
        assert offer.code
        wanted = {**offer.today, **offer.lasting}
        assert all(parse_value(find_key(File.USER, key), text) is not None for key, text in wanted.items())
        helped = with_user_values(helped, wanted)
        assert edit_user_config(new_user_config("anna"), "anna", wanted)
    if helped == config:
        return
    assert grant.operation is not Operation.TAKE
    assert left_after(helped, case) > left_after(config, case)
    if all(doubt.offers for doubt in found if doubt.code not in {"opens_later", "unaccounted_now"}):
        assert left_after(helped, case) >= wanted_of(case) or has_no_more_to_offer(helped, case)
        assert left_after(helped, case) < wanted_of(case) + 1860 or not config.week[case[3].weekday()].allowed


def wanted_of(case: Standing) -> int:
    """What should be left after a grant."""
    grant, before = case[4], time_left(*case[:4]).seconds
    return {
        Operation.ADD: before + grant.seconds,
        Operation.SET: grant.seconds,
        Operation.TAKE: max(0, before - grant.seconds),
    }[grant.operation]


def has_no_more_to_offer(helped: UserConfig, case: Standing) -> bool:
    """Whether midnight is in the way, or the most that a limit can be."""
    midnight = helped.week[case[3].weekday()].intervals[-1].end == 1440
    return midnight or helped.week_limit == made.WEEK or helped.month_limit == made.MONTH


@settings(max_examples=500, deadline=None)
@given(case=made.seeded(standing))
def test_what_does_not_work_is_always_said_and_what_works_never_is(case: Standing) -> None:
    config, main, spent, now, grant = case
    found = {doubt.code for doubt in doubts_about_grant(*case)} - {"opens_later", "unaccounted_now"}
    if grant.playtime:
        return
    before = time_left(config, main, spent, now).seconds
    nothing_to_take = before == 0 and (grant.operation is Operation.TAKE or not grant.seconds)
    assert bool(found) == (left_after(config, case) != wanted_of(case) or nothing_to_take)


@settings(max_examples=300, deadline=None)
@given(case=made.seeded(standing), data=made.seeded(lambda rng: made.mutated(rng, made.user_file(rng))))
def test_it_never_fails_and_its_sentences_can_be_said(case: Standing, data: bytes) -> None:
    for doubt in doubts_about_grant(*case, raw=data, user="anna"):
        for language in ("en", "de"):
            assert doubt.code
            assert doubt.message.text(language)
            assert all(offer.message.text(language) for offer in doubt.offers)
