"""An agent's words leave as SMS: counted before, sent part by part, never twice, and the network's word is shown."""

import pytest

from models.actions.delivery import sms_departures
from models.actions.delivery.deliveries import send_again
from models.actions.delivery.sms_departures import Departure
from models.actions.talk.messages import Corrected, File, edit_message
from models.actions.tickets.tickets import propose_closing
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at

LONG = "Проверьте, пожалуйста, горит ли на роутере зелёная лампочка, и напишите нам, что видите."
NOBODY = "Других способов связаться с абонентом нет. Если ответили устно, запишите это: /said ТЕКСТ."
REFUSED = FailedPermanently(Refusal.OTHER, "no such number (+CMS ERROR: 1)")


@pytest.fixture
def office(database: Database) -> SmsOffice:
    office = SmsOffice(database)
    office.begins()
    return office


def reactions(office: SmsOffice) -> list[str]:
    return [row.payload["emoji"] for row in office.rows(RowKind.REACTION)]


def test_a_short_answer_goes_at_once_and_stops_the_clock(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("1m"))
    (sms,) = office.texts(at("1m"))
    assert (sms.number, sms.text, sms.part, sms.of) == (GALYA, "Проверяем", 1, 1)
    assert office.ticket_of().answered_at == at("1m").now
    assert reactions(office) == ["👌"]


