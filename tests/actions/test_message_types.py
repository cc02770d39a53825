"""Places, contacts and replaced files in the tables, on each engine; on an old telephone only their words."""

from typing import Any

import pytest
from sqlalchemy import select, update

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.actions.talk import messages
from models.actions.talk.media_edits import replace_file
from models.actions.talk.messages import File
from models.actions.tickets import tickets
from models.db import Database
from models.queries.persons import Requester
from models.queries.tickets import open_tickets_of
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import PostPayload, as_post
from models.rules.delivery.places import Place
from models.tables.messages import attachment, message
from tests.actions.office import ACCOUNT, GROUP, at
from tests.actions.staff_office import StaffOffice
from tests.actions.telephone_office import TelephoneOffice
from tests.journeys.regulations import RUSSIAN
from workers.transports.telegram_calls import call_for

HERE = {"latitude": 55.751244, "longitude": 37.618423}
WORDS = "📍 55.75124, 37.61842"


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database, RUSSIAN)


def comes(office: StaffOffice, content: dict[str, Any], kind: str = "message") -> None:
    office.comes({kind: {"message_id": 77, "date": int(at("1m").now.timestamp()), **content}}, at("1m"))


def from_anna(anna: Requester, **content: Any) -> dict[str, Any]:
    user = {"id": int(anna.address), "is_bot": False, "first_name": "Анна"}
    return {"chat": {"id": int(anna.address), "type": "private"}, "from": user, **content}


def in_topic(office: StaffOffice, ticket_id: int, **content: Any) -> dict[str, Any]:
    thread_id = office.view(ticket_id).thread_id
    pyotr = {"id": 42, "is_bot": False, "first_name": "Пётр"}
    return {
        "chat": office.group(),
        "from": pyotr,
        "message_thread_id": thread_id,
        "is_topic_message": True,
        **content,
    }


def photo(name: str, file_id: str = "") -> list[dict[str, Any]]:
    return [{"file_id": file_id or f"id-{name}", "file_unique_id": name, "width": 9, "height": 9}]


def files_of(office: StaffOffice) -> list[tuple[str, bool]]:
    """(lasting name, whether another took its place)."""
    with office.database.read() as tx:
        rows = tx.execute(select(attachment).order_by(attachment.c.id)).all()
    return [(row.provider_unique_id, row.replaced_at is not None) for row in rows]


def test_a_place_is_kept_as_it_is_and_in_words(office: StaffOffice) -> None:
    anna = office.meets()
    office.shows(anna)
    comes(office, from_anna(anna, location=HERE | {"horizontal_accuracy": 7.5}))
    (post,) = office.delivers(at("1m"))
    assert as_post(post.payload)["native"] == {"kind": "location", **HERE, "horizontal_accuracy": 7.5}
    call = call_for(post)
    assert call is not None
    assert (call.method, call.parameters["latitude"]) == ("sendLocation", HERE["latitude"])
    with office.database.read() as tx:
        kept = tx.execute(select(message).order_by(message.c.id.desc()).limit(1)).one()
    assert kept.text == WORDS
    assert kept.native == as_post(post.payload)["native"]
    assert kept.unsupported is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"location": HERE}, WORDS),
        ({"contact": {"phone_number": "+79120000000", "first_name": "Мастер"}}, "👤 Мастер, +79120000000"),
        (
            {"location": HERE, "venue": {"location": HERE, "title": "Офис", "address": "Ленина, 1"}},
            f"📍 Офис, Ленина, 1\n{WORDS.removeprefix('📍 ')}",
        ),
        ({"dice": {"emoji": "🎲", "value": 4}}, "🎲 4"),
    ],
    ids=["location", "contact", "venue", "dice"],
)
def test_somebody_with_a_telephone_gets_the_words(database: Database, content: dict[str, Any], words: str) -> None:
    office = TelephoneOffice(database, RUSSIAN)
    ticket_id = office.begins("Где вы?")
    comes(office, in_topic(office, ticket_id, **content))
    assert "".join(sms.text for sms in office.texts(at("1m"))) == words
    assert [one.kind for one in office.delivers(at("1m")) if one.kind == RowKind.POST] == []


@pytest.mark.filterwarnings("ignore:.*live_period:telegram.warnings.PTBDeprecationWarning")
def test_a_live_location_that_moves_changes_nothing(office: StaffOffice) -> None:
    anna = office.meets()
    office.shows(anna)
    comes(office, from_anna(anna, location=HERE | {"live_period": 900}))
    office.delivers(at("1m"))
    moved = {"latitude": 59.93428, "longitude": 30.335099, "live_period": 900}
    comes(office, from_anna(anna, location=moved, edit_date=5), "edited_message")
    assert office.delivers(at("1m")) == []
    with office.database.read() as tx:
        last = select(message.c.text, message.c.version).order_by(message.c.id.desc()).limit(1)
        kept = tx.execute(last).one()
    assert (kept.text.startswith(WORDS), kept.version) == (True, 1)


