"""Asking to be erased: explained, asked twice, called off; what can't be erased is said; killed, it goes on."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from models.backup.erasure_ledger import Ledger
from models.db import Database
from models.queries.erasures import acts_of
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from models.rules.requests.erasures import Act, act_text
from models.tables.erasures import erasure
from models.tables.messages import attachment
from models.tables.persons import person
from tests.actions.chat_office import ASKING
from tests.actions.erasing_office import BYTES, CHAT, PHONE, ErasingOffice
from tests.actions.office import GROUP, at
from tests.actions.reach_office import REACH

AT_ONCE = REACH.replace("recheck_days", "erase_after_hours = 0\nrecheck_days")
BORIS = 800


@pytest.fixture
def office(database: Database, tmp_path: Path) -> ErasingOffice:
    return ErasingOffice(database, tmp_path / "var")


def states(office: ErasingOffice) -> list[str]:
    with office.database.read() as tx:
        return list(tx.execute(select(erasure.c.state).order_by(erasure.c.id)).scalars())


def erased(office: ErasingOffice) -> bool:
    with office.database.read() as tx:
        return any(tx.execute(select(person.c.erased_at)).scalars())


def files_a_request(office: ErasingOffice, chat: int = CHAT, words: str = "Не работает интернет") -> int:
    office.writes(words, chat)
    office.touches("Вопрос", chat)
    office.touches("Отправить", chat)
    office.delivers()
    office.told(chat)
    return office.ticket_of(chat).id


# -- the two questions


def test_it_is_explained_what_goes_and_what_stays_and_asked_twice(office: ErasingOffice) -> None:
    files_a_request(office)
    office.writes("/forget", CHAT)
    (said,) = office.told(CHAT)
    assert "Открытые заявки будут закрыты без ответа: №1." in said
    assert "Стирать начнём через 24 часа, до этого можно передумать." in said
    office.touches("Продолжить", CHAT)
    assert office.told(CHAT) == [
        "Последний вопрос: стереть всё, что мы о вас знаем? Если вы напишете снова, мы вас не узнаем."
    ]
    assert states(office) == []
    office.touches("Стереть", CHAT)
    assert office.told(CHAT) == [
        "Хорошо. Данные будут стёрты завтра, 12 ноября, в 12:00 (МСК). Передумаете — отмените это раньше."
    ]
    assert states(office) == ["waiting"]


def test_a_button_of_half_an_hour_ago_erases_nobody(office: ErasingOffice) -> None:
    files_a_request(office)
    office.writes("/forget", CHAT)
    office.touches("Продолжить", CHAT, at("30m"))
    assert office.told(CHAT)[-1] == "Этот вариант устарел. Если хотите стереть данные, напишите /forget."
    assert states(office) == []


def test_two_confirmations_are_one(office: ErasingOffice) -> None:
    files_a_request(office)
    office.asks_to_be_erased(at())
    office.touches("Стереть", CHAT, at("1m"))
    office.writes("/forget", CHAT, at("2m"))
    assert office.told(CHAT)[-1].startswith("Вы уже попросили стереть данные")
    assert states(office) == ["waiting"]


def test_whoever_asked_may_change_their_mind(office: ErasingOffice) -> None:
    files_a_request(office)
    office.asks_to_be_erased(at())
    office.touches("Не стирать, отменить", CHAT, at("1h"))
    assert office.told(CHAT)[-1] == "Данные не будут стёрты, просьба отменена."
    office.erases(at("25h"))
    assert (states(office), erased(office)) == (["cancelled"], False)


def test_the_other_addresses_are_told_and_call_it_off(office: ErasingOffice) -> None:
    files_a_request(office)
    office.adds_the_phone()
    office.texts(at("5m"))
    office.asks_to_be_erased(at("6m"))
    said = office.last_sms(at("6m"), PHONE)
    assert "От вашего имени попросили стереть все ваши данные у нас." in said
    assert "1 - Не стирать, отменить" in said
    office.sms("1", PHONE, at("7m"))
    assert states(office) == ["cancelled"]


def test_by_sms_it_is_only_said_where_it_can_be_done(office: ErasingOffice) -> None:
    office.sms("Не работает", PHONE)
    office.texts()
    office.sms("/forget", PHONE, at("1m"))
    assert office.last_sms(at("1m"), PHONE).startswith("Стереть данные можно только из подтверждённого чата")
    assert states(office) == []


def test_where_the_regulation_leaves_no_time_it_is_done_at_once(database: Database, tmp_path: Path) -> None:
    office = ErasingOffice(database, tmp_path / "var", ASKING + AT_ONCE)
    files_a_request(office)
    office.asks_to_be_erased(at())
    assert office.told(CHAT)[-1] == "Хорошо, стираем. Мы напишем, когда в базе ничего не останется."
    office.erases(at("1m"))
    assert erased(office)


# -- what becomes of it


def test_the_person_and_the_heads_are_told_and_the_act_says_what_was_destroyed(office: ErasingOffice) -> None:
    ticket_id = office.leaves_marks()
    office.asks_to_be_erased(at("11m"))
    sent: list[str] = []

    def appears(dispatch: object) -> SendResult:
        sent.append(str(getattr(dispatch, "payload", {}).get("text", "")))
        return office.appears(dispatch)  # type: ignore[arg-type]

    office.erases(at("25h"), appears)
    assert any(text.startswith("Ваши данные у нас стёрты.") for text in sent)
    (told,) = (text for text in sent if text.startswith("Данные одного человека стёрты по его просьбе. Акт "))
    (act,) = acts(office)
    assert act.code in told
    text = act_text(act, "ru", "Europe/Moscow")
    assert f"АКТ об уничтожении персональных данных № {act.code}" in text
    assert "Оператор: Круглосуточно" in text
    assert "- имена: 2" in text
    assert "- файлы: 1" in text
    assert "субъект дважды подтвердил уничтожение" in text
    assert office.view(ticket_id).state == "closed"


def acts(office: ErasingOffice) -> list[Act]:
    with office.database.read() as tx:
        return acts_of(tx, office.organisation_id, "Круглосуточно")


def test_topics_that_telegram_keeps_are_named_in_the_act(office: ErasingOffice) -> None:
    files_a_request(office)
    office.asks_to_be_erased(at())

    def refuses(dispatch: object) -> SendResult:
        if getattr(dispatch, "kind", None) == RowKind.DELETE_TOPIC:
            return FailedPermanently(Refusal.OTHER, "not enough rights to delete the topic")
        return office.appears(dispatch)  # type: ignore[arg-type]

    office.erases(at("25h"), refuses)
    (act,) = acts(office)
    said = act_text(act, "ru", "Europe/Moscow")
    assert "тема заявки №1: Telegram ответил «not enough rights to delete the topic»; удалите её сами" in said
    assert "Telegram не дал удалить темы заявок" in "\n".join(office.words())


def test_a_file_that_somebody_else_sent_too_stays(office: ErasingOffice) -> None:
    office.leaves_marks()
    other = files_a_request(office, BORIS, "У меня так же")
    (path,) = (one for one in (office.var / "files").rglob("*") if one.is_file())
    with office.database.write() as tx:
        row = tx.execute(select(attachment)).one()._asdict()
        message_id = office.view(other).first_message_id
        tx.execute(
            insert(attachment).values({**row, "id": row["id"] + 1, "message_id": message_id, "file_name": "b"})
        )
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert path.read_bytes() == BYTES


def test_what_is_being_sent_at_this_moment_leaves_nothing_behind(office: ErasingOffice) -> None:
    ticket_id = files_a_request(office)
    office.asks_to_be_erased(at())
    office.types("мармелад-ответ", ticket_id, when=at("24h"))

    def erases_meanwhile(dispatch: object) -> SendResult:
        if "мармелад-ответ" in str(getattr(dispatch, "payload", "")):
            office.steps(at("25h"))
        return office.appears(dispatch)  # type: ignore[arg-type]

    office.delivers(at("24h"), erases_meanwhile)
    assert erased(office)
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())


def test_an_agent_does_nothing_about_an_erased_person_any_more(office: ErasingOffice) -> None:
    ticket_id = files_a_request(office)
    office.asks_to_be_erased(at())
    office.steps(at("25h"))
    office.types("мармелад-заметка", ticket_id, when=at("25h"))
    office.erases(at("25h"))
    office.types("// мармелад-заметка №1", when=at("26h"), chat_id=GROUP)
    assert office.found() == [], "\n".join(office.found())


def test_a_commit_that_fails_changes_nothing_and_it_goes_on_later(
    office: ErasingOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_a_request(office)
    office.asks_to_be_erased(at())

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "note", no_room)
        office.steps(at("25h"))
    assert (states(office), erased(office)) == (["waiting"], False)
    office.erases(at("26h"))
    assert (states(office), office.found()) == (["done"], [])


def test_killed_before_files_are_removed_the_last_step_removes_them(
    office: ErasingOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.leaves_marks()
    office.asks_to_be_erased(at("11m"))
    with monkeypatch.context() as killed:
        killed.setattr("workers.jobs.erase.remove_files", lambda *_: None)
        office.steps(at("25h"))
    assert any(one.is_file() for one in (office.var / "files").rglob("*"))
    office.erases(at("26h"))
    assert office.found() == []
