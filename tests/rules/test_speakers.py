"""Who may change who speaks for a contract, and who may undo it."""

import pytest

from models.rules.contracts.speakers import Refusal, Rights, may_undo, refusal
from models.rules.contracts.standing import ALL

OWNER, ALSO, PLAIN, STRANGER = 1, 2, 3, 4
BOTH = {OWNER: Rights(may_change_contacts=True), ALSO: Rights(ALL, True), PLAIN: Rights()}
ONE = {OWNER: Rights(ALL, True), PLAIN: Rights()}


@pytest.mark.parametrize(
    ("rights", "actor", "subject", "becomes", "why"),
    [
        (BOTH, OWNER, PLAIN, None, None),
        (BOTH, OWNER, PLAIN, Rights(ALL), None),
        (BOTH, OWNER, ALSO, None, None),
        (BOTH, OWNER, OWNER, None, None),
        (BOTH, PLAIN, PLAIN, Rights(ALL), Refusal.NOT_YOURS),
        (BOTH, PLAIN, OWNER, None, Refusal.NOT_YOURS),
        (BOTH, STRANGER, PLAIN, None, Refusal.NOT_YOURS),
        (BOTH, OWNER, STRANGER, Rights(ALL), Refusal.GONE),
        (ONE, OWNER, OWNER, None, Refusal.LAST),
        (ONE, OWNER, OWNER, Rights(ALL), Refusal.LAST),
        (ONE, OWNER, OWNER, Rights(may_change_contacts=True), None),
        ({}, OWNER, PLAIN, None, Refusal.NOT_YOURS),
    ],
)
def test_who_may_change_what(
    rights: dict[int, Rights], actor: int, subject: int, becomes: Rights | None, why: Refusal | None
) -> None:
    assert refusal(rights, actor, subject, becomes) is why


@pytest.mark.parametrize(
    ("who", "subject", "before", "may"),
    [
        (OWNER, STRANGER, Rights(), True),
        (PLAIN, STRANGER, Rights(), False),
        (STRANGER, STRANGER, Rights(ALL, True), True),  # an owner who was turned out
        (STRANGER, STRANGER, Rights(ALL), False),  # somebody who merely asked for things
        (STRANGER, PLAIN, Rights(ALL, True), False),
    ],
)
def test_who_may_undo_it(who: int, subject: int, before: Rights, may: bool) -> None:
    assert may_undo(ONE, who, subject, before) is may
