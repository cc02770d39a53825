"""A regulation that is right: what it says, and what follows from what it leaves out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models.rules.deadlines.plan import due_at, plan
from models.rules.deadlines.ticket_clock import Event, Happened, fold
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import parse_regulation

EXAMPLES = sorted(Path("examples/regulations").glob("*.toml"))
MINIMAL = Path("examples/regulations/minimal.toml").read_text(encoding="utf-8")
ISP = parse_regulation(Path("examples/regulations/a1_isp.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_loads_and_promises_a_deadline_for_each_desk_and_kind(path: Path) -> None:
    regulation = parse_regulation(path.read_text(encoding="utf-8"))
    for desk in regulation.desks:
        for kind in regulation.kinds_of(desk.id):
            policy, hours = regulation.policy(desk.id, kind.id), regulation.working_time(desk.id)
            for state in fold([Happened(NOW, Event.OPENED)], policy, hours).clocks.values():
                assert due_at(plan(state, (), regulation.ladder(desk.id), hours)) > NOW


def test_the_internet_provider_speaks_two_languages_and_asks_what_it_needs() -> None:
    kind = ISP.kind("no_internet")
    assert (kind.title.in_("ru"), kind.title.in_("en")) == ("Нет интернета", "No internet")
    assert [(field.id, field.type, field.required) for field in kind.fields] == [
        ("address", "text", True),
        ("extent", "choice", True),
        ("phone", "phone", False),
    ]
    assert kind.severity == "high"
    assert ISP.edition.effective_from == date(2026, 9, 1)
    assert ISP.edition.rights_and_duties is not None


def test_the_measuring_regulation_is_the_plainest_one() -> None:
    regulation = parse_regulation(Path("examples/regulations/benchmark.toml").read_text(encoding="utf-8"))
    policy = regulation.policy("support", "question")
    assert (policy.first_response.promised.span, policy.resolution, policy.warn_at) == (timedelta(hours=1), None, ())
    assert regulation.kind("question").fields == ()
    assert regulation.working_time("support").current_closing(NOW) is None


def test_what_is_left_out_follows_from_the_rest() -> None:
    regulation = parse_regulation(MINIMAL)
    desk = regulation.desk("support")
    assert (desk.staff_language, desk.kinds) == ("ru", ("question",))
    assert regulation.calendar("office").timezone == "Europe/Moscow"
    assert (regulation.closing.silence_working_days, regulation.limits.max_open_tickets) == (3, 10)


def test_a_calendar_keeps_its_own_zone() -> None:
    text = MINIMAL.replace("[calendars.office]", '[calendars.office]\ntimezone = "Asia/Omsk"')
    assert parse_regulation(text).calendar("office").timezone == "Asia/Omsk"


def test_the_most_specific_policy_wins() -> None:
    text = MINIMAL.replace('id = "support"', 'id = "support"\nkinds = ["question", "wish"]')
    text += """
        [[kinds]]
        id = "wish"
        title = "Пожелание"
        [[policies]]
        kind = "wish"
        first_response = "3h"
        [[policies]]
        desk = "support"
        first_response = "2h"
    """
    both = parse_regulation(text)
    assert both.policy("support", "wish").first_response.promised.span == timedelta(hours=3)
    assert both.policy("support", "question").first_response.promised.span == timedelta(hours=2)
    exact = parse_regulation(text + '[[policies]]\nkind = "wish"\ndesk = "support"\nfirst_response = "1h"')
    assert exact.policy("support", "wish").first_response.promised.span == timedelta(hours=1)


def test_a_policy_names_the_clocks_that_run() -> None:
    policy = ISP.policy("support", "suggestion")
    assert [(clock, target.promised.span) for clock, target in policy.targets()] == [
        (SlaClock.FIRST_RESPONSE, timedelta(hours=8))
    ]
    assert policy.target(SlaClock.RESOLUTION) is None
    resolution = ISP.policy("support", "billing").target(SlaClock.RESOLUTION)
    assert resolution is not None
    assert resolution.promised.span == timedelta(hours=28)


def test_working_time_is_compiled_once() -> None:
    assert ISP.working_time("support") is ISP.working_time("support")


def test_a_holiday_of_the_example_is_honoured() -> None:
    new_year = datetime(2027, 1, 1, 9, tzinfo=UTC)
    hours = ISP.working_time("support")
    assert not hours.is_open(new_year)
    assert hours.next_opening(new_year) == datetime(2027, 1, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize("look", [ISP.desk, ISP.kind, ISP.calendar])
def test_an_id_that_the_regulation_does_not_know_is_a_key_error(look: Callable[[str], object]) -> None:
    with pytest.raises(KeyError):
        look("nobody")


def test_nothing_of_a_regulation_can_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        ISP.organisation.timezone = "UTC"  # type: ignore[misc]


def test_a_file_saved_on_windows_is_read() -> None:
    assert parse_regulation("\ufeff" + MINIMAL.replace("\n", "\r\n")) == parse_regulation(MINIMAL)
