"""SMS that do not leave: another SIM sends them, the topic is told, in the end they are given up."""

import pytest

from models.actions.delivery import sms_departures, sms_waiting
from models.actions.delivery.sms_departures import Departure
from models.actions.queue import row_states
from models.actions.reach import modems
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent, Unknown
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at
from tests.actions.test_sms_out import LONG
from tests.journeys.regulations import RUSSIAN

OTHER = "250018888888888"
GONE = "SIM, с которой шёл разговор, ни в одном модеме"


class Waiting(SmsOffice):
    def plugs(self, moment: str, device: str = "modem0", sim: str = SIM, state: str = "working") -> None:
        with self.database.write() as tx:
            modems.note_modem(tx, at(moment), device, state=state, sim=sim)

    def looks(self, moment: str) -> list[str]:
        """What the topics are told by it."""
        before = len(self.words())
        with self.database.write() as tx:
            sms_waiting.look_after_waiting(tx, at(moment))
        return self.words()[before:]

    def sends(self, sim: str, moment: str) -> list[str]:
        """What this SIM's modem gets to send."""
        gone: list[str] = []
        while True:
            with self.database.write() as tx:
                found = sms_departures.next_departure(tx, at(moment), sim, f"child of {sim}")
                if found is None:
                    return gone
                lease, part = found
                assert isinstance(part, Departure)
                assert sms_departures.mark_leaving(tx, part, sim, at(moment).real)
                gone.append(part.text)
                following = sms_departures.record_departure(tx, at(moment), lease, part, Sent(), 7)
                assert following is None or isinstance(following, Departure)
                while following is not None:
                    assert sms_departures.mark_leaving(tx, following, sim, at(moment).real)
                    gone.append(following.text)
                    after = sms_departures.record_departure(tx, at(moment), lease, following, Sent(), 8)
                    assert after is None or isinstance(after, Departure)
                    following = after


@pytest.fixture
def office(database: Database) -> Waiting:
    office = Waiting(database)
    office.begins()
    return office


def test_a_sim_that_was_replaced_is_not_waited_for(office: Waiting) -> None:
    office.plugs("1m", sim=OTHER)
    office.answers(office.ticket_of().id, "Проверяем", at("2m"))
    office.answers(office.ticket_of().id, "Проверили", at("2m"))
    office.plugs("125s", sim=OTHER)
    assert office.looks("126s") == []
    assert office.sends(SIM, "127s") == []
    assert office.sends(OTHER, "127s") == ["Проверяем", "Проверили"]
    assert office.looks("10m") == []
    assert [row.state for row in office.rows(RowKind.SMS)][-2:] == ["sent", "sent"]


def test_what_another_sim_sends_counts_as_its_own_and_is_not_told_to_wait(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("2m"))
    for moment in ("1m", "30m"):
        office.plugs(moment, sim=OTHER)
    assert office.looks("30m") == []
    assert office.rows(RowKind.SMS)[-1].account == OTHER
    assert office.sends(OTHER, "30m") == ["Проверяем"]


def test_a_modem_without_a_network_is_waited_for_as_long_as_a_moment_lasts(office: Waiting) -> None:
    office.plugs("1m", "modem1", OTHER)
    office.plugs("2m", state="no_network")
    office.answers(office.ticket_of().id, "Проверяем", at("2m"))
    office.plugs("130s", state="no_network")
    office.plugs("130s", "modem1", OTHER)
    office.looks("135s")
    assert office.sends(OTHER, "135s") == []
    office.plugs("140s", state="no_network")
    office.looks("141s")
    assert office.sends(OTHER, "141s") == ["Проверяем"]


def test_a_sim_that_has_just_begun_to_work_is_not_relied_on_yet(office: Waiting) -> None:
    office.plugs("1m", sim="250017777777777", state="silent")
    office.answers(office.ticket_of().id, "Проверяем", at("2m"))
    office.plugs("120s", "modem1", OTHER)
    office.looks("125s")
    assert office.sends(OTHER, "125s") == []
    office.looks("131s")
    assert office.sends(OTHER, "131s") == ["Проверяем"]


def test_without_another_sim_the_topic_is_told_within_a_minute_why_and_until_when(office: Waiting) -> None:
    office.plugs("1m", sim=OTHER, state="no_network")
    office.answers(office.ticket_of().id, "Проверяем", at("2m"))
    assert office.looks("139s") == []
    [told] = office.looks("141s")
    assert told == (
        f"SMS на +7 916 123-45-67 ещё не ушло: {GONE}. Уйдёт само, как только сможет, не позже "
        "чт 12 ноября 2026, 12:02; если не уйдёт, скажем здесь. Срочное скажите по телефону."
    )
    office.answers(office.ticket_of().id, "Ещё проверяем", at("3m"))
    assert office.looks("5m") == []  # the topic knows
    office.plugs("6m")
    assert office.sends(SIM, "6m") == ["Проверяем", "Ещё проверяем"]
    assert office.looks("7m") == []


