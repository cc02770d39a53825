"""A file that the sending account does not know by its id leaves as its stored bytes, once they are there."""

import pytest
from sqlalchemy import select, update

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.actions.talk.messages import File
from models.actions.tickets import attachments
from models.actions.tickets.attachments import Stored
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from models.rules.requests.file_quota import FileState
from models.tables.lanes import outbox
from models.tables.messages import attachment
from models.tables.persons import address
from tests.actions.office import ACCOUNT, Office, at
from workers.jobs.stored_files import without_lost_files

SECOND_BOT = "7000000002"


@pytest.fixture
def ticket_id(office: Office, anna: Requester) -> int:
    """Anna writes to a second bot; the topic is the first one's."""
    ticket_id = office.shows(anna)
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.id == anna.address_id).values(account=SECOND_BOT))
    return ticket_id


def the_file(office: Office) -> int:
    with office.database.read() as tx:
        return int(tx.execute(select(attachment.c.id)).scalar_one())


def to_anna(sent: list[Dispatch], anna: Requester) -> list[Dispatch]:
    return [one for one in sent if one.address == anna.address]


def test_a_file_goes_by_the_id_of_the_account_that_knows_it(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Смотрите", None, File("photo", "a"))
    (post,) = [one for one in office.delivers() if "attachments" in one.payload]
    assert post.files == (OutgoingFile("photo", "a"),)


def test_what_another_account_has_to_send_waits_for_the_bytes_and_takes_them(
    office: Office, anna: Requester, ticket_id: int
) -> None:
    office.answers(ticket_id, "Смотрите", None, File("document", "a", "счёт.pdf"))
    assert to_anna(office.delivers(), anna) == []
    with office.database.write() as tx:
        attachments.mark_stored(tx, at(), the_file(office), Stored("ab" * 32, "ab/abab", 5))
    (post,) = to_anna(office.delivers(at("2s")), anna)
    assert (post.account, post.files) == (SECOND_BOT, (OutgoingFile("document", None, "ab/abab", "счёт.pdf", 5),))


def test_the_reaction_that_tells_of_it_is_the_topics_bots(office: Office, anna: Requester, ticket_id: int) -> None:
    office.answers(ticket_id, "Едем")
    sent = office.delivers()
    assert [one.account for one in to_anna(sent, anna)] == [SECOND_BOT]
    assert [one.account for one in sent if one.kind == RowKind.REACTION] == [ACCOUNT]


def test_a_file_that_can_not_be_had_is_told_and_nothing_goes(office: Office, anna: Requester, ticket_id: int) -> None:
    office.answers(ticket_id, "Смотрите", None, File("document", "a", "счёт.pdf"))
    with office.database.write() as tx:
        attachments.mark_lost(tx, at(), the_file(office), FileState.FAILED)

    def result(dispatch: Dispatch) -> SendResult:
        ready = without_lost_files(dispatch)
        return office.appears(ready) if ready is not None else FailedPermanently(Refusal.NO_FILE, "no bytes")

    sent = office.delivers(at("2s"), result)
    told = [str(one.payload.get("text", "")) for one in sent if one.to_topic]
    assert any(one.startswith("Не доставлено: файл не удалось получить.") for one in told)


def test_a_file_that_nobody_fetches_any_more_keeps_no_words_waiting(
    office: Office, anna: Requester, ticket_id: int
) -> None:
    office.answers(ticket_id, "Смотрите", None, File("document", "a", "счёт.pdf"))
    office.answers(ticket_id, "И ещё: едем")
    with office.database.write() as tx:
        tx.execute(update(outbox).where(outbox.c.kind == RowKind.FETCH_FILE).values(state="cancelled"))
    first, second = to_anna(office.delivers(at("2s")), anna)
    assert (first.files[0].is_lost, as_post(second.payload)["text"]) == (True, "И ещё: едем")
