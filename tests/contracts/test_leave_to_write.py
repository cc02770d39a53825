"""An answer after the window has closed: leave is asked for, and it goes once, when she replies or by another way."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.actions.delivery import receipts
from models.actions.delivery.receipts import Receipt
from models.actions.queue.dispatching import Dispatch
from models.actions.talk import chains
from models.db import Database
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from models.rules.delivery.states import DeliveryState
from tests.contracts.leave_office import LEAVE, WISH, LeaveOffice, at
from tests.contracts.test_pigeon import LOFT


@pytest.fixture
def office(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaveOffice]:
    office = LeaveOffice(database, tmp_path, monkeypatch)
    yield office
    office.closes_down()


@pytest.fixture
def with_phone(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaveOffice]:
    office = LeaveOffice(database, tmp_path, monkeypatch, phone=True)
    yield office
    office.closes_down()


def test_leave_is_asked_for_and_the_answer_goes_when_she_replies(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    assert office.words_shown == [WISH]
    told = office.staff_told(1)
    assert "Окно Голубь закрыто: абонент давно туда не писал. Попросили разрешения написать" in told
    assert "ответ уйдёт, когда абонент ответит" in told
    office.looks_away()
    office.writes("да", at("8h"))
    assert office.words_shown.count("Едем") == 1
    assert WISH not in office.words_shown


def test_the_answer_counts_from_when_it_was_written(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    assert office.view(1).answered_at == at("7h").now
    office.writes("да", at("8h"))
    assert office.view(1).answered_at == at("7h").now


def test_several_answers_ask_once_and_go_in_their_order(office: LeaveOffice) -> None:
    for words in ("Едем", "Будем в 15:00", "Ждите"):
        office.staff_write(words, "7h")
    assert office.words_shown == [WISH]
    assert office.staff_told(1).count("Разрешения написать уже попросили") == 2
    office.looks_away()
    office.writes("хорошо", at("8h"))
    assert [one for one in office.words_shown if one in ("Едем", "Будем в 15:00", "Ждите")] == [
        "Едем",
        "Будем в 15:00",
        "Ждите",
    ]
    office.writes("и?", at("9h"))
    assert office.words_shown.count("Едем") == 1


def test_a_press_is_a_reply_too(office: LeaveOffice) -> None:
    office.staff_write("/close", "1h")
    office.staff_write("Едем", "8h")
    office.looks_away()
    office.chooses("Ещё нет", at("9h"))
    assert "Едем" in office.words_shown


def test_words_that_are_as_old_as_the_window_are_no_reply(office: LeaveOffice) -> None:
    """Her dovecote was snowed in: they were written before noon."""
    office.staff_write("Едем", "7h")
    office.looks_away()
    office.wire.says(office, "Алло", at("10m"), None)
    office.goes_on(at("8h"))
    assert "Едем" not in office.words_shown


def test_without_a_reply_it_goes_by_sms(with_phone: LeaveOffice) -> None:
    office = with_phone
    office.staff_write("Едем", "7h")
    assert "потом отправим другим способом: SMS на +7 916 123-45-67" in office.staff_told(1)
    office.time_comes("8h")
    assert office.by_sms("8h") == []
    office.time_comes("9h")
    assert office.by_sms("9h") == ["Едем"]
    assert "Голубь: разрешения написать абонент не дал. Отправляем другим способом: SMS" in office.staff_told(1)
    office.looks_away()
    office.writes("да", at("10h"))
    assert "Едем" not in office.words_shown


def test_who_did_not_reply_is_not_asked_again_before_a_windows_time_is_over(with_phone: LeaveOffice) -> None:
    office = with_phone
    office.staff_write("Едем", "7h")
    office.time_comes("9h")
    office.by_sms("9h")
    office.looks_away()
    office.staff_write("Ждите", "10h")
    assert office.by_sms("10h") == ["Ждите"]
    office.staff_write("Вы дома?", "14h")
    assert office.words_shown == [WISH]


def test_the_clock_goes_on_when_nobody_gave_leave(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    assert office.view(1).answered_at is not None
    office.time_comes("9h")
    assert office.view(1).answered_at is None


def test_without_a_template_it_goes_by_sms_at_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = LeaveOffice(database, tmp_path, monkeypatch, "", phone=True)
    office.staff_write("Едем", "7h")
    assert office.shown == []
    assert office.by_sms("7h") == ["Едем"]
    office.closes_down()


def test_a_template_that_is_refused_sends_it_by_sms(with_phone: LeaveOffice) -> None:
    office = with_phone
    office.fates.append(FailedPermanently(Refusal.BAD_TEMPLATE, "132001 no such template"))
    office.staff_write("Едем", "7h")
    assert "Попросить разрешения написать не удалось." in office.staff_told(1)
    assert "132001" in office.topic_reads(1)
    office.time_comes("7h")
    assert office.by_sms("7h") == ["Едем"]


# -- what an agent may do meanwhile


def test_an_agent_sends_it_by_sms_at_once(with_phone: LeaveOffice) -> None:
    office = with_phone
    office.staff_write("Едем", "7h")
    office.presses("Отправить: SMS", when=at("7h"))
    assert office.by_sms("7h") == ["Едем"]
    office.looks_away()
    office.writes("да", at("8h"))
    assert "Едем" not in office.words_shown
    office.time_comes("9h")
    assert office.by_sms("9h") == []


def test_an_agent_takes_it_back(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    assert "ответ не уйдёт" in office.presses("Не отправлять", when=at("7h"))
    office.looks_away()
    office.writes("да", at("8h"))
    office.time_comes("9h")
    assert "Едем" not in office.words_shown
    assert office.view(1).answered_at is None


def test_it_goes_as_it_reads_then(office: LeaveOffice) -> None:
    said = office.staff_write("Едем", "7h")
    office.edits(said, "Едем, будем в 15:00", 1, at("7h"))
    office.goes_on(at("7h"))
    office.looks_away()
    office.writes("да", at("8h"))
    assert "Едем, будем в 15:00" in office.words_shown
    assert "Едем" not in office.words_shown


# -- meanwhile


def test_the_reply_comes_while_leave_is_being_asked_for(office: LeaveOffice) -> None:
    """And the service then says that the wish could not be sent."""

    def send(dispatch: Dispatch) -> SendResult:
        if "template" not in dispatch.payload:
            return office.appears(dispatch)
        office.wire.says(office, "да", at("7h"), None)
        office.reads_inbox(at("7h"))
        return FailedPermanently(Refusal.NOT_NOW, "131049")

    office.types("Едем", 1, when=at("7h"))
    office.delivers(at("7h"), send)
    office.goes_on(at("7h"))
    office.time_comes("9h")
    rows = [row for row in office.rows() if row.payload.get("text") == "Едем" and row.transport == "pigeon"]
    assert [row.state for row in rows] == ["sent"]


def test_who_is_asked_and_says_yes_asks_for_nothing(office: LeaveOffice) -> None:
    office.staff_write("Едем", "30m")
    office.staff_write("Будем в 20:00", "7h")
    office.writes("да, пишите", at("8h"))
    assert office.view(1).next_response_due_at is None
    assert "да, пишите" in office.topic_reads(1)


def test_a_wish_that_fails_only_later_sends_it_by_sms_at_once(with_phone: LeaveOffice) -> None:
    office = with_phone
    office.staff_write("Едем", "7h")
    for _ in range(2):
        office.wish_fails("132001 no such template", Refusal.BAD_TEMPLATE, at("7h"))
    assert office.staff_told(1).count("Попросить разрешения написать не удалось.") == 1
    office.time_comes("7h")
    assert office.by_sms("7h") == ["Едем"]
    office.time_comes("9h")
    assert office.by_sms("9h") == []


def test_whom_a_wish_can_not_reach_is_marked_and_gets_it_by_sms(with_phone: LeaveOffice) -> None:
    office = with_phone
    office.staff_write("Едем", "7h")
    office.wish_fails("131026", Refusal.UNDELIVERABLE, at("7h"))
    office.time_comes("7h")
    assert office.by_sms("7h") == ["Едем"]
    assert office.view(1).address_state == AddressState.DEAD


def test_an_address_that_has_died_is_waited_for_no_more(with_phone: LeaveOffice) -> None:
    """What went there before turns out not to have arrived."""
    office = with_phone
    office.staff_write("Смотрим", "1h")
    (shown,) = [one for one in office.shown if one.text == "Смотрим"]
    office.staff_write("Едем", "7h")
    failed = (DeliveryState.FAILED_PERMANENTLY, "131026", Refusal.UNDELIVERABLE)
    with office.database.write() as tx:
        receipts.take(tx, at("7h"), Receipt("pigeon", LOFT, office.wire.address, shown.id, *failed))
    office.time_comes("7h")
    assert sorted(office.by_sms("7h")) == ["Едем", "Смотрим"]


@pytest.mark.parametrize("dies", ["_take", "freed"])
def test_killed_when_the_reply_is_read_it_goes_once_all_the_same(
    office: LeaveOffice, dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.staff_write("Едем", "7h")
    office.looks_away()
    real: Callable[..., object] = getattr(chains, dies)

    def killed(*given: object) -> object:
        real(*given)
        raise KeyboardInterrupt  # nothing catches it, as nothing catches a kill

    office.wire.says(office, "да", at("8h"), None)
    with monkeypatch.context() as patched:
        patched.setattr(chains, dies, killed)
        with pytest.raises(KeyboardInterrupt):
            office.goes_on(at("8h"))
    assert office.words_shown == []
    office.goes_on(at("8h"))
    assert office.words_shown.count("Едем") == 1


def test_staff_read_what_a_wish_and_a_long_answer_cost(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = "price = 0.9\ntemplate_price = 4.5\n"
    office = LeaveOffice(database, tmp_path, monkeypatch, LEAVE + prices)
    office.staff_write("Проверьте питание. " * 30, "1h")
    assert "Ответ займёт 2 сообщения (1,80 ₽), каждое платное." in office.staff_told(1)
    office.reads()
    office.staff_write("Едем", "7h")
    assert "Просьба стоит 4,50 ₽." in office.staff_told(1)
    office.closes_down()
