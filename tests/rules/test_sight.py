"""Who sees which ticket and which message: for every bond that there can be."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.contracts.sight import (
    Audience,
    Author,
    Bond,
    Grants,
    Heard,
    Sight,
    Speaks,
    may_end,
    readers,
    sees_message,
    sight,
    speaks_for_client,
)
from models.rules.contracts.standing import ACTIVE, ALL, ENDED, OWN, SEES, STATES, SUSPENDED

ANNA, BORIS, VERA = 1, 2, 3
OWNER = Bond(speaks=Speaks(ALL, ACTIVE))

_SPEAKS = st.none() | st.builds(Speaks, st.sampled_from(SEES), st.sampled_from(STATES))
_BONDS = st.builds(
    Bond,
    is_requester=st.booleans(),
    speaks=_SPEAKS,
    takes_part=st.none() | st.sampled_from(Grants),
    erased=st.booleans(),
)
_HEARD = st.builds(
    Heard,
    author=st.sampled_from([*Author, "note", "unsent", "system", "line"]),
    person_id=st.none() | st.integers(1, 3),
    audience=st.none() | st.sampled_from(Audience),
)


@pytest.mark.parametrize(
    ("bond", "seen"),
    [
        (Bond(), Sight.NOTHING),
        (Bond(is_requester=True), Sight.OWN),
        (Bond(speaks=Speaks(OWN, ACTIVE)), Sight.NOTHING),
        (OWNER, Sight.ALL),
        (Bond(speaks=Speaks(ALL, SUSPENDED)), Sight.ALL),
        (Bond(speaks=Speaks(ALL, ENDED)), Sight.NOTHING),
        (Bond(is_requester=True, speaks=Speaks(ALL, ENDED)), Sight.OWN),
        (Bond(is_requester=True, speaks=Speaks(ALL, ACTIVE)), Sight.ALL),
        (Bond(takes_part=Grants.MEANT), Sight.MEANT),
        (Bond(takes_part=Grants.RIGHT), Sight.NOTHING),
        (Bond(takes_part=Grants.RIGHT, speaks=Speaks(OWN, ACTIVE)), Sight.NOTHING),
        (Bond(is_requester=True, erased=True), Sight.NOTHING),
    ],
)
def test_a_bond_says_what_is_seen(bond: Bond, seen: Sight) -> None:
    assert sight(bond) is seen


@pytest.mark.parametrize(
    ("said", "who_sees"),
    [
        (Heard("requester", ANNA, None), {Sight.OWN, Sight.ALL}),
        (Heard("agent", None, None), {Sight.OWN, Sight.ALL}),
        (Heard("agent", VERA, Audience.ASKED), {Sight.OWN, Sight.ALL}),
        (Heard("participant", VERA, Audience.NAMED), {Sight.ALL}),
        (Heard("note", None, None), set()),
        (Heard("unsent", None, None), set()),
        (Heard("system", BORIS, Audience.NAMED), set()),
    ],
)
def test_of_a_message_that_is_not_theirs_one_sees_what_the_sight_says(said: Heard, who_sees: set[Sight]) -> None:
    assert {seen for seen in Sight if sees_message(seen, BORIS, said)} == who_sees


def test_whoever_was_brought_in_sees_their_own_words_and_the_answers_to_them() -> None:
    own, answer = Heard("participant", BORIS, Audience.NAMED), Heard("agent", BORIS, Audience.ASKED)
    assert sees_message(Sight.MEANT, BORIS, own)
    assert sees_message(Sight.MEANT, BORIS, answer)
    assert not sees_message(Sight.MEANT, BORIS, Heard("agent", None, None))


@given(_BONDS, _HEARD, st.integers(1, 3))
def test_nothing_is_seen_of_what_staff_keep_to_themselves(bond: Bond, said: Heard, person_id: int) -> None:
    if said.author not in ("requester", "agent", "participant"):
        assert not sees_message(sight(bond), person_id, said)


@given(_BONDS, _HEARD, st.integers(1, 3))
def test_without_a_sight_of_the_ticket_no_message_is_seen_not_even_ones_own(
    bond: Bond, said: Heard, person_id: int
) -> None:
    if sight(bond) is Sight.NOTHING:
        assert not sees_message(Sight.NOTHING, person_id, said)


@given(_HEARD, st.integers(1, 3))
def test_a_wider_sight_never_hides_what_a_narrower_one_shows(said: Heard, person_id: int) -> None:
    shown = [sees_message(seen, person_id, said) for seen in sorted(Sight)]
    assert shown == sorted(shown)


@given(_BONDS)
def test_a_right_that_is_taken_away_leaves_what_they_see_of_their_own(bond: Bond) -> None:
    without = Bond(bond.is_requester, None, bond.takes_part, bond.erased)
    assert sight(without) <= sight(bond)
    assert sight(without) is not Sight.ALL


@given(_BONDS)
def test_only_the_requester_ends_a_ticket_and_whoever_sees_all_speaks_for_the_client(bond: Bond) -> None:
    assert may_end(bond) == (bond.is_requester and not bond.erased)
    if speaks_for_client(sight(bond)):
        assert bond.speaks is not None
        assert bond.speaks.sees == ALL


def test_readers_are_all_who_see_anything_but_the_requester() -> None:
    bonds = [(ANNA, Bond(is_requester=True, speaks=Speaks(ALL, ACTIVE))), (BORIS, OWNER), (VERA, Bond())]
    assert readers(bonds) == [BORIS]
    for speaks, part in product((None, Speaks(OWN, ACTIVE)), Grants):
        seen = readers([(VERA, Bond(speaks=speaks, takes_part=part))])
        assert seen == ([VERA] if part is Grants.MEANT else [])
