"""Messages above the limit: one line that counts them where staff look, and a button that shows them in order."""

from models.actions.desk import topics
from models.actions.tickets import attachments
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from tests.actions.chat_office import ChatOffice
from tests.actions.office import at
from tests.actions.sms_office import GALYA, SmsOffice
from tests.journeys.regulations import RUSSIAN

#: messages_per_minute of the regulation.
LIMIT = 12


def _lines(office: ChatOffice, ticket_id: int) -> list[str]:
    return [words for words in office.topic_shows(ticket_id) if "сверх ограничения" in words]


def test_twenty_messages_at_once_leave_one_line_that_counts_and_nothing_is_lost(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for number in range(LIMIT + 5):
        office.writes(f"строка {number}")
    ticket = office.ticket_of()
    assert _lines(office, ticket.id) == ["⏬ Ещё 5 сообщений пришло сверх ограничения и здесь не показано."]
    assert len([words for words in office.told() if "подождите минуту" in words]) == 1
    office.delivers()
    office.writes("строка 17")
    assert "6 сообщений" in _lines(office, ticket.id)[-1]
    assert office.rows(RowKind.EDIT)[-1].payload["choices"]

    assert office.presses("Показать") == "Готово."
    shown = office.topic_shows(ticket.id)
    assert shown[-6:] == [f"строка {number}" for number in range(LIMIT, LIMIT + 6)]
    assert "Показано 6 сообщений" in shown[-7]
    assert office.presses("Показать") == "Эти сообщения уже показаны."
    assert len([words for words in office.topic_shows(ticket.id) if words == "строка 17"]) == 1


def test_files_above_the_limit_are_shown_too(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for number in range(LIMIT):
        office.writes(f"строка {number}")
    photo = {"file_id": "photo1", "file_unique_id": "u1", "width": 10, "height": 10}
    office.writes(photo=[photo], caption="вот экран")
    office.presses("Показать")
    last = sorted(office.rows(RowKind.POST), key=lambda row: int(row.id))[-1].payload
    assert ([one["file_id"] for one in last["attachments"]], last["text"]) == (["photo1"], "вот экран")


def test_files_above_the_limit_are_fetched_once_somebody_opens_them(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for number in range(LIMIT):
        office.writes(f"строка {number}")
    photo = {"file_id": "photo1", "file_unique_id": "u1", "width": 10, "height": 10}
    office.writes(photo=[photo])
    (wanted,) = [row.payload["attachment_id"] for row in office.rows(RowKind.FETCH_FILE)]
    with office.database.write() as tx:
        assert not attachments.admit(tx, at(), wanted, 10)
    office.presses("Показать")
    assert [row.payload["attachment_id"] for row in office.rows(RowKind.FETCH_FILE)] == [wanted, wanted]
    with office.database.write() as tx:
        assert attachments.admit(tx, at(), wanted, 10)


def test_without_a_ticket_they_wait_for_the_draft_to_become_one(database: Database) -> None:
    office = ChatOffice(database)
    for number in range(LIMIT + 3):
        office.writes(f"не работает {number}")
    assert office.tickets_of() == []
    office.touches("Вопрос", when=at("2m"))
    office.touches("Отправить", when=at("2m"))
    ticket = office.ticket_of()
    assert "3 сообщения" in _lines(office, ticket.id)[-1]
    office.presses("Показать")
    assert office.topic_shows(ticket.id)[-3:] == [f"не работает {number}" for number in range(LIMIT, LIMIT + 3)]


def test_another_burst_has_a_line_of_its_own_at_the_end(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for number in range(LIMIT + 1):
        office.writes(f"утро {number}")
    for number in range(LIMIT + 2):
        office.writes(f"вечер {number}", when=at("5h"))
    lines = _lines(office, office.ticket_of().id)
    assert ["1 сообщение" in lines[0], "2 сообщения" in lines[1]] == [True, True]


def test_a_topic_that_is_made_anew_has_the_line_and_its_button(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    for number in range(LIMIT + 2):
        office.writes(f"строка {number}")
    ticket_id = office.ticket_of().id
    office.delivers()
    view = office.view(ticket_id)
    with database.write() as tx:
        topics.recreate_topic(tx, at("1h"), view, 1, office.regulation)
    office.delivers(at("1h"))
    assert "2 сообщения" in _lines(office, ticket_id)[-1]
    office.presses("Показать", when=at("2h"))
    assert office.topic_shows(ticket_id)[-2:] == [f"строка {LIMIT}", f"строка {LIMIT + 1}"]


def test_texts_above_the_limit_are_counted_in_the_ticket_of_the_phone(database: Database) -> None:
    office = SmsOffice(database)
    for number in range(LIMIT + 2):
        office.gets(f"Не работает {number}")
    words = [row.payload.get("text", "") for row in office.rows() if row.ticket_id == office.ticket_of(GALYA).id]
    assert [text for text in words if "2 сообщения" in text]


def test_what_a_draft_has_no_room_for_is_counted_in_the_ticket_that_it_becomes(database: Database) -> None:
    office = ChatOffice(database)
    for number in range(52):
        office.writes(f"не работает {number}", when=at(f"{number * 6}s"))
    office.touches("Вопрос", when=at("10m"))
    office.touches("Отправить", when=at("10m"))
    assert "2 сообщения" in _lines(office, office.ticket_of().id)[-1]
