"""What a button carries comes from outside: whoever presses it may have written it."""

import pytest

from models.rules.delivery.choices import parse_choice


@pytest.mark.parametrize(
    "forged",
    ["t:99999999999999999999:0:take", "t:1:99999999999999999999:take", "d:²:solved:1", "t:1:²:take", "t:1:2:"],
)
def test_a_forged_button_that_no_database_can_look_up_is_not_one_of_ours(forged: str) -> None:
    assert parse_choice(forged) is None
