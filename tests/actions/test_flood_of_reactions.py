"""Reactions count as messages: above the limit of a minute no new line is posted, and a line says the last word."""

import pytest
from sqlalchemy import select, update

from models.clock import Instant
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.tables.messages import message_copy
from models.tables.persons import address
from tests.actions.chat_office import ChatOffice
from tests.actions.office import at
from tests.journeys.regulations import RUSSIAN

#: messages_per_minute of the regulation.
LIMIT = 12


@pytest.fixture
def office(database: Database) -> ChatOffice:
    office = ChatOffice(database, RUSSIAN)
    office.writes("Не работает интернет")
    office.delivers()
    return office


def answered(office: ChatOffice, words: str = "Едем") -> str:
    """The id of the answer as the requester sees it."""
    office.answers(office.ticket_of().id, words)
    office.delivers()
    here = select(message_copy.c.provider_id).where(message_copy.c.address == "700")
    with office.database.read() as tx:
        return str(tx.execute(here.order_by(message_copy.c.id.desc())).scalars().first())


def reacts(office: ChatOffice, answer: str, sign: str | None, when: Instant | None = None, chat: int = 700) -> None:
    when = when or at()
    change = {
        **{name: office._envelope(chat, when, int(answer))[name] for name in ("chat", "date", "message_id")},
        "user": office._envelope(chat, when, 1)["from"],
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": sign}] if sign else [],
    }
    office.hears({"message_reaction": change}, chat, when)
    office.works(when)
    office.delivers(when)


def lines(office: ChatOffice) -> list[str]:
    """What was said of reactions in the topic, the last of it last."""
    return [said for said in office.topic_shows(office.ticket_of().id) if "Абонент" in said]


def test_a_sign_that_comes_and_goes_a_hundred_times_is_a_few_lines_and_the_last_says_how_it_stands(
    office: ChatOffice,
) -> None:
    answer = answered(office)
    office.told()
    for number in range(100):
        reacts(office, answer, "👍" if number % 2 else "🔥")
    assert len(lines(office)) < LIMIT
    assert [said for said in office.told() if "подождите минуту" in said] != []
    office.works(at("61s"))
    assert lines(office)[-1].endswith("👍")
    assert len(lines(office)) <= LIMIT


def test_a_sign_that_is_taken_back_above_the_limit_is_taken_back_a_minute_later(office: ChatOffice) -> None:
    answer = answered(office)
    reacts(office, answer, "👍")
    for number in range(LIMIT):
        office.writes(f"ещё {number}")
    reacts(office, answer, None)
    assert office.rows(RowKind.REMOVE) == []
    office.works(at("61s"))
    assert len(office.rows(RowKind.REMOVE)) == 1


def test_signs_under_many_messages_at_once_are_no_flood_either(office: ChatOffice) -> None:
    answers = [answered(office, f"Ответ {number}") for number in range(30)]
    for answer in answers:
        reacts(office, answer, "👍")
    office.works(at("61s"))
    assert len(lines(office)) < LIMIT


def test_after_a_minute_signs_are_shown_again(office: ChatOffice) -> None:
    answer = answered(office)
    for number in range(100):
        reacts(office, answer, "👍" if number % 2 else None)
    reacts(office, answer, "❤", at("2m"))
    assert lines(office)[-1].endswith("❤")


def test_a_blocked_requester_s_signs_are_shown_to_nobody(office: ChatOffice) -> None:
    answer = answered(office)
    reacts(office, answer, "👍")
    for number in range(LIMIT):
        reacts(office, answer, "🔥" if number % 2 else "❤")
    before = lines(office)
    with office.database.write() as tx:
        tx.execute(update(address).values(blocked_at=at().now))
    reacts(office, answer, "👎")
    office.works(at("61s"))
    assert lines(office) == before


def test_the_same_id_in_another_chat_is_another_message(office: ChatOffice) -> None:
    answer = answered(office)
    office.writes("Здравствуйте", 701)
    reacts(office, answer, "👎", chat=701)
    assert lines(office) == []
