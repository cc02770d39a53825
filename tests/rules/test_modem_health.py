"""When staff hear of a modem: a trouble once, its end once, and nothing that comes and goes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.rules.health.group_health import Grade
from models.rules.health.modem_health import Condition, ModemFacts, News, Told, finding_of, findings_of, news_of

NOON = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
WORKS = ModemFacts(1, "/dev/ttyUSB0", "25001", Condition.WORKING, NOON, NOON)


def seconds(count: float) -> datetime:
    return NOON + timedelta(seconds=count)


def told(modem: ModemFacts, at: float) -> Told | None:
    """As if the bridge had spoken a second ago."""
    return news_of(replace(modem, served_at=seconds(at - 1)), seconds(at))


def in_trouble(state: Condition = Condition.SILENT, since: float = 0) -> ModemFacts:
    return replace(WORKS, state=state, state_at=seconds(since), bad_since=seconds(since), bad_state=state)


TROUBLES = [
    Condition.SILENT,
    Condition.UNPLUGGED,
    Condition.REFUSED_PIN,
    Condition.NO_NETWORK,
    Condition.FULL,
]


@pytest.mark.parametrize("state", TROUBLES)
def test_every_trouble_that_lasts_is_told_once_within_a_minute_and_not_before_it_lasts(state: Condition) -> None:
    modem = in_trouble(state)
    assert told(modem, 19) is None
    assert told(modem, 21) == Told(News.TROUBLE, state)
    assert told(replace(modem, told_state=state, told_at=seconds(21)), 4000) is None


def test_a_bridge_that_says_nothing_more_is_a_trouble_of_its_own() -> None:
    assert news_of(WORKS, seconds(29)) is None
    assert news_of(WORKS, seconds(31)) == Told(News.TROUBLE, Condition.NOT_SERVED)
    assert news_of(replace(WORKS, served_at=None), seconds(31)) == Told(News.TROUBLE, Condition.NOT_SERVED)


def test_a_clock_that_was_set_back_makes_no_bridge_live_for_ever() -> None:
    ahead = replace(WORKS, served_at=seconds(3600))
    assert ahead.condition(seconds(0)) is Condition.NOT_SERVED
    assert not ahead.sends(seconds(0))


@pytest.mark.parametrize(
    ("state", "sends"), [(Condition.WORKING, True), (Condition.FULL, True), (Condition.NO_NETWORK, False)]
)
def test_a_full_sim_still_sends(state: Condition, sends: bool) -> None:
    assert replace(WORKS, state=state).sends(NOON) is sends


def test_the_end_is_told_after_steady_work() -> None:
    works = replace(WORKS, told_state=Condition.SILENT, told_at=seconds(-60), bad_since=seconds(-90))
    assert told(works, 19) is None
    assert told(works, 20) == Told(News.WELL, Condition.SILENT)
    assert told(replace(works, told_state=None, well_at=seconds(20)), 30) is None


def test_after_a_relapse_the_end_waits_for_a_quarter_of_an_hour() -> None:
    relapsed = replace(
        WORKS, told_state=Condition.SILENT, told_at=seconds(-60), bad_since=seconds(-90), well_at=seconds(-300)
    )
    assert told(relapsed, 60) is None
    assert told(relapsed, 15 * 60) == Told(News.WELL, Condition.SILENT)


def test_a_modem_that_never_works_steadily_is_in_trouble_although_it_works_now() -> None:
    shaky = replace(in_trouble(), state=Condition.WORKING, state_at=seconds(55))
    assert told(shaky, 58) is None
    assert told(shaky, 61) == Told(News.TROUBLE, Condition.SILENT)
    assert told(shaky, 76) is None  # steady by now


def test_troubles_that_take_turns_are_not_told_each_time() -> None:
    known = replace(in_trouble(Condition.UNPLUGGED, 60), told_state=Condition.SILENT, told_at=seconds(20))
    assert told(known, 120) is None
    assert told(known, 60 + 5 * 60) == Told(News.TROUBLE, Condition.UNPLUGGED)
    assert told(replace(known, told_at=seconds(200)), 60 + 5 * 60) is None


def test_a_modem_that_nobody_names_any_more_is_told_off_once() -> None:
    gone = replace(WORKS, state=Condition.RETIRED, told_state=Condition.SILENT, told_at=seconds(-60), served_at=None)
    assert news_of(gone, seconds(20)) == Told(News.WELL, Condition.SILENT)
    assert news_of(replace(gone, told_state=None), seconds(20)) is None


def _flapping() -> Iterator[tuple[float, Condition]]:
    """Two minutes of trouble, two of work, for two hours."""
    for cycle in range(30):
        yield cycle * 240.0, Condition.SILENT
        yield cycle * 240.0 + 120, Condition.WORKING


def test_two_hours_of_flapping_are_a_few_messages() -> None:
    modem, said = WORKS, list[Told]()
    changes = dict(_flapping())
    for moment in range(0, 7200, 5):
        if moment in changes:
            state = changes[moment]
            modem = replace(modem, state=state, state_at=seconds(moment))
            if state is Condition.SILENT:
                modem = replace(modem, bad_since=seconds(moment), bad_state=state)
        news = told(modem, moment)
        if news is not None:
            said.append(news)
            if news.news is News.TROUBLE:
                modem = replace(modem, told_state=news.condition, told_at=seconds(moment))
            else:
                modem = replace(modem, told_state=None, well_at=seconds(moment))
    assert [one.news for one in said] == [News.TROUBLE, News.WELL, News.TROUBLE]


def test_the_doctor_says_what_is_the_same_for_all_modems_once() -> None:
    found = findings_of([("a", Condition.NOT_SERVED), ("b", Condition.NOT_SERVED), ("c", Condition.WORKING)])
    assert [(one.grade, one.name) for one in found] == [
        (Grade.BROKEN, "modem_not_served"),
        (Grade.FINE, "modem"),
    ]
    assert finding_of("a", Condition.FULL).grade is Grade.WARNING
