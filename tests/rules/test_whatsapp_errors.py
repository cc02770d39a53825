"""What each error code of WhatsApp means (LESSONS.md, WhatsApp)."""

import pytest

from models.rules.delivery.send_results import ACCOUNT_TROUBLES, Refusal
from models.rules.delivery.whatsapp_errors import meaning_of, refusal_of


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (131047, Refusal.WINDOW_CLOSED),
        (131026, Refusal.UNDELIVERABLE),
        (131030, Refusal.NOT_A_TESTER),
        (131062, Refusal.ADDRESS_NOT_TAKEN),
        (130497, Refusal.COUNTRY),
        (131049, Refusal.NOT_NOW),
        (130472, Refusal.NOT_NOW),
        (131050, Refusal.OPTED_OUT),
        (131051, Refusal.KIND_NOT_TAKEN),
        (131052, Refusal.FILE_NOT_TAKEN),
        (131053, Refusal.FILE_NOT_TAKEN),
        (131008, Refusal.OTHER),
        (131009, Refusal.OTHER),
        (100, Refusal.OTHER),
        (999999, Refusal.OTHER),  # of tomorrow
        *((code, Refusal.BAD_TEMPLATE) for code in (132000, 132001, 132005, 132007, 132012, 132015, 132016)),
    ],
)
def test_these_refuse_one_message_for_good(code: int, refusal: Refusal) -> None:
    meaning = meaning_of(code)
    assert (meaning.refusal, meaning.retry_after, meaning.whole_account) == (refusal, None, False)
    assert refusal not in ACCOUNT_TROUBLES


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (190, Refusal.TOKEN_REFUSED),
        (10, Refusal.NO_PERMISSION),
        (200, Refusal.NO_PERMISSION),
        (131031, Refusal.ACCOUNT_LOCKED),
        (131042, Refusal.UNPAID),
        (133010, Refusal.ACCOUNT_UNREADY),
        (131048, Refusal.SPAM),
    ],
)
def test_trouble_of_the_account_makes_everything_wait_and_somebody_has_to_act(code: int, refusal: Refusal) -> None:
    meaning = meaning_of(code)
    assert (meaning.refusal, meaning.whole_account) == (refusal, True)
    assert meaning.retry_after is not None
    assert refusal in ACCOUNT_TROUBLES


def test_too_many_messages_to_all_make_the_account_wait_and_to_one_person_only_that_chat() -> None:
    assert meaning_of(130429).whole_account
    pair = meaning_of(131056)
    assert not pair.whole_account
    assert pair.retry_after is not None
    assert pair.retry_after >= 6


def test_a_failed_status_means_what_the_same_code_means_as_an_answer() -> None:
    assert refusal_of(131047) is Refusal.WINDOW_CLOSED
    assert refusal_of(131042) is Refusal.UNPAID
