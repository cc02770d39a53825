"""Numbers change hands: after a long silence a phone is shown nothing of what was before, and staff are told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from models.actions.tickets.tickets import propose_closing
from models.db import Database
from models.queries.persons import offered_to, requester_at
from models.rules.sms.dormancy import may_have_changed_hands
from models.tables.persons import address
from tests.actions.sms_office import GALYA, SmsOffice, at
from tests.journeys.regulations import RUSSIAN

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
LATER, LATER_STILL = at("90d"), at("91d")


@pytest.fixture
def office(database: Database) -> SmsOffice:
    """Galya's request is open, and she has been silent for 90 days."""
    office = SmsOffice(database)
    office.begins()
    return office


@pytest.mark.parametrize(
    ("heard_at", "may"),
    [
        (None, False),
        (NOON, False),
        (NOON - timedelta(days=90, seconds=-1), False),
        (NOON - timedelta(days=90), True),
        (NOON + timedelta(days=1), False),
    ],
)
def test_the_silence_of_the_regulation_makes_a_phone_somebody_elses(heard_at: datetime | None, may: bool) -> None:
    assert may_have_changed_hands(GALYA, heard_at, NOON, 90) is may
    assert not may_have_changed_hands("MegaFon", heard_at, NOON, 90)


def test_a_text_after_a_long_silence_opens_a_new_ticket_and_staff_see_a_hint_in_both(office: SmsOffice) -> None:
    before = office.ticket_of()
    office.gets("Где мой заказ?", when=LATER)
    after = office.ticket_of()
    assert (after.number, after.unidentified, after.title) == (2, True, "Где мой заказ?")
    told = {row.ticket_id: row.payload["text"] for row in office.rows() if "другой человек" in str(row.payload)}
    assert "Номер молчал не меньше 90 дн.; раньше с него обращались по заявкам №1." in told[after.id]
    assert "эта ему не показывается" in told[before.id]
    assert office.view(before.id).state == "open"


def test_the_new_owner_is_told_nothing_of_the_old_ticket(office: SmsOffice) -> None:
    office.gets("статус 1", when=LATER)
    office.gets("мои заявки", when=LATER)
    office.gets("закрыть 1", when=LATER)
    said = " ".join(sms.text for sms in office.texts(LATER_STILL))
    assert said != ""
    assert "интернет" not in said
    with office.database.read():
        assert office.view(1).state == "open"


def test_what_the_old_ticket_says_by_itself_does_not_reach_the_new_owner(office: SmsOffice) -> None:
    before = office.ticket_of()
    office.gets("Где мой заказ?", when=LATER)
    assert len(office.texts(LATER)) == 1
    with office.database.write() as tx:
        propose_closing(office.acting(tx, LATER, office.view(before.id)))
    assert office.texts(LATER_STILL) == []


def test_an_agents_answer_in_the_old_ticket_is_asked_about_first(office: SmsOffice) -> None:
    before = office.ticket_of()
    office.gets("Где мой заказ?", when=LATER)
    office.texts(LATER)
    office.answers(before.id, "Починили", LATER)
    assert office.texts(LATER) == []
    assert "возможно, сменил владельца" in office.words()[-1]
    assert office.presses_sms("sms") == "Готово."
    assert [sms.text for sms in office.texts(LATER_STILL)] == ["Починили"]


def test_a_call_after_a_long_silence_opens_a_new_ticket(office: SmsOffice) -> None:
    office.is_rung(when=LATER)
    assert office.ticket_of().title == f"[CALL] {GALYA}"
    assert office.ticket_of().number == 2


def test_who_texted_or_rang_meanwhile_goes_on_in_the_same_ticket(office: SmsOffice) -> None:
    office.is_rung(when=at("60d"))
    office.gets("Ну что?", when=at("149d"))
    assert office.ticket_of().number == 1
    office.gets("Ау", when=at("240d"))
    assert office.ticket_of().number == 2


def test_the_regulation_says_how_long(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + "\n[sms]\ndormant_days = 7\n")
    office.gets("Не работает интернет")
    office.gets("Ну что?", when=at("6d"))
    office.gets("Где мой заказ?", when=at("13d"))
    assert office.ticket_of().number == 2


def test_a_new_owner_takes_over_neither_the_wish_to_get_nothing_nor_what_was_offered(office: SmsOffice) -> None:
    office.gets("закрыть", when=at("1m"))
    office.opens_another(GALYA)
    office.gets("мои заявки", when=at("2m"))
    office.gets("СТОП", when=at("3m"))
    office.texts(at("3m"))
    with office.database.read() as tx:
        former = requester_at(tx, office.organisation_id, "sms", "gsm", GALYA)
    assert former is not None
    office.gets("Где мой заказ?", when=at("91d"))
    assert [sms.text[:7] for sms in office.texts(at("91d"))] == ["Заявка "]
    with office.database.read() as tx:
        assert offered_to(tx, former[0].address_id) == ()


def test_a_blocked_phone_stays_blocked(office: SmsOffice) -> None:
    with office.database.write() as tx:
        tx.execute(update(address).values(blocked_at=at().now))
    office.gets("Где мой заказ?", when=LATER)
    assert office.ticket_of().number == 1


def test_who_rings_after_a_long_silence_is_answered_though_the_former_owner_wanted_no_sms(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + "\n[sms]\nanswer_calls = true\n")
    office.gets("СТОП")
    office.is_rung(when=LATER)
    assert len(office.texts(LATER)) == 1