def test_what_waits_in_a_queue_that_moves_is_told_when_the_regulation_says(database: Database) -> None:
    office = Waiting(database, RUSSIAN + "\n[sms]\nwait_minutes = 3\n")
    office.gets("Не работает интернет")
    office.delivers()
    for moment in ("60s", "179s"):
        office.plugs(moment)
        assert office.looks(moment) == []
    office.plugs("180s")
    assert len(office.looks("180s")) == 1
    assert "до него ещё не дошла очередь" in office.words()[-1]


def test_the_modems_own_words_are_the_reason_when_it_keeps_refusing(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    for moment in ("0s", "40s", "80s"):
        office.texts(at(moment), lambda _: FailedTemporarily(30, "no network (+CMS ERROR: 331)"))
    office.plugs("119s")
    assert office.looks("119s") == []
    office.plugs("121s")
    [told] = office.looks("121s")
    assert "модем отказал (+CMS ERROR: 331)" in told


def test_parts_of_one_sms_never_come_from_two_numbers(office: Waiting) -> None:
    office.answers(office.ticket_of().id, LONG, at("1m"))
    office.presses_sms("sms")

    def only_the_first(part: Departure) -> SendResult:
        return Sent() if part.part == 1 else FailedTemporarily(30, "no network")

    office.texts(at("2m"), only_the_first)
    office.answers(office.ticket_of().id, "Алло?", at("3m"))
    office.plugs("1m", "modem1", OTHER)
    office.plugs("200s", "modem1", OTHER)
    office.plugs("3m", state="unplugged")
    office.looks("210s")
    assert office.sends(OTHER, "211s") == ["Алло?"]
    office.plugs("4m")
    [rest] = office.sends(SIM, "4m")
    assert LONG.endswith(rest)


def test_what_was_in_flight_when_the_modem_died_is_unknown_and_not_sent_by_another(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("1m"))
    office.answers(office.ticket_of().id, "Проверили", at("1m"))
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, at("1m"), SIM, "child")
        assert found is not None
        assert sms_departures.mark_leaving(tx, found[1], SIM, at("1m").real)
    office.plugs("1m", "modem1", OTHER)
    office.plugs("2m", "modem1", OTHER)
    office.looks("2m")
    assert office.sends(OTHER, "2m") == []  # its child may still live: the lease lasts three minutes
    office.plugs("5m", "modem1", OTHER)
    told = office.looks("5m")
    assert any("Неизвестно, дошло ли" in words for words in told)
    assert office.sends(OTHER, "5m") == ["Проверили"]


def test_a_child_that_wakes_up_after_its_sms_went_elsewhere_keeps_its_hands_off(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("1m"))
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, at("1m"), SIM, "child")
    assert found is not None
    office.plugs("1m", "modem1", OTHER)
    office.plugs("5m", "modem1", OTHER)
    office.looks("5m")
    assert office.sends(OTHER, "5m") == ["Проверяем"]
    with office.database.write() as tx:
        assert not sms_departures.mark_leaving(tx, found[1], SIM, at("5m").real)


def test_what_could_not_leave_for_a_day_is_given_up_in_words_and_the_clock_runs_again(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("5m"))
    assert office.ticket_of().answered_at is not None
    office.looks("10m")
    office.looks("24h")
    assert office.ticket_of().answered_at is not None
    told = office.looks("25h")
    assert "Считаем, что ответа ещё не было: первый ответ ждут до чт 12 ноября 2026, 13:54." in told
    assert any(words.startswith("SMS не доставлено: за сутки отправить не удалось.") for words in told)
    assert office.ticket_of().answered_at is None
    assert office.looks("26h") == []
    office.plugs("26h")
    assert office.sends(SIM, "26h") == []


def test_what_is_leaving_at_this_moment_is_not_given_up(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("1m"))
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, at("1m"), SIM, "child")
        assert found is not None
        assert sms_departures.mark_leaving(tx, found[1], SIM, at("1m").real)
        assert not row_states.give_up(tx, found[1].id, at("26h").real, "too late")


def test_an_answer_of_unknown_fate_is_left_to_a_person(office: Waiting) -> None:
    office.answers(office.ticket_of().id, "Проверяем", at("1m"))
    office.texts(at("1m"), lambda _: Unknown("no word after Ctrl-Z"))
    before = office.ticket_of().answered_at
    office.looks("26h")
    assert office.ticket_of().answered_at == before


def test_a_confirmation_that_waits_is_told_too(database: Database) -> None:
    office = Waiting(database)
    office.plugs("0s", state="unplugged")
    office.gets("Не работает интернет", GALYA)
    office.delivers()
    office.plugs("1m", state="unplugged")
    [told] = office.looks("1m")
    assert "модем отключён" in told
