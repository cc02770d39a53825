"""What an answer and an arrival ask of the database: a statement costs by being executed, not by what it does."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models.actions.queue import inbox
from models.actions.queue.inbox import RawInbound
from models.db import Database
from tests.actions.office import ACCOUNT, at
from tests.actions.staff_office import StaffOffice


def statements_of(does: Callable[[], object]) -> list[str]:
    heard: list[str] = []

    def hear(_tx: object, _cursor: object, text: str, *_more: object) -> None:
        heard.append(" ".join(text.split()))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        does()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return heard


def comes(database: Database, chats: int) -> None:
    items = [RawInbound(f"{chats}/{number}", f"chat:{number}", {"n": number}) for number in range(chats)]
    with database.write(durable=True) as tx:
        assert inbox.store_inbound(tx, "telegram", ACCOUNT, items, at().real) == chats


def test_what_comes_from_many_chats_is_stored_by_as_few_statements_as_what_comes_from_one(database: Database) -> None:
    comes(database, 2)  # its statements are compiled
    of_one, of_many = (len(statements_of(partial(comes, database, chats))) for chats in (1, 40))
    assert of_many <= of_one + 1


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


def types(office: StaffOffice, ticket_id: int, **more: Any) -> list[str]:
    """Иван answers the ticket: what is asked of the database for it."""
    said = office._message("Едем", ticket_id, "Иван", at(), **more)
    return statements_of(lambda: office.comes({"message": said}, at()))


def test_an_answer_reads_its_ticket_to_decide_and_to_show_it_and_no_regulation(office: StaffOffice) -> None:
    text = types(office, office.shows())
    assert len([one for one in text if one.startswith("SELECT edition")]) == 1, "the one in force, once for a batch"
    assert len([one for one in text if one.startswith("UPDATE ticket SET")]) == 1
    assert len([one for one in text if one.startswith("SELECT ticket.id, ticket.organisation_id")]) == 2


def test_words_that_reply_to_nothing_are_looked_up_nowhere(office: StaffOffice) -> None:
    ticket_id = office.shows()
    made = {"message_id": office.view(ticket_id).thread_id, "forum_topic_created": {"name": "т", "icon_color": 1}}
    text = types(office, ticket_id, reply_to_message=office._message("", ticket_id, "Иван", at(), **made))
    assert not [one for one in text if "FROM message_copy" in one]
