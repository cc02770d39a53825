"""Who is on duty. All times are of November 2026 in Moscow; the 9th is a Monday."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.ladder.duty import DutyTurn, Roster, Swap, whom_names
from models.rules.regulation.parsing import Rotation, StaffMember
from tests.rules.clock_logs import nov

MOSCOW = ZoneInfo("Europe/Moscow")
#: Иван from the 9th, Пётр from the 16th, Ольга from the 23rd; each comes on at 9:00 on Monday.
WEEKLY = Rotation(since=date(2026, 11, 9), members=("ivan", "petr", "olga"), changes="mon 09:00")
STAFF = (
    StaffMember(id="ivan", name="Иван Петров"),
    StaffMember(id="petr", name="Пётр Иванов"),
    StaffMember(id="olga", name="Ольга"),
    StaffMember(id="ann-lee", name="Анна-Мария Ли"),
)


def roster(*swaps: Swap, rotation: Rotation = WEEKLY) -> Roster:
    return Roster(rotation, MOSCOW, swaps)


def swap(member: str, since: str, until: str) -> Swap:
    return Swap(member, nov(since), nov(until))


@pytest.mark.parametrize(
    ("when", "member", "until"),
    [
        ("09 08:59", "olga", "09 09:00"),
        ("09 09:00", "ivan", "16 09:00"),
        ("15 23:59", "ivan", "16 09:00"),
        ("16 09:00", "petr", "23 09:00"),
        ("23 09:00", "olga", "30 09:00"),
    ],
)
def test_the_roster_says_who_is_on_duty_and_until_when(when: str, member: str, until: str) -> None:
    assert roster().on_duty(nov(when)) == DutyTurn(member, nov(until))


def test_the_next_turn_is_of_whoever_comes_on_then() -> None:
    assert roster().next_turn(nov("11 12:00")) == DutyTurn("petr", nov("23 09:00"))


def test_who_stands_in_is_on_duty_from_the_first_moment_to_the_last_one_excluded() -> None:
    agreed = roster(swap("petr", "11 12:00", "13 18:00"))
    assert agreed.on_duty(nov("11 11:59")) == DutyTurn("ivan", nov("11 12:00"))
    assert agreed.on_duty(nov("11 12:00")) == DutyTurn("petr", nov("13 18:00"), instead_of="ivan")
    assert agreed.on_duty(nov("13 18:00")) == DutyTurn("ivan", nov("16 09:00"))
    assert agreed.next_turn(nov("11 12:00")) == DutyTurn("ivan", nov("16 09:00"))


def test_a_stand_in_whose_own_turn_follows_stays_until_its_end() -> None:
    agreed = roster(swap("petr", "11 12:00", "16 09:00"))
    assert agreed.on_duty(nov("12 10:00")) == DutyTurn("petr", nov("23 09:00"), instead_of="ivan")


def test_of_two_swaps_the_later_agreed_one_holds_and_then_the_other_again() -> None:
    agreed = roster(swap("petr", "11 12:00", "14 12:00"), swap("olga", "12 12:00", "13 12:00"))
    assert [agreed.on_duty(nov(when)).member for when in ("12 11:59", "12 12:00", "13 12:00", "14 12:00")] == [
        "petr",
        "olga",
        "petr",
        "ivan",
    ]


def test_one_alone_on_the_roster_is_on_duty_without_end_and_nobody_follows() -> None:
    alone = Rotation(since=date(2026, 11, 9), members=("ivan",))
    assert roster(rotation=alone).on_duty(nov("11 12:00")) == DutyTurn("ivan", None)
    assert roster(rotation=alone).next_turn(nov("11 12:00")) is None
    helped = roster(swap("petr", "11 12:00", "12 12:00"), rotation=alone)
    assert helped.on_duty(nov("11 12:00")) == DutyTurn("petr", nov("12 12:00"), instead_of="ivan")


_HOURS = st.integers(0, 24 * 30)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(WEEKLY.members), _HOURS, st.integers(1, 400)), max_size=4),
    _HOURS,
)
def test_nothing_changes_before_the_end_of_a_turn_and_something_does_at_it(
    swaps: list[tuple[str, int, int]], hour: int
) -> None:
    begins = nov("09 09:00")
    agreed = roster(
        *(
            Swap(member, begins + timedelta(hours=since), begins + timedelta(hours=since + length))
            for member, since, length in swaps
        )
    )
    at = begins + timedelta(hours=hour)
    turn = agreed.on_duty(at)
    assert turn.until is not None
    edges = [edge for swap in agreed.swaps for edge in (swap.from_at, swap.until_at) if at < edge < turn.until]
    for moment in (*edges, turn.until - timedelta(seconds=1)):
        assert agreed.on_duty(moment).member == turn.member
    assert agreed.on_duty(turn.until).member != turn.member


@pytest.mark.parametrize(
    ("text", "member", "rest"),
    [
        ("petr", "petr", ""),
        ("пётр", "petr", ""),
        ("ПЕТР до пятницы", "petr", "до пятницы"),
        ("Иванов до 18:00", "petr", "до 18:00"),
        ("Иван Петров", "ivan", ""),
        ("Иван Петров, до завтра", "ivan", ", до завтра"),
        ("Анна-Мария Ли", "ann-lee", ""),
        ("ольга  +2 дня", "olga", "+2 дня"),
    ],
)
def test_people_are_found_by_id_by_name_or_by_a_word_of_it(text: str, member: str, rest: str) -> None:
    named = whom_names(text, STAFF)
    assert named.found is not None
    assert (named.found.id, named.rest) == (member, rest)


@pytest.mark.parametrize("text", ["", "Олег", "Ива", "ivanov", "до пятницы", "Ольгаа"])
def test_nobody_is_guessed(text: str) -> None:
    assert whom_names(text, STAFF).found is None


def test_a_name_that_two_share_names_both() -> None:
    two = (StaffMember(id="a", name="Иван Петров"), StaffMember(id="b", name="Иван Сидоров"))
    named = whom_names("Иван до пятницы", two)
    assert (named.found, [one.id for one in named.several]) == (None, ["a", "b"])
