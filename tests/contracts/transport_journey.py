"""What every transport has to be able to do with a request, from its first words to its reopening.

A file of tests derives from it, with a fixture `wire` of its own: transport_office.py.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from models.db import Database
from models.rules.delivery.send_results import FailedPermanently, Refusal, Unknown
from models.rules.delivery.states import DeliveryState
from tests.actions.office import at
from tests.contracts.transport_office import DOCUMENT, PHOTO, TransportOffice, Wire

#: About a thousand characters.
LONG = "Проверьте питание и перезагрузите роутер. " * 24


class TransportJourney:
    """Its tests, for one wire."""

    @pytest.fixture
    def office(self, database: Database, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Iterator[TransportOffice]:
        office = TransportOffice(database, wire, monkeypatch)
        yield office
        office.closes_down()

    @pytest.fixture
    def ticket_id(self, office: TransportOffice, wire: Wire) -> int:
        """Anna asked for help in whatever way she is asked, and was told the number."""
        office.writes("Не работает интернет")
        if not wire.traits.opens_without_questions:
            office.chooses("Авария")
            if wire.traits.files is not None:
                office.writes("Роутер", photo=PHOTO)
            office.chooses("Отправить")
        assert any("№1" in words for words in office.words_shown)
        office.looks_away()
        return 1

    def answers(self, office: TransportOffice, ticket_id: int, text: str, when: str = "1m", **more: Any) -> int:
        """Иван writes in the topic, and presses whatever asks him whether it is to go."""
        office.reads()
        said = office.types(text, ticket_id, when=at(when), **more)
        office.goes_on(at(when))
        if "Отправить?" in office.staff_told(ticket_id):
            office.presses("Отправить", when=at(when))
            office.goes_on(at(when))
        return said

    # -- there

    def test_a_request_becomes_a_topic_whose_card_says_how_to_reach_her(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        topic = office.topic_reads(ticket_id)
        assert "Не работает интернет" in topic
        assert f"Связь: {wire.traits.title}" in topic
        assert ("Авария" in topic) is not wire.traits.opens_without_questions

    def test_photos_before_and_after_reach_the_topic_whole(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        if wire.traits.files is None:
            pytest.skip("nobody sends a file there")
        office.writes("И кабель", at("1m"), photo=PHOTO)
        assert office.files_in_topic == [PHOTO, PHOTO]
        assert "Роутер" in office.topic_reads(ticket_id)
        assert "И кабель" in office.topic_reads(ticket_id)

    def test_her_correction_stands_where_her_words_stood(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        said = office.writes("На Лесной, 5", at("1m"))
        if wire.corrects(office, said, "На Лесной, 7", at("2m")):
            office.goes_on(at("2m"))
            assert office.topic_reads(ticket_id).endswith("На Лесной, 7")

    # -- back

    def test_an_answer_arrives_once_and_is_marked(self, office: TransportOffice, wire: Wire, ticket_id: int) -> None:
        self.answers(office, ticket_id, "Едем")
        assert office.words_shown == ["Едем"]
        assert office.reacted() == ["👌"]

    def test_a_document_arrives_whole_or_staff_are_told_that_it_can_not(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        self.answers(office, ticket_id, "", caption="Договор", document={"file_id": "f1", "file_unique_id": "u1"})
        assert office.files_shown == ([DOCUMENT] if wire.traits.files else [])
        assert "Договор" in "\n".join(office.words_shown)
        assert wire.traits.files or "файл" in office.staff_told(ticket_id)

    def test_a_thousand_characters_arrive_whole(self, office: TransportOffice, wire: Wire, ticket_id: int) -> None:
        self.answers(office, ticket_id, LONG)
        assert "".join(office.words_shown).replace(" ", "") == LONG.replace(" ", "")
        if wire.traits.paid and (wire.traits.text.most or 0) < len(LONG):
            assert "Отправить?" in office.staff_told(ticket_id)

    def test_an_answer_that_is_corrected_is_seen_corrected(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        said = self.answers(office, ticket_id, "Будем в 15:00")
        office.edits(said, "Будем в 16:00", ticket_id, at("2m"))
        office.goes_on(at("2m"))
        if not wire.traits.edits:
            office.presses("Отправить исправление", when=at("3m"))
            office.goes_on(at("3m"))
        assert office.words_shown[-1].endswith("Будем в 16:00")
        assert len(office.shown) == (1 if wire.traits.edits else 2)

    def test_what_is_refused_is_told_with_the_services_words(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        office.fates.append(FailedPermanently(Refusal.OTHER, "no such place"))
        self.answers(office, ticket_id, "Едем")
        assert office.shown == []
        assert office.reacted() == ["👎"]
        assert "no such place" in office.staff_told(ticket_id)

    def test_what_may_have_arrived_goes_again_when_staff_say_so_and_not_before(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        office.fates.append(Unknown("time-out"))
        self.answers(office, ticket_id, "Едем")
        office.goes_on(at("1h"))
        assert office.shown == []
        assert office.reacted() == ["🤷"]
        office.presses("Отправить ещё раз", when=at("1h"))
        office.goes_on(at("1h"))
        assert office.words_shown == ["Едем"]

    def test_a_word_of_arrival_that_comes_late_and_twice_is_shown_once(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        self.answers(office, ticket_id, "Едем")
        if DeliveryState.DELIVERED not in wire.traits.receipts:
            pytest.skip("nobody says that it arrived")
        for when in (at("2h"), at("3h")):
            wire.reports(office, office.shown[-1], DeliveryState.DELIVERED, when)
            office.goes_on(when)
        assert office.reacted() == ["👌", "👍"]

    def test_an_answer_after_hours_of_silence_goes_or_waits_until_she_writes(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        hours = (wire.traits.window or timedelta(hours=6)) // timedelta(hours=1)
        self.answers(office, ticket_id, "Починили", f"{hours + 1}h")
        if wire.traits.window is None:
            assert office.words_shown == ["Починили"]
            return
        assert office.shown == []
        assert "написать ему сейчас нельзя" in office.staff_told(ticket_id)
        back = at(f"{hours + 2}h")
        office.writes("Вы где?", back)
        office.goes_on(back)
        assert office.words_shown == ["Починили"]

    # -- the end

    def test_she_is_asked_whether_it_is_solved_and_closes_and_opens_it_again(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        self.answers(office, ticket_id, "Починили")
        office.types("/close", ticket_id, when=at("2m"))
        office.goes_on(at("2m"))
        office.chooses("Вопрос решён", at("3m"))
        assert not office.view(ticket_id).is_open
        office.writes("Опять не работает", at("4m"))
        if wire.traits.opens_without_questions:
            assert "Опять не работает" in office.topic_reads(ticket_id + 1)
            return
        office.chooses("Вернуться к №1", at("5m"))
        assert office.view(ticket_id).is_open
        assert "Опять не работает" in office.topic_reads(ticket_id)

    def test_staff_and_she_are_told_why_a_deadline_is_what_it_is(
        self, office: TransportOffice, wire: Wire, ticket_id: int
    ) -> None:
        office.reads()
        office.types("/why", ticket_id, when=at("1m"))
        assert "Первый ответ: 1 час" in office.staff_told(ticket_id)
        office.writes("почему 1", at("2m"))
        assert "Первый ответ: 1 час" in "\n".join(office.words_shown)
