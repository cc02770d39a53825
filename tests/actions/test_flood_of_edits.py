"""Corrections count as messages: above the limit the last words are shown once, and no file is fetched or posted."""

from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select

from models.clock import Instant
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.tables.messages import message_version
from tests.actions.chat_office import ChatOffice
from tests.actions.office import at
from tests.journeys.regulations import RUSSIAN

#: messages_per_minute of the regulation.
LIMIT = 12

_updates = count(500_000)


@pytest.fixture
def office(database: Database) -> ChatOffice:
    return ChatOffice(database, RUSSIAN)


def photo(name: str) -> dict[str, Any]:
    return {"photo": [{"file_id": name, "file_unique_id": f"u{name}", "width": 10, "height": 10}]}


def corrects(office: ChatOffice, message_id: int, when: Instant | None = None, **said: Any) -> None:
    when = when or at()
    edit = {**office._envelope(700, when, message_id), "edit_date": int(when.real.timestamp()), **said}
    office.hears({"edited_message": edit}, 700, when)
    office.works(when)


def versions(office: ChatOffice) -> int:
    with office.database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(message_version)).scalar_one())


def fetched(office: ChatOffice) -> int:
    return len(office.rows(RowKind.FETCH_FILE))


def test_a_hundred_corrections_are_shown_by_a_few_edits_the_last_of_them_with_the_last_words(
    office: ChatOffice,
) -> None:
    office.writes("Не работает интернет")
    second = office.writes("правка")
    ticket = office.ticket_of()
    office.delivers()
    for number in range(100):
        corrects(office, second, text=f"правка {number}")
        office.delivers()
    at_once = [words for words in office.topic_shows(ticket.id) if words.startswith("правка ")]
    assert at_once == [f"правка {number}" for number in range(LIMIT - 2)]
    assert versions(office) == LIMIT - 1
    assert len([words for words in office.told() if "подождите минуту" in words]) == 1
    office.works(at("61s"))
    assert office.topic_shows(ticket.id)[-1] == "правка 99"
    office.works(at("10m"))
    assert len([words for words in office.topic_shows(ticket.id) if words.startswith("правка ")]) == LIMIT - 1
    corrects(office, second, at("11m"), text="спокойно")
    assert office.topic_shows(ticket.id)[-1] == "спокойно"


def test_a_correction_after_the_limit_is_shown_with_what_waits_and_never_older_words_last(
    office: ChatOffice,
) -> None:
    office.writes("Не работает интернет")
    second = office.writes("правка")
    ticket = office.ticket_of()
    for _ in range(LIMIT - 2):
        office.writes("ещё")
    office.delivers()
    corrects(office, second, at("50s"), text="сверх ограничения")
    corrects(office, second, at("70s"), text="последнее слово")
    office.works(at("111s"))
    shown = office.topic_shows(ticket.id)
    assert shown[-1] == "последнее слово"
    assert "сверх ограничения" not in shown


def test_the_first_message_of_a_ticket_above_the_limit_changes_the_card_once(office: ChatOffice) -> None:
    first = office.writes("Не работает интернет")
    for _ in range(LIMIT):
        office.writes("ещё")
    office.delivers()
    before = len(office.rows(RowKind.EDIT_CARD))
    for number in range(20):
        corrects(office, first, text=f"Не работает телефон {number}")
        office.delivers()
    assert len(office.rows(RowKind.EDIT_CARD)) == before
    office.works(at("61s"))
    cards = office.rows(RowKind.EDIT_CARD)[before:]
    assert len(cards) == 1
    assert "Не работает телефон 19" in cards[0].payload["text"]


def test_files_that_corrections_bring_above_the_limit_are_counted_and_wait_until_somebody_opens_them(
    office: ChatOffice,
) -> None:
    office.writes("Не работает интернет")
    message_id = office.writes(caption="экран", **photo("0"))
    for _ in range(LIMIT - 2):
        office.writes("ещё")
    ticket = office.ticket_of()
    office.delivers()
    files = fetched(office)
    for number in range(1, 21):
        corrects(office, message_id, caption="экран", **photo(str(number)))
        office.delivers()
    assert fetched(office) == files
    assert len([row for row in office.rows(RowKind.POST) if row.payload.get("attachments")]) == 1
    assert "20 сообщений" in office.topic_shows(ticket.id)[-1]
    assert office.presses("Показать", when=at("2m")) == "Готово."
    shown = [row for row in office.rows(RowKind.POST) if row.payload.get("attachments")]
    assert [row.payload["attachments"][0]["file_id"] for row in shown] == [str(number) for number in range(21)]
    assert fetched(office) == files + 20


def blocks(office: ChatOffice) -> tuple[list[int], int]:
    """Their messages, and their ticket."""
    message_ids = [office.writes("Купите слона"), office.writes("и бегемота")]
    ticket_id = office.ticket_of().id
    office.delivers()
    office.types("/spam", ticket_id, when=at("2m"))
    office.types("/block", ticket_id, when=at("2m"))
    office.delivers(at("2m"))
    return message_ids, ticket_id


def test_above_the_limit_a_blocked_sender_is_only_counted(office: ChatOffice) -> None:
    _, ticket_id = blocks(office)
    for number in range(40):
        office.writes(f"Купите слона {number}", when=at("4m"))
    card = office.rows(RowKind.EDIT_CARD)[-1].payload["text"]
    assert "писал 40 раз" in card
    assert office.presses("Разблокировать", when=at("9m")) == "Готово."
    told = [words for words in office.topic_shows(ticket_id) if "40 сообщений" in words]
    assert told
    assert f"слона {LIMIT - 1}" in office.topic_shows(ticket_id)[-1]
    assert f"слона {LIMIT}" not in office.topic_shows(ticket_id)[-1]


def test_no_file_of_a_blocked_sender_is_fetched_until_they_are_heard_again(office: ChatOffice) -> None:
    (message_id, _), _ = blocks(office)
    office.writes(when=at("4m"), **photo("1"))
    corrects(office, message_id, at("4m"), caption="слон", **photo("2"))
    assert fetched(office) == 0
    office.presses("Разблокировать", when=at("9m"))
    assert fetched(office) == 2


def test_a_correction_of_a_blocked_sender_is_kept_and_shown_to_nobody(office: ChatOffice) -> None:
    (message_id, second), ticket_id = blocks(office)
    before = office.topic_shows(ticket_id)
    corrects(office, message_id, at("4m"), text="Купите жирафа")
    corrects(office, second, at("4m"), text="и тигра")
    office.works(at("6m"))
    assert office.topic_shows(ticket_id) == before
    assert versions(office) == 2
    for number in range(40):
        corrects(office, message_id, at("8m"), text=f"Купите жирафа {number}")
    assert versions(office) == 2 + LIMIT


def test_who_is_blocked_within_the_minute_has_nothing_more_shown(office: ChatOffice) -> None:
    office.writes("Купите слона")
    message_id = office.writes("и бегемота")
    ticket_id = office.ticket_of().id
    for number in range(LIMIT + 3):
        corrects(office, message_id, text=f"Купите слона {number}")
    office.delivers()
    office.types("/spam", ticket_id, when=at("30s"))
    office.types("/block", ticket_id, when=at("30s"))
    before = office.topic_shows(ticket_id)
    office.works(at("2m"))
    assert office.topic_shows(ticket_id) == before
