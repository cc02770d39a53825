"""Whether the bytes of a file are kept: decided once, counted once, told once."""

import pytest
from sqlalchemy import select

from models.actions.talk import messages
from models.actions.talk.messages import File
from models.actions.tickets import attachments, tickets
from models.db import Database
from models.queries.persons import Requester
from models.rules.requests.file_quota import MEGABYTE, FileState
from models.tables.messages import attachment
from tests.actions.chat_office import ChatOffice
from tests.actions.office import Office, at

QUOTA = 200 * MEGABYTE


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def sends(office: Office, who: Requester, ticket_id: int | None, name: str) -> int:
    """The requester sends a file; its attachment's id."""
    document = File("document", f"id-{name}", file_name=name)
    with office.database.write() as tx:
        said = office.said(
            int(who.address), "", "requester", address_id=who.address_id, ticket_id=ticket_id, files=(document,)
        )
        message_id = messages.keep_message(tx, at(), said)
        return int(tx.execute(select(attachment.c.id).where(attachment.c.message_id == message_id)).scalar_one())


def admitted(office: Office, attachment_id: int, size: int, when: str = "1m") -> bool:
    with office.database.write() as tx:
        return attachments.admit(tx, at(when), attachment_id, size)


def test_a_file_that_is_asked_about_twice_counts_once(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    first = sends(office, anna, ticket_id, "first")
    assert admitted(office, first, QUOTA - 1)
    assert admitted(office, first, QUOTA - 1)
    assert admitted(office, sends(office, anna, ticket_id, "second"), 1)
    assert not admitted(office, sends(office, anna, ticket_id, "third"), 1)


def test_another_day_has_room_again_and_says_again_when_that_is_over(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    for when in ("1m", "1441m"):
        assert admitted(office, sends(office, anna, ticket_id, "whole"), QUOTA, when)
        assert not admitted(office, sends(office, anna, ticket_id, "more"), 1, when)
        assert not admitted(office, sends(office, anna, ticket_id, "still more"), 1, when)
    assert [text.partition(" у нас")[0] for text in office.words() if "МБ" in text] == [
        "За сутки от абонента пришло больше 200 МБ файлов. Файл «more» и следующие за ним"
    ] * 2


def test_one_file_above_the_whole_quota_leaves_the_day_as_it_was(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    assert not admitted(office, sends(office, anna, ticket_id, "huge"), QUOTA + 1)
    assert admitted(office, sends(office, anna, ticket_id, "small"), QUOTA)


def test_what_an_agent_sends_is_no_requester_s_quota(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    office.answers(ticket_id, "вот", at(), File("document", "id", file_name="big"))
    with office.database.read() as tx:
        attachment_id = tx.execute(select(attachment.c.id)).scalar_one()
    assert admitted(office, attachment_id, 10 * QUOTA)


def test_what_was_lost_while_a_draft_was_written_is_told_when_its_ticket_opens(office: Office) -> None:
    anna = office.meets()
    lost = sends(office, anna, None, "draft.txt")
    with office.database.write() as tx:
        attachments.mark_lost(tx, at(), lost, FileState.FAILED)
        message_id = tx.execute(select(attachment.c.message_id)).scalar_one()
        opened = tickets.open_ticket(
            tx, at(), office.edition, anna, desk_key="support", kind="question", fields={},
            message_ids=[message_id], opened_at=at().now,
        )  # fmt: skip
    assert [text for text in office.words() if "не отдал файл «draft.txt»" in text]
    view = office.view(opened.id)
    with office.database.write() as tx:
        assert attachments.fetch_again(tx, at(), view) == 1
        assert attachments.fetch_again(tx, at(), view) == 0


def test_of_a_file_that_is_too_big_for_bots_nobody_is_offered_a_button(office: Office) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    film = sends(office, anna, ticket_id, "film")
    with office.database.write() as tx:
        attachments.mark_lost(tx, at(), film, FileState.TOO_BIG)
        assert attachments.fetch_again(tx, at(), office.view(ticket_id)) == 0
    (told,) = [row.payload for row in office.rows() if "слишком велик" in row.payload.get("text", "")]
    assert "choices" not in told


def test_a_file_with_an_endless_name_is_kept(database: Database) -> None:
    office = ChatOffice(database)
    names = {"file_name": "о" * 400 + ".pdf", "mime_type": "application/" + "x" * 200}
    office.writes(document={"file_id": "f", "file_unique_id": "u", **names})
    with database.read() as tx:
        assert tx.execute(select(attachment.c.file_name)).scalar_one() == "о" * 255