def test_a_venue_without_an_address_is_a_place(office: StaffOffice) -> None:
    anna = office.meets()
    office.shows(anna)
    comes(office, from_anna(anna, location=HERE, venue={"location": HERE, "title": "Офис", "address": ""}))
    (post,) = office.delivers(at("1m"))
    assert as_post(post.payload)["native"]["kind"] == "location"


def test_a_replaced_file_is_kept_as_evidence(office: StaffOffice) -> None:
    anna = office.meets()
    office.shows(anna)
    comes(office, from_anna(anna, photo=photo("one"), caption="Экран"))
    office.delivers(at("1m"))
    comes(office, from_anna(anna, photo=photo("two"), caption="Экран", edit_date=5), "edited_message")
    assert files_of(office) == [("one", True), ("two", False)]
    (post,) = (one for one in office.delivers(at("1m")) if one.kind == RowKind.POST)
    assert [(one["kind"], one["file_id"]) for one in as_post(post.payload)["attachments"]] == [("photo", "id-two")]
    comes(office, from_anna(anna, photo=photo("two", "another id"), caption="Вид"), "edited_message")
    assert files_of(office) == [("one", True), ("two", False)]
    assert [one.kind for one in office.delivers(at("1m"))] == [RowKind.EDIT]


def test_of_a_file_from_before_its_lasting_name_was_kept_nobody_is_told_that_it_changed(office: StaffOffice) -> None:
    anna = office.meets()
    office.shows(anna)
    comes(office, from_anna(anna, photo=photo("one"), caption="Экран"))
    office.delivers(at("1m"))
    with office.database.write() as tx:
        tx.execute(update(attachment).values(provider_unique_id=None))
    comes(office, from_anna(anna, photo=photo("one", "another id"), caption="Вид"), "edited_message")
    assert [one.kind for one in office.delivers(at("1m"))] == [RowKind.EDIT]


def test_a_correction_is_never_taken_for_the_message_when_its_words_change_later(office: StaffOffice) -> None:
    anna = office.meets()
    office.shows(anna)
    comes(office, from_anna(anna, photo=photo("one"), caption="Экран"))
    (shown,) = office.delivers(at("1m"))
    comes(office, from_anna(anna, photo=photo("two"), caption="Экран"), "edited_message")
    office.delivers(at("1m"))
    comes(office, from_anna(anna, photo=photo("two"), caption="Вид"), "edited_message")
    (edit,) = office.delivers(at("1m"))
    assert len(edit.provider_ids) == 1
    assert shown.message_id == edit.message_id


def test_an_agent_who_replaces_a_file_for_a_telephone_is_told_that_files_do_not_go(database: Database) -> None:
    office = TelephoneOffice(database, RUSSIAN)
    ticket_id = office.begins("Где вы?")
    comes(office, in_topic(office, ticket_id, photo=photo("one"), caption="Вот так"))
    office.texts(at("1m"))
    office.delivers(at("1m"))
    comes(office, in_topic(office, ticket_id, photo=photo("two"), caption="Вот так"), "edited_message")
    (post,) = office.delivers(at("1m"))
    assert "файл по SMS не отправить" in as_post(post.payload)["text"]
    assert office.texts(at("1m")) == []


def test_a_file_of_a_draft_that_was_replaced_is_the_one_that_the_ticket_shows(office: StaffOffice) -> None:
    anna = office.meets()
    facts = {"address_id": anna.address_id, "files": (File("photo", "a"),)}
    said = office.said(int(anna.address), "Экран", "requester", **facts)
    with office.database.write() as tx:
        kept = messages.keep_message(tx, at(), said)
        tx.execute(update(attachment).values(provider_unique_id="a"))
        assert replace_file(
            tx, at(), office.organisation_id, kept, 0, File("photo", "b", unique_id="b"), ("telegram", ACCOUNT)
        )
        tickets.open_ticket(
            tx, at(), office.edition, anna, desk_key="support", kind="question", fields={}, message_ids=[kept],
            opened_at=at().now,
        )  # fmt: skip
    posts = [as_post(one.payload) for one in office.delivers() if "attachments" in one.payload]
    assert [[one["file_id"] for one in post["attachments"]] for post in posts] == [["b"]]
    with office.database.read() as tx:
        assert len(open_tickets_of(tx, anna)) == 1


@pytest.mark.parametrize("kind", ["sticker", "video_note"])
def test_what_takes_no_caption_goes_again_without_a_mark(kind: str) -> None:
    payload: PostPayload = {
        "part": 0,
        "repeated_mark": "(ещё раз)",
        "attachments": [{"kind": kind, "file_id": "x"}],
    }
    repeated = Dispatch(
        id=1, lane_id=1, kind=RowKind.POST, repeatable=True, repeated=True, attempts=1,
        transport="telegram", account=ACCOUNT, place=Place.TOPIC, address=str(GROUP), topic_account=ACCOUNT,
        payload=payload, files=(OutgoingFile(kind, "x"),),
        thread_id=5, ticket_id=1, message_id=1, incarnation=1, provider_ids=(),
    )  # fmt: skip
    call = call_for(repeated)
    assert call is not None
    assert dict(call.parameters) == {"chat_id": GROUP, "message_thread_id": 5, kind: "x"}
