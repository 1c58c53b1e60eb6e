"""A child's history as it is shown: several logins together, gaps as gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from history_views import DayFigures, by_login, day_figures, history_view, hour_figures, summary
from stats_history import Day, DayDetail, HistoryFile, HoursOfDay

MONDAY = date(2026, 11, 23)
SUNDAY, SATURDAY = MONDAY - timedelta(days=1), MONDAY - timedelta(days=2)
PC, LAPTOP = ("pc", "anna"), ("laptop", "anna")


def kept(**days: Day) -> HistoryFile:
    return HistoryFile(year={date.fromisoformat(day[1:].replace("_", "-")): one for day, one in days.items()})


def test_days_of_two_computers_are_added_up_and_gaps_stay_gaps():
    pc = kept(d2026_11_23=Day(used=600, limit=3600, playtime=60))
    laptop = kept(d2026_11_23=Day(used=300, limit=1800, granted=60), d2026_11_21=Day(used=100))

    assert day_figures([(PC, pc), (LAPTOP, laptop)], SATURDAY, MONDAY) == (
        DayFigures(SATURDAY, 100, least=100, parts=((LAPTOP, 100),)),
        DayFigures(SUNDAY, None),
        DayFigures(MONDAY, 900, 60, 5400, 60, least=900, parts=((PC, 600), (LAPTOP, 300)), computers=2),
    )


def test_a_day_on_which_one_computer_was_not_read_is_not_known_to_its_end():
    pc = kept(d2026_11_22=Day(used=600), d2026_11_23=Day(used=600, until=time(18)))
    away, new = kept(d2026_11_21=Day(used=300)), kept(d2026_11_23=Day(used=0))
    days = day_figures([(PC, pc), (LAPTOP, away)], SATURDAY, MONDAY)

    assert [(day.used, day.until) for day in days] == [(300, None), (600, time(0)), (600, time(0))]
    assert [day.behind for day in days] == [(), ((LAPTOP, time(0)),), ((PC, time(18)), (LAPTOP, time(0)))]
    assert [day.until for day in day_figures([(PC, pc), (LAPTOP, new)], SATURDAY, SUNDAY)] == [None, None]


def test_no_hour_is_empty_where_one_computer_was_not_read():
    pc = HistoryFile(week={MONDAY: HoursOfDay(used={14: 60})}, year={MONDAY: Day(used=60)})
    away = kept(d2026_11_21=Day(used=300))

    assert hour_figures([(PC, pc), (LAPTOP, away)], MONDAY).used == (*(None,) * 14, 60, *(None,) * 9)


def test_what_was_allowed_is_not_known_where_one_computer_does_not_say():
    pc, laptop = kept(d2026_11_23=Day(used=600, limit=3600)), kept(d2026_11_23=Day(used=300))
    [day] = day_figures([(PC, pc), (LAPTOP, laptop)], MONDAY, MONDAY)

    assert (day.limit, day.allowed, day.over) == (None, None, False)


def test_a_day_is_known_until_the_first_computer_is_not():
    pc, laptop = kept(d2026_11_23=Day(used=6, until=time(18))), kept(d2026_11_23=Day(used=3, until=time(14), most=9))
    [day] = day_figures([(PC, pc), (LAPTOP, laptop)], MONDAY, MONDAY)

    assert (day.until, day.used, day.most) == (time(14), 9, 15)


def test_more_than_the_day_allowed_with_what_was_given_is_over():
    days = [Day(used=3660, limit=3600, granted=60), Day(used=3661, limit=3600, granted=60), Day(used=1, limit=86_400)]

    assert [day_figures([(PC, kept(d2026_11_23=day))], MONDAY, MONDAY)[0].over for day in days] == [False, True, False]


def test_the_time_at_two_computers_at_once_is_known_from_the_stretches():
    def at(*spans: str) -> HistoryFile:
        detail = DayDetail(used=3600, counted=3600, spans=spans)
        return HistoryFile(month={MONDAY: detail}, year={MONDAY: Day(used=3600)})

    files = [(PC, at("14:00-15:00", "16:00-16:30")), (LAPTOP, at("14:30-16:10")), (("tv", "anna"), at("14:50-14:55"))]
    [day] = day_figures(files, MONDAY, MONDAY)

    assert day.shared == 40 * 60


def test_hours_of_which_nothing_is_known_are_not_empty():
    file = HistoryFile(
        week={MONDAY: HoursOfDay(used={14: 3600})},
        month={MONDAY: DayDetail(used=3600, until=time(16, 30), allowed=("14:00-20:00",), spans=("14:00-15:00",))},
        year={MONDAY: Day(used=3600, until=time(16, 30))},
    )
    hours = hour_figures([(PC, file)], MONDAY)

    assert hours.used == (*(0,) * 14, 3600, 0, *(None,) * 8)
    assert hours.allowed == ("14:00-20:00",)
    assert hour_figures([(PC, file)], SUNDAY).used == (None,) * 24


def test_a_day_with_use_of_which_nobody_knows_when_has_no_empty_hours():
    file = HistoryFile(week={MONDAY: HoursOfDay(used={14: 60}, unplaced=600)}, year={MONDAY: Day(used=660)})
    hours = hour_figures([(PC, file)], MONDAY)

    assert [hour for hour, used in enumerate(hours.used) if used is not None] == [14]
    assert hours.unplaced == 600


def test_hours_that_differ_from_computer_to_computer_are_not_told():
    files = [
        (login, HistoryFile(month={MONDAY: DayDetail(used=0, allowed=allowed)}, year={MONDAY: Day(used=0)}))
        for login, allowed in ((PC, ("14:00-20:00",)), (LAPTOP, ("15:00-20:00",)))
    ]

    assert hour_figures(files, MONDAY).allowed is None


def test_the_summary_knows_the_average_of_known_days_and_of_those_before():
    file = HistoryFile(
        year={
            MONDAY - timedelta(days=ago): Day(used=used, limit=1800, playtime=5, granted=10, estimated=ago == 2)
            for ago, used in ((0, 1800), (2, 5400), (3, 600), (5, 1200))
        }
    )
    view = history_view([(PC, file)], SATURDAY, MONDAY, hours=7)
    shown = view.summary

    assert (shown.known, shown.used, shown.average, shown.before) == (2, 7200, 3600, 900)
    assert (shown.playtime, shown.granted, shown.over, shown.estimated) == (10, 20, 1, 1)
    assert shown.longest is not None
    assert shown.longest.day == SATURDAY
    assert by_login(view.days) == {PC: 7200}
    assert [hours.day for hours in view.hours] == [SATURDAY, SUNDAY, MONDAY]


def test_the_summary_of_nothing_says_nothing():
    shown = summary([DayFigures(MONDAY, None)], [DayFigures(SUNDAY, None)])

    assert (shown.known, shown.average, shown.before, shown.longest) == (0, 0, None, None)


def test_a_view_is_as_old_as_the_login_that_was_read_least():
    early, late = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)
    files = [(PC, HistoryFile(as_of=late)), (LAPTOP, HistoryFile(as_of=early))]

    assert history_view(files, MONDAY, MONDAY, hours=7).as_of == early
    assert history_view([*files, (("tv", "anna"), HistoryFile())], MONDAY, MONDAY, hours=7).as_of is None
