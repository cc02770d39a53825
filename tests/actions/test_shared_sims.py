"""Two organisations and the SIMs of one machine: who hears an SMS, who sends by which SIM, who learns of a modem."""

import pytest

from models.actions.delivery import sms_waiting
from models.actions.reach import modem_watch, modems, sim_places, sims
from models.clock import Instant
from models.db import Database
from models.queries.modems import modem_findings
from tests.actions.office import GROUP
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at
from tests.journeys.regulations import RUSSIAN

OTHER_GROUP = -2002
OTHER_SIM = "250017777777777"
SECOND = RUSSIAN.replace('id = "kruglosutochno"', 'id = "vtoraya"').replace("Круглосуточно", "Вторая")


@pytest.fixture
def first(database: Database) -> SmsOffice:
    return SmsOffice(database)


@pytest.fixture
def second(first: SmsOffice) -> SmsOffice:
    second = SmsOffice(first.database, SECOND, bound=False)
    second.binds(OTHER_GROUP)
    return second


def gives(office: SmsOffice, sim: str = SIM) -> None:
    with office.database.write() as tx:
        sims.give(tx, sim, office.organisation_id)


def plugs_in(office: SmsOffice, sim: str = OTHER_SIM, state: str = "working") -> None:
    with office.database.write() as tx:
        modems.note_modem(tx, at(), f"modem of {sim}", state=state, sim=sim)


def told(office: SmsOffice, group: int) -> list[str]:
    """What a group reads outside topics."""
    return [row.payload["text"] for row in office.rows() if row.address == str(group) and "text" in row.payload]


def test_an_sms_to_a_shared_sim_goes_to_the_organisation_that_was_first(first: SmsOffice, second: SmsOffice) -> None:
    first.gets("Не работает интернет")
    assert first.ticket_of().title == "Не работает интернет"
    assert second.tickets_of() == []


def test_an_sms_to_a_sim_of_its_own_goes_to_its_owner(first: SmsOffice, second: SmsOffice) -> None:
    gives(second)
    first.gets("Не работает интернет")
    assert second.ticket_of().title == "Не работает интернет"
    assert first.tickets_of() == []


def test_both_may_have_a_ticket_number_one_of_the_same_phone(first: SmsOffice, second: SmsOffice) -> None:
    first.gets("Не работает интернет")
    gives(second)
    first.gets("Сломался терминал", when=at("1m"))
    assert (first.ticket_of().number, second.ticket_of().number) == (1, 1)
    assert second.ticket_of().requester_name == first.ticket_of().requester_name


def test_who_answers_an_sms_answers_whoever_wrote_last_from_a_shared_sim(first: SmsOffice, second: SmsOffice) -> None:
    gives(second)
    first.gets("Сломался терминал")
    with second.database.write() as tx:
        sims.share(tx, SIM)
    second.answers(second.ticket_of().id, "Выезжаем", at("1m"))
    second.texts(at("1m"))
    first.gets("Спасибо, жду", when=at("2m"))
    assert second.words()[-1] == "Спасибо, жду"
    assert first.tickets_of() == []


def test_after_fourteen_days_an_sms_answers_nobody(first: SmsOffice, second: SmsOffice) -> None:
    gives(second)
    first.gets("Сломался терминал")
    with second.database.write() as tx:
        sims.share(tx, SIM)
    second.answers(second.ticket_of().id, "Выезжаем", at("1h"))
    first.gets("Ещё раз", when=at("337h"))
    assert first.tickets_of() == []
    first.gets("А теперь?", when=at("338h"))
    assert first.ticket_of().title == "А теперь?"


def test_a_number_sent_back_chooses_from_the_list_of_the_organisation_that_offered(
    first: SmsOffice, second: SmsOffice
) -> None:
    first.gets("Не работает интернет")
    first.opens_another(GALYA)
    first.gets("А что с этим?", when=at("3m"))
    second.gets("2", when=at("4m"))
    assert second.tickets_of() == []
    assert first.words()[-1].startswith("Передали в заявку №")


def test_an_answer_never_leaves_by_the_sim_of_another_organisation(first: SmsOffice, second: SmsOffice) -> None:
    first.gets("Не работает интернет")
    first.texts()
    gives(second)
    first.answers(first.ticket_of().id, "Проверьте кабель", at("1m"))
    assert first.texts(at("1m")) == []
    plugs_in(first)
    first.answers(first.ticket_of().id, "И питание", at("2m"))
    assert {row.account for row in first.rows() if row.payload.get("text") == "И питание"} == {OTHER_SIM}


def test_waiting_sms_move_to_no_sim_of_another_organisation(first: SmsOffice, second: SmsOffice) -> None:
    first.gets("Не работает интернет")
    first.texts()
    plugs_in(second)
    gives(second, OTHER_SIM)
    first.answers(first.ticket_of().id, "Проверьте кабель")
    with first.database.write() as tx:
        modems.note_modem(tx, at(), "modem0", state="silent", sim=SIM)
    assert waits(first, at("1m")) == 0
    plugs_in(first, "250010000000001")
    assert waits(first, at("2m")) == 1


def waits(office: SmsOffice, when: Instant) -> int:
    """How many lanes went to another SIM."""
    with office.database.write() as tx:
        modems.keep_serving(tx, when, "")
        for sim in (OTHER_SIM, "250010000000001"):
            modems.note_modem(tx, when, f"modem of {sim}")
        return sms_waiting.look_after_waiting(tx, when)


def test_of_a_modem_that_fell_silent_only_its_owner_learns(first: SmsOffice, second: SmsOffice) -> None:
    gives(second)
    watch(first)
    assert told(first, GROUP) == []
    assert len(told(second, OTHER_GROUP)) == 1


def test_of_a_shared_modem_everybody_learns_once(first: SmsOffice, second: SmsOffice) -> None:
    watch(first)
    watch(first)
    assert len(told(first, GROUP)) == len(told(second, OTHER_GROUP)) == 1


def watch(office: SmsOffice) -> None:
    with office.database.write() as tx:
        modems.note_modem(tx, at(), "modem0", state="silent", sim=SIM)
        modem_watch.watch_modems(tx, at("25s"))


def test_the_doctor_names_no_modem_of_another_organisation(first: SmsOffice, second: SmsOffice) -> None:
    gives(second)
    with first.database.read() as tx:
        assert modem_findings(tx, at(), first.edition.organisation_id, "support") == []
        assert len(modem_findings(tx, at(), second.edition.organisation_id, "support")) == 1


def test_a_place_that_can_not_be_read_is_told_to_the_owner_of_the_sim(first: SmsOffice, second: SmsOffice) -> None:
    gives(second)
    with first.database.write() as tx:
        for _ in range(sim_places.BAD_AFTER):
            sim_places.note_death(tx, at(), SIM, 3)
        (place,) = sim_places.bad_places(tx, SIM).places
        sim_places.keep(tx, place, "00")
        assert sim_places.tell_of_bad_places(tx, at())
    assert told(first, GROUP) == []
    assert len(told(second, OTHER_GROUP)) == 1
