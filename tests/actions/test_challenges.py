"""Codes that prove an address: what is right once, what is limited, and what a guesser learns: nothing."""

import re

import pytest
from sqlalchemy import select

from models.actions.reach import challenges, chat_links
from models.actions.reach.challenges import Checked, Outcome, Purpose, Target
from models.clock import Instant
from models.queries.persons import Requester
from models.tables.reach import address_challenge
from tests.actions.office import Office, at

PHONE = Target("sms", "gsm", "+79161234567")
OTHER = Target("sms", "gsm", "+79161234568")


def asks(
    office: Office, who: Requester, when: Instant | None = None, target: Target | None = PHONE, counted: str = ""
) -> str | None:
    with office.database.write() as tx:
        return challenges.make_code(tx, when or at(), who, Purpose.ADD, target, subject_id=7, counted=counted)


def says(office: Office, who: Requester, code: str, when: Instant | None = None) -> Checked:
    with office.database.write() as tx:
        return challenges.check(tx, when or at("1m"), who, code)


def wrong(code: str | None) -> str:
    return "000000" if code != "000000" else "000001"


def test_the_code_proves_what_it_was_made_for(office: Office, anna: Requester) -> None:
    code = asks(office, anna)
    assert code is not None
    assert re.fullmatch(r"\d{6}", code)
    checked = says(office, anna, code)
    assert checked.outcome is Outcome.RIGHT
    assert checked.challenge is not None
    assert (checked.challenge.purpose, checked.challenge.target) == (Purpose.ADD, PHONE)
    assert checked.challenge.subject_id == 7


def test_a_code_that_is_said_twice_is_right_once(office: Office, anna: Requester) -> None:
    code = asks(office, anna) or ""
    says(office, anna, code)
    assert says(office, anna, code).outcome is Outcome.AGAIN
    assert says(office, anna, wrong(code)).outcome is Outcome.NONE


def test_it_is_good_for_a_quarter_of_an_hour(office: Office, anna: Requester) -> None:
    code = asks(office, anna) or ""
    assert says(office, anna, code, at("15m")).outcome is Outcome.NONE


def test_a_new_code_makes_the_former_one_good_for_nothing(office: Office, anna: Requester) -> None:
    former, newer = asks(office, anna) or "", asks(office, anna, at("2m"), OTHER) or ""
    if former != newer:
        assert says(office, anna, former, at("3m")).outcome is Outcome.WRONG
    assert says(office, anna, newer, at("3m")).outcome is Outcome.RIGHT


def test_after_three_wrong_ones_not_even_the_right_one_is_right(office: Office, anna: Requester) -> None:
    code = asks(office, anna) or ""
    said = [says(office, anna, wrong(code)) for _ in range(3)]
    assert [one.outcome for one in said] == [Outcome.WRONG, Outcome.WRONG, Outcome.SPENT]
    assert [one.tries_left for one in said] == [2, 1, 0]
    assert says(office, anna, code).outcome is Outcome.NONE


def test_nobody_else_can_say_it(office: Office, anna: Requester) -> None:
    code = asks(office, anna) or ""
    assert says(office, office.meets("Борис"), code).outcome is Outcome.NONE


def test_another_one_goes_after_a_minute_at_the_earliest(office: Office, anna: Requester) -> None:
    asks(office, anna)
    assert asks(office, anna, at("59s")) is None
    assert asks(office, anna, at("61s")) is not None


def test_one_address_gets_five_codes_a_day_whoever_asks(office: Office) -> None:
    people = [office.meets(str(number)) for number in range(7)]
    assert [asks(office, one) is not None for one in people] == [True] * 5 + [False] * 2
    assert asks(office, people[6], at("25h")) is not None


def test_one_person_gets_eight_codes_a_day_wherever_they_go(office: Office, anna: Requester) -> None:
    given = [
        asks(office, anna, at(f"{number}m"), Target("sms", "gsm", f"+7916123450{number}")) for number in range(10)
    ]
    assert [one is not None for one in given] == [True] * 8 + [False] * 2


def test_many_accounts_guess_no_more_often_at_one_address_than_a_few(office: Office) -> None:
    for number in range(3):
        who = office.meets(str(number))
        code = asks(office, who)
        for _ in range(3):
            says(office, who, wrong(code))
    assert asks(office, office.meets("Четвёртый"), at("5m")) is None


def test_a_code_for_nobody_is_like_any_other_but_for_never_being_right(office: Office) -> None:
    """Whoever names a contract that does not exist is asked for a code all the same."""
    guesser, owner = office.meets("Гость"), office.meets("Хозяин")
    nobody = asks(office, guesser, target=None, counted="contract:4711")
    somebody = asks(office, owner, target=PHONE, counted="contract:4712")
    for who, code in ((guesser, nobody), (owner, somebody)):
        said = [says(office, who, wrong(code)) for _ in range(3)]
        assert [(one.outcome, one.tries_left) for one in said][-1] == (Outcome.SPENT, 0)


@pytest.mark.parametrize("target", [None, PHONE])
def test_a_contract_is_guessed_at_as_seldom_whether_it_exists_or_not(office: Office, target: Target | None) -> None:
    people = [office.meets(str(number)) for number in range(6)]
    given = [asks(office, one, target=target, counted="contract:4711") is not None for one in people]
    assert given == [True] * 5 + [False]


def test_no_digits_are_stored(office: Office, anna: Requester) -> None:
    code = asks(office, anna) or ""
    with office.database.read() as tx:
        (row,) = tx.execute(select(address_challenge)).all()
    assert not [value for value in row if code in str(value) and value not in (row.salt, row.digest)]


def test_what_was_cancelled_is_good_for_nothing(office: Office, anna: Requester) -> None:
    code = asks(office, anna) or ""
    with office.database.write() as tx:
        challenges.give_up(tx, at(), anna)
    assert says(office, anna, code).outcome is Outcome.NONE


def test_whoever_got_a_code_and_answers_there_is_known_to_have_got_one(office: Office, anna: Requester) -> None:
    asks(office, anna)
    with office.database.read() as tx:
        assert challenges.sent_to(tx, at("1m"), office.organisation_id, PHONE)
        assert not challenges.sent_to(tx, at("16m"), office.organisation_id, PHONE)
        assert not challenges.sent_to(tx, at("1m"), office.organisation_id, OTHER)


# -- links


def test_a_link_is_opened_once(office: Office, anna: Requester) -> None:
    with office.database.write() as tx:
        code = chat_links.make_link(tx, at(), anna) or ""
        link = chat_links.link_of(tx, at("59m"), office.organisation_id, code)
        assert link is not None
        assert link.person_id == anna.person_id
        assert chat_links.use_link(tx, at("59m"), link)
        assert not chat_links.use_link(tx, at("59m"), link)
        assert chat_links.link_of(tx, at("59m"), office.organisation_id, code) is None


def test_a_link_is_good_for_an_hour_and_is_no_code(office: Office, anna: Requester) -> None:
    with office.database.write() as tx:
        code = chat_links.make_link(tx, at(), anna) or ""
        assert chat_links.link_of(tx, at("1h"), office.organisation_id, code) is None
        assert chat_links.link_of(tx, at(), office.organisation_id, code + "x") is None
        assert challenges.check(tx, at(), anna, code).outcome is Outcome.NONE