def test_the_networks_report_is_shown_on_the_agents_message(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    office.texts()
    assert office.reports(8)
    assert not office.reports(8)
    assert reactions(office) == ["👌", "👍"]


def test_a_long_answer_shows_what_it_costs_and_waits_for_a_yes(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, LONG, at("1m"))
    assert office.texts(at("1m")) == []
    assert office.ticket_of().answered_at is None
    assert "Ответ займёт 2 SMS (кириллица, знаков: 88, до следующего SMS: 46)" in office.words()[-1]
    assert office.presses_sms("sms") == "Готово."
    assert office.presses_sms("sms") == "По этому сообщению уже решено."
    sent = office.texts(at("2m"))
    assert [(sms.part, sms.of) for sms in sent] == [(1, 2), (2, 2)]
    assert "".join(sms.text for sms in sent) == LONG
    assert sent[0].reference == sent[1].reference
    assert office.ticket_of().answered_at == at("2m").now
    assert reactions(office) == ["👌"]
    office.reports(9)
    office.reports(8)
    assert reactions(office) == ["👌", "👍"]


def test_a_long_answer_that_is_not_wanted_goes_nowhere(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, LONG)
    assert office.presses_sms("nosms") == "Не отправляем."
    assert office.presses_sms("sms") == "По этому сообщению уже решено."
    assert office.texts(at("2m")) == []


def test_an_answer_that_waits_may_be_shortened_and_is_counted_anew(office: SmsOffice) -> None:
    ticket_id = office.ticket_of().id
    office.answers(ticket_id, LONG)
    message_id = office.last_message(ticket_id)
    with office.database.write() as tx:
        edit_message(tx, at("1m"), office.organisation_id, message_id, Corrected(f"{LONG} Спасибо!"))
    assert "знаков: 97" in office.words()[-1]
    assert office.presses_sms("sms") == "Готово."
    assert "".join(sms.text for sms in office.texts(at("2m"))).endswith("Спасибо!")


def test_more_than_the_regulation_allows_is_refused_with_both_numbers(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "а" * 700)
    assert "получается 11 SMS, а по регламенту можно не больше чем 10 SMS" in office.words()[-1]
    assert office.texts() == []


def test_a_refused_part_is_told_in_words_and_the_clock_runs_again(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    office.texts(result=lambda _: REFUSED)
    assert reactions(office) == ["👎"]
    assert office.words()[-1] == f"SMS не доставлено: модем отказал (+CMS ERROR: 1). {NOBODY}"
    assert office.ticket_of().answered_at is None


def test_a_failed_report_is_told_once_for_all_parts(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, LONG)
    office.presses_sms("sms")
    office.texts(at("2m"))
    assert office.reports(8, 0x46)
    assert office.reports(9, 0x46)
    told = [words for words in office.words() if "Не доставлена часть" in words]
    assert told == [f"Не доставлена часть 1 из 2: сеть не смогла доставить (код 70). {NOBODY}"]
    assert reactions(office)[-1] == "👎"


def test_a_network_that_still_tries_and_reports_that_come_twice_change_nothing(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    office.texts()
    assert office.reports(8, 0x20)
    assert office.reports(8, 0)
    assert not office.reports(8, 0x46)
    assert reactions(office) == ["👌", "👍"]


def test_a_report_under_another_spelling_of_the_number_counts_and_a_strange_one_does_not(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    office.texts()
    assert not office.reports(8, number="+79160000001")
    assert not office.reports(99)
    assert office.reports(8, number="89161234567")


def test_a_wrapped_reference_means_the_newest_part(office: SmsOffice) -> None:
    ticket_id = office.ticket_of().id
    for moment in ("1m", "2m"):
        office.answers(ticket_id, "Проверяем", at(moment))
        office.restarts_references(7)
        office.texts(at(moment))
    office.reports(7, when=at("3m"))
    states = [row.state for row in office.rows(RowKind.SMS)]
    assert states[-2:] == ["sent", "delivered"]


def test_a_busy_modem_delays_and_loses_nothing(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    office.texts(result=lambda _: FailedTemporarily(5, "busy"))
    assert office.texts(at("4s")) == []
    assert [sms.text for sms in office.texts(at("6s"))] == ["Проверяем"]


def test_an_unknown_part_is_never_repeated_by_itself_and_again_by_an_agent(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, LONG)
    office.presses_sms("sms")

    def silent_at_two(part: Departure) -> SendResult:
        return Unknown("no word after Ctrl-Z") if part.part == 2 else Sent()

    first, second = office.texts(at("2m"), silent_at_two)
    assert reactions(office)[-1] == "🤷"
    assert office.texts(at("10m")) == []
    row = office.rows(RowKind.SMS)[-1]
    with office.database.write() as tx:
        assert send_again(tx, at("11m"), row.id, office.ticket_of().id)
        assert not send_again(tx, at("11m"), row.id, office.ticket_of().id)
    (again,) = office.texts(at("11m"))
    assert (again.text, again.part, again.of, again.reference) == (second.text, 2, 2, first.reference)
    assert reactions(office)[-1] == "👌"


def test_a_child_that_dies_after_ctrl_z_leaves_unknown_and_its_report_resolves_it(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, at(), SIM, "first child")
        assert found is not None
        assert sms_departures.mark_leaving(tx, found[1], SIM, at().real)
    with office.database.write() as tx:
        assert sms_departures.take_over(tx, at("5s"), SIM) == 1
    assert office.texts(at("10m")) == []
    assert any("Неизвестно, дошло ли" in words for words in office.words())
    assert office.reports(201, when=at("11m"))
    assert office.rows(RowKind.SMS)[-1].state == "delivered"
    assert reactions(office)[-1] == "👍"


def test_a_child_that_dies_before_it_marked_leaves_nothing_behind(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    with office.database.write() as tx:
        assert sms_departures.next_departure(tx, at(), SIM, "first child") is not None
    assert office.texts(at("1s")) == []  # it may still live
    with office.database.write() as tx:
        assert sms_departures.take_over(tx, at("5s"), SIM) == 0
    assert [sms.text for sms in office.texts(at("6s"))] == ["Проверяем"]


def test_closing_is_asked_by_number_and_answered_by_number(office: SmsOffice) -> None:
    ticket = office.ticket_of()
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("1m"), ticket))
    (sms,) = office.texts(at("1m"))
    assert sms.text == "Заявка №1 решена?\nОтветьте цифрой:\n1 - Вопрос решён\n2 - Ещё нет"
    office.gets("2", when=at("2m"))
    assert office.ticket_of().state == "open"
    office.gets("1", when=at("3m"))  # the list is used up: a word
    assert office.ticket_of().state == "open"
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("4m"), office.ticket_of()))
    office.gets(" 1.", when=at("5m"))
    assert office.tickets_of() == []


def test_an_answer_of_an_agent_takes_the_older_list_away(office: SmsOffice) -> None:
    ticket = office.ticket_of()
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("1m"), ticket))
    office.answers(ticket.id, "Сколько лампочек горит?", at("2m"))
    office.gets("1", when=at("3m"))
    assert office.ticket_of().state == "open"
    assert office.words().count("1") == 1


def test_a_file_is_refused_and_its_caption_goes(office: SmsOffice) -> None:
    ticket_id = office.ticket_of().id
    office.answers(ticket_id, "", at("1m"), File("photo", "f1"))
    assert "файл по SMS не отправить" in office.words()[-1]
    office.answers(ticket_id, "Схема", at("2m"), File("photo", "f2"))
    assert "По SMS уйдёт только текст, без файла." in office.words()
    assert [sms.text for sms in office.texts(at("2m"))] == ["Схема"]


def test_a_person_with_two_open_tickets_is_asked_by_number(office: SmsOffice) -> None:
    first = office.ticket_of()
    office.opens_another(GALYA)
    office.gets("Так что там?", when=at("3m"))
    asked = "".join(sms.text for sms in office.texts(at("3m")))
    assert "1 - " in asked
    office.gets("1", when=at("4m"))
    assert office.words().count("Так что там?") == 1
    office.answers(first.id, "Едем", at("5m"))
    office.gets("Спасибо, ждём", when=at("6m"))
    assert office.words().count("Спасибо, ждём") == 1
